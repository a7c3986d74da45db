"""What an optimizer is: a pair of pure functions for each objective, and a learning rate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from surfaceviz.base.entries import Specified

if TYPE_CHECKING:
    from collections.abc import Callable

    from surfaceviz.base.arrays import FloatArray
    from surfaceviz.losses.protocol import Objective

State: TypeAlias = "tuple[FloatArray, ...]"


@dataclass(frozen=True)
class Rule:
    """How a run moves: pure functions, all memory in a state that they hand on.

    Attributes
    ----------
    init : callable
        params (2,) -> state.
    update : callable
        (gradient (2,), state, params (2,), learning rate) -> (step (2,), state); the step is added
        to params.
    carried : callable or None
        (state, learning rate) -> the part (2,) of the next step that comes from momentum alone;
        None for a rule without a velocity.
    """

    init: Callable[[FloatArray], State]
    update: Callable[[FloatArray, State, FloatArray, float], tuple[FloatArray, State]]
    carried: Callable[[State, float], FloatArray] | None = None


@dataclass(frozen=True)
class Batches:
    """How the points of an epoch are dealt out.

    Attributes
    ----------
    size : int
        Points in a batch; the last one of an epoch may have fewer.
    seed : int
        Of the order in which they come, another one in each epoch.
    """

    size: int
    seed: int


@dataclass(frozen=True)
class Optimizer(Specified):
    """An entry of the table of optimizers, with its keys.

    Attributes
    ----------
    on : callable
        objective -> the rule by which a run moves on it. Most rules need to know nothing of the
        objective but the gradients that they are handed.
    choose_rate : callable or None
        (objective, start (2,)) -> the learning rate that suits them, which is taken where none was
        given; None for an optimizer that finds the length of its steps by itself.
    learning_rate : float or None
        The rate it was made with.
    batches : Batches or None
        How points are dealt out; None for all points at once.
    """

    on: Callable[[Objective], Rule]
    choose_rate: Callable[[Objective, FloatArray], float] | None
    learning_rate: float | None = None
    batches: Batches | None = None
