from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import surfaceviz as sv
from surfaceviz.losses import OBJECTIVES
from surfaceviz.optimizers import OPTIMIZERS
from surfaceviz.optimizers.descent import descend
from surfaceviz.scene.advice import advise
from surfaceviz.scene.stability import contraction

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


YEARS, CENTURY = np.arange(1990.0, 2021.0), np.arange(1900.0, 2000.0)
DATA = {
    "years": (YEARS, 14.0 + 0.02 * (YEARS - 2000) + 0.1 * np.sin(YEARS)),
    "years, falling": (YEARS, 900.0 - 3.0 * (YEARS - 2000)),
    "a century": (CENTURY, 13.0 + 0.01 * (CENTURY - 1900) + 0.1 * np.sin(CENTURY)),
    "a longer valley": (X + 2e4, Y),
    "a long valley": (X + 200, Y),
    "a valley": (X + 20, Y),
    "an outlier": (np.append(X, 60.0), np.append(Y, -400.0)),
    "tiny": (1e-3 * X, 1e-3 * Y),
    "flat": (YEARS, 5.0 + 1e-3 * np.cos(YEARS)),
}
RATED = [name for name in OPTIMIZERS if name not in ("steepest", "cg", "bfgs")]
# Of the usual rate, or the rate itself as a key.
SHARES = [None, 1.98, 1e-3, "key"]


def ways_out(sentence, asked):
    """What is asked for by each of the ways out that a sentence names."""
    _, _, ways = sentence.partition(": try ")
    for way in filter(None, ways.split(" or ")):
        words = way.removesuffix(" without lr").split()
        options = dict(asked)
        while words:
            option = words.pop(0)
            if option == "--standardize":
                options["standardize"] = True
            elif option == "--lr":
                options["learning_rate"] = words.pop(0)
            elif option == "--epochs":
                options["epochs"] = int(words.pop(0))
            else:
                options[option.removeprefix("--")] = words.pop(0)
        yield way, options


def left(scene):
    return float(scene.runs[0].trajectory.losses[-1]) - scene.objective.minimum


def scenes(x, y, loss, optimizer):
    """What is asked for, and the scene, with rates that are too large, too small or a key."""
    usual = sv.build_scene(x, y, grid=2, loss=loss, optimizer=optimizer).runs[0].learning_rate
    for share in SHARES:
        asked = {"optimizer": optimizer, "loss": loss}
        if share == "key":
            asked["optimizer"] = f"{optimizer}:lr={usual / 100!r}"
        elif share is not None:
            asked["learning_rate"] = share * usual
        yield asked, sv.build_scene(x, y, grid=2, **asked)


@pytest.mark.filterwarnings("ignore::surfaceviz.SurfaceVizWarning")
@pytest.mark.parametrize("loss", ["mse", "huber", "mae"])
@pytest.mark.parametrize(("x", "y"), DATA.values(), ids=DATA)
def test_whatever_is_advised_helps_who_follows_it(x, y, loss):
    for optimizer in RATED if loss == "mse" else ("gd",):
        for asked, scene in scenes(x, y, loss, optimizer):
            for sentence in advise(scene):
                for way, options in ways_out(sentence, asked):
                    if way != "a smaller learning rate":
                        followed = sv.build_scene(x, y, grid=2, **options)
                        assert left(followed) < left(scene) / 2, (asked, sentence, way)


@pytest.mark.parametrize("optimizer", ["gd", "momentum", "nesterov", "adam", "rmsprop", "adagrad"])
@pytest.mark.parametrize(
    ("data", "off"), {"years": 0.5, "years, falling": 0.5, "a century": 0.3}.items()
)
def test_a_slope_that_is_far_from_the_best_is_not_passed_over(data, off, optimizer):
    scene = sv.build_scene(*DATA[data], grid=2, optimizer=optimizer)
    losses = scene.runs[0].trajectory.losses
    assert losses[-1] < 0.02 * losses[0]
    assert abs(scene.runs[0].trajectory.params[-1][0] / scene.objective.optimum[0] - 1) > off
    (sentence,) = advise(scene)
    assert "the slope is far from the best after epoch 100: try --standardize" in sentence
    assert "momentum" not in sentence


def test_a_rate_among_the_keys_is_advised_to_be_left_out():
    (sentence,) = advise(sv.build_scene(X, Y, grid=2, optimizer="gd:lr=1e-5"))
    assert sentence.endswith("try --optimizer gd without lr")


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
