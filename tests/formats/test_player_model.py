"""The player's model computes in JavaScript what the package computes in Python."""

from __future__ import annotations

import json
import math
import subprocess
import warnings
from functools import cache
from itertools import product
from types import SimpleNamespace

import numpy as np
import pytest
from contourpy import contour_generator
from matplotlib import colormaps

import surfaceviz as sv
from surfaceviz.base.entries import made
from surfaceviz.base.errors import InputError, SurfaceVizWarning
from surfaceviz.base.texts import short
from surfaceviz.data.dataset import Dataset
from surfaceviz.draw.artists.relief import make_relief
from surfaceviz.draw.themes.theme import THEMES
from surfaceviz.losses import OBJECTIVES, in_coordinates
from surfaceviz.losses.scaling import z_scored
from surfaceviz.optimizers import OPTIMIZERS
from surfaceviz.optimizers.descent import descend, rate_of
from surfaceviz.optimizers.schedules import SCHEDULES
from surfaceviz.scene.advice import advise
from surfaceviz.scene.analysis import analyse
from surfaceviz.scene.cautions import _divergence, diverging
from surfaceviz.scene.explaining import THERE, explain
from surfaceviz.scene.racing import Plan, labels
from surfaceviz.scene.stability import contraction, limit_of, quadratic
from surfaceviz.scene.surface import sample_surface
from surfaceviz.scene.trace import trace_steps
from surfaceviz.scene.window import WINDOWS, Window, choose_window, squared
from tests.conftest import ROOT, require

EPOCHS = 100
# A value for every key, other than what it is by default.
OTHER = {
    "learning_rate": 0.004,
    "momentum": 0.6,
    "beta1": 0.8,
    "beta2": 0.97,
    "eps": 1e-3,
    "alpha": 0.9,
    "rho": 0.8,
    "weight_decay": 0.05,
    "momentum_decay": 0.05,
    "lr_decay": 0.1,
    "batch": 7,
    "seed": 3,
    "every": 9,
    "factor": 0.9,
    "decay": 0.2,
    "floor": 0.3,
    "epochs": 25,
    "warmup": 12,
    "delta": 2.5,
    "q": 0.8,
    "l1": 0.7,
    "l2": 0.3,
}


def texts(table):
    """Each entry of a table, plain, with each of its keys, and with all of them."""
    found = []
    for name, entry in table.items():
        given = [f"{key}={short(OTHER[key])}" for key in entry.keys]
        found += dict.fromkeys([name, *(f"{name}:{key}" for key in given)])
        found += [f"{name}:{','.join(given)}"] if len(given) > 1 else []
    return found


LOSSES, MOVES, FACTORS = texts(OBJECTIVES), texts(OPTIMIZERS), texts(SCHEDULES)
KINKED, SEARCHING = ("mae", "quantile"), ("steepest", "cg", "bfgs")
BATCHES = ("sgd", "mse", "constant", False, False, None)
VIEWS = list(product([False, True], [False, True]))
PLACES = [(0.0, 0.0), (1.3, -2.0), (-4.5, 7.25), (30.0, -80.0)]
HEIGHTS = [0.03, 2.0, 400.0]
ROWS = [3, 0, 17, 5, 5]
SLOPES, INTERCEPTS = np.linspace(-3.0, 5.0, 7), np.linspace(-20.0, 6.0, 5)
# So far apart that powers of e by them are infinite.
APART = np.linspace(-4000.0, 5000.0, 5)


def dataset(loss="mse", *, weighted=False, x=None):
    """Points that suit a loss."""
    rng = np.random.default_rng(1)
    x = rng.normal(3.0, 2.0, 60) if x is None else x
    y = 1.5 * x - 4.0 + 2.0 * rng.standard_t(2, x.size)
    if loss.startswith("logistic"):
        y = (rng.uniform(size=x.size) < 1.0 / (1.0 + np.exp(3.0 - x))).astype(float)
    return Dataset.of(x, y, weights=rng.uniform(0.5, 3.0, x.size) if weighted else None)


def objective(loss, data, *, scaled=False):
    on = made(loss, OBJECTIVES, "loss").on(data)
    return in_coordinates(on, z_scored(data)) if scaled else on


