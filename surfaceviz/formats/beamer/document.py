"""The LaTeX file: a slide with the film, its title, and what to say."""

from __future__ import annotations

import re
from importlib.resources import files
from typing import TYPE_CHECKING

from matplotlib.colors import to_hex, to_rgb

from surfaceviz import words as telling
from surfaceviz.draw.fonts import find_fonts
from surfaceviz.draw.themes.theme import find_theme
from surfaceviz.formats.beamer.letters import (
    foreign,
    in_ascii,
    in_comment,
    in_string,
    in_unicode,
    readable,
)
from surfaceviz.formats.beamer.sheets import decimal
from surfaceviz.words.story_making import story_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from surfaceviz.draw.themes.theme import Theme
    from surfaceviz.formats.base import Film
    from surfaceviz.formats.subject import Subject

TEMPLATE = "descent.tex"
PLACE = re.compile(r"@([A-Z_]+)@")
# A title is one line, which becomes smaller the longer it is.
LONGEST_TITLE = 100
# pdfTeX gets this where it cannot show what is said in another language.
PLAIN = "en"
PDFLATEX = "Either will do."
LUALATEX = "pdflatex lacks letters of this film's title or notes: take lualatex."
# Fonts that have the letters of many languages, on systems unlike the one that made the film.
KNOWN_FONTS = (
    *("Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC", "FandolHei"),
    *("Noto Sans", "DejaVu Sans", "Arial Unicode MS"),
)
IN_FONT_NAME = re.compile(r"[^A-Za-z0-9 .+-]")
FIRST_FONT = r"""
    \IfFileExists{fontspec.sty}{\usepackage{fontspec}}{\newcommand*\IfFontExistsTF[3]{}}
    \newcommand*\descentfont[1]{%
      \IfFontExistsTF{#1}{\setsansfont{#1}\renewcommand*\descentfont[1]{}}{}}"""


def places_of(subject: Subject) -> dict[str, str]:
    """Return what stands in the places of the template, as far as the film's subject tells it."""
    story, lang = subject.recipe.story or story_of(subject.scene), subject.look.lang
    theme = find_theme(subject.look.theme)
    title = _shortened(subject.title or telling.headline(story, lang))
    notes = telling.to_say(story, lang)
    words = " ".join([title, *notes])
    plain = readable(words)
    plain_title = title if readable(title) else _shortened(telling.headline(story, PLAIN))
    plain_notes = notes if readable(" ".join(notes)) else telling.to_say(story, PLAIN)
    seen = telling.alt_text(story, lang)
    return {
        "ADVICE": PDFLATEX if plain else LUALATEX,
        "SEEN": in_comment(seen),
        "ALT": in_string(seen),
        "FONTS": _fonts(foreign(words), theme),
        "TITLE": in_unicode(title),
        "NOTES": _listed([in_unicode(note) for note in notes]),
        "PLAIN_TITLE": in_ascii(plain_title),
        "PLAIN_NOTES": _listed([in_ascii(note) for note in plain_notes]),
        "PAGE": _hexadecimal(theme.background),
        "TEXT": _hexadecimal(theme.text),
        "BUTTON": _shares(theme.background),
        "SIGN": _shares(theme.muted),
    }


def document_text(places: Mapping[str, str], film: Film, numbers: Sequence[str]) -> str:
    """Return the content of the LaTeX file.

    Parameters
    ----------
    places : Mapping
        What ``places_of`` returns.
    film : Film
        Tells its frame rate, and the recipe to carry along.
    numbers : sequence of str
        Numbers of the sheets, as they are in the names of their files.
    """
    filled = {
        **places,
        "FPS": decimal(film.timeline.fps),
        "FIRST": numbers[0],
        "LAST": numbers[-1],
        "RECIPE": in_comment(film.recipe),
    }
    template = (files(__package__ or "") / TEMPLATE).read_text(encoding="utf-8")
    return PLACE.sub(lambda place: filled[place[1]], template)


def _shortened(title: str) -> str:
    return title if len(title) <= LONGEST_TITLE else f"{title[: LONGEST_TITLE - 1].rstrip()}…"


def _listed(notes: Sequence[str]) -> str:
    items = " ".join(rf"\item {note}" for note in notes)
    return rf"\begin{{itemize}}{items}\end{{itemize}}"


def _fonts(letters: str, theme: Theme) -> str:
    """Return how LuaTeX and XeTeX find a font with these letters; nothing if they need none."""
    if not letters:
        return ""
    # What others lack was found in the last of them.
    found = find_fonts(frozenset(letters), tuple(theme.fonts), "normal").families[::-1]
    names = dict.fromkeys(name for name in (*found, *KNOWN_FONTS) if not IN_FONT_NAME.search(name))
    tried = "".join(f"\n    \\descentfont{{{name}}}" for name in names)
    return f"{FIRST_FONT}{tried}"


def _hexadecimal(colour: str) -> str:
    return to_hex(colour)[1:].upper()


def _shares(colour: str) -> str:
    """Return a colour as animate takes it."""
    return ":".join(decimal(round(share, 3)) or "0" for share in to_rgb(colour))
