"""Animated WebP: of each frame only the pixels that changed, without any loss."""

from __future__ import annotations

import io
import struct
from contextlib import closing
from typing import TYPE_CHECKING

from PIL import Image

from surfaceviz.formats.delta import SHORTEST_MILLISECONDS, parts
from surfaceviz.formats.palette import COLOURS, make_palette
from surfaceviz.formats.pool import in_order
from surfaceviz.settings.medium import Quality

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from surfaceviz.base.arrays import Frame
    from surfaceviz.formats.base import Film
    from surfaceviz.formats.delta import Part

LONGEST_DELAY = 0xFFFFFF
LARGEST_SIZE = 0xFFFFFFFE
# Offsets are stored by half.
STEP = 2
# What the file's head announces: an animation, pixels that let others through, a recipe.
ANIMATION, ALPHA, EXIF = 0x02, 0x10, 0x08
IMAGE_DESCRIPTION = 0x010E
# exact: what is transparent is black already; making something of it would take twice as long.
COMPRESSION = {"lossless": True, "exact": True, "quality": 50, "method": 1}
# Colours, and rounds of fitting them to the film. Mapped to a palette and compressed without loss,
# pictures such as ours stay crisper and get smaller than by WebP's lossy compression.
PALETTES = {Quality.SMALL: (64, 10), Quality.GOOD: (COLOURS, 10), Quality.BEST: None}


def write(path: Path, film: Film, frames: Iterator[Frame]) -> None:
    """Write a WebP to ``path``; see ``Writer``."""
    chosen = PALETTES[film.quality]
    palette = make_palette(film.key_frames, *chosen) if chosen else None
    delays = film.timeline.ticks(1000, SHORTEST_MILLISECONDS, LONGEST_DELAY)
    changes = parts(film, palette, frames, STEP)
    with path.open("wb") as file, closing(in_order(_compressed, changes)) as pictures:
        # The size is known at the end.
        file.write(_head(film))
        for (place, pixels), delay in zip(pictures, delays, strict=True):
            # No flags: laid over what is there, and left there.
            file.write(_chunk(b"ANMF", place + _int24(delay) + b"\0" + pixels))
        if film.recipe:
            file.write(_chunk(b"EXIF", _exif(film.recipe)))
        size = file.tell() - len(b"RIFF") - 4
        if size > LARGEST_SIZE:
            raise OSError("a WebP cannot be larger than 4 GB")
        file.seek(len(b"RIFF"))
        file.write(struct.pack("<I", size))


def _compressed(part: Part) -> tuple[bytes, bytes]:
    """Return where a part goes, and the chunk with its pixels."""
    height, width = part.pixels.shape[:2]
    picture = Image.frombuffer("RGBA", (width, height), part.pixels, "raw", "RGBA", 0, 1)
    file = io.BytesIO()
    picture.save(file, "WEBP", **COMPRESSION)
    place = (part.left // STEP, part.top // STEP, width - 1, height - 1)
    return b"".join(map(_int24, place)), file.getvalue()[len(b"RIFF....WEBP") :]


def _head(film: Film) -> bytes:
    flags = ANIMATION | ALPHA | (EXIF if film.recipe else 0)
    size = _int24(film.width - 1) + _int24(film.height - 1)
    # A background of no colour; 0 loops are loops without end.
    return b"".join(
        [
            b"RIFF\0\0\0\0WEBP",
            _chunk(b"VP8X", struct.pack("<I", flags) + size),
            _chunk(b"ANIM", struct.pack("<IH", 0, 0)),
        ]
    )


def _exif(text: str) -> bytes:
    exif = Image.Exif()
    exif[IMAGE_DESCRIPTION] = text
    # This prefix is for JPEG.
    return exif.tobytes().removeprefix(b"Exif\0\0")


def _chunk(name: bytes, content: bytes) -> bytes:
    return name + struct.pack("<I", len(content)) + content + b"\0" * (len(content) % 2)


def _int24(value: int) -> bytes:
    return value.to_bytes(3, "little")
