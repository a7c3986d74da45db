from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import surfaceviz as sv
from surfaceviz.losses import mse
from surfaceviz.losses.protocol import objective_on
from surfaceviz.scene.surface import sample_surface
from surfaceviz.scene.trace import MOST_SUMMED, trace_steps

OBJECTIVE = objective_on(mse(), sv.article_data())
WINDOW = sv.Window((-1.0, 1.0), (-2.0, 2.0))
SURFACE = sample_surface(OBJECTIVE, WINDOW, 80)


def along(*params):
    return np.array(params, dtype=float)


def test_a_path_inside_is_traced_from_end_to_end(article):
    params = article.runs[0].trajectory.params
    trace = article.runs[0].trace
    assert trace.params[:, 0] == pytest.approx(params[:-1])
    assert trace.params[:, -1] == pytest.approx(params[1:])
    assert trace.losses == pytest.approx(article.objective.value(trace.params))


def test_the_trace_lies_on_the_straight_step():
    trace = trace_steps(OBJECTIVE, along((-1, -2), (1, 2)), SURFACE)
    assert trace.params[0, :, 1] == pytest.approx(2 * trace.params[0, :, 0])
    assert np.all(np.diff(trace.params[0, :-1, 0]) > 0)


def test_a_step_that_leaves_is_cut_at_the_edge_and_the_line_breaks():
    trace = trace_steps(OBJECTIVE, along((0, 0), (4, 0), (-4, 0)), SURFACE)
    first, second = trace.params
    assert first[0] == pytest.approx([0, 0])
    assert first[-2] == pytest.approx([1, 0])
    assert np.isnan(first[-1]).all()
    assert second[0] == pytest.approx([1, 0])
    assert second[-2] == pytest.approx([-1, 0])


def test_a_step_outside_is_not_traced():
    trace = trace_steps(OBJECTIVE, along((5, 5), (6, -7), (6, -7), (-9, 9)), SURFACE)
    assert np.isnan(trace.params[:2]).all()


def test_a_step_that_does_not_move_stays():
    trace = trace_steps(OBJECTIVE, along((0.5, 1), (0.5, 1)), SURFACE)
    assert trace.params[0] == pytest.approx(np.tile([0.5, 1.0], (trace.params.shape[1], 1)))


POINT = st.tuples(st.floats(-30, 30), st.floats(-30, 30))


@given(st.lists(POINT, min_size=2, max_size=12))
def test_whatever_is_traced_lies_in_the_window_and_on_its_step(points):
    path = along(*points)
    trace = trace_steps(OBJECTIVE, path, SURFACE)
    for begin, end, line in zip(points, points[1:], trace.params, strict=False):
        shown = line[~np.isnan(line).any(axis=1)]
        assert np.all(np.abs(shown) <= np.array([1.0, 2.0]) + 1e-9)
        step, offset = np.subtract(end, begin), shown - begin
        cross = offset[:, 0] * step[1] - offset[:, 1] * step[0]
        assert np.all(np.abs(cross) <= 1e-9 * (1 + np.abs(step).max()) ** 2)
    inside = WINDOW.contains(path)
    both = inside[:-1] & inside[1:]
    assert not np.isnan(trace.params[both]).any()


def test_where_every_loss_is_a_long_sum_heights_are_read_off_the_surface():
    path = along((0, 0), (0.5, 1), (0.7, -1))
    exact = trace_steps(OBJECTIVE, path, SURFACE)
    asked = []

    def value(params):
        asked.append(params)
        return OBJECTIVE.value(params)

    dear = dataclasses.replace(OBJECTIVE, value=value, evaluated=int(MOST_SUMMED))
    read = trace_steps(dear, path, SURFACE)
    assert not asked
    span = np.ptp(SURFACE.loss)
    assert np.nanmax(np.abs(read.losses - exact.losses)) < 1e-3 * span
    assert np.array_equal(read.params, exact.params, equal_nan=True)