def spec(text, table, kind):
    """What JavaScript is told of an entry: the name and the keys that were given."""
    found = made(text, table, kind).spec
    return {"name": found.name, "keys": dict(found.keys)}


def told(data):
    points = data.points
    return {
        "moments": vars(data.moments),
        "x": points.x,
        "y": points.y,
        "weights": points.weights,
    }


def windows_of(scene):
    paths = [(run.trajectory.params, run.trajectory.losses) for run in scene.runs]
    return [choose_window(choice, scene.objective, paths) for choice in WINDOWS]


# The cases: what is asked of JavaScript, by name.


def objective_case(loss, weighted, scaled, data=None):
    return {
        "task": "objective",
        "loss": spec(loss, OBJECTIVES, "loss"),
        "data": told(data or dataset(loss, weighted=weighted)),
        "scaled": scaled,
        "places": PLACES,
        "heights": HEIGHTS,
        "rows": ROWS,
        "ms": SLOPES,
        "bs": INTERCEPTS,
    }


def start_of(*, scaled):
    return np.array([4.7183, 3.3517]) if scaled else np.array([0.713, -2.619])


def view_of(move, place):
    """Whether the points are weighted, and whether the descent is in z-scored coordinates."""
    weighted, scaled = VIEWS[place % len(VIEWS)]
    # In raw coordinates these swing for ever, and multiply what rounding leaves by millions.
    return weighted, scaled or move.startswith(("adadelta", "nadam"))


def epochs_of(move, loss):
    # A search for the lowest loss ends on a kink, where rounding decides which way is next.
    return 2 if move in SEARCHING and loss.startswith(KINKED) else EPOCHS


def orders(optimizer, points):
    if optimizer.batches is None:
        return None
    seed = optimizer.batches.seed
    return [np.random.default_rng([seed, k]).permutation(points) for k in range(EPOCHS + 1)]


def descent_case(move, loss, factor="constant", weighted=False, scaled=False, until=None):
    data = dataset(loss, weighted=weighted)
    return {
        "task": "descent",
        "loss": spec(loss, OBJECTIVES, "loss"),
        "data": told(data),
        "scaled": scaled,
        "optimizer": spec(move, OPTIMIZERS, "optimizer"),
        "schedule": spec(factor, SCHEDULES, "schedule"),
        "start": start_of(scaled=scaled),
        "epochs": epochs_of(move, loss),
        "until": until,
        "orders": orders(made(move, OPTIMIZERS, "optimizer"), len(data.points.x)),
    }


