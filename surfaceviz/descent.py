"""The descent itself: epoch after epoch from the start."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from surfaceviz.arrays import frozen

if TYPE_CHECKING:
    from surfaceviz.arrays import FloatArray
    from surfaceviz.objectives import Objective
    from surfaceviz.optimizers import Optimizer

# Twelve decades show an explosion well, and stay far from where float64 overflows.
DIVERGED_AT = 1e12


class Stopped(StrEnum):
    """Why a descent ended."""

    RAN_ALL_EPOCHS = "ran all epochs"
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
    stopped : Stopped
        Why it ended; a descent that diverged has fewer epochs than were asked for.
    """

    params: FloatArray
    losses: FloatArray
    gradients: FloatArray
    stopped: Stopped

    @property
    def epochs(self) -> int:
        """Number of epochs that were run, E."""
        return len(self.losses) - 1


def descend(
    objective: Objective, optimizer: Optimizer, start: FloatArray, epochs: int
) -> Trajectory:
    """Run ``epochs`` epochs of ``optimizer`` on ``objective``.

    The descent ends early when the loss has grown beyond 10^12 times what it was at the start,
    which only a diverging one does; every number in the trajectory is finite.

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
    """
    rows = [np.asarray(start, dtype=np.float64)]
    losses = [float(objective.value(rows[0]))]
    gradients = [objective.gradient(rows[0])]
    state = optimizer.init(rows[0])
    ceiling = DIVERGED_AT * max(losses[0], np.finfo(np.float64).tiny)
    stopped = Stopped.RAN_ALL_EPOCHS
    for _ in range(epochs):
        with np.errstate(over="ignore", invalid="ignore"):
            step, state = optimizer.update(gradients[-1], state, rows[-1])
            params = rows[-1] + step
        loss, gradient = float(objective.value(params)), objective.gradient(params)
        finite = np.isfinite(loss) and np.all(np.isfinite(gradient))
        if finite:
            rows.append(params)
            losses.append(loss)
            gradients.append(gradient)
        if not finite or loss > ceiling:
            stopped = Stopped.DIVERGED
            break
    return Trajectory(
        frozen(np.array(rows)), frozen(np.array(losses)), frozen(np.array(gradients)), stopped
    )
