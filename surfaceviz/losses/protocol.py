"""What a loss is, and what it becomes on data: an objective over the (m, b) plane."""

from __future__ import annotations

import pickle
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from surfaceviz.base.entries import Specified

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import ArrayLike

    from surfaceviz.base.arrays import FloatArray, IntArray
    from surfaceviz.data.dataset import Dataset


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
        params (..., 2) -> derivatives by m and b (..., 2); where the loss has a kink, one of its
        subgradients: a point on the kink adds nothing, nor does a slope of 0 that is penalised.
    hessian : callable or None
        params (2,) -> second derivatives there (2, 2); None for a loss without curvature.
    steepest : ndarray, shape (2, 2), or None
        A matrix that no Hessian anywhere exceeds; None where kinks know no such bound.
    optimum : ndarray, shape (2,), or None
        Where the loss is smallest; one such place if there are many, the shortest if that is
        because all x are equal; None if there is none because the loss falls for ever.
    minimum : float
        The loss there, or what it falls toward.
    unique : bool
        Whether there is one optimum only.
    extents : callable
        (height, directions (k, 2)) -> how far (k,) the lines whose loss exceeds the minimum by at
        most the height lie from the optimum along each direction, on either side: the most that
        its product with their difference can be; infinite where there is no bound to it.
    sheared : callable
        (slopes (M,), intercepts (B,), shifts (M,)) -> losses (B, M) of all pairs of a slope and an
        intercept, to which the slope's shift is added.
    batch_gradient : callable
        numbers of points (k,), params (2,) -> the gradient (2,) of the mean loss of these points.
    points : int
        Number of points that a batch is drawn from.
    evaluated : int
        Points that each value is computed from; 0 where a few sums suffice.
    predict : callable
        x (n,), params (2,) -> what the fit predicts there (n,).
    curved : bool
        Whether that is a curve over x, not a straight line.
    origin : tuple of (callable, tuple) or None
        A function and the arguments for which it returns this objective, for pickle.
    """

    label: str
    value: Callable[[ArrayLike], FloatArray]
    gradient: Callable[[ArrayLike], FloatArray]
    hessian: Callable[[FloatArray], FloatArray] | None
    steepest: FloatArray | None
    optimum: FloatArray | None
    minimum: float
    unique: bool
    extents: Callable[[float, FloatArray], FloatArray]
    sheared: Callable[[FloatArray, FloatArray, FloatArray], FloatArray]
    batch_gradient: Callable[[IntArray, FloatArray], FloatArray]
    points: int
    evaluated: int
    predict: Callable[[FloatArray, FloatArray], FloatArray]
    curved: bool = False
    origin: tuple[Callable[..., Objective], tuple[Any, ...]] | None = None

    def __reduce__(self) -> tuple[Callable[..., Objective], tuple[Any, ...]]:
        """Let pickle store where it came from, since functions within functions it cannot."""
        if self.origin is None:
            raise pickle.PicklingError("this objective does not know what it was made from")
        return self.origin

    def reach(self, height: float) -> FloatArray:
        """Return the half-widths (2,) along m and b of all lines no worse than the height.

        That is, whose loss exceeds the minimum by at most that; infinite where there is no bound.
        """
        return self.extents(height, np.eye(2))

    def grid(self, m: FloatArray, b: FloatArray) -> FloatArray:
        """Return the losses (B, M) of all pairs of slopes m (M,) and intercepts b (B,)."""
        return self.sheared(m, b, np.zeros(len(m)))


@dataclass(frozen=True)
class Loss(Specified):
    """An entry of the table of losses, with its keys.

    Attributes
    ----------
    label : str
        What it is called in a picture.
    on : callable
        data -> the objective on them.
    closed : bool
        Whether the data's moments suffice; others need the points themselves.
    """

    label: str
    on: Callable[[Dataset], Objective]
    closed: bool = False


def objective_on(loss: Loss, data: Dataset) -> Objective:
    """Return what a loss is on data, able to be pickled if these are."""
    return replace(loss.on(data), origin=(objective_on, (loss, data)))
