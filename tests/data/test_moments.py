from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import surfaceviz as sv
from surfaceviz.data.backends import memory

FINITE = st.floats(-1e6, 1e6, allow_nan=False).map(lambda value: round(value, 3))
POINTS = st.lists(st.tuples(FINITE, FINITE), min_size=1, max_size=60)


def direct_mse(x, y, params):
    params = np.asarray(params)
    residuals = y - params[..., :1] * x - params[..., 1:]
    return np.mean(residuals**2, axis=-1)


def exact(points):
    """The moments by rational arithmetic."""
    xs, ys = ([Fraction(value) for value in column] for column in zip(*points, strict=True))
    n = len(points)
    mean_x, mean_y = sum(xs) / n, sum(ys) / n
    pairs = [(x - mean_x, y - mean_y) for x, y in zip(xs, ys, strict=True)]
    sums = [sum(a * b for a, b in zip(u, v, strict=True)) for u, v in _products(pairs)]
    return [float(value) for value in (n, mean_x, mean_y, *sums)]


def _products(pairs):
    dx, dy = zip(*pairs, strict=True)
    return [(dx, dx), (dx, dy), (dy, dy)]


def as_list(moments):
    return [moments.n, moments.mean_x, moments.mean_y, moments.sxx, moments.sxy, moments.syy]


@given(POINTS)
def test_moments_agree_with_rational_arithmetic(points):
    found = as_list(sv.Moments.of(*map(np.array, zip(*points, strict=True))))
    wanted = exact(points)
    size = max(1.0, *(abs(value) for pair in points for value in pair))
    # Sums of squares of numbers of this size, rounded: an absolute error of that order is exact.
    scales = [1.0, size, size, *[size**2 * len(points)] * 3]
    for value, target, scale in zip(found, wanted, scales, strict=True):
        assert abs(value - target) <= 1e-14 * scale


@given(POINTS, POINTS)
def test_moments_of_parts_add_up_to_those_of_the_whole(left, right):
    def of(points):
        return sv.Moments.of(*map(np.array, zip(*points, strict=True)))

    merged, whole = as_list(of(left) + of(right)), as_list(of(left + right))
    size = max(1.0, *(abs(value) for pair in left + right for value in pair))
    scales = [1.0, size, size, *[size**2 * whole[0]] * 3]
    for a, b, scale in zip(merged, whole, scales, strict=True):
        assert abs(a - b) <= 1e-13 * scale


def test_pieces_do_not_change_the_moments(noisy):
    x, y = noisy
    whole = sv.Moments.of(x, y)
    pieces = sv.Moments.of(x[:7], y[:7])
    for first in range(7, x.size, 31_337):
        pieces = pieces + sv.Moments.of(x[first : first + 31_337], y[first : first + 31_337])
    assert as_list(pieces) == pytest.approx(as_list(whole), rel=1e-12)
    assert x.size > memory.CHUNK  # so that the whole, too, was summed in chunks


@pytest.mark.parametrize(
    ("shift", "tolerance"), [(0.0, 1e-12), (1e6, 1e-9)], ids=["as it is", "shifted by 1e6"]
)
def test_mse_agrees_with_the_mean_of_squared_residuals(noisy, shift, tolerance):
    x, y = noisy[0][:5000] + shift, noisy[1][:5000] + shift
    moments = sv.Moments.of(x, y)
    rng = np.random.default_rng(0)
    params = moments.optimum + rng.normal(0, 3, (40, 2)) * [1.0 / max(1.0, shift / 1e3), 1.0]
    assert moments.mse(params) == pytest.approx(direct_mse(x, y, params), rel=tolerance)


def test_mse_of_a_grid_has_the_grids_shape(noisy):
    moments = sv.Moments.of(*noisy)
    grid = np.stack(np.meshgrid(np.linspace(0, 3, 5), np.linspace(-9, 1, 7)), axis=-1)
    values = moments.mse(grid)
    assert values.shape == (7, 5)
    assert values[2, 3] == pytest.approx(direct_mse(*noisy, grid[2, 3]), rel=1e-12)
    assert moments.gradient(grid).shape == (7, 5, 2)


def test_gradient_agrees_with_finite_differences(noisy):
    moments = sv.Moments.of(*noisy)
    for params in np.random.default_rng(1).normal(0, 4, (20, 2)):
        step = 1e-4
        for axis in range(2):
            shift = np.eye(2)[axis] * step
            slope = (moments.mse(params + shift) - moments.mse(params - shift)) / (2 * step)
            assert moments.gradient(params)[axis] == pytest.approx(slope, rel=1e-6, abs=1e-6)


def test_hessian_is_the_derivative_of_the_gradient(noisy):
    moments = sv.Moments.of(*noisy)
    at = np.array([0.3, -2.0])
    columns = [moments.gradient(at + unit) - moments.gradient(at) for unit in np.eye(2)]
    jacobian = np.stack(columns, axis=1)
    assert jacobian == pytest.approx(moments.hessian, rel=1e-10)
    assert moments.hessian @ moments.inverse_hessian == pytest.approx(np.eye(2), abs=1e-12)


@pytest.mark.parametrize("shift", [0.0, 1e3])
def test_optimum_agrees_with_lstsq(noisy, shift):
    x, y = noisy[0] + shift, noisy[1]
    wanted, residual, *_ = np.linalg.lstsq(np.stack([x, np.ones_like(x)], axis=1), y, rcond=None)
    moments = sv.Moments.of(x, y)
    assert moments.optimum == pytest.approx(wanted, rel=1e-9)
    assert moments.minimum == pytest.approx(residual[0] / x.size, rel=1e-9)
    assert moments.gradient(moments.optimum) == pytest.approx([0, 0], abs=1e-6)


def test_the_shortest_optimum_is_taken_where_all_x_are_equal():
    x, y = np.full(4, 2.5), np.array([1.0, 2.0, 4.0, 5.0])
    moments = sv.Moments.of(x, y)
    wanted = np.linalg.lstsq(np.stack([x, np.ones(4)], axis=1), y, rcond=None)[0]
    assert moments.degenerate
    assert moments.optimum == pytest.approx(wanted)
    assert moments.mse(moments.optimum) == pytest.approx(moments.minimum)
    assert np.isinf(moments.inverse_hessian).all()


@given(st.floats(-1e9, 1e9), st.integers(1, 200))
def test_equal_values_have_no_spread_at_all(value, count):
    assert sv.Moments.of(np.full(count, value), np.arange(count)).sxx == 0


@given(POINTS, st.tuples(FINITE, FINITE))
def test_no_line_is_better_than_the_optimum(points, params):
    moments = sv.Moments.of(*map(np.array, zip(*points, strict=True)))
    assert moments.mse(params) >= moments.minimum >= 0


def test_loss_keeps_its_digits_far_from_the_origin():
    # At an offset of 1e9 the textbook formula, mean(x^2) - mean(x)^2, has no digit left.
    x = 1e9 + np.array([0.0, 1.0, 2.0, 3.0])
    y = np.array([1.0, 3.0, 5.0, 7.5])
    moments = sv.Moments.of(x, y)
    assert moments.sxx == 5.0
    assert moments.optimum[0] == pytest.approx(np.polyfit(x - 1e9, y, 1)[0], rel=1e-14)


@pytest.mark.parametrize(
    ("x", "y"), [([], []), ([1.0, 2.0], [1.0]), ([[1.0]], [[1.0]])], ids=["none", "unequal", "2-d"]
)
def test_unusable_points_are_refused(x, y):
    with pytest.raises(sv.InputError, match=r"point|equally long"):
        sv.Moments.of(x, y)
