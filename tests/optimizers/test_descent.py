from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import surfaceviz as sv
from surfaceviz.losses import mse
from surfaceviz.optimizers import OPTIMIZERS, gd
from surfaceviz.optimizers.descent import descend
from surfaceviz.optimizers.schedules import step
from surfaceviz.scene.analysis import analyse

DATA = sv.article_data()
OBJECTIVE = mse().on(DATA)
HESSIAN = OBJECTIVE.hessian(OBJECTIVE.optimum)
LIMIT = analyse(OBJECTIVE).stability_limit


def closed_form(start, rate, epochs):
    """The path of gradient descent on a quadratic: the error is multiplied by (I - rate H)."""
    contraction = np.eye(2) - rate * HESSIAN
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
    path = descend(OBJECTIVE, OPTIMIZERS[name].make(), np.array([4.0, -3.0]), 30)
    assert path.params.shape == path.steps.shape == path.carried.shape == (31, 2)
    assert path.params[0] == pytest.approx([4.0, -3.0])
    assert path.losses == pytest.approx(OBJECTIVE.value(path.params), rel=1e-15)
    assert path.gradients == pytest.approx(OBJECTIVE.gradient(path.params), rel=1e-15)
    assert path.params[1:] == pytest.approx(path.params[:-1] + path.steps[:-1], rel=1e-12)
    assert path.track[:: path.updates] == pytest.approx(path.params, rel=1e-15)
    longer = descend(OBJECTIVE, OPTIMIZERS[name].make(), np.array([4.0, -3.0]), 31)
    assert longer.params[31] == pytest.approx(path.params[30] + path.steps[30], rel=1e-12)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_an_optimizer_is_pure_and_stays_at_the_optimum(name):
    rule = OPTIMIZERS[name].make().on(OBJECTIVE)
    params = np.array([1.0, 2.0])
    gradient = OBJECTIVE.gradient(params)
    kept = gradient.copy()
    first = rule.update(gradient, rule.init(params), params, 0.1)
    again = rule.update(gradient, rule.init(params), params, 0.1)
    assert np.array_equal(first[0], again[0])
    assert np.array_equal(gradient, kept)
    step, _ = rule.update(np.zeros(2), rule.init(OBJECTIVE.optimum), OBJECTIVE.optimum, 0.1)
    decay = dict(OPTIMIZERS[name].keys).get("weight_decay") or 0.0
    assert step == pytest.approx(-0.1 * decay * OBJECTIVE.optimum, abs=1e-12)


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
    exact = mse().on(sv.Dataset.of([0.0, 1.0, 2.0], [1.0, 3.0, 5.0]))
    path = descend(exact, gd(0.1), np.array([2.0, 1.0]), 5)
    assert np.array_equal(path.params, np.tile([2.0, 1.0], (6, 1)))
    assert path.stopped is sv.Stopped.RAN_ALL_EPOCHS


def test_a_trajectory_cannot_be_changed():
    path = descend(OBJECTIVE, gd(0.01), np.zeros(2), 3)
    with pytest.raises(ValueError, match="read-only"):
        path.params[0, 0] = 1.0


def test_the_limit_is_where_the_steepest_direction_neither_grows_nor_shrinks():
    _, vectors = np.linalg.eigh(HESSIAN)
    start = OBJECTIVE.optimum + vectors[:, 1]
    path = descend(OBJECTIVE, gd(LIMIT), start, 20)
    distance = np.linalg.norm(path.params - OBJECTIVE.optimum, axis=1)
    assert distance == pytest.approx(np.ones(21), rel=1e-9)


def test_a_run_that_has_converged_stops_there():
    path = descend(OBJECTIVE, gd(0.5 * LIMIT), np.zeros(2), 5000, until=1e-3)
    left = (path.losses - OBJECTIVE.minimum) / (path.losses[0] - OBJECTIVE.minimum)
    assert path.stopped is sv.Stopped.CONVERGED
    assert left[-1] <= 1e-3 < left[-2]


def test_a_schedule_multiplies_the_rate_of_each_epoch():
    path = descend(OBJECTIVE, gd(0.01), np.zeros(2), 12, schedule=step(every=5, factor=0.5))
    rates = 0.01 * 0.5 ** (np.arange(13) // 5)
    wanted = -np.maximum(rates, rates[11])[:, np.newaxis] * path.gradients
    assert path.steps == pytest.approx(wanted, rel=1e-12)


def test_momentum_and_gradient_make_the_step_together():
    path = descend(OBJECTIVE, OPTIMIZERS["momentum"].make(learning_rate=0.01), np.zeros(2), 9)
    assert path.carried - 0.01 * path.gradients == pytest.approx(path.steps, rel=1e-12)
    assert np.array_equal(path.carried[0], [0, 0])
    assert np.abs(path.carried[1:]).max(axis=1).min() > 0


def test_an_epoch_of_batches_passes_over_every_point_once():
    optimizer = OPTIMIZERS["sgd"].make(learning_rate=1e-3, batch=30, seed=4)
    path = descend(OBJECTIVE, optimizer, np.array([1.0, 2.0]), 3)
    assert path.updates == 4
    params, track = np.array([1.0, 2.0]), []
    x, y = DATA.x, DATA.y
    for epoch in range(3):
        order = np.random.default_rng([4, epoch]).permutation(100)
        for rows in (order[:30], order[30:60], order[60:90], order[90:]):
            residuals = params[0] * x[rows] + params[1] - y[rows]
            params = params - 2e-3 * np.array([np.mean(residuals * x[rows]), np.mean(residuals)])
            track.append(params)
    assert path.track[1:] == pytest.approx(np.array(track), rel=1e-12)


def test_too_many_batches_are_refused():
    optimizer = OPTIMIZERS["sgd"].make(batch=1)
    with pytest.raises(sv.InputError, match="more than 500,000: take batches of at least 2 points"):
        descend(OBJECTIVE, optimizer, np.zeros(2), 10_000)
