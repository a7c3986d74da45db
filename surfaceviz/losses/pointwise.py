"""Sums over many points, computed in pieces that fit the processor's cache."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import ArrayLike

    from surfaceviz.base.arrays import FloatArray, IntArray

# Of longer products the linear algebra library has its threads share the work, and waits.
CHUNK = 1 << 13
# Numbers that are computed on at once.
BLOCK = 1 << 15


@dataclass(frozen=True)
class Curve:
    """The loss of one point as a convex function of one number t.

    Attributes
    ----------
    value, slope : callable
        t (...) -> the loss and its derivative (...); on a kink the derivative is 0.
    curvature : callable or None
        t (...) -> second derivatives (...); None for a loss of straight pieces.
    steepest : float or None
        The most that the curvature can be; None for a loss of straight pieces.
    taylor : callable
        t (...) -> value, derivative, half the second derivative and so on there (degree + 1, ...).
    bend : float
        Where abs(t) is more, the loss is straight, to the last digit of a float64 at least.
    left, right : tuple of float
        Slope and height at t = 0 of the straight lines that it is for small and for large t.
    kinks : tuple of float
        Between these t the loss is a polynomial; none for a loss that is smooth.
    width : float
        Around its middle, a Taylor series is exact over a piece of this width without kinks.
    """

    value: Callable[[FloatArray], FloatArray]
    slope: Callable[[FloatArray], FloatArray]
    curvature: Callable[[FloatArray], FloatArray] | None
    steepest: float | None
    taylor: Callable[[FloatArray], FloatArray]
    bend: float
    left: tuple[float, float]
    right: tuple[float, float]
    kinks: tuple[float, ...] = ()
    width: float = np.inf


@dataclass(frozen=True, eq=False)
class Terms:
    """What the loss of each point is the curve of: t = offset + across m + sign b.

    Attributes
    ----------
    offset, across, sign : ndarray, shape (n,)
        The coefficients; the signs are 1 or -1.
    shares : ndarray, shape (n,), or None
        Weights that add up to 1; None where all are 1 / n.
    """

    offset: FloatArray
    across: FloatArray
    sign: FloatArray
    shares: FloatArray | None

    def __len__(self) -> int:
        """Return the number of points."""
        return len(self.offset)

    def at(self, rows: slice | IntArray) -> Terms:
        """Return those of some points; their shares add up to less then."""
        shares = None if self.shares is None else self.shares[rows]
        return Terms(self.offset[rows], self.across[rows], self.sign[rows], shares)

    def arguments(self, m: FloatArray, b: FloatArray) -> FloatArray:
        """Return t (k, n) for slopes (k,) and intercepts (k,)."""
        return self.offset + m[:, None] * self.across + b[:, None] * self.sign

    def sums(self, *columns: FloatArray) -> FloatArray:
        """Return sums (..., c) over the points of numbers in columns (..., n) times shares."""
        if self.shares is None:
            return np.stack([column.sum(axis=-1) for column in columns], axis=-1)
        return np.stack([column @ self.shares for column in columns], axis=-1)


def mean_value(curve: Curve, terms: Terms, params: ArrayLike) -> FloatArray:
    """Return the mean losses (...) at params (..., 2)."""

    def part(piece: Terms, t: FloatArray) -> FloatArray:
        return piece.sums(curve.value(t))

    return _means(terms, params, part, 1)[..., 0]


def mean_gradient(curve: Curve, terms: Terms, params: ArrayLike) -> FloatArray:
    """Return the derivatives (..., 2) of the mean loss by m and b at params (..., 2)."""

    def part(piece: Terms, t: FloatArray) -> FloatArray:
        slopes = curve.slope(t)
        return piece.sums(slopes * piece.across, slopes * piece.sign)

    return _means(terms, params, part, 2)


def mean_hessian(
    curvature: Callable[[FloatArray], FloatArray], terms: Terms, params: FloatArray
) -> FloatArray:
    """Return the second derivatives (2, 2) of the mean loss at params (2,)."""

    def part(piece: Terms, t: FloatArray) -> FloatArray:
        by_b = curvature(t)
        by_m = by_b * piece.across
        return piece.sums(by_m * piece.across, by_m * piece.sign, by_b)

    mm, mb, bb = _means(terms, params, part, 3)
    return np.array([[mm, mb], [mb, bb]])


def batch_gradient(curve: Curve, terms: Terms, rows: IntArray, params: FloatArray) -> FloatArray:
    """Return the gradient (2,) of the mean loss of the points of some numbers."""
    some = terms.at(rows)
    whole = len(some) if some.shares is None else some.shares.sum()
    with np.errstate(over="ignore", invalid="ignore"):
        slopes = curve.slope(some.arguments(params[:1], params[1:])[0])
        return some.sums(slopes * some.across, slopes * some.sign) / whole


def _means(
    terms: Terms,
    params: ArrayLike,
    part: Callable[[Terms, FloatArray], FloatArray],
    count: int,
) -> FloatArray:
    """Return means (..., count) over all points of what ``part`` sums up over some of them."""
    given = np.asarray(params, dtype=np.float64)
    pairs = given.reshape(-1, 2)
    totals = np.zeros((len(pairs), count))
    with np.errstate(over="ignore", invalid="ignore"):
        for rows in _pieces(len(terms), CHUNK):
            piece = terms.at(rows)
            for some in _pieces(len(pairs), max(1, BLOCK // len(piece))):
                totals[some] += part(piece, piece.arguments(*pairs[some].T))
    whole = len(terms) if terms.shares is None else 1.0
    return totals.reshape(*given.shape[:-1], count) / whole


def _pieces(total: int, size: int) -> Iterator[slice]:
    return (slice(first, first + size) for first in range(0, total, size))
