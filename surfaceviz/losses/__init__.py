"""What is minimised: losses of a line as functions of its slope m and intercept b."""

from __future__ import annotations

from typing import TYPE_CHECKING

from surfaceviz.base.entries import Entry
from surfaceviz.losses.logistic import logistic
from surfaceviz.losses.protocol import Loss, Objective
from surfaceviz.losses.residual_losses import huber, log_cosh, mae, quantile
from surfaceviz.losses.scaled import in_coordinates
from surfaceviz.losses.squares import mse

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "OBJECTIVES",
    "Loss",
    "Objective",
    "huber",
    "in_coordinates",
    "log_cosh",
    "logistic",
    "mae",
    "mse",
    "quantile",
]

OBJECTIVES: Mapping[str, Entry[Loss]] = {
    "mse": Entry("mean squared error; with l2 ridge, with l1 lasso, with both elastic net", mse),
    "mae": Entry("mean absolute error, which outliers hardly move", mae),
    "huber": Entry("squares up to delta, absolute errors beyond: few outliers matter", huber),
    "log-cosh": Entry("smooth all over: squares of small errors, sizes of large ones", log_cosh),
    "quantile": Entry("pinball loss: a share q of the points ends up below the line", quantile),
    "logistic": Entry("log loss of logistic regression, for y of 0 and 1", logistic),
}
