from __future__ import annotations

import itertools
import json
import warnings

import duckdb
import narwhals as nw
import numpy as np
import polars as pl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from surfaceviz.base.entries import made
from surfaceviz.base.errors import InputError, SurfaceVizWarning
from surfaceviz.data import dataset
from surfaceviz.data.backends.duck import DuckDBRows
from surfaceviz.data.backends.lazy import FrameRows
from surfaceviz.data.backends.memory import ArrayRows
from surfaceviz.data.backends.rows import accurate_sums
from surfaceviz.data.columns import Naming
from surfaceviz.data.dataset import Dataset
from surfaceviz.data.reading import FEW_ROWS, read_dataset
from surfaceviz.losses import OBJECTIVES, huber, in_coordinates, logistic, mae, mse, quantile
from surfaceviz.losses.scaling import PLAIN, Scaling, z_scored
from tests.conftest import ROOT


def pinball(q):
    return lambda r: np.where(r > 0, q * r, (q - 1) * r)


def hubers(delta):
    return lambda r: np.where(abs(r) < delta, r * r / 2, delta * (abs(r) - delta / 2))


# Each loss, with and without its keys, and its formula for a residual.
NAIVE = {
    **dict.fromkeys(
        ["mse", "mse:l2=0.7", "mse:l1=0.7", "mse:l1=50", "mse:l1=0.4,l2=0.3"], np.square
    ),
    "mae": np.abs,
    "quantile": pinball(0.5),
    "quantile:q=0.9": pinball(0.9),
    "quantile:q=0.25": pinball(0.25),
    "huber": hubers(1.0),
    "huber:delta=0.3": hubers(0.3),
    "huber:delta=6": hubers(6.0),
    "log-cosh": lambda r: np.logaddexp(r, -r) - np.log(2),
    # Of the log odds where y is 0, and of minus them where it is 1.
    "logistic": lambda z: np.logaddexp(0, z),
}
PENALTIES = {
    "mse:l2=0.7": (0.0, 0.7),
    "mse:l1=0.7": (0.7, 0.0),
    "mse:l1=50": (50.0, 0.0),
    "mse:l1=0.4,l2=0.3": (0.4, 0.3),
}
SUMMED = [name for name in NAIVE if not name.startswith("mse")]
KINKED = [name for name in SUMMED if name.startswith(("mae", "quantile"))]
every_loss = pytest.mark.parametrize("name", NAIVE)
weighted_or_not = pytest.mark.parametrize("weighted", [False, True], ids=["alike", "weighted"])


def columns(count=60, seed=1, *, binary=False):
    rng = np.random.default_rng(seed)
    x = rng.normal(3.0, 2.0, count)
    y = 1.5 * x - 4.0 + 2.0 * rng.standard_t(2, count)
    if binary:
        y = (rng.uniform(size=count) < 1.0 / (1.0 + np.exp(3.0 - x))).astype(float)
    return x, y, rng.uniform(0.5, 3.0, count)


def case(name, *, weighted=False, count=60, seed=1):
    """Return a loss on data, and its mean by the formula."""
    x, y, weights = columns(count, seed, binary=name == "logistic")
    weights = weights if weighted else None
    l1, l2 = PENALTIES.get(name, (0.0, 0.0))

    def naive(params):
        m, b = params
        z = m * x + b
        losses = NAIVE[name]((1 - 2 * y) * z if name == "logistic" else y - z)
        return np.average(losses, weights=weights) + l1 * abs(m) + l2 * m * m

    return made(name, OBJECTIVES, "loss").on(Dataset.of(x, y, weights=weights)), naive


def lines(count, seed=2):
    return np.random.default_rng(seed).normal([1.0, -3.0], [1.5, 5.0], (count, 2))


def test_every_loss_of_the_table_is_tested():
    assert {name.partition(":")[0] for name in NAIVE} == set(OBJECTIVES)


