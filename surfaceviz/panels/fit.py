"""The points or their density, the fitted line of each run among them, and the residuals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.colors import to_rgba
from matplotlib.lines import Line2D

from surfaceviz.panels.parts import PATH_WIDTH, axes_size, dress, each_run, limits, moving_line
from surfaceviz.panels.ticks import set_date_ticks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

    from surfaceviz.arrays import FloatArray, Frame, IntArray
    from surfaceviz.dataset import Dataset
    from surfaceviz.density import Density
    from surfaceviz.panels.protocol import Update
    from surfaceviz.scene import Run, Scene
    from surfaceviz.theme import Style, Theme

POINT_SIZE, SMALL_POINT = 6.0, 3.6
CROWDED = 300
# More residuals than this merge into a patch of colour; an even share of them is shown.
SHOWN_RESIDUALS = 150
# The y axis may grow by this share of the data's range to keep the lines in the picture.
ROOM_FOR_LINES = 0.35
LINE_WIDTH, HALO_WIDTH = PATH_WIDTH + 0.5, PATH_WIDTH + 3.5
# Few tones, as a GIF has few colours; even that of a single point stands out from the page.
TONES, FAINTEST = 11, 0.32
# Points that a cell is wide where all x are equal, and high where all y are.
LEAST_CELL = 10.0


@dataclass(frozen=True, eq=False)
class Marked:
    """Points whose residuals are shown.

    Attributes
    ----------
    x, y : ndarray, shape (r,)
        Where they are.
    size : float
        How large they are drawn, in points.
    """

    x: FloatArray
    y: FloatArray
    size: float


def draw(axes: Axes, scene: Scene, style: Style) -> Update:
    """Draw the points into ``axes``; return the function that shows an epoch."""
    theme, data = style.theme, scene.data
    axes.set_xlim(*limits(*_extent(data)[0]))
    axes.set_ylim(*limits(*_y_range(scene)))
    axes.grid(visible=True, color=theme.grid, linewidth=1.0, zorder=0)
    axes.set_axisbelow(True)
    shown = np.linspace(0, len(data.x) - 1, min(len(data.x), SHOWN_RESIDUALS)).astype(np.intp)
    crowded = len(data.x) > CROWDED
    marked = Marked(data.x[shown], data.y[shown], SMALL_POINT if crowded else POINT_SIZE)
    if data.density is None:
        _draw_points(axes, data.x, data.y, marked.size, theme.points, 0.5 if crowded else 0.8)
    else:
        _draw_density(axes, data.density, theme)
        _draw_points(axes, marked.x, marked.y, marked.size, theme.text, 0.8)
    if data.dates is not None:
        set_date_ticks(axes, data.dates, theme)
    dress(axes, _title(data), data.x_name, data.y_name, theme)
    return each_run(
        scene, theme, lambda run, colour: _draw_run(axes, run, data, marked, colour, theme)
    )


def _title(data: Dataset) -> str:
    shown, total = len(data.x), data.moments.n
    points = "points" if data.moments.weight is None else "weighted points"
    if data.density is not None:
        return f"Fitted line ({total:,} {points})"
    if shown < total:
        return f"Fitted line ({shown:,} of {total:,} {points})"
    return "Fitted line" if data.moments.weight is None else f"Fitted line ({points})"


def _extent(data: Dataset) -> tuple[tuple[float, float], tuple[float, float]]:
    """Return the ranges of x and y that all points, or the cells that hold them, are in."""
    if data.density is None:
        return data.x_range, data.y_range
    return data.density.mesh.x_range, data.density.mesh.y_range


def _y_range(scene: Scene) -> tuple[float, float]:
    """Return the range of the data, and of the lines as far as there is room for them."""
    low, high = _extent(scene.data)[1]
    room = ROOM_FOR_LINES * (high - low)
    x = np.array(scene.data.x_range)
    for run in scene.runs:
        lines = run.trajectory.params[:, :1] * x + run.trajectory.params[:, 1:]
        low = min(low, max(float(lines.min()), scene.data.y_range[0] - room))
        high = max(high, min(float(lines.max()), scene.data.y_range[1] + room))
    return low, high


def _draw_points(
    axes: Axes, x: FloatArray, y: FloatArray, size: float, colour: str, alpha: float
) -> None:
    axes.add_line(
        Line2D(
            x,
            y,
            linestyle="none",
            marker="o",
            markersize=size,
            markerfacecolor=colour,
            markeredgewidth=0,
            alpha=alpha,
            zorder=3,
        )
    )


def _draw_density(axes: Axes, density: Density, theme: Theme) -> None:
    counts, (width, height) = density.counts, axes_size(axes)
    left, right = density.mesh.x_range
    low, high = density.mesh.y_range
    # Without an extent all points are in the first cells, which then have no width of their own.
    if left == right:
        counts, half = counts[:, :1], LEAST_CELL / 2 * np.ptp(axes.get_xlim()) / width
        left, right = left - half, right + half
    if low == high:
        counts, half = counts[:1], LEAST_CELL / 2 * np.ptp(axes.get_ylim()) / height
        low, high = low - half, high + half
    axes.imshow(
        shades(counts, theme),
        extent=(left, right, low, high),
        origin="lower",
        aspect="auto",
        interpolation="nearest",
        zorder=2,
    )


def shades(counts: IntArray, theme: Theme) -> Frame:
    """Return the colours of numbers of points, even steps on a logarithmic scale.

    Parameters
    ----------
    counts : ndarray, shape (rows, columns)
        How many points there are in each cell.
    theme : Theme
        Gives the colour of the fullest cells, and the page that the emptier ones fade into.

    Returns
    -------
    ndarray, shape (rows, columns, 4), uint8
        Red, green, blue and opacity; where there is no point one sees through.
    """
    page, points = np.array(to_rgba(theme.background)), np.array(to_rgba(theme.points))
    shares = np.linspace(FAINTEST, 1.0, TONES)[:, np.newaxis]
    tones = np.vstack([np.zeros(4), page + shares * (points - page)])
    most = int(counts.max())
    # Were no cell to hold more than one point, each would be among the fullest.
    height = np.log(np.maximum(counts, 1)) / np.log(most) if most > 1 else np.ones(counts.shape)
    steps = np.where(counts > 0, 1 + np.rint((TONES - 1) * height), 0).astype(np.intp)
    return np.asarray(np.rint(255 * tones[steps]), dtype=np.uint8)


def _draw_run(
    axes: Axes, run: Run, data: Dataset, marked: Marked, colour: str, theme: Theme
) -> Update:
    x, y = marked.x, marked.y
    ends = np.array(axes.get_xlim())
    # Seen through, they would turn brown on a dense blue.
    alpha = 0.75 if data.density is None else 1.0
    residuals = moving_line(
        axes, color=theme.residuals, linewidth=1.4, alpha=alpha, solid_capstyle="butt"
    )
    strokes = [(colour, LINE_WIDTH)]
    if data.density is not None:
        strokes = [(theme.background, HALO_WIDTH), *strokes]
    lines = [moving_line(axes, color=each, linewidth=width) for each, width in strokes]
    breaks = np.full_like(x, np.nan)

    def update(epoch: int) -> Sequence[Artist]:
        m, b = run.trajectory.params[epoch]
        for line in lines:
            line.set_data(ends, m * ends + b)
        fitted = m * x + b
        feet = _edge_of_point(axes, y, fitted, marked.size)
        residuals.set_data(
            np.stack([x, x, breaks], axis=-1).ravel(),
            np.stack([feet, fitted, breaks], axis=-1).ravel(),
        )
        return residuals, *lines

    return update


def _edge_of_point(axes: Axes, y: FloatArray, fitted: FloatArray, point_size: float) -> FloatArray:
    """Return where residuals leave their points' discs (n,); NaN where they lie within."""
    low, high = axes.get_ylim()
    radius = point_size / 2 * (high - low) / axes_size(axes)[1]
    reach = fitted - y
    return np.where(np.abs(reach) > radius, y + np.copysign(radius, reach), np.nan)
