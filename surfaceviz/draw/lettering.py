"""Text in a picture: shown as typed, in a font that has it, no wider than its place."""

from __future__ import annotations

import warnings
from functools import cache
from typing import TYPE_CHECKING, Any

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from surfaceviz.base.texts import one_line
from surfaceviz.draw.fonts import find_fonts
from surfaceviz.draw.missing_glyphs import MissingGlyphs

if TYPE_CHECKING:
    from surfaceviz.draw.themes.theme import Theme

MISSING_GLYPH = "\N{WHITE SQUARE}"
# Height of digits as a share of the type's size.
DIGIT_HEIGHT = 0.73


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