@every_loss
@weighted_or_not
@pytest.mark.parametrize("count", [14, 60, 20_000])
def test_value_agrees_with_the_formula(name, weighted, count):
    objective, naive = case(name, weighted=weighted, count=count)
    params = lines(12)
    found = objective.value(params.reshape(3, 4, 2))
    assert found.shape == (3, 4)
    assert found.ravel() == pytest.approx([naive(each) for each in params], rel=1e-13)
    assert objective.value(params[0]) == pytest.approx(found[0, 0], rel=1e-15)


@every_loss
@weighted_or_not
def test_gradient_agrees_with_finite_differences(name, weighted):
    objective, naive = case(name, weighted=weighted)
    params = lines(12)
    found = objective.gradient(params.reshape(3, 4, 2)).reshape(12, 2)
    for each, gradient in zip(params, found, strict=True):
        steps = 1e-6 * np.eye(2)
        wanted = [(naive(each + step) - naive(each - step)) / 2e-6 for step in steps]
        assert gradient == pytest.approx(wanted, rel=1e-6, abs=1e-7)


@every_loss
@weighted_or_not
def test_hessian_is_the_derivative_of_the_gradient_and_below_its_bound(name, weighted):
    objective, _ = case(name, weighted=weighted)
    if name in KINKED:
        assert objective.hessian is None
        assert objective.steepest is None
        return
    for params in lines(6):
        steps = 1e-7 * np.eye(2)
        wanted = [
            (objective.gradient(params + step) - objective.gradient(params - step)) / 2e-7
            for step in steps
        ]
        hessian = objective.hessian(params)
        assert hessian == pytest.approx(np.array(wanted), rel=1e-5, abs=1e-6)
        room = np.linalg.eigvalsh(objective.steepest - hessian)
        assert room.min() >= -1e-12 * np.trace(objective.steepest)


@every_loss
@weighted_or_not
@pytest.mark.parametrize("count", [60, 3000])
@pytest.mark.parametrize("size", [0.1, 10.0, 3e4], ids=["near", "as shown", "wide"])
def test_grid_is_the_value_at_every_place(name, weighted, count, size):
    objective, _ = case(name, weighted=weighted, count=count)
    # Neither evenly spread nor in order, and with a value twice.
    m = objective.optimum[0] + size * np.array([-0.4, -0.3, 0.0, 0.05, 0.4])
    b = objective.optimum[1] + size * np.array([-0.4, 0.0, 0.1, 0.1001, 0.1, 0.4, 0.39])
    wanted = objective.value(np.stack(np.meshgrid(m, b), axis=-1))
    found = objective.grid(m, b)
    assert found == pytest.approx(wanted, rel=2e-13, abs=1e-15 * wanted.max())


@pytest.mark.parametrize("name", SUMMED)
def test_the_grid_keeps_its_digits_far_from_the_data(name):
    objective, _ = case(name, count=1000)
    m, b = np.array([0.0, 1e5]), np.linspace(-1e7, 1e7, 30)
    wanted = objective.value(np.stack(np.meshgrid(m, b), axis=-1))
    assert objective.grid(m, b) == pytest.approx(wanted, rel=1e-12)


@every_loss
def test_what_overflows_says_nothing_but_that(name):
    objective, _ = case(name, count=1000)
    far = np.array([1e308, -1e308])
    assert not np.isfinite(objective.value(np.array([np.inf, -np.inf])))
    assert objective.value(far).shape == objective.grid(far[:1], far[1:])[0, 0].shape
    assert objective.gradient(far).shape == (2,)
    assert objective.batch_gradient(np.arange(9), far).shape == (2,)


@pytest.mark.parametrize("delta", [1e-12, 1e12, 1e15])
def test_the_grid_bears_any_delta(delta):
    x, y, _ = columns(1000)
    objective = huber(delta).on(Dataset.of(x, y))
    m, b = np.linspace(-1, 4, 5), np.linspace(-20, 20, 9)
    wanted = objective.value(np.stack(np.meshgrid(m, b), axis=-1))
    assert objective.grid(m, b) == pytest.approx(wanted, rel=1e-12)


