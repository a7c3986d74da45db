from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import surfaceviz as sv
from surfaceviz.advice import advise
from surfaceviz.descent import descend
from surfaceviz.objectives import OBJECTIVES
from surfaceviz.optimizers import OPTIMIZERS
from surfaceviz.stability import contraction

X = np.array([0.0, 1.0, 2.0, 4.0, 7.0, 9.0])
Y = np.array([2.0, 1.0, 4.0, 6.0, 9.0, 13.0])
BINARY = (Y > 5).astype(float)[::-1].copy()
BINARY[1] = 1.0 - BINARY[1]


def told(**options):
    return sv.explain(sv.build_scene(X, Y, grid=2, **options))


def test_the_numbers_are_those_of_least_squares():
    found = told()
    slope, intercept = np.polyfit(X, Y, 1)
    residuals = Y - slope * X - intercept
    assert found.scene.objective.optimum == pytest.approx([slope, intercept])
    assert (found.mean_x, found.mean_y) == pytest.approx((X.mean(), Y.mean()))
    assert found.correlation == pytest.approx(np.corrcoef(X, Y)[0, 1])
    assert found.r_squared == pytest.approx(1 - residuals.var() / Y.var())
    assert found.mse == pytest.approx(np.mean(residuals**2))
    design = np.stack([X, np.ones_like(X)])
    values, vectors = np.linalg.eigh(2 * design @ design.T / len(X))
    analysis = found.scene.analysis
    assert analysis.eigenvalues == pytest.approx(values)
    assert np.abs(np.sum(analysis.directions * vectors.T, axis=1)) == pytest.approx([1, 1])
    assert analysis.condition == pytest.approx(values[1] / values[0])
    assert analysis.stability_limit == pytest.approx(2 / values[1])
    assert analysis.best_rate == pytest.approx(2 / values.sum())


def test_no_rate_contracts_more_than_the_best_one():
    analysis = told().scene.analysis
    best = analysis.contraction(analysis.best_rate)
    rates = np.linspace(0.01, 1.2, 500) * analysis.stability_limit
    assert min(map(analysis.contraction, rates)) >= best - 1e-12
    assert analysis.contraction(analysis.stability_limit) == pytest.approx(1.0)


@settings(max_examples=25, deadline=None)
@given(st.floats(0.05, 0.98), st.sampled_from([1e-2, 1e-6]), st.tuples(*[st.floats(-9, 9)] * 2))
def test_the_predicted_epochs_are_those_that_a_run_takes(share, tolerance, start):
    scene = sv.build_scene(X, Y, grid=2, epochs=1, start=start)
    objective, analysis = scene.objective, scene.analysis
    rate = share * analysis.stability_limit
    offset = np.array(start) - objective.optimum
    predicted = analysis.epochs_until(rate, offset, tolerance)
    path = descend(objective, OPTIMIZERS["gd"].make(), start, 600, rate=rate, until=tolerance)
    if path.stopped is sv.Stopped.CONVERGED:
        assert abs(path.epochs - predicted) <= 1
    else:
        assert predicted is None or predicted >= 599


@pytest.mark.parametrize("spec", ["gd", "momentum:momentum=0.7", "nesterov:momentum=0.6"])
def test_the_contraction_is_what_a_long_run_shows(spec):
    scene = sv.build_scene(X, Y, grid=2, epochs=900, optimizer=spec, learning_rate=0.01)
    (run,) = scene.runs
    distance = np.linalg.norm(run.trajectory.params - scene.objective.optimum, axis=1)
    # Of many epochs, since a pair of complex roots makes the distance sway.
    seen = (distance[300] / distance[100]) ** (1 / 200)
    assert contraction(run) == pytest.approx(seen, rel=2e-3)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_every_optimizer_has_its_prospect(name):
    (prospect,) = told(optimizer=name, epochs=20).prospects
    assert prospect.optimizer == name
    assert not prospect.diverges
    assert prospect.epochs_near is None or prospect.epochs_near > 0


