"""A deck of our own: one master, one layout, in the colours of the film."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.opc.oxml import serialize_part_xml
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.util import Emu

from surfaceviz.draw.canvas import make_canvas
from surfaceviz.draw.layouts.layout import EDGE
from surfaceviz.formats.pptx.areas import INCH, Area, put
from surfaceviz.formats.pptx.colours import palette_of
from surfaceviz.formats.pptx.layouts import Place
from surfaceviz.formats.pptx.texts import cut, shown_line

if TYPE_CHECKING:
    from pptx.presentation import Presentation as Deck

    from surfaceviz.draw.themes.theme import Theme

WIDTH, HEIGHT = 12_192_000, 6_858_000
SIDE, TOP, FOOT = round(0.4 * INCH), round(0.32 * INCH), round(0.34 * INCH)
TITLE, GAP = round(0.75 * INCH), round(0.06 * INCH)
# Of the free width; a film that takes less has its title above its middle.
WIDE = 0.6
# Of the title's letters, in points.
HEADLINE = 28
KEPT = "titleOnly"
# What python-pptx's deck brings along and nobody needs.
UNUSED = (RT.THUMBNAIL, RT.EXTENDED_PROPERTIES, RT.PRINTER_SETTINGS)
FOOTERS = (PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER)
# A dark page is the dark pair as background.
DARK = {"bg1": "dk1", "tx1": "lt1", "bg2": "dk2", "tx2": "lt2"}


def make_deck(theme: Theme, size: tuple[int, int], title: str, lang: str) -> tuple[Deck, Place]:
    """Return an empty deck, and where a film goes.

    Parameters
    ----------
    theme : Theme
        Of the film.
    size : tuple of int
        Width and height of the film.
    title, lang : str
        What the deck says of itself.
    """
    deck = Presentation()
    _prune(deck)
    deck.slide_width, deck.slide_height = Emu(WIDTH), Emu(HEIGHT)
    deck.part._element.find(qn("p:sldSz")).attrib.pop("type", None)
    master: Any = deck.slide_masters[0]
    _colour(master, theme)
    free = Area(SIDE, TOP + TITLE + GAP, WIDTH - 2 * SIDE, HEIGHT - TOP - TITLE - GAP - FOOT)
    film = free.fitted(*size)
    _arrange(master, free, film, size)
    _describe(deck, title, lang)
    return deck, Place(deck.slide_layouts[0], film, _title_area(free, film), HEADLINE)


def _prune(deck: Deck) -> None:
    """Remove everything that a slide with a film does not need."""
    for layout in list(deck.slide_layouts):
        if layout._element.get("type") != KEPT:
            deck.slide_layouts.remove(layout)
    for source in (deck.part, deck.part.package):
        for name, relation in list(source._rels.items()):
            if relation.reltype in UNUSED:
                source._rels.pop(name)


def _colour(master: Any, theme: Theme) -> None:
    palette = palette_of(theme)
    part = master.part.part_related_by(RT.THEME)
    root = parse_xml(part.blob)
    root.set("name", "surfaceviz")
    for name, text in (("a:clrScheme", palette.scheme), ("a:fontScheme", palette.fonts)):
        (old,) = root.iter(qn(name))
        old.getparent().replace(old, parse_xml(text))
    part.blob = serialize_part_xml(root)
    if palette.dark:
        for name, value in DARK.items():
            master._element.find(qn("p:clrMap")).set(name, value)


def _title_area(free: Area, film: Area) -> Area:
    """Return where the title is: above the film, or of a narrow one above everything."""
    below = film if _is_wide(free, film) else free
    return Area(below.left, TOP, below.width, TITLE)


def _is_wide(free: Area, film: Area) -> bool:
    return film.width >= WIDE * free.width


def _arrange(master: Any, free: Area, film: Area, size: tuple[int, int]) -> None:
    """Put the master's placeholders where a film leaves room for them."""
    third = free.width // 3
    footers = iter(range(free.left, free.right - third + 1, third))
    for shape in master.placeholders:
        kind = shape.placeholder_format.type
        if kind == PP_PLACEHOLDER.TITLE:
            put(shape, _title_area(free, film))
            body = shape._element.find(qn("p:txBody")).find(qn("a:bodyPr"))
            # Its letters begin above those of the film, which has a margin.
            canvas = make_canvas(size)
            margin = round(film.width * EDGE * canvas.scale / canvas.width)
            for side in ("lIns", "rIns"):
                body.set(side, str(margin))
            body.set("anchor", "b")
        elif kind == PP_PLACEHOLDER.BODY:
            put(shape, free)
        elif kind in FOOTERS:
            put(shape, Area(next(footers), HEIGHT - FOOT, third, FOOT - GAP))
    (style,) = master._element.iter(qn("p:titleStyle"))
    level = style.find(qn("a:lvl1pPr"))
    level.set("algn", "l" if _is_wide(free, film) else "ctr")
    letters = level.find(qn("a:defRPr"))
    letters.set("sz", str(100 * HEADLINE))
    letters.set("b", "1")


def _describe(deck: Deck, title: str, lang: str) -> None:
    """Say what the deck is; nothing of who made it, nor when, which would differ every time."""
    core: Any = deck.core_properties
    root = core._element
    for child in list(root):
        root.remove(child)
    core.title, core.language = cut(shown_line(title)), lang
