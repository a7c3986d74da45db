"""The loss over the (m, b) plane as a map, with the path of each run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.markers import MarkerStyle
from matplotlib.transforms import Affine2D

from surfaceviz.panels.parts import (
    MARKER_SIZE,
    axes_size,
    dress,
    each_run,
    epoch_dots,
    optimum_star,
    present_marker,
    thinned,
)
from surfaceviz.panels.paths import growing_path, haloed
from surfaceviz.panels.relief import make_relief

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.lines import Line2D

    from surfaceviz.arrays import FloatArray
    from surfaceviz.panels.protocol import Update
    from surfaceviz.scene import Run, Scene
    from surfaceviz.theme import Style, Theme
    from surfaceviz.window import Window

# Dots closer than this many points run into one another.
DOT_GAP = 7.0
ARROW_INSET = 14.0


def draw(axes: Axes, scene: Scene, style: Style) -> Update:
    """Draw the map into ``axes``; return the function that shows an epoch."""
    theme, window, surface = style.theme, scene.window, scene.surface
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
    dress(axes, "Loss contours", "slope m", "intercept b", theme)
    if scene.objective.unique:
        m, b = scene.objective.optimum
        optimum_star(axes, theme).set_data([m], [b])
    return each_run(scene, theme, lambda run, colour: _draw_run(axes, run, window, colour, theme))


def _draw_run(axes: Axes, run: Run, window: Window, colour: str, theme: Theme) -> Update:
    params = run.trajectory.params
    dots_at = thinned(_in_points(axes, params, window), DOT_GAP)
    layers = [(params, look) for look in haloed(params, colour, theme)]
    grow = growing_path(axes, layers, np.arange(1, len(params) + 1))
    dots = epoch_dots(axes, colour, theme)
    present = present_marker(axes, colour, theme)

    def update(epoch: int) -> Sequence[Artist]:
        passed = params[dots_at[dots_at <= epoch]]
        dots.set_data(passed[:, 0], passed[:, 1])
        _show_present(present, axes, params[epoch], window)
        return *grow(epoch), dots, present

    return update


def _show_present(present: Line2D, axes: Axes, here: FloatArray, window: Window) -> None:
    """Put the marker on the present state; outside the window, as an arrow at its edge."""
    if window.contains(here):
        present.set_marker("o")
        present.set_markersize(MARKER_SIZE)
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


def _in_points(axes: Axes, params: FloatArray, window: Window) -> FloatArray:
    """Return where params (..., 2) lie in the panel, in points from its lower left corner."""
    low, high = np.array([window.m, window.b]).T
    return np.asarray((params - low) / (high - low) * np.array(axes_size(axes)))


def _cell_edges(values: FloatArray) -> tuple[float, float]:
    """Return the outer edges of cells whose centres are the evenly spaced ``values``."""
    half = (values[1] - values[0]) / 2
    return float(values[0] - half), float(values[-1] + half)