@pytest.mark.parametrize("name", OBJECTIVES)
def test_every_loss_is_explained(name):
    y = BINARY if name == "logistic" else Y
    found = sv.explain(sv.build_scene(X, y, grid=2, loss=name))
    assert found.scene.objective.label
    assert len(found.prospects) == 1


def test_advice_names_the_limit_that_is_exceeded():
    with pytest.warns(sv.SurfaceVizWarning, match="above the stability limit"):
        found = told(learning_rate=0.05)
    (sentence,) = found.advice
    assert sentence.startswith("lr 0.05 is above the limit 0.0")
    assert "it will diverge" in sentence
    assert found.prospects[0].diverges
    assert found.prospects[0].epochs_there is None


def test_advice_for_a_long_valley_and_for_a_timid_rate():
    far = sv.build_scene(X + 200, Y, grid=2)
    (sentence,) = sv.explain(far).advice
    assert sentence.startswith("condition number ")
    assert "--standardize" in sentence
    (sentence,) = told(learning_rate=1e-5).advice
    assert "far below the limit" in sentence


YEARS = np.arange(1990.0, 2021.0)
SLOW = {
    "years": (YEARS, 14.0 + 0.02 * (YEARS - 2000) + 0.1 * np.sin(YEARS), {}),
    "years, falling": (YEARS, 900.0 - 3.0 * (YEARS - 2000), {}),
    "a longer valley": (X + 2e4, Y, {}),
    "a long valley": (X + 200, Y, {}),
    "a valley": (X + 20, Y, {}),
    "a rate of one's own": (X + 200, Y, {"learning_rate": 1e-5}),
    "huber": (X + 200, Y, {"loss": "huber"}),
}


@pytest.mark.parametrize(("x", "y", "options"), SLOW.values(), ids=SLOW)
def test_advice_is_given_and_each_way_out_helps(x, y, options):
    scene = sv.build_scene(x, y, grid=2, **options)
    (sentence,) = advise(scene)
    ways = [{"standardize": True, "learning_rate": "auto"}]
    assert "--standardize --lr auto" in sentence
    if "momentum" in sentence:
        ways.append({"optimizer": "momentum"})
    before = float(scene.runs[0].trajectory.losses[-1]) - scene.objective.minimum
    for way in ways:
        followed = sv.build_scene(x, y, grid=2, **(options | way)).runs[0]
        after = float(followed.trajectory.losses[-1]) - scene.objective.minimum
        assert after < before / 2


def test_a_rate_among_the_keys_is_advised_to_be_left_out():
    scene = sv.build_scene(X, Y, grid=2, optimizer="gd:lr=1e-5")
    (sentence,) = advise(scene)
    assert sentence.endswith("try --optimizer gd without lr")
    assert list(advise(sv.build_scene(X, Y, grid=2, optimizer="gd"))) != [sentence]


def test_who_arrives_gets_no_advice():
    assert told(epochs=400).advice == ()
    assert told(optimizer="newton").advice == ()


def test_the_command_tells_all_in_words(run):
    code, out, err = run(
        "explain", "study.csv", "--optimizer", "gd", "--optimizer", "cg", "--epochs", 9
    )
    assert code == 0
    assert "columns: x is 'hours', y is 'score'" in err
    for words in (
        "points",
        "correlation",
        "Hessian",
        "condition number",
        "stability limit",
        "best fixed rate",
        "1 % of the way down",
        "cg:",
    ):
        assert words in out


def test_the_command_tells_all_as_json(run):
    code, out, _ = run("explain", "study.csv", "--json", "--quiet")
    found = json.loads(out)
    assert code == 0
    assert found["data"]["n"] == 3
    m, b = np.polyfit([1, 2, 3], [50, 57, 60], 1)
    assert (found["optimum"]["m"], found["optimum"]["b"]) == pytest.approx((m, b))
    assert found["curvature"]["hessian"][1][1] == 2.0
    assert found["runs"][0]["optimizer"] == "gd"


def test_what_is_not_there_is_null(run):
    code, out, _ = run("explain", "study.csv", "--loss", "mae", "--json", "--quiet")
    assert code == 0
    assert json.loads(out)["curvature"] is None