REFERENCES = json.loads((ROOT / "tests" / "references" / "losses.json").read_text())
# Found by minimising values, or to a tolerance that cannot be tightened.
LOOSE = {"minimize": 1e-6, "HuberT, minimize": 1e-6, "QuantReg": 1e-6}


@pytest.mark.parametrize(
    "known",
    REFERENCES["references"],
    ids=lambda known: f"{known['loss']} {known['source']} {known['weighted']}",
)
def test_optimum_agrees_with_other_packages(known):
    column = {name: np.array(values) for name, values in REFERENCES["columns"].items()}
    y = column["passed" if known["loss"] == "logistic" else "y"]
    weights = column["weights"] if known["weighted"] else None
    objective = made(known["loss"], OBJECTIVES, "loss").on(
        Dataset.of(column["x"], y, weights=weights)
    )
    assert objective.unique
    tolerance = LOOSE.get(known["source"], 1e-9)
    assert objective.optimum == pytest.approx(known["params"], rel=tolerance, abs=1e-12)
    assert objective.minimum <= objective.value(known["params"]) * (1 + 1e-14)


@every_loss
@weighted_or_not
@pytest.mark.parametrize("count", [60, 5000])
def test_no_line_nearby_is_better_than_the_optimum(name, weighted, count):
    objective, naive = case(name, weighted=weighted, count=count)
    rng = np.random.default_rng(4)
    sizes = 10.0 ** rng.uniform(-9, 1, (200, 1))
    nearby = objective.optimum + sizes * rng.normal(0, 1, (200, 2))
    assert objective.value(nearby).min() >= objective.minimum * (1 - 1e-14)
    assert objective.minimum == pytest.approx(naive(objective.optimum), rel=1e-13)
    if objective.hessian is not None and not name.startswith("mse:l1"):
        assert objective.gradient(objective.optimum) == pytest.approx([0, 0], abs=1e-13)


WHOLE = st.integers(-4, 4)
CORNERED = st.lists(st.tuples(WHOLE, WHOLE, st.integers(1, 3)), min_size=2, max_size=12)


@given(CORNERED, st.sampled_from([0.5, 0.9, 0.25]))
@settings(max_examples=200, deadline=None)
def test_a_corner_is_the_best_of_all_lines_through_two_points(rows, q):
    x, y, weights = np.array(rows, dtype=float).T
    assume(np.ptp(x) > 0)
    objective = quantile(q).on(Dataset.of(x, y, weights=weights))
    through = {
        ((y[j] - y[i]) / (x[j] - x[i]), (y[i] * x[j] - y[j] * x[i]) / (x[j] - x[i]))
        for i, j in itertools.combinations(range(len(x)), 2)
        if x[i] != x[j]
    }
    losses = objective.value(np.array(sorted(through)))
    assert objective.minimum == pytest.approx(losses.min(), rel=1e-12, abs=1e-12)
    best = np.array(sorted(through))[losses <= losses.min() + 1e-12]
    if np.ptp(best, axis=0).max() > 1e-9:
        assert not objective.unique
    if objective.unique:
        assert objective.optimum == pytest.approx(best[0], abs=1e-9)


@pytest.mark.parametrize("name", SUMMED)
@pytest.mark.parametrize("x", [0.0, 2.5, -1e6])
def test_of_equal_x_the_shortest_optimum_is_taken(name, x):
    y = np.array([0.0, 0.0, 1.0, 0.0]) if name == "logistic" else np.array([1.0, 2.0, 4.0, 6.0])
    objective = made(name, OBJECTIVES, "loss").on(Dataset.of(np.full(4, x), y))
    assert not objective.unique
    assert x * objective.optimum[1] == pytest.approx(objective.optimum[0], abs=1e-9)
    heights = np.linspace(-5, 7, 2401)
    best = objective.value(np.stack([np.zeros_like(heights), heights], axis=-1))
    assert objective.minimum <= best.min() + 1e-12
    across, up = objective.reach(1.0)
    assert np.isinf(across)
    assert np.isinf(up) == (x != 0)


