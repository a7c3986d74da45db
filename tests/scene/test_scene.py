from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import surfaceviz as sv
from surfaceviz.scene.window import WINDOWS


def test_the_article_case_ends_where_the_article_says(article):
    m, b = article.runs[0].trajectory.params[100]
    assert (round(m, 5), round(b, 5)) == (2.94898, 0.35005)
    assert article.runs[0].trajectory.params.shape == (101, 2)


def test_the_automatic_rate_is_half_the_stability_limit():
    x, y = np.arange(9.0), np.arange(9.0) ** 2
    scene = sv.build_scene(x, y, epochs=3)
    hessian = 2 * np.array([[np.mean(x * x), x.mean()], [x.mean(), 1.0]])
    largest = np.linalg.eigvalsh(hessian)[-1]
    assert scene.runs[0].learning_rate == pytest.approx(1 / largest)
    assert scene.analysis.stability_limit == pytest.approx(2 / largest)


def test_a_surface_holds_the_loss_of_its_grid():
    x, y = [0.0, 1.0, 3.0], [1.0, 0.0, 4.0]
    scene = sv.build_scene(x, y, grid=7, window=sv.Window((-1.0, 2.0), (0.0, 5.0)))
    surface = scene.surface
    assert surface.loss.shape == (7, 7)
    for i, b in enumerate(surface.b):
        for j, m in enumerate(surface.m):
            assert surface.loss[i, j] == pytest.approx(np.mean((m * np.array(x) + b - y) ** 2))
    assert scene.window == sv.Window((-1.0, 2.0), (0.0, 5.0))


@pytest.mark.parametrize("name", WINDOWS)
@given(
    start=st.tuples(st.floats(-50, 50), st.floats(-50, 50)),
    shift=st.sampled_from([0.0, 10.0, 1e4]),
)
def test_every_window_frames_optimum_and_path(name, start, shift):
    x = np.linspace(0, 4, 9) + shift
    scene = sv.build_scene(x, 2 * x + np.sin(x), start=start, epochs=30, window=name, grid=3)
    window, path = scene.window, scene.runs[0].trajectory
    assert window.contains(scene.objective.optimum)
    # Rounding of the window's edges must not cut off the point that defines them.
    slack = 1e-6 * np.array([np.ptp(window.m), np.ptp(window.b)])
    low, high = np.array([window.m, window.b]).T
    if name != "bowl":
        assert np.all((path.params >= low - slack) & (path.params <= high + slack))
    assert np.all((path.params[0] >= low - slack) & (path.params[0] <= high + slack))


def test_the_bowl_is_the_extent_of_all_lines_no_worse_than_the_start():
    scene = sv.build_scene(
        [0.0, 1.0, 2.0, 5.0], [1.0, 0.0, 2.0, 3.0], start=(3.0, -4.0), window="bowl"
    )
    angle = np.linspace(0, 2 * np.pi, 100_001)
    objective, (m, b) = scene.objective, scene.objective.optimum
    height = objective.value([3.0, -4.0]) - objective.value([m, b])
    root = np.linalg.inv(np.linalg.cholesky(objective.hessian(objective.optimum))).T
    ellipse = root @ np.stack([np.cos(angle), np.sin(angle)]) * np.sqrt(2 * height)
    assert scene.window.m == pytest.approx((m + ellipse[0].min(), m + ellipse[0].max()), rel=1e-6)
    assert scene.window.b == pytest.approx((b + ellipse[1].min(), b + ellipse[1].max()), rel=1e-6)


@pytest.mark.parametrize("scale_x", [1e-100, 1.0, 1e100])
@pytest.mark.parametrize("scale_y", [1e-100, 1.0, 1e100])
def test_a_window_suits_data_of_any_unit(scale_x, scale_y):
    x, y = np.arange(5.0), np.array([1.0, 3.0, 4.0, 8.0, 9.0])
    plain = sv.build_scene(x, y, learning_rate=0.01, epochs=8).window
    hessian = sv.Moments.of(x * scale_x, y * scale_y).hessian
    rate = 1.0 / np.linalg.eigvalsh(hessian)[-1]
    scene = sv.build_scene(x * scale_x, y * scale_y, learning_rate=rate, epochs=8)
    path = scene.runs[0].trajectory.params
    inside = (path - [scene.window.m[0], scene.window.b[0]]) / [
        np.ptp(scene.window.m),
        np.ptp(scene.window.b),
    ]
    assert plain.m[0] < plain.m[1]
    # The path fills a good part of the window along one axis at least.
    assert np.ptp(inside, axis=0).max() > 0.2


def test_a_window_whose_loss_overflows_is_refused():
    with pytest.raises(sv.InputError, match="choose a smaller one"):
        sv.build_scene([0.0, 1.0], [1.0, 2.0], window=sv.Window((-1e160, 1e160), (-1.0, 1.0)))


def test_at_the_optimum_no_rate_makes_it_diverge(recwarn):
    sv.build_scene([0.0, 1.0], [0.0, 1.0], start=(1.0, 0.0), learning_rate=50.0)
    assert not recwarn