def descents():
    """The arguments of all descents that are compared."""
    losses = ["mse", *(texts({name: entry})[-1] for name, entry in OBJECTIVES.items())]
    for place, (move, loss) in enumerate(product(OPTIMIZERS, losses)):
        if move != "newton" or not loss.startswith(KINKED):
            yield move, loss, "constant", *view_of(move, place), None
    for place, move in enumerate(MOVES):
        yield move, ("mse", "huber")[place % 2], "constant", *view_of(move, place // 2), None
    for move, factor in product(OPTIMIZERS, SCHEDULES):
        yield move, "mse", factor, False, False, None
    for move in ("gd", "sgd", "adam", "bfgs"):
        yield move, "mse", "constant", False, True, 1e-3


SCENES = {
    "classic": {"learning_rate": 0.01},
    "auto": {},
    "far below": {"learning_rate": 1e-4},
    "next to": {"learning_rate": 0.0291},
    "climbing": {"learning_rate": 0.0295},
    "above": {"learning_rate": 0.11},
    "kinks": {"loss": "mae", "learning_rate": 0.5},
    "lasso": {"loss": "mse:l1=3,l2=0.2"},
    "no end": {"optimizer": "momentum", "learning_rate": 5.0},
    "until": {"until": 0.001, "optimizer": "nesterov"},
    "standardized": {"standardize": True, "loss": "log-cosh"},
    "still": {"start": (2.5, 0.25), "learning_rate": 1e-9},
    "rates": {"learning_rate": [0.001, 0.01, 0.11]},
    "moves": {"optimizer": ["gd", "momentum:momentum=0.8", "momentum", "adam:beta1=0.5,lr=1e-5"]},
    "schedules": {"schedule": ["constant", "cosine:floor=0.1"], "learning_rate": 0.02},
    "starts": {"start": [(0, 0), (5, -3.25), (0, 2)], "learning_rate": 0.05},
    "raw and not": {"standardize": [False, True], "optimizer": ["gd", "cg"]},
    "heavy balls": {
        "optimizer": ["momentum:momentum=0.5", "momentum", "nesterov", "nesterov:momentum=0.3"],
        "learning_rate": [0.05, 0.09, 0.035, 0.05],
    },
    "decaying": {
        "optimizer": ["gd:weight_decay=40", "gd:weight_decay=0.5", "momentum:weight_decay=9"],
        "learning_rate": [0.028, 0.0002, 0.05],
    },
    "cooling": {"schedule": ["exponential:factor=0.9", "cosine"], "learning_rate": 0.04},
    "back again": {"loss": "huber:delta=2", "learning_rate": [0.05, 0.12, 5.0]},
    "grown": {"optimizer": "adagrad", "learning_rate": 500.0, "epochs": 1},
    "all but there": {"learning_rate": [0.0005, 0.028], "epochs": 300},
    "apart": {"optimizer": ["adam", "bfgs", "newton", "steepest"], "loss": "huber:delta=3"},
}
STRANGE = {
    "long valley": {"start": (-10.0, 571.0)},
    "across it": {},
    "across it by signs": {"optimizer": "adam"},
    "along m alone": {"start": (5.0, 0.0)},
    "no optimum": {"loss": "logistic"},
    "equal x": {"learning_rate": 0.01, "start": (3.0, 1.0)},
    "equal x, kinks": {"learning_rate": 0.01, "loss": "mae"},
}


def strange_data(name):
    if name == "no optimum":
        return Dataset.of(np.arange(12.0), np.arange(12) > 5)
    if name == "along m alone":
        x = np.linspace(-1.0, 1.0, 21)
        return Dataset.of(x, 2.0 * x)
    return dataset(x=np.full(12, 2.5) if name.startswith("equal") else np.linspace(40.0, 60.0, 50))


@cache
def scene_of(name):
    data = strange_data(name) if name in STRANGE else sv.article_data()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SurfaceVizWarning)
        asked = {"epochs": EPOCHS, "grid": 30} | (SCENES | STRANGE)[name]
        return sv.build_scene(data, **asked)


def scene_case(scene):
    asked = scene.settings
    return {
        "task": "scene",
        "loss": {"name": asked.loss.spec.name, "keys": dict(asked.loss.spec.keys)},
        "data": told(scene.data),
        "epochs": asked.epochs,
        "until": asked.until,
        "grid": asked.grid,
        "plans": [
            {
                "optimizer": {
                    "name": run.optimizer.spec.name,
                    "keys": dict(run.optimizer.spec.keys),
                },
                "schedule": {"name": run.schedule.spec.name, "keys": dict(run.schedule.spec.keys)},
                "learningRate": run.learning_rate if asked.learning_rate != ("auto",) else "auto",
                "start": run.trajectory.params[0],
                "standardize": not run.scaling.plain,
            }
            for run in scene.runs
        ],
    }


# Optimizers whose runs are continued until they arrive, and data on which they do.
FORETOLD = [*(name for name in OPTIMIZERS if name != "sgd"), "momentum:momentum=0.99"]
# These tremble around the optimum, which is followed for as long as anything is.
RESTLESS = ("rmsprop", "adadelta", "adamw")
FORETOLD_ON = [
    (move, data)
    for data in ("study", "article", "weighted")
    for move in FORETOLD
    if data == "study" or move not in RESTLESS
]


@cache
def foretold(move, data):
    points = {
        "study": lambda: sv.read_dataset(str(ROOT / "docs" / "study.csv"), x="hours", y="score"),
        "article": sv.article_data,
        "weighted": lambda: dataset(weighted=True),
    }
    return sv.build_scene(points[data](), optimizer=move, epochs=20, grid=8)


