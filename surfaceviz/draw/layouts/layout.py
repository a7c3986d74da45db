"""Where everything stands in a frame: fixed once, before the first frame is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from surfaceviz.draw.canvas import Canvas
    from surfaceviz.draw.panels.protocol import Draw
    from surfaceviz.draw.themes.theme import Style
    from surfaceviz.scene.scene import Scene

EDGE, GAP = 28.0, 20.0


@dataclass(frozen=True)
class Box:
    """A rectangle.

    Attributes
    ----------
    left, bottom : float
        Its lower left corner, in points from the frame's.
    width, height : float
        Its size in points.
    """

    left: float
    bottom: float
    width: float
    height: float

    def on(self, canvas: Canvas) -> tuple[float, float, float, float]:
        """Return the rectangle as shares of the canvas: left, bottom, width, height."""
        width, height = canvas.points
        return self.left / width, self.bottom / height, self.width / width, self.height / height

    def inset(self, left: float, right: float, below: float, above: float) -> Box:
        """Return the rectangle made smaller on each side."""
        return Box(
            self.left + left,
            self.bottom + below,
            max(self.width - left - right, 1.0),
            max(self.height - below - above, 1.0),
        )


@dataclass(frozen=True, eq=False)
class Part:
    """A panel in its place.

    Attributes
    ----------
    draw : callable
        Draws it, as a panel's ``draw`` does.
    scene : Scene
        What it shows.
    style : Style
        How.
    box : Box
        The cell that it must keep to.
    turning : bool
        Whether it shows the camera move, as it may before the start, too.
    """

    draw: Draw
    scene: Scene
    style: Style
    box: Box
    turning: bool = False


@dataclass(frozen=True)
class Margins:
    """What the panels leave free.

    Attributes
    ----------
    header, footer : float
        Heights above and below, in points.
    """

    header: float
    footer: float = 0.0


def make_room(column: Sequence[tuple[Axes, Box]], canvas: Canvas) -> None:
    """Shrink the axes of a column until their ticks and labels, too, lie within their cells.

    Axes with ticks to the left end up flush with one another.

    Parameters
    ----------
    column : sequence of (Axes, Box)
        Axes that have been drawn into, and the cells they must keep to.
    canvas : Canvas
        The frame.
    """
    overflows = [_overflow(axes, cell, canvas) for axes, cell in column]
    left = max(overflow[0] for overflow in overflows)
    for (axes, _), (own_left, right, below, above) in zip(column, overflows, strict=True):
        box = axes.get_position()
        width, height = canvas.points
        now = Box(box.x0 * width, box.y0 * height, box.width * width, box.height * height)
        room = now.inset(left if own_left else 0.0, right, below, above)
        axes.set_position(room.on(canvas))


def _overflow(axes: Axes, cell: Box, canvas: Canvas) -> tuple[float, float, float, float]:
    """Return by how many points the axes reach over the cell: left, right, below, above."""
    drawn = axes.get_tightbbox()
    if drawn is None:
        return 0.0, 0.0, 0.0, 0.0
    low_x, low_y, high_x, high_y = np.array(drawn.extents) / canvas.scale
    return (
        max(0.0, cell.left - low_x),
        max(0.0, high_x - cell.left - cell.width),
        max(0.0, cell.bottom - low_y),
        max(0.0, high_y - cell.bottom - cell.height),
    )