@pytest.mark.parametrize("name", ["mse:l1=0.7", "mse:l2=0.7"])
def test_a_penalty_decides_where_the_data_do_not(name):
    objective = made(name, OBJECTIVES, "loss").on(Dataset.of([2.0, 2.0], [1.0, 4.0]))
    assert objective.unique
    assert objective.optimum == pytest.approx([0, 2.5])
    assert np.isfinite(objective.reach(1.0)).all()


@every_loss
@weighted_or_not
@pytest.mark.parametrize("height", [1e-3, 5.0])
def test_reach_is_that_of_the_outline(name, weighted, height):
    objective, _ = case(name, weighted=weighted)
    directions = np.array([[1.0, 0.0], [0.0, 1.0], [2.0, -1.0], [1.0, 3.0]])
    found = objective.extents(height, directions)
    assert objective.reach(height) == pytest.approx(found[:2], rel=1e-12)
    angles = np.linspace(0, 2 * np.pi, 4001)
    rays = np.stack([np.cos(angles), np.sin(angles)], axis=-1) * found[:2]
    inside, outside = np.zeros(len(rays)), np.full(len(rays), 2.0)
    for _ in range(30):
        middle = (inside + outside) / 2
        values = objective.value(objective.optimum + middle[:, None] * rays)
        within = values <= objective.minimum + height
        inside, outside = np.where(within, middle, inside), np.where(within, outside, middle)
    wanted = np.abs((inside[:, None] * rays) @ directions.T).max(axis=0)
    assert found == pytest.approx(wanted, rel=5e-3)
    assert (found >= wanted * (1 - 3e-5)).all()


@every_loss
def test_a_weight_of_two_is_the_point_twice(name):
    x, y, _ = columns(40, binary=name == "logistic")
    loss, twice = made(name, OBJECTIVES, "loss"), np.where(np.arange(40) % 3, 1, 2)
    weighted = loss.on(Dataset.of(x, y, weights=twice))
    repeated = loss.on(Dataset.of(np.repeat(x, twice), np.repeat(y, twice)))
    params = lines(5)
    assert weighted.value(params) == pytest.approx(repeated.value(params), rel=1e-13)
    assert weighted.gradient(params) == pytest.approx(repeated.gradient(params), rel=1e-11)
    assert weighted.optimum == pytest.approx(repeated.optimum, rel=1e-9, abs=1e-12)


@every_loss
@weighted_or_not
def test_batches_add_up_to_the_gradient(name, weighted):
    objective, _ = case(name, weighted=weighted)
    assert objective.points == 60
    params = np.array([0.7, -1.0])
    whole = objective.batch_gradient(np.arange(60), params)
    assert whole == pytest.approx(objective.gradient(params), rel=1e-12)
    if not weighted:
        order = np.random.default_rng(0).permutation(60).reshape(5, 12)
        parts = [objective.batch_gradient(rows, params) for rows in order]
        assert np.mean(parts, axis=0) == pytest.approx(whole, rel=1e-12)
        assert np.ptp(parts, axis=0).max() > 1e-3


@every_loss
def test_a_batch_is_of_the_points_that_it_names(name):
    x, y, weights = columns(30, binary=name == "logistic")
    loss, rows = made(name, OBJECTIVES, "loss"), np.array([3, 4, 11, 17, 20, 28])
    found = loss.on(Dataset.of(x, y, weights=weights)).batch_gradient(rows, np.array([0.3, 1.0]))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SurfaceVizWarning)
        alone = loss.on(Dataset.of(x[rows], y[rows], weights=weights[rows]))
    assert found == pytest.approx(alone.gradient([0.3, 1.0]), rel=1e-11)


