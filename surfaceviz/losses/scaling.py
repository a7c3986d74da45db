"""Coordinates of the (m, b) plane: those of the data, and those of z-scored x."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from surfaceviz.base.arrays import FloatArray
    from surfaceviz.data.dataset import Dataset


@dataclass(frozen=True)
class Scaling:
    """The line y = m x + b written as y = m' z + b' with z = (x - centre) / spread.

    Params and steps turn from one into the other by the same linear map.

    Attributes
    ----------
    centre, spread : float
        What z is counted from, and in units of; 0 and 1 for x as it is.
    """

    centre: float = 0.0
    spread: float = 1.0

    @property
    def plain(self) -> bool:
        """Whether z is x."""
        return self == PLAIN

    def to(self, params: ArrayLike) -> FloatArray:
        """Return params (..., 2) of x as those of z: (m spread, b + m centre)."""
        m, b = np.moveaxis(np.asarray(params, dtype=np.float64), -1, 0)
        return np.stack([m * self.spread, b + m * self.centre], axis=-1)

    def back(self, params: ArrayLike) -> FloatArray:
        """Return params (..., 2) of z as those of x."""
        m, b = np.moveaxis(np.asarray(params, dtype=np.float64), -1, 0)
        m = m / self.spread
        return np.stack([m, b - m * self.centre], axis=-1)

    def gradient_to(self, gradient: ArrayLike) -> FloatArray:
        """Return a gradient (..., 2) by params of x as that by params of z."""
        by_m, by_b = np.moveaxis(np.asarray(gradient, dtype=np.float64), -1, 0)
        return np.stack([(by_m - by_b * self.centre) / self.spread, by_b], axis=-1)

    def gradient_back(self, gradient: ArrayLike) -> FloatArray:
        """Return a gradient (..., 2) by params of z as that by params of x."""
        by_m, by_b = np.moveaxis(np.asarray(gradient, dtype=np.float64), -1, 0)
        return np.stack([by_m * self.spread + by_b * self.centre, by_b], axis=-1)


PLAIN = Scaling()


def z_scored(data: Dataset) -> Scaling:
    """Return the coordinates in which x has mean 0 and variance 1; of equal x, mean 0 alone."""
    moments = data.moments
    return Scaling(moments.mean_x, math.sqrt(moments.sxx / moments.mass) or 1.0)