# What runs of a race are asked for: optimizer, rate, start, schedule, standardize.
RACES = {
    "one": [("gd", 0.1, (0, 0), "constant", False)],
    "rates that were chosen": [
        ("gd", "auto", (0, 0), "constant", False),
        ("gd", "auto", (0, 0), "constant", True),
    ],
    "starts of two optimizers": [
        ("gd", "auto", (0, 0), "constant", False),
        ("adam", "auto", (1, -2.5), "constant", False),
    ],
    "a rate of its own": [
        ("gd:learning_rate=0.02", "auto", (0, 0), "constant", False),
        ("gd", "auto", (0, 0), "constant", False),
    ],
    "twins": [
        ("momentum", 0.1, (0, 0), "constant", False),
        ("gd", 0.1, (0, 0), "step", False),
        ("gd", 0.1, (0, 0), "step", False),
        ("momentum", 0.1, (0, 0), "constant", False),
    ],
    "twins alone": [("gd", "auto", (0, 0), "constant", False)] * 2,
}
RATES = [0.1, 0.25, 0.25, 0.1]


def race_case(name):
    names = ("optimizer", "learningRate", "start", "schedule", "standardize")
    plans = [dict(zip(names, each, strict=True)) for each in RACES[name]]
    for plan in plans:
        plan["optimizer"] = spec(plan["optimizer"], OPTIMIZERS, "optimizer")
        plan["schedule"] = spec(plan["schedule"], SCHEDULES, "schedule")
    return {"task": "race", "plans": plans, "rates": RATES[: len(plans)]}


def named(name):
    plans = [
        Plan(
            made(move, OPTIMIZERS, "optimizer"),
            rate,
            start,
            made(factor, SCHEDULES, "schedule"),
            own,
        )
        for move, rate, start, factor, own in RACES[name]
    ]
    return labels(plans, RATES[: len(plans)])


def hills():
    """A surface with peaks, saddles and valleys, and levels that cut its sides."""
    x, y = np.meshgrid(np.linspace(-2.0, 3.0, 31), np.linspace(-1.0, 2.0, 23))
    rough = 0.2 * np.random.default_rng(6).normal(size=x.shape)
    return x[0], y[:, 0], np.sin(2.3 * x) * np.cos(3.1 * y) + 0.1 * x + rough


LEVELS = [-0.61, -0.05, 0.013, 0.4, 5.0]
NUMBERS = [
    *[0.0, 1.0, -2.5, 0.125, 1e15, 1e16, 123456.5, 1234565.0, 999999.5, 0.1 + 0.2, 2.5e-4, -1e-5],
    *[9.9995e-5, 1.005, 2.675, 33.0026, 1e300, 5e-324, math.inf, -math.inf, math.nan],
    *[0.0989, 12345678.9, 1e-7, 1e5, 1e6, 1.5, 2.225, 6.125e-3, 1e21, 12.25, 12.75],
]
POINTS = {
    "alike": ([1.0, 2.0, 4.0, 9.5], [3.0, 1.0, 5.5, 4.0], None),
    "weighted": ([1.0, 2.0, 4.0, 9.5], [3.0, 1.0, 5.5, 4.0], [1.0, 0.25, 3.0, 2.0]),
    "equal x": ([0.1] * 4, [3.0, 1.0, 5.5, 4.0], None),
    "far away": ([1e9 + 1.0, 1e9 + 2.0, 1e9 + 4.0], [-1e7, -1e7 + 1.0, -1e7 + 0.5], None),
}
ODD = {
    "equal x mse": ("mse", [2.5] * 12, None),
    "equal x huber": ("huber", [2.5] * 12, None),
    "equal x mae": ("mae", [2.5] * 12, None),
    "separated": ("logistic", np.arange(12.0), np.arange(12) > 5),
    "touching": ("logistic", [0, 0, 1, 1, 2, 2, 2, 2, 3, 3, 4, 4], [0] * 6 + [1] * 6),
    "few": ("huber:delta=0.01", np.arange(12.0), [0, 1, 0, 1] * 3),
    "level": ("mae", [1.0, 1.0, 2.0, 2.0, 3.0, 3.0] * 2, [0, 1, 0, 1, 0, 1] * 2),
    "exact": ("mae", np.arange(12.0), 2.0 * np.arange(12.0) + 1.0),
    "far": ("log-cosh", 1e6 + np.arange(80.0), np.arange(80.0) % 5),
}


