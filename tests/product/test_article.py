from __future__ import annotations

import inspect

import numpy as np
import pytest
from matplotlib import pyplot

import surfaceviz as sv
from surfaceviz import article

DATA = sv.article_data()
X, Y = DATA.x, DATA.y


def by_the_article(x, y, rate, epochs):
    """The article's loop, written out."""
    m = b = 0.0
    history = []
    for _ in range(epochs):
        error = m * x + b - y
        m, b = m - rate * 2 * np.mean(error * x), b - rate * 2 * np.mean(error)
        history.append(float(np.mean((m * x + b - y) ** 2)))
    return m, b, history


def test_the_descent_is_the_articles():
    m, b, history = sv.gradient_descent(X, Y, 0.01, 100)
    assert (round(m, 5), round(b, 5)) == (2.94898, 0.35005)
    wanted = by_the_article(X, Y, 0.01, 100)
    assert (m, b) == pytest.approx(wanted[:2], rel=1e-12)
    assert history == pytest.approx(wanted[2], rel=1e-12)
    assert isinstance(history, list)
    assert len(history) == 100


def test_loss_and_gradient_are_the_articles():
    assert sv.mse_loss(Y, 3 * X) == pytest.approx(np.mean((Y - 3 * X) ** 2), rel=1e-15)
    error = 2.0 * X - 1.0 - Y
    wanted = 2 * np.mean(error * X), 2 * np.mean(error)
    assert sv.gradient(X, Y, 2.0, -1.0) == pytest.approx(wanted, rel=1e-12)
    assert all(type(value) is float for value in sv.gradient(list(X), list(Y), 2, -1))


def test_a_diverging_history_is_whole():
    m, b, history = sv.gradient_descent(np.arange(10.0), np.arange(10.0), 1.0, 400)
    assert len(history) == 400
    assert history[3] > history[0]
    assert not np.isfinite(history[-1])
    assert not np.isfinite(m * b)


def test_a_single_point_will_do():
    m, b, history = sv.gradient_descent([2.0], [3.0], 0.1, 1)
    assert [m, b, *history] == pytest.approx([1.2, 0.6, 0.0])


def test_many_calls_do_not_heap_up_figures():
    for _ in range(25):
        sv.get_gradient_function(X, Y, 0.01, 1)
    assert pyplot.get_fignums() == [1]
    pyplot.close("all")


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("mse_loss", ["y_true", "y_pred"]),
        ("gradient", ["X", "Y", "m", "b"]),
        ("gradient_descent", ["X", "Y", "learning_rate", "epochs"]),
        ("get_gradient_function", ["X", "Y", "learning_rate", "epochs"]),
    ],
)
def test_names_and_arguments_are_the_articles(name, arguments):
    assert list(inspect.signature(getattr(sv, name)).parameters) == arguments
    assert getattr(sv, name) is getattr(article, name)


def test_the_function_fits_and_draws_the_line_and_the_loss():
    pyplot.close("all")
    fitted = sv.get_gradient_function(X, Y, 0.01, 100)
    m, b, history = sv.gradient_descent(X, Y, 0.01, 100)
    assert fitted(2.0) == pytest.approx(2 * m + b)
    assert fitted(X) == pytest.approx(m * X + b)
    points, loss = pyplot.gcf().axes
    drawn = [line.get_xydata() for line in points.lines]
    assert any(len(line) == 100 and np.array_equal(line, np.stack([X, Y], 1)) for line in drawn)
    assert any(len(line) == 2 and line[:, 1] == pytest.approx(m * line[:, 0] + b) for line in drawn)
    curve = next(line for line in loss.lines if len(line.get_xydata()) == 101)
    assert curve.get_ydata()[1:] == pytest.approx(history)
    pyplot.gcf().canvas.draw()
    pyplot.close("all")


def test_the_figure_is_shown_where_there_is_a_screen(monkeypatch):
    shown = []
    monkeypatch.setattr(pyplot, "show", lambda: shown.append(True))
    sv.get_gradient_function(X, Y, 0.01, 2)
    assert not shown
    monkeypatch.setattr(
        "matplotlib.backends.backend_agg.FigureCanvasAgg.required_interactive_framework", "tk"
    )
    monkeypatch.setattr(article, "build_scene", article.build_scene)
    sv.get_gradient_function(X, Y, 0.01, 2)
    assert shown == [True]
    pyplot.close("all")
