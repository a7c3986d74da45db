"""What the Hessian tells of a descent before it is run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from surfaceviz.objectives import Objective


@dataclass(frozen=True)
class Analysis:
    """Curvature of the loss, and the learning rates that follow from it.

    For a quadratic loss, gradient descent multiplies the distance to the optimum along an
    eigenvector of the Hessian by (1 - learning_rate * eigenvalue) in every epoch.

    Attributes
    ----------
    largest_eigenvalue : float
        Of the Hessian: the curvature in the steepest direction.
    """

    largest_eigenvalue: float

    @property
    def stability_limit(self) -> float:
        """The learning rate 2 / largest_eigenvalue; gradient descent diverges above it."""
        return 2.0 / self.largest_eigenvalue

    @property
    def safe_rate(self) -> float:
        """Half the stability limit: the steepest direction is solved in a single epoch."""
        return 1.0 / self.largest_eigenvalue


def analyse(objective: Objective) -> Analysis:
    """Return the analysis of an objective at its optimum."""
    return Analysis(float(np.linalg.eigvalsh(objective.hessian)[-1]))
