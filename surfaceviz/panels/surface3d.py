"""The loss surface in 3D with the path of each run on it, hidden parts faint."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from contourpy import contour_generator
from matplotlib.collections import LineCollection

from surfaceviz.ground import Ground, is_hidden
from surfaceviz.panels.box import draw_box, make_scale
from surfaceviz.panels.mesh import lit_mesh
from surfaceviz.panels.parts import (
    PATH_WIDTH,
    Layer,
    axes_size,
    each_run,
    epoch_dots,
    growing_path,
    haloed,
    name,
    optimum_star,
    present_marker,
    thinned,
    units_per_point,
)
from surfaceviz.panels.relief import make_relief
from surfaceviz.projection import project

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

    from surfaceviz.arrays import BoolArray, FloatArray
    from surfaceviz.panels.protocol import Update
    from surfaceviz.panels.relief import Relief
    from surfaceviz.projection import Camera
    from surfaceviz.scene import Run, Scene
    from surfaceviz.theme import Style, Theme

# Room for the axes' labels around the box, in points: left, right, below, above.
MARGINS = (44.0, 22.0, 40.0, 20.0)
FLATTEST, TALLEST = 0.4, 1.0
FAINT = 0.4
DOT_GAP = 9.0
LEVEL_OPACITY = 0.85
RIM = (0.0, 0.0, 0.0, 0.35)


def draw(axes: Axes, scene: Scene, style: Style) -> Update:
    """Draw the surface into ``axes``; return the function that shows an epoch."""
    theme, camera = style.theme, style.camera
    axes.set_axis_off()
    name(axes, "Loss surface", theme)
    ground = Ground(scene.surface, _half_height(axes, camera))
    _set_view(axes, ground.half_height, camera)
    window = scene.window
    scales = (
        make_scale("slope m", *window.m),
        make_scale("intercept b", *window.b),
        make_scale(scene.objective.label, *ground.levels),
    )
    draw_box(axes, scales, ground.half_height, camera, theme)
    relief = make_relief(scene, theme)
    axes.add_artist(lit_mesh(ground, relief.colours, camera))
    _draw_levels(axes, ground, relief, camera)
    if scene.objective.unique:
        _draw_optimum(axes, scene, ground, camera, theme)
    return each_run(
        scene, theme, lambda run, colour: _draw_run(axes, run, scene, ground, camera, colour, theme)
    )


def _half_height(axes: Axes, camera: Camera) -> float:
    """Return the height of the box under which it fills the panel."""
    width, height = _room(axes)
    candidates = np.linspace(FLATTEST, TALLEST, 26)
    sizes = np.array([np.ptp(_box_picture(half, camera), axis=0) for half in candidates])
    return float(candidates[np.argmin(np.abs(np.log(sizes[:, 0] / sizes[:, 1] * height / width)))])


def _room(axes: Axes) -> tuple[float, float]:
    """Return width and height, in points, that the labels leave to the box."""
    width, height = axes_size(axes)
    left, right, below, above = MARGINS
    return max(width - left - right, width / 3), max(height - below - above, height / 3)


def _box_picture(half_height: float, camera: Camera) -> FloatArray:
    """Return where the eight corners of the box appear, shape (8, 2)."""
    signs = np.stack(np.meshgrid(*[[-1.0, 1.0]] * 3), axis=-1).reshape(-1, 3)
    return project(signs * [1.0, 1.0, half_height], camera)[0]


def _set_view(axes: Axes, half_height: float, camera: Camera) -> None:
    """Set the axes' limits so that the box fills the room, undistorted."""
    corners = _box_picture(half_height, camera)
    low, high = corners.min(axis=0), corners.max(axis=0)
    size, room = np.array(axes_size(axes)), np.array(_room(axes))
    per_point = float(np.max((high - low) / room))
    left, right, below, above = MARGINS
    shift = np.array([left - right, below - above]) / 2 * per_point
    middle = (low + high) / 2 - shift
    reach = size / 2 * per_point
    axes.set_xlim(middle[0] - reach[0], middle[0] + reach[0])
    axes.set_ylim(middle[1] - reach[1], middle[1] + reach[1])


