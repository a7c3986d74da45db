"""The box around the surface: back walls with grid lines, axes with ticks and labels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator, ScalarFormatter

from surfaceviz.lettering import DIGIT_HEIGHT, common_factor, lettered, text_width
from surfaceviz.panels.parts import PLAIN_POWERS, units_per_point
from surfaceviz.projection import project

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from surfaceviz.arrays import FloatArray
    from surfaceviz.projection import Camera
    from surfaceviz.theme import Theme

TICKS = 4
LABEL_GAP, NAME_GAP = 7.0, 15.0
# An axis that is seen end on has no room for labels.
SHORTEST_AXIS = 0.25
# Least distance between two labels, in points.
CLEAR = 3.0
UP = np.array([0.0, 0.0, 1.0])


@dataclass(frozen=True, eq=False)
class Scale:
    """An axis's ticks, and its name.

    Attributes
    ----------
    name : str
        What the axis is called, with the factor its tick labels leave out.
    places : ndarray, shape (t,)
        Where the ticks are, from -1 at the axis's lower limit to 1.
    labels : tuple of str
        What they say.
    """

    name: str
    places: FloatArray
    labels: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Edge:
    """An edge of the box that carries an axis.

    Attributes
    ----------
    axis : int
        0 for m, 1 for b, 2 for the loss.
    middle : ndarray, shape (3,)
        Its middle, in space.
    outward : ndarray, shape (3,)
        Which way its labels lie, in space.
    """

    axis: int
    middle: FloatArray
    outward: FloatArray


@dataclass(frozen=True, eq=False)
class Label:
    """Text beside a spot of the box.

    Attributes
    ----------
    text : str
        What it says.
    anchor : ndarray, shape (2,)
        The spot, in the picture's units.
    offset : ndarray, shape (2,)
        From there to the middle of the text, in points.
    half : ndarray, shape (2,)
        Half its width and height, in points.
    angle : float
        Degrees by which it is turned.
    """

    text: str
    anchor: FloatArray
    offset: FloatArray
    half: FloatArray
    angle: float = 0.0


def make_scale(name: str, low: float, high: float) -> Scale:
    """Return the axis from ``low`` to ``high`` with ticks at round numbers."""
    if not low < high:
        return Scale(name, np.array([-1.0]), (f"{low:g}",))
    locator = MaxNLocator(TICKS, steps=[1, 2, 2.5, 5, 10])
    ticks = np.asarray(locator.tick_values(low, high), dtype=np.float64)
    slack = 1e-9 * (high - low)
    ticks = ticks[(ticks >= low - slack) & (ticks <= high + slack)]
    formatter = ScalarFormatter()
    formatter.set_powerlimits(PLAIN_POWERS)
    formatter.create_dummy_axis()
    assert formatter.axis is not None
    formatter.axis.set_view_interval(low, high)
    labels = tuple(formatter.format_ticks(list(ticks)))
    places = 2.0 * (ticks - low) / (high - low) - 1.0
    return Scale(name + common_factor(formatter.get_offset()), places, labels)


def draw_box(
    axes: Axes, scales: tuple[Scale, Scale, Scale], half_height: float, camera: Camera, theme: Theme
) -> None:
    """Draw floor, back walls and axes of a box 2 wide, 2 deep and ``2 * half_height`` high."""
    size = np.array([1.0, 1.0, half_height])
    near = np.where(camera.axes[2] >= 0, 1.0, -1.0)
    walls = [
        _wall_lines(axis, -near[axis] if axis < 2 else -1.0, scales) * size for axis in range(3)
    ]
    lines = project(np.concatenate(walls), camera)[0]
    axes.add_collection(
        LineCollection(list(lines), colors=theme.grid, linewidths=1.0, zorder=0), autolim=False
    )
    names: list[Label] = []
    ticks: list[Label] = []
    for edge in _labelled_edges(near, camera):
        ends = np.stack([edge.middle, edge.middle]) * size
        ends[:, edge.axis] = size[edge.axis] * np.array([-1.0, 1.0])
        line = project(ends, camera)[0]
        axes.add_line(Line2D(*line.T, color=theme.axis, linewidth=1.2, zorder=1))
        if np.hypot(*(line[1] - line[0])) > SHORTEST_AXIS:
            scale = scales[edge.axis]
            tick_labels = _tick_labels(edge, scale, size, camera, theme)
            ticks += tick_labels
            names.append(_name(edge, scale, tick_labels, size, camera, theme))
    written: list[Label] = []
    for label in names + ticks:
        if not any(_overlap(label, other, units_per_point(axes)) for other in written):
            _write(axes, label, theme)
            written.append(label)


def _wall_lines(axis: int, side: float, scales: tuple[Scale, Scale, Scale]) -> FloatArray:
    """Return the grid lines of the wall across ``axis`` at ``side``, shape (l, 2, 3)."""
    lines = []
    for ticked in range(3):
        if ticked == axis:
            continue
        along = 3 - axis - ticked
        for place in (*scales[ticked].places, -1.0, 1.0):
            line = np.empty((2, 3))
            line[:, axis], line[:, ticked], line[:, along] = side, place, (-1.0, 1.0)
            lines.append(line)
    return np.array(lines)


def _labelled_edges(near: FloatArray, camera: Camera) -> list[Edge]:
    """Return the two near edges of the floor, and the upright edge furthest to the left."""
    corners = np.array([[near[0], -near[1], 0.0], [-near[0], near[1], 0.0]])
    upright = min(corners, key=lambda corner: float(project(corner, camera)[0][0]))
    return [
        Edge(0, np.array([0.0, near[1], -1.0]), np.array([0.0, near[1], 0.0])),
        Edge(1, np.array([near[0], 0.0, -1.0]), np.array([near[0], 0.0, 0.0])),
        Edge(2, upright, upright),
    ]


def _tick_labels(
    edge: Edge, scale: Scale, size: FloatArray, camera: Camera, theme: Theme
) -> list[Label]:
    spots = np.repeat(edge.middle[None], len(scale.places), axis=0) * size
    spots[:, edge.axis] = scale.places * size[edge.axis]
    labels = []
    for spot, text in zip(spots, scale.labels, strict=True):
        away = _away(spot, edge.outward, camera)
        half = _half_extent(text, 0.0, theme)
        reach = LABEL_GAP + float(np.abs(away) @ half)
        labels.append(Label(text, project(spot, camera)[0], reach * away, half))
    return labels


def _name(
    edge: Edge,
    scale: Scale,
    ticks: Sequence[Label],
    size: FloatArray,
    camera: Camera,
    theme: Theme,
) -> Label:
    """Return an axis's name: above an upright axis, along a level one and beyond its ticks."""
    middle = edge.middle * size
    if edge.axis == 2:
        middle[2] = size[2]
        half = _half_extent(scale.name, 0.0, theme)
        reach = LABEL_GAP + DIGIT_HEIGHT * theme.text_size
        return Label(
            scale.name, project(middle, camera)[0], reach * _away(middle, UP, camera), half
        )
    ends = np.stack([middle, middle])
    ends[:, edge.axis] += np.array([-0.05, 0.05])
    dx, dy = np.diff(project(ends, camera)[0], axis=0)[0]
    angle = float((np.degrees(np.arctan2(dy, dx)) + 90.0) % 180.0 - 90.0)
    away = _away(middle, edge.outward, camera)
    widest = np.max([tick.half for tick in ticks], axis=0)
    reach = LABEL_GAP + NAME_GAP + float(np.abs(away) @ (2.0 * widest))
    half = _half_extent(scale.name, angle, theme)
    return Label(scale.name, project(middle, camera)[0], reach * away, half, angle)


