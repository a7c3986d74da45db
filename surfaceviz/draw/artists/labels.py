"""Where the labels of the box around the surface stand, and how clearly they show."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from surfaceviz.draw.lettering import DIGIT_HEIGHT
from surfaceviz.draw.projection import project

if TYPE_CHECKING:
    from collections.abc import Sequence

    from surfaceviz.base.arrays import FloatArray
    from surfaceviz.draw.projection import Camera
    from surfaceviz.draw.themes.theme import Theme

LABEL_GAP, NAME_GAP = 7.0, 15.0
# An axis whose labels have no room, because it is seen nearly end on, has none: they fade between
# these lengths in the picture, where its true length is 2.
FADES = (0.25, 0.6)
# Labels fade between these distances, in points.
CLEAR, CLOSE = 5.0, 1.0
UP = np.array([0.0, 0.0, 1.0])


@dataclass(frozen=True, eq=False)
class Edge:
    """An edge of the box that carries an axis.

    Attributes
    ----------
    axis : int
        0 for m, 1 for b, 2 for the loss.
    middle : ndarray, shape (3,)
        Its middle, in a box that reaches from -1 to 1.
    outward : ndarray, shape (3,)
        Which way its labels lie.
    opacity : float
        How clearly its labels show, where they would else jump from one edge to another.
    """

    axis: int
    middle: FloatArray
    outward: FloatArray
    opacity: float = 1.0


@dataclass(frozen=True, eq=False)
class Label:
    """Text beside a spot of the box.

    Attributes
    ----------
    anchor : ndarray, shape (2,)
        The spot, in the picture's units.
    offset : ndarray, shape (2,)
        From there to the middle of the text, in points.
    half : ndarray, shape (2,)
        Half its width and height, in points.
    angle : float
        Degrees by which it is turned.
    opacity : float
        0 where it is not to be seen, 1 where it is.
    """

    anchor: FloatArray
    offset: FloatArray
    half: FloatArray
    angle: float
    opacity: float


@dataclass(frozen=True, eq=False)
class Wording:
    """An axis's words, measured.

    Attributes
    ----------
    name : float
        Width of its name, in points.
    places : ndarray, shape (t,)
        Where its ticks are, from -1 to 1.
    ticks : ndarray, shape (t,)
        Widths of their labels, in points.
    """

    name: float
    places: FloatArray
    ticks: FloatArray


def label_edge(
    edge: Edge, words: Wording, size: FloatArray, camera: Camera, theme: Theme
) -> list[Label]:
    """Return the labels of an axis: first its name, then those of its ticks.

    Parameters
    ----------
    edge : Edge
        Where the axis is.
    words : Wording
        What it says.
    size : ndarray, shape (3,)
        Half the box's width, depth and height.
    camera : Camera
        Where it is seen from.
    theme : Theme
        Gives the size of the type.
    """
    ends = np.stack([edge.middle, edge.middle]) * size
    ends[:, edge.axis] = size[edge.axis] * np.array([-1.0, 1.0])
    length = float(np.hypot(*np.diff(project(ends, camera)[0], axis=0)[0]))
    opacity = float(np.interp(length, FADES, (0.0, 1.0))) * edge.opacity
    height = DIGIT_HEIGHT * theme.text_size / 2
    spots = np.repeat(edge.middle[None], len(words.places), axis=0) * size
    spots[:, edge.axis] = words.places * size[edge.axis]
    ticks = []
    for spot, width in zip(spots, words.ticks, strict=True):
        away, half = _away(spot, edge.outward, camera), np.array([width / 2, height])
        reach = LABEL_GAP + float(np.abs(away) @ half)
        ticks.append(Label(project(spot, camera)[0], reach * away, half, 0.0, opacity))
    half = np.array([words.name / 2, height])
    name = _name_above if edge.axis == 2 else _name_along
    return [name(edge, half, ticks, size, camera, opacity), *ticks]


def separated(labels: Sequence[Label], units: float) -> list[Label]:
    """Return the labels, those faded that come too close to ones before them.

    Parameters
    ----------
    labels : sequence of Label
        The important ones first.
    units : float
        The picture's units in a point.
    """
    shown: list[Label] = []
    for label in labels:
        opacity = label.opacity
        for other in shown:
            room = float(np.interp(_distance(label, other, units), (CLOSE, CLEAR), (0.0, 1.0)))
            opacity *= 1.0 - other.opacity * (1.0 - room)
        shown.append(replace(label, opacity=opacity))
    return shown


def _name_above(
    edge: Edge,
    half: FloatArray,
    _ticks: Sequence[Label],
    size: FloatArray,
    camera: Camera,
    opacity: float,
) -> Label:
    """Return the name of an upright axis, which stands above it."""
    top = edge.middle * size
    top[2] = size[2]
    away = _away(top, UP, camera)
    reach = LABEL_GAP + 2.0 * half[1]
    return Label(project(top, camera)[0], reach * away, half, 0.0, opacity)


def _name_along(
    edge: Edge,
    half: FloatArray,
    ticks: Sequence[Label],
    size: FloatArray,
    camera: Camera,
    opacity: float,
) -> Label:
    """Return the name of a level axis, which runs along it beyond the ticks' labels."""
    middle = edge.middle * size
    ends = np.stack([middle, middle])
    ends[:, edge.axis] += np.array([-0.05, 0.05])
    dx, dy = np.diff(project(ends, camera)[0], axis=0)[0]
    angle = float((np.degrees(np.arctan2(dy, dx)) + 90.0) % 180.0 - 90.0)
    away = _away(middle, edge.outward, camera)
    widest = np.max([tick.half for tick in ticks], axis=0)
    reach = LABEL_GAP + NAME_GAP + float(np.abs(away) @ (2.0 * widest))
    cos, sin = abs(np.cos(np.radians(angle))), abs(np.sin(np.radians(angle)))
    turned = np.array([cos * half[0] + sin * half[1], sin * half[0] + cos * half[1]])
    return Label(project(middle, camera)[0], reach * away, turned, angle, opacity)


def _away(spot: FloatArray, outward: FloatArray, camera: Camera) -> FloatArray:
    """Return the direction in the picture (2,) of a direction in space, of length 1."""
    here, beyond = project(np.stack([spot, spot + 0.01 * outward]), camera)[0]
    return np.asarray((beyond - here) / max(float(np.hypot(*(beyond - here))), 1e-12))


def _distance(a: Label, b: Label, units: float) -> float:
    """Return how far apart two labels are in points; negative where they overlap."""
    apart = np.abs((a.anchor - b.anchor) / units + a.offset - b.offset)
    # Turned text fills its extent along the diagonal only, so it may be entered a little.
    slack = 0.5 if a.angle or b.angle else 1.0
    return float(np.max(apart - slack * (a.half + b.half)))
