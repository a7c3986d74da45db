"""Slides that a browser shows: of reveal.js, Slidev, Marp and Quarto."""

from __future__ import annotations

from typing import TYPE_CHECKING

from surfaceviz.embedding.elements import (
    AUTOPLAY,
    FLEXIBLE,
    PRESENT,
    QUIET,
    fallback,
    frame,
    image,
    shown,
    size,
)
from surfaceviz.embedding.escaping import opening, quoted, url
from surfaceviz.embedding.exhibit import Exhibit, Kind, Snippet
from surfaceviz.embedding.refusing import check_kind, check_name

if TYPE_CHECKING:
    from surfaceviz.embedding.elements import Attributes

# Pixels of a slide below its title, where slides have their usual size.
REVEAL_BOX, SLIDEV_BOX, MARP_BOX = (912, 520), (868, 420), (1120, 500)
# The folder of files that Slidev serves at the root.
PUBLIC = "public"
# What its bundler takes for something else, or for the end of a text.
STRANGE = "#?'\"`\\"

PRINTED = ("it shows where Quarto makes a PDF; browsers need an .svg",)


def reveal(exhibit: Exhibit) -> Snippet:
    """Return a slide of reveal.js, which plays a film while its slide is shown."""
    check_kind(exhibit, "reveal.js")
    starting: Attributes = {"data-autoplay": True}
    # What is named like this is loaded when its slide comes near.
    element = shown(exhibit, REVEAL_BOX, starting, "data-src")
    return Snippet(f"<section>\n{element}\n</section>")


def slidev(exhibit: Exhibit) -> Snippet:
    """Return lines for a slide of Slidev, whose own element plays a film while it is shown."""
    check_kind(exhibit, "Slidev")
    check_name(exhibit, "Slidev", STRANGE)
    root = "/" + url(exhibit.place).removeprefix(f"{PUBLIC}/")
    if exhibit.kind is Kind.PAGE:
        return Snippet(frame({"src": root + PRESENT}, exhibit, SLIDEV_BOX))
    if exhibit.kind is Kind.PICTURE:
        return Snippet(image({"src": root}, exhibit, SLIDEV_BOX))
    poster = exhibit.poster
    attributes: Attributes = {
        **AUTOPLAY,
        "autoreset": "slide",
        **QUIET,
        "poster": None if poster is None else "/" + url(poster).removeprefix(f"{PUBLIC}/"),
        **size(exhibit, SLIDEV_BOX),
        "aria-label": exhibit.alt,
    }
    lines = [
        opening("SlidevVideo", attributes),
        opening("source", {"src": root, "type": exhibit.mime}),
        # What is between braces in a text would be computed.
        fallback(exhibit, root).replace("{", "&#123;"),
        "</SlidevVideo>",
    ]
    return Snippet("\n".join(lines))


def marp(exhibit: Exhibit) -> Snippet:
    """Return lines for a slide of Marp."""
    check_kind(exhibit, "Marp")
    hints = (
        "convert with 'marp --html': else Marp leaves out alt text and pages",
        "a PDF needs --allow-local-files as well, and shows a still",
    )
    return Snippet(shown(exhibit, MARP_BOX, AUTOPLAY), hints)


def quarto(exhibit: Exhibit) -> Snippet:
    """Return a block for Quarto, whether it makes slides or pages of it."""
    if exhibit.kind in (Kind.PICTURE, Kind.PDF):
        sizes = size(exhibit, REVEAL_BOX).items()
        words = [f"fig-alt={quoted(exhibit.alt)}", *(f"{name}={number}" for name, number in sizes)]
        text = f"![]({url(exhibit.place)}){{{' '.join(words)}}}"
        return Snippet(text, PRINTED if exhibit.kind is Kind.PDF else ())
    check_kind(exhibit, "Quarto")
    element = shown(exhibit, REVEAL_BOX, {"data-autoplay": True, **AUTOPLAY, **FLEXIBLE})
    hint = "in a website or book, list it in _quarto.yml below project: resources:"
    return Snippet(f"```{{=html}}\n{element}\n```", (hint,))
