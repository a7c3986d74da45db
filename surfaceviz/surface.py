"""The loss over a window of the (m, b) plane, sampled on a grid."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from surfaceviz.arrays import frozen
from surfaceviz.errors import InputError

if TYPE_CHECKING:
    from surfaceviz.arrays import FloatArray
    from surfaceviz.objectives import Objective
    from surfaceviz.window import Window


@dataclass(frozen=True, eq=False)
class Surface:
    """Samples of the loss on a grid.

    Attributes
    ----------
    m : ndarray, shape (M,)
        Slopes, ascending.
    b : ndarray, shape (B,)
        Intercepts, ascending.
    loss : ndarray, shape (B, M)
        The loss at (m[j], b[i]) in row i, column j.
    """

    m: FloatArray
    b: FloatArray
    loss: FloatArray


def sample_surface(objective: Objective, window: Window, grid: int) -> Surface:
    """Return the loss on ``grid`` x ``grid`` points that span the window.

    Raises
    ------
    InputError
        If the loss overflows somewhere in the window.
    """
    m, b = np.linspace(*window.m, grid), np.linspace(*window.b, grid)
    loss = objective.value(np.stack(np.meshgrid(m, b), axis=-1))
    if not np.isfinite(loss).all():
        raise InputError(
            f"the loss exceeds what a float64 can hold in the window m {window.m[0]:g}:"
            f"{window.m[1]:g}, b {window.b[0]:g}:{window.b[1]:g}: choose a smaller one"
        )
    return Surface(frozen(m), frozen(b), frozen(loss))
