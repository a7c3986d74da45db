"""Which points a loss is computed from."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

from surfaceviz.base.errors import SurfaceVizWarning
from surfaceviz.data.points import Points

if TYPE_CHECKING:
    from surfaceviz.data.dataset import Dataset


def points_of(data: Dataset) -> Points:
    """Return the points that were kept to compute from, or else those that are shown."""
    if data.points is not None:
        return data.points
    return Points(data.x, data.y, None, len(data.x), data.moments.n)


def evaluated(data: Dataset, label: str) -> Points:
    """Return the points to compute a loss from.

    Warns
    -----
    SurfaceVizWarning
        If there are more than those.
    """
    points = points_of(data)
    if points.rows < points.total:
        warnings.warn(
            f"{label} is computed on a sample of {points.rows:,} of {points.total:,} points",
            SurfaceVizWarning,
            stacklevel=4,
        )
    return points