def odd_data(name):
    _, x, y = ODD[name]
    y = np.random.default_rng(4).normal(size=12) if y is None else y
    return Dataset.of(np.asarray(x, float), np.asarray(y, float))


def odd_case(name):
    case = objective_case(ODD[name][0], False, False, odd_data(name))
    return {**case, "rows": [0, 5, 11], "bs": APART}


def all_cases():
    m, b, loss = hills()
    cases = {f"objective {case}": objective_case(*case) for case in of_losses()}
    cases |= {f"descent {case}": descent_case(*case) for case in dict.fromkeys(descents())}
    cases |= {f"scene {name}": scene_case(scene_of(name)) for name in (*SCENES, *STRANGE)}
    cases |= {
        f"foretold {case}": {**scene_case(foretold(*case)), "task": "prospects"}
        for case in FORETOLD_ON
    }
    cases |= {f"odd {name}": odd_case(name) for name in ODD}
    cases |= {f"race {name}": race_case(name) for name in RACES}
    for factor in FACTORS:
        asked = spec(factor, SCHEDULES, "schedule")
        cases[f"schedule {factor}"] = {"task": "schedule", "schedule": asked, "epochs": 40}
    for level in LEVELS:
        cases[f"level {level}"] = {
            "task": "contours",
            "m": m,
            "b": b,
            "loss": loss.ravel(),
            "level": level,
        }
    for name, (x, y, weights) in POINTS.items():
        data = {"x": x, "y": y, "weights": weights}
        cases[f"points {name}"] = {"task": "moments", "data": data}
    cases["words"] = {"task": "words", "numbers": NUMBERS}
    cases["few points"] = {"task": "affordable", "evaluated": 60, "cost": 7, "grid": 120}
    cases["many points"] = {"task": "affordable", "evaluated": 5000, "cost": 7, "grid": 120}
    dealt = descent_case("sgd", "mse")
    cases["in no order"] = {**dealt, "orders": None}
    cases["no order of the last"] = {**dealt, "orders": dealt["orders"][:EPOCHS]}
    alone = descent_case("momentum", "mse", "cosine")
    data = {"moments": alone["data"]["moments"], "complete": False}
    cases["moments alone"] = {**alone, "data": data}
    cases["newton"] = descent_case("newton", "mae")
    some = objective_case("mae", False, False)
    cases["incomplete"] = {**some, "data": {**some["data"], "complete": False}}
    cases["no 0 and 1"] = objective_case("logistic", False, False, dataset("mse"))
    return cases


def of_losses():
    return [(loss, *view) for loss in LOSSES for view in VIEWS]


def plain(value):
    if hasattr(value, "tolist"):
        return plain(value.tolist())
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    if isinstance(value, float) and not math.isfinite(value):
        return {math.inf: "Infinity", -math.inf: "-Infinity"}.get(value, "NaN")
    return value


def numbers(value):
    """What JavaScript answered as an array of numbers."""
    return np.array(value, dtype=np.float64)


def answer_all(cases):
    script = ROOT / "tests" / "formats" / "player_model.mjs"
    done = subprocess.run(
        [require("node"), str(script)],
        input=json.dumps(plain(cases), allow_nan=False),
        capture_output=True,
        text=True,
        check=False,
    )
    assert not done.stderr, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def answers():
    require("node")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SurfaceVizWarning)
        return answer_all(all_cases())


def assert_close(found, wanted, share=1e-9, least=0.0):
    """Check that numbers are the same but for a share of the largest of them."""
    found, wanted = numbers(found).ravel(), np.asarray(wanted, dtype=np.float64).ravel()
    assert found.shape == wanted.shape
    known = np.isfinite(wanted)
    assert np.array_equal(found[~known], wanted[~known], equal_nan=True)
    size = np.abs(wanted[known]).max(initial=least)
    assert np.abs(found[known] - wanted[known]).max(initial=0.0) <= share * size


