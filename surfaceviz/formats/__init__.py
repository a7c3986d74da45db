"""The formats that a film can be written in, by their suffix."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from surfaceviz.base import checks
from surfaceviz.base.atomic import check_file, check_folder
from surfaceviz.base.errors import InputError
from surfaceviz.formats.base import Format
from surfaceviz.settings.medium import Quality

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from os import PathLike

    from surfaceviz.formats.base import Writing


def _gif() -> Writing:
    from surfaceviz.formats import gif

    return gif


def _mp4() -> Writing:
    from surfaceviz.formats import mp4

    return mp4


def _webm() -> Writing:
    from surfaceviz.formats import webm

    return webm


def _webp() -> Writing:
    from surfaceviz.formats import webp

    return webp


def _apng() -> Writing:
    from surfaceviz.formats import apng

    return apng


def _frames() -> Writing:
    from surfaceviz.formats import png

    return png


def _html() -> Writing:
    from surfaceviz.formats.page import page_writer

    return page_writer


def _pptx() -> Writing:
    from surfaceviz.formats.pptx import deck

    return deck


def _beamer() -> Writing:
    from surfaceviz.formats.beamer import beamer

    return beamer


def _poster() -> Writing:
    from surfaceviz.formats import poster

    return poster


def _png() -> Writing:
    from surfaceviz.formats.figure import png_figure

    return png_figure


def _svg() -> Writing:
    from surfaceviz.formats.figure import svg_figure

    return svg_figure


def _pdf() -> Writing:
    from surfaceviz.formats.figure import pdf_figure

    return pdf_figure


# What a path to a folder ends with, on any system.
FOLDER = "/"
# Of frames.
WRITERS: Mapping[str, Format] = {
    ".gif": Format(
        "GIF",
        "plays anywhere, loops for ever",
        _gif,
        50.0,
        {
            Quality.SMALL: "64 colours",
            Quality.GOOD: "255 colours",
            Quality.BEST: "255 colours, chosen with more care",
        },
    ),
    ".mp4": Format(
        "MP4",
        "H.264 video for slides and the web",
        _mp4,
        240.0,
        {
            Quality.SMALL: "soft edges, a third of the size",
            Quality.GOOD: "looks like the original",
            Quality.BEST: "hardly a difference under a lens, three times the size",
        },
    ),
    ".webm": Format(
        "WebM",
        "VP9 video for the web",
        _webm,
        240.0,
        {
            Quality.SMALL: "soft edges",
            Quality.GOOD: "looks like the original",
            Quality.BEST: "hardly a difference under a lens; takes long",
        },
    ),
    ".webp": Format(
        "WebP",
        "for the web as GIF is, at half the size",
        _webp,
        90.0,
        {
            Quality.SMALL: "64 colours",
            Quality.GOOD: "255 colours",
            Quality.BEST: "every colour as drawn, three times the size",
        },
    ),
    ".apng": Format(
        "APNG",
        "every colour as drawn, plays in browsers",
        _apng,
        90.0,
        {
            Quality.SMALL: "every colour as drawn, compressed for longer",
            Quality.GOOD: "every colour as drawn",
            Quality.BEST: "every colour as drawn",
        },
    ),
    FOLDER: Format(
        "PNG",
        "a folder with a picture of each epoch",
        _frames,
        240.0,
        {
            Quality.SMALL: "every colour as drawn, compressed for longer",
            Quality.GOOD: "every colour as drawn",
            Quality.BEST: "every colour as drawn",
        },
        re.compile(r"(before|epoch)-\d+\.png"),
    ),
}
# Of the scene itself; they have no qualities, since what draws them is the browser.
PAGES: Mapping[str, Format] = {
    ".html": Format(
        "HTML",
        "a page to play with, in any browser and without network",
        _html,
        240.0,
        {},
        framed=False,
    ),
}
# Of one epoch, or a few beside one another.
FIGURES: Mapping[str, Format] = {
    suffix: Format(
        name,
        description,
        load,
        240.0,
        {},
        framed=False,
        keyed=False,
        heeds=frozenset({"epoch", "letters"}),
        still=True,
    )
    for suffix, name, load, description in (
        (".png", "PNG", _png, "a picture of an epoch, or a strip of some (--epoch 0,5,20)"),
        (".svg", "SVG", _svg, "the same as a drawing, for the web and to change"),
        (".pdf", "PDF", _pdf, "the same as a drawing, for print and LaTeX"),
    )
}
BEAMER = "beamer/"
# What a film is embedded in.
DECKS: Mapping[str, Format] = {
    ".pptx": Format(
        "PPTX",
        "a slide with the film, for PowerPoint, Keynote, Google Slides and LibreOffice",
        _pptx,
        240.0,
        WRITERS[".mp4"].qualities,
        heeds=frozenset({"slides", "template"}),
        needs=("pptx", "slides"),
        titled=True,
    ),
    BEAMER: Format(
        "Beamer",
        "a folder called beamer, or NAME.beamer, with frames for LaTeX and a .tex to compile",
        _beamer,
        240.0,
        {},
        # LaTeX leaves its own files beside the slide.
        re.compile(r"frame-\d+\.(png|pdf)|poster\.png|timeline\.txt|descent\.[a-z.]+"),
        heeds=frozenset({"beamer"}),
        titled=True,
    ),
}
FORMATS: Mapping[str, Format] = {**WRITERS, **FIGURES, **PAGES, **DECKS}
# Of a film; it is never asked for by its suffix.
POSTER = Format("PNG", "the last frame", _poster, 240.0, {}, framed=False, still=True)


def format_of(path: str | PathLike[str]) -> Format:
    """Return the format that ``path`` names by its suffix, or by being a folder.

    A folder ends with a slash, which a ``Path`` loses; one that is there already needs none.

    Raises
    ------
    InputError
        If no format is named; the message lists those there are.
    """
    text = checks.path_text(path)
    if text.endswith((FOLDER, os.sep)):
        return _folder_format(text)
    suffix = Path(text).suffix
    if suffix.lower() in FORMATS:
        return FORMATS[suffix.lower()]
    # What cannot be looked at is none.
    with suppress(OSError):
        if Path(text).is_dir():
            return _folder_format(text)
    found = f"the suffix {suffix!r}" if suffix else "no suffix"
    suffixes = ", ".join(name for name in FORMATS if not name.endswith(FOLDER))
    raise InputError(
        f"{text!r} has {found}: the suffix chooses the format, one of {suffixes}; "
        "end it with / for a folder of PNGs, or with beamer/ for LaTeX"
    )


def _folder_format(text: str) -> Format:
    """Return the format of a folder, which its name tells."""
    kind = Path(text).name.rpartition(".")[2].lower()
    return FORMATS[BEAMER if f"{kind}{FOLDER}" == BEAMER else FOLDER]


def posters_of(targets: Mapping[Path, Format]) -> dict[Path, Format]:
    """Return where the posters of films go: beside each, one for films of the same name."""
    posters = {
        path.with_name(f"{path.stem}-poster.png"): POSTER
        for path, form in targets.items()
        if not form.still
    }
    for poster in posters:
        if poster in targets:
            raise InputError(f"{str(poster)!r} is to be written twice: give it another name")
        check_file(poster)
    return posters


def check_paths(paths: Sequence[str | PathLike[str]]) -> dict[Path, Format]:
    """Return the format of each path, in their order.

    Raises
    ------
    InputError
        If a suffix is unknown, two paths lead to the same file, or what is there cannot be
        replaced.
    """
    formats: dict[Path, Format] = {}
    seen: dict[str, Format] = {}
    for text in paths:
        path, form = checks.path(text), format_of(text)
        # Unlike Path.resolve, this bears links that lead to themselves.
        real = os.path.realpath(path)
        if real in seen:
            raise InputError(f"{str(path)!r} is to be written twice: give each path once")
        seen[real] = form
        formats[path] = form
        form.check()
        if form.names is None:
            check_file(path)
        else:
            check_folder(path, form.names)
    for real in seen:
        for parent in map(str, Path(real).parents):
            if parent in seen and seen[parent].names is not None:
                raise InputError(
                    f"{real!r} lies in a folder that is replaced whole: choose another place for it"
                )
    return formats


__all__ = [
    "BEAMER",
    "DECKS",
    "FIGURES",
    "FORMATS",
    "PAGES",
    "WRITERS",
    "Format",
    "check_paths",
    "format_of",
    "posters_of",
]
