"""How the parameters move: optimizers as pairs of pure functions, in one table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from surfaceviz.base.entries import Entry
from surfaceviz.optimizers.accumulating import adadelta, adagrad, rmsprop
from surfaceviz.optimizers.adaptive import adam, adamw, nadam
from surfaceviz.optimizers.curved import newton
from surfaceviz.optimizers.first_order import gd, momentum, nesterov, sgd
from surfaceviz.optimizers.protocol import Batches, Optimizer, Rule, State
from surfaceviz.optimizers.searching import bfgs, cg, steepest

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "OPTIMIZERS",
    "Batches",
    "Optimizer",
    "Rule",
    "State",
    "adadelta",
    "adagrad",
    "adam",
    "adamw",
    "bfgs",
    "cg",
    "gd",
    "momentum",
    "nadam",
    "nesterov",
    "newton",
    "rmsprop",
    "sgd",
    "steepest",
]

OPTIMIZERS: Mapping[str, Entry[Optimizer]] = {
    "gd": Entry("gradient descent: a step down the slope, as long as the slope is steep", gd),
    "sgd": Entry("stochastic gradient descent: a step for each small batch of points", sgd),
    "momentum": Entry("a heavy ball that rolls on, and over the bottom of a valley", momentum),
    "nesterov": Entry("momentum that looks ahead, and so brakes earlier", nesterov),
    "adagrad": Entry("steps for each parameter, ever shorter the more it has moved", adagrad),
    "rmsprop": Entry("steps for each parameter, over the size of its recent gradients", rmsprop),
    "adadelta": Entry("steps for each parameter, as long as its recent ones", adadelta),
    "adam": Entry("momentum and rmsprop together, both rid of their start at zero", adam),
    "adamw": Entry("adam with a weight decay that does not pass through the gradient", adamw),
    "nadam": Entry("adam that looks ahead as nesterov does", nadam),
    "steepest": Entry("down the slope to the lowest loss on the way, then anew", steepest),
    "cg": Entry("conjugate gradients: each direction spares what the last one solved", cg),
    "bfgs": Entry("learns the curvature from how the gradient changes", bfgs),
    "newton": Entry("knows the curvature, and solves a quadratic loss in one step", newton),
}
