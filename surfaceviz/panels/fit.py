"""The points, the fitted line of each run among them, and the residuals."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.lines import Line2D

from surfaceviz.panels.parts import PATH_WIDTH, axes_size, dress, each_run, limits, moving_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

    from surfaceviz.arrays import FloatArray
    from surfaceviz.dataset import Dataset
    from surfaceviz.panels.protocol import Update
    from surfaceviz.scene import Run, Scene
    from surfaceviz.theme import Style, Theme

POINT_SIZE = 6.0
CROWDED = 300
# More residuals than this merge into a patch of colour; an even share of them is shown.
SHOWN_RESIDUALS = 150
# The y axis may grow by this share of the data's range to keep the lines in the picture.
ROOM_FOR_LINES = 0.35


def draw(axes: Axes, scene: Scene, style: Style) -> Update:
    """Draw the points into ``axes``; return the function that shows an epoch."""
    theme, data = style.theme, scene.data
    axes.set_xlim(*limits(*data.x_range))
    axes.set_ylim(*limits(*_y_range(scene)))
    axes.grid(visible=True, color=theme.grid, linewidth=1.0, zorder=0)
    axes.set_axisbelow(True)
    crowded = len(data.x) > CROWDED
    point_size = POINT_SIZE * (0.6 if crowded else 1.0)
    axes.add_line(
        Line2D(
            data.x,
            data.y,
            linestyle="none",
            marker="o",
            markersize=point_size,
            markerfacecolor=theme.points,
            markeredgewidth=0,
            alpha=0.5 if crowded else 0.8,
            zorder=3,
        )
    )
    dress(axes, _title(data), data.x_name, data.y_name, theme)
    return each_run(
        scene, theme, lambda run, colour: _draw_run(axes, run, data, colour, point_size, theme)
    )


def _title(data: Dataset) -> str:
    shown, total = len(data.x), data.moments.n
    return "Fitted line" if shown == total else f"Fitted line ({shown:,} of {total:,} points)"


def _y_range(scene: Scene) -> tuple[float, float]:
    """Return the range of the data, and of the lines as far as there is room for them."""
    low, high = scene.data.y_range
    room = ROOM_FOR_LINES * (high - low)
    x = np.array(scene.data.x_range)
    for run in scene.runs:
        lines = run.trajectory.params[:, :1] * x + run.trajectory.params[:, 1:]
        low = min(low, max(float(lines.min()), scene.data.y_range[0] - room))
        high = max(high, min(float(lines.max()), scene.data.y_range[1] + room))
    return low, high


def _draw_run(
    axes: Axes, run: Run, data: Dataset, colour: str, point_size: float, theme: Theme
) -> Update:
    shown = np.linspace(0, len(data.x) - 1, min(len(data.x), SHOWN_RESIDUALS)).astype(np.intp)
    x, y = data.x[shown], data.y[shown]
    ends = np.array(axes.get_xlim())
    residuals = moving_line(
        axes, color=theme.residuals, linewidth=1.4, alpha=0.75, solid_capstyle="butt"
    )
    line = moving_line(axes, color=colour, linewidth=PATH_WIDTH + 0.5)
    breaks = np.full_like(x, np.nan)

    def update(epoch: int) -> Sequence[Artist]:
        m, b = run.trajectory.params[epoch]
        line.set_data(ends, m * ends + b)
        fitted = m * x + b
        feet = _edge_of_point(axes, y, fitted, point_size)
        residuals.set_data(
            np.stack([x, x, breaks], axis=-1).ravel(),
            np.stack([feet, fitted, breaks], axis=-1).ravel(),
        )
        return residuals, line

    return update


def _edge_of_point(axes: Axes, y: FloatArray, fitted: FloatArray, point_size: float) -> FloatArray:
    """Return where residuals leave their points' discs (n,); NaN where they lie within."""
    low, high = axes.get_ylim()
    radius = point_size / 2 * (high - low) / axes_size(axes)[1]
    reach = fitted - y
    return np.where(np.abs(reach) > radius, y + np.copysign(radius, reach), np.nan)
