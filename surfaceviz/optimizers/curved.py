"""Newton's method, which knows how the loss curves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from surfaceviz.base.entries import checked
from surfaceviz.base.errors import InputError
from surfaceviz.optimizers.protocol import Optimizer, Rule
from surfaceviz.optimizers.rates import unit

if TYPE_CHECKING:
    from surfaceviz.base.arrays import FloatArray
    from surfaceviz.losses.protocol import Objective
    from surfaceviz.optimizers.protocol import State

# What rounding can leave of a determinant that is zero, as a share of the diagonal's product.
SINGULAR = 8.0 * float(np.finfo(np.float64).eps)


@checked
def newton(learning_rate: float = 1.0) -> Optimizer:
    """Return Newton's method: step = -learning_rate * inverse Hessian * gradient.

    Where the Hessian is singular, it is the shortest step that meets it. On a loss without
    curvature ``on`` raises an InputError.

    It trusts the curvature where it stands. Where a loss flattens out far from its optimum, as
    huber's and log-cosh's do, the full step can lead astray.

    Parameters
    ----------
    learning_rate : float
        Share of the full step.
    """

    def on(objective: Objective) -> Rule:
        hessian = objective.hessian
        if hessian is None:
            raise InputError(
                f"newton needs a loss with curvature, and {objective.label} has none: "
                "choose another optimizer or another loss"
            )

        def update(
            gradient: FloatArray, state: State, params: FloatArray, rate: float
        ) -> tuple[FloatArray, State]:
            return -rate * shortest_solution(hessian(params), gradient), state

        return Rule(lambda _params: (), update)

    return Optimizer(on, unit, learning_rate)


def shortest_solution(hessian: FloatArray, gradient: FloatArray) -> FloatArray:
    """Return the shortest vector that a positive semidefinite matrix takes to the gradient.

    The test for a singular matrix is free of the parameters' units.

    Parameters
    ----------
    hessian : ndarray, shape (2, 2)
        Symmetric, without negative eigenvalues.
    gradient : ndarray, shape (2,)
        In the matrix's range; else the solution is that of least squares.
    """
    by_m, by_b, mixed = float(hessian[0, 0]), float(hessian[1, 1]), float(hessian[0, 1])
    determinant = by_m * by_b - mixed * mixed
    if determinant > SINGULAR * by_m * by_b:
        return np.array([[by_b, -mixed], [-mixed, by_m]]) @ gradient / determinant
    # A matrix of rank one is its own pseudoinverse times the square of its trace.
    trace = by_m + by_b
    return hessian / trace @ (gradient / trace) if trace > 0.0 else np.zeros(2)
