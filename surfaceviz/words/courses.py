"""The course of a run: what it does between its start and its end, and when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from surfaceviz.scene.cautions import diverging, settled
from surfaceviz.scene.stability import limit_of
from surfaceviz.words.story import RunStory, pair

if TYPE_CHECKING:
    from surfaceviz.base.arrays import FloatArray
    from surfaceviz.losses.protocol import Objective
    from surfaceviz.scene.runs import Run

# How a run goes. It climbs; has no way to go; rests where it starts; trembles around the optimum;
# swings across the valley; creeps along it; gets there; is still on its way.
COURSES = ("diverges", "rests", "trembles", "swings", "creeps", "arrives", "falls")
# Share of the way down that is left when a run is said to be near, and on the ground.
NEAR, GROUND = 0.01, 0.1
# A valley so much steeper across than along is one, and not a bowl.
LONG = 10.0
# Crossings and rises of less than this share of the largest are not seen.
SEEN = 0.02
# So many crossings make swinging, and so many epochs to come half the way make creeping.
MANY_SWINGS, SLOW = 3, 5
# Of the last epochs of a trembling run, a quarter of all, so many rise, and so many fall; shorter
# runs tell nothing.
RESTLESS, LAST, SHORTEST = 0.25, 4, 16
# What is left of a way down by rounding.
ROUNDING = 1e-9


@dataclass(frozen=True, eq=False)
class _Path:
    """A run, seen from the optimum.

    Attributes
    ----------
    losses : ndarray, shape (E + 1,)
        Its losses.
    left : ndarray, shape (E + 1,), or None
        The share of the way down that is left; None if there is no way.
    offsets : ndarray, shape (E + 1, 2), or None
        How far it is from the optimum along the valley and across; None without curvature.
    heights : ndarray, shape (E + 1, 2), or None
        What these distances add to the loss, twice, if it is quadratic.
    """

    losses: FloatArray
    left: FloatArray | None
    offsets: FloatArray | None
    heights: FloatArray | None


@np.errstate(over="ignore", invalid="ignore", divide="ignore")
def run_story(run: Run, objective: Objective, label: str) -> RunStory:
    """Return what a run does.

    Parameters
    ----------
    run : Run
        The run.
    objective : Objective
        What it minimises, in the data's coordinates.
    label : str
        What to call it.
    """
    trajectory, path = run.trajectory, _seen(run, objective)
    losses, left = path.losses, path.left
    diverges = diverging(run)
    lowest = int(losses.argmin())
    condition = None if run.analysis is None else float(run.analysis.condition)
    valley = None if diverges else _valley(path, condition)
    facts: dict[str, Any] = {
        "first_step": None if left is None or len(left) < 2 else 1.0 - float(left[1]),
        "left": None if left is None else float(left[-1]),
        "valley": valley,
        "valley_left": None if valley is None or left is None else float(left[valley]),
        "near": None if left is None or diverges else settled(left > NEAR),
        "above": settled(losses <= losses[0]),
    }
    swings = _swings(path, condition)
    return RunStory(
        label,
        pair(trajectory.params[0]),
        pair(trajectory.params[-1]),
        (float(losses[0]), float(losses[-1])),
        run.epochs,
        str(trajectory.stopped),
        run.optimizer.spec.name,
        "diverges" if diverges else _course(path, condition, valley, swings),
        not run.scaling.plain,
        0 if run.optimizer.batches is None else min(run.optimizer.batches.size, objective.points),
        lowest,
        float(losses[lowest]),
        swings,
        _rises(path),
        _drop(losses),
        learning_rate=None if run.learning_rate is None else float(run.learning_rate),
        limit=limit_of(run.optimizer, run.analysis),
        condition=condition,
        **facts,
    )


def _seen(run: Run, objective: Objective) -> _Path:
    losses = run.trajectory.losses
    way = float(losses[0]) - objective.minimum
    small = ROUNDING * abs(objective.minimum)
    left = (losses - objective.minimum) / way if small < way < np.inf else None
    if run.analysis is None or objective.optimum is None:
        return _Path(losses, left, None, None)
    apart = run.scaling.to(run.trajectory.params - objective.optimum)
    offsets = apart @ run.analysis.directions.T
    return _Path(losses, left, offsets, run.analysis.eigenvalues * offsets**2)


def _valley(path: _Path, condition: float | None) -> int | None:
    """Return the epoch from which on a run is down in the valley, or has come most of the way."""
    if path.left is None:
        return None
    if path.heights is None or condition is None or condition < LONG:
        return settled(path.left > GROUND)
    along, across = path.heights.T
    # Beside what is next to nothing, what is left across may be the greater part.
    aside = (across > along) & (path.left > NEAR)
    return settled((across > GROUND * across[0]) | aside)


def _swings(path: _Path, condition: float | None) -> int:
    """Return how often a run crosses its valley so that it is seen."""
    if path.offsets is None or condition is None or condition < LONG:
        return 0
    return _crossings(path.offsets[:, 1])


def _crossings(across: FloatArray) -> int:
    """Return how often a coordinate changes its sign, among those that can be seen."""
    seen = np.abs(across) > SEEN * abs(float(across[0]))
    signs = np.sign(across[seen])
    return int(np.count_nonzero(signs[1:] != signs[:-1]))


def _rises(path: _Path) -> int:
    visible = SEEN * NEAR * float(np.ptp(path.losses))
    return int(np.count_nonzero(np.diff(path.losses) > visible))


def _drop(losses: FloatArray) -> int:
    if len(losses) < 2:
        return 0
    steps = np.diff(losses)
    largest = int(np.nanargmin(steps))
    return largest + 1 if steps[largest] < 0 else 0


def _course(path: _Path, condition: float | None, valley: int | None, swings: int) -> str:
    """Return how a run goes that does not diverge."""
    left = path.left
    if left is None:
        return "rests"
    way = float(np.ptp(path.losses))
    if _trembles(left, SEEN * abs(path.losses.min()) / way if way else 0.0):
        return "trembles"
    if swings >= MANY_SWINGS:
        return "swings"
    if valley is not None and _creeps(path, valley, condition):
        return "creeps"
    return "arrives" if left[-1] <= NEAR else "falls"


def _trembles(left: FloatArray, seen: float) -> bool:
    """Return whether the end goes up and down, by more than ``seen``, and no longer closer."""
    if len(left) <= SHORTEST:
        return False
    last = left[-(len(left) // LAST) :]
    steps, enough = np.diff(last), RESTLESS * (len(last) - 1)
    restless = min(np.count_nonzero(steps > ROUNDING), np.count_nonzero(steps < 0)) >= enough
    half = len(last) // 2
    late = float(last[half:].mean())
    return bool(restless and late > max(seen, float(last[:half].mean()) / 2))


def _creeps(path: _Path, valley: int, condition: float | None) -> bool:
    """Return whether there is much of the valley to go, and that slowly."""
    # Along a floor that is level there is nothing to go.
    if path.offsets is None or condition is None or not LONG <= condition < np.inf:
        return False
    along = np.abs(path.offsets[:, 0])
    far = along[valley] >= GROUND * float(np.hypot(*path.offsets[0]))
    halved = settled(along[valley:] > along[valley] / 2)
    slow = len(along) - 1 - valley if halved is None else halved
    return bool(far and slow >= SLOW)
