from __future__ import annotations

import csv

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import surfaceviz as sv
from surfaceviz.losses import OBJECTIVES, mse
from surfaceviz.optimizers import OPTIMIZERS, gd, momentum, nesterov, newton, sgd
from surfaceviz.optimizers.descent import descend, rate_of
from tests.conftest import ROOT
from tests.samples import ORIGIN, PLANE, POINTS, STUDY, drawn, endless, kinked, make, quadratic


def study():
    with (ROOT / "docs" / "study.csv").open() as file:
        rows = list(csv.DictReader(file))
    columns = [[float(row[name]) for row in rows] for name in ("hours", "score")]
    return sv.Dataset.of(*columns)


def labels():
    rng = np.random.default_rng(1)
    x = rng.normal(2, 3, 80)
    return sv.Dataset.of(x, (rng.random(80) < 1 / (1 + np.exp(1.5 - x))).astype(float))


DATA = {"article": sv.article_data(), "study": study()}


def excess(path, objective):
    """How far the losses of a path are above the minimum, as shares of the first."""
    return (path.losses - objective.minimum) / (path.losses[0] - objective.minimum)


@pytest.mark.parametrize("data", DATA)
@pytest.mark.parametrize("name", OPTIMIZERS)
def test_without_keys_a_descent_gets_there_in_a_hundred_epochs(name, data):
    objective = mse().on(DATA[data])
    share = excess(descend(objective, make(name), ORIGIN, 100), objective)
    assert share.max() == 1
    assert share[-1] < 0.02


@pytest.mark.parametrize("name", OPTIMIZERS)
@given(POINTS, PLANE, st.integers(-30, 30))
@settings(max_examples=25)
def test_the_unit_of_y_is_without_effect_on_the_picture(name, points, start, power):
    objective = drawn(points)
    x, y = np.array(points).T
    unit = 2.0**power
    scaled = quadratic(x, unit * y)
    # Where a derivative is nothing but rounding, its sign means nothing either.
    slopes = np.abs(objective.gradient(start))
    assume(slopes.min() > 1e-3 * slopes.max() > 1e-6)
    keys = {"weight_decay": 0.0, "eps": 1e-30} if name.startswith(("ada", "rms", "nad")) else {}
    optimizer = OPTIMIZERS[name].make(
        **{k: v for k, v in keys.items() if k in OPTIMIZERS[name].keys}
    )
    path = descend(objective, optimizer, start, 5).params
    again = descend(scaled, optimizer, unit * start, 5).params / unit
    assert again == pytest.approx(path, rel=1e-6, abs=1e-6 * np.abs(path).max())


@pytest.mark.parametrize("name", [name for name in OPTIMIZERS if name != "newton"])
@pytest.mark.parametrize("loss", OBJECTIVES)
def test_without_keys_a_descent_gets_there_on_every_loss(name, loss):
    objective = OBJECTIVES[loss].make().on(labels() if loss == "logistic" else DATA["article"])
    share = excess(descend(objective, make(name), ORIGIN, 100), objective)
    assert share.max() == 1
    assert share[-1] < 0.02


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_a_loss_that_falls_for_ever_is_followed(name):
    objective = endless(STUDY.x)
    rate = rate_of(make(name), objective, ORIGIN)
    assert rate is None or 0 < rate < np.inf
    assert (np.diff(descend(objective, make(name), ORIGIN, 30).losses) <= 0).all()


@given(st.lists(st.floats(0.001, 1e4), min_size=4, max_size=40), st.integers(1, 12), st.data())
@settings(max_examples=40)
def test_no_batch_throws_a_run_off(x, size, data):
    x = np.array(x)
    assume(np.ptp(x) > 0.5)
    objective = quadratic(x, x)
    rate = rate_of(sgd(batch=size), objective, ORIGIN)
    chosen = data.draw(st.lists(st.integers(0, len(x) - 1), min_size=1, max_size=size, unique=True))
    assume(len(chosen) == min(size, len(x)))
    rows = np.stack([x, np.ones_like(x)], axis=-1)[chosen]
    largest = np.linalg.eigvalsh(2 * rows.T @ rows / len(chosen))[-1]
    assert rate * largest <= 1 + 1e-6


@pytest.mark.parametrize("text", ["sgd:batch=1", "sgd:batch=1,momentum=0.9", "sgd:batch=3,seed=5"])
def test_small_batches_of_wild_data_do_not_explode(text):
    rng = np.random.default_rng(3)
    x = rng.lognormal(0, 2, 80)
    objective = quadratic(x, 0.7 * x + 5 + rng.normal(0, 1, 80))
    share = excess(descend(objective, make(text), ORIGIN, 60), objective)
    assert share.max() < 1.5
    assert share[-1] < 0.3


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_data_far_from_the_origin_do_not_throw_a_run_off(name):
    x = np.linspace(2000, 2020, 30)
    objective = quadratic(x, 1e3 * (x - 1990) + np.sin(x))
    share = excess(descend(objective, make(name), ORIGIN, 100), objective)
    assert share.max() == 1
    assert share[-1] < 0.2


def test_weight_decay_is_part_of_what_the_rate_must_bear():
    objective = quadratic(STUDY.x, STUDY.y)
    for make_one in (gd, momentum, nesterov, sgd):
        path = descend(objective, make_one(weight_decay=1e4), np.array([3.0, 50.0]), 60)
        assert np.abs(path.params[-1]).max() < 1


def test_a_start_at_the_optimum_has_a_rate_all_the_same():
    for objective in (quadratic(STUDY.x, STUDY.y), kinked(STUDY.x, STUDY.y)):
        for name in OPTIMIZERS:
            rate = rate_of(make(name), objective, objective.optimum)
            assert rate is None or 1e-6 < rate < 1e6


def test_newton_takes_its_whole_step_unless_told_otherwise():
    assert newton().choose_rate(quadratic(STUDY.x, STUDY.y), ORIGIN) == newton().learning_rate == 1
