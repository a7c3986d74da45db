"""APNG: of each frame only the pixels that changed, exactly as they were drawn."""

from __future__ import annotations

import struct
import zlib
from contextlib import closing
from fractions import Fraction
from functools import partial
from itertools import count
from typing import TYPE_CHECKING

from surfaceviz.formats.chunks import (
    END,
    NONE,
    RGBA,
    SIGNATURE,
    UP,
    chunk,
    comment,
    filtered,
    header,
)
from surfaceviz.formats.delta import SHORTEST_MILLISECONDS, parts
from surfaceviz.formats.pool import in_order
from surfaceviz.settings.medium import Quality

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from surfaceviz.base.arrays import Frame
    from surfaceviz.formats.base import Film
    from surfaceviz.formats.delta import Part

LONGEST_DELAY = 1_000_000
# Of what a delay's numerator and denominator can be.
LARGEST_NUMBER = 0xFFFF
# It is exact at any quality, and a smaller file takes longer.
LEVELS = {Quality.SMALL: 9, Quality.GOOD: 6, Quality.BEST: 6}
# What becomes of a frame when its time is over, and how the next is laid over it.
LEAVE, OVER = 0, 1


def write(path: Path, film: Film, frames: Iterator[Frame]) -> None:
    """Write an APNG to ``path``; see ``Writer``."""
    delays = film.timeline.ticks(1000, SHORTEST_MILLISECONDS, LONGEST_DELAY)
    work = partial(_compressed, LEVELS[film.quality])
    numbers = count()
    with path.open("wb") as file, closing(in_order(work, parts(film, None, frames))) as pictures:
        file.write(SIGNATURE + header(film, RGBA) + comment(film.recipe))
        # 0 loops are loops without end.
        file.write(chunk(b"acTL", struct.pack(">II", film.timeline.frames, 0)))
        for number, ((place, data), delay) in enumerate(zip(pictures, delays, strict=True)):
            control = struct.pack(">I", next(numbers)) + place + _delay(delay)
            file.write(chunk(b"fcTL", control + bytes([LEAVE, OVER])))
            if number == 0:
                # Programs that know nothing of animations show this one.
                file.write(chunk(b"IDAT", data))
            else:
                file.write(chunk(b"fdAT", struct.pack(">I", next(numbers)) + data))
        file.write(END)


def _compressed(level: int, part: Part) -> tuple[bytes, bytes]:
    """Return the size and place of a part, and its pixels."""
    height, width = part.pixels.shape[:2]
    # Among unchanged pixels a difference from the row above is one more thing to say.
    rows = filtered(part.pixels, UP if part.pixels[..., 3].all() else NONE)
    place = struct.pack(">IIII", width, height, part.left, part.top)
    return place, zlib.compress(rows.data, level)


def _delay(milliseconds: int) -> bytes:
    """Return a delay as a fraction of seconds; a long one as the closest there is."""
    finest = LARGEST_NUMBER * 1000 // milliseconds
    seconds = Fraction(milliseconds, 1000).limit_denominator(finest)
    return struct.pack(">HH", seconds.numerator, seconds.denominator)
