"""Arrows from where a run is: downhill, along its next step, and as its momentum carries it."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from surfaceviz.draw.artists.pane import FAINT
from surfaceviz.draw.artists.parts import PRESENT, from_points, moving_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.artist import Artist

    from surfaceviz.base.arrays import FloatArray, Update
    from surfaceviz.draw.artists.inks import Ink
    from surfaceviz.draw.artists.pane import Pane, Seen
    from surfaceviz.scene.runs import Run

# Points of an arrow's shaft and head; all of a short arrow is smaller.
WIDTH, HEAD, LEAST = 3.4, 13.0, 1.5
# How much broader arrows are that may lie under others.
BROAD, WIDE = 1.7, 1.3
# Points along an arrow, which follows the surface.
BENDS = 13
# The longest downhill arrow as a share of the window, and the shortest as a share of that. In
# between its length is a power of the slope.
LONGEST, SHORTEST, POWER = 0.17, 0.4, 0.25
UNDER = PRESENT - 0.15


def draw_gradient(pane: Pane) -> Update:
    """Draw arrows downhill, against the gradients."""

    def draw(run: Run, ink: Ink) -> Seen:
        lengths = downhill_arrows(run)
        look = {"facecolor": pane.theme.halo, "edgecolor": ink.colour, "linewidth": 1.6}
        return _arrow(pane, run.path, lengths, look, UNDER - 0.1, WIDE)

    return pane.of_runs(draw)


def draw_step(pane: Pane) -> Update:
    """Draw arrows from where the runs are to where their next steps lead."""

    def draw(run: Run, ink: Ink) -> Seen:
        look = {"facecolor": ink.colour, "edgecolor": pane.theme.halo, "linewidth": 1.2}
        return _arrow(pane, run.path, run.steps, look, PRESENT + 0.1)

    return pane.of_runs(draw)


def draw_velocity(pane: Pane) -> Update:
    """Draw arrows for the parts of steps that momentum carries, and what completes them."""

    def draw(run: Run, ink: Ink) -> Seen:
        carried, steps = run.carried, run.steps
        if not np.any(carried):
            return lambda _reached, _epoch: ()
        look = {"facecolor": pane.theme.residuals, "edgecolor": "#000000", "linewidth": 1.0}
        arrow = _arrow(pane, run.path, carried, look, UNDER - 0.05, BROAD)
        styles = [(pane.theme.halo, 3.6, "solid"), (ink.colour, 1.8, (0.0, (2.5, 1.5)))]
        lines = [
            moving_line(pane.axes, color=colour, linewidth=width, linestyle=dashes, zorder=UNDER)
            for colour, width, dashes in styles
        ]

        def update(reached: int, epoch: int) -> Sequence[Artist]:
            here, along, whole = run.path[reached], carried[reached], steps[reached]
            corners = [here + along, here + whole, here + whole - along, here]
            sides = [_bent(*ends) for ends in pairwise(corners)]
            places, _ = pane.in_points(np.concatenate(sides), epoch)
            for line in lines:
                line.set_data(*from_points(pane.axes, places).T)
            return *lines, *arrow(reached, epoch)

        return update

    return pane.of_runs(draw)


def downhill_arrows(run: Run) -> FloatArray:
    """Return what the downhill arrows add to the params at each epoch, shape (E + 1, 2)."""
    window = run.chart.window
    spans = np.ptp([window.m, window.b], axis=1)
    shares = run.downhill / spans
    steepness = np.hypot(*shares.T)
    steepest = steepness[window.contains(run.path)].max(initial=0.0) or steepness.max() or 1.0
    length = LONGEST * np.clip((steepness / steepest) ** POWER, SHORTEST, 1.0)
    return np.asarray(shares * (length / np.maximum(steepness, 1e-300))[:, np.newaxis] * spans)


def outlined_arrow(line: FloatArray, breadth: float = 1.0) -> FloatArray:
    """Return the outline (k, 2) of an arrow along a line (n, 2), in points; of a short one none."""
    if len(line) < 2:
        return np.empty((0, 2))
    line = line[np.append(True, np.hypot(*np.diff(line, axis=0).T) > 1e-6)]
    along = np.append(0.0, np.cumsum(np.hypot(*np.diff(line, axis=0).T)))
    length = along[-1]
    if length < LEAST:
        return np.empty((0, 2))
    scale = breadth * min(1.0, length / (1.7 * breadth * HEAD))
    neck = length - scale * HEAD
    cut = np.array([np.interp(neck, along, column) for column in line.T])
    shaft = np.vstack([line[along < neck], cut])
    directions = np.gradient(np.vstack([shaft, line[-1]]), axis=0)[:-1]
    directions[-1] = line[-1] - cut
    sideways = np.stack([-directions[:, 1], directions[:, 0]], axis=-1)
    sideways /= np.hypot(*sideways.T)[:, np.newaxis]
    half = sideways * scale * WIDTH / 2
    barb = sideways[-1] * scale * HEAD * 0.42
    return np.vstack([shaft + half, cut + barb, line[-1], cut - barb, (shaft - half)[::-1]])


def _arrow(
    pane: Pane,
    begins: FloatArray,
    ways: FloatArray,
    look: dict[str, Any],
    zorder: float,
    breadth: float = 1.0,
) -> Seen:
    """Add an arrow; return the function that draws it along an epoch's way from where it begins."""
    artist = PathPatch(Path(np.empty((0, 2))), zorder=zorder, joinstyle="round", **look)
    artist.set_in_layout(False)
    pane.axes.add_artist(artist)

    def update(reached: int, epoch: int) -> Sequence[Artist]:
        begin = begins[reached]
        places, hidden = pane.in_points(_bent(begin, begin + ways[reached]), epoch)
        outline = outlined_arrow(places, breadth)
        artist.set_visible(bool(len(outline)))
        artist.set_alpha(FAINT if hidden else None)
        if len(outline):
            artist.set_path(Path(from_points(pane.axes, outline)))
        return [artist]

    return update


def _bent(begin: FloatArray, end: FloatArray) -> FloatArray:
    """Return params (n, 2) along the straight way from one to another."""
    return np.asarray(begin + np.linspace(0.0, 1.0, BENDS)[:, np.newaxis] * (end - begin))
