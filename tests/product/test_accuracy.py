"""Moments against exact arithmetic and certified values, in every engine."""

from __future__ import annotations

import math
from fractions import Fraction
from functools import cache

import duckdb
import narwhals as nw
import numpy as np
import polars as pl
import pytest

import surfaceviz as sv
from surfaceviz.data.backends.duck import DuckDBRows
from surfaceviz.data.backends.lazy import FrameRows
from surfaceviz.data.backends.memory import CHUNK, ArrayRows
from surfaceviz.data.backends.rows import accurate_sums
from tests.conftest import ROOT

# What a float64 cannot hold any more may be off by some of its smallest steps.
SMALLEST = 8 * math.ulp(0.0)


def relation(x, y, w):
    columns = {"x": x, "y": y} | ({} if w is None else {"w": w})
    return duckdb.connect().from_arrow(pl.DataFrame(columns).to_arrow())


ENGINES = {
    "NumPy": ArrayRows,
    "DuckDB": lambda x, y, w: DuckDBRows(relation(x, y, w), weighted=w is not None),
    "DuckDB, one pass": lambda x, y, w: DuckDBRows(
        relation(x, y, w), weighted=w is not None, dear=True
    ),
    "Narwhals": lambda x, y, w: FrameRows(
        nw.from_native(
            pl.LazyFrame({"x": x, "y": y} | ({} if w is None else {"w": w})),
        ),
        weighted=w is not None,
    ),
}


def exact(x, y, w=None):
    """The moments in rational arithmetic, rounded once."""
    xs, ys = ([Fraction(float(value)) for value in column] for column in (x, y))
    ws = [Fraction(1)] * len(xs) if w is None else [Fraction(float(value)) for value in w]
    mass = sum(ws)
    mean_x = sum(a * b for a, b in zip(ws, xs, strict=True)) / mass
    mean_y = sum(a * b for a, b in zip(ws, ys, strict=True)) / mass
    far = [(x - mean_x, y - mean_y) for x, y in zip(xs, ys, strict=True)]
    sums = [
        sum(weight * pair[i] * pair[j] for weight, pair in zip(ws, far, strict=True))
        for i, j in ((0, 0), (0, 1), (1, 1))
    ]
    return dict(
        zip(
            ("mean_x", "mean_y", "sxx", "sxy", "syy"),
            map(float, (mean_x, mean_y, *sums)),
            strict=True,
        )
    )


RNG = np.random.default_rng(11)
X = RNG.normal(0.0, 1.0, 3000)
Y = 0.7 * X + RNG.normal(0.0, 0.5, 3000) + 2.0
ALTERNATING = np.where(np.arange(3000) % 2, 1e9, 1e-9)
HARD = {
    "as they are": (X, Y),
    "far away": (X + 1e9, Y - 1e9),
    "farther away": (X * 1e-3 + 1e9, Y + 1e12),
    "tiny": (X * 1e-300, Y * 1e-300),
    "tiny and far": (1e-290 + X * 1e-300, Y),
    "small": (X * 1e-150, Y * 1e-150),
    "at the edge of what can be squared": (X * 1e-156, Y),
    "huge": (X * 1e150, Y * 1e150),
    "tiny and huge": (X * 1e-300, Y * 1e150),
    "huge and far": (1e150 + X * 1e145, Y * 1e150),
    "alternating large and small": (ALTERNATING * (1.0 + 0.1 * X), Y),
    "alternating in both": (ALTERNATING * (1.0 + 0.1 * X), ALTERNATING[::-1] * Y),
    "sorted": (np.sort(X) + 1e6, Y),
    "a first value far from the others": (np.concatenate([[1e12], X[1:] + 5.0]), Y),
    "an outlier": (np.concatenate([X[1:], [1e9]]), Y),
    "powers of ten": (10.0 ** (np.arange(3000) % 30 - 15.0), Y),
    "whole numbers": (np.arange(3000.0), np.arange(3000.0) ** 2),
    "next to one another": (1.0 + np.arange(3000) * 2.0**-52, Y),
}


@cache
def exact_of(name):
    """What every engine is compared with, which takes longest."""
    return exact(*HARD[name])


@pytest.mark.parametrize("engine", ENGINES.values(), ids=ENGINES)
@pytest.mark.parametrize("name", HARD)
def test_moments_agree_with_exact_arithmetic(engine, name):
    x, y = HARD[name]
    found = sv.Moments.from_sums(accurate_sums(engine(x, y, None)))
    assert found.n == len(x)
    for key, value in exact_of(name).items():
        assert getattr(found, key) == pytest.approx(value, rel=1e-12, abs=SMALLEST), key


