"""Which installed fonts show a text."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from matplotlib import font_manager

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from matplotlib.font_manager import FontEntry

DEFAULT_FAMILY = "DejaVu Sans"
# Fonts that have a box for every character: matplotlib ships one.
PLACEHOLDERS = ("Last Resort High-Efficiency", "Last Resort")
GENERIC = ("serif", "sans-serif", "sans serif", "sans", "monospace", "cursive", "fantasy")
REGULAR = 400
# A font of many regions has a family for each, in which the same character may look different.
JAPANESE = ("HIRAGANA", "KATAKANA")
REGIONS: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(JAPANESE, ("JP", "Hiragino", "Yu Gothic", "Meiryo")),
    "HANGUL": ("KR", "Malgun", "Apple SD Gothic", "Nanum"),
    "CJK": ("SC", "GB", "YaHei", "SimHei", "WenQuanYi"),
}


@dataclass(frozen=True)
class Fonts:
    """What shows a text.

    Attributes
    ----------
    families : tuple of str
        The preferred one first.
    weight : str or int
        The one asked for, if the fonts have it.
    missing : frozenset of str
        Characters that none of them has.
    """

    families: tuple[str, ...]
    weight: str | int
    missing: frozenset[str]


@cache
def find_fonts(chars: frozenset[str], families: tuple[str, ...], weight: str | int) -> Fonts:
    """Return the fonts that show ``chars``; in regular weight where those of ``weight`` do not."""
    # matplotlib would fall back to its own for each that is not there, and log it every time.
    installed = tuple(family for family in families if is_installed(family)) or (DEFAULT_FAMILY,)
    asked = _covering(chars, installed, weight)
    if not asked.missing or _number(weight) == REGULAR:
        return asked
    regular = _covering(chars, installed, "normal")
    return regular if len(regular.missing) < len(asked.missing) else asked


def is_installed(family: str) -> bool:
    """Return whether there is a font of this family; generic ones, such as "serif", always are."""
    fonts = font_manager.fontManager.ttflist
    return family.lower() in GENERIC or any(font.name == family for font in fonts)


def font_file(char: str, families: Sequence[str], weight: str | int) -> str:
    """Return the file of the first of ``families`` that has a character; else of the first."""
    files = [_file(family, weight) for family in families]
    return next((file for file in files if _has(file, char)), files[0])


def _covering(chars: frozenset[str], families: tuple[str, ...], weight: str | int) -> Fonts:
    """Return the families and as many more of that weight as it takes to show ``chars``."""
    missing = frozenset(char for char in chars if not char.isspace())
    for family in families:
        missing -= _held(missing, _file(family, weight))
    if missing:
        families, missing = _more(families, missing, weight, font_manager.fontManager.ttflist)
    if missing:
        families, missing = _more(families, missing, weight, _just_installed())
    return Fonts(families, weight, missing)


def _more(
    families: tuple[str, ...],
    missing: frozenset[str],
    weight: str | int,
    fonts: Sequence[FontEntry],
) -> tuple[tuple[str, ...], frozenset[str]]:
    """Return the families and those of ``fonts`` that help, and the characters still missing."""
    for font in sorted(_candidates(fonts, weight), key=_preference(missing)):
        if not missing:
            break
        # Only of a font that may help it is worth while to find out which file matplotlib takes.
        if _held(missing, font.fname):
            found = _held(missing, _file(font.name, weight))
            families, missing = (*families, font.name) if found else families, missing - found
    return families, missing


def _candidates(fonts: Sequence[FontEntry], weight: str | int) -> list[FontEntry]:
    """Return the fonts to look through: of regular weight any will do, of others only theirs."""
    wanted = _number(weight)
    return [
        font
        for font in fonts
        if font.name not in PLACEHOLDERS and (wanted == REGULAR or _number(font.weight) == wanted)
    ]


def _preference(chars: frozenset[str]) -> Callable[[FontEntry], tuple[bool | str, ...]]:
    """Return the key that sorts plain upright fonts of the characters' region first, then by name.

    The choice is always the same, and the fonts that are likely to have them are opened first.
    """
    scripts = {script_of(char) for char in chars}
    marks = next((marks for script, marks in REGIONS.items() if script in scripts), ())
    return lambda font: (
        font.style != "normal",
        _number(font.weight) != REGULAR,
        not any(mark in font.name for mark in marks),
        "Mono" in font.name or "Serif" in font.name,
        font.name,
    )


@cache
def _just_installed() -> list[FontEntry]:
    """Make known to matplotlib, and return, the fonts that its stored list does not have.

    It looks for fonts when it is first used and then no more, so that someone who installed one
    on our advice would read the same advice again.
    """
    manager = font_manager.fontManager
    known = {font.fname for font in manager.ttflist}
    before = len(manager.ttflist)
    for file in sorted(font_manager.findSystemFonts()):
        if file not in known:
            try:
                manager.addfont(file)
            except (OSError, RuntimeError, ValueError, KeyError):
                # A font that cannot be read has no characters for us.
                continue
    return manager.ttflist[before:]


def _held(chars: frozenset[str], file: str) -> frozenset[str]:
    return frozenset(char for char in chars if _has(file, char))


@cache
def _has(file: str, char: str) -> bool:
    try:
        return font_manager.get_font(file).get_char_index(ord(char)) > 0
    except (OSError, RuntimeError):
        return False


@cache
def _file(family: str, weight: str | int) -> str:
    return font_manager.findfont(font_manager.FontProperties(family=[family], weight=weight))


def _number(weight: str | int) -> int:
    return font_manager.weight_dict.get(weight, REGULAR) if isinstance(weight, str) else weight


def script_of(char: str) -> str:
    """Return what a character belongs to, such as CJK, HANGUL or, for an emoji, SYMBOLS."""
    if unicodedata.category(char) == "So":
        return "SYMBOLS"
    return unicodedata.name(char, "UNKNOWN").split(maxsplit=1)[0]
