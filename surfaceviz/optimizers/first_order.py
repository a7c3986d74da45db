"""Optimizers that follow the gradient as it is, or a velocity that gathers it.

They take the steps of ``torch.optim.SGD``.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from surfaceviz.base.entries import checked
from surfaceviz.optimizers.protocol import Batches, Optimizer, Rule
from surfaceviz.optimizers.rates import by_batches, by_curvature

if TYPE_CHECKING:
    from surfaceviz.base.arrays import FloatArray
    from surfaceviz.optimizers.protocol import State


@checked
def gd(learning_rate: float | None = None, weight_decay: float = 0.0) -> Optimizer:
    """Return plain gradient descent: step = -learning_rate * gradient (Cauchy, 1847).

    Parameters
    ----------
    learning_rate : float, optional
        Step per unit of gradient; half the stability limit if not given.
    weight_decay : float
        What is added to the gradient per unit of the parameters.
    """
    return _descending(_plain(weight_decay), learning_rate, weight_decay)


@checked
def momentum(
    learning_rate: float | None = None, momentum: float = 0.9, weight_decay: float = 0.0
) -> Optimizer:
    """Return the heavy ball: velocity = momentum * velocity + gradient (Polyak, 1964).

    The step is -learning_rate * velocity.

    Parameters
    ----------
    learning_rate : float, optional
        Step per unit of velocity; 1 over the largest curvature if not given.
    momentum : float
        Share of its velocity that the run keeps.
    weight_decay : float
        What is added to the gradient per unit of the parameters.
    """
    return _descending(_heavy_ball(momentum, weight_decay), learning_rate, weight_decay)


@checked
def nesterov(
    learning_rate: float | None = None, momentum: float = 0.9, weight_decay: float = 0.0
) -> Optimizer:
    """Return Nesterov's momentum (1983), in the form of Sutskever et al. (2013).

    The velocity is that of ``momentum``; the step is
    -learning_rate * (gradient + momentum * velocity).

    Parameters
    ----------
    learning_rate : float, optional
        Step per unit of velocity; 1 over the largest curvature if not given.
    momentum : float
        Share of its velocity that the run keeps.
    weight_decay : float
        What is added to the gradient per unit of the parameters.
    """

    def update(
        gradient: FloatArray, state: State, params: FloatArray, rate: float
    ) -> tuple[FloatArray, State]:
        gradient = gradient + weight_decay * params
        velocity = momentum * state[0] + gradient
        return -rate * (gradient + momentum * velocity), (velocity,)

    def carried(state: State, rate: float) -> FloatArray:
        return -rate * momentum**2 * state[0]

    return _descending(Rule(at_rest, update, carried), learning_rate, weight_decay)


@checked
def sgd(
    learning_rate: float | None = None,
    batch: int = 8,
    seed: int = 0,
    momentum: float = 0.0,
    weight_decay: float = 0.0,
) -> Optimizer:
    """Return stochastic gradient descent: a step for each batch of points (Robbins, Monro, 1951).

    Parameters
    ----------
    learning_rate : float, optional
        Step per unit of velocity; if not given, as large as any batch can bear.
    batch : int
        Points in a batch.
    seed : int
        Of the order in which the points come.
    momentum : float
        Share of its velocity that the run keeps.
    weight_decay : float
        What is added to the gradient per unit of the parameters.
    """
    rule = _heavy_ball(momentum, weight_decay) if momentum else _plain(weight_decay)
    choose = partial(
        by_batches, rule=rule, size=int(batch), momentum=momentum, weight_decay=weight_decay
    )
    return Optimizer(lambda _objective: rule, choose, learning_rate, Batches(int(batch), int(seed)))


def at_rest(_params: FloatArray) -> State:
    """Return the state of a rule that remembers one vector, at the start of a run."""
    return (np.zeros(2),)


def _descending(rule: Rule, learning_rate: float | None, weight_decay: float) -> Optimizer:
    choose = partial(by_curvature, rule=rule, weight_decay=weight_decay)
    return Optimizer(lambda _objective: rule, choose, learning_rate)


def _plain(weight_decay: float) -> Rule:
    def update(
        gradient: FloatArray, state: State, params: FloatArray, rate: float
    ) -> tuple[FloatArray, State]:
        return -rate * (gradient + weight_decay * params), state

    return Rule(lambda _params: (), update)


def _heavy_ball(momentum: float, weight_decay: float) -> Rule:
    def update(
        gradient: FloatArray, state: State, params: FloatArray, rate: float
    ) -> tuple[FloatArray, State]:
        velocity = momentum * state[0] + gradient + weight_decay * params
        return -rate * velocity, (velocity,)

    def carried(state: State, rate: float) -> FloatArray:
        return -rate * momentum * state[0]

    return Rule(at_rest, update, carried)
