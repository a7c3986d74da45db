"""A folder of PNGs, one for each epoch."""

from __future__ import annotations

import struct
import zlib
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from surfaceviz.base.arrays import raw
from surfaceviz.formats.chunks import END, RGB, SIGNATURE, UP, chunk, comment, filtered, header
from surfaceviz.formats.pool import in_order
from surfaceviz.settings.medium import Quality

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from pathlib import Path

    from surfaceviz.base.arrays import Frame
    from surfaceviz.formats.base import Film

# It is exact at any quality, and a smaller file takes longer.
LEVELS = {Quality.SMALL: 6, Quality.GOOD: 1, Quality.BEST: 1}
FEWEST_DIGITS = 4
# Rows that are compressed together, and once for as many frames as they stay as they are.
BAND = 16
# What makes one zlib stream of compressed bands: its head, and an empty block to end it.
STREAM, LAST_BLOCK = b"\x78\x01", b"\x03\0"
# Adler's checksum is two sums, modulo this.
ADLER = 65521


def write(path: Path, film: Film, frames: Iterator[Frame]) -> None:
    """Write PNGs into the folder ``path``; see ``Writer``."""
    head = SIGNATURE + header(film, RGB) + comment(film.recipe)
    bands: dict[int, _Band] = {}
    work = partial(_compressed, LEVELS[film.quality])
    with closing(in_order(work, _changes(film, frames))) as changes:
        for name, change in zip(_names(film.timeline.epochs), changes, strict=True):
            # The first frame brings all bands, in their order.
            bands |= change
            data = chunk(b"IDAT", _stream(bands.values()))
            (path / f"{name}.png").write_bytes(head + data + END)


def _names(moments: Sequence[float]) -> list[str]:
    """Return a name for each frame, so that in alphabetical order they are in the film's."""
    early = sum(moment < 0 for moment in moments)
    digits = max(FEWEST_DIGITS, len(str(max(early, int(moments[-1])))))
    return [
        *(f"before-{number:0{digits}}" for number in range(early)),
        *(f"epoch-{int(epoch):0{digits}}" for epoch in moments[early:]),
    ]


@dataclass(frozen=True)
class _Band:
    """Some rows of a picture, as they can stand anywhere in a stream.

    Attributes
    ----------
    data : bytes
        The compressed rows.
    length : int
        Number of bytes before.
    checksum : int
        Adler's of them.
    """

    data: bytes
    length: int
    checksum: int


def _changes(film: Film, frames: Iterator[Frame]) -> Iterator[dict[int, Frame]]:
    """Yield of each frame the bands that changed, with the row above them, by their first row."""
    # No frame has these: every row of the first one is new.
    before = np.zeros((film.height, film.width), dtype=np.uint32)
    for frame in frames:
        pixels = raw(frame)
        differs = (pixels != before).any(axis=1)
        # A row is told by its difference from the one above.
        differs[1:] |= differs[:-1].copy()
        yield {
            start: frame[max(start - 1, 0) : start + BAND].copy()
            for start in range(0, film.height, BAND)
            if differs[start : start + BAND].any()
        }
        np.copyto(before, pixels)


def _compressed(level: int, change: dict[int, Frame]) -> dict[int, _Band]:
    return {start: _band(level, start, pixels) for start, pixels in change.items()}


def _band(level: int, start: int, pixels: Frame) -> _Band:
    rgb = np.empty((*pixels.shape[:2], 3), dtype=np.uint8)
    for channel in range(3):
        # An eighth of the time that NumPy takes for all at once.
        rgb[..., channel] = pixels[..., channel]
    rows = filtered(rgb, UP)[min(start, 1) :].data
    compressor = zlib.compressobj(level, zlib.DEFLATED, -zlib.MAX_WBITS, zlib.DEF_MEM_LEVEL)
    data = compressor.compress(rows) + compressor.flush(zlib.Z_FULL_FLUSH)
    return _Band(data, rows.nbytes, zlib.adler32(rows))


def _stream(bands: Collection[_Band]) -> bytes:
    """Return one zlib stream of all bands."""
    low, high = 1, 0
    for band in bands:
        # Its sums began with 1 and 0, here they go on from what came before.
        high = (high + (band.checksum >> 16) + band.length * (low - 1)) % ADLER
        low = (low + (band.checksum & 0xFFFF) - 1) % ADLER
    checksum = struct.pack(">HH", high, low)
    return b"".join([STREAM, *(band.data for band in bands), LAST_BLOCK, checksum])
