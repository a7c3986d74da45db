"""The title row: the epoch, the losses and the line's equation, in places that never shift."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from surfaceviz.draw.header_words import epoch_words, leader_words, legend_words, line_words
from surfaceviz.draw.layouts.layout import EDGE, GAP
from surfaceviz.draw.lettering import lettered, shorten
from surfaceviz.draw.word_places import Spot, advances, draw_spots, set_row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.figure import Figure

    from surfaceviz.base.arrays import Update
    from surfaceviz.draw.canvas import Canvas
    from surfaceviz.draw.themes.theme import Theme
    from surfaceviz.draw.word_places import Word
    from surfaceviz.scene.scene import Scene
    from surfaceviz.words.language import Words

LINE_HEIGHT = 1.5
ABOVE, BELOW = 12.0, 24.0
# Between the epoch's half of the row and the equation's, and between entries of the legend.
BETWEEN, APART = 2.0, 2.2
# Size of the legend's letters as a share of the title row's, its lines, and the room below it.
LEGEND, LEGEND_LINE, BELOW_LEGEND = 0.68, 1.4, 18.0
# The legend's letters may shrink so much to save a row.
LEAST_LEGEND = 0.85


@dataclass(frozen=True)
class Header:
    """The title row, planned.

    Attributes
    ----------
    height : float
        Points it takes from the frame's top.
    size : float
        Height of its letters.
    title : str or None
        A line of one's own above it.
    spots : tuple of Spot
        Its words.
    """

    height: float
    size: float
    title: str | None
    spots: tuple[Spot, ...]


def plan_header(
    scene: Scene, canvas: Canvas, theme: Theme, words: Words, title: str | None, *, legend: bool
) -> Header:
    """Return where every word of the title row goes, so that none ever moves or is cut off.

    Parameters
    ----------
    scene : Scene
        What it tells of. Of several runs, the equation is that of the leader.
    canvas : Canvas
        The frame.
    theme, words : Theme, Words
        How it looks, and in which language.
    title : str or None
        A line of one's own.
    legend : bool
        Whether several runs are named here.
    """
    width, height = canvas.points
    room = width - 2 * EDGE
    race = len(scene.runs) > 1
    line = leader_words(scene, theme) if race else line_words(scene, theme, words)
    groups = (epoch_words(scene, theme, words), line)
    widths = [sum(advances(group, theme.headline_size, theme)) for group in groups]
    gap = BETWEEN * theme.headline_size
    one_row = sum(widths) + gap <= room
    if race and not one_row:
        # The legend says more than the leader's equation.
        groups, widths, one_row = (groups[0], []), [widths[0], 0.0], True
    # Only where the longer half is wider than the frame do the letters shrink.
    size = theme.headline_size * min(1.0, room / max(widths))
    first = height - ABOVE - LINE_HEIGHT * size * (2 if title else 1)
    if one_row:
        # Over the right column, if the epoch leaves that free and the equation fits in it.
        over_column = min((width + GAP) / 2, width - EDGE - widths[1])
        left, last = max(over_column, EDGE + widths[0] + gap), first
    else:
        left, last = EDGE, first - LINE_HEIGHT * size
    spots = [
        *set_row(groups[0], EDGE, first, size, theme),
        *set_row(groups[1], left, last, size, theme),
    ]
    if race and legend:
        entries = legend_words(scene, theme, words, LEGEND * theme.headline_size)
        spots += _set_legend(entries, room, last, theme)
        last = spots[-1].baseline + BELOW - BELOW_LEGEND
    shown = shorten(title, room, theme, fontsize=size, fontweight="bold") if title else None
    return Header(height - last + BELOW, size, shown, tuple(spots))


def draw_header(figure: Figure, canvas: Canvas, header: Header, theme: Theme) -> Update:
    """Write the title row; return the function that shows an epoch."""
    width, height = canvas.points
    if header.title:
        top = height - ABOVE - LINE_HEIGHT * header.size
        bold = {"fontsize": header.size, "fontweight": "bold"}
        title = lettered(header.title, theme, **bold)
        figure.text(EDGE / width, top / height, title.pop("text"), va="baseline", **title)
    return draw_spots(figure, canvas, header.spots, theme)


def _set_legend(
    entries: Sequence[Sequence[Word]], room: float, above: float, theme: Theme
) -> list[Spot]:
    """Return the places of the legend's words, in few even rows below a line of the title row."""
    size = LEGEND * theme.headline_size
    for rows in range(1, len(entries) + 1):
        columns = math.ceil(len(entries) / rows)
        widths = [_widths(entries[column::columns], size, theme) for column in range(columns)]
        needed = sum(map(sum, widths)) + APART * size * (columns - 1)
        if LEAST_LEGEND * needed <= room:
            break
    scale = min(1.0, room / needed)
    lefts = EDGE + scale * np.cumsum([0.0, *[sum(column) + APART * size for column in widths]])
    spots = []
    for place, entry in enumerate(entries):
        row, column = divmod(place, columns)
        baseline = above - LEGEND_LINE * size * (row + 1) - 0.3 * size
        left = float(lefts[column])
        for word, width in zip(entry, widths[column], strict=True):
            begin, left = left + scale * word.space * size, left + scale * width
            spots.append(Spot(word, begin, left, baseline, scale * size))
    return spots


def _widths(entries: Sequence[Sequence[Word]], size: float, theme: Theme) -> list[float]:
    """Return how far each word of entries that stand below one another moves the next one."""
    alike = zip(*(advances(entry, size, theme) for entry in entries), strict=True)
    return [max(column) for column in alike]
