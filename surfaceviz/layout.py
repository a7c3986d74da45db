"""Where everything stands in a frame: fixed once, before the first frame is drawn."""

from __future__ import annotations

import math
import operator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from surfaceviz import defaults
from surfaceviz.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

SMALLEST, LARGEST = (320, 240), (7680, 4320)
# Points that a panel's ticks, labels and title leave something to show of.
SMALLEST_CELL = (200.0, 80.0)
# Type shrinks with the frame down to here, then it would no longer be read.
LEAST_SCALE = 0.75
EDGE, GAP = 28.0, 20.0
# A frame narrower than this share of its height stacks its panels in one column; one wider than
# that sets them in one row.
PORTRAIT, PANORAMA = 0.8, 2.3


@dataclass(frozen=True)
class Canvas:
    """The size of a frame, and the unit that everything in it is measured in.

    Attributes
    ----------
    width, height : int
        Pixels.
    scale : float
        Pixels in a point; 1 at 1280 x 720.
    """

    width: int
    height: int
    scale: float

    @property
    def points(self) -> tuple[float, float]:
        """Width and height in points."""
        return self.width / self.scale, self.height / self.scale


@dataclass(frozen=True)
class Box:
    """A rectangle.

    Attributes
    ----------
    left, bottom : float
        Its lower left corner, in points from the frame's.
    width, height : float
        Its size in points.
    """

    left: float
    bottom: float
    width: float
    height: float

    def on(self, canvas: Canvas) -> tuple[float, float, float, float]:
        """Return the rectangle as shares of the canvas: left, bottom, width, height."""
        width, height = canvas.points
        return self.left / width, self.bottom / height, self.width / width, self.height / height

    def inset(self, left: float, right: float, below: float, above: float) -> Box:
        """Return the rectangle made smaller on each side."""
        return Box(
            self.left + left,
            self.bottom + below,
            max(self.width - left - right, 1.0),
            max(self.height - below - above, 1.0),
        )


def make_canvas(size: tuple[int, int]) -> Canvas:
    """Return the canvas of a frame ``size`` = (width, height) in pixels.

    Raises
    ------
    InputError
        If the size is odd, which no video can hold, or out of range.
    """
    try:
        width, height = map(operator.index, size)
    except (TypeError, ValueError):
        raise InputError(
            f"size must be two whole numbers, width and height; got {size!r}"
        ) from None
    for side, least, most, what in zip(
        (width, height), SMALLEST, LARGEST, ("wide", "high"), strict=True
    ):
        if not least <= side <= most:
            raise InputError(
                f"a frame must be {least} to {most} pixels {what}, got {width}x{height}"
            )
    if width % 2 or height % 2:
        raise InputError(
            f"a frame must be an even number of pixels wide and high, got {width}x{height}: the "
            f"nearest is {nearest_even(width, LARGEST[0])}x{nearest_even(height, LARGEST[1])}"
        )
    area = width * height / math.prod(defaults.SIZE)
    return Canvas(width, height, max(LEAST_SCALE, math.sqrt(area)))


def nearest_even(side: int, most: int) -> int:
    """Return the even number next to ``side``, the higher one unless that exceeds ``most``."""
    return side + side % 2 if side + side % 2 <= most else side - 1


def arrange(heights: Sequence[float], canvas: Canvas, header: float) -> list[list[tuple[int, Box]]]:
    """Return the cell of each panel, in columns.

    Panels follow one another clockwise from the upper left: of three, the first fills the left
    column; of four, the fourth lies under the first. A tall frame has one column, a very wide one
    a column for each panel.

    Parameters
    ----------
    heights : sequence of float
        Each panel's share of a column's height, relative to its neighbours.
    canvas : Canvas
        The frame.
    header : float
        Height of the title row in points.

    Returns
    -------
    list of list of (int, Box)
        Columns from left to right; in each, from top to bottom, a panel's number and its cell.

    Raises
    ------
    InputError
        If a cell would be too small to show anything.
    """
    width, height = canvas.points
    inside = Box(0, 0, width, height).inset(EDGE, EDGE, EDGE * 0.7, header)
    columns = _columns(len(heights), width / height)
    column_width = (inside.width - GAP * (len(columns) - 1)) / len(columns)
    cells = []
    for place, column in enumerate(columns):
        left = inside.left + place * (column_width + GAP)
        whole = Box(left, inside.bottom, column_width, inside.height)
        split = _split(whole, [heights[panel] for panel in column])
        cells.append(list(zip(column, split, strict=True)))
    smallest = min((box for column in cells for _, box in column), key=lambda box: box.height)
    if smallest.width < SMALLEST_CELL[0] or smallest.height < SMALLEST_CELL[1]:
        raise InputError(
            f"a frame of {canvas.width}x{canvas.height} pixels is too small for the number of "
            f"its panels ({len(heights)}): make it larger, or show fewer with --panels"
        )
    return cells


def make_room(column: Sequence[tuple[Axes, Box]], canvas: Canvas) -> None:
    """Shrink the axes of a column until their ticks and labels, too, lie within their cells.

    Axes with ticks to the left end up flush with one another.

    Parameters
    ----------
    column : sequence of (Axes, Box)
        Axes that have been drawn into, and the cells they must keep to.
    canvas : Canvas
        The frame.
    """
    overflows = [_overflow(axes, cell, canvas) for axes, cell in column]
    left = max(overflow[0] for overflow in overflows)
    for (axes, _), (own_left, right, below, above) in zip(column, overflows, strict=True):
        box = axes.get_position()
        width, height = canvas.points
        now = Box(box.x0 * width, box.y0 * height, box.width * width, box.height * height)
        room = now.inset(left if own_left else 0.0, right, below, above)
        axes.set_position(room.on(canvas))


def _overflow(axes: Axes, cell: Box, canvas: Canvas) -> tuple[float, float, float, float]:
    """Return by how many points the axes reach over the cell: left, right, below, above."""
    drawn = axes.get_tightbbox()
    if drawn is None:
        return 0.0, 0.0, 0.0, 0.0
    low_x, low_y, high_x, high_y = np.array(drawn.extents) / canvas.scale
    return (
        max(0.0, cell.left - low_x),
        max(0.0, high_x - cell.left - cell.width),
        max(0.0, cell.bottom - low_y),
        max(0.0, high_y - cell.bottom - cell.height),
    )


def _columns(count: int, aspect: float) -> list[list[int]]:
    if aspect < PORTRAIT or count == 1:
        return [list(range(count))]
    if aspect > PANORAMA or count == 2:
        return [[panel] for panel in range(count)]
    return [[0, *range(3, count)], [1, 2]]


def _split(column: Box, heights: Sequence[float]) -> list[Box]:
    free = column.height - GAP * (len(heights) - 1)
    top = column.bottom + column.height
    cells = []
    for share in np.array(heights) / sum(heights):
        height = float(share) * free
        cells.append(Box(column.left, top - height, column.width, height))
        top -= height + GAP
    return cells
