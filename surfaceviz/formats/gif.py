"""GIF: one palette for the film, and of each frame only the pixels that changed."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

import numpy as np
from PIL import Image, ImageFile

from surfaceviz.base.arrays import raw
from surfaceviz.formats.delta import Canvas
from surfaceviz.formats.palette import COLOURS, RGB, make_palette
from surfaceviz.settings.medium import Quality

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from surfaceviz.base.arrays import BoolArray, Frame
    from surfaceviz.formats.base import Film
    from surfaceviz.formats.delta import Change
    from surfaceviz.formats.palette import Indices, Palette

# A delay of less is taken for none, and browsers then play ten times slower.
SHORTEST_DELAY = 2
LONGEST_DELAY = 0xFFFF
LOOP_FOR_EVER = b"!\xff\x0bNETSCAPE2.0\x03\x01\x00\x00\x00"
COMMENT = b"!\xfe"
LONGEST_BLOCK = 255
# Nothing is done with a frame when its time is over: the next one is laid over it.
LEAVE = 1 << 2
HAS_TRANSPARENCY = 1
END = b";"
BITS = 8
# Unchanged pixels between changed ones compress better as what they are where they are this few.
NARROW_GAP = 8
# Colours, and rounds of fitting them to the film; one more index is kept for "as before".
PALETTES = {Quality.SMALL: (64, 10), Quality.GOOD: (COLOURS, 10), Quality.BEST: (COLOURS, 40)}


def write(path: Path, film: Film, frames: Iterator[Frame]) -> None:
    """Write a GIF to ``path``; see ``Writer``."""
    palette = make_palette(film.key_frames, *PALETTES[film.quality])
    delays = film.timeline.ticks(100, SHORTEST_DELAY, LONGEST_DELAY)
    nothing = np.full((film.height, film.width), COLOURS, dtype=np.uint8)
    canvas = Canvas(nothing, lambda packed: palette.indices(packed & RGB))
    with path.open("wb") as file:
        file.write(_head(film, palette))
        # A frame is compressed when the next one has been asked for: compressing needs no lock of
        # Python's, finding what changed does, and so the one meets with the drawing of a new frame
        # and the other with its waiting.
        found: list[tuple[_Picture, int]] = []
        for frame, delay in zip(frames, delays, strict=True):
            for picture in found:
                _write_picture(file, *picture)
            found = [(_picture(canvas.change(raw(frame))), delay)]
        for picture in found:
            _write_picture(file, *picture)
        file.write(END)


@dataclass(frozen=True, eq=False)
class _Picture:
    """What is new in a frame, as GIF says it.

    Attributes
    ----------
    left, top : int
        Upper left corner of the rectangle around all that changed.
    indices : ndarray, shape (h, w), uint8
        Palette indices in it.
    transparent : int
        The index of pixels that stay as they are.
    """

    left: int
    top: int
    indices: Indices
    transparent: int


def _picture(change: Change[np.uint8]) -> _Picture:
    told = change.told
    _close_gaps(told)
    # There is always one: a palette has a colour less than a byte has values.
    transparent = int(np.argmin(np.bincount(change.values[told], minlength=256)))
    indices = np.where(told, change.values, np.uint8(transparent))
    return _Picture(change.left, change.top, indices, transparent)


def _close_gaps(told: BoolArray) -> None:
    """Mark the few unmarked pixels between marked ones (h, w) that follow one another closely."""
    marked = np.flatnonzero(told)
    steps = np.diff(marked)
    narrow = np.flatnonzero((steps > 1) & (steps <= NARROW_GAP))
    lengths = steps[narrow] - 1
    inside = np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    told.ravel()[np.repeat(marked[narrow] + 1, lengths) + inside] = True


def _head(film: Film, palette: Palette) -> bytes:
    """Return the signature, the screen's size, the palette, the wish to loop and the recipe."""
    # A table of 2^8 colours, 8 bits each; background 0; square pixels.
    table = palette.colours.tobytes().ljust(3 * 256, b"\0")
    screen = struct.pack("<HHBBB", film.width, film.height, 0xF7, 0, 0)
    return b"GIF89a" + screen + table + LOOP_FOR_EVER + _comment(film.recipe.encode("ascii"))


def _comment(text: bytes) -> bytes:
    """Return a text as a comment, which comes in blocks after their lengths."""
    blocks = (text[at : at + LONGEST_BLOCK] for at in range(0, len(text), LONGEST_BLOCK))
    return COMMENT + b"".join(bytes([len(block)]) + block for block in blocks) + b"\0"


def _write_picture(file: IO[bytes], picture: _Picture, delay: int) -> None:
    height, width = picture.indices.shape
    flags = LEAVE | HAS_TRANSPARENCY
    file.write(struct.pack("<BBBBHBB", 0x21, 0xF9, 4, flags, delay, picture.transparent, 0))
    file.write(struct.pack("<BHHHHBB", 0x2C, picture.left, picture.top, width, height, 0, BITS))
    # Given a true file, Pillow compresses without Python's lock, and drawing goes on meanwhile.
    whole = ImageFile._Tile("gif", (0, 0, width, height), 0, "P")
    image = Image.frombuffer("P", (width, height), picture.indices, "raw", "P", 0, 1)
    ImageFile._save(image, file, [whole])
    file.write(b"\0")
