"""What a scene is asked for: in range, whatever the data turn out to be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from surfaceviz.base import checks
from surfaceviz.base.entries import Entry, Specified, made
from surfaceviz.base.errors import InputError, one_of, shown
from surfaceviz.losses import OBJECTIVES
from surfaceviz.losses.protocol import Loss
from surfaceviz.optimizers import OPTIMIZERS
from surfaceviz.optimizers.protocol import Optimizer
from surfaceviz.optimizers.schedules import SCHEDULES, Schedule
from surfaceviz.scene import defaults
from surfaceviz.scene.window import WINDOWS, Window, read_window

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MOST_EPOCHS = 100_000
COARSEST_GRID, FINEST_GRID = 2, 2000
AXES = ("auto", "data", "standardized", "own")
Kind = TypeVar("Kind", bound=Specified)


@dataclass(frozen=True)
class Settings:
    """What a scene was asked for, in the words of ``build_scene``.

    Attributes
    ----------
    learning_rate : tuple of float or str
        Steps per unit of gradient, or "auto".
    epochs : int
        Number of full updates.
    start : tuple of (float, float)
        Slopes m and intercepts b to start from.
    window : str or Window
        A name in ``WINDOWS``, or the window itself.
    grid : int
        Samples of the loss along each axis of the window.
    optimizer : tuple of Optimizer
        How to move.
    loss : Loss
        What to minimise.
    schedule : tuple of Schedule
        How the learning rate changes.
    standardize : tuple of bool
        Whether to descend in z-scored coordinates.
    until : float or None
        Share of the first loss's excess over the minimum at which a run has converged.
    axes : str
        In which coordinates the plane is shown: a name in ``AXES``.
    """

    learning_rate: tuple[float | str, ...]
    epochs: int
    start: tuple[tuple[float, float], ...]
    window: str | Window
    grid: int
    optimizer: tuple[Optimizer, ...]
    loss: Loss
    schedule: tuple[Schedule, ...]
    standardize: tuple[bool, ...]
    until: float | None
    axes: str

    @property
    def needs_points(self) -> bool:
        """Whether the moments of the data are not enough to compute it."""
        return not self.loss.closed or any(each.batches for each in self.optimizer)


def make_settings(
    *,
    learning_rate: Any = "auto",
    epochs: int = defaults.EPOCHS,
    start: Any = defaults.START,
    window: Any = defaults.WINDOW,
    grid: int = defaults.GRID,
    optimizer: Any = defaults.OPTIMIZER,
    loss: str | Loss = defaults.LOSS,
    schedule: Any = defaults.SCHEDULE,
    standardize: Any = False,
    until: float | None = None,
    axes: str = "auto",
) -> Settings:
    """Return the settings, refusing what no data could make good.

    Parameters
    ----------
    learning_rate, epochs, start, window, grid, optimizer, loss, schedule, standardize, until, axes
        As in ``build_scene``.

    Raises
    ------
    InputError
        If an argument is out of its range.
    """
    window = _window(window)
    one_of(AXES, axes, "axes")
    return Settings(
        tuple(_rate(each) for each in _several(learning_rate)),
        checks.whole_number("epochs", epochs, 1, MOST_EPOCHS),
        tuple(_point(each) for each in _starts(start)),
        window,
        checks.whole_number("grid", grid, COARSEST_GRID, FINEST_GRID),
        tuple(_entry(each, OPTIMIZERS, Optimizer, "optimizer") for each in _several(optimizer)),
        _entry(loss, OBJECTIVES, Loss, "loss"),
        tuple(_entry(each, SCHEDULES, Schedule, "schedule") for each in _several(schedule)),
        _coordinates(standardize),
        _tolerance(until),
        axes,
    )


def _window(window: Any) -> str | Window:
    """Return the name of a window, or the window of two ranges or a text such as "0:6,-5:5"."""
    try:
        if isinstance(window, str) and ":" not in window:
            return one_of(tuple(WINDOWS), window, "window")
        if isinstance(window, str):
            return read_window(window)
        if isinstance(window, Window):
            return window
        (m_low, m_high), (b_low, b_high) = window
        return Window((float(m_low), float(m_high)), (float(b_low), float(b_high)))
    except InputError:
        raise
    except (TypeError, ValueError, OverflowError):
        raise InputError(
            f"window must be one of {', '.join(WINDOWS)}, or two ranges as in ((0, 6), (-5, 5)) or "
            f"'0:6,-5:5'; got {shown(window)}"
        ) from None


def _several(values: Any) -> Sequence[Any]:
    """Return one value or a list of them as a list."""
    several = list(values) if isinstance(values, (list, tuple, np.ndarray)) else [values]
    if not several:
        raise InputError("expected a value or a list of at least one, got an empty list")
    return several


def _coordinates(standardize: Any) -> tuple[bool, ...]:
    """Return in which coordinates to descend; of both the data's own come first."""
    chosen = tuple(_several(standardize))
    if chosen not in ((False,), (True,), (False, True)):
        raise InputError(
            f"standardize must be False, True, or [False, True] for both; got {standardize!r:.60}"
        )
    return tuple(map(bool, chosen))


def _starts(start: Any) -> Sequence[Any]:
    """Return one point or a list of them as a list."""
    shape = np.shape(start) if isinstance(start, (list, tuple, np.ndarray)) else ()
    return list(start) if len(shape) == 2 else [start]


def _entry(value: Any, table: Mapping[str, Entry[Kind]], kind: type[Kind], name: str) -> Kind:
    if isinstance(value, kind):
        return value
    if not isinstance(value, str):
        raise InputError(f"{name} must be one of {', '.join(table)}, got {value!r:.60}")
    return made(value, table, name)


def _rate(rate: float | str) -> float | str:
    if isinstance(rate, str) and rate == "auto":
        return rate
    if not isinstance(rate, (int, float, np.number)):
        raise InputError(f"learning rate must be a positive number or 'auto', got {shown(rate)}")
    try:
        number = float(rate)
    except OverflowError:
        number = float("inf")
    if not 0 < number < float("inf"):
        raise InputError(f"learning rate must be a positive finite number, got {shown(rate)}")
    return number


def _tolerance(until: float | None) -> float | None:
    if until is None:
        return None
    tolerance = checks.number("until", until)
    if not 0 < tolerance < 1:
        raise InputError(
            f"until must be more than 0 and less than 1, the share of the way down that is left; "
            f"got {tolerance:g}"
        )
    return tolerance


def _point(start: tuple[float, float]) -> tuple[float, float]:
    try:
        point = np.asarray(start, dtype=np.float64)
    except (TypeError, ValueError, OverflowError):
        point = np.array([])
    if point.shape != (2,) or not np.isfinite(point).all():
        raise InputError(f"start must be two finite numbers, m and b; got {shown(start)}")
    return float(point[0]), float(point[1])
