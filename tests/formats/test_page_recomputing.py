"""A page computes anew what it has all it takes for, and says why where it has not."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

import surfaceviz as sv
from surfaceviz.draw.look import Look
from surfaceviz.formats.page import recomputing
from surfaceviz.losses import OBJECTIVES
from surfaceviz.optimizers import OPTIMIZERS, Optimizer, Rule
from surfaceviz.optimizers.schedules import SCHEDULES
from surfaceviz.words.language import LANGUAGES
from tests.formats.test_player_payload import X, Y, parsed, payload_of, unpacked


@pytest.mark.parametrize("weights", [None, 1.0 + X])
def test_batches_dealt_in_the_orders_told_take_the_recorded_steps(weights):
    scene = sv.build_scene(X, Y, weights=weights, optimizer="sgd:batch=7,lr=0.002", epochs=12)
    told = parsed(payload_of(scene))
    (run,), data = told["runs"], told["data"]
    orders = unpacked(run["orders"], "<u2").reshape(-1, X.size)
    assert len(orders) == told["epochs"] + 1
    assert (np.sort(orders, axis=1) == np.arange(X.size)).all()
    x, y = unpacked(data["x"]), unpacked(data["y"])
    counts = np.ones(X.size) if data["w"] is None else unpacked(data["w"])
    params, path = np.zeros(2), [np.zeros(2)]
    for order in orders[:-1]:
        for rows in np.split(order, range(7, X.size, 7)):
            errors = counts[rows] * (params[0] * x[rows] + params[1] - y[rows])
            gradient = 2.0 * np.array([errors @ x[rows], errors.sum()]) / counts[rows].sum()
            params = params - 0.002 * gradient
        path.append(params)
    recorded = unpacked(run["recorded"]["params"]).reshape(-1, 2)
    np.testing.assert_allclose(path, recorded, rtol=1e-10, atol=1e-12)


def fit_for(loss, y):
    """Of numbers, those that a loss takes: logistic regression takes 0 and 1."""
    return np.sin(40.0 * y) > 0.0 if loss == "logistic" else y


@pytest.mark.parametrize("loss", OBJECTIVES)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_other_losses_than_squares_are_recomputed_from_all_points_only(noisy, loss, lang):
    few = sv.build_scene(X, fit_for(loss, Y), loss=loss, epochs=2, grid=8)
    assert payload_of(few, Look(lang=lang))["why_not"] is None
    x, y = (each[:3000] for each in noisy)
    many = sv.build_scene(x, fit_for(loss, y), loss=loss, epochs=2, grid=8)
    told = payload_of(many, Look(lang=lang))
    assert told["recomputes"] is (loss == "mse")
    assert told["data"]["complete"] is False
    if not told["recomputes"]:
        assert "3,000" in told["why_not"]
        assert "2,000" in told["why_not"]
        assert not set("{}") & set(told["why_not"])


def resting(_gradient, state, _params, _rate):
    return np.zeros(2), state


def own_optimizer():
    return Optimizer(lambda _objective: Rule(lambda _params: (), resting), None)


RECORDED = {
    "an optimizer of one's own": ({"optimizer": own_optimizer()}, "known to Python alone"),
    "a loss of one's own": (
        {"loss": dataclasses.replace(sv.objectives.mse(), spec=sv.objectives.Loss.spec)},
        "known to Python alone",
    ),
    "a schedule of one's own": (
        {"schedule": sv.schedules.Schedule(lambda _epoch, _epochs: 0.5)},
        "known to Python alone",
    ),
    "too many batches": ({"optimizer": "sgd:batch=30", "epochs": 4}, "too much room"),
}


@pytest.mark.parametrize(("options", "says"), RECORDED.values(), ids=RECORDED)
def test_what_a_page_cannot_compute_it_plays_and_says_why(options, says, monkeypatch):
    monkeypatch.setattr(recomputing, "MOST_ORDERED", 5 * X.size - 1)
    scene = sv.build_scene(X, Y, **({"epochs": 3, "grid": 8} | options))
    told = parsed(payload_of(scene))
    assert told["recomputes"] is False
    assert says in told["why_not"]
    assert told["runs"][0]["orders"] is None
    assert len(unpacked(told["runs"][0]["recorded"]["losses"])) == scene.epochs + 1


def test_batches_of_more_points_than_are_shown_are_played(noisy):
    x, y = noisy
    scene = sv.build_scene(x[:3000], y[:3000], optimizer="sgd:batch=500", epochs=2, grid=8)
    assert "batches are drawn from all 3,000" in payload_of(scene)["why_not"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_language_says_why(lang):
    assert lang in recomputing.REASONS
    assert all(vars(recomputing.REASONS[lang]).values())


@pytest.mark.parametrize("name", [name for name in OPTIMIZERS if name != "sgd"])
def test_every_optimizer_and_schedule_of_the_tables_is_recomputed(name):
    scene = sv.build_scene(X, Y, optimizer=name, schedule=list(SCHEDULES), epochs=3, grid=8)
    assert payload_of(scene)["recomputes"] is True