@pytest.mark.parametrize("engine", ENGINES.values(), ids=ENGINES)
@pytest.mark.parametrize("name", ["as they are", "far away", "small", "huge", "sorted"])
def test_weighted_moments_agree_with_exact_arithmetic(engine, name):
    x, y = HARD[name]
    weights = RNG.uniform(0.1, 3.0, len(x))
    found = sv.Moments.from_sums(accurate_sums(engine(x, y, weights)))
    assert found.weight == pytest.approx(math.fsum(weights), rel=1e-14)
    for key, value in exact(x, y, weights).items():
        assert getattr(found, key) == pytest.approx(value, rel=1e-12, abs=SMALLEST), key


@pytest.mark.parametrize("engine", ENGINES.values(), ids=ENGINES)
def test_a_mean_of_almost_nothing_is_exact_beside_the_spread(engine):
    # Each value alone is rounded to a multiple of 1e-7, so their mean cannot be known better.
    x = np.where(np.arange(3000) % 2, 1e9, -1e9) + X
    found, wanted = sv.Moments.from_sums(accurate_sums(engine(x, Y, None))), exact(x, Y)
    assert found.mean_x == pytest.approx(wanted["mean_x"], abs=1e-15 * 1e9)
    assert found.sxx == pytest.approx(wanted["sxx"], rel=1e-12)


@pytest.mark.parametrize("engine", list(ENGINES.values())[:2], ids=list(ENGINES)[:2])
@pytest.mark.parametrize("offset", [0, 10**9])
def test_moments_of_ten_million_rows_agree_with_whole_number_arithmetic(engine, offset):
    n = 10_000_000
    k = np.random.default_rng(2).integers(-(2**20), 2**20, n)
    j = k // 3 + np.random.default_rng(3).integers(-(2**19), 2**19, n)
    found = sv.Moments.from_sums(accurate_sums(engine(offset + k / 2**10, j / 2**10, None)))
    # Sums of a few thousand such products fit into 64 bits; Python's own numbers add those up.
    sums = [
        sum(np.add.reduceat(column, np.arange(0, n, 4096)).tolist())
        for column in (k, j, k * k, k * j, j * j)
    ]
    k1, j1, kk, kj, jj = map(Fraction, sums)
    wanted = {
        "mean_x": offset + k1 / n / 2**10,
        "mean_y": j1 / n / 2**10,
        "sxx": (kk - k1 * k1 / n) / 2**20,
        "sxy": (kj - k1 * j1 / n) / 2**20,
        "syy": (jj - j1 * j1 / n) / 2**20,
    }
    assert found.n == n
    assert n > CHUNK
    for name, value in wanted.items():
        assert getattr(found, name) == pytest.approx(float(value), rel=1e-12), name


# Intercept, slope, residual standard deviation and R squared, as certified.
NIST = {
    "norris": (-0.262323073774029, 1.00211681802045, 0.884796396144373, 0.999993745883712),
}
THROUGH_THE_ORIGIN = {"noint1": 2.07438016528926, "noint2": 0.727272727272727}


@pytest.mark.parametrize("name", NIST)
def test_a_line_has_the_digits_that_nist_certifies(name):
    intercept, slope, deviation, share = NIST[name]
    moments = sv.read_dataset(str(ROOT / "tests" / "references" / f"{name}.csv")).moments
    m, b = moments.optimum
    # Least squares in float64 cannot promise more; 10 digits are what is asked for.
    assert m == pytest.approx(slope, rel=1e-13)
    assert b == pytest.approx(intercept, rel=1e-11)
    residual = math.sqrt(moments.minimum * moments.n / (moments.n - 2))
    assert residual == pytest.approx(deviation, rel=1e-10)
    assert 1 - moments.minimum * moments.n / moments.syy == pytest.approx(share, rel=1e-13)


@pytest.mark.parametrize("name", THROUGH_THE_ORIGIN)
def test_moments_give_the_slope_through_the_origin_that_nist_certifies(name):
    moments = sv.read_dataset(str(ROOT / "tests" / "references" / f"{name}.csv")).moments
    products = moments.sxy + moments.n * moments.mean_x * moments.mean_y
    squares = moments.sxx + moments.n * moments.mean_x**2
    assert products / squares == pytest.approx(THROUGH_THE_ORIGIN[name], rel=1e-13)
