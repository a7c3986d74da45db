"""The paths of runs as lines that grow, without being drawn from their start at every epoch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from matplotlib.lines import Line2D

from surfaceviz.draw.artists.parts import MOVING, PATHS, moving_line

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

    from surfaceviz.base.arrays import FloatArray, IntArray, Update
    from surfaceviz.draw.artists.inks import Ink
    from surfaceviz.draw.themes.theme import Theme

# How a line looks, as ``Line2D`` calls it.
LineLook: TypeAlias = "Mapping[str, Any]"
Layer: TypeAlias = "tuple[FloatArray, LineLook]"

# What has come to rest lies under all that moves, later parts over earlier ones.
AT_REST, LATER = MOVING - 0.5, 1e-6
# Epochs after which the path so far comes to rest: this many, or more where that would make too
# many sections.
SECTION, MOST_SECTIONS = 32, 100
# By how much a halo is wider than its path.
HALO = 3.0
# A path of which more than this share of the steps turn back zigzags, and is drawn this thin.
MOST_TURNS, ZIGZAG = 0.4, 0.65


class Settled(Line2D):
    """A line at rest: it looks the same at every epoch at which it is drawn at all."""


def growing_path(
    axes: Axes, layers: Sequence[Layer], ends: IntArray, section: int = SECTION
) -> Update:
    """Add lines that grow together; return the function that shows them at an epoch.

    Only what came since the last full section moves. All before it has come to rest and need not
    be drawn again, so that the thousandth frame costs no more than the hundredth.

    Parameters
    ----------
    axes : Axes
        Where to.
    layers : sequence of (ndarray of shape (n, 2), Mapping)
        The lines, the lowest first: points in data coordinates, and how they look.
    ends : ndarray, shape (E + 1,)
        How many points each epoch shows.
    section : int
        Epochs after which the path so far comes to rest. Where two sections of a line without a
        halo meet, its soft edges are drawn twice and show as a knot.
    """
    sections: list[Settled] = []
    length = max(section, len(ends) // MOST_SECTIONS)
    for last in range(length, len(ends), length):
        part = slice(max(0, int(ends[last - length]) - 1), ends[last])
        for points, look in layers:
            line = Settled(*points[part].T, **look, visible=False)
            line.set_zorder(AT_REST + len(sections) * LATER)
            line.set_in_layout(False)
            axes.add_line(line)
            sections.append(line)
    tails = [moving_line(axes, **look) for _, look in layers]
    seen = [np.append(0, np.cumsum(np.isfinite(points).all(axis=-1))) for points, _ in layers]

    def update(epoch: int) -> Sequence[Artist]:
        # A run that ended early stays as it is.
        epoch = min(epoch, len(ends) - 1)
        complete = epoch // length
        at_rest = sections[: complete * len(layers)]
        for place, section in enumerate(sections):
            # Setting what is set already would cost more than asking, over many sections.
            if section.get_visible() != (place < len(at_rest)):
                section.set_visible(place < len(at_rest))
        tail = slice(max(0, int(ends[complete * length]) - 1), ends[epoch])
        for line, (points, _), known in zip(tails, layers, seen, strict=True):
            line.set_data(*points[tail].T)
            # Of most paths nothing is hidden, and to draw nothing takes its time, too.
            line.set_visible(bool(known[tail.stop] > known[tail.start]))
        return [*at_rest, *tails]

    return update


def turning_path(
    axes: Axes,
    layers: Callable[[int, int], Sequence[FloatArray]],
    looks: Sequence[LineLook],
    ends: IntArray,
) -> Update:
    """Add lines that grow together while the camera turns; return the function that shows them.

    Parameters
    ----------
    axes : Axes
        Where to.
    layers : callable
        (epoch, n) -> the first n points of each line as they are seen then, each of shape (n, 2).
    looks : sequence of Mapping
        How the lines look, the lowest first.
    ends : ndarray, shape (E + 1,)
        How many points each epoch shows.
    """
    lines = [moving_line(axes, **look) for look in looks]

    def update(epoch: int) -> Sequence[Artist]:
        # A run stays as it is before its start and after its end, while the camera may move.
        count = int(ends[max(0, min(epoch, len(ends) - 1))])
        for line, points in zip(lines, layers(epoch, count), strict=True):
            line.set_data(*points.T)
        return lines

    return update


def haloed(params: FloatArray, ink: Ink, theme: Theme) -> tuple[LineLook, LineLook]:
    """Return the looks of a path: of a halo that keeps it apart from any colour, and its own.

    A path whose ``params`` (E + 1, 2) keep turning back is drawn thinner, lest its strokes merge
    into a patch. The halo has no round ends, which would cover the end of the section before.
    """
    steps = np.diff(params, axis=0)
    turns = np.sum(steps[1:] * steps[:-1], axis=-1) < 0
    scale = ZIGZAG if turns.any() and turns.mean() > MOST_TURNS else 1.0
    halo = {"color": theme.halo, "linewidth": scale * (ink.width + HALO)}
    core = {"color": ink.colour, "linewidth": scale * ink.width, "zorder": PATHS}
    joined = {"solid_joinstyle": "round"}
    return (
        halo | joined | {"solid_capstyle": "butt"},
        core | joined | {"solid_capstyle": "round"},
    )