def assert_objective(found, wanted, rows=ROWS, intercepts=INTERCEPTS, share=1e-9):
    params = np.array(PLACES)
    assert (found["label"], found["unique"]) == (wanted.label, wanted.unique)
    assert (found["points"], found["evaluated"]) == (wanted.points, wanted.evaluated)
    assert found["curved"] == wanted.curved
    assert (found["optimum"] is None) == (wanted.optimum is None)
    if wanted.optimum is not None:
        assert_close(found["optimum"], wanted.optimum, share, least=1.0)
    values = wanted.value(params)
    assert_close(found["minimum"], wanted.minimum, 1e-12, least=float(values.min()))
    for loss, value in zip(found["values"], values, strict=True):
        assert_close(loss, value, 1e-12)
    assert_close(found["gradients"], wanted.gradient(params), 1e-11)
    batches = [wanted.batch_gradient(np.array(rows), each) for each in params]
    assert_close(found["batches"], batches, 1e-11)
    grid = wanted.grid(SLOPES, intercepts)
    assert_close(numbers(found["grid"]) / grid.ravel(), np.ones(grid.size), 1e-11)
    for reach, height in zip(found["reaches"], HEIGHTS, strict=True):
        assert_close(reach, wanted.reach(height), sought(wanted))
    assert (found["hessians"] is None) == (wanted.hessian is None)
    if wanted.hessian is not None:
        assert_close(found["hessians"], [triple(wanted.hessian(each)) for each in params])
        assert_close(found["steepest"], triple(wanted.steepest))


def sought(objective):
    """How exactly reaches are looked for, as a share; without a closed form when near enough."""
    return 2e-5 if objective.evaluated else 1e-9


def triple(matrix):
    return [matrix[0, 0], matrix[0, 1], matrix[1, 1]]


def assert_analysis(found, wanted):
    assert (found is None) == (wanted is None)
    if wanted is None:
        return
    assert_close(found["hessian"], triple(wanted.hessian))
    assert_close(found["eigenvalues"], wanted.eigenvalues, 1e-13)
    assert_close(found["stabilityLimit"], wanted.stability_limit)
    assert_close(found["bestRate"], wanted.best_rate)
    assert_close(found["condition"], wanted.condition)
    # Of a direction either way is meant.
    assert_close(np.abs(numbers(found["directions"])), np.abs(wanted.directions), 1e-8)


@pytest.mark.parametrize("case", of_losses(), ids=str)
def test_every_loss_is_the_same_function_in_javascript(case, answers):
    loss, weighted, scaled = case
    data = dataset(loss, weighted=weighted)
    wanted, found = objective(loss, data, scaled=scaled), answers[f"objective {case}"]
    assert found["quadratic"] == quadratic(made(loss, OBJECTIVES, "loss"))
    assert_objective(found, wanted)
    assert_analysis(found["analysis"], analyse(wanted))
    predicted = [wanted.predict(data.points.x[:1], np.array(each))[0] for each in PLACES]
    assert_close(found["predicted"], predicted, 1e-12)


@pytest.mark.parametrize("name", ODD)
@pytest.mark.filterwarnings("ignore::surfaceviz.base.errors.SurfaceVizWarning")
def test_points_without_a_single_best_line_are_treated_alike(name, answers):
    wanted = objective(ODD[name][0], odd_data(name))
    assert_objective(answers[f"odd {name}"], wanted, [0, 5, 11], APART, 1e-7)


def run_python(case):
    move, loss, factor, weighted, scaled, until = case
    on = objective(loss, dataset(loss, weighted=weighted), scaled=scaled)
    optimizer, start = made(move, OPTIMIZERS, "optimizer"), start_of(scaled=scaled)
    schedule = made(factor, SCHEDULES, "schedule")
    found = descend(on, optimizer, start, epochs_of(move, loss), schedule=schedule, until=until)
    return rate_of(optimizer, on, start), found


