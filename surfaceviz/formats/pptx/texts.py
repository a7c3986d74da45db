"""Texts of a deck: what XML can hold, what fits, and in which language."""

from __future__ import annotations

import math
import unicodedata
from typing import TYPE_CHECKING, Any

from surfaceviz.base.texts import one_line
from surfaceviz.formats.pptx.areas import POINT

if TYPE_CHECKING:
    from surfaceviz.formats.pptx.areas import Area

# Characters of a title; whoever wrote a longer one finds it in the recipe.
LONGEST = 200
# Ems of a letter, and of a sign of Chinese; a line's height, and how much of it words fill.
LETTER, SIGN, LINE, FILLED = 0.7, 1.02, 1.2, 0.92
SIZES = (28, 26, 24, 22, 20, 18, 16, 14, 12, 10)
# They are of no category that would tell, and no XML may hold them.
NO_CHARACTERS = ("\ufffe", "\uffff")


def shown_line(text: str) -> str:
    """Return a text as one line that XML can hold."""
    return " ".join(valid(one_line(text)).split())


def valid(text: str) -> str:
    """Return a text without what XML cannot hold, or no program shows; lines and tabs stay."""
    return "".join(char for char in text if char in "\n\t" or _is_shown(char))


def cut(text: str) -> str:
    """Return a title, or the beginning of one that is longer than any slide shows."""
    return text if len(text) <= LONGEST else text[: LONGEST - 1].rstrip() + "…"


def fitting_size(text: str, area: Area, most: int) -> int:
    """Return the largest size of letters, in points, with which a title keeps to its area."""
    ems = sum(SIGN if unicodedata.east_asian_width(char) in "WF" else LETTER for char in text)
    width, height = area.width / POINT, area.height / POINT
    for size in SIZES:
        lines = math.ceil(ems * size / (FILLED * width))
        if size <= most and lines * size * LINE <= height:
            return size
    return SIZES[-1]


def runs_in(frame: Any, lang: str) -> list[Any]:
    """Return the properties of all runs of a text frame, which now tell its language."""
    runs = [run._r.get_or_add_rPr() for each in frame.paragraphs for run in each.runs]
    for run in runs:
        run.set("lang", lang)
    return runs


def _is_shown(char: str) -> bool:
    return unicodedata.category(char) not in ("Cc", "Cs") and char not in NO_CHARACTERS
