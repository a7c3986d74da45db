"""The residuals of the leading run as squares: the S in MSE."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.collections import PolyCollection

from surfaceviz.draw.artists.parts import axes_size
from surfaceviz.scene.leading import leaders

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

    from surfaceviz.base.arrays import FloatArray, Update
    from surfaceviz.draw.artists.pane import Pane

# Of more points an even share is shown; they would merge into one patch.
SHOWN = 24
FILL, EDGE = 0.16, 0.75
# Over the points, and under all that moves but paths at rest.
UNDER = 9.7


def draw_squares(pane: Pane) -> Update:
    """Draw squares between points and the leader's line, square on the screen."""
    data, scene = pane.scene.data, pane.scene
    shown = np.linspace(0, len(data.x) - 1, min(len(data.x), SHOWN)).astype(np.intp)
    rows = np.argsort(data.x, kind="stable")[shown]
    x, y = data.x[rows], data.y[rows]
    first = leaders(scene)
    colour = pane.theme.residuals
    patches = [
        PolyCollection([], closed=True, zorder=UNDER, facecolor=colour, alpha=FILL, linewidth=0),
        PolyCollection([], closed=True, zorder=UNDER, facecolor="none", edgecolor=colour),
    ]
    patches[1].set(alpha=EDGE, linewidth=1.2)
    for patch in patches:
        patch.set_in_layout(False)
        pane.axes.add_collection(patch, autolim=False)

    def update(epoch: int) -> Sequence[Artist]:
        run = scene.runs[first[epoch]]
        params = run.trajectory.params[min(epoch, run.epochs)]
        fitted = scene.objective.predict(x, params)
        squares = residual_squares(pane.axes, x, y, fitted, params[0] >= 0)
        for patch in patches:
            patch.set_verts(list(squares))
        return patches

    return update


def residual_squares(
    axes: Axes, x: FloatArray, y: FloatArray, fitted: FloatArray, rising: bool
) -> FloatArray:
    """Return the corners (n, 4, 2) of squares whose one side is the residual.

    They lie on that side of it which the line, rising or falling, does not cross.
    """
    width, height = axes_size(axes)
    aspect = (np.ptp(axes.get_xlim()) / width) / (np.ptp(axes.get_ylim()) / height)
    across = x + (-1.0 if rising else 1.0) * (y - fitted) * aspect
    corners = [(x, fitted), (x, y), (across, y), (across, fitted)]
    return np.stack([np.stack(corner, axis=-1) for corner in corners], axis=1)
