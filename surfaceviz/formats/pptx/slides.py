"""Slides with a film or a picture: title, what is seen, and what to say."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import quoteattr

from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.opc.package import Part
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn

from surfaceviz.formats.pptx.playing import timing_xml
from surfaceviz.formats.pptx.texts import cut, fitting_size, runs_in, shown_line, valid

if TYPE_CHECKING:
    from pptx.presentation import Presentation as Deck

    from surfaceviz.formats.pptx.areas import Area
    from surfaceviz.formats.pptx.layouts import Place

MEDIA = "http://schemas.microsoft.com/office/powerpoint/2010/main"
MEDIA_PART = "http://schemas.microsoft.com/office/2007/relationships/media"


@dataclass(frozen=True)
class Words:
    """What a slide says.

    Attributes
    ----------
    title : str
        Above the film.
    alt : str
        What is seen, for those who do not see it.
    notes : tuple of str
        Paragraphs for the speaker.
    lang : str
        The language, as decks name it.
    """

    title: str
    alt: str
    notes: tuple[str, ...]
    lang: str


def add_film(
    deck: Deck, place: Place, words: Words, film: bytes, poster: bytes, seconds: float
) -> None:
    """Append a slide with a film that plays by itself and for ever.

    Parameters
    ----------
    deck, place, words
        Where, and what is said.
    film : bytes
        An MP4.
    poster : bytes
        A PNG: what is seen before it plays.
    seconds : float
        How long the film takes.
    """
    slide = _new_slide(deck, place, words)
    part = slide.part
    package = part.package
    name = package.next_partname("/ppt/media/media%d.mp4")
    media = Part(name, "video/mp4", package, film)
    # Two relationships to the same part: one of the standard, one that says it is embedded.
    link, embedded = part.relate_to(media, RT.VIDEO), part.relate_to(media, MEDIA_PART)
    _, image = part.get_or_add_image_part(BytesIO(poster))
    number = _next_number(slide)
    slide.shapes._spTree.append(
        parse_xml(
            _picture_xml(number, image, place.film, words.alt, "Film", _media_xml(link, embedded))
        )
    )
    root = slide._element
    root.find(qn("p:clrMapOvr")).addnext(parse_xml(timing_xml(number, seconds)))


def add_picture(deck: Deck, place: Place, words: Words, picture: bytes) -> None:
    """Append a slide with a picture, a PNG."""
    slide = _new_slide(deck, place, words)
    _, image = slide.part.get_or_add_image_part(BytesIO(picture))
    number = _next_number(slide)
    slide.shapes._spTree.append(
        parse_xml(_picture_xml(number, image, place.film, words.alt, "Picture"))
    )


def _new_slide(deck: Deck, place: Place, words: Words) -> Any:
    slide: Any = deck.slides.add_slide(place.layout)
    title = slide.shapes.title
    for shape in list(slide.placeholders):
        if title is None or shape._element is not title._element:
            shape._element.getparent().remove(shape._element)
    if title is None:
        area = place.title
        title = slide.shapes.add_textbox(area.left, area.top, area.width, area.height)
        title.text_frame.word_wrap = True
    text = cut(shown_line(words.title))
    title.text_frame.text = text
    runs = runs_in(title.text_frame, words.lang)
    if place.size is not None:
        size = fitting_size(text, place.title, place.size)
        for run in runs if size < place.size else ():
            run.set("sz", str(100 * size))
    frame = slide.notes_slide.notes_text_frame
    if frame is not None:
        frame.text = "\n".join(map(valid, words.notes))
        runs_in(frame, words.lang)
    _list_in_section(deck)
    return slide


def _next_number(slide: Any) -> int:
    """Return a number that no shape of the slide has."""
    return 1 + max(int(shape.get("id")) for shape in slide._element.iter(qn("p:cNvPr")))


def _media_xml(link: str, embedded: str) -> str:
    return (
        f'<a:videoFile r:link="{link}"/><p:extLst>'
        '<p:ext uri="{DAA4B4D4-6D71-4841-9C94-3DE7FCFB9230}">'
        f'<p14:media xmlns:p14="{MEDIA}" r:embed="{embedded}"/></p:ext></p:extLst>'
    )


def _picture_xml(number: int, image: str, area: Area, alt: str, name: str, media: str = "") -> str:
    """Return a picture, or with ``media`` a film of which it is the first that is seen."""
    playing = '<a:hlinkClick r:id="" action="ppaction://media"/>' if media else ""
    told = quoteattr(shown_line(alt))
    return (
        f"<p:pic {nsdecls('a', 'p', 'r')}><p:nvPicPr>"
        f'<p:cNvPr id="{number}" name="{name} {number}" descr={told}>{playing}</p:cNvPr>'
        '<p:cNvPicPr><a:picLocks noChangeAspect="1"/></p:cNvPicPr>'
        f"<p:nvPr>{media}</p:nvPr></p:nvPicPr>"
        f'<p:blipFill><a:blip r:embed="{image}"/><a:stretch><a:fillRect/></a:stretch></p:blipFill>'
        f'<p:spPr><a:xfrm><a:off x="{area.left}" y="{area.top}"/>'
        f'<a:ext cx="{area.width}" cy="{area.height}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr></p:pic>'
    )


def _list_in_section(deck: Deck) -> None:
    """Add the last slide to the last section, where a deck is in sections."""
    root: Any = deck.part._element
    sections = list(root.iter(f"{{{MEDIA}}}section"))
    if not sections:
        return
    listed = sections[-1].find(f"{{{MEDIA}}}sldIdLst")
    number = root.find(qn("p:sldIdLst"))[-1].get("id")
    if listed is not None:
        listed.append(parse_xml(f'<p14:sldId xmlns:p14="{MEDIA}" id="{number}"/>'))
