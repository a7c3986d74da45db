from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import surfaceviz as sv
from surfaceviz.data.backends.memory import ArrayRows
from surfaceviz.data.density import COLUMNS, ROWS, Density, Mesh, mesh_over


def test_the_outermost_cells_lie_around_the_extremes():
    density = Density(mesh_over((0.0, 120.0), (-1.0, 5.0)), np.zeros((ROWS, COLUMNS), dtype=int))
    assert density.x_edges[:2] == pytest.approx([-0.5, 0.5])
    assert density.x_edges[-2:] == pytest.approx([119.5, 120.5])
    assert len(density.y_edges) == ROWS + 1
    assert np.mean(density.y_edges[:2]) == pytest.approx(-1.0)


@pytest.mark.parametrize("steps", [2, 3, 4, 5, 6, 10, 12, 20])
def test_evenly_spaced_values_lie_in_the_middle_of_cells(steps):
    x = np.repeat(np.linspace(1.0, 5.0, steps + 1), 700)
    density = sv.Dataset.of(x, np.resize([0.0, 1.0], x.size)).density
    columns = np.flatnonzero(density.counts.sum(axis=0))
    middles = (density.x_edges[:-1] + density.x_edges[1:])[columns] / 2
    assert middles == pytest.approx(np.unique(x))


def test_few_even_values_are_tiles_half_their_distance_wide():
    x, y = np.arange(9000) % 5 + 1, np.arange(9000) % 7 * 0.1
    density = sv.Dataset.of(x, y).density
    assert (density.mesh.columns, density.mesh.rows) == (9, 13)
    assert np.diff(density.x_edges) == pytest.approx(0.5)
    assert density.counts[::2, ::2].sum() == 9000


@pytest.mark.parametrize(
    "values", [[0.0, 1.0, 2.5, 7.1], [0.0, 1e-9, 1.0], np.arange(40.0)], ids=["odd", "near", "many"]
)
def test_other_values_are_in_small_cells(values):
    assert sv.Dataset.of(np.resize(values, 4000), np.arange(4000.0)).density.mesh.columns == COLUMNS


def test_points_that_differ_in_nothing_are_in_one_cell():
    density = sv.Dataset.of(np.full(3000, 2.0), np.arange(3000.0)).density
    assert density.mesh.x_range == (2.0, 2.0)
    assert density.counts[:, 0].sum() == 3000


def test_few_points_have_no_density(noisy):
    assert sv.Dataset.of(noisy[0][:2000], noisy[1][:2000]).density is None
    assert sv.Dataset.of(noisy[0][:2001], noisy[1][:2001]).density is not None


def test_points_that_are_left_out_are_in_no_cell(noisy):
    x = noisy[0][:5000].copy()
    x[::5] = np.nan
    assert sv.Dataset.of(x, noisy[1][:5000]).density.counts.sum() == 4000


@given(st.lists(st.tuples(*[st.floats(-1e6, 1e6)] * 2), min_size=1, max_size=50))
def test_every_point_is_in_one_cell(points):
    x, y = np.array(points).T
    mesh = Mesh((float(x.min()), float(x.max())), (float(y.min()), float(y.max())), 7, 9)
    counts = ArrayRows.of(x, y).counts(mesh)
    assert counts.shape == (7, 9)
    assert counts.sum() == len(points)
    assert counts.min() >= 0
