"""Losses of the distances between points and line: absolute, Huber's, log-cosh and quantile."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from surfaceviz.base.entries import checked
from surfaceviz.losses import curves
from surfaceviz.losses.evaluated import evaluated
from surfaceviz.losses.pointwise import Terms
from surfaceviz.losses.protocol import Loss, Objective
from surfaceviz.losses.scaling import z_scored
from surfaceviz.losses.solving import is_bent, lowest
from surfaceviz.losses.summed import shares_of, smooth, summed, z_of
from surfaceviz.losses.vertices import Kinked, lowest_corner, quantile_range

if TYPE_CHECKING:
    from surfaceviz.base.arrays import FloatArray
    from surfaceviz.data.dataset import Dataset
    from surfaceviz.losses.pointwise import Curve

# Points that tell where to start from.
ENOUGH = 4000


@checked
def mae() -> Loss:
    """Return the mean absolute error."""
    return Loss("MAE", partial(_on_residuals, "MAE", curves.tilted(-1.0, 1.0)))


@checked
def quantile(q: float = 0.5) -> Loss:
    """Return the pinball loss, least where a share ``q`` of the points is below the line.

    Of a residual r = y - m x - b it is q r above the line and (q - 1) r below (Koenker and
    Bassett, 1978).
    """
    label = f"quantile {q:g}"
    return Loss(label, partial(_on_residuals, label, curves.tilted(q - 1.0, q)))


@checked
def huber(delta: float = 1.0) -> Loss:
    """Return Huber's loss: r^2 / 2 of residuals up to ``delta``, delta (|r| - delta / 2) beyond."""
    return Loss("Huber", partial(_on_residuals, "Huber", curves.huber_curve(float(delta))))


@checked
def log_cosh() -> Loss:
    """Return the mean of log(cosh(r)) of the residuals r."""
    return Loss("log-cosh", partial(_on_residuals, "log-cosh", curves.log_cosh_curve()))


def _on_residuals(label: str, curve: Curve, data: Dataset) -> Objective:
    points = evaluated(data, label)
    z = z_of(points, z_scored(data))
    terms = Terms(points.y, -z, np.broadcast_to(-1.0, len(z)), shares_of(points))
    if curve.curvature is None:
        optimum, unique = _corner(curve, terms)
    else:
        optimum, unique = _bottom(curve, terms, data)
    return summed(label, curve, terms, data, _line, optimum, unique=unique)


def _line(x: FloatArray, params: FloatArray) -> FloatArray:
    return np.asarray(params[0] * x + params[1])


def _corner(curve: Curve, terms: Terms) -> tuple[FloatArray, bool]:
    """Return where a loss of straight pieces is least (2,), and whether only there."""
    shares = np.full(len(terms), 1.0 / len(terms)) if terms.shares is None else terms.shares
    loss = Kinked(-terms.across, terms.offset, shares, curve.left[0], curve.right[0])
    if not np.ptp(loss.u):
        low, high = quantile_range(loss, loss.y)
        return np.array([0.0, np.clip(0.0, low, high)]), False
    return lowest_corner(loss)


def _bottom(curve: Curve, terms: Terms, data: Dataset) -> tuple[FloatArray, bool]:
    """Return where a loss with a curvature is least (2,), and whether only there."""
    function = smooth(curve, terms)
    squares = z_scored(data).to(data.moments.optimum)
    start = squares if not data.moments.degenerate else np.array([0.0, data.moments.mean_y])
    # Where most residuals are on the straight parts, the least absolute error is closer.
    few = terms.at(slice(None, None, 1 + len(terms) // ENOUGH))
    corner = _corner(curves.tilted(-1.0, 1.0), few)[0]
    start = min(start, corner, key=lambda params: float(function.value(params)))
    optimum = lowest(function, start)
    bent = curve.kinks == () or is_bent(function, optimum)
    return optimum, bent and not data.moments.degenerate
