"""Figures as pages of PDF, at the size that they have in print."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
from matplotlib.backend_bases import RendererBase
from matplotlib.backends.backend_mixed import MixedModeRenderer
from matplotlib.backends.backend_pdf import Op, PdfFile, RendererPdf
from matplotlib.font_manager import get_font

from surfaceviz.draw.artists.mesh import Triangles
from surfaceviz.draw.canvas import ON_PAPER, POINTS_PER_INCH
from surfaceviz.draw.fonts import font_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path
    from typing import BinaryIO

    from matplotlib.figure import Figure
    from matplotlib.font_manager import FontProperties

# TrueType fonts as they are, which every journal takes; of each no more letters than are used.
FONTS = 42
# To an inch of paper, of what has to be pixels within a drawing.
DOTS = 300.0


class ShapedLetters(RendererPdf):
    """A page on which letters are shapes, so that it needs no fonts."""

    def draw_text(self, *place: Any, **more: Any) -> None:
        """Draw the outlines of the letters."""
        RendererBase.draw_text(self, *place, **more)


class EmbeddedLetters(RendererPdf):
    """A page that brings its fonts; letters whose font it cannot bring are shapes."""

    def draw_text(
        self, gc: Any, x: float, y: float, s: str, prop: FontProperties, *more: Any, **named: Any
    ) -> None:
        """Draw a text."""
        weight = prop.get_weight()
        files = {font_file(char, prop.get_family(), weight) for char in s if not char.isspace()}
        kind = RendererPdf if all(map(_is_truetype, files)) else RendererBase
        kind.draw_text(self, gc, x, y, s, prop, *more, **named)


@cache
def _is_truetype(file: str) -> bool:
    """Return whether a font's letters are TrueType's; Noto's Chinese ones are PostScript's.

    matplotlib embeds these as what they are not, and not every viewer bears that.
    """
    profile = get_font(file).get_sfnt_table("maxp")
    return profile is not None and profile["version"] == (1, 0)


def prepare_drawing(figure: Figure) -> None:
    """Let the fill of a surface be pixels when the figure is drawn as shapes.

    Its triangles would be tens of megabytes in an SVG, with hairlines of the page between them.
    """
    for artist in figure.findobj(Triangles):
        artist.set_rasterized(True)


def whole_rows(height: float, dots: float) -> float:
    """Return the dots to an inch, next to ``dots``, of which the height has a whole number.

    With a part of a row left over, matplotlib puts pixels that far above their place.
    """
    # A hair more, so that rounding down cannot lose a row.
    return (round(height * dots) + 1e-3) / height


def write_pdf(
    path: Path | BinaryIO,
    figure: Figure,
    pages: Iterable[Callable[[RendererBase], Any]],
    info: Mapping[str, Any],
    *,
    size: tuple[float, float] | None = None,
    dots: float = DOTS,
    shaped: bool = False,
    recipe: str = "",
) -> None:
    """Write a PDF whose pages have the size of a figure.

    Parameters
    ----------
    path : Path or binary file
        Where to.
    figure : Figure
        Whose artists are drawn.
    pages : iterable of callable
        Each draws a page with the renderer it is given: ``figure.draw``, or some artists' own.
    info : Mapping
        What the file says of itself, such as "Title" and "Subject".
    size : tuple of float, optional
        Width and height of a page in printer's points, where the figure's have been rounded to
        whole pixels.
    dots : float
        Pixels to an inch of paper, of what has to be pixels.
    shaped : bool
        Whether letters are drawn as shapes; else their fonts are embedded.
    recipe : str
        Text to carry along, in ASCII.
    """
    width, height = figure.get_size_inches()
    page = (width * POINTS_PER_INCH, height * POINTS_PER_INCH)
    across, upward = size or (ON_PAPER * page[0], ON_PAPER * page[1])
    before = figure.dpi
    prepare_drawing(figure)
    kind: Callable[..., RendererBase] = ShapedLetters if shaped else EmbeddedLetters
    with mpl.rc_context({"pdf.fonttype": FONTS, "pdf.use14corefonts": False}):
        # The time of day would make every file another one.
        file = PdfFile(path, metadata={**info, "CreationDate": None, "Producer": None})
        if recipe:
            # matplotlib knows only the usual entries, but every reader bears others.
            file.infoDict["Recipe"] = recipe
        try:
            # A PDF's unit is the point, whatever dots the figure was laid out for.
            figure.dpi = POINTS_PER_INCH
            for draw in pages:
                file.newPage(across / POINTS_PER_INCH, upward / POINTS_PER_INCH)
                # Lines are cut off at the page's edge as it is before it is scaled.
                file.width, file.height = width, height
                scale_x, scale_y = across / page[0], upward / page[1]
                file.output(scale_x, 0, 0, scale_y, 0, 0, Op.concat_matrix)
                within = whole_rows(height, ON_PAPER * dots)
                plain = kind(file, within, height, width)
                # It is one in all but its class.
                renderer: Any = MixedModeRenderer(figure, width, height, within, plain)
                draw(renderer)
                renderer.finalize()
            file.finalize()
        finally:
            figure.dpi = before
            file.close()
