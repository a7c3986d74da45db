from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import surfaceviz as sv
from surfaceviz.losses.scaling import Scaling, z_scored

RNG = np.random.default_rng(8)
X = RNG.normal(40.0, 7.0, 60)
Y = 0.3 * X - 5.0 + RNG.normal(0, 1, 60)
NUMBER = st.floats(-1e3, 1e3)


@given(st.tuples(NUMBER, NUMBER), NUMBER, st.floats(1e-3, 1e3), st.tuples(NUMBER, NUMBER))
def test_both_coordinates_mean_the_same_line(params, centre, spread, gradient):
    scaling = Scaling(centre, spread)
    m, b = params
    scaled_m, scaled_b = scaling.to(params)
    x = np.linspace(-5, 5, 7)
    assert scaled_m * (x - centre) / spread + scaled_b == pytest.approx(m * x + b, abs=1e-6)
    assert scaling.back(scaling.to(params)) == pytest.approx(params, abs=1e-6)
    there = scaling.gradient_to(gradient)
    assert scaling.gradient_back(there) == pytest.approx(gradient, rel=1e-6, abs=1e-6)
    # A step changes the loss as much in either coordinates.
    assert np.dot(there, scaling.to(params)) == pytest.approx(np.dot(gradient, params), abs=1e-3)


def test_a_standardized_descent_is_that_on_z_scored_x():
    z = (X - X.mean()) / X.std()
    plain = sv.build_scene(z, Y, learning_rate=0.1, epochs=20, start=(0.0, Y.mean()))
    scene = sv.build_scene(
        X, Y, learning_rate=0.1, epochs=20, start=(0.0, Y.mean()), standardize=True
    )
    (run,) = scene.runs
    assert run.path == pytest.approx(plain.runs[0].trajectory.params, rel=1e-9, abs=1e-9)
    losses, wanted = run.trajectory.losses, plain.runs[0].trajectory.losses
    assert losses == pytest.approx(wanted, rel=1e-9)
    gradients = scene.objective.gradient(run.trajectory.params)
    assert run.trajectory.gradients == pytest.approx(gradients, rel=1e-7, abs=1e-9)
    assert run.downhill == pytest.approx(-plain.runs[0].trajectory.gradients, rel=1e-7, abs=1e-8)
    assert run.steps[:-1] == pytest.approx(np.diff(run.path, axis=0), abs=1e-12)
    m, b = scene.window.m, scene.window.b
    assert np.ptp(m) == pytest.approx(np.ptp(b))
    assert scene.window.contains(run.path).all()


def test_z_scored_coordinates_make_the_bowl_round():
    scene = sv.build_scene(X, Y, standardize=True, epochs=3)
    assert scene.analysis.condition == pytest.approx(1.0)
    raw = sv.build_scene(X, Y, epochs=3)
    assert raw.analysis.condition > 1000


@pytest.mark.parametrize(
    ("axes", "plain"),
    [
        ("auto", (True, True)),
        ("data", (True, True)),
        ("own", (True, False)),
        ("standardized", (False, False)),
    ],
)
def test_a_race_of_raw_and_standardized_is_shown_in_either_coordinates(axes, plain):
    scene = sv.build_scene(X, Y, standardize=[False, True], epochs=3, grid=4, axes=axes)
    assert tuple(run.chart.scaling.plain for run in scene.runs) == plain
    for run in scene.runs:
        chart = run.chart
        assert run.chart.scaling.back(run.path) == pytest.approx(run.trajectory.params, rel=1e-9)
        assert chart.objective.value(run.path) == pytest.approx(run.trajectory.losses, rel=1e-9)
        corner = np.array([chart.surface.m[1], chart.surface.b[2]])
        wanted = scene.objective.value(chart.scaling.back(corner))
        assert chart.surface.loss[2, 1] == pytest.approx(wanted, rel=1e-9)


def test_equal_x_are_only_centred():
    with pytest.warns(sv.SurfaceVizWarning, match="no unique line"):
        scene = sv.build_scene([2, 2, 2], [1, 2, 4], learning_rate=0.1, standardize=True)
    assert z_scored(scene.data) == Scaling(2.0, 1.0)
    m, b = scene.runs[0].trajectory.params[-1]
    assert 2 * m + b == pytest.approx(7 / 3)
