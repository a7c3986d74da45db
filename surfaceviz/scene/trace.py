"""The descent as a line that lies on the surface."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from surfaceviz.base.arrays import frozen

if TYPE_CHECKING:
    from surfaceviz.base.arrays import FloatArray
    from surfaceviz.losses.protocol import Objective
    from surfaceviz.scene.surface import Surface

# Points at which a step is laid on the surface: enough to look curved, fewer where the steps
# themselves are many.
TRACE_POINTS = 4000
TRACE_DENSEST = 16
# Losses of so many points of data may be summed for a trace, which takes about a second; beyond,
# its height is read off the surface that is drawn.
MOST_SUMMED = 2e8


@dataclass(frozen=True, eq=False)
class Trace:
    """A path as a line on the surface, cut to the window and sampled along its steps.

    Attributes
    ----------
    params : ndarray, shape (T, S, 2)
        Points along each step, from its beginning to its end or as much of it as lies in the
        window. NaN for the whole of a step outside, and for the last point of one that leaves.
    losses : ndarray, shape (T, S)
        The loss at each of them.
    """

    params: FloatArray
    losses: FloatArray


def trace_steps(objective: Objective, path: FloatArray, surface: Surface) -> Trace:
    """Return the parts of a path (T + 1, 2) that lie in the surface's window, on the surface."""
    window = surface.window
    begins, steps = path[:-1], np.diff(path, axis=0)
    low, high = np.array([window.m, window.b]).T
    # The shares of a step at which it crosses the window's four sides (Liang and Barsky, 1984).
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        crossings = np.sort(np.stack([(low - begins) / steps, (high - begins) / steps]), axis=0)
    still = steps == 0
    outside = np.any(still & ((begins < low) | (begins > high)), axis=-1)
    enters = np.where(still, 0.0, crossings[0]).max(axis=-1).clip(0.0, 1.0)
    leaves = np.where(still, 1.0, crossings[1]).min(axis=-1).clip(0.0, 1.0)
    samples = int(np.clip(TRACE_POINTS // max(1, len(steps)), 1, TRACE_DENSEST)) + 1
    shares = enters[:, None] + (leaves - enters)[:, None] * np.linspace(0.0, 1.0, samples)
    points = begins[:, None] + steps[:, None] * shares[..., None]
    # What follows a step that leaves the window begins elsewhere: the line must break there.
    breaks = np.where((leaves < 1.0)[:, None, None], np.nan, points[:, -1:])
    points = np.concatenate([points, breaks], axis=1)
    points[outside | (enters >= leaves)] = np.nan
    dear = objective.evaluated * points[..., 0].size > MOST_SUMMED
    losses = surface.at(points) if dear else objective.value(points)
    return Trace(frozen(points), frozen(losses))
