from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surfaceviz.optimizers.line_search import line_search
from tests.samples import NUMBERS, ORIGIN, PLANE, STUDY, counted, endless, kinked, quadratic

SLOPES = st.lists(st.integers(-20, 20), min_size=3, max_size=9, unique=True)


def search(objective, params, direction):
    return line_search(objective, params, objective.gradient(params), direction)


@given(PLANE, st.floats(1e-6, 1e6), st.booleans())
@settings(max_examples=40)
def test_a_quadratic_is_solved_by_a_secant(params, size, bounded):
    objective, asked = counted(quadratic(STUDY.x, STUDY.y))
    direction = -size * objective.gradient(params)
    if not bounded:
        objective = replace(objective, steepest=None)
    hessian = objective.hessian(params)
    exact = -objective.gradient(params) @ direction / (direction @ hessian @ direction)
    asked.clear()
    assert search(objective, params, direction) == pytest.approx(exact, rel=1e-9)
    assert len(asked) <= (4 if bounded else 25)


@given(SLOPES, st.data())
@settings(max_examples=40)
def test_a_loss_with_kinks_is_followed_to_the_lowest_of_them(x, data):
    y = np.array(data.draw(st.lists(NUMBERS, min_size=len(x), max_size=len(x))))
    params, x = data.draw(PLANE), np.array(x, dtype=float)
    objective, asked = counted(kinked(x, y))
    direction = -objective.gradient(params)
    found = search(objective, params, direction)
    along = direction[0] * x + direction[1]
    moving = np.abs(along) > 1e-9
    kinks = (y - params[0] * x - params[1])[moving] / along[moving]
    lengths = np.append(kinks[kinks > 0], 0.0)
    lowest = objective.value(params + lengths[:, None] * direction).min()
    assert found >= 0
    assert objective.value(params + found * direction) == pytest.approx(lowest, rel=1e-9, abs=1e-9)
    assert len(asked) <= 152


@given(PLANE)
@settings(max_examples=40)
def test_a_smooth_loss_is_flat_where_the_search_ends(params):
    x = np.array([-3.0, -1.0, 0.5, 2.0, 4.0])
    objective, asked = counted(endless(x))
    direction = -objective.gradient(params)
    found = search(objective, params, direction)
    slope = objective.gradient(params + found * direction) @ direction
    assert abs(slope) <= 1e-9 * float(direction @ direction)
    assert len(asked) <= 60


def test_a_loss_that_falls_for_ever_ends_the_search_where_it_is_flat():
    objective, asked = counted(endless([1.0, 2.0, 3.0]))
    found = search(objective, ORIGIN, np.ones(2))
    assert 10 < found < 1000
    assert objective.value(found * np.ones(2)) < 1e-8
    assert len(asked) <= 60


def test_a_slope_that_never_ends_ends_the_search():
    objective, asked = counted(kinked([1.0, 2.0], [1e100, 1e100]))
    assert np.isfinite(search(objective, ORIGIN, np.ones(2)))
    assert len(asked) <= 151


@pytest.mark.parametrize("direction", [(0.0, 0.0), (1.0, 1.0)])
def test_it_does_not_go_uphill_or_nowhere(direction):
    objective = endless([1.0, 2.0])
    gradient = -np.ones(2) * (np.array(direction) @ np.ones(2) == 0) + np.array(direction)
    assert line_search(objective, ORIGIN, gradient, np.array(direction)) == 0.0
