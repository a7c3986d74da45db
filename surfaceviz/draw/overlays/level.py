"""The level line through where the leading run is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from contourpy import contour_generator

from surfaceviz.draw.artists.inks import inked
from surfaceviz.draw.artists.parts import MOVING, moving_line
from surfaceviz.scene.leading import leaders, standings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.artist import Artist

    from surfaceviz.base.arrays import FloatArray, Update
    from surfaceviz.draw.artists.pane import Pane

# Over paths at rest, and under those that move.
UNDER = MOVING - 0.2
BREAK = np.full((1, 2), np.nan)
WIDTH, HALO = 2.0, 4.2


def draw_level(pane: Pane) -> Update:
    """Draw the line of all params that have the leader's loss, where it is seen."""
    first, losses = leaders(pane.scene), standings(pane.scene).min(axis=-1)
    colours = [ink.colour for _, ink in inked(pane.scene, pane.theme)]
    surface = pane.scene.surface
    generator = contour_generator(surface.m, surface.b, surface.loss)
    halo = moving_line(pane.axes, color=pane.theme.halo, linewidth=HALO, alpha=0.75, zorder=UNDER)
    line = moving_line(pane.axes, linewidth=WIDTH, linestyle=(0.0, (5.0, 1.6)), zorder=UNDER)

    def seen(part: FloatArray, loss: float, epoch: int) -> FloatArray:
        picture, hidden = pane.see(pane.place(part, np.full(len(part), loss)), epoch)
        return np.where(hidden[:, np.newaxis], np.nan, picture)

    def update(epoch: int) -> Sequence[Artist]:
        reached = max(0, epoch)
        loss = float(losses[reached])
        parts = [seen(np.asarray(part), loss, epoch) for part in generator.lines(loss)]
        points = np.concatenate([BREAK, *[piece for part in parts for piece in (part, BREAK)]])
        line.set_color(colours[first[reached]])
        for each in (halo, line):
            each.set_data(*points.T)
        return [halo, line]

    return update
