from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import surfaceviz as sv
from surfaceviz.base.entries import made
from surfaceviz.base.errors import InputError
from surfaceviz.losses import mse
from surfaceviz.optimizers import (
    OPTIMIZERS,
    bfgs,
    cg,
    gd,
    momentum,
    nesterov,
    newton,
    sgd,
    steepest,
)
from surfaceviz.optimizers.curved import shortest_solution
from surfaceviz.optimizers.descent import descend
from surfaceviz.optimizers.schedules import SCHEDULES
from tests.conftest import ROOT
from tests.samples import NUMBERS, ORIGIN, PLANE, POINTS, STUDY, drawn, kinked, make, quadratic

TORCH = dict(np.load(ROOT / "tests" / "references" / "torch_paths.npz"))
CASES = list(zip(TORCH["optimizers"], TORCH["schedules"], TORCH["paths"], strict=True))
IN_TORCH = {str(text).partition(":")[0] for text in TORCH["optimizers"]}


@pytest.mark.parametrize(("optimizer", "schedule", "path"), CASES)
def test_the_paths_are_those_of_pytorch(optimizer, schedule, path):
    objective = quadratic(TORCH["x"], TORCH["y"])
    schedule = made(str(schedule), SCHEDULES, "schedule")
    found = descend(objective, make(optimizer), path[0], len(path) - 1, schedule=schedule)
    assert np.abs(found.params - path).max() <= 1e-12 * np.abs(path).max()


def test_each_optimizer_and_schedule_of_pytorch_is_compared_in_several_settings():
    optimizers = Counter(str(text).partition(":")[0] for text in set(TORCH["optimizers"]))
    schedules = {str(text).partition(":")[0] for text in TORCH["schedules"]}
    assert min(optimizers.values()) >= 3
    assert schedules == set(SCHEDULES)
    assert set(OPTIMIZERS) - set(IN_TORCH) == {"steepest", "cg", "bfgs", "newton"}


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_a_rule_is_pure(name):
    rule = make(name).on(quadratic(STUDY.x, STUDY.y))
    params, gradient = np.array([1.0, 2.0]), np.array([3.0, -4.0])
    _, state = rule.update(gradient, rule.init(params), params, 0.1)
    kept = [part.copy() for part in state]
    first, second = (rule.update(-gradient, state, params + 0.1, 0.1) for _ in range(2))
    assert np.array_equal(first[0], second[0])
    for one, other in zip(first[1], second[1], strict=True):
        assert np.array_equal(one, other)
    assert all(np.array_equal(part, was) for part, was in zip(state, kept, strict=True))
    assert np.array_equal([*params, *gradient], [1.0, 2.0, 3.0, -4.0])


@given(POINTS, PLANE)
@settings(max_examples=40)
def test_newton_needs_one_step_and_conjugate_directions_two(points, start):
    objective = drawn(points)
    size = 1e-7 * max(1.0, np.abs(objective.optimum).max(), np.abs(start).max())
    for optimizer, epochs in ((newton(), 1), (cg(), 2), (bfgs(), 2)):
        path = descend(objective, optimizer, start, epochs).params
        assert np.abs(path[-1] - objective.optimum).max() <= size


@given(POINTS, PLANE, st.floats(0.05, 1))
@settings(max_examples=40)
def test_damped_newton_goes_a_share_of_the_way(points, start, share):
    objective = drawn(points)
    path = descend(objective, newton(share), start, 10).params
    left = (1 - share) ** np.arange(11)[:, None] * (start - objective.optimum)
    assert path - objective.optimum == pytest.approx(left, abs=1e-7 * (1 + np.abs(path).max()))


@given(POINTS, PLANE)
@settings(max_examples=40)
def test_steepest_descent_keeps_the_bound_of_kantorovich(points, start):
    objective = drawn(points)
    values = np.linalg.eigvalsh(objective.hessian(start))
    condition = values[1] / values[0]
    bound = ((condition - 1) / (condition + 1)) ** 2
    losses = descend(objective, steepest(), start, 12).losses - objective.minimum
    rounding = 1e-12 * (losses[0] + objective.minimum + 1)
    assert np.all(losses[1:] <= bound * (1 + 1e-9) * losses[:-1] + rounding)


