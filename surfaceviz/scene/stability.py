"""Which learning rates are stable, and how fast a run closes in on the optimum."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from surfaceviz.losses.protocol import Loss
    from surfaceviz.optimizers.protocol import Optimizer
    from surfaceviz.scene.analysis import Analysis
    from surfaceviz.scene.runs import Run

# Of these the distances to the optimum follow a recurrence that can be solved.
LINEAR = ("gd", "momentum", "nesterov")


def limit_of(optimizer: Optimizer, analysis: Analysis | None) -> float | None:
    """Return the learning rate above which an optimizer diverges on a quadratic loss.

    It is 2 / L for gradient descent, with L the largest eigenvalue of the Hessian and of the weight
    decay together; 2 (1 + s) / L with a momentum of s (Polyak, 1964), and 2 (1 + s) / ((1 + 2 s) L)
    where momentum looks ahead.

    Returns
    -------
    float or None
        None for other optimizers, and where there is no curvature.
    """
    kind, keys = optimizer.spec.name, optimizer.keys
    if analysis is None or kind not in LINEAR:
        return None
    steepest = float(analysis.eigenvalues[1]) + keys["weight_decay"]
    share = keys.get("momentum", 0.0)
    if kind == "nesterov":
        return 2.0 * (1.0 + share) / ((1.0 + 2.0 * share) * steepest)
    return 2.0 * (1.0 + share) / steepest


def contraction(run: Run) -> float | None:
    """Return what an epoch multiplies the slowest distance to the optimum by, in the long run.

    It is the spectral radius of the recurrence that the distance along an eigenvector of the
    Hessian follows: of first order for gradient descent, of second with momentum (Polyak, 1964).
    Where the loss is not quadratic that is so close to the optimum only.

    Returns
    -------
    float or None
        None for other optimizers, without curvature, and where the rate changes.
    """
    rate, analysis, kind = run.learning_rate, run.analysis, run.optimizer.spec.name
    if rate is None or analysis is None or kind not in LINEAR or scheduled(run):
        return None
    keys = run.optimizer.keys
    if keys["weight_decay"]:
        return None
    share = keys.get("momentum", 0.0)
    shrinks = 1.0 - rate * analysis.eigenvalues
    if kind == "nesterov":
        return max(_radius((1.0 + share) * each, share * each) for each in shrinks)
    return max(_radius(share + each, share) for each in shrinks)


def scheduled(run: Run) -> bool:
    """Return whether the learning rate changes over a run."""
    return run.schedule.spec.name != "constant" or bool(run.schedule.spec.keys)


def quadratic(loss: Loss) -> bool:
    """Return whether a loss is a quadratic function of the params."""
    return loss.spec.name == "mse" and not loss.keys["l1"]


def _radius(trace: float, product: float) -> float:
    """Return the larger absolute value of the roots of z^2 - trace z + product."""
    return float(np.abs(np.roots([1.0, -trace, product])).max())
