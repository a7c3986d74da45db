"""Optimizers that divide the gradient by its own size so far.

They take the steps of ``torch.optim``'s classes of the same names. Below, g is the gradient plus
weight_decay * params, and every operation is for each parameter by itself.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from surfaceviz.base.entries import checked
from surfaceviz.optimizers.protocol import Optimizer, Rule
from surfaceviz.optimizers.rates import by_distance

if TYPE_CHECKING:
    from surfaceviz.base.arrays import FloatArray
    from surfaceviz.optimizers.protocol import State


@checked
def adagrad(
    learning_rate: float | None = None,
    lr_decay: float = 0.0,
    weight_decay: float = 0.0,
    eps: float = 1e-10,
) -> Optimizer:
    """Return AdaGrad: the more a parameter has moved, the smaller its steps (Duchi et al., 2011).

    sum = sum + g^2; step = -learning_rate / (1 + epochs * lr_decay) * g / (sqrt(sum) + eps).

    Parameters
    ----------
    learning_rate : float, optional
        Size of the first step; chosen by the distance to the optimum if not given.
    lr_decay : float
        How fast the rate falls.
    weight_decay : float
        What is added to the gradient per unit of the parameters.
    eps : float
        Keeps the step finite where gradients vanish.
    """

    def update(
        gradient: FloatArray, state: State, params: FloatArray, rate: float
    ) -> tuple[FloatArray, State]:
        total, updates = state
        gradient = gradient + weight_decay * params
        total = total + gradient**2
        rate = rate / (1.0 + float(updates) * lr_decay)
        return -rate * gradient / (np.sqrt(total) + eps), (total, updates + 1.0)

    return scaled(Rule(lambda _params: (np.zeros(2), np.zeros(())), update), learning_rate)


@checked
def rmsprop(
    learning_rate: float | None = None,
    alpha: float = 0.99,
    eps: float = 1e-8,
    weight_decay: float = 0.0,
    momentum: float = 0.0,
) -> Optimizer:
    """Return RMSProp: the gradient over its root mean square (Tieleman and Hinton, 2012).

    mean = alpha * mean + (1 - alpha) * g^2;
    velocity = momentum * velocity + g / (sqrt(mean) + eps); step = -learning_rate * velocity.

    Parameters
    ----------
    learning_rate : float, optional
        Size of a step; chosen by the distance to the optimum if not given.
    alpha : float
        Share of the mean squared gradient that is kept.
    eps : float
        Keeps the step finite where gradients vanish.
    weight_decay : float
        What is added to the gradient per unit of the parameters.
    momentum : float
        Share of its velocity that the run keeps.
    """

    def update(
        gradient: FloatArray, state: State, params: FloatArray, rate: float
    ) -> tuple[FloatArray, State]:
        mean, velocity = state
        gradient = gradient + weight_decay * params
        mean = alpha * mean + (1.0 - alpha) * gradient**2
        velocity = momentum * velocity + gradient / (np.sqrt(mean) + eps)
        return -rate * velocity, (mean, velocity)

    return scaled(Rule(two_at_rest, update), learning_rate)


@checked
def adadelta(
    learning_rate: float | None = None,
    rho: float = 0.9,
    eps: float = 1e-6,
    weight_decay: float = 0.0,
) -> Optimizer:
    """Return ADADELTA: steps as large as those before, in the gradient's sense (Zeiler, 2012).

    mean = rho * mean + (1 - rho) * g^2; move = sqrt(moves + eps) / sqrt(mean + eps) * g;
    moves = rho * moves + (1 - rho) * move^2; step = -learning_rate * move.

    Parameters
    ----------
    learning_rate : float, optional
        What the moves are multiplied by; chosen by the distance to the optimum if not given,
        because with Zeiler's 1 a run takes hundreds of epochs to get going.
    rho : float
        Share of the running means that is kept.
    eps : float
        Square of the first move, more or less.
    weight_decay : float
        What is added to the gradient per unit of the parameters.
    """

    def update(
        gradient: FloatArray, state: State, params: FloatArray, rate: float
    ) -> tuple[FloatArray, State]:
        mean, moves = state
        gradient = gradient + weight_decay * params
        mean = rho * mean + (1.0 - rho) * gradient**2
        move = np.sqrt(moves + eps) / np.sqrt(mean + eps) * gradient
        return -rate * move, (mean, rho * moves + (1.0 - rho) * move**2)

    return scaled(Rule(two_at_rest, update), learning_rate)


def two_at_rest(_params: FloatArray) -> State:
    """Return the state of a rule that remembers two vectors, at the start of a run."""
    return np.zeros(2), np.zeros(2)


def scaled(rule: Rule, learning_rate: float | None) -> Optimizer:
    """Return the optimizer of a rule whose steps hardly depend on the gradient's size."""
    return Optimizer(lambda _objective: rule, partial(by_distance, rule=rule), learning_rate)
