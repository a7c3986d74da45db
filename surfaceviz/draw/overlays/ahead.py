"""Where the next step of each run lands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from surfaceviz.draw.artists.inks import MARKER_SIZE
from surfaceviz.draw.artists.parts import PRESENT, from_points, moving_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.artist import Artist

    from surfaceviz.base.arrays import Update
    from surfaceviz.draw.artists.inks import Ink
    from surfaceviz.draw.artists.pane import Pane, Seen
    from surfaceviz.scene.runs import Run

RING = 2.2


def draw_next(pane: Pane) -> Update:
    """Draw a hollow marker where the next step lands, the last epoch's included."""

    def draw(run: Run, ink: Ink) -> Seen:
        landing = run.path + run.steps
        rings = [
            moving_line(
                pane.axes,
                linestyle="none",
                marker="o",
                markersize=MARKER_SIZE * ink.scale,
                markerfacecolor="none",
                markeredgecolor=colour,
                markeredgewidth=width,
                zorder=PRESENT - 0.1,
            )
            for colour, width in ((pane.theme.halo, 2.2 * RING), (ink.colour, RING))
        ]

        def update(reached: int, epoch: int) -> Sequence[Artist]:
            places, _ = pane.in_points(landing[reached : reached + 1], epoch)
            for ring in rings:
                ring.set_data(*from_points(pane.axes, places).T)
            return rings

        return update

    return pane.of_runs(draw)
