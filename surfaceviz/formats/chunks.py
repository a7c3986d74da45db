"""What PNG and APNG are made of."""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from surfaceviz.base.arrays import Frame
    from surfaceviz.formats.base import Film

SIGNATURE = b"\x89PNG\r\n\x1a\n"
END = b"\0\0\0\0IEND\xaeB`\x82"
RGB, RGBA = 2, 6
# How a row is said: as it is, or as its difference from the row above.
NONE, UP = 0, 2


def header(film: Film, colours: int) -> bytes:
    """Return the chunk with the size, and what 8 bits each stand for."""
    return chunk(b"IHDR", struct.pack(">IIBBBBB", film.width, film.height, 8, colours, 0, 0, 0))


def comment(text: str) -> bytes:
    """Return the chunk with a text, compressed, or nothing if there is none.

    It stands before the pixels, and ffmpeg takes an APNG for a still if these do not begin within
    the first two kilobytes.
    """
    return chunk(b"zTXt", b"Comment\0\0" + zlib.compress(text.encode("ascii"), 9)) if text else b""


def chunk(name: bytes, content: bytes) -> bytes:
    """Return a part of a PNG."""
    body = name + content
    return struct.pack(">I", len(content)) + body + struct.pack(">I", zlib.crc32(body))


def filtered(pixels: Frame, kind: int) -> Frame:
    """Return the rows of a picture (h, w, channels) as PNG has them, shape (h, 1 + w channels).

    Parameters
    ----------
    pixels : ndarray, shape (h, w, channels), uint8
        The picture.
    kind : int
        NONE or UP.
    """
    flat = pixels.reshape(len(pixels), -1)
    rows = np.empty((len(flat), 1 + flat.shape[1]), dtype=np.uint8)
    rows[:, 0] = kind
    rows[:, 1:] = flat
    if kind == UP:
        np.subtract(flat[1:], flat[:-1], out=rows[1:, 1:])
    return rows
