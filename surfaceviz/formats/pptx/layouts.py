"""Where a film goes on the slides of a deck that somebody else has made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pptx.enum.shapes import PP_PLACEHOLDER as PH

from surfaceviz.base.errors import InputError
from surfaceviz.formats.pptx.areas import Area, area_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pptx.presentation import Presentation as Deck

# The slide that PowerPoint takes where a deck says nothing.
USUAL = (9_144_000, 6_858_000)
# Of the slide: its margins, a title's height where there is none, the least that a film takes.
MARGIN, HEAD, ROOM = 0.05, 0.14, 0.2
TITLES = (PH.TITLE, PH.CENTER_TITLE)
FOOTERS = (PH.DATE, PH.FOOTER, PH.SLIDE_NUMBER)
# What can hold a film.
HOLDERS = (PH.OBJECT, PH.PICTURE, PH.MEDIA_CLIP)


@dataclass(frozen=True, eq=False)
class Place:
    """Where a film goes on a slide.

    Attributes
    ----------
    layout : SlideLayout
        What the slide looks like.
    film : Area
        Of the film.
    title : Area
        Of its title; a box of its own where the layout has none.
    size : int or None
        Points of the title's letters, to be lowered for a long one; None to leave them.
    """

    layout: Any
    film: Area
    title: Area
    size: int | None = None


def choose_place(deck: Deck, size: tuple[int, int], label: str) -> Place:
    """Return the best place for a film of this size.

    The best layout has a title and nothing else, by what is on it, since its name may be in any
    language; then one with a title and one place for a picture; then any with a title. One that
    leaves hardly room comes last.

    Raises
    ------
    InputError
        If the deck has no layout.
    """
    slide = Area(0, 0, deck.slide_width or USUAL[0], deck.slide_height or USUAL[1])
    places = [
        (_rank(layout), _place(layout, slide, size))
        for master in deck.slide_masters
        for layout in master.slide_layouts
    ]
    if not places:
        raise InputError(
            f"the template {label} has no slide layout: add one in the slide master's view"
        )
    roomy = [each for each in places if each[1].film.size >= ROOM * slide.size]
    if roomy:
        return min(roomy, key=lambda each: each[0])[1]
    return max(places, key=lambda each: each[1].film.size)[1]


def _rank(layout: Any) -> int:
    """Return how well a layout suits; less is better."""
    kinds = [shape.placeholder_format.type for shape in layout.placeholders]
    content = [kind for kind in kinds if kind not in (*TITLES, *FOOTERS)]
    title = _title_of(layout)
    if title is None:
        return 5
    if title.placeholder_format.type != PH.TITLE or title._element.ph_orient == "vert":
        return 4
    if not content:
        return 0 if layout._element.get("type") == "titleOnly" else 1
    return 2 if len(content) == 1 and content[0] in HOLDERS else 3


def _title_of(layout: Any) -> Any:
    shapes = layout.placeholders
    return next((each for each in shapes if each.placeholder_format.type in TITLES), None)


def _place(layout: Any, slide: Area, size: tuple[int, int]) -> Place:
    shape = _title_of(layout)
    title = None if shape is None else area_of(shape)
    if title is None:
        edge = round(MARGIN * slide.width)
        title = Area(
            edge, round(MARGIN * slide.height), slide.width - 2 * edge, round(HEAD * slide.height)
        )
    free = max(_free(layout, title, slide), key=lambda area: area.fitted(*size).size)
    return Place(layout, free.fitted(*size), title)


def _free(layout: Any, title: Area, slide: Area) -> list[Area]:
    """Return areas that a film may fill: as the layout's designer meant it, if that is told."""
    meant = list(_areas(layout, HOLDERS)) or list(_areas(layout.slide_master, (PH.BODY,)))
    kept = [area for area in meant if area.size and not area.meets(title)]
    if kept:
        return kept
    across, down = round(MARGIN * slide.width), round(MARGIN * slide.height)
    right, bottom = slide.right - across, slide.bottom - down
    wide, high = right - across, bottom - down
    return [
        Area(across, title.bottom + down // 2, wide, bottom - title.bottom - down // 2),
        Area(across, down, wide, title.top - down),
        Area(title.right + across, down, right - title.right - across, high),
        Area(across, down, title.left - 2 * across, high),
    ]


def _areas(shapes: Any, kinds: tuple[Any, ...]) -> Iterator[Area]:
    for shape in shapes.placeholders:
        area = area_of(shape) if shape.placeholder_format.type in kinds else None
        if area is not None:
            yield area
