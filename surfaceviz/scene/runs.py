"""A run, and the chart of the (m, b) plane that it is shown on."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from surfaceviz.base.arrays import frozen

if TYPE_CHECKING:
    from surfaceviz.base.arrays import FloatArray
    from surfaceviz.losses.protocol import Objective
    from surfaceviz.losses.scaling import Scaling
    from surfaceviz.optimizers.descent import Trajectory
    from surfaceviz.optimizers.protocol import Optimizer
    from surfaceviz.optimizers.schedules import Schedule
    from surfaceviz.scene.analysis import Analysis
    from surfaceviz.scene.racing import Plan
    from surfaceviz.scene.surface import Surface
    from surfaceviz.scene.trace import Trace
    from surfaceviz.scene.window import Window

# Updates of all epochs together that are shown; of more, some of each epoch.
SHOWN_UPDATES = 4000


@dataclass(frozen=True, eq=False)
class Chart:
    """The (m, b) plane as it is shown.

    Attributes
    ----------
    scaling : Scaling
        Which coordinates its axes have.
    objective : Objective
        The loss as a function of these.
    surface : Surface
        Its samples over the window.
    """

    scaling: Scaling
    objective: Objective
    surface: Surface

    @property
    def window(self) -> Window:
        """The part of the plane that is shown."""
        return self.surface.window


@dataclass(frozen=True, eq=False)
class Run:
    """One optimizer's descent from one start.

    Attributes
    ----------
    label : str
        What it is called.
    plan : Plan
        What it was asked for.
    learning_rate : float or None
        The rate it was run with, before the schedule; None if its optimizer has none.
    scaling : Scaling
        In which coordinates it descended.
    analysis : Analysis or None
        What the curvature in these coordinates tells; None for a loss without any.
    trajectory : Trajectory
        Where it went, epoch by epoch, in the data's coordinates.
    chart : Chart
        Where it is shown.
    path : ndarray, shape (E + 1, 2)
        The trajectory's params in the chart's coordinates.
    track : ndarray, shape (E k + 1, 2)
        The same with k updates of each epoch, as far as they are shown.
    trace : Trace
        The track as a line on the surface.
    """

    label: str
    plan: Plan
    learning_rate: float | None
    scaling: Scaling
    analysis: Analysis | None
    trajectory: Trajectory
    chart: Chart = field(repr=False)
    path: FloatArray = field(repr=False)
    track: FloatArray = field(repr=False)
    trace: Trace = field(repr=False)

    @property
    def optimizer(self) -> Optimizer:
        """How it moves."""
        return self.plan.optimizer

    @property
    def schedule(self) -> Schedule:
        """How the rate changes."""
        return self.plan.schedule

    @property
    def epochs(self) -> int:
        """Number of epochs that were run, E."""
        return self.trajectory.epochs

    @property
    def updates(self) -> int:
        """Number of updates of an epoch that are shown, k."""
        return (len(self.track) - 1) // max(1, self.epochs)

    @property
    def steps(self) -> FloatArray:
        """What the next epoch adds to each row of the path, shape (E + 1, 2); NaN if not finite."""
        return self.chart.scaling.to(self.trajectory.steps)

    @property
    def carried(self) -> FloatArray:
        """The part of these steps that comes from momentum alone, shape (E + 1, 2)."""
        return self.chart.scaling.to(self.trajectory.carried)

    @property
    def downhill(self) -> FloatArray:
        """Where the negative gradients point, as the run saw them, in the chart, (E + 1, 2)."""
        seen = self.scaling.gradient_to(self.trajectory.gradients)
        return -self.chart.scaling.to(self.scaling.back(seen))


def back_from(scaling: Scaling, trajectory: Trajectory) -> Trajectory:
    """Return a trajectory in some coordinates as one in the data's."""
    if scaling.plain:
        return trajectory
    return replace(
        trajectory,
        params=frozen(scaling.back(trajectory.params)),
        gradients=frozen(scaling.gradient_back(trajectory.gradients)),
        steps=frozen(scaling.back(trajectory.steps)),
        carried=frozen(scaling.back(trajectory.carried)),
        track=frozen(scaling.back(trajectory.track)),
    )


def thinned_track(trajectory: Trajectory) -> FloatArray:
    """Return the track (E k + 1, 2) with as many updates k of each epoch as can be shown."""
    epochs, updates = max(1, trajectory.epochs), trajectory.updates
    shown = max(1, min(updates, SHOWN_UPDATES // epochs))
    within = np.linspace(0, updates, shown + 1).round().astype(np.intp)[1:]
    rows = (updates * np.arange(trajectory.epochs)[:, np.newaxis] + within).ravel()
    return np.asarray(trajectory.track[np.concatenate([[0], rows])])
