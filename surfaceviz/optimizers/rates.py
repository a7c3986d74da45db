"""Learning rates that suit an objective, for where none was given."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from surfaceviz.base.arrays import FloatArray
    from surfaceviz.losses.protocol import Objective
    from surfaceviz.optimizers.protocol import Rule

# A run that follows signs, or gradients that do not fade, gets to the optimum in about so many
# epochs.
EPOCHS_TO_OPTIMUM = 25
# Where there is no optimum to go by.
PLAIN_DISTANCE = 2.5
# How many times as high above the minimum as the start a step of a whole distance may lead.
HIGHEST = 16.0
MOST_HALVINGS = 60
# More points than these are not looked at one by one.
MOST_PROBED = 2000
# Share of the scale of the parameters over which a gradient's differences are taken.
PROBE = 1e-3


def by_curvature(
    objective: Objective, start: FloatArray, rule: Rule, weight_decay: float = 0.0
) -> float:
    """Return half the stability limit of ``gd``, which solves the steepest direction at once.

    Where kinks know no such limit, the rate by which a gradient as large as those around the start
    would lead to the optimum in some epochs.

    Parameters
    ----------
    objective : Objective
        What is minimised.
    start : ndarray, shape (2,)
        Where the run starts.
    rule : Rule
        How it moves.
    weight_decay : float
        What the rule adds to the curvature of the objective.
    """
    if objective.steepest is not None:
        return 1.0 / (_largest(objective.steepest) + weight_decay)
    return _by_slope(objective, start, rule, EPOCHS_TO_OPTIMUM)


def by_batches(
    objective: Objective,
    start: FloatArray,
    rule: Rule,
    size: int,
    momentum: float,
    weight_decay: float,
) -> float:
    """Return the largest rate with which no batch whatever throws a run off.

    The points with the largest curvature, all in one batch, are solved in a single step along
    their steepest direction: so the step of any batch of a square loss is a contraction. Momentum
    adds up 1 / (1 - momentum) such steps, so it shares the rate among them.

    A point's curvature is taken from differences of its gradient at the start and at the optimum;
    that is exact where the loss is quadratic. Where kinks know no curvature, the rate is that of
    ``by_curvature`` shared among the batches of an epoch.
    """
    if objective.steepest is None:
        return _by_slope(
            objective, start, rule, EPOCHS_TO_OPTIMUM * math.ceil(objective.points / size)
        )
    places = [start] if objective.optimum is None else [start, objective.optimum]
    # It is long enough for the digits of large residuals to show the difference.
    width = PROBE * max(_distance(objective, start), float(np.abs(places).max()))
    count = min(objective.points, MOST_PROBED)
    rows = np.linspace(0, objective.points - 1, count).astype(np.intp)
    curvatures = sorted(max(_curvature(objective, row, at, width) for at in places) for row in rows)
    steepest = max(float(np.mean(curvatures[-size:])), _largest(objective.steepest))
    return (1.0 - momentum) / (steepest + weight_decay)


def by_distance(objective: Objective, start: FloatArray, rule: Rule) -> float:
    """Return the rate by which a gradient that keeps its sign leads to the optimum in some epochs.

    It is for rules whose steps hardly depend on how large the gradient is.
    """
    return _distance(objective, start) / _reach(rule, EPOCHS_TO_OPTIMUM)


def unit(_objective: Objective, _start: FloatArray) -> float:
    """Return 1, for a rule that finds the length of its steps by itself."""
    return 1.0


def _by_slope(objective: Objective, start: FloatArray, rule: Rule, updates: int) -> float:
    distance = _distance(objective, start)
    # A start may be flat, as the optimum is; what is a distance away from it is not.
    places = start + distance * np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]])
    slope = float(np.linalg.norm(objective.gradient(places), axis=-1).max()) or 1.0
    return distance / (_reach(rule, updates) * slope)


def _distance(objective: Objective, start: FloatArray) -> float:
    """Return how far the optimum is along the parameter that has the longer way to go.

    Where one parameter must go far and the loss is steep along the other, as with data far from
    the origin, it is halved until it does not lead too high along either.
    """
    if objective.optimum is None or np.array_equal(objective.optimum, start):
        return PLAIN_DISTANCE
    distance = float(np.abs(objective.optimum - start).max())
    highest = HIGHEST * (float(objective.value(start)) - objective.minimum)
    for _ in range(MOST_HALVINGS):
        corners = objective.optimum + distance * np.eye(2)
        if float(objective.value(corners).max()) - objective.minimum <= highest:
            break
        distance *= 0.5
    return distance


def _reach(rule: Rule, updates: int) -> float:
    """Return how far a gradient that is always 1 takes a rule whose rate is 1."""
    origin, gradient = np.zeros(2), np.ones(2)
    state, reach = rule.init(origin), 0.0
    for _ in range(updates):
        step, state = rule.update(gradient, state, origin, 1.0)
        reach -= float(step[0])
    return reach


def _largest(hessian: FloatArray) -> float:
    return float(np.linalg.eigvalsh(hessian)[-1])


def _curvature(objective: Objective, row: np.intp, params: FloatArray, width: float) -> float:
    """Return the trace of the second derivatives of one point's loss, by differences."""
    rows = np.array([row])
    here = objective.batch_gradient(rows, params)
    along = [objective.batch_gradient(rows, params + width * axis) for axis in np.eye(2)]
    return float(along[0][0] - here[0] + along[1][1] - here[1]) / width