def _away(spot: FloatArray, outward: FloatArray, camera: Camera) -> FloatArray:
    """Return the direction in the picture (2,) of a direction in space, of length 1."""
    here, beyond = project(np.stack([spot, spot + 0.01 * outward]), camera)[0]
    return np.asarray((beyond - here) / max(float(np.hypot(*(beyond - here))), 1e-12))


def _half_extent(text: str, angle: float, theme: Theme) -> FloatArray:
    """Return half the width and half the height (2,) of turned text, in points."""
    width, height = text_width(text, theme) / 2, DIGIT_HEIGHT * theme.text_size / 2
    cos, sin = abs(np.cos(np.radians(angle))), abs(np.sin(np.radians(angle)))
    return np.array([cos * width + sin * height, sin * width + cos * height])


def _overlap(a: Label, b: Label, units: float) -> bool:
    apart = np.abs((a.anchor - b.anchor) / units + a.offset - b.offset)
    # Turned text fills its extent along the diagonal only, so it may be entered a little.
    slack = 0.5 if a.angle or b.angle else 1.0
    return bool(np.all(apart < slack * (a.half + b.half) + CLEAR))


def _write(axes: Axes, label: Label, theme: Theme) -> None:
    axes.annotate(
        xy=tuple(label.anchor),
        xytext=tuple(label.offset),
        textcoords="offset points",
        ha="center",
        va="center",
        rotation=label.angle,
        annotation_clip=False,
        **lettered(label.text, theme),
    )
