"""A deck's colours and fonts, from those of the film."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import cycle, islice
from typing import TYPE_CHECKING
from xml.sax.saxutils import quoteattr

from surfaceviz.formats.page.colours import theme_colours

if TYPE_CHECKING:
    from surfaceviz.draw.themes.theme import Theme

DML = "http://schemas.openxmlformats.org/drawingml/2006/main"
ACCENTS = 6
# What every office has, next of kin to families that come with matplotlib only or are no names.
KIN = {
    "DejaVu Sans": "Verdana",
    "DejaVu Serif": "Georgia",
    "DejaVu Sans Mono": "Courier New",
    "sans-serif": "Verdana",
    "serif": "Georgia",
    "monospace": "Courier New",
}
# By script, where the family has no such letters.
SCRIPTS = {"Hans": "Microsoft YaHei", "Hant": "Microsoft JhengHei", "Jpan": "Yu Gothic"}


@dataclass(frozen=True)
class Palette:
    """A theme as a deck has it.

    Attributes
    ----------
    scheme, fonts : str
        The elements clrScheme and fontScheme.
    dark : bool
        Whether its page is darker than its text.
    """

    scheme: str
    fonts: str
    dark: bool


def palette_of(theme: Theme) -> Palette:
    """Return the colours and fonts of a film's theme for a deck."""
    colours = theme_colours(theme)
    page, text = colours["background"], colours["text"]
    dark = _light(page) < _light(text)
    # A deck has a dark and a light pair; which of them is the page, its master says.
    second, third = colours["muted"], colours["grid"]
    named = {
        "dk1": page if dark else text,
        "lt1": text if dark else page,
        "dk2": third if dark else second,
        "lt2": second if dark else third,
    }
    several = cycle([*colours["runs"], colours["points"], colours["residuals"]])
    accents = {f"accent{at}": hue for at, hue in enumerate(islice(several, ACCENTS), start=1)}
    links = {"hlink": colours["points"], "folHlink": second}
    elements = "".join(
        f'<a:{name}><a:srgbClr val="{value[1:].upper()}"/></a:{name}>'
        for name, value in (named | accents | links).items()
    )
    return Palette(
        f'<a:clrScheme xmlns:a="{DML}" name="surfaceviz">{elements}</a:clrScheme>',
        _font_scheme(KIN.get(theme.fonts[0], theme.fonts[0]) if theme.fonts else "Verdana"),
        dark,
    )


def _font_scheme(family: str) -> str:
    face = quoteattr(family)
    scripts = "".join(
        f'<a:font script="{script}" typeface="{font}"/>' for script, font in SCRIPTS.items()
    )
    fonts = f'<a:latin typeface={face}/><a:ea typeface=""/><a:cs typeface=""/>{scripts}'
    return (
        f'<a:fontScheme xmlns:a="{DML}" name="surfaceviz"><a:majorFont>{fonts}</a:majorFont>'
        f"<a:minorFont>{fonts}</a:minorFont></a:fontScheme>"
    )


def _light(colour: str) -> float:
    """Return how light a colour looks, from 0 to 255."""
    red, green, blue = bytes.fromhex(colour[1:])
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
