"""Names for the types that pass between the modules."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from matplotlib.artist import Artist

FloatArray: TypeAlias = NDArray[np.float64]
IntArray: TypeAlias = NDArray[np.intp]
BoolArray: TypeAlias = NDArray[np.bool_]
Frame: TypeAlias = NDArray[np.uint8]
Packed: TypeAlias = NDArray[np.uint32]
# Shows an epoch: moves the artists of a part of the picture, and returns all of them.
Update: TypeAlias = "Callable[[int], Sequence[Artist]]"


def frozen(values: FloatArray) -> FloatArray:
    """Return ``values`` as a read-only float64 array, copied only if it is not one already."""
    array = np.asarray(values, dtype=np.float64)
    if array.flags.writeable:
        array = array.copy()
        array.flags.writeable = False
    return array


def raw(frame: Frame) -> Packed:
    """Return a view of a frame (height, width, 4) with each pixel as one number, red lowest."""
    return np.ascontiguousarray(frame).view("<u4")[..., 0]
