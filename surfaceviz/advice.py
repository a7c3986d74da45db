"""What might be done better about a scene, in a sentence each."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from surfaceviz.cautions import diverging

if TYPE_CHECKING:
    from collections.abc import Iterator

    from surfaceviz.runs import Run
    from surfaceviz.scene import Scene

# A valley so much longer than wide makes gradient descent crawl along it.
LONG_VALLEY = 100.0
# Share of the way down that may be left at the end without a word.
TOLERATED = 0.01
# A rate below this share of its limit wastes most of its epochs.
TIMID = 0.02
# One above that share swings across the valley for long.
BOLD = 0.97


def advise(scene: Scene) -> Iterator[str]:
    """Yield what might be done better; nothing where all runs get there."""
    for run in scene.runs:
        whose = f"{run.label}: " if len(scene.runs) > 1 else ""
        for sentence in _about(run, scene):
            yield whose + sentence


def _about(run: Run, scene: Scene) -> Iterator[str]:
    if run.optimizer.spec.name == "gd" and run.learning_rate is not None:
        yield from _about_rate(run, run.learning_rate, scene)
    elif diverging(run):
        yield "the loss grows: try a smaller learning rate"


def _about_rate(run: Run, rate: float, scene: Scene) -> Iterator[str]:
    """Yield what a run of plain gradient descent should do."""
    analysis, left = run.analysis, _share_left(run, scene)
    if analysis is not None and rate > analysis.stability_limit:
        yield (
            f"lr {rate:g} is above the limit {analysis.stability_limit:.4g}: it will diverge; try "
            f"--lr {analysis.best_rate:.4g}, the best fixed rate, or --lr auto"
        )
    elif diverging(run):
        yield "the loss grows: try a smaller learning rate"
    elif not left > TOLERATED:
        return
    elif scene.objective.hessian is None:
        yield (
            f"{scene.objective.label} has kinks instead of curvature, so a constant rate "
            "circles around the optimum: try --schedule inverse"
        )
    elif analysis is not None and rate > BOLD * analysis.stability_limit:
        yield (
            f"lr {rate:g} is next to the limit {analysis.stability_limit:.4g}, and {left:.0%} of "
            f"the way down is left after epoch {run.epochs}: try --lr auto"
        )
    elif analysis is not None and rate < TIMID * analysis.stability_limit:
        yield (
            f"lr {rate:g} is far below the limit {analysis.stability_limit:.4g}, and "
            f"{left:.0%} of the way down is left after epoch {run.epochs}: try --lr auto"
        )
    elif analysis is not None and analysis.condition >= LONG_VALLEY:
        yield (
            f"condition number {analysis.condition:,.0f}, and {left:.0%} of the way down is left "
            f"after epoch {run.epochs}: try --standardize or --optimizer momentum"
        )


def _share_left(run: Run, scene: Scene) -> float:
    """Return the share of the way down to the minimum that is left at the end."""
    losses, minimum = run.trajectory.losses, scene.objective.minimum
    way = float(losses[0]) - minimum
    return (float(losses[-1]) - minimum) / way if way > 0 else math.nan
