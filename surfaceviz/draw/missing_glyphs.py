"""Characters that no installed font has: said once, with what to install."""

from __future__ import annotations

import platform
import shutil
import warnings
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from surfaceviz.base.errors import SurfaceVizWarning
from surfaceviz.draw.fonts import JAPANESE, script_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# Of the missing characters, a message shows this many.
MOST_SHOWN = 20


@dataclass(frozen=True)
class Font:
    """What to install for a script.

    Attributes
    ----------
    script : str
        What people call it.
    name : str
        A free font that has it.
    apt, dnf : str
        The package that holds the font on Debian and Ubuntu, and on Fedora.
    """

    script: str
    name: str = "Noto Sans"
    apt: str = "fonts-noto-core"
    dnf: str = "google-noto-fonts-all"


CJK_FONT = ("Noto Sans CJK", "fonts-noto-cjk", "google-noto-sans-cjk-fonts")
SYMBOL_FONT = ("Symbola", "fonts-symbola", "gdouros-symbola-fonts")
# By the first word of a character's name.
SCRIPTS: Mapping[str, Font] = {
    "CJK": Font("Chinese characters (Han)", *CJK_FONT),
    **dict.fromkeys(JAPANESE, Font("Japanese kana", *CJK_FONT)),
    "HANGUL": Font("Korean Hangul", *CJK_FONT),
    "SYMBOLS": Font("emoji and symbols", *SYMBOL_FONT),
}


class MissingGlyphs(SurfaceVizWarning):
    """No installed font has some characters of a picture.

    Parameters
    ----------
    characters : frozenset of str
        Those that are missing, at least one.
    """

    def __init__(self, characters: frozenset[str]) -> None:
        super().__init__(_sentence(characters))
        self.characters = characters


@contextmanager
def missing_said_once() -> Iterator[None]:
    """Tell of all characters missing in what is drawn within in one warning at the end."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", MissingGlyphs)
        yield
    missing: frozenset[str] = frozenset()
    for each in caught:
        if isinstance(each.message, MissingGlyphs):
            missing |= each.message.characters
        else:
            warnings.warn_explicit(each.message, each.category, each.filename, each.lineno)
    if missing:
        warnings.warn(MissingGlyphs(missing), stacklevel=3)


def _sentence(characters: frozenset[str]) -> str:
    shown = "".join(sorted(characters)[:MOST_SHOWN])
    more = "" if len(characters) <= MOST_SHOWN else f" and {len(characters) - MOST_SHOWN} more"
    names = sorted(set(map(script_of, characters)))
    fonts = [SCRIPTS.get(name, Font(name.capitalize())) for name in names]
    scripts = ", ".join(dict.fromkeys(font.script for font in fonts))
    ways = " and ".join(dict.fromkeys(map(_how_to_install, fonts)))
    return (
        f"no installed font has the characters {shown!r}{more} ({scripts}): they are drawn as "
        f"hollow squares; install a font that has them, such as {ways}"
    )


def _how_to_install(font: Font) -> str:
    """Return the name of the font, and how to get it on this system."""
    if platform.system() == "Linux":
        for program, package in (("apt", font.apt), ("dnf", font.dnf)):
            if shutil.which(program):
                return f"{font.name} (sudo {program} install {package})"
    if platform.system() == "Darwin":
        return f"{font.name} (download it and open it with Font Book)"
    if platform.system() == "Windows":
        return f"{font.name} (download it, right-click it and choose Install)"
    return f"{font.name} (with your system's package manager)"
