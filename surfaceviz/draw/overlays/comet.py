"""The last epochs of each path, fading out toward the tail."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.colors import to_rgba

from surfaceviz.draw.artists.pane import FAINT
from surfaceviz.draw.artists.parts import MOVING, PATHS
from surfaceviz.draw.artists.paths import HALO

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.artist import Artist

    from surfaceviz.base.arrays import BoolArray, FloatArray, Update
    from surfaceviz.draw.artists.inks import Ink
    from surfaceviz.draw.artists.pane import Pane, Seen
    from surfaceviz.scene.runs import Run

TAIL = 20
# Where a tail turns back on itself the halos of its fading pieces add up.
HALO_OPACITY = 0.6


def draw_comet(pane: Pane) -> Update:
    """Draw the last epochs of each path."""

    def draw(run: Run, ink: Ink) -> Seen:
        trace = run.trace
        each = trace.params.shape[1] * run.updates
        places = pane.place(trace.params.reshape(-1, 2), trace.losses.ravel())
        strokes = []
        for colour, width, zorder, opacity in (
            (pane.theme.halo, ink.width + HALO, MOVING, HALO_OPACITY),
            (ink.colour, ink.width, PATHS, 1.0),
        ):
            lines = LineCollection([], linewidths=width, zorder=zorder, capstyle="butt")
            lines.set_in_layout(False)
            pane.axes.add_collection(lines, autolim=False)
            strokes.append((lines, to_rgba(colour, opacity)))

        def update(reached: int, epoch: int) -> Sequence[Artist]:
            begin = max(0, reached - TAIL)
            picture, hidden = pane.see(places[begin * each : reached * each], epoch)
            fresh = 1.0 - (reached - 1 - np.arange(begin, reached)) / TAIL
            pieces, shades = _pieces(picture, hidden, fresh)
            for lines, colour in strokes:
                lines.set_segments(pieces)
                lines.set_color([(*colour[:3], colour[3] * shade) for shade in shades])
            return [lines for lines, _ in strokes]

        return update

    return pane.of_runs(draw)


def _pieces(
    picture: FloatArray, hidden: BoolArray, opacity: FloatArray
) -> tuple[list[FloatArray], list[float]]:
    """Return a piece of the path for each epoch, what is hidden apart, and their opacities."""
    pieces: list[FloatArray] = []
    shades: list[float] = []
    parts = zip(
        np.array_split(picture, max(1, len(opacity))),
        np.array_split(hidden, max(1, len(opacity))),
        opacity,
        strict=False,
    )
    for points, behind, shade in parts:
        for part, share in ((behind, FAINT), (~behind, 1.0)):
            if part.any():
                pieces.append(np.where(part[:, np.newaxis], points, np.nan))
                shades.append(float(shade) * share)
    return pieces, shades
