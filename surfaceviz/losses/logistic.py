"""Logistic regression: the probability that y is 1, from 0 and 1."""

from __future__ import annotations

import math
import warnings
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from surfaceviz.base.entries import checked
from surfaceviz.base.errors import InputError, SurfaceVizWarning, printable
from surfaceviz.losses import curves
from surfaceviz.losses.evaluated import evaluated
from surfaceviz.losses.pointwise import Terms
from surfaceviz.losses.protocol import Loss, Objective
from surfaceviz.losses.scaling import z_scored
from surfaceviz.losses.solving import lowest
from surfaceviz.losses.summed import shares_of, smooth, summed, z_of

if TYPE_CHECKING:
    from surfaceviz.base.arrays import BoolArray, FloatArray
    from surfaceviz.data.dataset import Dataset
    from surfaceviz.data.points import Points

LABEL = "log loss"


@checked
def logistic() -> Loss:
    """Return the log loss of logistic regression on y of 0 and 1."""
    return Loss(LABEL, _objective)


def _objective(data: Dataset) -> Objective:
    points = evaluated(data, LABEL)
    _check(points, data)
    z = z_of(points, z_scored(data))
    # Of a point with y = 1 it is softplus of minus its log odds m z + b, else of these themselves.
    sign = 1.0 - 2.0 * points.y
    terms = Terms(np.broadcast_to(0.0, len(z)), sign * z, sign, shares_of(points))
    curve = curves.softplus_curve()
    falls_to = _falls_to(points)
    optimum = None if falls_to is not None else lowest(smooth(curve, terms), np.zeros(2))
    unique = optimum is not None and not data.moments.degenerate
    if falls_to is not None:
        names = printable(f"{data.x_name} separates 0 and 1 of {data.y_name}")
        warnings.warn(
            f"{names}, no finite line is best: the slope grows for ever",
            SurfaceVizWarning,
            stacklevel=3,
        )
    fitted = summed(LABEL, curve, terms, data, _probability, optimum, falls_to, unique=unique)
    return replace(fitted, curved=True)


def _probability(x: FloatArray, params: FloatArray) -> FloatArray:
    return curves.sigmoid(params[0] * np.asarray(x) + params[1])


def _check(points: Points, data: Dataset) -> None:
    others = points.y[(points.y != 0.0) & (points.y != 1.0)]
    if others.size:
        raise InputError(
            f"the logistic loss needs 0 or 1 in every row of {printable(data.y_name)}, found "
            f"{others[0]:g}: choose another column for y, or another loss"
        )


def _falls_to(points: Points) -> float | None:
    """Return what the loss falls toward if it does so for ever, else None.

    That is where all 0 are on one side of some x and all 1 on the other. Where points of both are
    at the x itself, how they are mixed decides what is left.
    """
    ones = points.y == 1.0
    if ones.all() or not ones.any():
        return 0.0
    zeros_x, ones_x = points.x[~ones], points.x[ones]
    if np.ptp(points.x) == 0.0:
        return None
    for low, high in ((zeros_x, ones_x), (ones_x, zeros_x)):
        edge, start = low.max(), high.min()
        if edge < start:
            return 0.0
        if edge == start:
            return _entropy(points, points.x == edge, ones)
    return None


def _entropy(points: Points, mixed: BoolArray, ones: BoolArray) -> float:
    """Return the least log loss of the points that are mixed, as a share of all."""
    weights = np.ones(len(ones)) if points.weights is None else points.weights
    counts = [float(weights[mixed & side].sum()) for side in (ones, ~ones)]
    both = sum(counts)
    return -sum(count * math.log(count / both) for count in counts) / float(weights.sum())
