"""Losses whose truth is known, and what else the tests of optimizers share."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import assume
from hypothesis import strategies as st

import surfaceviz as sv
from surfaceviz.base.entries import made
from surfaceviz.losses import mae, mse
from surfaceviz.optimizers import OPTIMIZERS

STUDY = sv.Dataset.of(
    [1.0, 2.0, 4.0, 5.0, 7.0, 9.0, 9.5], [30.0, 41.0, 38.0, 52.0, 60.0, 71.0, 70.0]
)
ORIGIN = np.zeros(2)
NUMBERS = st.floats(-20, 20).map(lambda value: round(value, 3))
PLANE = st.tuples(NUMBERS, NUMBERS).map(np.array)
POINTS = st.lists(st.tuples(NUMBERS, NUMBERS), min_size=3, max_size=12)


def make(text):
    """The optimizer that a text stands for."""
    return made(str(text), OPTIMIZERS, "optimizer")


def drawn(points):
    """The mean squared error of drawn points that determine a line well."""
    x, y = np.array(points).T
    assume(np.ptp(x) > 0.5)
    return quadratic(x, y)


def quadratic(x, y):
    """The mean squared error of points."""
    return mse().on(sv.Dataset.of(x, y))


def kinked(x, y):
    """The mean absolute error of points, which has no curvature."""
    return mae().on(sv.Dataset.of(x, y))


def endless(x):
    """The softplus of -(m x + b) for x > 0: it falls for ever toward 0 as m and b grow."""
    x = np.asarray(x, dtype=float)
    rows = np.stack([x, np.ones_like(x)], axis=-1)

    def value(params):
        return np.logaddexp(0.0, -(np.asarray(params) @ rows.T)).mean(-1)

    def shares(params, rows):
        return 1.0 / (1.0 + np.exp(np.minimum(np.asarray(params) @ rows.T, 700.0)))

    def gradient(params):
        return -shares(params, rows) @ rows / len(x)

    def batch_gradient(chosen, params):
        return -shares(params, rows[chosen]) @ rows[chosen] / len(chosen)

    def hessian(params):
        share = shares(params, rows)
        return (rows.T * (share * (1.0 - share))) @ rows / len(x)

    return replace(
        quadratic(x, x),
        label="softplus",
        value=value,
        gradient=gradient,
        hessian=hessian,
        steepest=rows.T @ rows / (4.0 * len(x)),
        batch_gradient=batch_gradient,
        optimum=None,
        minimum=0.0,
    )


def counted(objective):
    """The same objective, and the list of where its gradient was asked for."""
    asked = []

    def gradient(params):
        asked.append(params)
        return objective.gradient(params)

    return replace(objective, gradient=gradient), asked
