"""From the loss surface in space to the flat picture: camera, perspective, what hides what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from surfaceviz.arrays import frozen
from surfaceviz.errors import InputError

if TYPE_CHECKING:
    from surfaceviz.arrays import BoolArray, FloatArray
    from surfaceviz.surface import Surface

# Distance of the eye from the middle of a box that reaches from -1 to 1: a gentle perspective.
EYE_DISTANCE = 7.0
RAY_STEPS = 96
# A point counts as hidden only when the surface rises this far above its line of sight, in
# shares of the box's height; less is the grid's own roughness.
CLEARANCE = 0.012


@dataclass(frozen=True)
class Camera:
    """Where the surface is seen from.

    Attributes
    ----------
    elevation : float
        Degrees above the (m, b) plane, 0 to 90.
    azimuth : float
        Degrees around the vertical axis; -90 looks along the intercept axis.
    """

    elevation: float = 30.0
    azimuth: float = -57.0

    def __post_init__(self) -> None:
        """Refuse a view from below, where the surface would hide everything."""
        if not 0 <= self.elevation <= 90:
            raise InputError(
                f"the camera's elevation must be between 0 and 90 degrees, got {self.elevation:g}"
            )
        if not -360 <= self.azimuth <= 360:
            raise InputError(
                f"the camera's azimuth must be between -360 and 360 degrees, got {self.azimuth:g}"
            )

    @property
    def axes(self) -> FloatArray:
        """Unit vectors to the right, upward and toward the eye, shape (3, 3)."""
        elevation, azimuth = np.radians([self.elevation, self.azimuth])
        sin_e, cos_e = np.sin(elevation), np.cos(elevation)
        sin_a, cos_a = np.sin(azimuth), np.cos(azimuth)
        return np.array(
            [
                [-sin_a, cos_a, 0.0],
                [-sin_e * cos_a, -sin_e * sin_a, cos_e],
                [cos_e * cos_a, cos_e * sin_a, sin_e],
            ]
        )


@dataclass(frozen=True, eq=False)
class Ground:
    """The surface as a landscape over the square from -1 to 1, ``2 * half_height`` high.

    Attributes
    ----------
    surface : Surface
        What it shows.
    half_height : float
        Half the height of the box around it; its base is 2 wide and 2 deep.
    height : ndarray, shape (B, M)
        Height of every grid point, -half_height to half_height.
    """

    surface: Surface
    half_height: float
    height: FloatArray

    @property
    def levels(self) -> tuple[float, float]:
        """Losses at the floor and at the top of the box."""
        return float(self.surface.loss.min()), float(self.surface.loss.max())

    def place(self, params: FloatArray, losses: FloatArray) -> FloatArray:
        """Return the position in space (..., 3) of params (..., 2) with losses (...)."""
        m, b = self.surface.m, self.surface.b
        low, high = self.levels
        return np.stack(
            [
                2.0 * (params[..., 0] - m[0]) / (m[-1] - m[0]) - 1.0,
                2.0 * (params[..., 1] - b[0]) / (b[-1] - b[0]) - 1.0,
                self.half_height * (2.0 * (losses - low) / ((high - low) or 1.0) - 1.0),
            ],
            axis=-1,
        )

    def vertices(self) -> FloatArray:
        """Return the position in space of every grid point, shape (B, M, 3)."""
        side_m = np.linspace(-1.0, 1.0, self.surface.m.size)
        side_b = np.linspace(-1.0, 1.0, self.surface.b.size)
        x, y = np.meshgrid(side_m, side_b)
        return np.stack([x, y, self.height], axis=-1)


def make_ground(surface: Surface, half_height: float) -> Ground:
    """Return the landscape of a surface, its lowest loss on the floor, its highest on top."""
    low, high = surface.loss.min(), surface.loss.max()
    height = half_height * (2.0 * (surface.loss - low) / ((high - low) or 1.0) - 1.0)
    return Ground(surface, half_height, frozen(height))


def project(points: FloatArray, camera: Camera) -> tuple[FloatArray, FloatArray]:
    """Return where the points appear in the picture, and how near they are to the eye.

    Parameters
    ----------
    points : ndarray, shape (..., 3)
        Positions in space.
    camera : Camera
        Where they are seen from.

    Returns
    -------
    picture : ndarray, shape (..., 2)
        To the right and upward.
    nearness : ndarray, shape (...)
        Greater is nearer.
    """
    turned = points @ camera.axes.T
    nearness = turned[..., 2]
    return turned[..., :2] * (EYE_DISTANCE / (EYE_DISTANCE - nearness))[..., None], nearness


def is_hidden(points: FloatArray, ground: Ground, camera: Camera) -> BoolArray:
    """Return which points the landscape hides from the eye.

    A ray is followed from every point toward the eye until it leaves the box, and the landscape's
    height is looked up along it.

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
    walls = np.array([1.0, 1.0, ground.half_height])
    inside = np.all(np.abs(points) <= walls * (1.0 + 1e-9), axis=-1)
    hidden = np.zeros(len(points), dtype=np.bool_)
    hidden[inside] = _is_behind(points[inside], ground, camera, walls)
    return hidden


def _is_behind(points: FloatArray, ground: Ground, camera: Camera, walls: FloatArray) -> BoolArray:
    toward_eye = EYE_DISTANCE * camera.axes[2] - points
    toward_eye /= np.linalg.norm(toward_eye, axis=-1, keepdims=True)
    # A direction that hardly moves along an axis meets none of its walls.
    moving = np.where(np.abs(toward_eye) > 1e-12, toward_eye, np.nan)
    exits = np.nanmin((np.copysign(walls, moving) - points) / moving, axis=-1).clip(0.0)
    # Steps grow with the distance: what hides a point most often stands close by.
    shares = np.linspace(0.0, 1.0, RAY_STEPS + 1)[1:] ** 1.5
    along = points[:, None] + toward_eye[:, None] * (exits[:, None] * shares)[..., None]
    clearance = CLEARANCE * 2.0 * ground.half_height
    above = _height_at(ground, along[..., 0], along[..., 1]) - along[..., 2]
    return np.asarray(np.any(above > clearance, axis=-1))


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
