"""Sheets as pixels: what stays is there once, of each frame only what differs from it."""

from __future__ import annotations

import zlib
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from surfaceviz.base.arrays import raw
from surfaceviz.draw.stage import plain_settings
from surfaceviz.formats.beamer.sheets import PIXELS, Sheet
from surfaceviz.formats.chunks import END, NONE, RGBA, SIGNATURE, chunk, filtered, header
from surfaceviz.formats.pool import in_order
from surfaceviz.formats.poster import poster_png

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from surfaceviz.base.arrays import Frame
    from surfaceviz.draw.stage import Stage
    from surfaceviz.formats.base import Film

LEVEL = 9
# Of so many frames one lies below all others, which then show little more than what moves.
KEY = 8


def ground_of(stage: Stage) -> Frame:
    """Return what stays in a film, as pixels (height, width, 4)."""
    for artist in stage.update(0):
        artist.set_animated(True)
    with plain_settings():
        stage.canvas.draw()
    return np.asarray(stage.canvas.buffer_rgba()).copy()


def pixel_sheets(
    film: Film, frames: Iterable[Frame], ground: Frame, start: int, end: int
) -> list[Sheet]:
    """Return the sheets of the frames from number ``start`` to before ``end``.

    Parameters
    ----------
    film : Film
        What they are of.
    frames : iterable of ndarray, each of shape (height, width, 4)
        These frames.
    ground : ndarray, shape (height, width, 4)
        What lies below all of them; its sheet is the first.
    start, end : int
        Numbers of frames.
    """
    head = SIGNATURE + header(film, RGBA)

    def encoded(change: _Change) -> Sheet:
        rows = filtered(change.pixels, NONE).data
        data = head + chunk(b"IDAT", zlib.compress(rows, LEVEL)) + END
        stay = min(KEY, end - change.frame) if change.key else 1
        return Sheet(change.frame, stay, data, PIXELS)

    below = Sheet(start, end - start, poster_png(ground, film.recipe), PIXELS)
    with closing(in_order(encoded, _changes(frames, ground, start))) as sheets:
        return [below, *sheets]


@dataclass(frozen=True, eq=False)
class _Change:
    """What a frame adds to what lies below.

    Attributes
    ----------
    frame : int
        Its number.
    key : bool
        Whether this lies below the frames that follow; else it is seen in this frame only.
    pixels : ndarray, shape (height, width, 4)
        What differs from that which lies below; all else is transparent.
    """

    frame: int
    key: bool
    pixels: Frame


def _changes(frames: Iterable[Frame], ground: Frame, start: int) -> Iterator[_Change]:
    """Yield what differs: of key frames from the ground, of others from the last key frame."""
    stays = raw(ground)
    last_key = stays
    for number, frame in enumerate(frames, start):
        pixels, key = raw(frame), (number - start) % KEY == 0
        differs = pixels != (stays if key else last_key)
        if key:
            last_key = pixels.copy()
        if differs.any():
            shown = np.where(differs, pixels, np.uint32(0))
            yield _Change(number, key, shown.view(np.uint8).reshape(frame.shape))
