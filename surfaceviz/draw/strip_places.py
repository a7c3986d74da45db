"""Where the pictures of a strip stand: in rows and columns, as large as they can be."""

from __future__ import annotations

import math
from dataclasses import dataclass

from surfaceviz.base.errors import InputError
from surfaceviz.draw.canvas import MILLIMETRES, ON_PAPER, POINTS_PER_INCH
from surfaceviz.draw.layouts.layout import EDGE, GAP, Box

# A panel is best a little wider than high; lower than this, in points, it shows nothing.
SHAPE, LOWEST = 1.3, 72.0
MOST_COLUMNS = 5
BOTTOM = 0.7 * EDGE
# Heights of a line of a heading in its letters, and of the blank between rows of pictures.
LINE, APART = 1.7, 1.5 * GAP


@dataclass(frozen=True)
class Needs:
    """What a strip has to find room for; lengths are in points.

    Attributes
    ----------
    count : int
        Number of pictures.
    above : float
        Height of title and legend.
    heading : tuple of float
        Widths of the two parts of a picture's heading: they share a line where they can.
    size : float
        Height of the heading's letters.
    title : float
        Height of a panel's title.
    shares : tuple of float
        Heights of the panels of a picture, relative to one another.
    left : float
        Width of what stands left of the first panel of each row.
    below : tuple of float
        Heights of what stands below each panel.
    """

    count: int
    above: float
    heading: tuple[float, ...]
    size: float
    title: float
    shares: tuple[float, ...]
    left: float
    below: tuple[float, ...]


@dataclass(frozen=True)
class Places:
    """Where the pictures of a strip stand.

    Attributes
    ----------
    columns : int
        How many stand side by side.
    width, height : float
        Of a panel whose share is 1, in points.
    lines : int
        Lines of a heading.
    needs : Needs
        What they were found for.
    """

    columns: int
    width: float
    height: float
    lines: int
    needs: Needs

    @property
    def goodness(self) -> float:
        """How large a panel of the best shape is."""
        return min(self.width / SHAPE, self.height)

    @property
    def heading_scale(self) -> float:
        """By how much the letters of a heading shrink to be no wider than the pictures."""
        parts = self.needs.heading
        widest = sum(parts) if self.lines == 1 else max(parts)
        return min(1.0, self.width / widest)

    def boxes(self, number: int, top: float) -> tuple[Box, list[Box]]:
        """Return the places of a picture's heading and of its panels' axes.

        Parameters
        ----------
        number : int
            Which picture.
        top : float
            Height of the frame.
        """
        needs = self.needs
        row, column = divmod(number, self.columns)
        picture = _fixed(needs, self.lines) + sum(needs.shares) * self.height
        low = top - needs.above - row * (picture + APART)
        left = EDGE + needs.left + column * (self.width + GAP)
        low -= _heading(needs, self.lines)
        heading, panels = Box(left, low, self.width, _heading(needs, self.lines)), []
        for share, below in zip(needs.shares, needs.below, strict=True):
            low -= needs.title + share * self.height
            panels.append(Box(left, low, self.width, share * self.height))
            low -= below + GAP
        return heading, panels


def find_places(needs: Needs, width: float, height: float) -> Places:
    """Return the places in which the pictures are largest, however small that is.

    Parameters
    ----------
    needs : Needs
        What to find room for.
    width, height : float
        Of the frame, in points.
    """
    choices = (
        _in_columns(needs, width, height, columns)
        for columns in range(1, min(needs.count, MOST_COLUMNS) + 1)
    )
    return max(choices, key=lambda places: places.goodness)


def check_places(places: Places, width: float, height: float, frame: str) -> None:
    """Refuse places that are too small to show anything.

    Parameters
    ----------
    places : Places
        The best there are.
    width, height : float
        Of the frame, in points.
    frame : str
        What the frame is called.

    Raises
    ------
    InputError
        If they are; the message tells how large a figure must be.
    """
    if places.goodness >= LOWEST:
        return
    wide, high = _least(places.needs, places.columns)
    sides = (
        math.ceil(max(side, least) * ON_PAPER / POINTS_PER_INCH * MILLIMETRES)
        for side, least in ((width, wide), (height, high))
    )
    raise InputError(
        f"{frame} is too small for pictures of {places.needs.count} epochs: show fewer epochs or "
        f"panels, or give the figure at least the size {'x'.join(f'{side}mm' for side in sides)}"
    )


def best_height(needs: Needs, width: float, most: float) -> float:
    """Return the height of a frame in which the panels have their best shape.

    Parameters
    ----------
    needs : Needs
        What to find room for.
    width : float
        Of the frame, in points.
    most : float
        How high a panel may be.
    """
    rows = math.ceil(needs.count / MOST_COLUMNS)
    columns = math.ceil(needs.count / rows)
    places = _in_columns(needs, width, math.inf, columns)
    height = min(places.width / SHAPE, most)
    return _total(needs, rows, places.lines, height)


def _in_columns(needs: Needs, width: float, height: float, columns: int) -> Places:
    rows = math.ceil(needs.count / columns)
    wide = (width - 2 * EDGE - needs.left - GAP * (columns - 1)) / columns
    lines = 1 if sum(needs.heading) <= wide else 2
    free = height - _total(needs, rows, lines, 0.0)
    return Places(columns, wide, free / rows / sum(needs.shares), lines, needs)


def _total(needs: Needs, rows: int, lines: int, height: float) -> float:
    """Return the height of a frame whose panels of share 1 are so high."""
    picture = _fixed(needs, lines) + sum(needs.shares) * height
    return needs.above + rows * picture + (rows - 1) * APART + BOTTOM


def _fixed(needs: Needs, lines: int) -> float:
    """Return the height of a picture without its panels' axes."""
    panels = len(needs.shares)
    around = sum(needs.below) + panels * needs.title + (panels - 1) * GAP
    return _heading(needs, lines) + around


def _heading(needs: Needs, lines: int) -> float:
    return LINE * lines * needs.size


def _least(needs: Needs, columns: int) -> tuple[float, float]:
    """Return the least width and height of a frame with so many columns, in points."""
    wide = 2 * EDGE + needs.left + GAP * (columns - 1) + columns * LOWEST * SHAPE
    places = _in_columns(needs, wide, math.inf, columns)
    rows = math.ceil(needs.count / columns)
    return wide, _total(needs, rows, places.lines, LOWEST)
