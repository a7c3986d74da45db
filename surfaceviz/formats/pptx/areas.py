"""Rectangles on a slide, in the units of PowerPoint's format."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

# Units in an inch, and in a printer's point.
INCH, POINT = 914_400, 12_700


@dataclass(frozen=True)
class Area:
    """A rectangle on a slide.

    Attributes
    ----------
    left, top : int
        Its upper left corner, from the slide's.
    width, height : int
        Its size.
    """

    left: int
    top: int
    width: int
    height: int

    @property
    def right(self) -> int:
        """Where it ends."""
        return self.left + self.width

    @property
    def bottom(self) -> int:
        """Where it ends below."""
        return self.top + self.height

    @property
    def size(self) -> int:
        """How much of the slide it takes; 0 if nothing is left of it."""
        return max(0, self.width) * max(0, self.height)

    def fitted(self, width: int, height: int) -> Area:
        """Return the largest area of this shape in the middle of it."""
        scale = max(0.0, min(self.width / width, self.height / height))
        wide, high = round(width * scale), round(height * scale)
        return Area(
            self.left + (self.width - wide) // 2, self.top + (self.height - high) // 2, wide, high
        )

    def meets(self, other: Area) -> bool:
        """Tell whether anything of it lies in the other."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


def area_of(shape: Any) -> Area | None:
    """Return where a shape is, or what it takes its place from; None if nothing says so."""
    sides = (shape.left, shape.top, shape.width, shape.height)
    return None if None in sides else Area(*map(int, sides))


def put(shape: Any, area: Area) -> None:
    """Move a shape to a place."""
    shape.left, shape.top = area.left, area.top
    shape.width, shape.height = area.width, area.height
