"""The film as a careful matplotlib user writes it: one kept figure, set_data, FuncAnimation.

Usage: python funcanimation.py PATH, where the suffix .gif or .mp4 chooses the writer.
"""

import sys

import matplotlib as mpl

mpl.use("Agg")

import imageio_ffmpeg
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.animation import FFMpegWriter, FuncAnimation, PillowWriter
from matplotlib.colors import LogNorm

mpl.rcParams["animation.ffmpeg_path"] = imageio_ffmpeg.get_ffmpeg_exe()
np.random.seed(0)
X = np.linspace(0, 10, 100)
Y = 3 * X + np.random.normal(0, 1, 100)
EPOCHS, RATE = 100, 0.01

path = np.zeros((EPOCHS + 1, 2))
for k in range(EPOCHS):
    error = path[k, 0] * X + path[k, 1] - Y
    path[k + 1] = path[k] - RATE * 2 * np.array([np.mean(error * X), np.mean(error)])
losses = np.mean((path[:, :1] * X + path[:, 1:] - Y) ** 2, axis=1)
best_m, best_b = np.polyfit(X, Y, 1)
m, b = np.meshgrid(np.linspace(-1.24, 7.18, 120), np.linspace(-2.58, 3.0, 120))
loss = np.mean((m[..., None] * X + b[..., None] - Y) ** 2, axis=-1)
norm = LogNorm(0.3, loss.max() - losses.min())
height = np.clip(loss - losses.min(), 0.3, None)

figure = plt.figure(figsize=(12.8, 7.2), dpi=100)
grid = figure.add_gridspec(4, 2)
space = figure.add_subplot(grid[:3, 0], projection="3d", computed_zorder=False)
curve = figure.add_subplot(grid[3, 0])
contours = figure.add_subplot(grid[:2, 1])
fit = figure.add_subplot(grid[2:, 1])
title = figure.suptitle("")
space.plot_surface(m, b, loss, facecolors=plt.cm.viridis(norm(height)))
space.view_init(30, -57)
contours.pcolormesh(m, b, height, norm=norm, shading="gouraud")
contours.contour(m, b, height, levels=np.geomspace(0.3, height.max(), 15)[1:-1], colors="w")
contours.plot(best_m, best_b, "*", color="gold", markersize=15)
fit.plot(X, Y, "o", markersize=4)
curve.semilogy(losses, color="lightgray")
for axes, x_label, y_label in (
    (space, "slope m", "intercept b"),
    (contours, "slope m", "intercept b"),
    (fit, "x", "y"),
    (curve, "epoch", "MSE"),
):
    axes.set(xlabel=x_label, ylabel=y_label)
(line_3d,) = space.plot([], [], [], "r.-", zorder=10)
(line_2d,) = contours.plot([], [], "r.-")
(fitted,) = fit.plot([], [], "r-")
(residuals,) = fit.plot([], [], "r-", linewidth=0.7)
(so_far,) = curve.plot([], [], "r-")
figure.tight_layout()


def update(epoch: int) -> tuple[plt.Artist, ...]:
    """Show an epoch."""
    now = slice(0, epoch + 1)
    line_3d.set_data_3d(path[now, 0], path[now, 1], losses[now])
    line_2d.set_data(path[now, 0], path[now, 1])
    prediction = path[epoch, 0] * X + path[epoch, 1]
    fitted.set_data(X, prediction)
    gaps = np.full_like(X, np.nan)
    residuals.set_data(
        np.stack([X, X, gaps], axis=1).ravel(), np.stack([Y, prediction, gaps], axis=1).ravel()
    )
    so_far.set_data(np.arange(epoch + 1), losses[now])
    title.set_text(
        f"epoch {epoch} of {EPOCHS}   MSE {losses[epoch]:.2f}   "
        f"y = {path[epoch, 0]:.2f} x + {path[epoch, 1]:.2f}"
    )
    return line_3d, line_2d, fitted, residuals, so_far, title


target = sys.argv[1]
writer = PillowWriter(fps=20) if target.endswith(".gif") else FFMpegWriter(fps=20)
FuncAnimation(figure, update, frames=EPOCHS + 1).save(target, writer=writer, dpi=100)