def test_steepest_descent_takes_the_worst_case_to_its_bound():
    objective = quadratic([-3.0, 3.0], [0.0, 0.0])
    assert np.diag(objective.hessian(ORIGIN)) == pytest.approx([18, 2])
    losses = descend(objective, steepest(), np.array([1.0, 9.0]), 20).losses
    assert losses[1:] / losses[:-1] == pytest.approx(np.full(20, 0.8**2), rel=1e-9)


@given(st.tuples(NUMBERS, NUMBERS), st.tuples(NUMBERS, NUMBERS), PLANE, st.booleans())
@settings(max_examples=40)
def test_the_shortest_solution_is_that_of_the_pseudoinverse(first, second, vector, singular):
    root = np.array([first, first if singular else second])
    hessian = root.T @ root
    values = np.linalg.eigvalsh(hessian)
    assume(values[1] > 0.01 and (singular or values[0] > 1e-6 * values[1]))
    gradient = hessian @ vector
    wanted = np.linalg.pinv(hessian, rcond=1e-10) @ gradient
    found = shortest_solution(hessian, gradient)
    assert found == pytest.approx(wanted, rel=1e-6, abs=1e-6 * (1 + np.abs(vector).max()))


@pytest.mark.parametrize("unit", [1e-9, 1e-3, 1e6])
def test_newton_does_not_mind_the_unit_of_x(unit):
    objective = quadratic(unit * STUDY.x, STUDY.y)
    path = descend(objective, newton(), ORIGIN, 1).params
    assert path[1] == pytest.approx(objective.optimum, rel=1e-9)


def test_newton_takes_the_shortest_way_to_a_valley_of_optima():
    objective = quadratic([3.0, 3.0, 3.0], [1.0, 2.0, 9.0])
    assert not objective.unique
    path = descend(objective, newton(), ORIGIN, 3).params
    assert path[1:] == pytest.approx(np.tile(objective.optimum, (3, 1)), rel=1e-12)


def test_newton_stays_where_there_is_no_curvature_at_all():
    assert np.array_equal(shortest_solution(np.zeros((2, 2)), np.ones(2)), [0, 0])


@pytest.mark.parametrize(
    ("optimizer", "share"),
    [
        (momentum(0.01, momentum=0.8), 1.0),
        (nesterov(0.01, momentum=0.8), 1.8),
        (sgd(0.01, batch=100, momentum=0.8), 1.0),
    ],
)
def test_what_momentum_carries_is_the_step_without_the_gradient(optimizer, share):
    path = descend(quadratic(STUDY.x, STUDY.y), optimizer, np.array([1.0, 9.0]), 20)
    assert np.array_equal(path.carried[0], [0, 0])
    assert np.abs(path.carried[1:]).min() > 0
    pushed = -0.01 * share * path.gradients
    assert path.steps == pytest.approx(path.carried + pushed, rel=1e-9, abs=1e-12)


def test_a_batch_of_all_points_is_gradient_descent():
    objective = quadratic(STUDY.x, STUDY.y)
    one = descend(objective, sgd(0.01, batch=7), ORIGIN, 50).params
    assert one == pytest.approx(descend(objective, gd(0.01), ORIGIN, 50).params, rel=1e-12)


def test_another_seed_is_another_path_to_the_same_place():
    objective = mse().on(sv.article_data())
    paths = [descend(objective, sgd(seed=seed), ORIGIN, 60).params for seed in (0, 1, 1)]
    assert np.array_equal(paths[1], paths[2])
    assert np.abs(paths[0] - paths[1]).max() > 1e-3
    assert np.abs(paths[0][-1] - paths[1][-1]).max() < 0.5


def test_newton_refuses_a_loss_without_curvature():
    with pytest.raises(InputError) as error:
        newton().on(kinked(STUDY.x, STUDY.y))
    assert str(error.value) == (
        "newton needs a loss with curvature, and MAE has none: "
        "choose another optimizer or another loss"
    )


def test_newton_is_led_nowhere_by_hardly_any_curvature():
    with np.errstate(over="ignore"):
        step = shortest_solution(np.full((2, 2), 1e-300), np.full(2, 1e-300))
        assert step == pytest.approx([0.5, 0.5])
        assert np.isinf(shortest_solution(np.full((2, 2), 1e-300), np.full(2, 1e300))).all()