@pytest.mark.parametrize(
    ("optimizer", "why"),
    [
        ("adam:lr=5", "adam has its own, 5"),
        (["newton", "adam:lr=5"], "newton has its own, 1, adam has its own, 5"),
        (["steepest", "cg"], "steepest takes none, cg takes none"),
    ],
)
def test_a_rate_that_no_run_uses_is_told(optimizer, why):
    with pytest.warns(sv.SurfaceVizWarning, match=f"^learning rate 0.1 changes nothing: {why}$"):
        sv.build_scene([0.0, 1.0], [1.0, 2.0], grid=5, optimizer=optimizer, learning_rate=0.1)


def test_a_rate_that_one_run_uses_is_no_cause_to_warn(recwarn):
    asked = {"optimizer": ["gd", "adam:lr=5"], "learning_rate": 0.1}
    sv.build_scene([0.0, 1.0], [1.0, 2.0], grid=5, **asked)
    assert not recwarn


def test_a_diverging_descent_is_said_and_framed_by_its_first_swings():
    x = np.linspace(0, 10, 50)
    with pytest.warns(sv.SurfaceVizWarning, match=r"above the stability limit 0\.029") as caught:
        scene = sv.build_scene(x, 3 * x + 1, learning_rate=0.04)
    assert len(caught) == 1
    trajectory = scene.runs[0].trajectory
    assert trajectory.stopped is sv.Stopped.DIVERGED
    assert trajectory.epochs < 100
    inside = scene.window.contains(trajectory.params)
    assert inside[:3].all()
    assert not inside[-1]
    assert np.isfinite(scene.surface.loss).all()


def test_left_out_points_are_said():
    with pytest.warns(sv.SurfaceVizWarning, match="1 row without a finite x and y left out"):
        sv.build_scene([0, 1, np.nan, 3], [1, 2, 3, 4])


def test_equal_x_need_a_rate_and_then_are_shown():
    with pytest.raises(sv.InputError, match="all values of x equal 2, so no unique line"):
        sv.build_scene([2, 2, 2], [1, 2, 4])
    with pytest.warns(sv.SurfaceVizWarning, match="no unique line fits best"):
        scene = sv.build_scene([2, 2, 2], [1, 2, 4], learning_rate=0.05)
    m, b = scene.runs[0].trajectory.params[-1]
    assert 2 * m + b == pytest.approx(7 / 3)
    assert scene.window.contains(scene.runs[0].trajectory.params).all()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"epochs": 0}, "epochs must be between 1 and 100000, got 0"),
        ({"epochs": -3}, "got -3"),
        ({"epochs": 2.5}, "whole number"),
        ({"grid": 1}, "grid must be between 2 and 2000"),
        ({"grid": 2001}, "got 2001"),
        ({"learning_rate": 0.0}, "positive finite number, got 0"),
        ({"learning_rate": -0.1}, "got -0.1"),
        ({"learning_rate": float("nan")}, "got nan"),
        ({"learning_rate": float("inf")}, "got inf"),
        ({"learning_rate": "fast"}, "positive number or 'auto', got 'fast'"),
        ({"start": (1.0,)}, "two finite numbers"),
        ({"start": (1.0, float("nan"))}, "two finite numbers"),
        ({"start": (1e200, 0.0)}, "start closer to the data"),
        ({"window": "autoo"}, "did you mean 'auto'"),
        ({"optimizer": "dg"}, "unknown optimizer 'dg' .did you mean 'gd'"),
        ({"loss": "mes"}, "unknown loss 'mes' .did you mean 'mse'"),
        ({"learning_rate": None}, "positive number or 'auto', got None"),
        ({"start": ("a", 1)}, "two finite numbers"),
    ],
)
def test_arguments_out_of_range_are_refused(arguments, says):
    with pytest.raises(sv.InputError, match=says):
        sv.build_scene([0.0, 1.0, 2.0], [1.0, 2.0, 4.0], **arguments)


def test_x_and_y_or_a_dataset_are_wanted():
    data = sv.article_data()
    assert sv.build_scene(data, epochs=1).data is data
    with pytest.raises(sv.InputError, match="expected the values of x and y, or a data frame"):
        sv.build_scene([1.0, 2.0])
    with pytest.raises(sv.InputError, match="already holds its y"):
        sv.build_scene(data, [1.0])


@pytest.mark.parametrize(
    ("m", "b"), [((1, 1), (0, 1)), ((2, 1), (0, 1)), ((0, 1), (0, np.inf)), ((0, 1), (np.nan, 1))]
)
def test_an_impossible_window_is_refused(m, b):
    with pytest.raises(sv.InputError, match=r"the window's . range must"):
        sv.Window(m, b)


def test_a_scene_keeps_what_it_was_asked_for():
    """As asked, not as resolved, and in plain types."""
    x, y = np.arange(4.0), np.array([1.0, 2.0, 4.0, 3.0])
    asked = sv.build_scene(x, y, start=np.array([1, 2]), epochs=np.int64(3), grid=5).settings
    assert (asked.learning_rate, asked.window) == (("auto",), "auto")
    assert (asked.start, asked.epochs, asked.grid) == (((1.0, 2.0),), 3, 5)
    assert {type(value) for value in (*asked.start[0], asked.epochs)} == {float, int}
    rate = np.float32(0.1)
    assert sv.build_scene(x, y, learning_rate=rate).settings.learning_rate == (float(rate),)
