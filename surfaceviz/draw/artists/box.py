"""The box around the surface: back walls with grid lines, axes with ticks and labels."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.ticker import MaxNLocator, ScalarFormatter
from matplotlib.transforms import ScaledTranslation

from surfaceviz.base.texts import common_factor
from surfaceviz.draw.artists.labels import Edge, Label, Wording, label_edge, separated
from surfaceviz.draw.artists.parts import PLAIN_POWERS, units_per_point
from surfaceviz.draw.lettering import lettered
from surfaceviz.draw.outlines import OutlinedText, outlined_width
from surfaceviz.draw.projection import Camera, project

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

    from surfaceviz.base.arrays import FloatArray, Update
    from surfaceviz.draw.motion import View
    from surfaceviz.draw.themes.theme import Theme

TICKS = 4
AXIS_WIDTH = 1.2
# Labels that are about to go over to another edge fade: of a level edge by the sine of the angle
# at which it would be seen end on, of an upright one by its distance in the picture from the next.
FADES_LEVEL, FADES_UPRIGHT = (0.03, 0.15), (0.05, 0.25)


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
    axes: Axes, scales: tuple[Scale, Scale, Scale], half_height: float, view: View, theme: Theme
) -> Update:
    """Draw floor, back walls and axes of a box 2 wide, 2 deep and ``2 * half_height`` high.

    Return the function that shows them as they are seen at an epoch.
    """
    size = np.array([1.0, 1.0, half_height])
    grid = LineCollection([], colors=theme.grid, linewidths=1.0, zorder=0)
    rods = LineCollection([], colors=theme.axis, linewidths=AXIS_WIDTH, zorder=1)
    texts = [
        OutlinedText(ha="center", va="center", **lettered(text, theme))
        for scale in scales
        for text in (scale.name, *scale.labels)
    ]
    edges_of = _labelled_edges if isinstance(view, Camera) else _faded_edges
    words = [_measured(scale, theme) for scale in scales]
    for lines in (grid, rods):
        lines.set_in_layout(False)
        axes.add_collection(lines, autolim=False)
    for text in texts:
        axes.add_artist(text)
        text.set_clip_on(False)

    def update(epoch: int) -> Sequence[Artist]:
        camera = view.at(epoch)
        near = _near_sides(camera)
        walls = [_wall_lines(axis, -near[axis] if axis < 2 else -1.0, scales) for axis in range(3)]
        grid.set_segments(list(project(np.concatenate(walls) * size, camera)[0]))
        edges = edges_of(camera)
        rods.set_segments([project(_ends(edge) * size, camera)[0] for edge in edges])
        labels = [
            label
            for edge in edges
            for label in label_edge(edge, words[edge.axis], size, camera, theme)
        ]
        for text, label in zip(texts, separated(labels, units_per_point(axes)), strict=True):
            _put(text, label, axes)
        return [grid, rods, *texts]

    return update


def _measured(scale: Scale, theme: Theme) -> Wording:
    widths = np.array([outlined_width(label, theme) for label in scale.labels])
    return Wording(outlined_width(scale.name, theme), scale.places, widths)


def _put(text: OutlinedText, label: Label, axes: Axes) -> None:
    right, up = label.offset / 72.0
    aside = ScaledTranslation(right, up, axes.figure.dpi_scale_trans)
    text.set_transform(axes.transData + aside)
    text.set_position(tuple(label.anchor))
    text.set_rotation(label.angle)
    text.set_alpha(label.opacity)


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


def _labelled_edges(camera: Camera) -> list[Edge]:
    """Return the two near edges of the floor, and the upright edge furthest to the left."""
    near = _near_sides(camera)
    upright = upright_corner(camera)
    return [
        Edge(0, np.array([0.0, near[1], -1.0]), np.array([0.0, near[1], 0.0])),
        Edge(1, np.array([near[0], 0.0, -1.0]), np.array([near[0], 0.0, 0.0])),
        Edge(2, upright, upright),
    ]


def _faded_edges(camera: Camera) -> list[Edge]:
    """Return the labelled edges, faded where another is about to take over while a camera turns."""
    aside = np.abs(
        np.array([np.sin(np.radians(camera.azimuth)), np.cos(np.radians(camera.azimuth))])
    )
    _, across = _from_left(camera)
    clear = [
        *np.interp(aside, FADES_LEVEL, (0.0, 1.0)),
        np.interp(across[1] - across[0], FADES_UPRIGHT, (0.0, 1.0)),
    ]
    return [
        replace(edge, opacity=float(opacity))
        for edge, opacity in zip(_labelled_edges(camera), clear, strict=True)
    ]


def _near_sides(camera: Camera) -> FloatArray:
    """Return on which sides of the box the eye is, -1 or 1 along each axis, shape (3,)."""
    return np.where(camera.axes[2] >= 0, 1.0, -1.0)


def upright_corner(camera: Camera) -> FloatArray:
    """Return the floor's corner (3,) over which the upright axis with the labels stands."""
    return np.asarray(_from_left(camera)[0][0])


def way_to_corner(spot: FloatArray, camera: Camera) -> FloatArray:
    """Return the level way (3, 3) from a spot (3,) to a back wall, and along it to that axis."""
    corner = np.append(upright_corner(camera)[:2], spot[2])
    beside = spot.copy()
    # One of the two walls that meet in the corner is a near one, which is not drawn.
    far = 0 if corner[0] == -_near_sides(camera)[0] else 1
    beside[far] = corner[far]
    return np.stack([spot, beside, corner])


def _from_left(camera: Camera) -> tuple[FloatArray, FloatArray]:
    """Return the floor's corners (4, 3) from left to right, and where they appear (4,)."""
    corners = np.array([[x, y, 0.0] for x in (-1.0, 1.0) for y in (-1.0, 1.0)])
    across = project(corners, camera)[0][:, 0]
    order = np.argsort(across, kind="stable")
    return corners[order], across[order]


def _ends(edge: Edge) -> FloatArray:
    """Return both ends of an edge, shape (2, 3)."""
    ends = np.stack([edge.middle, edge.middle])
    ends[:, edge.axis] = (-1.0, 1.0)
    return ends
