"""The lowest place of a smooth convex loss, by Newton's method."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from surfaceviz.base.arrays import FloatArray

MOST_STEPS = 200
MOST_HALVINGS = 40
# A curvature of less than this share of the steepest one is none.
FLAT = 1e-13
ROUNDING = 1e-14
# Share of the steepest curvature that is added where there is none.
SOFT = 1e-6


@dataclass(frozen=True)
class Smooth:
    """A convex function of two params with a bound to its curvature.

    Attributes
    ----------
    value, gradient, hessian : callable
        params (2,) -> (), (2,) and (2, 2).
    steepest : ndarray, shape (2, 2)
        A matrix that no Hessian exceeds.
    """

    value: Callable[[FloatArray], FloatArray]
    gradient: Callable[[FloatArray], FloatArray]
    hessian: Callable[[FloatArray], FloatArray]
    steepest: FloatArray


def lowest(function: Smooth, start: FloatArray) -> FloatArray:
    """Return the params (2,) where a function is least, as exactly as its gradient tells.

    The steps are Newton's, halved until they descend; where the function is all but straight,
    they are those of the bound, which descend always.
    """
    params = start
    for _ in range(MOST_STEPS):
        gradient = function.gradient(params)
        bends = (_bend(function, params), function.steepest)
        steps = (_step(gradient, bend, function.steepest) for bend in bends)
        following = next(
            (
                found
                for step in steps
                if (found := _along(function, params, gradient, step)) is not None
            ),
            None,
        )
        if following is None:
            break
        params = following
    return params


def is_bent(function: Smooth, params: FloatArray) -> bool:
    """Return whether a function curves in every direction somewhere."""
    bend = float(np.linalg.eigvalsh(function.hessian(params))[0])
    return bend > FLAT * float(np.trace(function.steepest))


def _bend(function: Smooth, params: FloatArray) -> FloatArray:
    """Return the Hessian (2, 2); where the function is straight some way, with a little more.

    The step then leads far along that way, and is halved, instead of leaving it out.
    """
    bend = function.hessian(params)
    if np.linalg.eigvalsh(bend)[0] > FLAT * np.trace(function.steepest):
        return bend
    return np.asarray(bend + SOFT * function.steepest)


def _step(gradient: FloatArray, bend: FloatArray, steepest: FloatArray) -> FloatArray:
    """Return the step (2,) to where a parabola of this gradient and curvature is least."""
    values, vectors = np.linalg.eigh(bend)
    usable = values > FLAT * np.trace(steepest)
    inverse = np.where(usable, 1.0 / np.where(usable, values, 1.0), 0.0)
    return np.asarray(-vectors @ (inverse * (vectors.T @ gradient)))


def _along(
    function: Smooth, params: FloatArray, gradient: FloatArray, step: FloatArray
) -> FloatArray | None:
    """Return a lower place (2,) along a step, or nothing if there is none."""
    before, falls = float(function.value(params)), float(gradient @ step)
    if not falls < 0.0:
        return None
    for halving in range(MOST_HALVINGS):
        share = 0.5**halving
        following = params + share * step
        after = float(function.value(following))
        if after <= before + 1e-4 * share * falls and after < before:
            return following
        # So close that the values are equal but for rounding, the gradient knows more.
        if after <= before + ROUNDING * abs(before):
            flatter = np.linalg.norm(function.gradient(following)) < 0.5 * np.linalg.norm(gradient)
            return following if flatter else None
    return None
