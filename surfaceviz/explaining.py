"""The numbers behind the picture: what data, loss and rates tell of a descent."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from surfaceviz.advice import advise
from surfaceviz.cautions import diverging
from surfaceviz.descent import Stopped, descend
from surfaceviz.objectives.scaled import in_coordinates

if TYPE_CHECKING:
    from surfaceviz.arrays import FloatArray
    from surfaceviz.runs import Run
    from surfaceviz.scene import Scene

# Shares of the way down that are left when a run is said to be near, and at the optimum.
NEAR, THERE = 1e-2, 1e-6
# Epochs that are tried, and points of data that are summed up in them, to see when that is.
MOST_TRIED, MOST_SUMMED = 20_000, 1e9


@dataclass(frozen=True)
class Prospect:
    """What one run is going to do.

    Attributes
    ----------
    label : str
        What it is called.
    optimizer : str
        Its optimizer, as it is written.
    learning_rate : float or None
        Its rate; None if its optimizer has none.
    stability_limit : float or None
        The rate above which gradient descent diverges in the run's coordinates.
    contraction : float or None
        What an epoch multiplies the slowest distance to the optimum by; None where no formula
        tells.
    epochs_near, epochs_there : int or None
        After how many epochs 1 %, and a millionth, of the way down is left; None if that is not
        within reach.
    diverges : bool
        Whether its loss grows.
    """

    label: str
    optimizer: str
    learning_rate: float | None
    stability_limit: float | None
    contraction: float | None
    epochs_near: int | None
    epochs_there: int | None
    diverges: bool


@dataclass(frozen=True, eq=False)
class Explanation:
    """The numbers behind a scene.

    Attributes
    ----------
    scene : Scene
        What it explains.
    mean_x, mean_y, correlation : float
        Of the points; the correlation is NaN if all x or all y are equal.
    r_squared : float
        Share of the variance of y that the line of the optimum explains; NaN if there is none.
    mse : float
        Mean squared error of that line, whichever loss it minimises.
    prospects : tuple of Prospect
        What each run is going to do.
    advice : tuple of str
        What might be done better, a sentence each.
    """

    scene: Scene
    mean_x: float
    mean_y: float
    correlation: float
    r_squared: float
    mse: float
    prospects: tuple[Prospect, ...]
    advice: tuple[str, ...]


def explain(scene: Scene) -> Explanation:
    """Return the numbers behind a scene.

    Parameters
    ----------
    scene : Scene
        Its runs are continued as far as it takes to tell when they reach the optimum.
    """
    moments, optimum = scene.data.moments, scene.objective.optimum
    spread = math.sqrt(moments.sxx) * math.sqrt(moments.syy)
    mse = math.nan if optimum is None else float(moments.mse(optimum))
    variance = moments.syy / moments.mass
    return Explanation(
        scene,
        moments.mean_x,
        moments.mean_y,
        moments.sxy / spread if spread else math.nan,
        1.0 - mse / variance if variance else math.nan,
        mse,
        tuple(_prospect(scene, run) for run in scene.runs),
        tuple(advise(scene)),
    )


def _prospect(scene: Scene, run: Run) -> Prospect:
    diverges = diverging(run)
    near, there = (None, None) if diverges else _epochs(scene, run)
    return Prospect(
        run.label,
        str(run.optimizer.spec),
        run.learning_rate,
        None if run.analysis is None else run.analysis.stability_limit,
        contraction(run),
        near,
        there,
        diverges,
    )


def contraction(run: Run) -> float | None:
    """Return what an epoch multiplies the slowest distance to the optimum by, in the long run.

    It is the spectral radius of the recurrence that the distance along an eigenvector of the
    Hessian follows: of first order for gradient descent, of second with momentum (Polyak, 1964).
    """
    rate, analysis, keys = run.learning_rate, run.analysis, dict(run.optimizer.spec.keys)
    if rate is None or analysis is None or keys.get("weight_decay") or _scheduled(run):
        return None
    kind = run.optimizer.spec.name
    share = keys.get("momentum", 0.9)
    if kind == "gd":
        return analysis.contraction(rate)
    if kind == "momentum":
        return max(_radius(1.0 + share - rate * curved, share) for curved in analysis.eigenvalues)
    if kind == "nesterov":
        shrinks = 1.0 - rate * analysis.eigenvalues
        return max(_radius((1.0 + share) * each, share * each) for each in shrinks)
    return None


def _radius(trace: float, product: float) -> float:
    """Return the larger absolute value of the roots of z^2 - trace z + product."""
    return float(np.abs(np.roots([1.0, -trace, product])).max())


def _quadratic(run: Run, scene: Scene) -> bool:
    """Return whether the run follows the closed form of gradient descent on a quadratic loss."""
    loss = scene.settings.loss
    smooth = loss.spec.name == "mse" and "l1" not in dict(loss.spec.keys)
    return smooth and _plain_descent(run) and not _scheduled(run)


def _plain_descent(run: Run) -> bool:
    spec = run.optimizer.spec
    return spec.name == "gd" and "weight_decay" not in dict(spec.keys)


def _scheduled(run: Run) -> bool:
    return run.schedule.spec.name != "constant" or bool(run.schedule.spec.keys)


def _epochs(scene: Scene, run: Run) -> tuple[int | None, int | None]:
    """Return after how many epochs 1 % and a millionth of the way down is left."""
    start = run.scaling.to(run.trajectory.params[0])
    objective = in_coordinates(scene.objective, run.scaling)
    rate, analysis = run.learning_rate, run.analysis
    if _quadratic(run, scene) and rate and analysis and objective.optimum is not None:
        offset = start - objective.optimum
        near, there = (analysis.epochs_until(rate, offset, share) for share in (NEAR, THERE))
        return near, there
    tried = int(min(MOST_TRIED, MOST_SUMMED / max(1, objective.evaluated)))
    if run.optimizer.batches is not None or _scheduled(run):
        tried = scene.settings.epochs
    found = descend(
        objective,
        run.optimizer,
        start,
        tried,
        rate=run.learning_rate,
        schedule=run.schedule,
        until=THERE,
    )
    close = _first_below(found.losses, objective.minimum, NEAR)
    converged = found.stopped is Stopped.CONVERGED
    return close, found.epochs if converged else None


def _first_below(losses: FloatArray, minimum: float, share: float) -> int | None:
    left = np.flatnonzero(losses - minimum <= share * (losses[0] - minimum))
    return int(left[0]) if left.size else None
