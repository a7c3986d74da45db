"""Adam and its kin: a mean gradient over the root of a mean square, both rid of their start at 0.

They take the steps of ``torch.optim``'s classes of the same names. Below, g is the gradient (plus
weight_decay * params except for ``adamw``), t counts updates from 1, and every operation is for
each parameter by itself:

mean = beta1 * mean + (1 - beta1) * g; square = beta2 * square + (1 - beta2) * g^2;
size = sqrt(square / (1 - beta2^t)) + eps.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from surfaceviz.base.entries import checked
from surfaceviz.optimizers.accumulating import scaled
from surfaceviz.optimizers.protocol import Rule

if TYPE_CHECKING:
    from surfaceviz.base.arrays import FloatArray
    from surfaceviz.optimizers.protocol import Optimizer, State


@checked
def adam(
    learning_rate: float | None = None,
    beta1: float = 0.9,
    beta2: float = 0.999,
    eps: float = 1e-8,
    weight_decay: float = 0.0,
) -> Optimizer:
    """Return Adam: step = -learning_rate * mean / (1 - beta1^t) / size (Kingma and Ba, 2015).

    Parameters
    ----------
    learning_rate : float, optional
        Size of a step; chosen by the distance to the optimum if not given.
    beta1 : float
        Share of the mean gradient that is kept.
    beta2 : float
        Share of the mean squared gradient that is kept.
    eps : float
        Keeps the step finite where gradients vanish.
    weight_decay : float
        What is added to the gradient per unit of the parameters.
    """

    def update(
        gradient: FloatArray, state: State, params: FloatArray, rate: float
    ) -> tuple[FloatArray, State]:
        gradient = gradient + weight_decay * params
        move, state = _move(gradient, state, beta1, beta2, eps)
        return -rate * move, state

    return scaled(Rule(_init, update), learning_rate)


@checked
def adamw(
    learning_rate: float | None = None,
    beta1: float = 0.9,
    beta2: float = 0.999,
    eps: float = 1e-8,
    weight_decay: float = 0.01,
) -> Optimizer:
    """Return AdamW: Adam whose weight decay is beside the gradient (Loshchilov and Hutter, 2019).

    The step is Adam's without weight decay, minus learning_rate * weight_decay * params.

    Parameters
    ----------
    learning_rate : float, optional
        Size of a step; chosen by the distance to the optimum if not given.
    beta1 : float
        Share of the mean gradient that is kept.
    beta2 : float
        Share of the mean squared gradient that is kept.
    eps : float
        Keeps the step finite where gradients vanish.
    weight_decay : float
        Share of the parameters that a step of size 1 takes away.
    """

    def update(
        gradient: FloatArray, state: State, params: FloatArray, rate: float
    ) -> tuple[FloatArray, State]:
        move, state = _move(gradient, state, beta1, beta2, eps)
        return -rate * (move + weight_decay * params), state

    return scaled(Rule(_init, update), learning_rate)


@checked
def nadam(
    learning_rate: float | None = None,
    beta1: float = 0.9,
    beta2: float = 0.999,
    eps: float = 1e-8,
    weight_decay: float = 0.0,
    momentum_decay: float = 0.004,
) -> Optimizer:
    """Return NAdam: Adam with Nesterov's look ahead (Dozat, 2016).

    With mu_t = beta1 * (1 - 0.96^(t * momentum_decay) / 2) and M_t = mu_1 * ... * mu_t,
    step = -learning_rate * ((1 - mu_t) / (1 - M_t) * g + mu_(t+1) / (1 - M_(t+1)) * mean) / size.

    Parameters
    ----------
    learning_rate : float, optional
        Size of a step; chosen by the distance to the optimum if not given.
    beta1 : float
        Share of the mean gradient that is kept.
    beta2 : float
        Share of the mean squared gradient that is kept.
    eps : float
        Keeps the step finite where gradients vanish.
    weight_decay : float
        What is added to the gradient per unit of the parameters.
    momentum_decay : float
        How fast the momentum grows from half to all of ``beta1``.
    """

    def momentum(updates: float) -> float:
        return float(beta1 * (1.0 - 0.5 * 0.96 ** (updates * momentum_decay)))

    def update(
        gradient: FloatArray, state: State, params: FloatArray, rate: float
    ) -> tuple[FloatArray, State]:
        gradient = gradient + weight_decay * params
        mean, size, means = _means(gradient, state[:3], beta1, beta2, eps)
        now, after = momentum(float(means[2])), momentum(float(means[2]) + 1.0)
        product = state[3] * now
        move = (1.0 - now) / (1.0 - product) * gradient + after / (1.0 - product * after) * mean
        return -rate * move / size, (*means, product)

    return scaled(Rule(lambda params: (*_init(params), np.ones(())), update), learning_rate)


def _init(_params: FloatArray) -> State:
    """Return mean, square, and the number of updates."""
    return np.zeros(2), np.zeros(2), np.zeros(())


def _means(
    gradient: FloatArray, state: State, beta1: float, beta2: float, eps: float
) -> tuple[FloatArray, FloatArray, State]:
    """Return the new mean, the size, and the new state."""
    mean, square, updates = state
    updates = updates + 1.0
    mean = beta1 * mean + (1.0 - beta1) * gradient
    square = beta2 * square + (1.0 - beta2) * gradient**2
    size = np.sqrt(square) / np.sqrt(1.0 - beta2**updates) + eps
    return mean, size, (mean, square, updates)


def _move(
    gradient: FloatArray, state: State, beta1: float, beta2: float, eps: float
) -> tuple[FloatArray, State]:
    """Return Adam's step for a rate of -1, and the new state."""
    mean, size, state = _means(gradient, state, beta1, beta2, eps)
    return mean / (1.0 - beta1 ** float(state[2])) / size, state
