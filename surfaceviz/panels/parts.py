"""What several panels are made of."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.lines import Line2D
from matplotlib.ticker import ScalarFormatter

from surfaceviz.lettering import common_factor, lettered, shorten, text_width

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis

    from surfaceviz.arrays import FloatArray, IntArray
    from surfaceviz.panels.protocol import Update
    from surfaceviz.scene import Run, Scene
    from surfaceviz.theme import Theme

# What moves is drawn over all that stays, so that drawing it alone gives the same picture.
MOVING = 10.0
# What has come to rest lies between the two, later parts over earlier ones.
AT_REST, LATER = 9.5, 1e-6
# Epochs after which the path so far comes to rest: this many, or more where that would make too
# many sections.
SECTION, MOST_SECTIONS = 128, 100
HALO_WIDTH = 6.0
PATH_WIDTH = 3.0
# A path of which more than this share of the steps turn back zigzags, and is drawn this thin.
MOST_TURNS, ZIGZAG = 0.4, 0.65
MARKER_SIZE = 12.0
# Powers of ten that tick labels write out; beyond them the axis's label names a common factor.
PLAIN_POWERS = (-3, 5)


def dress(axes: Axes, title: str, x_label: str, y_label: str, theme: Theme) -> None:
    """Give flat axes their title, labels, ticks and lines; call it when the limits are set."""
    axes.set_facecolor(theme.background)
    width, height = axes_size(axes)
    name(axes, title, theme)
    for axis, label, length in ((axes.xaxis, x_label, width), (axes.yaxis, y_label, height)):
        axis.set_tick_params(
            color=theme.axis, labelcolor=theme.text, labelsize=theme.text_size, length=4, width=1
        )
        for tick in axis.get_majorticklabels():
            tick.set_fontfamily(list(theme.fonts))
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


def name(axes: Axes, title: str, theme: Theme) -> None:
    """Write the panel's title above its upper left corner."""
    axes.annotate(
        xy=(0, 1),
        xycoords="axes fraction",
        xytext=(0, 7),
        textcoords="offset points",
        ha="left",
        va="baseline",
        annotation_clip=False,
        **lettered(title, theme, fontsize=theme.title_size),
    )


def axes_size(axes: Axes) -> tuple[float, float]:
    """Return width and height of the axes in points."""
    box = axes.get_window_extent()
    scale = 72.0 / axes.figure.dpi
    return float(box.width * scale), float(box.height * scale)


def each_run(scene: Scene, theme: Theme, draw: Callable[[Run, str], Update]) -> Update:
    """Draw every run in its own colour; return the function that shows an epoch of all.

    Parameters
    ----------
    scene : Scene
        Whose runs to draw.
    theme : Theme
        Gives the colours; they begin anew where there are more runs.
    draw : callable
        (run, colour) -> the function that shows an epoch of that run. A run that ended early is
        asked for its last epoch from then on.
    """
    updates = [
        (run.trajectory.epochs, draw(run, colour))
        for run, colour in zip(scene.runs, itertools.cycle(theme.runs), strict=False)
    ]
    return lambda epoch: [artist for last, update in updates for artist in update(min(epoch, last))]


def units_per_point(axes: Axes) -> float:
    """Return how many units of the horizontal axis a point is wide."""
    low, high = axes.get_xlim()
    return (high - low) / axes_size(axes)[0]


def limits(low: float, high: float, margin: float = 0.05) -> tuple[float, float]:
    """Return the range widened on both sides by a share of its length; never empty."""
    extra = margin * (high - low) or 0.5 * abs(low) or 1.0
    return low - extra, high + extra


def moving_line(axes: Axes, **properties: Any) -> Line2D:
    """Add an empty line that is drawn over all that stays."""
    line = Line2D([], [], **({"zorder": MOVING} | properties))
    line.set_in_layout(False)
    axes.add_line(line)
    return line


class Settled(Line2D):
    """A line at rest: it looks the same at every epoch at which it is drawn at all."""


@dataclass(frozen=True, eq=False)
class Layer:
    """A line that grows epoch by epoch.

    Attributes
    ----------
    points : ndarray, shape (n, 2)
        Its points, in data coordinates.
    look : Mapping
        Colour, width and so on, as ``Line2D`` calls them.
    """

    points: FloatArray
    look: Mapping[str, Any]


