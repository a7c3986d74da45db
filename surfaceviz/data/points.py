"""The points that a loss is computed from where the moments of the data do not suffice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from surfaceviz.base.arrays import FloatArray

# A loss that needs every point is computed from so many at most.
MOST_EVALUATED = 1_000_000


# More dots than this cover one another and only make the file larger.
SHOWN_POINTS = 2000


@dataclass(frozen=True, eq=False)
class Points:
    """All points of the data, or a sample of the many.

    Attributes
    ----------
    x, y : ndarray, shape (n,)
        Their coordinates.
    weights : ndarray, shape (n,), or None
        How much each counts; all the same if None.
    rows : int
        Rows of the data that they stand for: one point may stand for several that are the same.
    total : int
        Usable rows of the data.
    """

    x: FloatArray
    y: FloatArray
    weights: FloatArray | None
    rows: int
    total: int
