"""The six numbers that determine the mean squared error of a line exactly."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from surfaceviz.base.errors import InputError
from surfaceviz.data.backends.memory import ArrayRows
from surfaceviz.data.backends.rows import accurate_sums

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from surfaceviz.base.arrays import FloatArray
    from surfaceviz.data.backends.sums import Sums


# Squares of the data beyond this leave float64 no room to compute with them.
LARGEST_SQUARE = 1e280


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
        Means of x and y; weighted ones if the points have weights.
    sxx, sxy, syy : float
        Sums over the points of (x - mean_x)^2, (x - mean_x)(y - mean_y) and (y - mean_y)^2,
        each times the point's weight if there are weights.
    weight : float or None
        Sum of the weights; None where every point counts the same.
    """

    n: int
    mean_x: float
    mean_y: float
    sxx: float
    sxy: float
    syy: float
    weight: float | None = None

    @classmethod
    def of(cls, x: ArrayLike, y: ArrayLike, weights: ArrayLike | None = None) -> Moments:
        """Return the moments of the points, in one pass over them.

        Values far from zero, or of a spread far from one, take two passes; the relative error is
        some 1e-15 all the same. What is too small for a float64 to hold becomes 0.

        Parameters
        ----------
        x, y : array_like, shape (n,)
            The points' coordinates, all of them finite.
        weights : array_like, shape (n,), optional
            How much each point counts, more than 0; all the same if not given.

        Raises
        ------
        InputError
            If the shapes differ, there is no point, or one cannot be used or is too large.
        """
        sums = accurate_sums(ArrayRows.of(x, y, weights))
        if not sums.rows:
            raise InputError("expected at least one point, found none")
        if sums.n < sums.rows:
            raise InputError(
                "expected finite numbers, and weights of more than 0; "
                f"{sums.rows - sums.n:,} of {sums.rows:,} points have others"
            )
        moments = cls.from_sums(sums)
        moments.check_scale("x and y")
        return moments

    def check_scale(self, both: str) -> None:
        """Refuse values, of columns that are called so, that are too large to compute with.

        Raises
        ------
        InputError
            If their squares are.
        """
        squares = self.mean_x * self.mean_x, self.mean_y * self.mean_y, self.sxx, self.syy
        if not all(square < LARGEST_SQUARE for square in squares):
            raise InputError(
                f"{both} hold values whose squares exceed what a float64 can hold (1.8e308): "
                "divide them by a constant first"
            )

    @classmethod
    def from_sums(cls, sums: Sums) -> Moments:
        """Return the moments of the usable rows that an engine has summed, at least one."""
        return cls(sums.n, *sums.means, *sums.spreads, sums.weight)

    def __add__(self, other: Moments) -> Moments:
        """Merge with the moments of other points (Chan, Golub and LeVeque, 1979)."""
        dx, dy = other.mean_x - self.mean_x, other.mean_y - self.mean_y
        share = other.mass / (self.mass + other.mass)
        both = self.mass * share
        weighted = self.weight is not None or other.weight is not None
        return Moments(
            self.n + other.n,
            self.mean_x + dx * share,
            self.mean_y + dy * share,
            self.sxx + other.sxx + dx * dx * both,
            self.sxy + other.sxy + dx * dy * both,
            self.syy + other.syy + dy * dy * both,
            self.mass + other.mass if weighted else None,
        )

    @property
    def mass(self) -> float:
        """Sum of the weights: the number of points where every point counts the same."""
        return self.n if self.weight is None else self.weight

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
            return self.syy / self.mass
        return max(0.0, self.syy - self.sxy * (self.sxy / self.sxx)) / self.mass

    @property
    def hessian(self) -> FloatArray:
        """Second derivatives of the mean squared error, shape (2, 2); the same everywhere."""
        mean_square = self.sxx / self.mass + self.mean_x * self.mean_x
        return np.array([[2.0 * mean_square, 2.0 * self.mean_x], [2.0 * self.mean_x, 2.0]])

    @property
    def inverse_hessian(self) -> FloatArray:
        """Inverse of the Hessian, shape (2, 2), without its cancellation; inf if all x are equal.

        The set of lines whose mean squared error exceeds the minimum by at most e is an ellipse
        that extends by sqrt(2 e inverse_hessian[i, i]) from the optimum along axis i.
        """
        if self.degenerate:
            return np.full((2, 2), np.inf)
        spread = self.sxx / self.mass
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
            spread = math.sqrt(self.sxx / self.mass)
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
            by_slope = 2.0 * (self.sxx / self.mass * tilt + self.mean_x * offset)
            return np.stack([by_slope, 2.0 * offset], axis=-1)

    def _residuals(self, params: ArrayLike) -> tuple[FloatArray, FloatArray]:
        """Return how far the slope is from the best one, and the line from the mean point."""
        params = np.asarray(params, dtype=np.float64)
        m, b = params[..., 0], params[..., 1]
        best = 0.0 if self.degenerate else self.sxy / self.sxx
        with np.errstate(over="ignore", invalid="ignore"):
            return m - best, (m * self.mean_x - self.mean_y) + b
