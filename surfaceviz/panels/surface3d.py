"""The loss surface in 3D with the path of each run on it, hidden parts faint."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from surfaceviz.ground import Ground
from surfaceviz.motion import waypoints
from surfaceviz.panels.box import draw_box, make_scale
from surfaceviz.panels.levels import draw_levels
from surfaceviz.panels.mesh import draw_mesh
from surfaceviz.panels.parts import (
    PATH_WIDTH,
    axes_size,
    coloured,
    epoch_dots,
    name,
    optimum_star,
    present_marker,
    thinned,
    units_per_point,
)
from surfaceviz.panels.paths import growing_path, haloed, turning_path
from surfaceviz.panels.relief import make_relief
from surfaceviz.projection import Camera, project
from surfaceviz.sight import hidden_from

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

    from surfaceviz.arrays import BoolArray, FloatArray
    from surfaceviz.motion import View
    from surfaceviz.panels.protocol import Update
    from surfaceviz.scene import Run, Scene
    from surfaceviz.theme import Style, Theme

# Room for the axes' labels around the box, in points: left, right, below, above.
MARGINS = (44.0, 22.0, 40.0, 20.0)
FLATTEST, TALLEST = 0.4, 1.0
FAINT = 0.4
DOT_GAP = 9.0
# Degrees of turning between which the box's place in the panel is looked after.
FRAMED = 5.0


def draw(axes: Axes, scene: Scene, style: Style) -> Update:
    """Draw the surface into ``axes``; return the function that shows an epoch."""
    theme, view = style.theme, style.camera
    axes.set_axis_off()
    name(axes, "Loss surface", theme)
    looks = [view.at(epoch) for epoch in waypoints(view, scene.epochs, FRAMED)]
    ground = Ground(scene.surface, _half_height(axes, looks))
    _set_view(axes, ground.half_height, looks)
    scales = (
        make_scale("slope m", *scene.window.m),
        make_scale("intercept b", *scene.window.b),
        make_scale(scene.objective.label, *ground.levels),
    )
    relief = make_relief(scene, theme)
    scenery = [
        draw_box(axes, scales, ground.half_height, view, theme),
        draw_mesh(axes, ground, relief.colours, view),
        draw_levels(axes, ground, relief, view, scene.epochs),
    ]
    if scene.objective.unique and scene.window.contains(scene.objective.optimum):
        scenery.append(_draw_optimum(axes, scene, ground, view, theme))
    paths = [
        _draw_run(axes, run, scene, ground, view, colour, theme)
        for run, colour in coloured(scene, theme)
    ]
    if isinstance(view, Camera):
        # Where the eye stays in its place only the paths move.
        for part in scenery:
            part(0)
        return lambda epoch: [artist for path in paths for artist in path(epoch)]
    return lambda epoch: [artist for part in (*scenery, *paths) for artist in part(epoch)]


def _half_height(axes: Axes, looks: Sequence[Camera]) -> float:
    """Return the height of the box under which it fills the panel."""
    width, height = _room(axes)
    candidates = np.linspace(FLATTEST, TALLEST, 26)
    sizes = np.array([np.ptp(_box_picture(half, looks), axis=0) for half in candidates])
    return float(candidates[np.argmin(np.abs(np.log(sizes[:, 0] / sizes[:, 1] * height / width)))])


def _room(axes: Axes) -> tuple[float, float]:
    """Return width and height, in points, that the labels leave to the box."""
    width, height = axes_size(axes)
    left, right, below, above = MARGINS
    return max(width - left - right, width / 3), max(height - below - above, height / 3)


def _box_picture(half_height: float, looks: Sequence[Camera]) -> FloatArray:
    """Return where the eight corners of the box appear to the cameras, shape (8 k, 2)."""
    signs = np.stack(np.meshgrid(*[[-1.0, 1.0]] * 3), axis=-1).reshape(-1, 3)
    corners = signs * [1.0, 1.0, half_height]
    return np.concatenate([project(corners, camera)[0] for camera in looks])


def _set_view(axes: Axes, half_height: float, looks: Sequence[Camera]) -> None:
    """Set the axes' limits so that the box fills the room, undistorted."""
    corners = _box_picture(half_height, looks)
    low, high = corners.min(axis=0), corners.max(axis=0)
    size, room = np.array(axes_size(axes)), np.array(_room(axes))
    per_point = float(np.max((high - low) / room))
    left, right, below, above = MARGINS
    shift = np.array([left - right, below - above]) / 2 * per_point
    middle = (low + high) / 2 - shift
    reach = size / 2 * per_point
    axes.set_xlim(middle[0] - reach[0], middle[0] + reach[0])
    axes.set_ylim(middle[1] - reach[1], middle[1] + reach[1])


def _draw_optimum(axes: Axes, scene: Scene, ground: Ground, view: View, theme: Theme) -> Update:
    best = scene.objective.optimum
    spot = ground.place(best[None], scene.objective.value(best[None]))
    hidden = hidden_from(view, spot, ground, scene.epochs)
    star = optimum_star(axes, theme)

    def update(epoch: int) -> Sequence[Artist]:
        star.set_data(*project(spot, view.at(epoch))[0].T)
        star.set_alpha(FAINT if hidden(epoch)[0] else 1.0)
        return [star]

    return update


def _draw_run(
    axes: Axes, run: Run, scene: Scene, ground: Ground, view: View, colour: str, theme: Theme
) -> Update:
    params, trace = run.trajectory.params, run.trace
    steps = ground.place(trace.params.reshape(-1, 2), trace.losses.ravel())
    states = ground.place(params, run.trajectory.losses)
    states[~scene.window.contains(params)] = np.nan
    hidden_steps = hidden_from(view, steps, ground, scene.epochs)
    hidden_states = hidden_from(view, states, ground, scene.epochs)
    spots = project(states, view.at(0))[0]
    if isinstance(view, Camera):
        spots[hidden_states(0)] = np.nan
    dots_at = thinned(spots / units_per_point(axes), DOT_GAP)
    faint = {"color": colour, "linewidth": PATH_WIDTH, "alpha": FAINT, "solid_capstyle": "butt"}
    looks = (faint, *haloed(params, colour, theme))
    ends = trace.params.shape[1] * np.arange(len(params))

    def layers(epoch: int, count: int) -> list[FloatArray]:
        picture, hidden = project(steps[:count], view.at(epoch))[0], hidden_steps(epoch)[:count]
        seen = np.where(hidden[:, None], np.nan, picture)
        return [np.where(_widened(hidden)[:, None], picture, np.nan), seen, seen]

    if isinstance(view, Camera):
        grow = growing_path(axes, list(zip(layers(0, len(steps)), looks, strict=True)), ends)
    else:
        grow = turning_path(axes, layers, looks, ends)
    dots = epoch_dots(axes, colour, theme)
    present = present_marker(axes, colour, theme)

    def update(epoch: int) -> Sequence[Artist]:
        # A run that ended early stays where it is, while the camera may go on.
        reached = min(epoch, run.trajectory.epochs)
        picture, hidden = project(states, view.at(epoch))[0], hidden_states(epoch)
        passed = dots_at[dots_at <= reached]
        dots.set_data(*picture[passed][~hidden[passed]].T)
        present.set_data(*picture[reached : reached + 1].T)
        present.set_alpha(FAINT if hidden[reached] else None)
        return *grow(epoch), dots, present

    return update


def _widened(marked: BoolArray) -> BoolArray:
    """Return ``marked`` with the neighbours of what is marked, so that pieces of a path join."""
    wide = marked.copy()
    wide[1:] |= marked[:-1]
    wide[:-1] |= marked[1:]
    return wide
