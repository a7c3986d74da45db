"""The six numbers that determine the mean squared error of a line exactly."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import reduce
from operator import add
from typing import TYPE_CHECKING

import numpy as np

from surfaceviz.errors import InputError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from surfaceviz.arrays import FloatArray

# Small enough for the processor's cache, large enough that Python's share of the time vanishes.
CHUNK = 1 << 16


@dataclass(frozen=True)
class Moments:
    """Count, means and centred sums of squares and products of the points (x, y).

    Two of them add up to the moments of both sets of points together, so they can be computed
    in pieces. Every method costs the same however many points there were.

    Attributes
    ----------
    n : int
        Number of points.
    mean_x, mean_y : float
        Means of x and y.
    sxx, sxy, syy : float
        Sums over the points of (x - mean_x)^2, (x - mean_x)(y - mean_y) and (y - mean_y)^2.
    """

    n: int
    mean_x: float
    mean_y: float
    sxx: float
    sxy: float
    syy: float

    @classmethod
    def of(cls, x: ArrayLike, y: ArrayLike) -> Moments:
        """Return the moments of the points, in one pass over them.

        Parameters
        ----------
        x, y : array_like, shape (n,)
            The points' coordinates.

        Raises
        ------
        InputError
            If the shapes differ or there is no point.
        """
        x, y = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
        if x.ndim != 1 or x.shape != y.shape:
            raise InputError(
                f"x and y must be one-dimensional and equally long, got shapes {x.shape} and "
                f"{y.shape}"
            )
        if not x.size:
            raise InputError("expected at least one point, found none")
        with np.errstate(over="ignore", invalid="ignore"):
            return reduce(
                add,
                (_of_chunk(x[i : i + CHUNK], y[i : i + CHUNK]) for i in range(0, x.size, CHUNK)),
            )

    def __add__(self, other: Moments) -> Moments:
        """Merge with the moments of other points (Chan, Golub and LeVeque, 1979)."""
        n = self.n + other.n
        dx, dy = other.mean_x - self.mean_x, other.mean_y - self.mean_y
        share = other.n / n
        weight = self.n * share
        return Moments(
            n,
            self.mean_x + dx * share,
            self.mean_y + dy * share,
            self.sxx + other.sxx + dx * dx * weight,
            self.sxy + other.sxy + dx * dy * weight,
            self.syy + other.syy + dy * dy * weight,
        )

    @property
    def degenerate(self) -> bool:
        """Whether all x are equal, so that infinitely many lines fit equally well."""
        return self.sxx == 0

    @property
    def optimum(self) -> FloatArray:
        """The parameters of least squares, shape (2,); the shortest such if all x are equal."""
        if self.degenerate:
            return np.array([self.mean_x, 1.0]) * (self.mean_y / (1.0 + self.mean_x * self.mean_x))
        slope = self.sxy / self.sxx
        return np.array([slope, self.mean_y - slope * self.mean_x])

    @property
    def minimum(self) -> float:
        """The mean squared error at the optimum.

        It is a difference of two of the six numbers, so its error is about 1e-16 times the mean
        square of y about its mean: an exact fit leaves that much, not zero.
        """
        if self.degenerate:
            return self.syy / self.n
        return max(0.0, self.syy - self.sxy * (self.sxy / self.sxx)) / self.n

    @property
    def hessian(self) -> FloatArray:
        """Second derivatives of the mean squared error, shape (2, 2); the same everywhere."""
        mean_square = self.sxx / self.n + self.mean_x * self.mean_x
        return np.array([[2.0 * mean_square, 2.0 * self.mean_x], [2.0 * self.mean_x, 2.0]])

    @property
    def inverse_hessian(self) -> FloatArray:
        """Inverse of the Hessian, shape (2, 2), without its cancellation; inf if all x are equal.

        The set of lines whose mean squared error exceeds the minimum by at most e is an ellipse
        that extends by sqrt(2 e inverse_hessian[i, i]) from the optimum along axis i.
        """
        if self.degenerate:
            return np.full((2, 2), np.inf)
        spread = self.sxx / self.n
        return np.array(
            [[1.0, -self.mean_x], [-self.mean_x, spread + self.mean_x * self.mean_x]]
        ) / (2.0 * spread)

    def mse(self, params: ArrayLike) -> FloatArray:
        """Return the mean squared error of the lines ``y = m x + b``.

        It is summed from squares (about the optimum along the slope, about the mean point along
        the intercept), so it is never negative and its excess over the minimum keeps all its
        digits close to the optimum. What ``minimum`` says of its accuracy holds for the sum.

        Parameters
        ----------
        params : array_like, shape (..., 2)
            Slopes m and intercepts b.

        Returns
        -------
        ndarray, shape (...)
        """
        tilt, offset = self._residuals(params)
        with np.errstate(over="ignore", invalid="ignore"):
            # The root comes first: a slope far from one can be squared with its spread only.
            spread = math.sqrt(self.sxx / self.n)
            return np.asarray((spread * tilt) ** 2 + offset**2 + self.minimum)

    def gradient(self, params: ArrayLike) -> FloatArray:
        """Return the derivatives of the mean squared error by m and b.

        Parameters
        ----------
        params : array_like, shape (..., 2)
            Slopes m and intercepts b.

        Returns
        -------
        ndarray, shape (..., 2)
        """
        tilt, offset = self._residuals(params)
        with np.errstate(over="ignore", invalid="ignore"):
            by_slope = 2.0 * (self.sxx / self.n * tilt + self.mean_x * offset)
            return np.stack([by_slope, 2.0 * offset], axis=-1)

    def _residuals(self, params: ArrayLike) -> tuple[FloatArray, FloatArray]:
        """Return how far the slope is from the best one, and the line from the mean point."""
        params = np.asarray(params, dtype=np.float64)
        m, b = params[..., 0], params[..., 1]
        best = 0.0 if self.degenerate else self.sxy / self.sxx
        with np.errstate(over="ignore", invalid="ignore"):
            return m - best, (m * self.mean_x - self.mean_y) + b


def _of_chunk(x: FloatArray, y: FloatArray) -> Moments:
    """Return the moments of one chunk by the two-pass formula, which does not cancel."""
    mean_x, mean_y = _mean(x), _mean(y)
    dx, dy = x - mean_x, y - mean_y
    return Moments(x.size, mean_x, mean_y, float(dx @ dx), float(dx @ dy), float(dy @ dy))


def _mean(values: FloatArray) -> float:
    """Return the mean, corrected once so that equal values have exactly their own mean."""
    mean = float(values.mean())
    return mean + float((values - mean).mean())
