"""The finished computation: everything that a picture shows, before anything is drawn."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from surfaceviz import defaults
from surfaceviz.analysis import Analysis, analyse
from surfaceviz.dataset import Dataset
from surfaceviz.descent import Stopped, Trajectory, descend
from surfaceviz.errors import InputError, SurfaceVizWarning, printable
from surfaceviz.gathering import dataset_of
from surfaceviz.objectives import OBJECTIVES, Objective
from surfaceviz.optimizers import OPTIMIZERS
from surfaceviz.settings import Settings, make_settings
from surfaceviz.surface import Surface, sample_surface
from surfaceviz.trace import Trace, trace_steps
from surfaceviz.window import Window, choose_window

if TYPE_CHECKING:
    from narwhals.typing import IntoFrame
    from numpy.typing import ArrayLike

    from surfaceviz.arrays import FloatArray


@dataclass(frozen=True, eq=False)
class Run:
    """One optimizer's descent from one start.

    Attributes
    ----------
    label : str
        What it is called.
    learning_rate : float
        The rate it was run with.
    trajectory : Trajectory
        Where it went, epoch by epoch.
    trace : Trace
        The same as a line on the surface.
    """

    label: str
    learning_rate: float
    trajectory: Trajectory
    trace: Trace


@dataclass(frozen=True, eq=False)
class Scene:
    """All that a film shows, computed.

    Attributes
    ----------
    data : Dataset
        The points.
    objective : Objective
        What is minimised on them.
    analysis : Analysis
        What the curvature tells of learning rates.
    runs : tuple of Run
        The descents.
    surface : Surface
        The loss around them.
    settings : Settings
        What it was asked for.
    """

    data: Dataset
    objective: Objective
    analysis: Analysis
    runs: tuple[Run, ...]
    surface: Surface
    settings: Settings

    @property
    def epochs(self) -> int:
        """Epochs of the longest run."""
        return max(run.trajectory.epochs for run in self.runs)

    @property
    def window(self) -> Window:
        """The part of the (m, b) plane that the surface covers."""
        m, b = self.surface.m, self.surface.b
        return Window((float(m[0]), float(m[-1])), (float(b[0]), float(b[-1])))


def build_scene(
    data: Dataset | ArrayLike | IntoFrame | None = None,
    second: ArrayLike | None = None,
    /,
    *,
    x: str | ArrayLike | None = None,
    y: str | ArrayLike | None = None,
    weights: ArrayLike | str | None = None,
    learning_rate: float | str = "auto",
    epochs: int = defaults.EPOCHS,
    start: tuple[float, float] = defaults.START,
    window: str | Window = defaults.WINDOW,
    grid: int = defaults.GRID,
    optimizer: str = defaults.OPTIMIZER,
    loss: str = defaults.LOSS,
) -> Scene:
    """Compute a descent and the loss surface around it.

    Parameters
    ----------
    data, second : array_like, shape (n,)
        The points to fit a line to, x and y.
    data : Dataset or data frame
        Or a data set, or a frame with the names of its columns as ``x`` and ``y``.
    x, y : str or array_like
        Names of a frame's columns; or the points, by keyword.
    weights : array_like, shape (n,), or str, optional
        How much each point counts, or the frame's column that says so.
    learning_rate : float or "auto"
        Step per unit of gradient; "auto" takes half the stability limit.
    epochs : int
        Number of full updates to run.
    start : tuple of float
        Slope m and intercept b to start from.
    window : str or Window
        What to show of the (m, b) plane: "auto", "path", "bowl", or a Window.
    grid : int
        Samples of the loss along each axis of the window.
    optimizer : str
        How to move: a name in ``OPTIMIZERS``.
    loss : str
        What to minimise: a name in ``OBJECTIVES``.

    Raises
    ------
    InputError
        If an argument is out of its range, or the data determine no line and no learning rate
        says to show that.

    Warns
    -----
    SurfaceVizWarning
        If points were left out, the descent diverges, or the data determine no line.
    """
    asked = make_settings(learning_rate, epochs, start, window, grid, optimizer, loss)
    points = _as_dataset(data, second, x, y, weights)
    objective = OBJECTIVES[asked.loss](points)
    analysis = analyse(objective)
    rate = _choose_rate(asked.learning_rate, points, objective, analysis)
    origin = _check_start(asked.start, objective)
    moving = OPTIMIZERS[asked.optimizer](rate)
    trajectory = descend(objective, moving, origin, asked.epochs)
    _warn_about(points, objective, analysis, trajectory, rate)
    shown = choose_window(asked.window, objective, (trajectory,))
    surface = sample_surface(objective, shown, asked.grid)
    trace = trace_steps(objective, trajectory, shown)
    run = Run(moving.label, moving.learning_rate, trajectory, trace)
    return Scene(points, objective, analysis, (run,), surface, asked)


def _as_dataset(data: Any, second: Any, x: Any, y: Any, weights: Any) -> Dataset:
    if not isinstance(data, Dataset):
        return dataset_of(data, second, x, y, weights)
    if any(given is not None for given in (second, x, y, weights)):
        raise InputError("a Dataset already holds its y and weights: give no second argument")
    return data


def _choose_rate(
    rate: float | str, data: Dataset, objective: Objective, analysis: Analysis
) -> float:
    if not isinstance(rate, str):
        return rate
    if not objective.unique:
        raise InputError(
            f"{_all_equal(data)}, so no unique line fits best: choose another column for x, or "
            "give a learning rate (--lr) to see it"
        )
    return analysis.safe_rate


def _check_start(start: tuple[float, float], objective: Objective) -> FloatArray:
    point = np.array(start)
    if not np.isfinite(objective.value(point)):
        raise InputError(
            f"the loss at the start ({point[0]:g}, {point[1]:g}) exceeds what a float64 can "
            "hold: start closer to the data"
        )
    return point


def _warn_about(
    data: Dataset,
    objective: Objective,
    analysis: Analysis,
    trajectory: Trajectory,
    rate: float,
) -> None:
    if data.left_out:
        rows = "1 row" if data.left_out == 1 else f"{data.left_out:,} rows"
        weight = "" if data.moments.weight is None else " and a weight"
        names = printable(f"{data.x_name} and {data.y_name}")
        _warn(f"{rows} without a finite {names}{weight} left out")
    if not objective.unique:
        _warn(
            f"{_all_equal(data)}: no unique line fits best; "
            "the descent ends in the valley of those that do"
        )
    diverged = trajectory.stopped is Stopped.DIVERGED
    if diverged or (
        rate > analysis.stability_limit and trajectory.losses[-1] > trajectory.losses[0]
    ):
        ending = f"stopped after epoch {trajectory.epochs}" if diverged else "the loss grows"
        _warn(
            f"learning rate {rate:g} is above the stability limit "
            f"{analysis.stability_limit:g} of this data: the descent diverges ({ending})"
        )


def _all_equal(data: Dataset) -> str:
    """Return the words for x that are all the same."""
    # Of dates the first, from which the others are counted, is told.
    value = f"{data.x_range[0]:g}" if data.dates is None else str(data.dates.at(0.0))
    return f"all values of {printable(data.x_name)} equal {value}"


def _warn(message: str) -> None:
    warnings.warn(message, SurfaceVizWarning, stacklevel=4)
