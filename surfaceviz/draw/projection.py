"""From positions in space to the flat picture: camera and perspective."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from surfaceviz.base import checks

if TYPE_CHECKING:
    from surfaceviz.base.arrays import FloatArray

# Distance of the eye from the middle of a box that reaches from -1 to 1: a gentle perspective.
EYE_DISTANCE = 7.0


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
        checks.number_within("the camera's elevation", self.elevation, 0, 90, " degrees")
        checks.number_within("the camera's azimuth", self.azimuth, -360, 360, " degrees")

    def at(self, _epoch: float) -> Camera:
        """Return the camera at an epoch: it stays where it is."""
        return self

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
