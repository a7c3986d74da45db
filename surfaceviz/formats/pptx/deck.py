"""PPTX: a slide with the film, which PowerPoint, Keynote, Google Slides and LibreOffice open."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from surfaceviz.formats import mp4
from surfaceviz.formats.poster import few_colours_png, poster_png
from surfaceviz.settings.medium import Quality

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from surfaceviz.base.arrays import Frame
    from surfaceviz.formats.base import Film
    from surfaceviz.formats.pptx.planning import Plan
    from surfaceviz.formats.subject import Subject


def prepare() -> None:
    """Find ffmpeg, and import what takes a while."""
    mp4.prepare()
    _planning()


def content(subject: Subject) -> Plan:
    """Return what the deck is going to be; see ``Format``.

    Raises
    ------
    InputError
        If the template cannot be used.
    """
    return _planning()(subject)


def write(path: Path, film: Film, frames: Iterator[Frame]) -> None:
    """Write a deck to ``path``; see ``Writer``."""
    from surfaceviz.formats.pptx.packing import add_recipe, save
    from surfaceviz.formats.pptx.slides import add_film, add_picture

    plan: Plan = film.content
    with TemporaryDirectory() as folder:
        video = Path(folder) / "film.mp4"
        mp4.write(video, film, frames)
        movie = video.read_bytes()
    poster = _still(film.key_frames[-1], film.quality)
    add_film(plan.deck, plan.place, plan.words, movie, poster, film.timeline.duration)
    for picture, words in plan.stills:
        add_picture(plan.deck, plan.place, words, _still(picture, film.quality))
    add_recipe(plan.deck, film.recipe)
    save(plan.deck, path)


def _still(frame: Frame, quality: Quality) -> bytes:
    """Return a frame as a PNG, which may weigh more than the film itself."""
    return poster_png(frame, "") if quality is Quality.BEST else few_colours_png(frame)


def _planning() -> Callable[[Subject], Plan]:
    """Return the function that plans a deck, imported with python-pptx."""
    from surfaceviz.formats.pptx.planning import make_plan

    return make_plan
