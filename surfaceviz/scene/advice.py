"""What might be done better about a scene, in a sentence each; what is advised was tried."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from surfaceviz.base.entries import made
from surfaceviz.base.errors import InputError
from surfaceviz.optimizers import OPTIMIZERS, gd, momentum
from surfaceviz.optimizers.descent import Stopped
from surfaceviz.optimizers.schedules import inverse
from surfaceviz.scene.cautions import diverging, too_fast
from surfaceviz.scene.running import run_plan
from surfaceviz.scene.settings import MOST_EPOCHS
from surfaceviz.scene.stability import limit_of, quadratic, scheduled

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from surfaceviz.optimizers.protocol import Optimizer
    from surfaceviz.scene.racing import Plan
    from surfaceviz.scene.runs import Run
    from surfaceviz.scene.scene import Scene

# A valley so much longer than wide makes gradient descent crawl along it.
LONG_VALLEY = 100.0
# Share of the way down that may be left at the end without a word.
TOLERATED = 0.01
# Share of what the slope explains, beyond the best flat line, that may be missing without a word:
# of x far from 0 the loss of the start is nearly all lost while the slope is still anything.
MISSING = 0.05
# A rate below this share of its limit wastes most of its epochs; one above that swings for long.
TIMID, BOLD = 0.02, 0.97
# Less is not worth a number.
WORTH_SAYING = 0.005
AUTO = "--lr auto"
# Gains below this share of the loss are rounding errors.
ROUNDING = 1e-9
# What is advised leaves less than this share of what is left without it.
HELPED = 0.5
# So many times the epochs are advised where nothing else helps.
MORE_EPOCHS = 10
# More points of data, summed up once an epoch, are not gone through to try what helps.
MOST_TRIED_SUMS = 1e8


@dataclass(frozen=True)
class WayOut:
    """Something else to do about a run.

    Attributes
    ----------
    words : str
        What to ask for.
    plan : Plan
        The run that this makes.
    times : int
        How many times as long it goes on.
    """

    words: str
    plan: Plan
    times: int = 1


def advise(scene: Scene, tolerated: float = TOLERATED) -> Iterator[str]:
    """Yield what might be done better; nothing where all runs get there.

    Parameters
    ----------
    scene : Scene
        Whose runs to look at.
    tolerated : float
        Share of the way down that may be left at the end without a word.
    """
    for run in scene.runs:
        sentence = _about(run, scene, tolerated)
        if sentence:
            yield f"{run.label}: {sentence}" if len(scene.runs) > 1 else sentence


def _about(run: Run, scene: Scene, tolerated: float) -> str:
    """Return what to do about a run, or nothing."""
    limit, rate = limit_of(run.optimizer, run.analysis), run.learning_rate
    above = rate is not None and limit is not None and too_fast(run)
    if above and (diverging(run) or quadratic(scene.settings.loss)):
        return f"lr {rate:g} is above the limit {limit:.4g}: it will diverge; try {_auto(run)}"
    if diverging(run):
        return "the loss grows: try a smaller learning rate"
    left, missing = _share_left(run, scene), _share_missing(run, scene)
    there = not left > tolerated and not missing > MISSING
    if run.trajectory.stopped is Stopped.CONVERGED or there:
        return ""
    if rate is None or scheduled(run) or run.optimizer.keys.get("weight_decay"):
        return ""
    rest = _rest(run, left, missing)
    cases = list(_cases(run, scene, rest, missing))
    for reason, ways in cases:
        helping = [way.words for way in ways if _helps(way, run, scene)]
        if helping:
            return f"{reason}: try {' or '.join(helping)}"
    return rest if cases else ""


def _cases(
    run: Run, scene: Scene, rest: str, missing: float
) -> Iterator[tuple[str, Sequence[WayOut]]]:
    """Yield why a run may not arrive, and what may help then, the likelier first."""
    limit, rate = limit_of(run.optimizer, run.analysis), run.learning_rate
    plain = run.optimizer.spec.name == "gd"
    condition = 1.0 if run.analysis is None else run.analysis.condition
    rated = WayOut(_auto(run), replace(run.plan, learning_rate="auto", optimizer=_unrated(run)))
    rolling = WayOut("--optimizer momentum", replace(run.plan, optimizer=momentum()))
    hindered = True
    if plain and scene.objective.hessian is None:
        falling = WayOut("--schedule inverse", replace(run.plan, schedule=inverse()))
        reason = "has kinks instead of curvature, so a constant rate circles around the optimum"
        yield f"{scene.objective.label} {reason}", [falling]
    elif plain and limit and rate and rate > BOLD * limit:
        where = "above" if rate > limit else "next to"
        yield f"lr {rate:g} is {where} the limit {limit:.4g}, and {rest}", [rated]
    elif plain and limit and rate and rate < TIMID * limit:
        yield f"lr {rate:g} is far below the limit {limit:.4g}, and {rest}", [rated]
    else:
        hindered = False
    # What hinders others is known only where next to nothing of the slope is found.
    round_ = WayOut(f"--standardize {_auto(run)}", replace(rated.plan, standardize=True))
    if condition >= LONG_VALLEY and (plain or missing > MISSING):
        yield f"condition number {condition:,.0f}, and {rest}", [round_, rolling][: 1 + plain]
    elif not hindered:
        return
    yield rest, [rated, rolling]
    yield rest, [round_]
    simple = replace(round_.plan, optimizer=gd())
    yield rest, [WayOut(f"--standardize --optimizer gd {AUTO}", simple)]
    epochs = MORE_EPOCHS * scene.settings.epochs
    yield rest, [WayOut(f"--epochs {epochs}", run.plan, MORE_EPOCHS)]


def _helps(way: WayOut, run: Run, scene: Scene) -> bool:
    """Return whether less is left by far if a run goes another way."""
    objective, epochs = scene.objective, way.times * scene.settings.epochs
    if objective.evaluated * epochs > MOST_TRIED_SUMS or epochs > MOST_EPOCHS:
        return False
    asked = replace(scene.settings, epochs=epochs)
    try:
        tried = run_plan(way.plan, scene.data, objective, asked).trajectory.losses
    except InputError:
        return False
    left = float(run.trajectory.losses[-1]) - objective.minimum
    return float(tried[-1]) - objective.minimum < HELPED * left


def _share_left(run: Run, scene: Scene) -> float:
    """Return the share of the way down to the minimum that is left at the end."""
    losses, minimum = run.trajectory.losses, scene.objective.minimum
    way = float(losses[0]) - minimum
    return (float(losses[-1]) - minimum) / way if way > 0 else math.nan


def _auto(run: Run) -> str:
    """Return how to let a run have the rate that suits it: its own key would win over --lr."""
    name = run.optimizer.spec.name
    own = "learning_rate" in dict(run.optimizer.spec.keys)
    return f"--optimizer {name} without lr" if own else AUTO


def _unrated(run: Run) -> Optimizer:
    """Return a run's optimizer without a rate among its keys."""
    spec = run.optimizer.spec
    keys = tuple((key, value) for key, value in spec.keys if key != "learning_rate")
    if keys == spec.keys:
        return run.optimizer
    return made(str(replace(spec, keys=keys)), OPTIMIZERS, "optimizer")


def _rest(run: Run, left: float, missing: float) -> str:
    """Return the words for what is left to do."""
    if left > TOLERATED or (left > WORTH_SAYING and not missing > MISSING):
        return f"{left:.0%} of the way down is left after epoch {run.epochs}"
    if missing > MISSING:
        return f"the slope is far from the best after epoch {run.epochs}"
    return f"the optimum is not reached after epoch {run.epochs}"


def _share_missing(run: Run, scene: Scene) -> float:
    """Return how far the end is from the minimum, seen from the best flat line.

    Close to the optimum, and everywhere for squares, a slope of m explains m^2 / 2 times what is
    left of the curvature along m once the intercept follows it.
    """
    optimum, minimum = scene.objective.optimum, scene.objective.minimum
    if scene.objective.hessian is None or optimum is None:
        return math.nan
    (mm, mb), (_, bb) = scene.objective.hessian(optimum).tolist()
    gain = float(optimum[0]) ** 2 / 2 * (mm - mb * mb / bb) if bb > 0 else 0.0
    excess = float(run.trajectory.losses[-1]) - minimum
    return excess / gain if gain > ROUNDING * minimum else math.nan
