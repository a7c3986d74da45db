"""How runs are told apart: each with its own colour, width of path, and markers."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from surfaceviz.draw.artists.parts import DOTS, PATH_WIDTH, PRESENT, moving_line

if TYPE_CHECKING:
    from collections.abc import Callable

    from matplotlib.axes import Axes
    from matplotlib.lines import Line2D

    from surfaceviz.base.arrays import FloatArray, Update
    from surfaceviz.draw.themes.theme import Theme
    from surfaceviz.scene.runs import Run
    from surfaceviz.scene.scene import Scene

# Points by which a path is wider than that of the next run, which may run along it; and by which
# the first is wider than the last.
MOST_WIDER, ALL_WIDER = 1.2, 3.2
# Where there are several runs, each is drawn so much finer.
FINER = 0.8
MARKER_SIZE = 12.0
# Markers closer than this many points hide one another, unless those below are this much larger.
MARKER_GAP, MARKER_STEP = 7.0, 6.0


@dataclass(frozen=True)
class Ink:
    """How a run is drawn, so that it is told from the others.

    Attributes
    ----------
    number : int
        Its place among the runs; later ones lie over earlier ones.
    colour : str
        Of all that is drawn of it.
    width : float
        Of its path in points.
    scale : float
        Size of its markers, 1 for a run alone.
    """

    number: int
    colour: str
    width: float
    scale: float


def each_run(scene: Scene, theme: Theme, draw: Callable[[Run, Ink], Update]) -> Update:
    """Draw every run with its own ink; return the function that shows an epoch of all.

    Parameters
    ----------
    scene : Scene
        Whose runs to draw.
    theme : Theme
        Gives the colours.
    draw : callable
        (run, ink) -> the function that shows an epoch of that run. A run that ended early is
        asked for its last epoch from then on.
    """
    updates = [(run.trajectory.epochs, draw(run, ink)) for run, ink in inked(scene, theme)]
    return lambda epoch: [artist for last, update in updates for artist in update(min(epoch, last))]


def inked(scene: Scene, theme: Theme) -> list[tuple[Run, Ink]]:
    """Return each run with its ink; colours begin anew where there are more runs."""
    last = len(scene.runs) - 1
    scale, wider = FINER if last else 1.0, min(MOST_WIDER, ALL_WIDER / max(1, last))
    return [
        (run, Ink(number, colour, scale * PATH_WIDTH + wider * (last - number), scale))
        for number, (run, colour) in enumerate(
            zip(scene.runs, itertools.cycle(theme.runs), strict=False)
        )
    ]


def epoch_dots(axes: Axes, ink: Ink, theme: Theme) -> Line2D:
    """Add an empty series of the small dots that mark epochs on a path."""
    return moving_line(
        axes,
        zorder=DOTS,
        linestyle="none",
        marker="o",
        markersize=6.0 * ink.scale,
        markerfacecolor=ink.colour,
        markeredgecolor=theme.halo,
        markeredgewidth=1.2,
    )


def present_marker(axes: Axes, ink: Ink, theme: Theme) -> Line2D:
    """Add the marker of a run's present state, the strongest thing in a panel."""
    return moving_line(
        axes,
        zorder=PRESENT,
        linestyle="none",
        marker="o",
        markersize=MARKER_SIZE * ink.scale,
        markerfacecolor=theme.halo,
        markeredgecolor=ink.colour,
        markeredgewidth=4.0 * ink.scale,
    )


def marker_sizes(places: FloatArray) -> FloatArray:
    """Return sizes (E + 1, R) of markers under which each is seen around those over it.

    Parameters
    ----------
    places : ndarray, shape (E + 1, R, 2)
        Where the runs are at each epoch, in points; the later runs' markers lie above.
    """
    over = np.zeros(places.shape[:2])
    for number in range(places.shape[1]):
        apart = np.hypot(*np.moveaxis(places[:, number + 1 :] - places[:, number, None], -1, 0))
        over[:, number] = np.sum(apart < MARKER_GAP, axis=-1)
    scale = FINER if places.shape[1] > 1 else 1.0
    return scale * (MARKER_SIZE + MARKER_STEP * over)
