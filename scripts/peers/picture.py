"""The picture that every peer draws: the same descent, four panels, size and frames.

``kept`` is how one animates with matplotlib when it matters: draw what stays once, keep the
artists that move, and give them new data. Peers that want every frame plotted anew use
``empty_axes``, ``draw_still`` and ``draw_moving``, which ``kept`` is made of.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import matplotlib as mpl

mpl.use("Agg")

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.colors import LogNorm

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from matplotlib.artist import Artist
    from matplotlib.figure import Figure

FPS, DPI = 20, 100
RATE = 0.01
ELEVATION, AZIMUTH = 30.0, -57.0
LEAST = 0.3


def arguments(description: str | None) -> argparse.Namespace:
    """Return what a peer is asked for: path, epochs and orbit."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("path", help="file to write; the suffix chooses the format")
    parser.add_argument("--epochs", type=int, default=100)
    parser.add_argument("--orbit", action="store_true", help="turn the camera once around")
    return parser.parse_args()


@dataclass(frozen=True, eq=False)
class Descent:
    """All that the picture shows, computed."""

    epochs: int
    x: np.ndarray
    y: np.ndarray
    path: np.ndarray
    losses: np.ndarray
    m: np.ndarray
    b: np.ndarray
    loss: np.ndarray

    @property
    def above_least(self) -> np.ndarray:
        """The loss on the grid above the least one, for a logarithmic scale."""
        return np.clip(self.loss - self.losses.min(), LEAST, None)


def descend(epochs: int) -> Descent:
    """Compute the classic case."""
    np.random.seed(0)
    x = np.linspace(0, 10, 100)
    y = 3 * x + np.random.normal(0, 1, 100)
    path = np.zeros((epochs + 1, 2))
    for k in range(epochs):
        error = path[k, 0] * x + path[k, 1] - y
        path[k + 1] = path[k] - RATE * 2 * np.array([np.mean(error * x), np.mean(error)])
    losses = np.mean((path[:, :1] * x + path[:, 1:] - y) ** 2, axis=1)
    m, b = np.meshgrid(np.linspace(-1.24, 7.18, 120), np.linspace(-2.58, 3.0, 120))
    loss = np.mean((m[..., None] * x + b[..., None] - y) ** 2, axis=-1)
    return Descent(epochs, x, y, path, losses, m, b, loss)


@dataclass(frozen=True, eq=False)
class Panels:
    """A figure of 1280 x 720 pixels and its four axes."""

    figure: Figure
    space: Any
    curve: Any
    contours: Any
    fit: Any


def empty_axes(descent: Descent) -> Panels:
    """Return the axes with their labels and ranges, and nothing in them."""
    figure = plt.figure(figsize=(12.8, 7.2), dpi=DPI)
    grid = figure.add_gridspec(4, 2)
    # What tight_layout finds, which would be slow for those who make the figure for each frame.
    figure.subplots_adjust(0.055, 0.075, 0.985, 0.92, wspace=0.13, hspace=0.75)
    panels = Panels(
        figure,
        figure.add_subplot(grid[:3, 0], projection="3d", computed_zorder=False),
        figure.add_subplot(grid[3, 0]),
        figure.add_subplot(grid[:2, 1]),
        figure.add_subplot(grid[2:, 1]),
    )
    m_range, b_range = (-1.24, 7.18), (-2.58, 3.0)
    panels.space.set(xlabel="slope m", ylabel="intercept b", xlim=m_range, ylim=b_range)
    panels.space.set(zlim=(0, descent.loss.max()))
    panels.space.view_init(ELEVATION, AZIMUTH)
    panels.contours.set(xlabel="slope m", ylabel="intercept b", xlim=m_range, ylim=b_range)
    panels.fit.set(xlabel="x", ylabel="y", xlim=(-0.5, 10.5), ylim=(-3, 33))
    ends = descent.losses.min() / 2, descent.losses.max() * 2
    panels.curve.set(xlabel="epoch", ylabel="MSE", yscale="log", ylim=ends)
    panels.curve.set(xlim=(-0.05 * descent.epochs, 1.05 * descent.epochs))
    return panels


