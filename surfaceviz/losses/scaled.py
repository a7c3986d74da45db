"""A loss in other coordinates of the (m, b) plane."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from surfaceviz.base.arrays import FloatArray, IntArray
    from surfaceviz.losses.protocol import Objective
    from surfaceviz.losses.scaling import Scaling


def in_coordinates(objective: Objective, scaling: Scaling) -> Objective:
    """Return the same loss as a function of the params of z = (x - centre) / spread.

    Only the params are others: the data, and the x at which it predicts, stay as they are.

    Parameters
    ----------
    objective : Objective
        The loss as a function of the params of x.
    scaling : Scaling
        The coordinates z.
    """
    if scaling.plain:
        return objective
    back = np.array([[1.0, 0.0], [-scaling.centre, scaling.spread]]) / scaling.spread
    to = np.array([[scaling.spread, 0.0], [scaling.centre, 1.0]])

    @np.errstate(over="ignore", invalid="ignore")
    def value(params: ArrayLike) -> FloatArray:
        return objective.value(scaling.back(params))

    @np.errstate(over="ignore", invalid="ignore")
    def gradient(params: ArrayLike) -> FloatArray:
        return scaling.gradient_to(objective.gradient(scaling.back(params)))

    def turned(hessian: FloatArray) -> FloatArray:
        return back.T @ hessian @ back

    def extents(height: float, directions: FloatArray) -> FloatArray:
        return objective.extents(height, directions @ to)

    @np.errstate(over="ignore", invalid="ignore")
    def sheared(m: FloatArray, b: FloatArray, shifts: FloatArray) -> FloatArray:
        slopes = np.asarray(m) / scaling.spread
        return objective.sheared(slopes, b, shifts - slopes * scaling.centre)

    @np.errstate(over="ignore", invalid="ignore")
    def batch_gradient(rows: IntArray, params: FloatArray) -> FloatArray:
        return scaling.gradient_to(objective.batch_gradient(rows, scaling.back(params)))

    def predict(x: FloatArray, params: FloatArray) -> FloatArray:
        return objective.predict(x, scaling.back(params))

    hessian, steepest, optimum = objective.hessian, objective.steepest, objective.optimum
    return replace(
        objective,
        value=value,
        gradient=gradient,
        hessian=None if hessian is None else lambda params: turned(hessian(scaling.back(params))),
        steepest=None if steepest is None else turned(steepest),
        optimum=None if optimum is None else scaling.to(optimum),
        extents=extents,
        sheared=sheared,
        batch_gradient=batch_gradient,
        predict=predict,
        origin=(in_coordinates, (objective, scaling)),
    )
