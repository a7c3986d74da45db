"""The lowest place of a loss of straight pieces, which is one of its corners."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from surfaceviz.base.arrays import BoolArray, FloatArray, IntArray

MOST_STEPS = 1000
# Of more points, the corner of an even share of them is found first.
MANY = 4000
SHARE = 4
# How many of many say about where a sum of shares is reached, and within which share of it.
LOOKED_AT = 2000
MARGIN = 0.05
# Residuals of less than this share of what they are the difference of are rounding.
ROUNDING = 1e-14
# Likewise slopes, which are sums over all points.
LEVEL = 1e-12


@dataclass(frozen=True, eq=False)
class Kinked:
    """The mean over points of max(high t, low t) with t = y - m u - b.

    Attributes
    ----------
    u, y : ndarray, shape (n,)
        The points.
    shares : ndarray, shape (n,)
        Their weights.
    low, high : float
        Slopes on either side of t = 0.
    """

    u: FloatArray
    y: FloatArray
    shares: FloatArray
    low: float
    high: float

    def __len__(self) -> int:
        """Return the number of points."""
        return len(self.u)


def lowest_corner(loss: Kinked) -> tuple[FloatArray, bool]:
    """Return where the loss is least (2,), and whether only there.

    The way leads from corner to corner: about a point that the line passes through, the line turns
    to where the loss is least (Bloomfield and Steiger, 1983). The loss is convex, so the corner is
    the lowest place when no such turn descends. Where a turn is level, many places are the
    lowest, and the corner is one of them.
    """
    params = _start(loss)
    value = _mean(loss, params)
    for _ in range(MOST_STEPS):
        t = loss.y - params[0] * loss.u - params[1]
        sizes = np.abs(loss.y) + np.abs(params[0] * loss.u) + abs(params[1])
        pivots, falls = _falls(loss, t, np.abs(t) <= ROUNDING * sizes)
        steepest = int(np.argmin(falls))
        allowance = LEVEL * (loss.high - loss.low)
        if falls[steepest] >= -allowance:
            return params, bool((falls > allowance).all())
        following = _turned(loss, t, pivots[steepest])
        lower = _mean(loss, following)
        if not lower < value:
            break
        params, value = following, lower
    return params, True


def quantile_range(loss: Kinked, values: FloatArray) -> tuple[float, float]:
    """Return from where to where an intercept is best for values y - m u (n,)."""
    order = np.argsort(values)
    below = np.cumsum(loss.shares[order])
    wanted = loss.high / (loss.high - loss.low) * below[-1]
    place = int(np.searchsorted(below, wanted * (1.0 - LEVEL)))
    # Where so many are below that it makes no difference, the next one is as good.
    level = below[place] <= wanted * (1.0 + LEVEL)
    last = min(place + 1, len(values) - 1) if level else place
    return float(values[order[place]]), float(values[order[last]])


def _start(loss: Kinked) -> FloatArray:
    """Return a line (2,) through a point from which to start."""
    if len(loss) > MANY:
        few = replace(loss, u=loss.u[::SHARE], y=loss.y[::SHARE], shares=loss.shares[::SHARE])
        slope = float(lowest_corner(few)[0][0])
    else:
        mean_u, mean_y = (np.average(column, weights=loss.shares) for column in (loss.u, loss.y))
        across = loss.u - mean_u
        spread = loss.shares @ (across * across)
        slope = float(loss.shares @ (across * (loss.y - mean_y)) / spread) if spread > 0 else 0.0
    return np.array([slope, quantile_range(loss, loss.y - slope * loss.u)[0]])


def _falls(loss: Kinked, t: FloatArray, on_line: BoolArray) -> tuple[IntArray, FloatArray]:
    """Return points (k,) that the line can turn about, and how much the loss rises by a turn.

    Up and down are two turns, so each point comes twice. Rises are relative to how far the points
    move.
    """
    slopes = np.where(t > 0, loss.high, loss.low) * loss.shares
    slopes[on_line] = 0.0
    by_slope, by_intercept = -(slopes @ loss.u), -slopes.sum()
    rows = np.flatnonzero(on_line)
    rows = rows[np.lexsort((np.abs(t[rows]), loss.u[rows]))]
    u, shares = loss.u[rows], loss.shares[rows]
    starts = np.flatnonzero(np.append(True, np.diff(u) > 0))
    at = u[starts]
    # Distances to the points on the line that are to the left and to the right of each.
    weight, moment = np.append(0.0, np.cumsum(shares)), np.append(0.0, np.cumsum(shares * u))
    left = at * weight[starts] - moment[starts]
    right = (moment[-1] - moment[starts]) - at * (weight[-1] - weight[starts])
    turning = by_slope - at * by_intercept
    up = turning - loss.low * right + loss.high * left
    down = -turning + loss.high * right - loss.low * left
    return np.tile(rows[starts], 2), np.concatenate([up, down]) / np.tile(1.0 + np.abs(at), 2)


def _turned(loss: Kinked, t: FloatArray, pivot: int) -> FloatArray:
    """Return the best line (2,) of those through a point."""
    away = loss.u - loss.u[pivot]
    turns = np.divide(t, away, out=np.full_like(t, np.inf), where=away != 0.0)
    rates = loss.shares * np.abs(away)
    # Turned far down, the line is below the points on the right and above those on the left.
    falls = loss.high * float(rates[away > 0].sum()) - loss.low * float(rates[away < 0].sum())
    other = _crossing(turns, rates, falls / (loss.high - loss.low))
    slope = (loss.y[other] - loss.y[pivot]) / away[other]
    # A level line has slope 0, not -0.
    return np.array([slope, loss.y[pivot] - slope * loss.u[pivot]]) + 0.0


def _crossing(values: FloatArray, rates: FloatArray, wanted: float) -> int:
    """Return the number of the value up to which the rates of the smaller ones add up to so much.

    Of many, only those about the place where some of them say that it is have to be sorted.
    """
    if len(values) > MANY:
        some = np.flatnonzero(np.isfinite(values[:: len(values) // LOOKED_AT]))
        some *= len(values) // LOOKED_AT
        some = some[np.argsort(values[some])]
        shares = np.cumsum(rates[some]) / rates[some].sum() - wanted / rates.sum()
        low, high = (int(np.searchsorted(shares, side)) for side in (-MARGIN, MARGIN))
        least, most = values[some[max(0, low - 1)]], values[some[min(high, len(some) - 1)]]
        before = float(rates[values < least].sum())
        between = np.flatnonzero((values >= least) & (values <= most))
        if before < wanted <= before + float(rates[between].sum()):
            return int(between[_sorted_crossing(values[between], rates[between], wanted - before)])
    return _sorted_crossing(values, rates, wanted)


def _sorted_crossing(values: FloatArray, rates: FloatArray, wanted: float) -> int:
    order = np.argsort(values)
    order = order[np.isfinite(values[order])]
    return int(order[min(int(np.searchsorted(np.cumsum(rates[order]), wanted)), len(order) - 1)])


def _mean(loss: Kinked, params: FloatArray) -> float:
    t = loss.y - params[0] * loss.u - params[1]
    return float(np.sum(loss.shares * np.maximum(loss.high * t, loss.low * t)))
