"""The loss surface as a landscape in space, and what it hides from the eye."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from surfaceviz.base.arrays import frozen
from surfaceviz.draw.projection import EYE_DISTANCE, Camera

if TYPE_CHECKING:
    from collections.abc import Sequence

    from surfaceviz.base.arrays import BoolArray, FloatArray
    from surfaceviz.scene.surface import Surface
    from surfaceviz.scene.trace import Trace

RAY_STEPS = 72
# Points whose rays are followed together: more would only take more memory.
AT_ONCE = 2048
# Where the camera is chosen before the panel's shape is known, the box counts as this high.
USUAL_HALF_HEIGHT = 0.6
# Share of a path that may be hidden without the camera being turned.
TOLERATED = 0.1
# Points of the paths by which that is judged.
JUDGED_BY = 400
# A point counts as hidden only when the surface rises this far above its line of sight, in
# shares of the box's height; less is the grid's own roughness.
CLEARANCE = 0.012


@dataclass(frozen=True, eq=False)
class Ground:
    """The surface as a landscape over the square from -1 to 1, ``2 * half_height`` high.

    Attributes
    ----------
    surface : Surface
        What it shows.
    half_height : float
        Half the height of the box around it; its base is 2 wide and 2 deep.
    """

    surface: Surface
    half_height: float

    @cached_property
    def height(self) -> FloatArray:
        """Height of every grid point, -half_height to half_height, shape (B, M)."""
        return frozen(self.rise(self.surface.loss))

    @property
    def levels(self) -> tuple[float, float]:
        """Losses at the floor and at the top of the box."""
        return float(self.surface.loss.min()), float(self.surface.loss.max())

    def rise(self, losses: FloatArray) -> FloatArray:
        """Return the height of losses (...), shape (...)."""
        low, high = self.levels
        return np.asarray(self.half_height * (2.0 * (losses - low) / ((high - low) or 1.0) - 1.0))

    def place(self, params: FloatArray, losses: FloatArray) -> FloatArray:
        """Return the position in space (..., 3) of params (..., 2) with losses (...)."""
        m, b = self.surface.m, self.surface.b
        return np.stack(
            [
                2.0 * (params[..., 0] - m[0]) / (m[-1] - m[0]) - 1.0,
                2.0 * (params[..., 1] - b[0]) / (b[-1] - b[0]) - 1.0,
                self.rise(losses),
            ],
            axis=-1,
        )

    def vertices(self) -> FloatArray:
        """Return the position in space of every grid point, shape (B, M, 3)."""
        side_m = np.linspace(-1.0, 1.0, self.surface.m.size)
        side_b = np.linspace(-1.0, 1.0, self.surface.b.size)
        x, y = np.meshgrid(side_m, side_b)
        return np.stack([x, y, self.height], axis=-1)


def least_hiding(
    surface: Surface, traces: Sequence[Trace], choices: Sequence[Sequence[Camera]]
) -> int:
    """Return which choice of cameras shows most of the paths; the first unless it hides too much.

    Parameters
    ----------
    surface : Surface
        What may stand in the way.
    traces : sequence of Trace
        The paths to see.
    choices : sequence of sequence of Camera
        Cameras that are used together, the preferred ones first.
    """
    ground = Ground(surface, USUAL_HALF_HEIGHT)
    paths = [ground.place(trace.params, trace.losses) for trace in traces]
    points = np.concatenate([path[:, :-1].reshape(-1, 3) for path in paths])
    steps = np.concatenate([np.diff(path, axis=1).reshape(-1, 3) for path in paths])
    # What counts is the line's length, not how many points of it crowd at the optimum.
    lengths = np.nan_to_num(np.linalg.norm(steps, axis=-1))
    points, lengths = _longest(points, lengths)
    hidden = [
        float(np.mean([is_hidden(points, ground, camera) @ lengths for camera in cameras]))
        for cameras in choices
    ]
    if hidden[0] <= min(hidden) + TOLERATED * lengths.sum():
        return 0
    return int(np.argmin(hidden))


def _longest(points: FloatArray, lengths: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the points (n, 3) of the longest pieces (n,): enough to judge by."""
    longest = np.argsort(lengths)[-JUDGED_BY:]
    return points[longest], lengths[longest]


def is_hidden(points: FloatArray, ground: Ground, camera: Camera) -> BoolArray:
    """Return which points the landscape hides from the eye.

    Parameters
    ----------
    points : ndarray, shape (n, 3)
        Positions on or above the landscape; those outside the box, and NaN, are not hidden.
    ground : Ground
        What may stand in the way.
    camera : Camera
        Where the eye is.

    Returns
    -------
    ndarray of bool, shape (n,)
    """
    return overlap(points, ground, camera) > CLEARANCE


def overlap(
    points: FloatArray, ground: Ground, camera: Camera, steps: int = RAY_STEPS
) -> FloatArray:
    """Return by how much the landscape rises above the line of sight to each point.

    A ray is followed from every point toward the eye until it leaves the box, and the landscape's
    height is looked up along it.

    Parameters
    ----------
    points, ground, camera
        As in ``is_hidden``.
    steps : int
        In how many steps a ray is followed.

    Returns
    -------
    ndarray, shape (n,)
        In shares of the box's height; negative where nothing rises above it, and -1 for points
        outside the box.
    """
    walls = np.array([1.0, 1.0, ground.half_height])
    inside = np.all(np.abs(points) <= walls * (1.0 + 1e-9), axis=-1)
    rise = np.full(len(points), -1.0)
    within = np.flatnonzero(inside)
    for first in range(0, len(within), AT_ONCE):
        part = within[first : first + AT_ONCE]
        rise[part] = _rise(points[part], ground, camera, walls, steps)
    return rise


def _rise(
    points: FloatArray, ground: Ground, camera: Camera, walls: FloatArray, steps: int
) -> FloatArray:
    toward_eye = EYE_DISTANCE * camera.axes[2] - points
    toward_eye /= np.linalg.norm(toward_eye, axis=-1, keepdims=True)
    # A direction that hardly moves along an axis meets none of its walls.
    moving = np.where(np.abs(toward_eye) > 1e-12, toward_eye, np.nan)
    exits = np.nanmin((np.copysign(walls, moving) - points) / moving, axis=-1).clip(0.0)
    # Steps grow with the distance: what hides a point most often stands close by.
    shares = np.linspace(0.0, 1.0, steps + 1)[1:] ** 1.5
    along = points[:, None] + toward_eye[:, None] * (exits[:, None] * shares)[..., None]
    above = _height_at(ground, along[..., 0], along[..., 1]) - along[..., 2]
    return np.asarray(above.max(axis=-1) / (2.0 * ground.half_height))


def _height_at(ground: Ground, x: FloatArray, y: FloatArray) -> FloatArray:
    """Return the landscape's height over (x, y), linear between the grid points."""
    height = ground.height
    rows, columns = height.shape
    row = np.clip((y + 1.0) / 2.0 * (rows - 1), 0.0, rows - 1 - 1e-9)
    column = np.clip((x + 1.0) / 2.0 * (columns - 1), 0.0, columns - 1 - 1e-9)
    i, j = row.astype(np.intp), column.astype(np.intp)
    up, right = row - i, column - j
    lower = height[i, j] * (1.0 - right) + height[i, j + 1] * right
    upper = height[i + 1, j] * (1.0 - right) + height[i + 1, j + 1] * right
    return np.asarray(lower * (1.0 - up) + upper * up)