def draw_still(descent: Descent, panels: Panels) -> None:
    """Draw what stays: surface, contours, points and the whole loss curve."""
    m, b, above = descent.m, descent.b, descent.above_least
    norm = LogNorm(LEAST, above.max())
    panels.space.plot_surface(m, b, descent.loss, facecolors=plt.cm.viridis(norm(above)))
    panels.contours.pcolormesh(m, b, above, norm=norm, shading="gouraud")
    levels = np.geomspace(LEAST, above.max(), 15)[1:-1]
    panels.contours.contour(m, b, above, levels=levels, colors="w")
    best_m, best_b = np.polyfit(descent.x, descent.y, 1)
    panels.contours.plot(best_m, best_b, "*", color="gold", markersize=15)
    panels.fit.plot(descent.x, descent.y, "o", color="tab:blue", markersize=4)
    panels.curve.plot(descent.losses, color="lightgray")


def draw_moving(descent: Descent, panels: Panels, epoch: int) -> tuple[Any, ...]:
    """Draw what moves, as it is at an epoch, and return its artists."""
    m, b = descent.path[: epoch + 1].T
    losses = descent.losses[: epoch + 1]
    (line_3d,) = panels.space.plot(m, b, losses, "r.-", zorder=10)
    (line_2d,) = panels.contours.plot(m, b, "r.-")
    (fitted,) = panels.fit.plot(*_line(descent, epoch), "r-")
    (residuals,) = panels.fit.plot(*_residuals(descent, epoch), "r-", linewidth=0.7)
    (so_far,) = panels.curve.plot(losses, "r-")
    words = partial(panels.fit.text, ha="center", transform=panels.figure.transFigure)
    return line_3d, line_2d, fitted, residuals, so_far, words(0.5, 0.96, title(descent, epoch))


def kept(descent: Descent, orbit: bool) -> tuple[Figure, Callable[[int], Sequence[Artist]]]:
    """Return a figure that is drawn once, and the function that moves it to an epoch."""
    panels = empty_axes(descent)
    draw_still(descent, panels)
    artists = draw_moving(descent, panels, 0)
    line_3d, line_2d, fitted, residuals, so_far, words = artists

    def update(epoch: int) -> Sequence[Artist]:
        """Show an epoch."""
        m, b = descent.path[: epoch + 1].T
        losses = descent.losses[: epoch + 1]
        line_3d.set_data_3d(m, b, losses)
        line_2d.set_data(m, b)
        fitted.set_data(*_line(descent, epoch))
        residuals.set_data(*_residuals(descent, epoch))
        so_far.set_data(np.arange(epoch + 1), losses)
        words.set_text(title(descent, epoch))
        if orbit:
            share = epoch / descent.epochs
            eased = share * share * (3 - 2 * share)
            panels.space.view_init(ELEVATION, AZIMUTH + 360 * eased)
        return artists

    return panels.figure, update


def title(descent: Descent, epoch: int) -> str:
    """Return the line at the top."""
    m, b = descent.path[epoch]
    loss = descent.losses[epoch]
    return f"epoch {epoch} of {descent.epochs}   MSE {loss:.2f}   y = {m:.2f} x + {b:.2f}"


def _line(descent: Descent, epoch: int) -> tuple[np.ndarray, np.ndarray]:
    m, b = descent.path[epoch]
    return descent.x, m * descent.x + b


def _residuals(descent: Descent, epoch: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the residuals as one line with gaps."""
    x, fitted = _line(descent, epoch)
    gaps = np.full_like(x, np.nan)
    return (
        np.stack([x, x, gaps], axis=1).ravel(),
        np.stack([descent.y, fitted, gaps], axis=1).ravel(),
    )
