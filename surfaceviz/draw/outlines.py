"""Letters as outlines: placed to a fraction of a pixel, and drawn in a tenth of the time."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.colors import to_rgba
from matplotlib.font_manager import get_font
from matplotlib.ft2font import LoadFlags
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.transforms import Affine2D

from surfaceviz.draw.fonts import find_fonts, font_file
from surfaceviz.draw.lettering import DIGIT_HEIGHT, MISSING_GLYPH, lettered

if TYPE_CHECKING:
    from matplotlib.backend_bases import RendererBase
    from numpy.typing import NDArray

    from surfaceviz.base.arrays import FloatArray
    from surfaceviz.draw.themes.theme import Theme

# What letters are chosen by: families, the preferred one first, and weight.
Face: TypeAlias = "tuple[tuple[str, ...], str | int]"

# Size in points at which outlines are taken from a font: large, so that rounding does not show.
UNIT = 256.0
# By how much a text is moved from its anchor, in its own width and in the height of its digits.
ACROSS = {"left": 0.0, "center": -0.5, "right": -1.0}
UPWARD = {"baseline": 0.0, "center": -0.5}


class OutlinedText(Text):
    """A text that Agg draws as outlines; other renderers draw it as text.

    Drawn as bitmaps, letters lie on whole pixels, so that a label that moves slowly jumps, and
    each is made anew for every frame. This is for words of our own, which need no shaping.
    """

    def draw(self, renderer: RendererBase) -> None:
        """Draw the letters."""
        if not isinstance(renderer, RendererAgg):
            # Its text may have changed since its fonts were chosen.
            families, weight = _face(self)
            fonts = find_fonts(frozenset(self.get_text()), families, weight)
            self.set(fontfamily=list(fonts.families), fontweight=fonts.weight)
            super().draw(renderer)
            return
        colour = to_rgba(self.get_color(), self.get_alpha())
        if not self.get_visible() or not self.get_text() or not colour[3]:
            return
        letters, width = outline(self.get_text(), _face(self))
        place = (
            Affine2D()
            .translate(
                ACROSS[self.get_horizontalalignment()] * width,
                UPWARD[self.get_verticalalignment()] * DIGIT_HEIGHT,
            )
            .scale(renderer.points_to_pixels(self.get_fontsize()))
            .rotate_deg(self.get_rotation())
            .translate(*self.get_transform().transform(self.get_position()))
        )
        context = renderer.new_gc()
        context.set_linewidth(0.0)
        renderer.draw_path(context, letters, place, colour)
        context.restore()
        self.stale = False


@lru_cache(maxsize=64)
def outline(text: str, face: Face) -> tuple[Path, float]:
    """Return the outlines of a text beginning at (0, 0), and its width, both in ems."""
    vertices, codes, right = [], [], 0.0
    fonts = find_fonts(frozenset(text), *face)
    for char in text:
        shown = MISSING_GLYPH if char in fonts.missing else char
        points, kinds, advance = _glyph(shown, (fonts.families, fonts.weight))
        vertices.append(points + np.array([right, 0.0]))
        codes.append(kinds)
        right += advance
    return Path(np.concatenate(vertices), np.concatenate(codes)), right


def outlined_width(text: str, theme: Theme, **more: Any) -> float:
    """Return how many points wide ``text`` is as outlines in the theme's type."""
    label = OutlinedText(**lettered(text, theme, **more))
    if not label.get_text():
        return 0.0
    return outline(label.get_text(), _face(label))[1] * float(label.get_fontsize())


def _face(text: Text) -> Face:
    return tuple(text.get_fontfamily()), text.get_fontweight()


@cache
def _glyph(char: str, face: Face) -> tuple[FloatArray, NDArray[np.integer[Any]], float]:
    """Return a letter's outline (n, 2), its codes (n,), and the way to the next one, in ems."""
    families, weight = face
    font = get_font(font_file(char, families, weight))
    font.set_size(UNIT, 72)
    glyph = font.load_char(ord(char), flags=LoadFlags.NO_HINTING)
    vertices, codes = font.get_path()
    return vertices / UNIT, codes, glyph.linearHoriAdvance / 65536 / UNIT
