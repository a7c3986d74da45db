"""Elements of HTML that show a film, a page or a figure."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from surfaceviz.embedding.escaping import html, opening, url
from surfaceviz.embedding.exhibit import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from surfaceviz.embedding.exhibit import Exhibit

Attributes: TypeAlias = "Mapping[str, str | int | bool | None]"
Box: TypeAlias = "tuple[int, int] | None"
AUTOPLAY: Attributes = {"autoplay": True}
QUIET: Attributes = {"loop": True, "muted": True, "playsinline": True}
# It shrinks with the page around it.
FLEXIBLE: Attributes = {"style": "max-width: 100%; height: auto"}
# Of a page: without its controls.
PRESENT = "?present"
STILL = "(prefers-reduced-motion: reduce)"


def shown(exhibit: Exhibit, box: Box, starting: Attributes, source: str = "src") -> str:
    """Return the element for a video, a picture or a page.

    Parameters
    ----------
    exhibit : Exhibit
        What it is to show.
    box : tuple of int or None
        Width and height that it has to fit into.
    starting : Mapping
        The attributes that let a video start, and any others that it gets.
    source : str
        The attribute that names the file.
    """
    address = url(exhibit.place)
    if exhibit.kind is Kind.PICTURE:
        return image({source: address}, exhibit, box)
    if exhibit.kind is Kind.PAGE:
        return frame({source: address + PRESENT}, exhibit, box)
    attributes: Attributes = {
        source: address,
        "poster": None if exhibit.poster is None else url(exhibit.poster),
        **starting,
        **QUIET,
        **size(exhibit, box),
        "aria-label": exhibit.alt,
    }
    return "\n".join([opening("video", attributes), fallback(exhibit, address), "</video>"])


def image(source: Attributes, exhibit: Exhibit, box: Box) -> str:
    """Return the element for a picture, which ``source`` names."""
    return opening("img", {**source, **size(exhibit, box), "alt": exhibit.alt})


def frame(source: Attributes, exhibit: Exhibit, box: Box) -> str:
    """Return the element for a page, which ``source`` names; it fills the box."""
    attributes: Attributes = {
        **source,
        **size(exhibit, box, enlarged=True),
        "style": "border: 0",
        "title": exhibit.alt,
    }
    return f"{opening('iframe', attributes)}</iframe>"


def fallback(exhibit: Exhibit, address: str) -> str:
    """Return a link to the file, for programs that do not show it."""
    return f'<a href="{html(address)}">{html(exhibit.alt)}</a>'


def calm(exhibit: Exhibit, picture: str) -> str:
    """Return a picture that gives way to its poster for those who want things to keep still."""
    if exhibit.poster is None:
        return picture
    still = opening("source", {"media": STILL, "srcset": url(exhibit.poster)})
    return f"<picture>\n{still}\n{picture}\n</picture>"


def size(exhibit: Exhibit, box: Box, *, enlarged: bool = False) -> dict[str, int]:
    """Return width and height in pixels, scaled to fit into a box; nothing if unknown."""
    width, height = exhibit.width, exhibit.height
    if not (width and height):
        return {}
    share = 1.0 if box is None else min(box[0] / width, box[1] / height)
    share = share if enlarged else min(share, 1.0)
    return {"width": max(1, round(width * share)), "height": max(1, round(height * share))}
