"""Objectives that are means over the points of a curve of one number."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from surfaceviz.losses import pointwise
from surfaceviz.losses.binned import grid_of_means
from surfaceviz.losses.protocol import Objective
from surfaceviz.losses.reaching import Hollow, extents
from surfaceviz.losses.scaled import in_coordinates
from surfaceviz.losses.scaling import Scaling, z_scored
from surfaceviz.losses.solving import Smooth

if TYPE_CHECKING:
    from collections.abc import Callable

    from surfaceviz.base.arrays import FloatArray
    from surfaceviz.data.dataset import Dataset
    from surfaceviz.data.points import Points
    from surfaceviz.losses.pointwise import Curve, Terms


def shares_of(points: Points) -> FloatArray | None:
    """Return the points' weights (n,) so that they add up to 1; None where all count the same."""
    return None if points.weights is None else points.weights / np.sum(points.weights)


def z_of(points: Points, scaling: Scaling) -> FloatArray:
    """Return x (n,) in other coordinates."""
    return (points.x - scaling.centre) / scaling.spread


def summed(
    label: str,
    curve: Curve,
    terms: Terms,
    data: Dataset,
    predict: Callable[[FloatArray, FloatArray], FloatArray],
    optimum: FloatArray | None,
    minimum: float | None = None,
    *,
    unique: bool,
) -> Objective:
    """Return the mean loss of points as an objective.

    It is computed in coordinates in which x has mean 0 and variance 1, so that neither place nor
    unit of x costs digits.

    Parameters
    ----------
    label : str
        What it is called.
    curve : Curve
        The loss of one point.
    terms : Terms
        What it is the loss of, by the params of z-scored x.
    data : Dataset
        The points.
    predict : callable
        x (n,), params (2,) of x as it is -> what the fit predicts (n,).
    optimum : ndarray, shape (2,), or None
        The params of z-scored x where it is least, if there are such.
    minimum : float, optional
        What the loss falls toward if it falls for ever.
    unique : bool
        Whether there is one optimum only.
    """
    scaling = z_scored(data)
    value = partial(pointwise.mean_value, curve, terms)
    gradient = partial(pointwise.mean_gradient, curve, terms)
    if optimum is not None and data.moments.degenerate:
        # The shortest of the many in the coordinates that are shown.
        x, height = scaling.centre, optimum[1]
        optimum = scaling.to(np.array([x, 1.0]) * (height / (1.0 + x * x)))
    least = float(value(optimum)) if optimum is not None else float(minimum or 0.0)

    def reach(height: float, directions: FloatArray) -> FloatArray:
        if height <= 0.0:
            return np.zeros(len(directions))
        if optimum is None:
            return np.where(directions.any(axis=1), np.inf, 0.0)
        size = height if curve.steepest is None else math.sqrt(2.0 * height / curve.steepest)
        return extents(Hollow(value, gradient, optimum, least + height), directions, size)

    standard = Objective(
        label,
        value,
        gradient,
        None
        if curve.curvature is None
        else partial(pointwise.mean_hessian, curve.curvature, terms),
        steepest_of(curve, terms),
        optimum,
        least,
        unique=unique,
        extents=reach,
        sheared=partial(grid_of_means, curve, terms),
        batch_gradient=partial(pointwise.batch_gradient, curve, terms),
        points=len(terms),
        evaluated=len(terms),
        predict=lambda x, params: predict(x, scaling.back(params)),
    )
    return in_coordinates(standard, Scaling(-scaling.centre / scaling.spread, 1.0 / scaling.spread))


def smooth(curve: Curve, terms: Terms) -> Smooth:
    """Return the mean loss as a function to find the lowest place of.

    Raises
    ------
    ValueError
        If the curve has no curvature.
    """
    bound = steepest_of(curve, terms)
    if curve.curvature is None or bound is None:
        raise ValueError("a loss of straight pieces is not smooth")
    return Smooth(
        partial(pointwise.mean_value, curve, terms),
        partial(pointwise.mean_gradient, curve, terms),
        partial(pointwise.mean_hessian, curve.curvature, terms),
        bound,
    )


def steepest_of(curve: Curve, terms: Terms) -> FloatArray | None:
    """Return the most (2, 2) that the curvature of the mean loss can be."""
    if curve.steepest is None:
        return None
    most = curve.steepest
    return pointwise.mean_hessian(lambda t: np.full_like(t, most), terms, np.zeros(2))
