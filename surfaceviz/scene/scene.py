"""The finished computation: everything that a picture shows, before anything is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from surfaceviz.base.errors import InputError, shown
from surfaceviz.data.dataset import Dataset, dataset_of
from surfaceviz.losses.protocol import objective_on
from surfaceviz.optimizers.schedules import check_schedule
from surfaceviz.scene import defaults
from surfaceviz.scene.cautions import warn_about
from surfaceviz.scene.charting import show_runs
from surfaceviz.scene.racing import plan_runs
from surfaceviz.scene.running import run_plan
from surfaceviz.scene.settings import Settings, make_settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from narwhals.typing import IntoFrame
    from numpy.typing import ArrayLike

    from surfaceviz.losses.protocol import Loss, Objective
    from surfaceviz.optimizers.protocol import Optimizer
    from surfaceviz.optimizers.schedules import Schedule
    from surfaceviz.scene.analysis import Analysis
    from surfaceviz.scene.runs import Chart, Run
    from surfaceviz.scene.surface import Surface
    from surfaceviz.scene.window import Window


@dataclass(frozen=True, eq=False)
class Scene:
    """All that a film shows, computed.

    Attributes
    ----------
    data : Dataset
        The points.
    objective : Objective
        What is minimised on them, in the data's coordinates.
    runs : tuple of Run
        The descents.
    settings : Settings
        What it was asked for.
    """

    data: Dataset
    objective: Objective
    runs: tuple[Run, ...]
    settings: Settings

    def _repr_html_(self) -> str:
        """Show itself in a notebook: as the page to play with."""
        from surfaceviz.embedding.notebook import frame_html

        return frame_html(self)

    @property
    def epochs(self) -> int:
        """Epochs of the longest run."""
        return max(run.epochs for run in self.runs)

    @property
    def chart(self) -> Chart:
        """The chart of the first run, and of all unless each has coordinates of its own."""
        return self.runs[0].chart

    @property
    def analysis(self) -> Analysis | None:
        """What the curvature tells of the first run; None for a loss without any."""
        return self.runs[0].analysis

    @property
    def surface(self) -> Surface:
        """The loss around the runs."""
        return self.chart.surface

    @property
    def window(self) -> Window:
        """The part of the (m, b) plane that the surface covers."""
        return self.chart.window


def check_scene(scene: object) -> None:
    """Refuse what is no scene.

    Raises
    ------
    InputError
        If it is none; the message tells what makes one.
    """
    if not isinstance(scene, Scene):
        raise InputError(f"expected a scene, as build_scene makes one of data, got {shown(scene)}")


def build_scene(
    data: Dataset | ArrayLike | IntoFrame | None = None,
    second: ArrayLike | None = None,
    /,
    *,
    x: str | ArrayLike | None = None,
    y: str | ArrayLike | None = None,
    weights: ArrayLike | str | None = None,
    learning_rate: float | str | Sequence[float | str] = "auto",
    epochs: int = defaults.EPOCHS,
    start: tuple[float, float] | Sequence[tuple[float, float]] = defaults.START,
    window: str | Window | Sequence[tuple[float, float]] = defaults.WINDOW,
    grid: int = defaults.GRID,
    optimizer: str | Optimizer | Sequence[str | Optimizer] = defaults.OPTIMIZER,
    loss: str | Loss = defaults.LOSS,
    schedule: str | Schedule | Sequence[str | Schedule] = defaults.SCHEDULE,
    standardize: bool | Sequence[bool] = False,
    until: float | None = None,
    axes: str = defaults.AXES,
) -> Scene:
    """Compute descents and the loss surface around them.

    Lists of learning rates, starts, optimizers, schedules or coordinates make a race of several
    runs: in pairs where all lists are equally long, else every combination.

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
    learning_rate : float or "auto", or several
        Step per unit of gradient, for optimizers that were made without one; "auto" takes what
        suits the optimizer and the data, such as half the stability limit.
    epochs : int
        Number of full updates to run.
    start : tuple of float, or several
        Slope m and intercept b to start from.
    window : str or Window
        What to show of the (m, b) plane: "auto", "path", "bowl", or a Window.
    grid : int
        Samples of the loss along each axis of the window.
    optimizer : str or Optimizer, or several
        How to move: a name in ``OPTIMIZERS``, perhaps with keys as in ``"adam:beta1=0.8"``, or
        what a function of ``surfaceviz.optimizers`` returns.
    loss : str or Loss
        What to minimise: a name in ``OBJECTIVES``, perhaps with keys as in ``"huber:delta=2"``,
        or what a function of ``surfaceviz.objectives`` returns.
    schedule : str or Schedule, or several
        How the learning rate changes: a name in ``SCHEDULES``, perhaps with keys.
    standardize : bool, or several
        Whether to descend in the coordinates of z-scored x, in which the bowl is round.
    until : float, optional
        End a run when no more than this share of the first loss's excess over the minimum is left.
    axes : str
        Coordinates of the chart: those of the "data", "standardized" ones, each run's "own", or
        "auto" for those in which the runs descended if it is the same for all.

    Raises
    ------
    InputError
        If an argument is out of its range, the runs are too many, or the data determine no line
        and no learning rate says to show that.

    Warns
    -----
    SurfaceVizWarning
        If points were left out, a descent diverges, or the data determine no line.
    """
    asked = make_settings(
        learning_rate=learning_rate,
        epochs=epochs,
        start=start,
        window=window,
        grid=grid,
        optimizer=optimizer,
        loss=loss,
        schedule=schedule,
        standardize=standardize,
        until=until,
        axes=axes,
    )
    plans = plan_runs(asked)
    for each in asked.schedule:
        check_schedule(each, asked.epochs)
    points = _as_dataset(data, second, x, y, weights, asked)
    objective = objective_on(asked.loss, points)
    descents = [run_plan(plan, points, objective, asked) for plan in plans]
    runs = show_runs(descents, points, objective, asked)
    warn_about(points, asked, runs)
    return Scene(points, objective, runs, asked)


def _as_dataset(data: Any, second: Any, x: Any, y: Any, weights: Any, asked: Settings) -> Dataset:
    if not isinstance(data, Dataset):
        return dataset_of(data, second, x, y, weights, points=asked.needs_points)
    if any(given is not None for given in (second, x, y, weights)):
        raise InputError("a Dataset already holds its y and weights: give no second argument")
    return data
