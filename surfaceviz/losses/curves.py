"""The losses of one point as functions of one number."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from numpy.polynomial import Polynomial

from surfaceviz.losses.pointwise import Curve

if TYPE_CHECKING:
    from surfaceviz.base.arrays import FloatArray

# A float64 knows no difference to a straight line beyond.
LOG_COSH_BEND, SOFTPLUS_BEND = 20.0, 40.0
# Over a 25th of the radius of convergence to either side, so many terms suffice.
DEGREE = 10
LOG_COSH_WIDTH, SOFTPLUS_WIDTH = 0.125, 0.25


def tilted(low: float, high: float) -> Curve:
    """Return straight lines of slopes ``low`` left and ``high`` right of 0."""

    def slope(t: FloatArray) -> FloatArray:
        return np.where(t > 0, high, np.where(t < 0, low, 0.0))

    return Curve(
        value=lambda t: np.maximum(high * t, low * t),
        slope=slope,
        curvature=None,
        steepest=None,
        taylor=lambda t: np.stack([slope(t) * t, slope(t)]),
        bend=0.0,
        left=(low, 0.0),
        right=(high, 0.0),
        kinks=(0.0,),
    )


def huber_curve(delta: float) -> Curve:
    """Return a parabola as far as ``delta``, and its tangents beyond (Huber, 1964)."""

    def value(t: FloatArray) -> FloatArray:
        inside = np.clip(t, -delta, delta)
        return np.asarray(inside * (t - inside / 2.0))

    return Curve(
        value=value,
        slope=lambda t: np.clip(t, -delta, delta),
        curvature=lambda t: np.where(np.abs(t) <= delta, 1.0, 0.0),
        steepest=1.0,
        taylor=lambda t: np.stack([t * t / 2.0, t, np.full_like(t, 0.5)]),
        bend=delta,
        left=(-delta, -delta * delta / 2.0),
        right=(delta, -delta * delta / 2.0),
        kinks=(-delta, delta),
    )


def log_cosh_curve() -> Curve:
    """Return the logarithm of the hyperbolic cosine."""

    def value(t: FloatArray) -> FloatArray:
        size = np.abs(t)
        near = np.minimum(size, LOG_COSH_BEND)
        # Beyond, it is straight; near 0 it is some t^2 / 2 with all its digits.
        return np.asarray(np.log1p(2.0 * np.sinh(near / 2.0) ** 2) + (size - near))

    def curvature(t: FloatArray) -> FloatArray:
        return np.asarray(np.cosh(np.minimum(np.abs(t), 300.0)) ** -2.0)

    # By tanh, all derivatives are polynomials.
    powers = _derivatives(Polynomial([0.0, 1.0]), Polynomial([1.0, 0.0, -1.0]))

    return Curve(
        value=value,
        slope=np.tanh,
        curvature=curvature,
        steepest=1.0,
        taylor=lambda t: np.stack([value(t), *_at(powers, np.tanh(t))]),
        bend=LOG_COSH_BEND,
        left=(-1.0, -math.log(2.0)),
        right=(1.0, -math.log(2.0)),
        width=LOG_COSH_WIDTH,
    )


def softplus_curve() -> Curve:
    """Return log(1 + exp(t)), what a wrong guess costs by its log odds."""

    def value(t: FloatArray) -> FloatArray:
        return np.asarray(np.maximum(t, 0.0) + np.log1p(np.exp(-np.abs(t))))

    def curvature(t: FloatArray) -> FloatArray:
        small = np.exp(-np.abs(t))
        return np.asarray(small / (1.0 + small) ** 2)

    powers = _derivatives(Polynomial([0.0, 1.0]), Polynomial([0.0, 1.0, -1.0]))

    return Curve(
        value=value,
        slope=sigmoid,
        curvature=curvature,
        steepest=0.25,
        taylor=lambda t: np.stack([value(t), *_at(powers, sigmoid(t))]),
        bend=SOFTPLUS_BEND,
        left=(0.0, 0.0),
        right=(1.0, 0.0),
        width=SOFTPLUS_WIDTH,
    )


def sigmoid(t: FloatArray) -> FloatArray:
    """Return the probability (...) of log odds t (...)."""
    small = np.exp(-np.abs(t))
    return np.asarray(np.where(t >= 0, 1.0, small) / (1.0 + small))


def _at(powers: list[Polynomial], s: FloatArray) -> list[FloatArray]:
    return [np.asarray(power(s)) for power in powers]


def _derivatives(first: Polynomial, inner: Polynomial) -> list[Polynomial]:
    """Return the derivatives, divided by the factorials of their orders, of a function.

    Its first derivative is the polynomial ``first`` of s(t), and s' is that of ``inner``.
    """
    found = [first]
    for order in range(2, DEGREE + 1):
        found.append(found[-1].deriv() * inner / order)
    return found
