"""What the Hessian tells of a descent before it is run."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from surfaceviz.base.arrays import frozen

if TYPE_CHECKING:
    from surfaceviz.base.arrays import FloatArray
    from surfaceviz.losses.protocol import Objective

LONGEST = 10**12


@dataclass(frozen=True, eq=False)
class Analysis:
    """Curvature of the loss at its optimum, and the learning rates that follow from it.

    For a quadratic loss, gradient descent multiplies the distance to the optimum along an
    eigenvector of the Hessian by (1 - learning_rate * eigenvalue) in every epoch. Other losses
    behave so close to their optimum.

    Attributes
    ----------
    hessian : ndarray, shape (2, 2)
        Second derivatives by m and b.
    eigenvalues : ndarray, shape (2,)
        Its eigenvalues, ascending: the curvature along the valley and across it.
    directions : ndarray, shape (2, 2)
        Their unit vectors, one in each row.
    """

    hessian: FloatArray
    eigenvalues: FloatArray
    directions: FloatArray

    @property
    def stability_limit(self) -> float:
        """The learning rate 2 / largest eigenvalue; gradient descent diverges above it."""
        return 2.0 / float(self.eigenvalues[1])

    @property
    def best_rate(self) -> float:
        """The learning rate 2 / (sum of both eigenvalues), which no fixed one surpasses."""
        return 2.0 / float(self.eigenvalues.sum())

    @property
    def condition(self) -> float:
        """The condition number, largest by smallest eigenvalue; infinite for a flat valley."""
        small, large = map(float, self.eigenvalues)
        return large / small if small > 0 else np.inf

    def contraction(self, rate: float) -> float:
        """Return by what gradient descent multiplies the slowest distance in every epoch."""
        return float(np.abs(1.0 - rate * self.eigenvalues).max())

    def epochs_until(self, rate: float, offset: FloatArray, share: float) -> int | None:
        """Return after how many epochs gradient descent on a quadratic loss has come so far.

        Parameters
        ----------
        rate : float
            The learning rate.
        offset : ndarray, shape (2,)
            The start, seen from the optimum.
        share : float
            How much of the loss's excess over the minimum may be left.

        Returns
        -------
        int or None
            None if it takes more than 10^12.
        """
        heights = self.eigenvalues * (self.directions @ offset) ** 2
        shrinks = np.abs(1.0 - rate * self.eigenvalues)
        goal = share * heights.sum()

        def left(epochs: int) -> float:
            return float(heights @ shrinks ** (2.0 * epochs))

        if left(LONGEST) > goal:
            return None
        return bisect_left(range(LONGEST), True, key=lambda epochs: left(epochs) <= goal)


def analyse(objective: Objective) -> Analysis | None:
    """Return the analysis of an objective at its optimum; None for one without curvature there."""
    if objective.hessian is None or objective.optimum is None:
        return None
    hessian = objective.hessian(objective.optimum)
    eigenvalues, vectors = np.linalg.eigh(hessian)
    if not eigenvalues[1] > 0:
        return None
    return Analysis(frozen(hessian), frozen(eigenvalues.clip(0.0)), frozen(vectors.T))
