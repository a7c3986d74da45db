"""Sums about a centre, from which moments follow without cancellation, in whatever engine.

The textbook formula, the sum of squares less the square of the sum, loses all digits where the
data sit far from the origin. Taken about a centre near the mean it loses none (Chan, Golub and
LeVeque, 1983). An engine therefore is asked for plain sums about a guess, which is nearly always
good enough; where it was not, the sums themselves tell a better one.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from surfaceviz.base.arrays import FloatArray

# A spread of less than this share of the squares it is the difference of has lost too many digits.
LEAST_SHARE = 1 / 64
# Distances from the centre whose squares are far from both ends of what a float64 can hold.
SMALLEST_DISTANCE, LARGEST_DISTANCE = 2.0**-300, 2.0**300
# The extent of no rows.
NOWHERE = (math.nan, math.nan)


@dataclass(frozen=True)
class About:
    """What distances are measured from, and in.

    Attributes
    ----------
    x, y : float
        The centre.
    x_unit, y_unit : float
        Powers of two, so that dividing by them is exact.
    """

    x: float = 0.0
    y: float = 0.0
    x_unit: float = 1.0
    y_unit: float = 1.0


@dataclass(frozen=True, eq=False)
class Sums:
    """Sums over the usable rows of u = (x - about.x) / about.x_unit and v, which is y's alike.

    Attributes
    ----------
    rows : int
        Rows there are.
    n : int
        Usable ones, whose x, y and weight are finite and whose weight is more than zero.
    negative : int
        Rows whose weight is less than zero.
    weight : float or None
        Sum of the weights w; None where there are none, and each row counts as 1.
    u, v, uu, uv, vv : float
        Sums of w u, w v, w u^2, w u v and w v^2.
    x_range, y_range : tuple of float
        Smallest and largest x and y of the usable rows; not a number where there are none.
    about : About
        Centre and units.
    points : tuple of ndarray, shape (s,), or None
        Points x and y of a sample, where the engine drew one in the same pass.
    """

    rows: int
    n: int
    negative: int
    weight: float | None
    u: float
    v: float
    uu: float
    uv: float
    vv: float
    x_range: tuple[float, float]
    y_range: tuple[float, float]
    about: About
    points: tuple[FloatArray, FloatArray] | None = None

    @property
    def mass(self) -> float:
        """What the sums are divided by for a mean: the weights' sum, or the number of rows."""
        return self.n if self.weight is None else self.weight

    @property
    def means(self) -> tuple[float, float]:
        """Means of x and y."""
        about = self.about
        return (
            _mean(self.u / self.mass, self.x_range, about.x, about.x_unit),
            _mean(self.v / self.mass, self.y_range, about.y, about.y_unit),
        )

    @property
    def spreads(self) -> tuple[float, float, float]:
        """Sums of w (x - mean_x)^2, w (x - mean_x)(y - mean_y) and w (y - mean_y)^2."""
        x_unit, y_unit = self.about.x_unit, self.about.y_unit
        # Equal values have no spread at all, whatever rounding says.
        x_moves, y_moves = _moves(self.x_range), _moves(self.y_range)
        uu = max(0.0, self.uu - self.u * (self.u / self.mass)) * x_moves
        uv = (self.uv - self.u * (self.v / self.mass)) * x_moves * y_moves
        vv = max(0.0, self.vv - self.v * (self.v / self.mass)) * y_moves
        return uu * x_unit * x_unit, uv * x_unit * y_unit, vv * y_unit * y_unit

    @property
    def accurate(self) -> bool:
        """Whether centre and units were good enough for means and spreads to be exact.

        That is to some units in the last digit, and as far as a float64 can hold them.
        """
        about = self.about
        return not self.n or (
            _accurate(self.u * (self.u / self.mass), self.uu, self.x_range, about.x, about.x_unit)
            and _accurate(
                self.v * (self.v / self.mass), self.vv, self.y_range, about.y, about.y_unit
            )
        )

    @property
    def better(self) -> About:
        """Centre and units that suit the rows."""
        return About(*self.means, _unit(self.x_range), _unit(self.y_range))


def _moves(extent: tuple[float, float]) -> bool:
    return extent[0] != extent[1]


def _mean(distance: float, extent: tuple[float, float], centre: float, unit: float) -> float:
    """Return the mean that lies at a distance from the centre; the middle if it overflowed."""
    low, high = extent
    mean = centre + distance * unit
    if math.isnan(mean):
        return low / 2 + high / 2
    return min(max(mean, low), high)


def _accurate(
    lost: float, squares: float, extent: tuple[float, float], centre: float, unit: float
) -> bool:
    if not _moves(extent):
        return True
    farthest = max(abs(extent[0] - centre), abs(extent[1] - centre)) / unit
    inside = SMALLEST_DISTANCE < farthest < LARGEST_DISTANCE
    return inside and squares - lost >= LEAST_SHARE * squares


def _unit(extent: tuple[float, float]) -> float:
    """Return the power of two that is next to half the extent's length."""
    half = extent[1] / 2 - extent[0] / 2
    # Its inverse must be a number, too.
    return math.ldexp(1.0, min(1023, max(-1021, math.frexp(half)[1])))
