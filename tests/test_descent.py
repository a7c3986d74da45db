from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import surfaceviz as sv
from surfaceviz.analysis import analyse
from surfaceviz.descent import descend
from surfaceviz.objectives import OBJECTIVES, mse
from surfaceviz.optimizers import OPTIMIZERS, gd

DATA = sv.article_data()
OBJECTIVE = mse(DATA)
LIMIT = analyse(OBJECTIVE).stability_limit


def closed_form(start, rate, epochs):
    """The path of gradient descent on a quadratic: the error is multiplied by (I - rate H)."""
    contraction = np.eye(2) - rate * OBJECTIVE.hessian
    error = np.asarray(start) - OBJECTIVE.optimum
    path = [error]
    for _ in range(epochs):
        path.append(contraction @ path[-1])
    return OBJECTIVE.optimum + np.array(path)


@given(
    st.tuples(st.floats(-20, 20), st.floats(-20, 20)),
    st.floats(0.02, 0.99),
    st.integers(1, 60),
)
def test_gradient_descent_follows_the_closed_form(start, share, epochs):
    rate = share * LIMIT
    path = descend(OBJECTIVE, gd(rate), np.array(start), epochs)
    assert path.params == pytest.approx(closed_form(start, rate, epochs), rel=1e-9, abs=1e-9)
    assert path.epochs == epochs
    assert path.stopped is sv.Stopped.RAN_ALL_EPOCHS


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_every_row_of_a_trajectory_is_the_objectives(name):
    path = descend(OBJECTIVE, OPTIMIZERS[name](0.5 * LIMIT), np.array([4.0, -3.0]), 30)
    assert path.params.shape == (31, 2)
    assert path.params[0] == pytest.approx([4.0, -3.0])
    assert path.losses == pytest.approx(OBJECTIVE.value(path.params), rel=1e-15)
    assert path.gradients == pytest.approx(OBJECTIVE.gradient(path.params), rel=1e-15)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_an_optimizer_is_pure_and_stays_at_the_optimum(name):
    optimizer = OPTIMIZERS[name](0.1)
    params = np.array([1.0, 2.0])
    gradient = np.array([3.0, -4.0])
    first = optimizer.update(gradient, optimizer.init(params), params)
    again = optimizer.update(gradient, optimizer.init(params), params)
    assert np.array_equal(first[0], again[0])
    assert np.array_equal(gradient, [3.0, -4.0])
    step, _ = optimizer.update(np.zeros(2), optimizer.init(params), params)
    assert np.array_equal(step, [0, 0])


@given(st.floats(0.05, 0.999))
def test_below_the_stability_limit_the_loss_never_rises(share):
    losses = descend(OBJECTIVE, gd(share * LIMIT), np.array([9.0, 9.0]), 50).losses
    assert np.all(np.diff(losses) <= 1e-12 * losses[:-1])


@pytest.mark.parametrize("times", [1.01, 1.5, 20.0, 1e6, 1e200, 1e300])
def test_above_the_stability_limit_it_diverges_and_stays_finite(times):
    path = descend(OBJECTIVE, gd(times * LIMIT), np.zeros(2), 400)
    assert path.losses[-1] > path.losses[0] or path.epochs == 0
    for array in (path.params, path.losses, path.gradients):
        assert np.isfinite(array).all()
    assert path.stopped is sv.Stopped.DIVERGED or times < 1.1


def test_a_start_at_an_exact_optimum_stays_there():
    exact = mse(sv.Dataset.of([0.0, 1.0, 2.0], [1.0, 3.0, 5.0]))
    path = descend(exact, gd(0.1), np.array([2.0, 1.0]), 5)
    assert np.array_equal(path.params, np.tile([2.0, 1.0], (6, 1)))
    assert path.stopped is sv.Stopped.RAN_ALL_EPOCHS


def test_a_trajectory_cannot_be_changed():
    path = descend(OBJECTIVE, gd(0.01), np.zeros(2), 3)
    with pytest.raises(ValueError, match="read-only"):
        path.params[0, 0] = 1.0


@pytest.mark.parametrize("name", OBJECTIVES)
def test_every_objective_agrees_with_itself(name):
    objective = OBJECTIVES[name](DATA)
    points = objective.optimum + np.random.default_rng(2).normal(0, 2, (30, 2))
    least = objective.value(objective.optimum)
    assert (objective.value(points) >= least).all()
    assert objective.gradient(objective.optimum) == pytest.approx([0, 0], abs=1e-10)
    for point in points:
        for axis in np.eye(2):
            step = 1e-5 * axis
            slope = (objective.value(point + step) - objective.value(point - step)) / 2e-5
            assert objective.gradient(point) @ axis == pytest.approx(slope, rel=1e-5, abs=1e-6)


def test_the_limit_is_where_the_steepest_direction_neither_grows_nor_shrinks():
    values, vectors = np.linalg.eigh(OBJECTIVE.hessian)
    start = OBJECTIVE.optimum + vectors[:, 1]
    path = descend(OBJECTIVE, gd(LIMIT), start, 20)
    distance = np.linalg.norm(path.params - OBJECTIVE.optimum, axis=1)
    assert distance == pytest.approx(np.ones(21), rel=1e-9)
    assert analyse(OBJECTIVE).safe_rate == pytest.approx(1 / values[1])
