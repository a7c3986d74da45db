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
# A rate below this share of its limit wastes most of its epochs; one above that swings for long.
TIMID, BOLD = 0.02, 0.97
# Less is not worth a number.
WORTH_SAYING = 0.005


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
        return f"lr {rate:g} is above the limit {limit:.4g}: it will diverge; try --lr auto"
    if diverging(run):
        return "the loss grows: try a smaller learning rate"
    left = _share_left(run, scene)
    arrived = run.trajectory.stopped is Stopped.CONVERGED or not left > tolerated
    if arrived or rate is None or run.optimizer.spec.name != "gd" or scheduled(run):
        return ""
    if scene.objective.hessian is None:
        return (
            f"{scene.objective.label} has kinks instead of curvature, so a constant rate "
            "circles around the optimum: try --schedule inverse"
        )
    if limit is None or run.analysis is None or run.optimizer.keys["weight_decay"]:
        return ""
    rest = (
        f"{left:.0%} of the way down is left after epoch {run.epochs}"
        if left > WORTH_SAYING
        else f"the optimum is not reached after epoch {run.epochs}"
    )
    if rate > BOLD * limit:
        where = "above" if rate > limit else "next to"
        return f"lr {rate:g} is {where} the limit {limit:.4g}, and {rest}: try --lr auto"
    if rate < TIMID * limit:
        return f"lr {rate:g} is far below the limit {limit:.4g}, and {rest}: try --lr auto"
    if run.analysis.condition >= LONG_VALLEY:
        return (
            f"condition number {run.analysis.condition:,.0f}, and {rest}: try --standardize or "
            "--optimizer momentum"
        )
    return ""


def _share_left(run: Run, scene: Scene) -> float:
    """Return the share of the way down to the minimum that is left at the end."""
    losses, minimum = run.trajectory.losses, scene.objective.minimum
    way = float(losses[0]) - minimum
    return (float(losses[-1]) - minimum) / way if way > 0 else math.nan
