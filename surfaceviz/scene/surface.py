"""The loss over a window of the (m, b) plane, sampled on a grid."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from surfaceviz.base.arrays import frozen
from surfaceviz.base.errors import InputError
from surfaceviz.scene.window import Window

if TYPE_CHECKING:
    from surfaceviz.base.arrays import FloatArray
    from surfaceviz.losses.protocol import Objective


@dataclass(frozen=True, eq=False)
class Surface:
    """Samples of the loss on a grid.

    Attributes
    ----------
    m : ndarray, shape (M,)
        Slopes, ascending and evenly spaced.
    b : ndarray, shape (B,)
        Intercepts, likewise.
    loss : ndarray, shape (B, M)
        The loss at (m[j], b[i]) in row i, column j.
    """

    m: FloatArray
    b: FloatArray
    loss: FloatArray

    @property
    def window(self) -> Window:
        """The part of the (m, b) plane that it covers."""
        m, b = self.m, self.b
        return Window((float(m[0]), float(m[-1])), (float(b[0]), float(b[-1])))

    def at(self, params: FloatArray) -> FloatArray:
        """Return the loss (...) at params (..., 2), linear between the samples; NaN stays NaN."""
        rows, columns = self.loss.shape
        column = _place(params[..., 0], self.m)
        row = _place(params[..., 1], self.b)
        known = np.isfinite(column + row)
        j = np.where(known, column, 0).astype(np.intp).clip(0, columns - 2)
        i = np.where(known, row, 0).astype(np.intp).clip(0, rows - 2)
        right, up = column - j, row - i
        lower = self.loss[i, j] * (1.0 - right) + self.loss[i, j + 1] * right
        upper = self.loss[i + 1, j] * (1.0 - right) + self.loss[i + 1, j + 1] * right
        return np.asarray(lower * (1.0 - up) + upper * up)


def sample_surface(objective: Objective, window: Window, grid: int) -> Surface:
    """Return the loss on ``grid`` x ``grid`` points that span the window.

    Raises
    ------
    InputError
        If the loss overflows somewhere in the window.
    """
    m, b = np.linspace(*window.m, grid), np.linspace(*window.b, grid)
    with np.errstate(over="ignore", invalid="ignore"):
        loss = objective.grid(m, b)
    if not np.isfinite(loss).all():
        raise InputError(
            f"the loss exceeds what a float64 can hold in the window m {window.m[0]:g}:"
            f"{window.m[1]:g}, b {window.b[0]:g}:{window.b[1]:g}: choose a smaller one"
        )
    return Surface(frozen(m), frozen(b), frozen(loss))


def _place(values: FloatArray, axis: FloatArray) -> FloatArray:
    """Return where values (...) lie among evenly spaced ones, 0 at the first."""
    return np.asarray((values - axis[0]) * ((axis.size - 1) / (axis[-1] - axis[0])))
