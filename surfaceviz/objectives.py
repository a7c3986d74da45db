"""What is minimised: the loss of a line as a function of its slope m and intercept b."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import ArrayLike

    from surfaceviz.arrays import FloatArray
    from surfaceviz.dataset import Dataset


@dataclass(frozen=True, eq=False)
class Objective:
    """A loss over the (m, b) plane; the same functions serve a point, a path and a grid.

    Attributes
    ----------
    label : str
        What the loss is called in a picture.
    value : callable
        params (..., 2) -> losses (...).
    gradient : callable
        params (..., 2) -> derivatives by m and b (..., 2).
    hessian : ndarray, shape (2, 2)
        Second derivatives at the optimum.
    inverse_hessian : ndarray, shape (2, 2)
        Its inverse; infinite where the optimum is not unique.
    optimum : ndarray, shape (2,)
        Where the loss is smallest; the shortest such vector if there are many.
    minimum : float
        The loss there.
    unique : bool
        Whether the optimum is the only one.
    """

    label: str
    value: Callable[[ArrayLike], FloatArray]
    gradient: Callable[[ArrayLike], FloatArray]
    hessian: FloatArray
    inverse_hessian: FloatArray
    optimum: FloatArray
    minimum: float
    unique: bool


def mse(data: Dataset) -> Objective:
    """Return the mean squared error of a line on ``data``."""
    moments = data.moments
    return Objective(
        "MSE",
        moments.mse,
        moments.gradient,
        moments.hessian,
        moments.inverse_hessian,
        moments.optimum,
        moments.minimum,
        unique=not moments.degenerate,
    )


OBJECTIVES: Mapping[str, Callable[[Dataset], Objective]] = {"mse": mse}