def growing_path(axes: Axes, layers: Sequence[Layer], ends: IntArray) -> Update:
    """Add lines that grow together; return the function that shows them at an epoch.

    Only what came since the last full section moves. All before it has come to rest and need not
    be drawn again, so that the thousandth frame costs no more than the hundredth.

    Parameters
    ----------
    axes : Axes
        Where to.
    layers : sequence of Layer
        The lines, the lowest first.
    ends : ndarray, shape (E + 1,)
        How many points each epoch shows.
    """
    sections: list[Settled] = []
    length = max(SECTION, len(ends) // MOST_SECTIONS)
    for last in range(length, len(ends), length):
        part = slice(max(0, int(ends[last - length]) - 1), ends[last])
        for layer in layers:
            line = Settled(*layer.points[part].T, **layer.look, visible=False)
            line.set_zorder(AT_REST + len(sections) * LATER)
            line.set_in_layout(False)
            axes.add_line(line)
            sections.append(line)
    tails = [moving_line(axes, **layer.look) for layer in layers]

    def update(epoch: int) -> Sequence[Artist]:
        complete = epoch // length
        at_rest = sections[: complete * len(layers)]
        for place, section in enumerate(sections):
            # Setting what is set already would cost more than asking, over many sections.
            if section.get_visible() != (place < len(at_rest)):
                section.set_visible(place < len(at_rest))
        tail = slice(max(0, int(ends[complete * length]) - 1), ends[epoch])
        for line, layer in zip(tails, layers, strict=True):
            line.set_data(*layer.points[tail].T)
        return [*at_rest, *tails]

    return update


def haloed(
    points: FloatArray, params: FloatArray, colour: str, theme: Theme
) -> tuple[Layer, Layer]:
    """Return the two layers of a path: a halo that keeps it apart from any colour, and itself.

    A path whose ``params`` (E + 1, 2) keep turning back is drawn thinner, lest its strokes merge
    into a patch. The halo has no round ends, which would cover the end of the section before.
    """
    steps = np.diff(params, axis=0)
    turns = np.sum(steps[1:] * steps[:-1], axis=-1) < 0
    scale = ZIGZAG if turns.any() and turns.mean() > MOST_TURNS else 1.0
    joins = {"solid_joinstyle": "round"}
    return (
        Layer(
            points,
            joins
            | {"color": theme.halo, "linewidth": scale * HALO_WIDTH, "solid_capstyle": "butt"},
        ),
        Layer(
            points,
            joins | {"color": colour, "linewidth": scale * PATH_WIDTH, "solid_capstyle": "round"},
        ),
    )


def epoch_dots(axes: Axes, colour: str, theme: Theme) -> Line2D:
    """Add an empty series of the small dots that mark epochs on a path."""
    return moving_line(
        axes,
        linestyle="none",
        marker="o",
        markersize=6.0,
        markerfacecolor=colour,
        markeredgecolor=theme.halo,
        markeredgewidth=1.2,
    )


def present_marker(axes: Axes, colour: str, theme: Theme) -> Line2D:
    """Add the marker of a run's present state, the strongest thing in a panel."""
    return moving_line(
        axes,
        linestyle="none",
        marker="o",
        markersize=MARKER_SIZE,
        markerfacecolor=theme.halo,
        markeredgecolor=colour,
        markeredgewidth=4.0,
    )


def optimum_star(axes: Axes, x: float, y: float, theme: Theme, **more: Any) -> None:
    """Draw the star at the optimum; it stays, under the path."""
    axes.add_line(
        Line2D(
            [x],
            [y],
            linestyle="none",
            marker="*",
            markersize=17.0,
            markerfacecolor=theme.optimum,
            markeredgecolor="#000000",
            markeredgewidth=1.0,
            zorder=MOVING - 1,
            **more,
        )
    )


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
    if not isinstance(formatter, ScalarFormatter):
        return ""
    formatter.set_powerlimits(PLAIN_POWERS)
    axis.get_offset_text().set_visible(False)
    formatter.set_locs(list(axis.get_majorticklocs()))
    return common_factor(formatter.get_offset())
