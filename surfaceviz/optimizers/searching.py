"""Optimizers that go as far as the loss falls: they choose a direction, and search along it.

The learning rate they are handed is without effect.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from surfaceviz.base.entries import checked
from surfaceviz.optimizers.line_search import line_search
from surfaceviz.optimizers.protocol import Optimizer, Rule

if TYPE_CHECKING:
    from surfaceviz.base.arrays import FloatArray
    from surfaceviz.losses.protocol import Objective
    from surfaceviz.optimizers.protocol import State

# The plane has as many directions, and a quadratic loss is solved in as many conjugate ones.
DIRECTIONS = 2


@checked
def steepest() -> Optimizer:
    """Return steepest descent: down the gradient to the lowest loss on the way (Cauchy, 1847)."""

    def on(objective: Objective) -> Rule:
        def update(
            gradient: FloatArray, state: State, params: FloatArray, _rate: float
        ) -> tuple[FloatArray, State]:
            return _step(objective, params, gradient, -gradient), state

        return Rule(lambda _params: (), update)

    return Optimizer(on, None)


@checked
def cg() -> Optimizer:
    """Return the conjugate gradients of Polak and Ribière (1969), started anew every two epochs.

    direction = -g + max(0, g (g - g_before) / g_before^2) * direction, as Gilbert and Nocedal
    (1992) have it, and an exact line search along it.
    """

    def on(objective: Objective) -> Rule:
        def update(
            gradient: FloatArray, state: State, params: FloatArray, _rate: float
        ) -> tuple[FloatArray, State]:
            before, direction, updates = state
            square = float(before @ before)
            kept = 0.0
            if float(updates) % DIRECTIONS and square > 0.0:
                kept = max(0.0, float(gradient @ (gradient - before)) / square)
            direction = _downhill(kept * direction - gradient, gradient)
            step = _step(objective, params, gradient, direction)
            return step, (gradient, direction, updates + 1.0)

        return Rule(lambda _params: (np.zeros(2), np.zeros(2), np.zeros(())), update)

    return Optimizer(on, None)


@checked
def bfgs() -> Optimizer:
    """Return the method of Broyden, Fletcher, Goldfarb and Shanno (1970) with exact line search.

    It learns the inverse of the Hessian from the changes of the gradient, starting from the unit
    matrix.
    """

    def on(objective: Objective) -> Rule:
        def update(
            gradient: FloatArray, state: State, params: FloatArray, _rate: float
        ) -> tuple[FloatArray, State]:
            inverse, params_before, gradient_before = state
            inverse = _learned(inverse, params - params_before, gradient - gradient_before)
            direction = _downhill(-inverse @ gradient, gradient)
            step = _step(objective, params, gradient, direction)
            return step, (inverse, params, gradient)

        return Rule(lambda params: (np.eye(2), params, np.zeros(2)), update)

    return Optimizer(on, None)


def _step(
    objective: Objective, params: FloatArray, gradient: FloatArray, direction: FloatArray
) -> FloatArray:
    return line_search(objective, params, gradient, direction) * direction


def _downhill(direction: FloatArray, gradient: FloatArray) -> FloatArray:
    """Return the direction, or the steepest one where rounding has turned it uphill."""
    return direction if float(direction @ gradient) < 0.0 else -gradient


def _learned(inverse: FloatArray, step: FloatArray, change: FloatArray) -> FloatArray:
    """Return the inverse Hessian after a step that changed the gradient (Nocedal, Wright, 6.17).

    A step that met no curvature teaches nothing.
    """
    curvature = float(step @ change)
    if not curvature > 0.0:
        return inverse
    turn = np.eye(2) - np.outer(step, change) / curvature
    return np.asarray(turn @ inverse @ turn.T + np.outer(step, step) / curvature)
