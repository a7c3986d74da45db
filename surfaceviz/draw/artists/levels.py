"""Level lines and rim of the surface, where they can be seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from contourpy import contour_generator
from matplotlib.collections import LineCollection

from surfaceviz.draw.projection import project
from surfaceviz.draw.sight import hidden_from

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

    from surfaceviz.base.arrays import FloatArray, Update
    from surfaceviz.draw.artists.relief import Relief
    from surfaceviz.draw.ground import Ground
    from surfaceviz.draw.motion import View

LEVEL_OPACITY = 0.85
RIM = (0.0, 0.0, 0.0, 0.35)


def draw_levels(axes: Axes, ground: Ground, relief: Relief, view: View, epochs: int) -> Update:
    """Draw the lines; return the function that shows them as they are seen at an epoch."""
    lines, colours = _lines(ground, relief)
    points = np.concatenate(lines)
    starts = np.cumsum([0, *map(len, lines)])
    owner = np.repeat(np.arange(len(lines)), np.diff(starts))
    hidden = hidden_from(view, points, ground, epochs)
    artist = LineCollection([], linewidths=1.0, zorder=3)
    artist.set_in_layout(False)
    axes.add_collection(artist, autolim=False)

    def update(epoch: int) -> Sequence[Artist]:
        picture, seen = project(points, view.at(epoch))[0], ~hidden(epoch)
        turns = np.union1d(starts[1:-1], np.flatnonzero(np.diff(seen)) + 1)
        begins = np.concatenate([[0], turns]).astype(np.intp)
        shown = [
            (piece, colours[owner[begin]])
            for begin, piece in zip(begins, np.split(picture, turns), strict=True)
            if seen[begin] and len(piece) > 1
        ]
        artist.set_segments([piece for piece, _ in shown])
        artist.set_color([colour for _, colour in shown])
        return [artist]

    return update


def _lines(
    ground: Ground, relief: Relief
) -> tuple[list[FloatArray], list[tuple[float, float, float, float]]]:
    """Return the lines in space, each of shape (n, 3), and their colours."""
    surface = ground.surface
    generator = contour_generator(surface.m, surface.b, surface.loss)
    lines, colours = [], []
    for level, (red, green, blue, _) in zip(relief.levels, relief.level_colours, strict=True):
        for line in map(np.asarray, generator.lines(level)):
            lines.append(ground.place(line, np.full(len(line), level)))
            colours.append((red, green, blue, LEVEL_OPACITY))
    vertices = ground.vertices()
    lines += [vertices[0], vertices[-1], vertices[:, 0], vertices[:, -1]]
    return lines, colours + [RIM] * 4
