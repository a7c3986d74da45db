"""Which part of the (m, b) plane is shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from surfaceviz.errors import InputError, lookup

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from surfaceviz.arrays import BoolArray, FloatArray
    from surfaceviz.descent import Trajectory
    from surfaceviz.objectives import Objective

PATH_MARGIN = 1.25
# Along one axis at least, the automatic window is at most this many times as wide as the path's.
ROOMIEST = 1.6
# Of a diverging path only the part that has not climbed beyond this many times the start's
# height is framed: the first swings stay large enough to see, the rest leaves the picture.
CLIMB = 10.0


@dataclass(frozen=True)
class Window:
    """A rectangle of the (m, b) plane.

    Attributes
    ----------
    m : tuple of float
        Least and greatest slope.
    b : tuple of float
        Least and greatest intercept.
    """

    m: tuple[float, float]
    b: tuple[float, float]

    def __post_init__(self) -> None:
        """Refuse an empty, reversed or infinite rectangle."""
        for axis, (low, high) in (("m", self.m), ("b", self.b)):
            if not (np.isfinite(low) and np.isfinite(high) and np.isfinite(high - low)):
                raise InputError(f"the window's {axis} range must be finite, got {low:g}:{high:g}")
            if not low < high:
                raise InputError(
                    f"the window's {axis} range must go from less to more, got {low:g}:{high:g}"
                )

    def contains(self, params: FloatArray) -> BoolArray:
        """Return which of the params (..., 2) lie inside, shape (...)."""
        low, high = np.array([self.m, self.b]).T
        return np.asarray(np.all((params >= low) & (params <= high), axis=-1))


def choose_window(
    choice: str | Window, objective: Objective, trajectories: Sequence[Trajectory]
) -> Window:
    """Return the window that ``choice`` names, around the optimum and the trajectories.

    Parameters
    ----------
    choice : str or Window
        A name in ``WINDOWS``, or the window itself.
    objective : Objective
        Gives the optimum and the loss.
    trajectories : sequence of Trajectory
        The paths to frame.

    Raises
    ------
    InputError
        If there is no such name.
    """
    if isinstance(choice, Window):
        return choice
    half_widths = lookup(WINDOWS, choice, "window")
    centre = _centre(objective, trajectories)
    half = half_widths(objective, trajectories, centre)
    # A window must have a width even where the path has none, as when it starts at the optimum.
    half = np.maximum(half, 1e-9 * np.abs(centre))
    half = np.where(half > 0, half, 1.0)
    (m_low, b_low), (m_high, b_high) = (centre - half).tolist(), (centre + half).tolist()
    return Window((m_low, m_high), (b_low, b_high))


def path_half_widths(
    objective: Objective, trajectories: Sequence[Trajectory], centre: FloatArray
) -> FloatArray:
    """Return the half-widths (2,) that frame the paths."""
    floor = objective.minimum
    reach = np.zeros(2)
    for trajectory in trajectories:
        climb = trajectory.losses - floor
        framed = trajectory.params[climb <= CLIMB * max(climb[0], 0.0)]
        if len(framed):
            reach = np.maximum(reach, np.abs(framed - centre).max(axis=0))
    bowl = bowl_half_widths(objective, trajectories, centre)
    # An axis along which nothing moves is shown as wide as the bowl is, or a unit where it is flat.
    fallback = np.where(bowl > 0, bowl, np.maximum(1.0, reach.max()))
    return np.where(reach > 0, PATH_MARGIN * reach, fallback)


def bowl_half_widths(
    objective: Objective, trajectories: Sequence[Trajectory], centre: FloatArray
) -> FloatArray:
    """Return the half-widths (2,) of all lines that are no worse than the worst start.

    Where that set is unbounded, because the optimum is not unique, the starts are framed.
    """
    if not objective.unique:
        reach = [float(np.abs(run.params[0] - centre).max()) for run in trajectories]
        return np.full(2, PATH_MARGIN * (max(reach) or 1.0))
    floor = objective.minimum
    height = max(float(run.losses[0]) for run in trajectories) - floor
    if height <= 0:
        # Every run starts at the optimum: show the lines of up to twice its loss.
        height = floor or 1.0
    return np.asarray(np.sqrt(2.0 * height) * np.sqrt(np.diag(objective.inverse_hessian)))


def auto_half_widths(
    objective: Objective, trajectories: Sequence[Trajectory], centre: FloatArray
) -> FloatArray:
    """Return half-widths (2,) between the path's, which hide the bowl, and the bowl's.

    Along each axis it is their geometric mean, but never so wide that the path is small in both.
    """
    path = path_half_widths(objective, trajectories, centre)
    bowl = bowl_half_widths(objective, trajectories, centre)
    between = np.sqrt(path / PATH_MARGIN) * np.sqrt(bowl)
    too_wide = max(1.0, float(np.min(between / path)) / ROOMIEST)
    return np.maximum(path, between / too_wide)


WINDOWS: Mapping[str, Callable[[Objective, Sequence[Trajectory], FloatArray], FloatArray]] = {
    "auto": auto_half_widths,
    "path": path_half_widths,
    "bowl": bowl_half_widths,
}


def _centre(objective: Objective, trajectories: Sequence[Trajectory]) -> FloatArray:
    """Return the optimum (2,); of many, the one nearest to the first start."""
    if objective.unique:
        return objective.optimum
    start = trajectories[0].params[0]
    valley = np.linalg.eigh(objective.hessian)[1][:, 0]
    return objective.optimum + valley * float(valley @ (start - objective.optimum))
