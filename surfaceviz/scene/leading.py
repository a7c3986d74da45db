"""Which run of a race leads, epoch by epoch."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from surfaceviz.base.arrays import FloatArray, IntArray
    from surfaceviz.scene.scene import Scene


def standings(scene: Scene) -> FloatArray:
    """Return the losses of the runs at each epoch, shape (E + 1, R).

    A run that ended early keeps its last loss.
    """
    return side_by_side([run.trajectory.losses for run in scene.runs])


def side_by_side(rows: Sequence[FloatArray]) -> FloatArray:
    """Return what runs have at each epoch, (E_r + 1, ...) each, together: (E + 1, R, ...).

    Of a run that ended early the last row is repeated.
    """
    longest = max(map(len, rows))
    epochs = np.arange(longest)
    return np.stack([each[np.minimum(epochs, len(each) - 1)] for each in rows], axis=1)


def leaders(scene: Scene) -> IntArray:
    """Return which run has the lowest loss at each epoch, shape (E + 1,); of equals the first."""
    return np.asarray(np.argmin(standings(scene), axis=-1))