@pytest.mark.parametrize("case", dict.fromkeys(descents()), ids=str)
def test_every_descent_takes_the_same_path_in_javascript(case, answers):
    (rate, wanted), found = run_python(case), answers[f"descent {case}"]
    assert found["stopped"] == wanted.stopped
    assert found["epochs"] == wanted.epochs
    assert (rate is None) == (found["rate"] is None)
    if rate is not None:
        assert_close(found["rate"], rate)
    size = float(np.abs(wanted.params).max())
    assert_close(found["params"], wanted.params)
    assert_close(found["track"], wanted.track)
    assert_close(found["losses"], wanted.losses)
    assert_close(found["gradients"], wanted.gradients)
    assert_close(found["steps"], wanted.steps, least=size)
    assert_close(found["carried"], wanted.carried)


@pytest.mark.parametrize("factor", FACTORS)
def test_every_schedule_has_the_same_factors(factor, answers):
    wanted = made(factor, SCHEDULES, "schedule")
    factors = [wanted.factor(epoch, 40) for epoch in range(40)]
    assert_close(answers[f"schedule {factor}"], factors, 1e-14)


@pytest.mark.parametrize("name", [*SCENES, *STRANGE])
def test_runs_are_named_judged_and_shown_alike(name, answers):
    scene, found = scene_of(name), answers[f"scene {name}"]
    assert found["advice"] == list(advise(scene))
    assert found["strictAdvice"] == list(advise(scene, THERE))
    for told_run, run in zip(found["runs"], scene.runs, strict=True):
        assert told_run["label"] == run.label
        assert_run(told_run, run)
        assert told_run["diverges"] == diverging(run)
        said = _divergence(run, alone=len(scene.runs) == 1) if diverging(run) else None
        assert told_run["divergence"] == said


def test_all_that_can_be_advised_is_among_them(answers):
    scenes = (answers[f"scene {name}"] for name in (*SCENES, "long valley"))
    said = "\n".join(line for found in scenes for line in found["strictAdvice"])
    advices = ("above the", "loss grows", "kinks", "next to", "far below", "condition number")
    for words in (*advices, "it will diverge", "is left after", "is not reached after"):
        assert words in said


def test_moments_alone_are_enough_for_squares(answers):
    case = next(case for case in descents() if case[:3] == ("momentum", "mse", "cosine"))
    assert answers["moments alone"] == answers[f"descent {case}"]


def assert_run(found, run):
    wanted = run.trajectory
    assert found["stopped"] == wanted.stopped
    assert_close(found["params"], wanted.params)
    assert_close(found["gradients"], wanted.gradients)
    assert_close(found["steps"], wanted.steps, least=float(np.abs(wanted.params).max()))
    if run.learning_rate is not None:
        assert_close(found["rate"], run.learning_rate)
    assert_analysis(found["analysis"], run.analysis)
    assert_known(found["limit"], limit_of(run.optimizer, run.analysis), 1e-9)
    # A root that is double loses half of its digits.
    assert_known(found["contraction"], contraction(run), 1e-7, least=1.0)


def assert_known(found, wanted, share, least=0.0):
    assert (found is None) == (wanted is None)
    if wanted is not None:
        assert_close(found, wanted, share, least)


@pytest.mark.parametrize("name", SCENES)
def test_runs_arrive_when_explain_says_they_do(name, answers):
    scene = scene_of(name)
    for found, wanted in zip(
        answers[f"scene {name}"]["runs"], explain(scene).prospects, strict=True
    ):
        assert found["prospect"] == when(wanted)


@pytest.mark.parametrize("case", FORETOLD_ON, ids=str)
def test_every_optimizer_arrives_when_explain_says_it_does(case, answers):
    (wanted,) = explain(foretold(*case)).prospects
    (found,) = answers[f"foretold {case}"]
    assert (found["near"], found["tried"]) == (wanted.epochs_near, wanted.tried)
    # A millionth is so little that of a restless run rounding decides.
    if case[0] not in RESTLESS:
        assert found["there"] == wanted.epochs_there


def when(prospect):
    """When a run arrives, as JavaScript tells it."""
    return {
        "near": prospect.epochs_near,
        "there": prospect.epochs_there,
        "tried": prospect.tried,
    }


