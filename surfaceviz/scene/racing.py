"""Which runs a scene has: what was asked for several times, combined and named."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from surfaceviz.base.errors import InputError
from surfaceviz.base.texts import short

if TYPE_CHECKING:
    from collections.abc import Sequence

    from surfaceviz.optimizers.protocol import Optimizer
    from surfaceviz.optimizers.schedules import Schedule
    from surfaceviz.scene.settings import Settings

# More runs than this are neither told apart by colour nor read in a legend.
MOST_RUNS = 8
# Traits in which runs of different optimizers compare.
SHARED = ("schedule", "start", "standardize")


@dataclass(frozen=True)
class Plan:
    """What one run is asked for.

    Attributes
    ----------
    optimizer : Optimizer
        How to move.
    learning_rate : float or str
        The rate for an optimizer that was made without one, or "auto".
    start : tuple of float
        Slope m and intercept b to start from.
    schedule : Schedule
        How the learning rate changes.
    standardize : bool
        Whether to descend in z-scored coordinates.
    """

    optimizer: Optimizer
    learning_rate: float | str
    start: tuple[float, float]
    schedule: Schedule
    standardize: bool


def plan_runs(asked: Settings) -> tuple[Plan, ...]:
    """Return the runs: pairs where all that is repeated is so equally often, else all with all.

    Where both coordinates are asked for, there is each run in both.

    Raises
    ------
    InputError
        If they are too many.
    """
    choices: tuple[tuple[Any, ...], ...] = (
        asked.optimizer,
        asked.learning_rate,
        asked.start,
        asked.schedule,
    )
    counts = {len(each) for each in choices if len(each) > 1}
    if len(counts) == 1:
        (count,) = counts
        columns = [each if len(each) > 1 else each * count for each in choices]
        combined = list(zip(*columns, strict=True))
    else:
        combined = list(itertools.product(*choices))
    plans = [
        Plan(optimizer, rate, start, schedule, own)
        for own in asked.standardize
        for optimizer, rate, start, schedule in combined
    ]
    if len(plans) > MOST_RUNS:
        raise InputError(
            f"a race has at most {MOST_RUNS} runs, got {len(plans)}: repeat fewer options, or each "
            "as often as the others, so that they make pairs"
        )
    return tuple(plans)


def labels(plans: Sequence[Plan], rates: Sequence[float | None]) -> list[str]:
    """Return what each run is called: its optimizer, and in what it differs from the others.

    Parameters
    ----------
    plans : sequence of Plan
        What the runs were asked for.
    rates : sequence of float or None
        The learning rates that they have.

    Raises
    ------
    InputError
        If two runs differ in nothing.
    """
    names = [plan.optimizer.spec.name or "run" for plan in plans]
    traits = [_traits(plan, rate) for plan, rate in zip(plans, rates, strict=True)]
    called = []
    for name, own in zip(names, traits, strict=True):
        rivals = [other for rival, other in zip(names, traits, strict=True) if rival == name]
        telling = [
            words
            for trait, words in own.items()
            # What all have tells nothing; keys and rates compare among runs of one optimizer only.
            if any(other.get(trait) != words for other in (traits if trait in SHARED else rivals))
        ]
        alone = len(set(names)) == 1 and telling and name == "gd"
        called.append(" ".join(telling if alone else [name, *telling]))
    twins = [each for each in called if called.count(each) > 1]
    if twins and all(plan.optimizer.spec.name for plan in plans):
        raise InputError(
            f"two runs of the race are the same, {twins[0]}: change one of them, or leave it out"
        )
    return [
        f"{each} ({called[: place + 1].count(each)})" if called.count(each) > 1 else each
        for place, each in enumerate(called)
    ]


def _traits(plan: Plan, rate: float | None) -> dict[str, str]:
    """Return what a run has, as words by what it is."""
    traits = {}
    # A rate that was chosen for the run tells less than what it was chosen for.
    given = plan.optimizer.learning_rate is not None or plan.learning_rate != "auto"
    if rate is not None and given:
        traits["rate"] = f"lr {rate:.3g}"
    for key, value in plan.optimizer.spec.keys:
        if key != "learning_rate":
            traits[key] = f"{key} {short(value)}"
    traits["schedule"] = str(plan.schedule.spec)
    traits["start"] = "from {:g}, {:g}".format(*plan.start)
    traits["standardize"] = "standardized" if plan.standardize else "raw"
    return traits
