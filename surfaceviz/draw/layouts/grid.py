"""The layout that gives each run a map of its own."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from surfaceviz.base.errors import InputError
from surfaceviz.draw.artists.inks import inked
from surfaceviz.draw.artists.parts import axis_names
from surfaceviz.draw.header_words import losses_told
from surfaceviz.draw.layouts.layout import EDGE, GAP, Box, Part
from surfaceviz.draw.panels import PANELS, choose_panels
from surfaceviz.draw.panels.own_map import draw_own_map

if TYPE_CHECKING:
    from collections.abc import Sequence

    from surfaceviz.draw.canvas import Canvas
    from surfaceviz.draw.layouts.layout import Margins
    from surfaceviz.draw.themes.theme import Style
    from surfaceviz.scene.scene import Scene

# Panels that all runs share, below the maps.
SHARED = ("fit", "loss")
# Height of these as a share of the room, in points at least, and no more of a tall frame.
STRIP, LEAST_STRIP, MOST_STRIP = 0.3, 120.0, 300.0
# A map is best a little wider than high; smaller than this it shows nothing.
SHAPE = 1.35
SMALLEST = (150.0, 120.0)


def deal(
    scene: Scene, panels: Sequence[str], style: Style, canvas: Canvas, free: Margins
) -> list[list[Part]]:
    """Return a map for each run, and below them those panels that show all runs."""
    choose_panels(panels)
    shared = [name for name in panels if name in SHARED]
    maps, strip = grid_boxes(len(scene.runs), len(shared), canvas, free)
    below = [
        [Part(PANELS[name].draw, scene, style, box)]
        for name, box in zip(shared, strip, strict=True)
    ]
    return [*_map_parts(scene, style, maps), *below]


def grid_boxes(
    runs: int, shared: int, canvas: Canvas, free: Margins
) -> tuple[list[list[Box]], list[Box]]:
    """Return the cells of maps, in columns, and of the panels below them.

    Maps follow one another in rows, of which the last may be shorter.

    Raises
    ------
    InputError
        If they would be too small to show anything.
    """
    width, height = canvas.points
    inside = Box(0, 0, width, height).inset(EDGE, EDGE, EDGE * 0.7 + free.footer, free.header)
    strip_height = min(max(STRIP * inside.height, LEAST_STRIP), MOST_STRIP) if shared else -GAP
    above = inside.inset(0.0, 0.0, strip_height + GAP, 0.0)
    columns = max(range(1, runs + 1), key=lambda count: _goodness(above, count, runs))
    rows = math.ceil(runs / columns)
    across = _cells(above.left, above.width, columns)
    down = _cells(above.bottom, above.height, rows)[::-1]
    maps = [
        [Box(left, low, wide, high) for low, high in down[: math.ceil((runs - place) / columns)]]
        for place, (left, wide) in enumerate(across)
    ]
    cell = maps[0][0]
    if cell.width < SMALLEST[0] or cell.height < SMALLEST[1]:
        raise InputError(
            f"a frame of {canvas.width}x{canvas.height} pixels is too small for a grid of "
            f"{runs} maps: make it larger, or show fewer panels below them with --panels"
        )
    beside = _cells(inside.left, inside.width, shared) if shared else []
    return maps, [Box(left, inside.bottom, wide, strip_height) for left, wide in beside]


def _goodness(room: Box, columns: int, runs: int) -> float:
    """Return how large a map of the best shape is, where so many stand side by side."""
    rows = math.ceil(runs / columns)
    (_, width), *_ = _cells(0.0, room.width, columns)
    (_, height), *_ = _cells(0.0, room.height, rows)
    return min(width / SHAPE, height)


def _cells(begin: float, length: float, count: int) -> list[tuple[float, float]]:
    """Return where cells begin that share a length evenly, and how long each is."""
    each = (length - GAP * (count - 1)) / count
    return [(begin + place * (each + GAP), each) for place in range(count)]


def _map_parts(scene: Scene, style: Style, maps: Sequence[Sequence[Box]]) -> list[list[Part]]:
    alike = all(run.chart is scene.chart for run in scene.runs)
    told, inks = losses_told(scene), inked(scene, style.theme)
    parts: list[list[Part]] = []
    for place, column in enumerate(maps):
        parts.append([])
        for row, box in enumerate(column):
            number = row * len(maps) + place
            run, ink = inks[number]
            own = replace(style, theme=replace(style.theme, runs=(ink.colour,)))
            slope, intercept = axis_names(run.chart, style.words)
            # Where all maps are of one chart, those at the edge name its axes.
            lowest = row == len(column) - 1
            named = (
                slope if lowest or not alike else "",
                intercept if place == 0 or not alike else "",
            )
            draw = partial(draw_own_map, told[number], named)
            parts[-1].append(Part(draw, replace(scene, runs=(run,)), own, box))
    return parts
