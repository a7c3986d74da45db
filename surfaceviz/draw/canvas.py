"""The size of a picture, on a screen or on paper, and the unit that it is measured in."""

from __future__ import annotations

import math
import operator
from dataclasses import dataclass

from surfaceviz.base import checks
from surfaceviz.base.errors import InputError
from surfaceviz.base.texts import short
from surfaceviz.scene import defaults

SMALLEST, LARGEST = (320, 240), (7680, 4320)
# On paper: points of a printer in a point of the frame, which makes its type 6.5 points high; dots
# per inch; and pixels that memory can hold.
ON_PAPER = 0.5
DOTS = (72, 1200)
POINTS_PER_INCH = 72.0
MOST_PIXELS = 1 << 26
MILLIMETRES = 25.4
# Type shrinks with the frame down to here, then it would no longer be read.
LEAST_SCALE = 0.75


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
class Paper:
    """The size of a figure in print.

    Attributes
    ----------
    width, height : float
        Millimetres.
    dpi : int
        Pixels to an inch, where there are pixels.
    """

    width: float
    height: float
    dpi: int = 300


def make_canvas(size: tuple[int, int] | Paper) -> Canvas:
    """Return the canvas of a frame ``size`` = (width, height) in pixels, or on paper.

    Raises
    ------
    InputError
        If the size is odd, which no video can hold, or out of range.
    """
    if isinstance(size, Paper):
        return _sheet(size)
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


def _sheet(paper: Paper) -> Canvas:
    """Return the canvas of a figure in print."""
    dpi = checks.whole_number("dots per inch", paper.dpi, *DOTS)
    scale = dpi * ON_PAPER / POINTS_PER_INCH
    for side, least, most, what in zip(
        (paper.width, paper.height), SMALLEST, LARGEST, ("wide", "high"), strict=True
    ):
        low, high = (
            math.ceil(each * MILLIMETRES * ON_PAPER / POINTS_PER_INCH) for each in (least, most)
        )
        if not low <= side <= high:
            raise InputError(f"a figure must be {low} to {high} mm {what}, got {side:g} mm")
    width, height = (round(side / MILLIMETRES * dpi) for side in (paper.width, paper.height))
    if width * height > MOST_PIXELS:
        raise InputError(
            f"{paper.width:g}x{paper.height:g} mm at {dpi} dots per inch are {width}x{height} "
            "pixels: choose a smaller size or fewer dots"
        )
    return Canvas(width, height, scale)


def nearest_even(side: int, most: int) -> int:
    """Return the even number next to ``side``, the higher one unless that exceeds ``most``."""
    return side + side % 2 if side + side % 2 <= most else side - 1


def read_sheet(text: str) -> tuple[int, int] | Paper:
    """Return the size in a text such as "1280x720", "85mmx60mm" or "85mmx60mm@600"."""
    sheet, _, dots = text.lower().replace(" ", "").partition("@")
    if "mm" not in sheet:
        width, height = map(int, text.lower().split("x"))
        return width, height
    across, up = (float(side.removesuffix("mm")) for side in sheet.split("x"))
    paper = Paper(across, up, int(dots.removesuffix("dpi"))) if dots else Paper(across, up)
    make_canvas(paper)
    return paper


def write_sheet(size: tuple[int, int] | Paper) -> str:
    """Return the text of a size."""
    if isinstance(size, Paper):
        return "{}mmx{}mm@{:d}".format(*map(short, (size.width, size.height)), size.dpi)
    return "{:d}x{:d}".format(*size)
