"""What about a scene deserves to be known before it is believed."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import numpy as np

from surfaceviz.base.errors import SurfaceVizWarning, printable
from surfaceviz.optimizers.descent import Stopped
from surfaceviz.scene.stability import limit_of, scheduled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from surfaceviz.base.arrays import BoolArray
    from surfaceviz.data.dataset import Dataset
    from surfaceviz.scene.runs import Run
    from surfaceviz.scene.settings import Settings

# A loss that has grown so many times is not the restlessness of small batches.
GROWN = 10.0


def warn_about(data: Dataset, asked: Settings, runs: Sequence[Run]) -> None:
    """Say what was left out or changes nothing, that no one line fits best, and what diverges.

    Warns
    -----
    SurfaceVizWarning
        For each of them.
    """
    # Of rows with strays the reader has said it.
    if lacking := data.left_out - data.strays:
        rows = "1 row" if lacking == 1 else f"{lacking:,} rows"
        weight = "" if data.moments.weight is None else " and a weight"
        names = printable(f"{data.x_name} and {data.y_name}")
        _warn(f"{rows} without a finite {names}{weight} left out")
    if data.moments.degenerate:
        _warn(
            f"{all_equal(data)}: no unique line fits best; "
            "the descent ends in the valley of those that do"
        )
    given = {rate for rate in asked.learning_rate if rate != "auto"}
    for rate in sorted(given - {run.learning_rate for run in runs}):
        _warn(
            f"learning rate {rate:g} changes nothing: "
            + ", ".join(dict.fromkeys(_own_rate(run) for run in runs))
        )
    for run in runs:
        if diverging(run):
            _warn(_divergence(run, alone=len(runs) == 1))


def diverging(run: Run) -> bool:
    """Return whether a run climbs: it has exploded, or is about to."""
    losses = run.trajectory.losses
    if run.trajectory.stopped is Stopped.DIVERGED or losses[-1] > GROWN * losses[0]:
        return True
    return bool(losses[-1] > losses[0] and too_fast(run))


def too_fast(run: Run) -> bool:
    """Return whether a run's rate is above the limit that its optimizer has."""
    limit = limit_of(run.optimizer, run.analysis)
    if limit is None or run.learning_rate is None or scheduled(run):
        return False
    return run.learning_rate > limit


def settled(outside: BoolArray) -> int | None:
    """Return the epoch after the last that is outside; None if that one has not come."""
    rows = np.flatnonzero(outside)
    first = int(rows[-1]) + 1 if rows.size else 0
    return first if first < len(outside) else None


def all_equal(data: Dataset) -> str:
    """Return the words for x that are all the same."""
    # Of dates the first, from which the others are counted, is told.
    value = f"{data.x_range[0]:g}" if data.dates is None else str(data.dates.at(0.0))
    return f"all values of {printable(data.x_name)} equal {value}"


def _own_rate(run: Run) -> str:
    name, rate = run.optimizer.spec.name or "the optimizer", run.optimizer.learning_rate
    return f"{name} takes none" if rate is None else f"{name} has its own, {rate:g}"


def _divergence(run: Run, *, alone: bool) -> str:
    exploded = run.trajectory.stopped is Stopped.DIVERGED
    ending = f"stopped after epoch {run.epochs}" if exploded else "the loss grows"
    who = "the descent" if alone else run.label
    limit = limit_of(run.optimizer, run.analysis)
    if limit is not None and too_fast(run):
        return (
            f"learning rate {run.learning_rate:g} is above the stability limit "
            f"{limit:g} of this data: {who} diverges ({ending})"
        )
    rate = "" if run.learning_rate is None else f" with learning rate {run.learning_rate:g}"
    return f"{who} diverges{rate} ({ending})"


def _warn(message: str) -> None:
    warnings.warn(message, SurfaceVizWarning, stacklevel=4)
