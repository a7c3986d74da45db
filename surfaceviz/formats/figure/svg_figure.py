"""A figure as SVG, with its story for those who cannot see it."""

from __future__ import annotations

from hashlib import sha256
from io import StringIO
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

import matplotlib as mpl
from matplotlib.backends.backend_mixed import MixedModeRenderer
from matplotlib.backends.backend_svg import RendererSVG

from surfaceviz.draw.canvas import ON_PAPER, POINTS_PER_INCH, Paper, make_canvas
from surfaceviz.draw.stage import plain_settings
from surfaceviz.formats.figure.figures import dots_of, draw_figure, points_of
from surfaceviz.formats.figure.vector import prepare_drawing, whole_rows
from surfaceviz.formats.ready import write
from surfaceviz.words.figure_words import figure_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from matplotlib.backend_bases import RendererBase
    from matplotlib.figure import Figure
    from matplotlib.font_manager import FontProperties

    from surfaceviz.draw.look import Look
    from surfaceviz.formats.subject import Subject

__all__ = ["content", "write"]

# Where the usual font is missing: the first ones are as wide as it is.
FALLBACKS = ["DejaVu Sans", "Verdana", "Geneva", "Arial"]
NO_METADATA = dict.fromkeys(("Date", "Creator", "Format", "Type"))
RECIPE_ID = "surfaceviz-recipe"


class NamedFonts(RendererSVG):
    """A drawing whose texts name fonts to take where theirs is not installed."""

    def draw_text(
        self,
        gc: Any,
        x: float,
        y: float,
        s: str,
        prop: FontProperties,
        *more: Any,
        **named: Any,
    ) -> None:
        """Draw a text."""
        fonts = prop.copy()
        fonts.set_family([*prop.get_family(), "sans-serif"])
        RendererSVG.draw_text(self, gc, x, y, s, fonts, *more, **named)


def content(subject: Subject) -> bytes:
    """Return the file."""
    figure, look = draw_figure(subject), subject.look
    title, seen = figure_words(subject.recipe.story, subject.title, look.lang)
    recipe = subject.recipe.toml()
    drawing = _drawn(figure, dots_of(look), as_text=subject.medium.letters == "text")
    # On a page with several figures each has its own.
    mark = sha256(recipe.encode()).hexdigest()[:8]
    width, height = points_of(look)
    wide, high = figure.get_size_inches() * POINTS_PER_INCH
    lines = (
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'version="1.1" {_size(look)} viewBox="0 0 {width:.6g} {height:.6g}" role="img" '
        f'xml:lang="{look.lang}" aria-labelledby="title-{mark} desc-{mark}" '
        'stroke-linejoin="round" stroke-linecap="butt">',
        f'<title id="title-{mark}">{escape(title)}</title>',
        f'<desc id="desc-{mark}">{escape(seen)}</desc>',
        f'<metadata id="{RECIPE_ID}">{escape(recipe)}</metadata>',
        f'<g transform="scale({width / wide:.8g} {height / high:.8g})">{drawing}</g>',
        "</svg>\n",
    )
    return "\n".join(lines).encode()


def _drawn(figure: Figure, dots: float, *, as_text: bool) -> str:
    """Return what is within the svg element."""
    settings: Any = {
        "svg.fonttype": "none" if as_text else "path",
        # The names of what is used several times depend on it alone, and on what it is.
        "svg.hashsalt": "surfaceviz",
        "font.sans-serif": FALLBACKS,
    }
    kind: Callable[..., RendererBase] = NamedFonts if as_text else RendererSVG
    prepare_drawing(figure)
    before, file = figure.dpi, StringIO()
    with plain_settings(), mpl.rc_context(settings):
        try:
            figure.dpi = POINTS_PER_INCH
            width, height = figure.get_size_inches()
            within = whole_rows(height, ON_PAPER * dots)
            sides = (width * POINTS_PER_INCH, height * POINTS_PER_INCH)
            plain = kind(*sides, file, image_dpi=within, metadata=NO_METADATA)
            # It is one in all but its class.
            renderer: Any = MixedModeRenderer(figure, width, height, within, plain)
            figure.draw(renderer)
            renderer.finalize()
        finally:
            figure.dpi = before
    # Before is a style for every element, also of a page around it, that the svg element has here.
    drawing = file.getvalue().partition("</defs>")[2]
    return drawing.rpartition("</svg>")[0]


def _size(look: Look) -> str:
    if isinstance(look.size, Paper):
        return f'width="{look.size.width:g}mm" height="{look.size.height:g}mm"'
    canvas = make_canvas(look.size)
    return f'width="{canvas.width}" height="{canvas.height}"'
