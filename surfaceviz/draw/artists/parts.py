"""What several panels are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.lines import Line2D
from matplotlib.ticker import FixedFormatter, ScalarFormatter

from surfaceviz.base.texts import common_factor
from surfaceviz.draw.lettering import lettered, shorten, text_width

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis

    from surfaceviz.base.arrays import FloatArray, IntArray
    from surfaceviz.draw.themes.theme import Theme
    from surfaceviz.scene.runs import Chart
    from surfaceviz.words.language import Words

# What moves is drawn over all that stays, so that drawing it alone gives the same picture: the
# halos of all runs' paths, then the paths themselves, their dots, and where the runs are now.
MOVING = 10.0
PATHS, DOTS, PRESENT = MOVING + 0.1, MOVING + 0.2, MOVING + 0.5
PATH_WIDTH = 3.0
# From a panel to the line its title stands on, in points.
TITLE_RISE = 7.0
# Powers of ten that tick labels write out; beyond them the axis's label names a common factor.
PLAIN_POWERS = (-3, 5)


def dress(axes: Axes, title: str, x_label: str, y_label: str, theme: Theme) -> None:
    """Give flat axes their title, labels, ticks and lines; call it when the limits are set."""
    axes.set_facecolor(theme.background)
    width, height = axes_size(axes)
    if title:
        name(axes, title, theme)
    for axis, label, length in ((axes.xaxis, x_label, width), (axes.yaxis, y_label, height)):
        axis.set_tick_params(
            color=theme.axis, labelcolor=theme.text, labelsize=theme.text_size, length=4, width=1
        )
        ticks = "".join(axis.get_major_formatter().format_ticks(list(axis.get_majorticklocs())))
        axis.set_tick_params(labelfontfamily=lettered(ticks, theme)["fontfamily"])
        factor = _hidden_offset(axis)
        room = 0.75 * length - text_width(factor, theme)
        text = shorten(label, room, theme) + factor
        properties = lettered(text, theme)
        axis.set_label_text(properties.pop("text"), **properties)
        axis.labelpad = 3
    for side, spine in axes.spines.items():
        spine.set_visible(side in ("left", "bottom"))
        spine.set_color(theme.axis)
        spine.set_linewidth(1.0)


def name(axes: Axes, title: str, theme: Theme, **more: Any) -> None:
    """Write the panel's title above its upper left corner."""
    axes.annotate(
        xy=(0, 1),
        xycoords="axes fraction",
        xytext=(0, TITLE_RISE),
        textcoords="offset points",
        ha="left",
        va="baseline",
        annotation_clip=False,
        **lettered(title, theme, fontsize=theme.title_size, **more),
    )


def axis_names(chart: Chart, words: Words) -> tuple[str, str]:
    """Return the names of the axes of a chart: slope and intercept, with what they belong to."""
    if chart.scaling.plain:
        return words.slope, words.intercept
    return words.slope_scaled, words.intercept_scaled


def axes_size(axes: Axes) -> tuple[float, float]:
    """Return width and height of the axes in points."""
    box = axes.get_window_extent()
    scale = 72.0 / axes.figure.dpi
    return float(box.width * scale), float(box.height * scale)


def units_per_point(axes: Axes) -> float:
    """Return how many units of the horizontal axis a point is wide."""
    low, high = axes.get_xlim()
    return (high - low) / axes_size(axes)[0]


def limits(low: float, high: float, margin: float = 0.05) -> tuple[float, float]:
    """Return the range widened on both sides by a share of its length; never empty."""
    extra = margin * (high - low) or 0.5 * abs(low) or 1.0
    return low - extra, high + extra


def in_points(axes: Axes, places: FloatArray) -> FloatArray:
    """Return places (..., 2) in the axes' units as points from their lower left corner."""
    low, high = np.array([axes.get_xlim(), axes.get_ylim()]).T
    return np.asarray((places - low) / (high - low) * np.array(axes_size(axes)))


def from_points(axes: Axes, points: FloatArray) -> FloatArray:
    """Return points (..., 2) from the axes' lower left corner in their units."""
    low, high = np.array([axes.get_xlim(), axes.get_ylim()]).T
    return np.asarray(low + points / np.array(axes_size(axes)) * (high - low))


def moving_line(axes: Axes, **properties: Any) -> Line2D:
    """Add an empty line that is drawn over all that stays."""
    line = Line2D([], [], **({"zorder": MOVING} | properties))
    line.set_in_layout(False)
    axes.add_line(line)
    return line


def optimum_star(axes: Axes, theme: Theme) -> Line2D:
    """Add the star for the optimum, which lies under the path; it has no place yet."""
    star = Line2D(
        [],
        [],
        linestyle="none",
        marker="*",
        markersize=17.0,
        markerfacecolor=theme.optimum,
        markeredgecolor="#000000",
        markeredgewidth=1.0,
        zorder=MOVING - 1,
    )
    axes.add_line(star)
    return star


def thinned(places: FloatArray, gap: float) -> IntArray:
    """Return the rows of ``places`` (n, 2) that lie ``gap`` or more from all kept before them.

    A row with a NaN is left out.
    """
    kept: list[int] = []
    # Only the eight cells around a point's own can hold one that is nearer than a cell's side.
    cells: dict[tuple[int, int], list[int]] = {}
    for row in np.flatnonzero(np.isfinite(places).all(axis=1)).tolist():
        column, line = (int(number) for number in places[row] // gap)
        around = [
            other
            for i in (column - 1, column, column + 1)
            for j in (line - 1, line, line + 1)
            for other in cells.get((i, j), ())
        ]
        if not around or np.hypot(*(places[around] - places[row]).T).min() >= gap:
            kept.append(row)
            cells.setdefault((column, line), []).append(row)
    return np.array(kept, dtype=np.intp)


def _hidden_offset(axis: Axis) -> str:
    """Take the offset off its place at the axis's end, and return it for the label to say."""
    formatter = axis.get_major_formatter()
    axis.get_offset_text().set_visible(False)
    if isinstance(formatter, FixedFormatter):
        offset = formatter.get_offset()
        return f" ({offset})" if offset else ""
    if not isinstance(formatter, ScalarFormatter):
        return ""
    formatter.set_powerlimits(PLAIN_POWERS)
    formatter.set_locs(list(axis.get_majorticklocs()))
    return common_factor(formatter.get_offset())