@pytest.mark.parametrize("name", [*SCENES, *STRANGE])
def test_windows_surfaces_and_traces_are_the_same(name, answers):
    scene, found = scene_of(name), answers[f"scene {name}"]
    windows = windows_of(scene)
    for told_window, window in zip(found["windows"], windows, strict=True):
        sides = [told_window["m"], told_window["b"]]
        assert_close(sides, [window.m, window.b], sought(scene.objective))
    seen = Window(*(tuple(found["windows"][0][axis]) for axis in ("m", "b")))
    square = squared(seen)
    assert_close([found["square"]["m"], found["square"]["b"]], [square.m, square.b])
    surface = sample_surface(scene.objective, seen, scene.settings.grid)
    assert_close(found["surface"]["loss"], surface.loss)
    assert_relief(found["relief"], scene.objective, surface)
    for told_run, run in zip(found["runs"], scene.runs, strict=True):
        trace = trace_steps(scene.objective, run.trajectory.track, surface)
        assert told_run["trace"]["samples"] == trace.losses.shape[1]
        assert_close(told_run["trace"]["params"], trace.params)
        assert_close(told_run["trace"]["losses"], trace.losses)


def assert_relief(found, objective, surface):
    theme = THEMES["light"]
    wanted = make_relief(SimpleNamespace(surface=surface, objective=objective), theme)
    assert_close(found["levels"], wanted.levels)
    colours = colormaps[theme.colormap](numbers(found["shares"]))
    # What is on the border of two of the map's 256 colours may be either.
    assert np.abs(colours - wanted.colours.reshape(-1, 4)).max() < 0.02


@pytest.mark.parametrize("level", LEVELS)
def test_level_lines_are_those_of_contourpy(level, answers):
    m, b, loss = hills()
    wanted = contour_generator(m, b, loss).lines(level)
    found = [numbers(each).reshape(-1, 2) for each in answers[f"level {level}"]]
    assert len(found) == len(wanted)
    # A ring may begin anywhere, and a line at either end.
    assert sorted(map(closed, found)) == sorted(map(closed, wanted))
    assert sorted(map(length, found)) == pytest.approx(sorted(map(length, wanted)), rel=1e-12)
    places = (np.concatenate([*lines, np.empty((0, 2))]) for lines in (found, wanted))
    ours, theirs = (set(map(tuple, each.round(9) + 0.0)) for each in places)
    assert ours == theirs


def closed(points):
    return bool((points[0] == points[-1]).all())


def length(points):
    return float(np.hypot(*np.diff(points, axis=0).T).sum())


@pytest.mark.parametrize("name", POINTS)
def test_moments_are_those_of_the_points(name, answers):
    wanted, found = sv.Moments.of(*POINTS[name]), answers[f"points {name}"]
    for field, value in vars(wanted).items():
        assert found[field] == (None if value is None else pytest.approx(value, rel=1e-12, abs=0))


def test_numbers_are_written_as_python_writes_them(answers):
    for value, written in zip(NUMBERS, answers["words"], strict=True):
        assert written == [f"{value:g}", f"{value:.3g}", short(value)]


def test_a_grid_is_coarser_only_where_a_fine_one_takes_long(answers):
    assert answers["few points"] == 120
    assert 40 <= answers["many points"] < 120


def test_what_cannot_be_computed_is_refused_in_words(answers):
    with pytest.raises(InputError) as refused:
        made("newton", OPTIMIZERS, "optimizer").on(objective("mae", dataset()))
    assert answers["newton"]["refused"] == str(refused.value)
    assert "all points" in answers["incomplete"]["refused"]
    assert "0 or 1" in answers["no 0 and 1"]["refused"]


@pytest.mark.parametrize("name", RACES)
def test_the_runs_of_a_race_have_the_same_names(name, answers):
    if not name.startswith("twins"):
        assert answers[f"race {name}"] == named(name)
        return
    with pytest.raises(InputError) as refused:
        named(name)
    assert answers[f"race {name}"]["refused"] == str(refused.value)


def test_batches_need_the_order_of_the_points(answers):
    assert "order of the points" in answers["in no order"]["refused"]
    found, whole = answers["no order of the last"], answers[f"descent {BATCHES}"]
    assert found["params"] == whole["params"]
    assert found["steps"][:-2] == whole["steps"][:-2]
    assert found["steps"][-2:] == ["NaN", "NaN"]
