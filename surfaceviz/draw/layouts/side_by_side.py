"""The layout in which every panel shows all runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from surfaceviz.base.errors import InputError
from surfaceviz.draw.layouts.layout import EDGE, GAP, Box, Part
from surfaceviz.draw.panels import PANELS, choose_panels

if TYPE_CHECKING:
    from collections.abc import Sequence

    from surfaceviz.draw.canvas import Canvas
    from surfaceviz.draw.layouts.layout import Margins
    from surfaceviz.draw.themes.theme import Style
    from surfaceviz.scene.scene import Scene


# Points that a panel's ticks, labels and title leave something to show of.
SMALLEST_CELL = (200.0, 80.0)
# A frame narrower than this share of its height stacks its panels in one column; one wider than
# that sets them in one row.
PORTRAIT, PANORAMA = 0.8, 2.3


def deal(
    scene: Scene, panels: Sequence[str], style: Style, canvas: Canvas, free: Margins
) -> list[list[Part]]:
    """Return every panel with its place, as ``arrange`` sets them."""
    chosen = choose_panels(panels)
    if any(run.chart is not scene.chart for run in scene.runs):
        raise InputError(
            "runs in coordinates of their own share no map: take the layout grid (--layout grid), "
            "or show all in the data's coordinates (--axes data)"
        )
    return [
        [
            Part(chosen[number].draw, scene, style, box, chosen[number] is PANELS["surface"])
            for number, box in column
        ]
        for column in arrange([panel.height for panel in chosen], canvas, free.header, free.footer)
    ]


def arrange(
    heights: Sequence[float], canvas: Canvas, header: float, footer: float = 0.0
) -> list[list[tuple[int, Box]]]:
    """Return the cell of each panel, in columns.

    Panels follow one another clockwise from the upper left: of three, the first fills the left
    column; of four, the fourth lies under the first. A tall frame has one column, a very wide one
    a column for each panel.

    Parameters
    ----------
    heights : sequence of float
        Each panel's share of a column's height, relative to its neighbours.
    canvas : Canvas
        The frame.
    header : float
        Height of the title row in points.
    footer : float
        Height of what is below the panels in points.

    Returns
    -------
    list of list of (int, Box)
        Columns from left to right; in each, from top to bottom, a panel's number and its cell.

    Raises
    ------
    InputError
        If a cell would be too small to show anything.
    """
    width, height = canvas.points
    inside = Box(0, 0, width, height).inset(EDGE, EDGE, EDGE * 0.7 + footer, header)
    columns = _columns(len(heights), width / height)
    column_width = (inside.width - GAP * (len(columns) - 1)) / len(columns)
    cells = []
    for place, column in enumerate(columns):
        left = inside.left + place * (column_width + GAP)
        whole = Box(left, inside.bottom, column_width, inside.height)
        split = _split(whole, [heights[panel] for panel in column])
        cells.append(list(zip(column, split, strict=True)))
    smallest = min((box for column in cells for _, box in column), key=lambda box: box.height)
    if smallest.width < SMALLEST_CELL[0] or smallest.height < SMALLEST_CELL[1]:
        raise InputError(
            f"a frame of {canvas.width}x{canvas.height} pixels is too small for the number of "
            f"its panels ({len(heights)}): make it larger, or show fewer with --panels"
        )
    return cells


def _columns(count: int, aspect: float) -> list[list[int]]:
    if aspect < PORTRAIT or count == 1:
        return [list(range(count))]
    if aspect > PANORAMA or count == 2:
        return [[panel] for panel in range(count)]
    return [[0, *range(3, count)], [1, 2]]


def _split(column: Box, heights: Sequence[float]) -> list[Box]:
    free = column.height - GAP * (len(heights) - 1)
    top = column.bottom + column.height
    cells = []
    for share in np.array(heights) / sum(heights):
        height = float(share) * free
        cells.append(Box(column.left, top - height, column.width, height))
        top -= height + GAP
    return cells
