"""What is new in each frame: the part that formats with still pictures need to keep."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

import numpy as np

from surfaceviz.base.arrays import raw
from surfaceviz.formats.palette import RGB

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from numpy.typing import NDArray

    from surfaceviz.base.arrays import BoolArray, Frame, Packed
    from surfaceviz.formats.base import Film
    from surfaceviz.formats.palette import Palette

Value = TypeVar("Value", np.uint8, np.uint32)
OPAQUE = np.uint32(0xFF000000)
# Browsers show a frame of 10 ms or less for 100, in any format that is no video.
SHORTEST_MILLISECONDS = 11


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


@dataclass(frozen=True, eq=False)
class Part:
    """A change as a picture of its own.

    Attributes
    ----------
    left, top : int
        Where its upper left corner is.
    pixels : ndarray, shape (h, w, 4)
        Opaque where something changed, transparent black elsewhere.
    """

    left: int
    top: int
    pixels: Frame


def parts(
    film: Film, palette: Palette | None, frames: Iterable[Frame], step: int = 1
) -> Iterator[Part]:
    """Yield what is new in each frame, to be laid over what is there.

    Parameters
    ----------
    film : Film
        What is coming.
    palette : Palette or None
        The colours to use; None for all that come.
    frames : iterable of ndarray, shape (height, width, 4)
        The frames.
    step : int
        Left and top are multiples of it.
    """
    nothing = np.zeros((film.height, film.width), dtype=np.uint32)
    canvas = Canvas(nothing, _translation(palette), step)
    for frame in frames:
        change = canvas.change(raw(frame))
        packed = (change.values * change.told).astype("<u4", copy=False)
        yield Part(change.left, change.top, packed.view(np.uint8).reshape(*packed.shape, 4))


def _translation(palette: Palette | None) -> Callable[[Packed], Packed]:
    """Return the function from packed colours (n,) to packed opaque colours (n,)."""
    if palette is None:
        return lambda packed: packed | OPAQUE
    red, green, blue = palette.colours.astype(np.uint32).T
    colours = red | green << 8 | blue << 16 | OPAQUE
    return lambda packed: colours[palette.indices(packed & RGB)]
