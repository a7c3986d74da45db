"""What might be done better about a scene, in a sentence each."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from surfaceviz.cautions import diverging, too_fast
from surfaceviz.descent import Stopped
from surfaceviz.stability import limit_of, quadratic, scheduled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from surfaceviz.runs import Run
    from surfaceviz.scene import Scene

# A valley so much longer than wide makes gradient descent crawl along it.
LONG_VALLEY = 100.0
# Share of the way down that may be left at the end without a word.
TOLERATED = 0.01
# Share of what the slope explains, beyond the best flat line, that may be missing without a word:
# of x far from 0 the loss of the start is nearly all lost while the slope is still anything.
MISSING = 0.1
# Momentum of 0.9 is up to ten times as fast: it helps while that brings a valley to its end.
SPED_UP = 10.0
# A rate below this share of its limit wastes most of its epochs; one above that swings for long.
TIMID, BOLD = 0.02, 0.97
# Less is not worth a number.
WORTH_SAYING = 0.005
AUTO = "--lr auto"
# Gains below this share of the loss are rounding errors.
ROUNDING = 1e-9


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
    way_out = _auto(run)
    if above and (diverging(run) or quadratic(scene.settings.loss)):
        return f"lr {rate:g} is above the limit {limit:.4g}: it will diverge; try {way_out}"
    if diverging(run):
        return "the loss grows: try a smaller learning rate"
    left = _share_left(run, scene)
    missing = _share_missing(run, scene)
    there = not left > tolerated and not missing > MISSING
    arrived = run.trajectory.stopped is Stopped.CONVERGED or there
    if arrived or rate is None or run.optimizer.spec.name != "gd" or scheduled(run):
        return ""
    if scene.objective.hessian is None:
        return (
            f"{scene.objective.label} has kinks instead of curvature, so a constant rate "
            "circles around the optimum: try --schedule inverse"
        )
    if limit is None or run.analysis is None or run.optimizer.keys["weight_decay"]:
        return ""
    rest = _rest(run, left, missing)
    if rate > BOLD * limit:
        where = "above" if rate > limit else "next to"
        return f"lr {rate:g} is {where} the limit {limit:.4g}, and {rest}: try {way_out}"
    if rate < TIMID * limit:
        return f"lr {rate:g} is far below the limit {limit:.4g}, and {rest}: try {way_out}"
    if run.analysis.condition >= LONG_VALLEY:
        quick = run.analysis.condition <= SPED_UP * run.epochs
        momentum = " or --optimizer momentum" if quick else ""
        auto = "" if way_out == AUTO else f" and {way_out}"
        return (
            f"condition number {run.analysis.condition:,.0f}, and {rest}: try --standardize "
            f"{AUTO}{momentum}{auto}"
        )
    return ""


def _share_left(run: Run, scene: Scene) -> float:
    """Return the share of the way down to the minimum that is left at the end."""
    losses, minimum = run.trajectory.losses, scene.objective.minimum
    way = float(losses[0]) - minimum
    return (float(losses[-1]) - minimum) / way if way > 0 else math.nan


def _auto(run: Run) -> str:
    """Return how to let a run have the rate that suits it: its own key would win over --lr."""
    name = run.optimizer.spec.name
    return (
        f"--optimizer {name} without lr"
        if "learning_rate" in dict(run.optimizer.spec.keys)
        else AUTO
    )


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
