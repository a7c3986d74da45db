"""How far the places extend where a convex loss is no higher than a level."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import ArrayLike

    from surfaceviz.base.arrays import FloatArray

# Rays on which the outline is looked for first.
RAYS = 8
MOST_STEPS = 60
MOST_CUTS = 60
# So many times as far as where the loss is known to rise nothing is looked for, and what comes
# close to that has no bound.
NO_BOUND = 1e9
FAR = 1e-3
# Shares of a length that make no difference.
EXACT, CLOSE = 1e-5, 1e-7


@dataclass(frozen=True, eq=False)
class Hollow:
    """A convex loss about a place where it is least.

    Attributes
    ----------
    value, gradient : callable
        params (..., 2) -> losses (...) and their gradients (..., 2).
    centre : ndarray, shape (2,)
        The place.
    level : float
        Up to which loss places belong to it.
    """

    value: Callable[[ArrayLike], FloatArray]
    gradient: Callable[[ArrayLike], FloatArray]
    centre: FloatArray
    level: float


def extents(hollow: Hollow, directions: FloatArray, size: float) -> FloatArray:
    """Return how far (k,) a hollow extends from its centre along directions (k, 2), either way.

    Tangents at its outline enclose it (Kelley, 1960): the farthest corner that they leave is too
    far, and where the ray to it meets the outline is not too far and gives the next tangent.

    Parameters
    ----------
    hollow : Hollow
        The loss, the centre and the level.
    directions : ndarray, shape (k, 2)
        Along which to measure.
    size : float
        A guess at the answer.
    """
    angles = np.arange(RAYS) * (2.0 * np.pi / RAYS)
    rays = np.stack([np.cos(angles), np.sin(angles)], axis=-1)
    lengths = _first_lengths(hollow, rays, size)
    known = np.isfinite(lengths)
    if not known.any():
        return np.where(directions.any(axis=1), np.inf, 0.0)
    outline, tangents = _on_outline(hollow, rays[known], lengths[known])
    bound = NO_BOUND * float(np.abs(outline).max())
    box = np.array([[1.0, 0.0, bound], [-1.0, 0.0, bound], [0.0, 1.0, bound], [0.0, -1.0, bound]])
    cuts = np.concatenate([box, tangents])
    found = np.zeros(len(directions))
    for place, direction in enumerate(directions):
        for sign in (-1.0, 1.0):
            far, cuts = _farthest(hollow, sign * direction, cuts, bound)
            found[place] = max(found[place], far)
    return found


def _farthest(
    hollow: Hollow, direction: FloatArray, cuts: FloatArray, bound: float
) -> tuple[float, FloatArray]:
    """Return how far a hollow extends along a direction (2,), and more tangents (c, 3)."""
    best = 0.0
    for _ in range(MOST_CUTS):
        corners = _corners(cuts)
        corner = corners[int(np.argmax(corners @ direction))]
        most = float(corner @ direction)
        if most <= 0.0:
            break
        length = float(np.hypot(*corner))
        if length >= bound / 2.0 and hollow.value(hollow.centre + corner) <= hollow.level:
            # As far as is looked, and in a hollow that has no end there.
            best = most
            break
        touched, tangents = _on_outline(hollow, corner[None] / length, np.array([length]))
        best = max(best, float(touched[0] @ direction))
        if most - best <= EXACT * most:
            break
        cuts = np.concatenate([cuts, tangents])
    return best if best < FAR * bound else np.inf, cuts


def _first_lengths(hollow: Hollow, rays: FloatArray, size: float) -> FloatArray:
    """Return lengths (r,) of rays (r, 2) that end outside; infinite where none does."""
    lengths = np.full(len(rays), size)
    for _ in range(MOST_STEPS):
        inside = hollow.value(hollow.centre + lengths[:, None] * rays) <= hollow.level
        if not inside.any() or (lengths[inside] > NO_BOUND * size).all():
            break
        lengths = np.where(inside, 8.0 * lengths, lengths)
    else:
        inside = np.zeros(len(rays), dtype=np.bool_)
    return np.where(inside, np.inf, lengths)


def _on_outline(
    hollow: Hollow, rays: FloatArray, lengths: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return where rays (r, 2) meet the outline (r, 2), relative to the centre, and tangents there.

    From a length outside, Newton's steps on a convex function never lead back inside. The tangents
    are half-planes (c, 3), by normal and distance, that hold the hollow.
    """
    for _ in range(MOST_STEPS):
        places = lengths[:, None] * rays
        over = hollow.value(hollow.centre + places) - hollow.level
        normals = hollow.gradient(hollow.centre + places)
        rises = np.sum(normals * rays, axis=-1)
        steps = np.where(over > 0, over / np.where(rises > 0, rises, np.inf), 0.0)
        if (steps <= CLOSE * lengths).all():
            break
        lengths = lengths - np.minimum(steps, lengths)
    cuts = np.column_stack([normals, np.sum(normals * places, axis=-1) - over])
    sizes = np.hypot(normals[:, 0], normals[:, 1])
    return places, cuts[sizes > 0] / sizes[sizes > 0, None]


def _corners(cuts: FloatArray) -> FloatArray:
    """Return the corners (k, 2) of the polygon that half-planes (c, 3) leave."""
    first, second = np.triu_indices(len(cuts), 1)
    a, b = cuts[first], cuts[second]
    cross = a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]
    usable = np.abs(cross) > 1e-14
    a, b, cross = a[usable], b[usable], cross[usable]
    places = (
        np.column_stack(
            [a[:, 2] * b[:, 1] - b[:, 2] * a[:, 1], a[:, 0] * b[:, 2] - b[:, 0] * a[:, 2]]
        )
        / cross[:, None]
    )
    sizes = 1e-9 * np.abs(places).max(axis=1) + 1e-300
    inside = (places @ cuts[:, :2].T <= cuts[:, 2] + sizes[:, None]).all(axis=1)
    return np.asarray(places[inside])
