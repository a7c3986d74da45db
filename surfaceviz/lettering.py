"""Text in a picture: shown as typed, in a font that has it, no wider than its place."""

from __future__ import annotations

import math
import unicodedata
import warnings
from functools import cache
from typing import TYPE_CHECKING, Any

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from surfaceviz.fonts import find_fonts
from surfaceviz.missing_glyphs import MissingGlyphs

if TYPE_CHECKING:
    from collections.abc import Callable

    from surfaceviz.theme import Theme

MISSING_GLYPH = "\N{WHITE SQUARE}"
MINUS = "\N{MINUS SIGN}"
SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
DIGITS = 3
# Height of digits as a share of the type's size.
DIGIT_HEIGHT = 0.73
# Beyond these, a number reads better as a power of ten.
MOST_DECIMALS, MOST_CHARACTERS = 4, 7


def lettered(text: str, theme: Theme, **more: Any) -> dict[str, Any]:
    """Return the arguments for a matplotlib text that shows ``text`` as typed, never as markup.

    Parameters
    ----------
    text : str
        Any text, such as a column's name. Characters that no installed font has become hollow
        squares.
    theme : Theme
        Gives the fonts, and the colour and size unless ``more`` does.
    **more
        Further arguments of ``matplotlib.text.Text``.

    Warns
    -----
    MissingGlyphs
        If a character is in none of the installed fonts; it names what to install.
    """
    clean = one_line(text)
    properties = {"color": theme.text, "fontsize": theme.text_size} | more
    weight = properties.get("fontweight", "normal")
    # One family may come as a text, as matplotlib takes it.
    families = (theme.fonts,) if isinstance(theme.fonts, str) else tuple(theme.fonts)
    fonts = find_fonts(frozenset(clean), families, weight)
    if fonts.missing:
        warnings.warn(MissingGlyphs(fonts.missing), stacklevel=2)
        clean = "".join(MISSING_GLYPH if char in fonts.missing else char for char in clean)
    if fonts.weight != weight:
        properties["fontweight"] = fonts.weight
    return {"text": clean, "fontfamily": list(fonts.families), "parse_math": False} | properties


def one_line(text: str) -> str:
    """Return ``text`` with line breaks and other control characters turned into spaces."""
    controls = ("Cc", "Zl", "Zp")
    spaced = (" " if unicodedata.category(char) in controls else char for char in text)
    return " ".join("".join(spaced).split())


def shorten(text: str, width: float, theme: Theme, **more: Any) -> str:
    """Return ``text``, cut and ended by an ellipsis if it is wider than ``width`` points."""
    clean = one_line(text)
    if text_width(clean, theme, **more) <= width:
        return clean
    fits, breaks = 0, len(clean)
    while breaks - fits > 1:
        middle = (fits + breaks) // 2
        if text_width(clean[:middle] + "…", theme, **more) <= width:
            fits = middle
        else:
            breaks = middle
    return clean[:fits].rstrip() + "…"


def text_width(text: str, theme: Theme, **more: Any) -> float:
    """Return how many points wide ``text`` is in the theme's type."""
    with warnings.catch_warnings():
        # Whoever draws the text says what is missing; measuring it says nothing.
        warnings.simplefilter("ignore", MissingGlyphs)
        label = Text(0, 0, **lettered(text, theme, **more))
    canvas = _ruler()
    label.set_figure(canvas.figure)
    return float(label.get_window_extent(canvas.get_renderer()).width)


@cache
def _ruler() -> FigureCanvasAgg:
    """Return a canvas to measure on, one point to the pixel."""
    return FigureCanvasAgg(Figure(dpi=72))


def number_format(typical: float, largest: float) -> Callable[[float], str]:
    """Return a formatter for numbers that follow one another in the same place.

    As many decimals for all as show three digits of a typical one; where that would make long
    numbers, three digits of each, with a power of ten if need be.

    Parameters
    ----------
    typical, largest : float
        Sizes of the numbers: one that matters, and the greatest.
    """
    decimals = max(0, DIGITS - 1 - math.floor(math.log10(typical or largest or 1.0)))
    if decimals <= MOST_DECIMALS and largest < 10 ** (MOST_CHARACTERS - decimals):
        return lambda value: f"{value:.{decimals}f}".replace("-", MINUS)
    return short_number


def short_number(value: float) -> str:
    """Return ``value`` with three digits, as a power of ten where it would be long."""
    if not value:
        return "0"
    mantissa, exponent = f"{value:.{DIGITS - 1}e}".replace("-", MINUS).split("e")
    power = int(exponent.replace(MINUS, "-"))
    if -MOST_DECIMALS < power < MOST_CHARACTERS - 1:
        return f"{value:.{max(0, DIGITS - 1 - power)}f}".replace("-", MINUS)
    return f"{mantissa}×{power_of_ten(power)}"


def power_of_ten(exponent: int) -> str:
    """Return 10 to the power of ``exponent`` in small raised digits."""
    return "10" + str(exponent).translate(SUPERSCRIPTS)


def common_factor(offset: str) -> str:
    """Return how an axis's label says what its tick labels leave out, such as " (×1e6)".

    Parameters
    ----------
    offset : str
        What matplotlib's formatter factored out: "1e6", "+3e9", or nothing.
    """
    if not offset:
        return ""
    return f" ({offset})" if offset[0] in ("+", "-", MINUS) else f" (×{offset})"
