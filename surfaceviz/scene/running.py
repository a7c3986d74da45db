"""From the plan of a run to its trajectory."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from surfaceviz.base.errors import InputError
from surfaceviz.losses.scaled import in_coordinates
from surfaceviz.losses.scaling import PLAIN, z_scored
from surfaceviz.optimizers.descent import descend, rate_of
from surfaceviz.scene.analysis import analyse
from surfaceviz.scene.cautions import all_equal
from surfaceviz.scene.runs import back_from

if TYPE_CHECKING:
    from surfaceviz.base.arrays import FloatArray
    from surfaceviz.data.dataset import Dataset
    from surfaceviz.losses.protocol import Objective
    from surfaceviz.losses.scaling import Scaling
    from surfaceviz.optimizers.descent import Trajectory
    from surfaceviz.scene.analysis import Analysis
    from surfaceviz.scene.racing import Plan
    from surfaceviz.scene.settings import Settings


@dataclass(frozen=True, eq=False)
class Descent:
    """A run that has been computed, before it is known where it is shown.

    Attributes
    ----------
    plan : Plan
        What was asked for.
    rate : float or None
        The learning rate.
    scaling : Scaling
        In which coordinates it descended.
    analysis : Analysis or None
        Of the objective in these coordinates.
    trajectory : Trajectory
        In the data's coordinates.
    """

    plan: Plan
    rate: float | None
    scaling: Scaling
    analysis: Analysis | None
    trajectory: Trajectory


# What explodes overflows, and stops where it does.
@np.errstate(over="ignore", invalid="ignore")
def run_plan(plan: Plan, data: Dataset, objective: Objective, asked: Settings) -> Descent:
    """Return the descent that a plan asks for.

    Raises
    ------
    InputError
        If its loss overflows at the start, or no rate suits because all x are equal.
    """
    scaling = z_scored(data) if plan.standardize else PLAIN
    seen = in_coordinates(objective, scaling)
    start = np.array(plan.start)
    if not np.isfinite(objective.value(start)):
        raise InputError(
            f"the loss at the start ({start[0]:g}, {start[1]:g}) exceeds what a float64 can "
            "hold: start closer to the data"
        )
    begin = scaling.to(start)
    rate = _choose_rate(plan, data, seen, begin)
    trajectory = descend(
        seen,
        plan.optimizer,
        begin,
        asked.epochs,
        rate=rate,
        schedule=plan.schedule,
        until=asked.until,
    )
    return Descent(plan, rate, scaling, analyse(seen), back_from(scaling, trajectory))


def _choose_rate(
    plan: Plan, data: Dataset, objective: Objective, start: FloatArray
) -> float | None:
    optimizer, rate = plan.optimizer, plan.learning_rate
    if optimizer.learning_rate is not None or optimizer.choose_rate is None:
        return optimizer.learning_rate
    if not isinstance(rate, str):
        return rate
    if data.moments.degenerate:
        raise InputError(
            f"{all_equal(data)}, so no unique line fits best: choose another column for x, or "
            "give a learning rate (--lr) to see it"
        )
    return rate_of(optimizer, objective, start)
