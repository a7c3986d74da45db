"""How far to go in a direction: to where a convex loss is smallest along it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from surfaceviz.base.arrays import FloatArray
    from surfaceviz.losses.protocol import Objective

# A slope this small beside the first one counts as none, and so does such a part of the length.
TOLERANCE = 1e-12
EPSILON = float(np.finfo(np.float64).eps)
MOST_WIDENINGS = 50
MOST_NARROWINGS = 100
# How many times as far to look at least and at most where the loss still falls.
NEAREST, FARTHEST = 2.0, 10.0

Point: TypeAlias = tuple[float, float]


def line_search(
    objective: Objective, params: FloatArray, gradient: FloatArray, direction: FloatArray
) -> float:
    """Return the length a >= 0 at which the loss of params + a * direction is smallest.

    It is the root of the slope along the direction, which rises with a because the loss is convex.
    A secant finds it at once where the loss is quadratic; elsewhere secants take turns with
    bisection. Where the loss has a kink, or falls for ever, the search ends when length or slope no
    longer matter, and after 150 gradients at the latest.

    Parameters
    ----------
    objective : Objective
        A convex loss.
    params, gradient, direction : ndarray, shape (2,)
        Where to start, the gradient there, and where to go; with 0, or uphill, the length is 0.
    """
    first = float(gradient @ direction)
    if not first < 0.0:
        return 0.0

    def slope(length: float) -> float:
        found = float(objective.gradient(params + length * direction) @ direction)
        return 0.0 if abs(found) <= -TOLERANCE * first else found

    low, high = _bracket(slope, (0.0, first), _guess(objective, params, direction, first))
    return _root(slope, low, high, _resolution(params, direction))


def _guess(objective: Objective, params: FloatArray, direction: FloatArray, first: float) -> float:
    """Return a length to try first: not too far if the curvature has a bound."""
    if objective.steepest is not None:
        curvature = float(direction @ objective.steepest @ direction)
        if curvature > 0.0:
            return -first / curvature
    return max(1.0, float(np.linalg.norm(params))) / float(np.linalg.norm(direction))


def _resolution(params: FloatArray, direction: FloatArray) -> float:
    """Return a length that moves no parameter by more than its last digit."""
    moved = direction != 0.0
    return EPSILON * float(np.min(np.abs(params[moved]) / np.abs(direction[moved])))


def _bracket(slope: Callable[[float], float], low: Point, length: float) -> tuple[Point, Point]:
    """Return two lengths with their slopes: one where the loss falls, and one where it does not.

    Where it falls for ever both are the farthest that was looked at.
    """
    for _ in range(MOST_WIDENINGS):
        high = (length, slope(length))
        if not high[1] < 0.0:
            return low, high
        bend = high[1] - low[1]
        ahead = length - high[1] * (length - low[0]) / bend if bend > 0.0 else math.inf
        low, length = high, min(max(ahead, NEAREST * length), FARTHEST * length)
    return low, low


def _root(slope: Callable[[float], float], low: Point, high: Point, resolution: float) -> float:
    """Return the largest length found whose slope is not positive, next to the root of it."""
    bisect = False
    for _ in range(MOST_NARROWINGS):
        width = high[0] - low[0]
        if high[1] == 0.0 or width <= max(TOLERANCE * high[0], resolution):
            break
        trial = low[0] + width * low[1] / (low[1] - high[1])
        if bisect or not low[0] < trial < high[0]:
            trial = low[0] + 0.5 * width
        point = (trial, slope(trial))
        # Between kinks slopes are alike, and a secant knows nothing of where the next kink is.
        level = point[1] in (low[1], high[1])
        low, high = (point, high) if point[1] < 0.0 else (low, point)
        bisect = level or high[0] - low[0] > 0.5 * width
    return high[0] if high[1] == 0.0 else low[0]
