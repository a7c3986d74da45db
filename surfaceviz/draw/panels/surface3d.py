"""The loss surface in 3D with the path of each run on it, hidden parts faint."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from surfaceviz.draw.artists.box import draw_box, make_scale
from surfaceviz.draw.artists.levels import draw_levels
from surfaceviz.draw.artists.mesh import draw_mesh
from surfaceviz.draw.artists.pane import Space, space_pane
from surfaceviz.draw.artists.parts import axes_size, axis_names, name
from surfaceviz.draw.artists.relief import make_relief
from surfaceviz.draw.ground import Ground
from surfaceviz.draw.motion import waypoints
from surfaceviz.draw.overlays import draw_shows
from surfaceviz.draw.panels.lifted import draw_paths
from surfaceviz.draw.projection import Camera, project

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

    from surfaceviz.base.arrays import FloatArray, Update
    from surfaceviz.draw.motion import View
    from surfaceviz.draw.themes.theme import Style
    from surfaceviz.scene.scene import Scene

# Room for the axes' labels around the box, in points: left, right, below, above.
MARGINS = (44.0, 22.0, 40.0, 20.0)
FLATTEST, TALLEST = 0.4, 1.0
# Degrees of turning between which the box's place in the panel is looked after.
FRAMED = 5.0


def draw(axes: Axes, scene: Scene, style: Style) -> Update:
    """Draw the surface into ``axes``; return the function that shows an epoch."""
    theme, words, view = style.theme, style.words, style.camera
    axes.set_axis_off()
    name(axes, words.surface, theme)
    looks = [view.at(epoch) for epoch in waypoints(view, scene.epochs, FRAMED) if epoch >= 0]
    ground = Ground(scene.surface, _half_height(axes, looks))
    _set_view(axes, ground.half_height, looks)
    slope, intercept = axis_names(scene.chart, words)
    scales = (
        make_scale(slope, *scene.window.m),
        make_scale(intercept, *scene.window.b),
        make_scale(words.term(scene.objective.label), *ground.levels),
    )
    relief = make_relief(scene, theme)
    scenery = [
        draw_box(axes, scales, ground.half_height, view, theme),
        draw_mesh(axes, ground, relief.colours, view),
        draw_levels(axes, ground, relief, view, scene.epochs),
    ]
    space = Space(ground, view, scene.epochs)
    paths = [
        *draw_paths(axes, scene, space, style),
        *draw_shows("surface", style.show, space_pane(axes, scene, theme, space)),
    ]
    if isinstance(view, Camera):
        # Where the eye stays in its place only the paths move.
        for part in scenery:
            part(0)
        return lambda epoch: [artist for path in paths for artist in path(epoch)]
    if view.approach is not None:
        scenery.insert(0, _kept_in_view(axes, ground.half_height, view, looks))
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


def _kept_in_view(axes: Axes, half_height: float, view: View, looks: Sequence[Camera]) -> Update:
    """Return the function that keeps the box within the panel on the camera's approach."""

    def update(epoch: int) -> Sequence[Artist]:
        _set_view(axes, half_height, [*looks, view.at(epoch)])
        return []

    return update