@every_loss
@weighted_or_not
@pytest.mark.parametrize("count", [60, 1000])
def test_other_coordinates_do_not_change_the_loss(name, weighted, count):
    objective, _ = case(name, weighted=weighted, count=count)
    scaling = Scaling(3.2, 2.5)
    other = in_coordinates(objective, scaling)
    params = lines(6)
    assert other.value(scaling.to(params)) == pytest.approx(objective.value(params), rel=1e-13)
    gradient = scaling.gradient_back(other.gradient(scaling.to(params)))
    assert gradient == pytest.approx(objective.gradient(params), rel=1e-11, abs=1e-13)
    assert other.optimum == pytest.approx(scaling.to(objective.optimum))
    m, b = np.linspace(-1, 5, 7), np.linspace(-9, 9, 5)
    wanted = other.value(np.stack(np.meshgrid(m, b), axis=-1))
    assert other.grid(m, b) == pytest.approx(wanted, rel=1e-13)
    turned = np.array([[scaling.spread, 0.0], [scaling.centre, 1.0]])
    assert other.reach(0.3) == pytest.approx(objective.extents(0.3, turned), rel=1e-12)
    rows = np.arange(7)
    batch = other.batch_gradient(rows, scaling.to(params[0]))
    wanted = scaling.gradient_to(objective.batch_gradient(rows, params[0]))
    assert batch == pytest.approx(wanted, rel=1e-12)
    x = np.array([-2.0, 0.0, 5.0])
    assert other.predict(x, scaling.to(params[0])) == pytest.approx(
        objective.predict(x, params[0]), rel=1e-12
    )
    assert in_coordinates(objective, PLAIN) is objective
    if objective.hessian is not None:
        steps = 1e-6 * np.eye(2)
        at = scaling.to(params[0])
        rises = [(other.gradient(at + step) - other.gradient(at - step)) / 2e-6 for step in steps]
        assert other.hessian(at) == pytest.approx(np.array(rises), rel=1e-5, abs=1e-7)
        room = np.linalg.eigvalsh(other.steepest - other.hessian(at))
        assert room.min() >= -1e-12


@pytest.mark.parametrize("name", SUMMED)
@pytest.mark.parametrize(("place", "unit"), [(1e9, 1.0), (-1e6, 1e-3), (0.0, 1e-9), (0.0, 1e9)])
def test_neither_place_nor_unit_of_x_moves_the_fit(name, place, unit):
    x, y, _ = columns(200, binary=name == "logistic")
    x = np.round(x * 1024) / 1024
    loss = made(name, OBJECTIVES, "loss")
    plain, moved = Dataset.of(x, y), Dataset.of(place + unit * x, y)
    wanted = in_coordinates(loss.on(plain), z_scored(plain)).optimum
    # Where x is rounded, or b is as large as the place, so many digits are lost.
    lost = max(1e-11, 1e-15 * abs(place) / unit)
    found = in_coordinates(loss.on(moved), z_scored(moved)).optimum
    assert found == pytest.approx(wanted, rel=lost, abs=10 * lost)


@pytest.mark.parametrize("name", [name for name in SUMMED if name != "logistic"])
@pytest.mark.parametrize("unit", [1e-9, 1e9])
def test_the_unit_of_y_does_not_break_the_optimum(name, unit):
    x, y, _ = columns(200)
    objective = made(name, OBJECTIVES, "loss").on(Dataset.of(x, unit * y))
    around = objective.optimum + unit * lines(200, 8) * 0.01
    assert objective.minimum <= objective.value(around).min()
    assert objective.minimum > 0


