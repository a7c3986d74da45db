"""What a scene is asked for: in range, whatever the data turn out to be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from surfaceviz import defaults
from surfaceviz.errors import InputError, lookup, whole_number
from surfaceviz.objectives import OBJECTIVES
from surfaceviz.optimizers import OPTIMIZERS
from surfaceviz.window import WINDOWS

if TYPE_CHECKING:
    from surfaceviz.window import Window

MOST_EPOCHS = 100_000
COARSEST_GRID, FINEST_GRID = 2, 2000


@dataclass(frozen=True)
class Settings:
    """What a scene was asked for, in the words of ``build_scene``.

    Attributes
    ----------
    learning_rate : float or str
        Step per unit of gradient, or "auto".
    epochs : int
        Number of full updates.
    start : tuple of float
        Slope m and intercept b to start from.
    window : str or Window
        A name in ``WINDOWS``, or the window itself.
    grid : int
        Samples of the loss along each axis of the window.
    optimizer : str
        A name in ``OPTIMIZERS``.
    loss : str
        A name in ``OBJECTIVES``.
    """

    learning_rate: float | str
    epochs: int
    start: tuple[float, float]
    window: str | Window
    grid: int
    optimizer: str
    loss: str


def make_settings(
    learning_rate: float | str,
    epochs: int,
    start: tuple[float, float],
    window: str | Window,
    grid: int,
    optimizer: str = defaults.OPTIMIZER,
    loss: str = defaults.LOSS,
) -> Settings:
    """Return the settings, refusing what no data could make good.

    Parameters
    ----------
    learning_rate, epochs, start, window, grid, optimizer, loss
        As in ``build_scene``.

    Raises
    ------
    InputError
        If an argument is out of its range.
    """
    if isinstance(window, str):
        lookup(WINDOWS, window, "window")
    lookup(OPTIMIZERS, optimizer, "optimizer")
    lookup(OBJECTIVES, loss, "loss")
    return Settings(
        _rate(learning_rate),
        whole_number("epochs", epochs, 1, MOST_EPOCHS),
        _point(start),
        window,
        whole_number("grid", grid, COARSEST_GRID, FINEST_GRID),
        optimizer,
        loss,
    )


def _rate(rate: float | str) -> float | str:
    if isinstance(rate, str) and rate == "auto":
        return rate
    if not isinstance(rate, (int, float, np.number)):
        raise InputError(f"learning rate must be a positive number or 'auto', got {rate!r}")
    if not (np.isfinite(rate) and rate > 0):
        raise InputError(f"learning rate must be a positive finite number, got {rate:g}")
    return float(rate)


def _point(start: tuple[float, float]) -> tuple[float, float]:
    try:
        point = np.asarray(start, dtype=np.float64)
    except (TypeError, ValueError):
        point = np.array([])
    if point.shape != (2,) or not np.all(np.isfinite(point)):
        raise InputError(f"start must be two finite numbers, m and b; got {start!r}")
    return float(point[0]), float(point[1])
