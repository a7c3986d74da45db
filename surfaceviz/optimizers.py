"""How the parameters move: optimizers as pairs of pure functions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from surfaceviz.arrays import FloatArray

State: TypeAlias = "tuple[FloatArray, ...]"


@dataclass(frozen=True)
class Optimizer:
    """A rule that turns gradients into steps, all its memory in a state that it hands back.

    Attributes
    ----------
    label : str
        What a run of it is called.
    learning_rate : float
        The rate it was made with.
    init : callable
        params (2,) -> state.
    update : callable
        (gradient (2,), state, params (2,)) -> (step (2,), state); the step is added to params.
    """

    label: str
    learning_rate: float
    init: Callable[[FloatArray], State]
    update: Callable[[FloatArray, State, FloatArray], tuple[FloatArray, State]]


def gd(learning_rate: float) -> Optimizer:
    """Return plain gradient descent: step = -learning_rate * gradient (Cauchy, 1847)."""

    def init(_params: FloatArray) -> State:
        return ()

    def update(gradient: FloatArray, state: State, _params: FloatArray) -> tuple[FloatArray, State]:
        return -learning_rate * gradient, state

    return Optimizer("gd", learning_rate, init, update)


OPTIMIZERS: Mapping[str, Callable[[float], Optimizer]] = {"gd": gd}
