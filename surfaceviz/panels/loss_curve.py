"""The loss of each run against the epoch."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullFormatter

from surfaceviz.lettering import power_of_ten
from surfaceviz.panels.parts import (
    PATH_WIDTH,
    axes_size,
    dress,
    each_run,
    limits,
    present_marker,
)
from surfaceviz.panels.paths import growing_path

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

    from surfaceviz.arrays import FloatArray
    from surfaceviz.panels.protocol import Update
    from surfaceviz.scene import Run, Scene
    from surfaceviz.theme import Style, Theme

# Losses this much below the highest are rounding errors of an exact fit, not worth an axis.
DEEPEST = 1e-16
# Within less than this ratio a linear axis shows more.
LOG_FROM = 8.0


def draw(axes: Axes, scene: Scene, style: Style) -> Update:
    """Draw the whole curve faintly into ``axes``; return the function that shows an epoch."""
    theme = style.theme
    losses = np.concatenate([run.trajectory.losses for run in scene.runs])
    highest = float(losses.max())
    lowest = max(float(losses.min()), highest * DEEPEST)
    axes.set_xlim(0, max(1, scene.epochs))
    axes.xaxis.set_major_locator(MaxNLocator("auto", integer=True, steps=[1, 2, 5, 10]))
    if highest > LOG_FROM * lowest:
        _log_axis(axes, lowest, highest, theme.text_size)
    else:
        axes.set_ylim(*limits(lowest, highest, 0.1))
    axes.grid(visible=True, axis="y", which="major", color=theme.grid, linewidth=1.0)
    axes.set_axisbelow(True)
    dress(axes, f"{scene.objective.label} per epoch", "epoch", "", theme)
    axes.tick_params(which="minor", length=0)
    return each_run(scene, theme, lambda run, colour: _draw_run(axes, run, lowest, colour, theme))


def _log_axis(axes: Axes, lowest: float, highest: float, text_size: float) -> None:
    # A label takes about twice its height, and fewer than two tell no scale.
    ticks = max(2, int(axes_size(axes)[1] / (2.2 * text_size)))
    axes.set_yscale("log")
    low, high = limits(np.log10(lowest), np.log10(highest), 0.08)
    axes.set_ylim(10.0**low, 10.0**high)
    # Within two decades powers of ten alone would be a lonely label or none.
    steps = (1.0,) if high - low > 2 else (1.0, 2.0, 5.0)
    axes.yaxis.set_major_locator(LogLocator(subs=steps, numticks=ticks))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: log_label(value)))
    axes.yaxis.set_minor_formatter(NullFormatter())


def log_label(value: float) -> str:
    """Return the label of a tick on a log axis: plain where that is short."""
    exponent = math.floor(math.log10(value) + 1e-9)
    if -3 <= exponent <= 4:
        return f"{value:,.{max(0, -exponent)}f}"
    mantissa = round(value / 10.0**exponent)
    return power_of_ten(exponent) if mantissa == 1 else f"{mantissa}×{power_of_ten(exponent)}"


def _draw_run(axes: Axes, run: Run, lowest: float, colour: str, theme: Theme) -> Update:
    epochs = np.arange(run.trajectory.epochs + 1)
    losses: FloatArray = np.maximum(run.trajectory.losses, lowest)
    axes.plot(epochs, losses, color=theme.axis, linewidth=2.0, alpha=0.6, zorder=2)
    look = {"color": colour, "linewidth": PATH_WIDTH, "solid_joinstyle": "round"}
    grow = growing_path(axes, [(np.stack([epochs, losses], axis=-1), look)], epochs + 1)
    present = present_marker(axes, colour, theme)
    present.set_clip_on(False)

    def update(epoch: int) -> Sequence[Artist]:
        present.set_data(epochs[epoch : epoch + 1], losses[epoch : epoch + 1])
        return *grow(epoch), present

    return update
