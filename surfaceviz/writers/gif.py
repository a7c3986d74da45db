"""GIF: one palette for the film, and of each frame only the pixels that changed."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np
from PIL import GifImagePlugin, Image

from surfaceviz.writers.palette import RGB, TRANSPARENT, make_palette, raw

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from surfaceviz.arrays import Frame
    from surfaceviz.timeline import Timeline
    from surfaceviz.writers.base import Film, Sink
    from surfaceviz.writers.palette import Indices, Packed, Palette

# A delay of less is taken for none, and browsers then play ten times slower.
SHORTEST_DELAY = 2
LONGEST_DELAY = 0xFFFF
LOOP_FOR_EVER = b"!\xff\x0bNETSCAPE2.0\x03\x01\x00\x00\x00"
END = b";"


@contextmanager
def write(path: Path, film: Film) -> Iterator[Sink]:
    """Write a GIF to ``path``; see ``Writer``."""
    palette = make_palette(film.key_frames)
    delays = iter(delays_of(film.timeline))
    # No frame is this: every pixel of the first one counts as changed.
    shown = np.zeros((film.height, film.width), dtype=np.uint32)
    with path.open("wb") as file:
        file.write(_head(film, palette))

        def sink(frame: Frame) -> None:
            left, top, picture = _changes(raw(frame), shown, palette)
            for block in GifImagePlugin.getdata(
                Image.fromarray(picture, "P"),
                (left, top),
                duration=10 * next(delays),
                transparency=TRANSPARENT,
                disposal=1,
            ):
                file.write(block)

        yield sink
        file.write(END)


def delays_of(timeline: Timeline) -> list[int]:
    """Return how many hundredths of a second each frame is shown.

    GIF knows whole hundredths only. Rounding the moments at which frames change, not the delays,
    keeps the film's total duration right to one of them.
    """
    changes = np.round(100.0 * np.arange(timeline.frames + 1) / timeline.fps)
    delays = np.maximum(np.diff(changes).astype(int), SHORTEST_DELAY)
    delays[-1] += round(100.0 * timeline.hold)
    return [min(int(delay), LONGEST_DELAY) for delay in delays]


def _head(film: Film, palette: Palette) -> bytes:
    """Return the signature, the screen's size, the palette and the wish to loop."""
    size = film.width.to_bytes(2, "little") + film.height.to_bytes(2, "little")
    # A table of 2^8 colours, 8 bits each; background 0; square pixels.
    table = palette.colours.tobytes().ljust(3 * 256, b"\0")
    return b"GIF89a" + size + b"\xf7\x00\x00" + table + LOOP_FOR_EVER


def _changes(pixels: Packed, shown: Packed, palette: Palette) -> tuple[int, int, Indices]:
    """Return the rectangle that differs from what is shown, and bring ``shown`` up to date.

    Returns
    -------
    left, top : int
        Its upper left corner.
    picture : ndarray, shape (h, w), uint8
        Palette indices; transparent where nothing changed.
    """
    changed = pixels != shown
    rows, columns = np.flatnonzero(changed.any(axis=1)), np.flatnonzero(changed.any(axis=0))
    if not rows.size:
        return 0, 0, np.full((1, 1), TRANSPARENT, dtype=np.uint8)
    box = slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)
    inside = changed[box]
    picture = np.full(inside.shape, TRANSPARENT, dtype=np.uint8)
    picture[inside] = palette.indices(pixels[box][inside] & RGB)
    shown[box] = pixels[box]
    return int(columns[0]), int(rows[0]), picture
