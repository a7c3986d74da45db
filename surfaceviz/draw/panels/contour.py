"""The loss over the (m, b) plane as a map, with the path of each run."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.markers import MarkerStyle
from matplotlib.transforms import Affine2D

from surfaceviz.draw.artists.inks import (
    MARKER_SIZE,
    each_run,
    epoch_dots,
    marker_sizes,
    present_marker,
)
from surfaceviz.draw.artists.pane import flat_pane
from surfaceviz.draw.artists.parts import axes_size, axis_names, dress, in_points, thinned
from surfaceviz.draw.artists.paths import growing_path, haloed
from surfaceviz.draw.artists.relief import make_relief
from surfaceviz.draw.overlays import draw_shows
from surfaceviz.scene.leading import side_by_side

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.lines import Line2D

    from surfaceviz.base.arrays import FloatArray, Update
    from surfaceviz.draw.artists.inks import Ink
    from surfaceviz.draw.themes.theme import Style, Theme
    from surfaceviz.scene.runs import Run
    from surfaceviz.scene.scene import Scene
    from surfaceviz.scene.window import Window

# Dots closer than this many points run into one another.
DOT_GAP = 7.0
ARROW_INSET = 14.0


def draw(axes: Axes, scene: Scene, style: Style) -> Update:
    """Draw the map into ``axes``; return the function that shows an epoch."""
    draw_map(axes, scene, style.theme)
    dress(axes, style.words.contours, *axis_names(scene.chart, style.words), style.theme)
    return draw_descents(axes, scene, style)


def draw_map(axes: Axes, scene: Scene, theme: Theme) -> None:
    """Draw the loss as colour and as level lines, and set the limits."""
    window, surface = scene.window, scene.surface
    relief = make_relief(scene, theme)
    axes.imshow(
        relief.colours,
        extent=(*_cell_edges(surface.m), *_cell_edges(surface.b)),
        origin="lower",
        aspect="auto",
        interpolation="bilinear",
        zorder=0,
    )
    axes.set_xlim(*window.m)
    axes.set_ylim(*window.b)
    if relief.levels.size:
        axes.contour(
            surface.m,
            surface.b,
            surface.loss,
            levels=relief.levels,
            colors=[tuple(colour) for colour in relief.level_colours],
            linewidths=1.0,
            zorder=1,
        )


def draw_descents(axes: Axes, scene: Scene, style: Style) -> Update:
    """Draw the runs, and what is shown of them, over a map; return what shows an epoch."""
    theme, window = style.theme, scene.window
    sizes = marker_sizes(in_points(axes, side_by_side([run.path for run in scene.runs])))
    pane = flat_pane(axes, scene, theme)
    parts = [
        each_run(scene, theme, partial(_draw_present, axes, theme, window, sizes)),
        *draw_shows("contour", style.show, pane),
    ]
    if "comet" not in style.show:
        parts.insert(0, each_run(scene, theme, partial(_draw_path, axes, theme)))
    return lambda epoch: [artist for part in parts for artist in part(epoch)]


def _draw_path(axes: Axes, theme: Theme, run: Run, ink: Ink) -> Update:
    params = run.path
    dots_at = thinned(in_points(axes, params), DOT_GAP)
    layers = [(run.track, look) for look in haloed(run.track, ink, theme)]
    grow = growing_path(axes, layers, 1 + run.updates * np.arange(len(params)))
    dots = epoch_dots(axes, ink, theme)

    def update(epoch: int) -> Sequence[Artist]:
        passed = params[dots_at[dots_at <= epoch]]
        dots.set_data(passed[:, 0], passed[:, 1])
        return *grow(epoch), dots

    return update


def _draw_present(
    axes: Axes, theme: Theme, window: Window, sizes: FloatArray, run: Run, ink: Ink
) -> Update:
    present = present_marker(axes, ink, theme)

    def update(epoch: int) -> Sequence[Artist]:
        present.set_markersize(sizes[epoch, ink.number])
        _show_present(present, axes, run.path[epoch], window)
        return [present]

    return update


def _show_present(present: Line2D, axes: Axes, here: FloatArray, window: Window) -> None:
    """Put the marker on the present state; outside the window, as an arrow at its edge."""
    if window.contains(here):
        if present.get_marker() != "o":
            present.set_marker("o")
        present.set_data([here[0]], [here[1]])
        return
    low, high = np.array([window.m, window.b]).T
    size = np.array(axes_size(axes))
    ahead = ((here - low) / (high - low) - 0.5) * size
    edge = ahead * np.min((size / 2 - ARROW_INSET) / np.maximum(np.abs(ahead), 1e-9))
    present.set_markersize(1.4 * MARKER_SIZE)
    turned = Affine2D().rotate(float(np.arctan2(ahead[1], ahead[0])))
    present.set_marker(MarkerStyle(">", transform=turned))
    m, b = low + (edge / size + 0.5) * (high - low)
    present.set_data([m], [b])


def _cell_edges(values: FloatArray) -> tuple[float, float]:
    """Return the outer edges of cells whose centres are the evenly spaced ``values``."""
    half = (values[1] - values[0]) / 2
    return float(values[0] - half), float(values[-1] + half)
