"""What is seen of the surface's points while the camera moves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from surfaceviz.ground import CLEARANCE, overlap
from surfaceviz.motion import waypoints
from surfaceviz.projection import Camera

if TYPE_CHECKING:
    from collections.abc import Callable

    from surfaceviz.arrays import BoolArray, FloatArray
    from surfaceviz.ground import Ground
    from surfaceviz.motion import View

# Degrees of turning between which it is worked out what is hidden; what lies between is near
# enough to a straight line between the two.
APART = 5.0


def hidden_from(
    view: View, points: FloatArray, ground: Ground, epochs: int
) -> Callable[[float], BoolArray]:
    """Return the function that tells which points the landscape hides at an epoch.

    Parameters
    ----------
    view : Camera or CameraPath
        Where the eye is.
    points : ndarray, shape (n, 3)
        Positions on the landscape.
    ground : Ground
        What may stand in the way.
    epochs : int
        The last epoch.

    Returns
    -------
    callable
        epoch -> ndarray of bool, shape (n,).
    """
    if isinstance(view, Camera):
        hidden = overlap(points, ground, view) > CLEARANCE
        return lambda _epoch: hidden
    stops = waypoints(view, epochs, APART)
    known = [overlap(points, ground, view.at(stop)) for stop in stops]

    def at(epoch: float) -> BoolArray:
        after = int(np.clip(np.searchsorted(stops, epoch), 1, len(stops) - 1))
        begin, end = stops[after - 1], stops[after]
        share = (epoch - begin) / ((end - begin) or 1.0)
        between = known[after - 1] * (1.0 - share) + known[after] * share
        return np.asarray(between > CLEARANCE)

    return at
