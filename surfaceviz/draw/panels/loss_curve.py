"""The loss of each run against the epoch."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullFormatter

from surfaceviz.base.texts import power_of_ten
from surfaceviz.draw.artists.inks import each_run, marker_sizes, present_marker
from surfaceviz.draw.artists.parts import PATH_WIDTH, axes_size, dress, limits
from surfaceviz.draw.artists.paths import growing_path
from surfaceviz.optimizers.descent import Stopped
from surfaceviz.scene.leading import side_by_side, standings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

    from surfaceviz.base.arrays import FloatArray, Update
    from surfaceviz.draw.artists.inks import Ink
    from surfaceviz.draw.themes.theme import Style, Theme
    from surfaceviz.scene.runs import Run
    from surfaceviz.scene.scene import Scene

# A curve of the usual length comes to rest nowhere; it is quickly drawn, and a knot in it is seen.
SECTION = 256
# Losses this much below the highest are rounding errors of an exact fit, not worth an axis.
DEEPEST = 1e-16
# Within less than this ratio a linear axis shows more.
LOG_FROM = 8.0
# Multiples of powers of ten that may have labels, and how close two of them are in decades.
STEPS = (((1.0, 2.0, 5.0), 0.3), ((1.0, 3.0), 0.47), ((1.0,), 1.0))
# Runs that diverge are shown up to this many times what the others reach.
ABOVE = 10.0


def draw(axes: Axes, scene: Scene, style: Style) -> Update:
    """Draw the whole curve faintly into ``axes``; return the function that shows an epoch."""
    theme = style.theme
    highest = _highest(scene)
    lowest = max(float(standings(scene).min()), highest * DEEPEST)
    axes.set_xlim(0, max(1, scene.epochs))
    axes.xaxis.set_major_locator(MaxNLocator("auto", integer=True, steps=[1, 2, 5, 10]))
    if highest > LOG_FROM * lowest:
        _log_axis(axes, lowest, highest, theme.text_size)
    else:
        axes.set_ylim(*limits(lowest, highest, 0.1))
    axes.grid(visible=True, axis="y", which="major", color=theme.grid, linewidth=1.0)
    axes.set_axisbelow(True)
    words = style.words
    title = words.loss_curve.format(loss=words.term(scene.objective.label))
    dress(axes, title, words.epoch, "", theme)
    axes.tick_params(which="minor", length=0)
    sizes = marker_sizes(_places(axes, scene, lowest))
    paths = each_run(scene, theme, partial(_draw_path, axes, lowest, theme))
    presents = each_run(scene, theme, partial(_draw_present, axes, lowest, sizes, theme))
    return lambda epoch: [*paths(epoch), *presents(epoch)]


def _log_axis(axes: Axes, lowest: float, highest: float, text_size: float) -> None:
    # A label takes about twice its height, and fewer than two tell no scale.
    ticks = max(2, int(axes_size(axes)[1] / (2.2 * text_size)))
    axes.set_yscale("log")
    low, high = limits(np.log10(lowest), np.log10(highest), 0.08)
    axes.set_ylim(10.0**low, 10.0**high)
    steps = _steps(low, high, axes_size(axes)[1] / (1.5 * text_size))
    axes.yaxis.set_major_locator(LogLocator(subs=steps, numticks=ticks))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: log_label(value)))
    axes.yaxis.set_minor_formatter(NullFormatter())


def _steps(low: float, high: float, room: float) -> tuple[float, ...]:
    """Return which multiples of powers of ten have labels, between 10 to ``low`` and ``high``.

    Within two decades powers of ten alone would be a lonely label or none. As many as there is
    ``room`` for, in labels, but enough to have two.
    """
    if high - low > 2:
        return (1.0,)
    decades = np.arange(np.floor(low), high)
    for steps, closest in STEPS:
        places = (decades[:, np.newaxis] + np.log10(steps)).ravel()
        if closest * room >= high - low and np.sum((low <= places) & (places <= high)) >= 2:
            return steps
    return STEPS[0][0]


def log_label(value: float) -> str:
    """Return the label of a tick on a log axis: plain where that is short."""
    exponent = math.floor(math.log10(value) + 1e-9)
    if -3 <= exponent <= 4:
        return f"{value:,.{max(0, -exponent)}f}"
    mantissa = round(value / 10.0**exponent)
    return power_of_ten(exponent) if mantissa == 1 else f"{mantissa}×{power_of_ten(exponent)}"


def _highest(scene: Scene) -> float:
    """Return the highest loss to show: of several runs, those that diverge may leave the panel."""
    tops = [float(run.trajectory.losses.max()) for run in scene.runs]
    tame = [
        top
        for top, run in zip(tops, scene.runs, strict=True)
        if run.trajectory.stopped is not Stopped.DIVERGED
    ]
    return min(max(tops), ABOVE * max(tame)) if any(tame) else max(tops)


def _draw_path(axes: Axes, lowest: float, theme: Theme, run: Run, ink: Ink) -> Update:
    epochs = np.arange(run.epochs + 1)
    losses: FloatArray = np.maximum(run.trajectory.losses, lowest)
    axes.plot(epochs, losses, color=theme.axis, linewidth=2.0, alpha=0.6, zorder=2)
    look = {"color": ink.colour, "linewidth": PATH_WIDTH * ink.scale, "solid_joinstyle": "round"}
    line = np.stack([epochs, losses], axis=-1)
    return growing_path(axes, [(line, look)], epochs + 1, SECTION)


def _draw_present(
    axes: Axes, lowest: float, sizes: FloatArray, theme: Theme, run: Run, ink: Ink
) -> Update:
    top = axes.get_ylim()[1]
    losses: FloatArray = np.clip(run.trajectory.losses, lowest, top)
    beyond = run.trajectory.losses > top
    present = present_marker(axes, ink, theme)
    present.set_clip_on(False)

    def update(epoch: int) -> Sequence[Artist]:
        present.set_data([epoch], losses[epoch : epoch + 1])
        marker = "^" if beyond[epoch] else "o"
        if present.get_marker() != marker:
            present.set_marker(marker)
        present.set_markersize(sizes[epoch, ink.number])
        return [present]

    return update


def _places(axes: Axes, scene: Scene, lowest: float) -> FloatArray:
    """Return where the runs are at each epoch in points, shape (E + 1, R, 2)."""
    losses = np.maximum(standings(scene), lowest)
    ended = side_by_side([np.arange(run.epochs + 1.0) for run in scene.runs])
    places = np.stack([ended, losses], axis=-1)
    shares = axes.transAxes.inverted().transform(axes.transData.transform(places.reshape(-1, 2)))
    return np.asarray(shares.reshape(places.shape) * np.array(axes_size(axes)))
