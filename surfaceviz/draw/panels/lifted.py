"""The paths of runs in space, lying on the surface, hidden parts faint."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from surfaceviz.draw.artists.inks import epoch_dots, inked, marker_sizes, present_marker
from surfaceviz.draw.artists.pane import FAINT
from surfaceviz.draw.artists.parts import thinned, units_per_point
from surfaceviz.draw.artists.paths import growing_path, haloed, turning_path
from surfaceviz.draw.projection import Camera, project
from surfaceviz.scene.leading import side_by_side

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

    from surfaceviz.base.arrays import BoolArray, FloatArray, Update
    from surfaceviz.draw.artists.inks import Ink
    from surfaceviz.draw.artists.pane import Hidden, Space
    from surfaceviz.draw.themes.theme import Style, Theme
    from surfaceviz.scene.runs import Run
    from surfaceviz.scene.scene import Scene

DOT_GAP = 9.0


def draw_paths(axes: Axes, scene: Scene, space: Space, style: Style) -> list[Update]:
    """Draw the paths, unless they are shown as comets, and where the runs are now."""
    states = [_states(run, scene, space) for run in scene.runs]
    flat = project(side_by_side(states), space.view.at(0))[0]
    sizes = marker_sizes(flat / units_per_point(axes))
    draws = [partial(_draw_present, axes, space, style.theme, sizes)]
    if "comet" not in style.show:
        draws.insert(0, partial(_draw_path, axes, space, style.theme))
    return [
        draw(run, ink, places, space.hidden(places))
        for draw in draws
        for (run, ink), places in zip(inked(scene, style.theme), states, strict=True)
    ]


def _states(run: Run, scene: Scene, space: Space) -> FloatArray:
    """Return where a run is at each epoch in space (E + 1, 3); NaN outside the window."""
    states = space.ground.place(run.path, run.trajectory.losses)
    states[~scene.window.contains(run.path)] = np.nan
    return states


def _draw_path(
    axes: Axes, space: Space, theme: Theme, run: Run, ink: Ink, states: FloatArray, hidden: Hidden
) -> Update:
    view, trace = space.view, run.trace
    steps = space.ground.place(trace.params.reshape(-1, 2), trace.losses.ravel())
    hidden_steps = space.hidden(steps)
    spots = project(states, view.at(0))[0]
    if isinstance(view, Camera):
        spots[hidden(0)] = np.nan
    dots_at = thinned(spots / units_per_point(axes), DOT_GAP)
    faint = {"color": ink.colour, "linewidth": ink.width, "alpha": FAINT}
    looks = (faint | {"solid_capstyle": "butt"}, *haloed(run.track, ink, theme))
    ends = trace.params.shape[1] * run.updates * np.arange(len(states))

    def layers(epoch: int, count: int) -> list[FloatArray]:
        picture, behind = project(steps[:count], view.at(epoch))[0], hidden_steps(epoch)[:count]
        seen = np.where(behind[:, None], np.nan, picture)
        return [np.where(_widened(behind)[:, None], picture, np.nan), seen, seen]

    if isinstance(view, Camera):
        grow = growing_path(axes, list(zip(layers(0, len(steps)), looks, strict=True)), ends)
    else:
        grow = turning_path(axes, layers, looks, ends)
    dots = epoch_dots(axes, ink, theme)

    def update(epoch: int) -> Sequence[Artist]:
        passed = dots_at[dots_at <= max(0, epoch)]
        picture, behind = project(states[passed], view.at(epoch))[0], hidden(epoch)
        dots.set_data(*picture[~behind[passed]].T)
        return *grow(epoch), dots

    return update


def _draw_present(
    axes: Axes,
    space: Space,
    theme: Theme,
    sizes: FloatArray,
    run: Run,
    ink: Ink,
    states: FloatArray,
    hidden: Hidden,
) -> Update:
    present = present_marker(axes, ink, theme)

    def update(epoch: int) -> Sequence[Artist]:
        # A run stays where it is before its start and after its end, while the camera may move.
        reached = max(0, min(epoch, run.epochs))
        present.set_data(*project(states[[reached]], space.view.at(epoch))[0].T)
        present.set_alpha(FAINT if hidden(epoch)[reached] else None)
        present.set_markersize(sizes[max(0, epoch), ink.number])
        return [present]

    return update


def _widened(marked: BoolArray) -> BoolArray:
    """Return ``marked`` with the neighbours of what is marked, so that pieces of a path join."""
    wide = marked.copy()
    wide[1:] |= marked[:-1]
    wide[:-1] |= marked[1:]
    return wide
