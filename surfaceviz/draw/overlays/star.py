"""The star where the loss is smallest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from surfaceviz.draw.artists.pane import FAINT
from surfaceviz.draw.artists.parts import optimum_star
from surfaceviz.draw.projection import Camera

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.artist import Artist

    from surfaceviz.base.arrays import Update
    from surfaceviz.draw.artists.pane import Pane


def draw_optimum(pane: Pane) -> Update:
    """Draw a star at the optimum, if there is one and one only, in the window."""
    objective = pane.scene.chart.objective
    best = objective.optimum
    if not objective.unique or best is None or not pane.scene.window.contains(best):
        return lambda _epoch: ()
    spot = pane.place(best[np.newaxis], np.array([objective.minimum]))
    star = optimum_star(pane.axes, pane.theme)

    def update(epoch: int) -> Sequence[Artist]:
        picture, hidden = pane.see(spot, epoch)
        star.set_data(*picture.T)
        star.set_alpha(FAINT if hidden[0] else 1.0)
        return [star]

    if pane.space is not None and not isinstance(pane.space.view, Camera):
        return update
    update(0)
    return lambda _epoch: ()
