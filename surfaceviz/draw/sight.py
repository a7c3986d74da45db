"""What is seen of the surface's points while the camera moves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from surfaceviz.draw.ground import CLEARANCE, overlap
from surfaceviz.draw.motion import waypoints
from surfaceviz.draw.projection import Camera

if TYPE_CHECKING:
    from collections.abc import Callable

    from surfaceviz.base.arrays import BoolArray, FloatArray, IntArray
    from surfaceviz.draw.ground import Ground
    from surfaceviz.draw.motion import View

# Degrees of turning between which it is worked out what is hidden; what lies between is near
# enough to a straight line between the two.
APART = 5.0
# A ray is followed in fewer steps than for a resting camera, and points that lie this close
# together, in a box that reaches from -1 to 1, share one: many crowd about the optimum.
RAY_STEPS = 40
CLOSE = 0.01


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
    chosen, place = _apart(points)
    known = [overlap(points[chosen], ground, view.at(stop), RAY_STEPS)[place] for stop in stops]

    def at(epoch: float) -> BoolArray:
        after = int(np.clip(np.searchsorted(stops, epoch), 1, len(stops) - 1))
        begin, end = stops[after - 1], stops[after]
        share = (epoch - begin) / ((end - begin) or 1.0)
        between = known[after - 1] * (1.0 - share) + known[after] * share
        return np.asarray(between > CLEARANCE)

    return at


def _apart(points: FloatArray) -> tuple[IntArray, IntArray]:
    """Return which of the points (n, 3) lie apart, and which of those stands for each (n,)."""
    cells = np.nan_to_num(np.round(points / CLOSE), nan=1e6).astype(np.int64)
    _, chosen, place = np.unique(cells, axis=0, return_index=True, return_inverse=True)
    return chosen, place.ravel()
