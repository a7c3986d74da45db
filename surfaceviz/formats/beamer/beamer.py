"""A folder for LaTeX: the film as sheets that animate plays, and a slide to compile."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain, islice
from typing import TYPE_CHECKING

from surfaceviz.draw.stage import build_stage
from surfaceviz.formats.beamer.document import TEMPLATE, document_text, places_of
from surfaceviz.formats.beamer.drawing import draw_sheets
from surfaceviz.formats.beamer.pixels import ground_of, pixel_sheets
from surfaceviz.formats.beamer.sheets import PIXELS, timeline_text
from surfaceviz.formats.poster import poster_png
from surfaceviz.settings.timeline import lay_out, opening_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from surfaceviz.base.arrays import Frame
    from surfaceviz.formats.base import Film
    from surfaceviz.formats.beamer.sheets import Sheet
    from surfaceviz.formats.subject import Subject

TIMELINE, POSTER = "timeline.txt", "poster.png"
FEWEST_DIGITS = 4


@dataclass(frozen=True, eq=False)
class Parts:
    """What is made of the film's subject, beside the frames.

    Attributes
    ----------
    places : Mapping
        What stands in the places of the LaTeX file.
    early : int
        Number of frames before epoch 0.
    ground : ndarray, shape (height, width, 4), or None
        What stays in the film as pixels, if its sheets are pixels.
    drawn : tuple of Sheet
        The sheets, if they are drawings.
    """

    places: Mapping[str, str]
    early: int
    ground: Frame | None
    drawn: tuple[Sheet, ...]


def content(subject: Subject) -> Parts:
    """Return what the folder holds beside pixels of frames; see ``Format``."""
    timeline = lay_out(subject.pace, subject.scene.epochs, opening_of(subject.look))
    epochs = [int(moment) for moment in timeline.epochs if moment >= 0]
    early = timeline.frames - len(epochs)
    stage, places = build_stage(subject.scene, subject.look), places_of(subject)
    if f".{subject.medium.beamer}" == PIXELS:
        return Parts(places, early, ground_of(stage), ())
    return Parts(places, early, None, tuple(draw_sheets(stage, epochs, early)))


def write(path: Path, film: Film, frames: Iterator[Frame]) -> None:
    """Write all files into the folder ``path``; see ``Writer``."""
    parts: Parts = film.content
    if parts.ground is None:
        sheets = [*_before(film, frames, parts.early), *parts.drawn]
        for _ in frames:
            pass
    else:
        sheets = pixel_sheets(film, frames, parts.ground, 0, film.timeline.frames)
    digits = max(FEWEST_DIGITS, len(str(len(sheets) - 1)))
    numbers = [f"{number:0{digits}}" for number in range(len(sheets))]
    for number, sheet in zip(numbers, sheets, strict=True):
        (path / f"frame-{number}{sheet.suffix}").write_bytes(sheet.data)
    (path / POSTER).write_bytes(poster_png(film.key_frames[-1], film.recipe))
    for name, text in (
        (TIMELINE, timeline_text(film.timeline, sheets)),
        (TEMPLATE, document_text(parts.places, film, numbers)),
    ):
        (path / name).write_text(text, encoding="utf-8", newline="\n")


def _before(film: Film, frames: Iterator[Frame], early: int) -> list[Sheet]:
    """Return the sheets of the frames before epoch 0, which are pixels in any case."""
    if not early:
        return []
    first = next(frames).copy()
    return pixel_sheets(film, chain([first], islice(frames, early - 1)), first, 0, early)