def _draw_levels(axes: Axes, ground: Ground, relief: Relief, camera: Camera) -> None:
    """Draw the level lines and the rim of the surface where they can be seen."""
    surface = ground.surface
    generator = contour_generator(surface.m, surface.b, surface.loss)
    lines = [
        (ground.place(line, np.full(len(line), level)), (*colour[:3], LEVEL_OPACITY))
        for level, colour in zip(relief.levels, relief.level_colours, strict=True)
        for line in map(np.asarray, generator.lines(level))
    ]
    vertices = ground.vertices()
    rim = [vertices[0], vertices[-1], vertices[:, 0], vertices[:, -1]]
    lines += [(side, RIM) for side in rim]
    pieces = [
        (piece, colour) for line, colour in lines for piece in _seen_pieces(line, ground, camera)
    ]
    axes.add_collection(
        LineCollection(
            [piece for piece, _ in pieces],
            colors=[colour for _, colour in pieces],
            linewidths=1.0,
            zorder=3,
        ),
        autolim=False,
    )


def _seen_pieces(line: FloatArray, ground: Ground, camera: Camera) -> list[FloatArray]:
    """Return the parts of a line in space (n, 3) that are not hidden, in the picture (k, 2)."""
    seen = ~is_hidden(line, ground, camera)
    picture = project(line, camera)[0]
    turns = np.flatnonzero(np.diff(seen)) + 1
    pieces = np.split(picture, turns)
    starts = np.concatenate([[0], turns])
    return [
        piece for start, piece in zip(starts, pieces, strict=True) if seen[start] and len(piece) > 1
    ]


def _draw_optimum(axes: Axes, scene: Scene, ground: Ground, camera: Camera, theme: Theme) -> None:
    best = scene.objective.optimum
    if not scene.window.contains(best):
        return
    spot = ground.place(best[None], scene.objective.value(best[None]))
    hidden = bool(is_hidden(spot, ground, camera)[0])
    ((x, y),) = project(spot, camera)[0]
    optimum_star(axes, float(x), float(y), theme, alpha=FAINT if hidden else 1.0)


def _draw_run(
    axes: Axes,
    run: Run,
    scene: Scene,
    ground: Ground,
    camera: Camera,
    colour: str,
    theme: Theme,
) -> Update:
    params, trace = run.trajectory.params, run.trace
    steps, hidden = _seen_from(camera, ground, trace.params.reshape(-1, 2), trace.losses.ravel())
    seen = np.where(hidden[:, None], np.nan, steps)
    behind = np.where(_widened(hidden)[:, None], steps, np.nan)
    states, states_hidden = _seen_from(camera, ground, params, run.trajectory.losses)
    states[~scene.window.contains(params)] = np.nan
    in_sight = np.where(states_hidden[:, None], np.nan, states)
    dots_at = thinned(in_sight / units_per_point(axes), DOT_GAP)
    faint = {"color": colour, "linewidth": PATH_WIDTH, "alpha": FAINT, "solid_capstyle": "butt"}
    layers = (Layer(behind, faint), *haloed(seen, params, colour, theme))
    grow = growing_path(axes, layers, trace.params.shape[1] * np.arange(len(params)))
    dots = epoch_dots(axes, colour, theme)
    present = present_marker(axes, colour, theme)

    def update(epoch: int) -> Sequence[Artist]:
        dots.set_data(*states[dots_at[dots_at <= epoch]].T)
        present.set_data(*states[epoch : epoch + 1].T)
        present.set_alpha(FAINT if states_hidden[epoch] else None)
        return *grow(epoch), dots, present

    return update


def _seen_from(
    camera: Camera, ground: Ground, params: FloatArray, losses: FloatArray
) -> tuple[FloatArray, BoolArray]:
    """Return where points on the surface appear (n, 2), and which of them it hides (n,)."""
    places = ground.place(params, losses)
    return project(places, camera)[0], is_hidden(places, ground, camera)


def _widened(marked: BoolArray) -> BoolArray:
    """Return ``marked`` with the neighbours of what is marked, so that pieces of a path join."""
    wide = marked.copy()
    wide[1:] |= marked[:-1]
    wide[:-1] |= marked[1:]
    return wide
