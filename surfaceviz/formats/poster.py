"""The last frame of a film as a PNG: every colour as drawn, and small."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from surfaceviz.base.arrays import raw
from surfaceviz.formats.chunks import END, RGB, SIGNATURE, UP, chunk, comment, filtered
from surfaceviz.formats.palette import RGB as COLOUR
from surfaceviz.formats.palette import make_palette

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from surfaceviz.base.arrays import Frame
    from surfaceviz.formats.base import Film

LEVEL = 9
INCH = 0.0254


def write(path: Path, film: Film, frames: Iterator[Frame]) -> None:
    """Write the last frame as the file ``path``; see ``Writer``."""
    for _ in frames:
        pass
    path.write_bytes(poster_png(film.key_frames[-1], film.recipe))


def poster_png(frame: Frame, recipe: str, dpi: float | None = None) -> bytes:
    """Return a picture as a PNG.

    Parameters
    ----------
    frame : ndarray, shape (h, w, 3) or (h, w, 4), uint8
        Red, green and blue; an opacity is left out.
    recipe : str
        Text to carry along, in ASCII.
    dpi : float, optional
        Pixels to an inch, for programs that print it.
    """
    height, width = frame.shape[:2]
    rgb = np.ascontiguousarray(frame[..., :3])
    rows = filtered(rgb, UP).data
    parts = [
        SIGNATURE,
        chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, RGB, 0, 0, 0)),
        b"" if dpi is None else _density(dpi),
        comment(recipe),
        chunk(b"IDAT", zlib.compress(rows, LEVEL)),
        END,
    ]
    return b"".join(parts)


def few_colours_png(frame: Frame) -> bytes:
    """Return a picture (height, width, 4) as a PNG of the colours that suit it, as a GIF has."""
    palette = make_palette([frame])
    shown = palette.indices(raw(frame).ravel() & COLOUR).reshape(frame.shape[:2])
    picture = Image.fromarray(shown, "P")
    picture.putpalette(palette.colours.tobytes())
    file = BytesIO()
    picture.save(file, format="PNG", optimize=True)
    return file.getvalue()


def _density(dpi: float) -> bytes:
    """Return the chunk that tells how many pixels a metre has, across and upward."""
    metre = round(dpi / INCH)
    return chunk(b"pHYs", struct.pack(">IIB", metre, metre, 1))
