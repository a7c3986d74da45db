"""Losses that the moments of the data determine: the mean squared error, ridge and lasso."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from surfaceviz.base.entries import checked
from surfaceviz.losses.evaluated import points_of
from surfaceviz.losses.protocol import Loss, Objective

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import ArrayLike

    from surfaceviz.base.arrays import FloatArray, IntArray
    from surfaceviz.data.dataset import Dataset
    from surfaceviz.data.moments import Moments


@checked
def mse(l1: float = 0.0, l2: float = 0.0) -> Loss:
    """Return the mean squared error, plus penalties on the slope: l1 |m| + l2 m^2.

    With l2 alone that is ridge regression, with l1 alone the lasso (Tibshirani, 1996), with both
    the elastic net. The intercept is free.
    """
    names = {(False, True): "ridge", (True, False): "lasso", (True, True): "elastic net"}
    penalty = names.get((l1 > 0, l2 > 0))
    label = "MSE" if penalty is None else f"MSE + {penalty}"
    return Loss(label, partial(_objective, label, float(l1), float(l2)), closed=True)


def _objective(label: str, l1: float, l2: float, data: Dataset) -> Objective:
    moments = data.moments
    optimum = _optimum(moments, l1, l2)
    hessian = moments.hessian + np.diag([2.0 * l2, 0.0])

    def value(params: ArrayLike) -> FloatArray:
        m = np.asarray(params, dtype=np.float64)[..., 0]
        with np.errstate(over="ignore", invalid="ignore"):
            return np.asarray(moments.mse(params) + (l1 * np.abs(m) + l2 * m * m))

    def gradient(params: ArrayLike) -> FloatArray:
        gradient = moments.gradient(params)
        gradient[..., 0] += _pull(np.asarray(params, dtype=np.float64)[..., 0], l1, l2)
        return gradient

    def sheared(m: FloatArray, b: FloatArray, shifts: FloatArray) -> FloatArray:
        slopes, intercepts = np.meshgrid(m, b)
        return value(np.stack([slopes, intercepts + shifts], axis=-1))

    return Objective(
        label,
        value,
        gradient,
        lambda _params: hessian,
        hessian,
        optimum,
        float(value(optimum)) if l1 or l2 else moments.minimum,
        unique=not moments.degenerate or l1 > 0 or l2 > 0,
        extents=partial(_extents, moments, float(optimum[0]), l1, l2),
        sheared=sheared,
        batch_gradient=_batches(data, l1, l2),
        points=len(points_of(data).x),
        evaluated=0,
        predict=lambda x, params: params[0] * x + params[1],
    )


def _pull(m: FloatArray, l1: float, l2: float) -> FloatArray:
    """Return the derivative of the penalties by the slope."""
    return np.asarray(l1 * np.sign(m) + 2.0 * l2 * m)


def _optimum(moments: Moments, l1: float, l2: float) -> FloatArray:
    """Return where loss and penalties are least, by soft thresholding of the slope."""
    if not l1 and not l2:
        return moments.optimum
    spread, product = moments.sxx / moments.mass, moments.sxy / moments.mass
    slope = math.copysign(max(0.0, abs(product) - l1 / 2.0), product)
    if slope:
        slope /= spread + l2
    return np.array([slope, moments.mean_y - slope * moments.mean_x])


def _extents(
    moments: Moments, best: float, l1: float, l2: float, height: float, directions: FloatArray
) -> FloatArray:
    """Return how far the lines extend that are no worse than the height.

    By the slope's distance u from the best and the line's distance v above the mean point, the
    loss exceeds its minimum by v^2 and a parabola of u on either side of slope 0.
    """
    curve = moments.sxx / moments.mass + l2
    along = np.stack([directions[:, 0] - directions[:, 1] * moments.mean_x, directions[:, 1]])
    if curve == 0.0 and l1 == 0.0:
        flat = along[0] == 0.0
        return np.where(flat, np.sqrt(height) * np.abs(along[1]), np.inf)
    if l1 == 0.0:
        # The outline is an ellipse.
        return np.asarray(np.sqrt(height) * np.hypot(along[0] / np.sqrt(curve), along[1]))
    pull = 2.0 * (curve * best - moments.sxy / moments.mass)

    def excess(u: FloatArray) -> FloatArray:
        kink = l1 * (np.abs(best + u) - abs(best))
        return np.asarray((curve * u + pull) * u + kink)

    # The slope's kink, and where on either side of it the outline turns.
    candidates = [np.full(along.shape[1], -best)]
    for sign in (-1.0, 1.0):
        level = height - l1 * (sign * best - abs(best))
        candidates += _turns(along, curve, pull + sign * l1, level)
    allowance = 1e-12 * height + 1e-15 * l1 * abs(best)
    found = np.zeros(along.shape[1])
    for u in candidates:
        rest = height - excess(u)
        # What lies on the outline itself may be outside by rounding.
        inside = rest >= -allowance
        across = np.abs(along[0] * u) + np.abs(along[1]) * np.sqrt(np.maximum(rest, 0.0))
        found = np.maximum(found, np.where(inside, across, 0.0))
    return found


def _turns(along: FloatArray, curve: float, pull: float, height: float) -> list[FloatArray]:
    """Return u (k,) where curve u^2 + pull u + v^2 = height is farthest along directions (2, k)."""
    squares = along[0] ** 2, along[1] ** 2
    with np.errstate(divide="ignore", invalid="ignore"):
        if curve == 0.0:
            return [height / pull - squares[1] * pull / squares[0] / 4.0]
        whole = squares[0] + curve * squares[1]
        centre = -pull / (2.0 * curve)
        radius = math.sqrt(max(0.0, height + curve * centre * centre))
        away = radius * np.sqrt(squares[0] / curve / whole)
        # Of the two, the one near 0 would be a difference of large numbers; their product is none.
        large = centre + np.copysign(away, centre)
        product = (squares[1] * pull * pull / 4.0 - squares[0] * height) / (curve * whole)
        return [large, product / large]


def _batches(data: Dataset, l1: float, l2: float) -> Callable[[IntArray, FloatArray], FloatArray]:
    points = points_of(data)

    def batch_gradient(rows: IntArray, params: FloatArray) -> FloatArray:
        x = points.x[rows]
        weights = None if points.weights is None else points.weights[rows]
        with np.errstate(over="ignore", invalid="ignore"):
            residuals = params[0] * x + params[1] - points.y[rows]
            by_slope = np.average(residuals * x, weights=weights)
            by_intercept = np.average(residuals, weights=weights)
            pull = float(_pull(params[0], l1, l2))
            return np.array([2.0 * by_slope + pull, 2.0 * by_intercept])

    return batch_gradient
