"""The four functions of the article that this project grew from, under its own names.

The article fits ``Y = m X + b`` by gradient descent on the mean squared error, starting from
(0, 0). Names, argument order and results are the article's; the computing is this package's.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from surfaceviz.base import checks
from surfaceviz.base.errors import InputError
from surfaceviz.data.moments import Moments
from surfaceviz.draw.themes.theme import LIGHT, Style
from surfaceviz.scene.scene import build_scene

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import ArrayLike

    from surfaceviz.base.arrays import FloatArray
    from surfaceviz.scene.scene import Scene


def mse_loss(y_true: ArrayLike, y_pred: ArrayLike) -> float:
    """Return the mean squared error of predictions.

    Parameters
    ----------
    y_true, y_pred : array_like, shape (n,)
        Values and their predictions.

    Raises
    ------
    InputError
        If they are no numbers, or differ in shape.
    """
    true, predicted = checks.numbers("y_true", y_true), checks.numbers("y_pred", y_pred)
    if true.shape != predicted.shape:
        raise InputError(
            f"y_true and y_pred must have one shape, got {true.shape} and {predicted.shape}"
        )
    return float(np.mean((true - predicted) ** 2))


def gradient(X: ArrayLike, Y: ArrayLike, m: float, b: float) -> tuple[float, float]:
    """Return the derivatives of the mean squared error of ``Y = m X + b`` by m and by b.

    Parameters
    ----------
    X, Y : array_like, shape (n,)
        The points.
    m, b : float
        Slope and intercept.
    """
    grad_m, grad_b = Moments.of(X, Y).gradient((m, b))
    return float(grad_m), float(grad_b)


def gradient_descent(
    X: ArrayLike, Y: ArrayLike, learning_rate: float, epochs: int
) -> tuple[float, float, list[float]]:
    """Return slope, intercept and the losses after each epoch of a descent from (0, 0).

    Parameters
    ----------
    X, Y : array_like, shape (n,)
        The points.
    learning_rate : float
        Step per unit of gradient.
    epochs : int
        Number of updates.

    Returns
    -------
    m, b : float
        The parameters after the last epoch.
    history : list of float
        The loss after each update, ``epochs`` of them; infinite or NaN once it overflows.
    """
    moments = Moments.of(X, Y)
    params = np.zeros(2)
    history = []
    for _ in range(epochs):
        with np.errstate(over="ignore", invalid="ignore"):
            params = params - learning_rate * moments.gradient(params)
        history.append(float(moments.mse(params)))
    return float(params[0]), float(params[1]), history


def get_gradient_function(
    X: ArrayLike, Y: ArrayLike, learning_rate: float, epochs: int
) -> Callable[[FloatArray], FloatArray]:
    """Fit a line, plot it among the points beside the loss per epoch, and return it.

    The plot is shown where there is a screen; without one it stays pyplot's current figure.

    Parameters
    ----------
    X, Y : array_like, shape (n,)
        The points.
    learning_rate : float
        Step per unit of gradient.
    epochs : int
        Number of updates.

    Returns
    -------
    callable
        x -> m x + b, for a number or an array.
    """
    scene = build_scene(X, Y, learning_rate=learning_rate, epochs=epochs)
    _plot(scene)
    m, b = scene.runs[0].trajectory.params[-1]
    return lambda x: m * x + b


def _plot(scene: Scene) -> None:
    # Here alone the figure is pyplot's: a script of the article's kind expects a window.
    from matplotlib import pyplot

    from surfaceviz.draw.panels import fit, loss_curve

    # Under one name, so that many calls without a screen do not heap up figures.
    figure = pyplot.figure("surfaceviz", figsize=(11, 4.5), layout="constrained", clear=True)
    style = Style(replace(LIGHT, text_size=10.0, title_size=12.0))
    for axes, panel in zip(figure.subplots(1, 2), (fit, loss_curve), strict=True):
        panel.draw(axes, scene, style)(scene.epochs)
    if figure.canvas.required_interactive_framework:
        pyplot.show()
