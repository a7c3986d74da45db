"""The points or their density, the fitted line of each run among them, and the residuals."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.colors import to_rgba
from matplotlib.lines import Line2D

from surfaceviz.draw.artists.pane import flat_pane
from surfaceviz.draw.artists.parts import axes_size, dress, limits
from surfaceviz.draw.artists.ticks import set_date_ticks
from surfaceviz.draw.overlays import draw_shows
from surfaceviz.draw.panels.lines import BENDS, Marked, draw_fits

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from surfaceviz.base.arrays import FloatArray, Frame, IntArray, Update
    from surfaceviz.data.dataset import Dataset
    from surfaceviz.data.density import Density
    from surfaceviz.draw.themes.theme import Style, Theme
    from surfaceviz.scene.runs import Run
    from surfaceviz.scene.scene import Scene
    from surfaceviz.words.language import Words

POINT_SIZE, SMALL_POINT = 6.0, 3.6
CROWDED = 300
# More residuals than this merge into a patch of colour; an even share of them is shown.
SHOWN_RESIDUALS = 150
# The y axis may grow by these shares of the data's range, on either side, to keep lines in the
# picture: the first guess is where the story begins and is worth more than what is overshot. With
# a guess on one side the data keep two fifths of the height.
ROOM_FOR_LINES, ROOM_FOR_GUESS = 0.35, 1.5
# Few tones, as a GIF has few colours; even that of a single point stands out from the page.
TONES, FAINTEST = 11, 0.32
# Points that a cell is wide where all x are equal, and high where all y are.
LEAST_CELL = 10.0


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
        set_date_ticks(axes, data.dates, style)
    dress(axes, _title(scene, style.words), data.x_name, data.y_name, theme)
    pane = flat_pane(axes, scene, theme)
    parts = [draw_fits(axes, scene, marked, theme), *draw_shows("fit", style.show, pane)]
    return lambda epoch: [artist for part in parts for artist in part(epoch)]


def _title(scene: Scene, words: Words) -> str:
    data, fit = scene.data, words.fit_curve if scene.objective.curved else words.fit
    shown, total = len(data.x), data.moments.n
    plain, part, every = (
        ("{fit}", words.fit_part, words.fit_all)
        if data.moments.weight is None
        else (words.fit_weighted, words.fit_part_weighted, words.fit_all_weighted)
    )
    if data.density is not None:
        return every.format(fit=fit, total=f"{total:,}")
    if shown < total:
        return part.format(fit=fit, shown=f"{shown:,}", total=f"{total:,}")
    return plain.format(fit=fit)


def _extent(data: Dataset) -> tuple[tuple[float, float], tuple[float, float]]:
    """Return the ranges of x and y that all points, or the cells that hold them, are in."""
    if data.density is None:
        return data.x_range, data.y_range
    return data.density.mesh.x_range, data.density.mesh.y_range


def _y_range(scene: Scene) -> tuple[float, float]:
    """Return the range of the data, and of the lines as far as there is room for them."""
    extent, (bottom, top) = _extent(scene.data)[1], scene.data.y_range
    low, high = extent
    for run in scene.runs:
        lines = _fitted(run, scene)
        for some, share in ((lines, ROOM_FOR_LINES), (lines[0], ROOM_FOR_GUESS)):
            room = share * (extent[1] - extent[0])
            least, most = float(some.min()), float(some.max())
            # Room in which nothing would be seen all the same is the data's.
            if least <= top + room and most >= bottom - room:
                low, high = min(low, max(least, bottom - room)), max(high, min(most, top + room))
    return low, high


def _fitted(run: Run, scene: Scene) -> FloatArray:
    """Return what a run predicts over the data at its epochs; of a curve, at some of them."""
    (left, right), params = scene.data.x_range, run.trajectory.params
    if not scene.objective.curved:
        return np.asarray(params[:, :1] * np.array([left, right]) + params[:, 1:])
    x = np.linspace(left, right, BENDS)
    some = np.linspace(0, run.epochs, min(run.epochs + 1, BENDS)).astype(np.intp)
    return np.array([scene.objective.predict(x, each) for each in params[some]])


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
