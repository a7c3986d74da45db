"""Pages of HTML, of Markdown, and notebooks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from surfaceviz.embedding.elements import AUTOPLAY, FLEXIBLE, QUIET, calm, shown, size
from surfaceviz.embedding.escaping import html, markdown, opening, url
from surfaceviz.embedding.exhibit import Exhibit, Kind, Snippet
from surfaceviz.embedding.refusing import check_kind, command

if TYPE_CHECKING:
    from surfaceviz.embedding.elements import Attributes

# Pixels that the controls of a page take below its picture, and the width of a notebook.
CONTROLS, COLUMN = 220, 960
# What moves for longer than five seconds needs a way to stop it.
PLAYING: Attributes = {**AUTOPLAY, "controls": True, **FLEXIBLE}
SCRIPT = (
    '<script>matchMedia("(prefers-reduced-motion: reduce)").matches && '
    "document.currentScript.previousElementSibling.pause()</script>"
)


def page(exhibit: Exhibit) -> Snippet:
    """Return a figure for a page, which moves only for those who do not mind."""
    check_kind(exhibit, "a page")
    if exhibit.kind is Kind.VIDEO:
        element = f"{shown(exhibit, None, PLAYING)}\n{SCRIPT}"
    elif exhibit.kind is Kind.PICTURE:
        attributes = {"src": url(exhibit.place), **size(exhibit, None), **FLEXIBLE}
        element = calm(exhibit, opening("img", {**attributes, "alt": exhibit.alt}))
    else:
        ratio = f"{exhibit.width} / {exhibit.height + CONTROLS}"
        style = f"width: 100%; aspect-ratio: {ratio}; border: 0"
        attributes = {"src": url(exhibit.place), "style": style, "title": exhibit.alt}
        element = f"{opening('iframe', attributes)}</iframe>"
    return Snippet(f"<figure>\n{element}\n</figure>")


def readme(exhibit: Exhibit) -> Snippet:
    """Return Markdown of which nothing is stripped: a picture, or one that links to the film."""
    check_kind(exhibit, "Markdown", ".gif")
    alt, address = markdown(exhibit.alt), url(exhibit.place)
    if exhibit.kind is Kind.PICTURE:
        return Snippet(f"![{alt}]({address})")
    link = alt if exhibit.poster is None else f"![{alt}]({url(exhibit.poster)})"
    hints = ["GitHub and others strip what would play: the link opens the file"]
    if exhibit.recipe is not None:
        hints.append(f"a GIF plays, made by '{command(exhibit, '.gif')}'")
    return Snippet(f"[{link}]({address})", tuple(hints))


def jupyter(exhibit: Exhibit) -> Snippet:
    """Return a cell that shows the file; pictures and videos then are in the notebook itself."""
    check_kind(exhibit, "a notebook")
    name, alt = exhibit.place.as_posix(), exhibit.alt
    if exhibit.kind is Kind.PAGE:
        height = round(COLUMN * exhibit.height / exhibit.width) + CONTROLS
        extras = [f'title="{html(alt)}"']
        call = f"IFrame({url(exhibit.place)!r}, width='100%', height={height}, extras={extras!r})"
        return Snippet(f"from IPython.display import IFrame\n\n{call}")
    attributes: Attributes
    if exhibit.kind is Kind.PICTURE:
        attributes = {**size(exhibit, None), **FLEXIBLE, "alt": alt}
        begin, end = f'<img src="data:{exhibit.mime};base64,', f'" {_inner(attributes)}>'
        lines = [
            "from base64 import b64encode",
            "from pathlib import Path",
            "",
            "from IPython.display import HTML",
            "",
            f"picture = b64encode(Path({name!r}).read_bytes()).decode()",
            f"HTML({begin!r} + picture + {end!r})",
        ]
    else:
        attributes = {**PLAYING, **QUIET, "aria-label": alt}
        sizes = "".join(f" {key}={value}," for key, value in size(exhibit, None).items())
        lines = [
            "from IPython.display import Video",
            "",
            "Video(",
            f"    filename={name!r}, embed=True, mimetype={exhibit.mime!r},{sizes}",
            f"    html_attributes={_inner(attributes)!r},",
            ")",
        ]
    return Snippet("\n".join(lines), ("the notebook then holds the file, and needs it no more",))


def _inner(attributes: Attributes) -> str:
    """Return attributes as they stand in a tag."""
    return opening("x", attributes)[len("<x ") : -len(">")]