@pytest.mark.parametrize(
    ("x", "y", "way", "minimum"),
    [
        ([1.0, 2.0, 3.0], [0, 0, 1], (1.0, -2.5), 0.0),
        ([1.0, 2.0, 3.0], [1, 0, 0], (-1.0, 1.5), 0.0),
        ([1.0, 2.0, 3.0], [1, 1, 1], (0.0, 1.0), 0.0),
        ([1.0, 1.0], [0, 0], (0.0, -1.0), 0.0),
        (
            [0.0, 1.0, 1.0, 1.0, 2.0],
            [0, 0, 1, 1, 1],
            (1.0, -1.0),
            -(np.log(1 / 3) + 2 * np.log(2 / 3)) / 5,
        ),
    ],
)
def test_separated_points_have_no_best_line(x, y, way, minimum):
    with pytest.warns(SurfaceVizWarning, match=r"x separates 0 and 1 of y, no finite line is best"):
        objective = logistic().on(Dataset.of(x, y))
    assert objective.optimum is None
    assert not objective.unique
    assert objective.minimum == pytest.approx(minimum, abs=1e-15)
    assert np.isinf(objective.reach(1.0)).all()
    steep = objective.value([200.0 * way[0], 200.0 * way[1] + np.log(2)])
    assert steep == pytest.approx(minimum, rel=1e-12, abs=1e-30)


def test_logistic_needs_zeros_and_ones():
    with pytest.raises(InputError, match="needs 0 or 1 in every row of passed, found 2: choose"):
        logistic().on(Dataset.of([1.0, 2.0, 3.0], [0, 1, 2], y_name="passed"))


def test_a_probability_is_predicted():
    objective, _ = case("logistic")
    found = objective.predict(np.array([-1e4, 0.0, 1e4]), np.array([1.0, np.log(3.0)]))
    assert found == pytest.approx([0.0, 0.75, 1.0])


def engines(x, y, weights):
    """Return rows of every engine."""
    table = {"x": x, "y": y} | ({} if weights is None else {"w": weights})
    frame = pl.DataFrame(table)
    relation = duckdb.connect().from_arrow(frame.to_arrow())
    weighted = weights is not None
    return [
        ArrayRows(x, y, weights),
        DuckDBRows(relation, weighted),
        DuckDBRows(relation, weighted, dear=True),
        FrameRows(nw.from_native(frame.lazy()), weighted),
    ]


@weighted_or_not
@pytest.mark.parametrize("engine", range(4), ids=["NumPy", "DuckDB", "DuckDB, dear", "Narwhals"])
def test_points_are_all_usable_rows_or_a_sample_of_the_many(weighted, engine):
    x, y, weights = columns(5000)
    x, y = np.round(x, 2), np.round(y, 1)
    x[::10], weights[1::10] = np.nan, 0.0
    rows = engines(x, y, weights if weighted else None)[engine]
    sums = accurate_sums(rows)
    everything = rows.points(sums, 5000)
    usable = np.isfinite(x) & ((weights > 0) | (not weighted))
    found = [everything.x, everything.y] + ([everything.weights] if weighted else [])
    wanted = [x[usable], y[usable]] + ([weights[usable]] if weighted else [])
    assert sorted(zip(*found, strict=True)) == sorted(zip(*wanted, strict=True))
    assert everything.rows == everything.total == usable.sum()
    assert (everything.weights is None) != weighted
    some, again = rows.points(sums, 900), rows.points(sums, 900)
    assert len(some.x) == 900
    assert some.rows < some.total == usable.sum()
    assert np.array_equal(some.x, again.x)
    assert np.array_equal(some.y, again.y)
    share = np.ones(900) if some.weights is None else some.weights
    assert np.average(some.x, weights=share) == pytest.approx(3.0, abs=0.4)
    if engine:
        assert len(set(zip(some.x, some.y, strict=True))) == 900
    if engine and not weighted:
        assert some.rows == share.sum()


