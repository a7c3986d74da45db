"""The descent itself: epoch after epoch from the start."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from surfaceviz.base.arrays import frozen
from surfaceviz.base.errors import InputError
from surfaceviz.optimizers.schedules import constant

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from surfaceviz.base.arrays import FloatArray, IntArray
    from surfaceviz.losses.protocol import Objective
    from surfaceviz.optimizers.protocol import Batches, Optimizer, Rule, State
    from surfaceviz.optimizers.schedules import Schedule

    Gradients = Iterator[Callable[[FloatArray], FloatArray]]

# Twelve decades show an explosion well, and stay far from where float64 overflows.
DIVERGED_AT = 1e12
# Updates that a run may take in all; half a million take some seconds.
MOST_UPDATES = 500_000


class Stopped(StrEnum):
    """Why a descent ended."""

    RAN_ALL_EPOCHS = "ran all epochs"
    CONVERGED = "converged"
    DIVERGED = "diverged"


@dataclass(frozen=True, eq=False)
class Trajectory:
    """The path of a descent; row 0 is the start, row k the state after k epochs.

    Attributes
    ----------
    params : ndarray, shape (E + 1, 2)
        Slopes m and intercepts b.
    losses : ndarray, shape (E + 1,)
        The loss at each of them.
    gradients : ndarray, shape (E + 1, 2)
        The loss's gradient at each of them.
    steps : ndarray, shape (E + 1, 2)
        What the next epoch adds to each of them; the last row is the step that was not taken any
        more. NaN where it is not finite.
    carried : ndarray, shape (E + 1, 2)
        The part of each step that comes from momentum alone; zeros for a rule without a velocity.
    track : ndarray, shape (E k + 1, 2)
        The params after each of the k updates of an epoch: of one batch each, else k is 1.
    stopped : Stopped
        Why it ended; a descent that converged or diverged has fewer epochs than were asked for.
    """

    params: FloatArray
    losses: FloatArray
    gradients: FloatArray
    steps: FloatArray
    carried: FloatArray
    track: FloatArray
    stopped: Stopped

    @property
    def epochs(self) -> int:
        """Number of epochs that were run, E."""
        return len(self.losses) - 1

    @property
    def updates(self) -> int:
        """Number of updates in an epoch, k."""
        return (len(self.track) - 1) // max(1, self.epochs)


def descend(
    objective: Objective,
    optimizer: Optimizer,
    start: FloatArray,
    epochs: int,
    *,
    rate: float | None = None,
    schedule: Schedule | None = None,
    until: float | None = None,
) -> Trajectory:
    """Run ``epochs`` epochs of ``optimizer`` on ``objective``.

    The descent ends early when the loss has grown beyond 10^12 times what it was at the start,
    which only a diverging one does; every number of its states is finite.

    Parameters
    ----------
    objective : Objective
        What to minimise.
    optimizer : Optimizer
        How to move.
    start : ndarray, shape (2,)
        Slope and intercept to start from.
    epochs : int
        Number of epochs to run.
    rate : float, optional
        The learning rate; the optimizer's own, or what it chooses, if not given.
    schedule : Schedule, optional
        How the rate changes; it stays the same if not given.
    until : float, optional
        End when the loss exceeds the minimum by this share of what it did at the start.

    Raises
    ------
    InputError
        If the batches are so small that the updates are too many.
    """
    start = np.asarray(start, dtype=np.float64)
    base = rate_of(optimizer, objective, start) if rate is None else rate
    factor = (schedule or constant()).factor
    rule = optimizer.on(objective)
    deal = _dealer(objective, optimizer.batches, epochs)
    state = rule.init(start)
    rows, tracks, carried = [start], [start[np.newaxis]], []
    losses, gradients = [float(objective.value(start))], [objective.gradient(start)]
    ceiling = DIVERGED_AT * max(losses[0], np.finfo(np.float64).tiny)
    goal = None if until is None else objective.minimum + until * (losses[0] - objective.minimum)
    stopped = Stopped.RAN_ALL_EPOCHS
    for epoch in range(epochs + 1):
        now = (base or 1.0) * factor(min(epoch, epochs - 1), epochs)
        carried.append(rule.carried(state, now) if rule.carried else np.zeros(2))
        track, state = _epoch(rule, state, rows[-1], now, deal(epoch, gradients[-1]))
        if goal is not None and losses[-1] <= goal:
            stopped = Stopped.CONVERGED
        if epoch == epochs or stopped is not Stopped.RAN_ALL_EPOCHS:
            break
        loss, gradient = float(objective.value(track[-1])), objective.gradient(track[-1])
        if not (np.isfinite(loss) and np.isfinite(gradient).all() and np.isfinite(track).all()):
            stopped = Stopped.DIVERGED
            break
        rows.append(track[-1])
        losses.append(loss)
        gradients.append(gradient)
        tracks.append(track)
        if loss > ceiling:
            stopped = Stopped.DIVERGED
    beyond = track[-1]
    with np.errstate(invalid="ignore", over="ignore"):
        steps = np.diff(np.array([*rows, beyond]), axis=0)
    return Trajectory(
        frozen(np.array(rows)),
        frozen(np.array(losses)),
        frozen(np.array(gradients)),
        frozen(np.where(np.isfinite(steps), steps, np.nan)),
        frozen(np.array(carried)),
        frozen(np.concatenate(tracks)),
        stopped,
    )


def rate_of(optimizer: Optimizer, objective: Objective, start: FloatArray) -> float | None:
    """Return the learning rate that an optimizer was made with, or else chooses.

    None for one that finds the length of its steps by itself.
    """
    if optimizer.learning_rate is not None or optimizer.choose_rate is None:
        return optimizer.learning_rate
    return optimizer.choose_rate(objective, start)


def batch_order(batches: Batches, epoch: int, points: int) -> IntArray:
    """Return the numbers of all points (n,) in the order in which an epoch deals them out."""
    return np.random.default_rng([batches.seed, epoch]).permutation(points)


def _epoch(
    rule: Rule, state: State, params: FloatArray, rate: float, gradients: Gradients
) -> tuple[FloatArray, State]:
    """Return the params (k, 2) after each update of an epoch, and the state after the last."""
    track = []
    with np.errstate(over="ignore", invalid="ignore"):
        for gradient in gradients:
            step, state = rule.update(gradient(params), state, params, rate)
            params = params + step
            track.append(params)
    return np.array(track), state


def _dealer(
    objective: Objective, batches: Batches | None, epochs: int
) -> Callable[[int, FloatArray], Gradients]:
    """Return the function that gives the gradients of an epoch, each a function of params."""
    if batches is None:
        return lambda _epoch, known: iter([lambda _params: known])
    size = min(batches.size, objective.points)
    updates = -(-objective.points // size)
    if updates * epochs > MOST_UPDATES:
        fewest = -(-objective.points * epochs // MOST_UPDATES)
        raise InputError(
            f"batches of {size:,} of {objective.points:,} points make {updates * epochs:,} updates "
            f"in {epochs:,} epochs, more than {MOST_UPDATES:,}: take batches of at least "
            f"{fewest:,} points, or fewer epochs"
        )

    def deal(epoch: int, _known: FloatArray) -> Gradients:
        order = batch_order(batches, epoch, objective.points)
        for first in range(0, objective.points, size):
            yield _batch_gradient(objective, order[first : first + size])

    return deal


def _batch_gradient(objective: Objective, rows: IntArray) -> Callable[[FloatArray], FloatArray]:
    return lambda params: objective.batch_gradient(rows, params)
