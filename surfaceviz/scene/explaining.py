"""The numbers behind the picture: what data, loss and rates tell of a descent."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from surfaceviz.losses.scaled import in_coordinates
from surfaceviz.optimizers.descent import MOST_UPDATES, descend
from surfaceviz.scene.advice import advise
from surfaceviz.scene.analysis import LONGEST
from surfaceviz.scene.cautions import diverging, settled
from surfaceviz.scene.scene import check_scene
from surfaceviz.scene.stability import contraction, limit_of, quadratic, scheduled

if TYPE_CHECKING:
    from surfaceviz.base.arrays import FloatArray
    from surfaceviz.losses.protocol import Objective
    from surfaceviz.scene.runs import Run
    from surfaceviz.scene.scene import Scene

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
        The rate above which its optimizer diverges on a quadratic loss; None where none is known.
    contraction : float or None
        What an epoch multiplies the slowest distance to the optimum by; None where no formula
        tells.
    epochs_near, epochs_there : int or None
        After how many epochs no more than 1 %, and a millionth, of the way down is left for good;
        None if that is not within the epochs that were tried.
    tried : int
        Of how many epochs that is known.
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
    tried: int
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
    check_scene(scene)
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
        tuple(advise(scene, THERE)),
    )


def _prospect(scene: Scene, run: Run) -> Prospect:
    diverges = diverging(run)
    near, there, tried = (None, None, 0) if diverges else _epochs(scene, run)
    return Prospect(
        run.label,
        str(run.optimizer.spec),
        run.learning_rate,
        limit_of(run.optimizer, run.analysis),
        contraction(run),
        near,
        there,
        tried,
        diverges,
    )


def _epochs(scene: Scene, run: Run) -> tuple[int | None, int | None, int]:
    """Return after how many epochs 1 % and a millionth of the way down is left, and of how many."""
    start = run.scaling.to(run.trajectory.params[0])
    objective = in_coordinates(scene.objective, run.scaling)
    rate, analysis = run.learning_rate, run.analysis
    if rate and analysis and objective.optimum is not None and _has_closed_form(run, scene):
        offset = start - objective.optimum
        near, there = (analysis.epochs_until(rate, offset, share) for share in (NEAR, THERE))
        return near, there, LONGEST
    for tried in _trials(scene, run, objective):
        losses = descend(
            objective, run.optimizer, start, tried, rate=rate, schedule=run.schedule
        ).losses
        near, there = (_settled(losses, objective.minimum, share) for share in (NEAR, THERE))
        # A heavy ball flies through the optimum: it has arrived if it stays as long again.
        if there is not None and 2 * there <= tried:
            break
    return near, there, tried


def _has_closed_form(run: Run, scene: Scene) -> bool:
    """Return whether a run is gradient descent on a quadratic loss, and stable."""
    shrink = contraction(run)
    plain = run.optimizer.spec.name == "gd" and quadratic(scene.settings.loss)
    return plain and shrink is not None and shrink < 1.0


def _trials(scene: Scene, run: Run, objective: Objective) -> list[int]:
    """Return numbers of epochs to try one after the other."""
    if scheduled(run):
        # What the rate is depends on how many epochs there are.
        return [scene.settings.epochs]
    most = MOST_TRIED
    if run.optimizer.batches is not None:
        updates = -(-objective.points // run.optimizer.batches.size)
        most = min(most, MOST_UPDATES // updates // 2)
    most = max(1, min(most, int(MOST_SUMMED / max(1, objective.evaluated))))
    return sorted({min(each, most) for each in (200, 1000, 5000, MOST_TRIED)})


def _settled(losses: FloatArray, minimum: float, share: float) -> int | None:
    """Return the epoch from which on no more than a share of the way down is left."""
    return settled(losses - minimum > share * (losses[0] - minimum))