@weighted_or_not
@pytest.mark.parametrize("engine", range(1, 4), ids=["DuckDB", "DuckDB, dear", "Narwhals"])
def test_few_different_points_stand_for_all_rows(weighted, engine):
    rng = np.random.default_rng(0)
    x, y = rng.integers(1, 6, (2, 5000)).astype(float)
    weights = rng.integers(1, 4, 5000).astype(float) if weighted else None
    rows = engines(x, y, weights)[engine]
    found = rows.points(accurate_sums(rows), 900)
    assert len(found.x) == 25
    assert found.rows == found.total == 5000
    share = np.ones(5000) if weights is None else weights
    for place, weight in zip(zip(found.x, found.y, strict=True), found.weights, strict=True):
        assert weight == share[(x == place[0]) & (y == place[1])].sum()


@pytest.mark.parametrize("engine", range(4), ids=["NumPy", "DuckDB", "DuckDB, dear", "Narwhals"])
def test_a_loss_on_a_sample_says_so(monkeypatch, engine):
    monkeypatch.setattr(dataset, "MOST_EVALUATED", 1000)
    x, y, _ = columns(5000)
    data = dataset.gather(engines(x, y, None)[engine], Naming(), points=True)
    with pytest.warns(SurfaceVizWarning, match=r"^MAE is computed on a sample of 1,000 of 5,000 p"):
        objective = mae().on(data)
    assert objective.points == objective.evaluated == 1000
    wanted = np.abs(y - 1.5 * x + 4.0).mean()
    assert objective.value([1.5, -4.0]) == pytest.approx(wanted, rel=0.2)
    assert mse().on(data).points == 1000


def test_files_keep_the_points_only_when_asked(tmp_path):
    x, y, weights = columns(FEW_ROWS + 1)
    path = tmp_path / "many.parquet"
    pl.DataFrame({"x": x, "y": y, "w": weights}).write_parquet(path)
    plain = read_dataset(str(path), "x", "y", weights="w")
    assert plain.points is None
    with pytest.warns(SurfaceVizWarning, match=r"sample of 2,000 of 20,001 points"):
        assert mae().on(plain).evaluated == 2000
    full = read_dataset(str(path), "x", "y", weights="w", points=True)
    wanted = mae().on(Dataset.of(x, y, weights=weights))
    assert mae().on(full).value([1.0, 2.0]) == pytest.approx(wanted.value([1.0, 2.0]), rel=1e-13)
    few = pl.DataFrame({"x": x[:50], "y": y[:50]})
    few.write_csv(tmp_path / "few.csv")
    assert read_dataset(str(tmp_path / "few.csv")).points.total == 50
    lazy = Dataset.of(few.lazy(), x="x", y="y")
    assert lazy.points is None
    assert Dataset.of(few.lazy(), x="x", y="y", points=True).points.total == 50


def test_points_of_dates_are_counted_from_the_same_day():
    days = np.array(["2024-03-01", "2024-03-02", "2024-03-05"], dtype="datetime64[D]")
    data = Dataset.of(days, [1.0, 2.0, 4.0])
    assert data.points.x.tolist() == data.x.tolist() == [0, 1, 4]


def test_points_cannot_be_changed_from_outside():
    x, y, _ = columns(50)
    data = Dataset.of(x, y)
    before = mae().on(data).value([1.0, 0.0])
    x[:] = 0.0
    assert mae().on(data).value([1.0, 0.0]) == before
    assert not data.points.x.flags.writeable


def test_a_small_delta_beside_a_wide_spread_is_solved_all_the_same():
    """Most of such a surface is straight, and Newton's method sees no way to go there."""
    rng = np.random.default_rng(5)
    x = rng.uniform(0, 300, 24)
    y = rng.uniform(-300, 300, 24) + 3 * x
    objective = huber(delta=2.5).on(Dataset.of(x, y))
    assert objective.gradient(objective.optimum) == pytest.approx([0, 0], abs=1e-9)
