"""How the learning rate changes over a run.

In the formulas t is the number of epochs done, from 0 to epochs - 1. Every schedule but ``warmup``
has a key of that name: over so many epochs the rate first rises by (t + 1) / warmup, and only
then the schedule begins, with what is left of the epochs.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from surfaceviz.base.entries import Entry, Specified, checked
from surfaceviz.base.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


@dataclass(frozen=True)
class Schedule(Specified):
    """An entry of the table of schedules, with its keys.

    Attributes
    ----------
    factor : callable
        (epochs done, all epochs) -> what the learning rate is multiplied by in the next one.
    """

    factor: Callable[[int, int], float]


@checked
def constant(warmup: int = 0) -> Schedule:
    """Return the schedule that leaves the rate as it is."""
    return _after(warmup, lambda _epoch, _epochs: 1.0)


@checked
def step(every: int = 30, factor: float = 0.5, warmup: int = 0) -> Schedule:
    """Return the schedule of a staircase: factor^floor(t / every)."""
    return _after(warmup, lambda epoch, _epochs: float(factor ** (epoch // int(every))))


@checked
def exponential(factor: float = 0.97, warmup: int = 0) -> Schedule:
    """Return the schedule of a steady fall: factor^t."""
    return _after(warmup, lambda epoch, _epochs: float(factor**epoch))


@checked
def cosine(floor: float = 0.0, warmup: int = 0) -> Schedule:
    """Return half a wave: floor + (1 - floor) * (1 + cos(pi t / epochs)) / 2.

    It is that of Loshchilov and Hutter (2017), without their restarts.
    """

    def factor(epoch: int, epochs: int) -> float:
        return floor + (1.0 - floor) * 0.5 * (1.0 + math.cos(math.pi * epoch / epochs))

    return _after(warmup, factor)


@checked
def inverse(decay: float = 0.05, warmup: int = 0) -> Schedule:
    """Return the schedule of Robbins and Monro (1951): 1 / (1 + decay * t)."""
    return _after(warmup, lambda epoch, _epochs: 1.0 / (1.0 + decay * epoch))


@checked
def warmup(epochs: int = 10) -> Schedule:
    """Return the schedule of a linear rise that then stays: min(1, (t + 1) / epochs)."""
    return _after(epochs, lambda _epoch, _epochs: 1.0)


def check_schedule(schedule: Schedule, epochs: int) -> None:
    """Refuse a schedule that leaves nothing of a learning rate in one of the epochs.

    Raises
    ------
    InputError
        If its factor is zero or not finite in an epoch; the message names the first such.
    """
    for epoch in range(epochs):
        factor = schedule.factor(epoch, epochs)
        if not (math.isfinite(factor) and factor > 0.0):
            raise InputError(
                f"expected a schedule with a rate above 0 in all {epochs} epochs, but "
                f"{schedule.spec} multiplies it by {factor:g} in epoch {epoch + 1}: "
                "choose a slower one, or fewer epochs"
            )


def _after(warmup: int, factor: Callable[[int, int], float]) -> Schedule:
    """Return the schedule with a linear rise before it."""
    rise = int(warmup)

    def risen(epoch: int, epochs: int) -> float:
        if epoch < rise:
            return (epoch + 1) / rise
        return factor(epoch - rise, epochs - rise)

    return Schedule(risen)


SCHEDULES: Mapping[str, Entry[Schedule]] = {
    "constant": Entry("the same rate from first to last", constant),
    "step": Entry("a staircase: every so many epochs the rate is multiplied by a factor", step),
    "exponential": Entry("the rate is multiplied by a factor in each epoch", exponential),
    "cosine": Entry("half a wave, from all of the rate to a floor", cosine),
    "inverse": Entry("the rate falls as one over the number of epochs", inverse),
    "warmup": Entry("a linear rise over the first epochs, and then the same rate", warmup),
}
