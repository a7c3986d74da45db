"""The fitted line or curve of each run, and the residuals of the one that leads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from surfaceviz.draw.artists.inks import inked
from surfaceviz.draw.artists.parts import MOVING, PATH_WIDTH, axes_size, moving_line
from surfaceviz.scene.leading import leaders

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

    from surfaceviz.base.arrays import FloatArray, Update
    from surfaceviz.draw.themes.theme import Theme
    from surfaceviz.scene.scene import Scene

LINE_WIDTH, TRAILING_WIDTH = PATH_WIDTH + 0.5, PATH_WIDTH - 1.0
# By how much the halo is wider than the leader's line, on a density and among other lines.
HALO, CLEAR = 3.0, 1.0
# The lines of those that do not lead lie under the residuals, that of the leader over them.
TRAILING, RESIDUALS, LEADING = MOVING, MOVING + 0.1, MOVING + 0.2
# Points of a curve.
BENDS = 97


@dataclass(frozen=True, eq=False)
class Marked:
    """Points whose residuals are shown.

    Attributes
    ----------
    x, y : ndarray, shape (r,)
        Where they are.
    size : float
        How large they are drawn, in points.
    """

    x: FloatArray
    y: FloatArray
    size: float


def draw_fits(axes: Axes, scene: Scene, marked: Marked, theme: Theme) -> Update:
    """Draw what each run has fitted, the leader's boldly and with residuals."""
    first, dense = leaders(scene), scene.data.density is not None
    predict = scene.objective.predict
    ends = np.linspace(*axes.get_xlim(), BENDS if scene.objective.curved else 2)
    # Seen through, they would turn brown on a dense blue.
    residuals = moving_line(
        axes,
        color=theme.residuals,
        linewidth=1.4,
        alpha=1.0 if dense else 0.75,
        solid_capstyle="butt",
        zorder=RESIDUALS,
    )
    halo = [moving_line(axes, color=theme.background)] if dense or len(scene.runs) > 1 else []
    lines = [moving_line(axes, color=ink.colour) for _, ink in inked(scene, theme)]
    width = LINE_WIDTH + (HALO if dense else CLEAR)
    for line in halo:
        line.set(linewidth=width, zorder=LEADING - 0.05)

    def update(epoch: int) -> Sequence[Artist]:
        leader = int(first[epoch])
        params = [run.trajectory.params[min(epoch, run.epochs)] for run in scene.runs]
        for number, line in enumerate(lines):
            leads = number == leader
            line.set_data(ends, predict(ends, params[number]))
            line.set_linewidth(LINE_WIDTH if leads else TRAILING_WIDTH)
            line.set_zorder(LEADING if leads else TRAILING)
        for line in halo:
            line.set_data(*lines[leader].get_data())
        residuals.set_data(*_strokes(axes, marked, predict(marked.x, params[leader])))
        return residuals, *halo, *lines

    return update


def _strokes(axes: Axes, marked: Marked, fitted: FloatArray) -> FloatArray:
    """Return the residuals as one line with breaks, shape (2, 3 r)."""
    breaks = np.full_like(fitted, np.nan)
    feet = _edge_of_point(axes, marked.y, fitted, marked.size)
    ways = [(marked.x, marked.x, breaks), (feet, fitted, breaks)]
    return np.stack([np.stack(way, axis=-1).ravel() for way in ways])


def _edge_of_point(axes: Axes, y: FloatArray, fitted: FloatArray, point_size: float) -> FloatArray:
    """Return where residuals leave their points' discs (n,); NaN where they lie within."""
    low, high = axes.get_ylim()
    radius = point_size / 2 * (high - low) / axes_size(axes)[1]
    reach = fitted - y
    return np.where(np.abs(reach) > radius, y + np.copysign(radius, reach), np.nan)
