"""What is new in each frame: the part that formats with still pictures need to keep."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from surfaceviz.arrays import BoolArray, Packed

Value = TypeVar("Value", np.uint8, np.uint32)


@dataclass(frozen=True, eq=False)
class Change(Generic[Value]):
    """What is new in a frame.

    Attributes
    ----------
    left, top : int
        Upper left corner of the rectangle around all that changed.
    values : ndarray, shape (h, w)
        What the rectangle now shows; a view of the canvas, valid until the next change.
    told : ndarray, shape (h, w), bool
        Which of its pixels changed; none of a single one if the frame is as before.
    """

    left: int
    top: int
    values: NDArray[Value]
    told: BoolArray


class Canvas(Generic[Value]):
    """What the film shows at the moment.

    Parameters
    ----------
    values : ndarray, shape (height, width)
        Where to keep what a format says of each pixel; filled with what it never says.
    translate : callable
        packed colours (n,) -> what the format says of them, shape (n,).
    step : int
        Left and top are multiples of it.
    """

    def __init__(
        self, values: NDArray[Value], translate: Callable[[Packed], NDArray[Value]], step: int = 1
    ) -> None:
        self._values: NDArray[Value] = values
        self._translate: Callable[[Packed], NDArray[Value]] = translate
        self._step = step
        # No frame has these: every pixel of the first one is new.
        self._pixels: Packed = np.zeros(values.size, dtype=np.uint32)

    def change(self, pixels: Packed) -> Change[Value]:
        """Take over a frame (height, width), and return what of it is new."""
        new = np.flatnonzero(pixels.ravel() != self._pixels)
        colours = pixels.ravel()[new]
        self._pixels[new] = colours
        values = self._translate(colours)
        differs = values != self._values.ravel()[new]
        new, values = new[differs], values[differs]
        if not new.size:
            return Change(0, 0, self._values[:1, :1], np.zeros((1, 1), dtype=np.bool_))
        self._values.ravel()[new] = values
        rows, columns = np.divmod(new, pixels.shape[1])
        top, left = (int(first) // self._step * self._step for first in (rows[0], columns.min()))
        part = self._values[top : rows[-1] + 1, left : columns.max() + 1]
        told = np.zeros(part.shape, dtype=np.bool_)
        told[rows - top, columns - left] = True
        return Change(left, top, part, told)
