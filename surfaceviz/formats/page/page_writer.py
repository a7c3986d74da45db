"""The page as one file: picture, program, data and recipe in the places of a template."""

from __future__ import annotations

import re
from base64 import b64encode
from gzip import compress
from hashlib import sha256
from html import escape
from typing import TYPE_CHECKING, Any

from surfaceviz.formats.page.coding import as_json, escaped
from surfaceviz.formats.page.module import file_text, module_text
from surfaceviz.formats.page.payload import film_payload
from surfaceviz.formats.page.still import data_url, still_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from surfaceviz.base.arrays import Frame
    from surfaceviz.formats.base import Film
    from surfaceviz.formats.subject import Subject

TEMPLATE, STYLE = "page.html", "page.css"
# What unpacks the program, and what the program ends with.
LOADER, OPENING = "unpacking.js", "opening.js"
PLACE = re.compile(r"%%([A-Z]+)%%")
# What a browser takes no notice of, or would take for another sign.
UNSHOWN = re.compile("[\ud800-\udfff\0-\x08\x0b-\x1f\x7f-\x9f]")
# The elements of the template that a policy must name.
STYLED = re.compile(r"<style[^>]*>(.*?)</style>", re.DOTALL)
RUN = re.compile(r'<script type="module"[^>]*>(.*?)</script>', re.DOTALL)


def content(subject: Subject) -> dict[str, Any]:
    """Return what the page shows; see ``Format``."""
    return film_payload(subject.scene, subject.look, subject.pace)


def write(path: Path, film: Film, frames: Iterator[Frame]) -> None:
    """Write a page of the film's scene; of its frames it needs only the last."""
    # Whoever draws for other formats too waits until everyone has taken each frame.
    for _ in frames:
        pass
    text = page_text(film.content, film.recipe, still_of(film.key_frames[-1]))
    path.write_text(text, encoding="utf-8", newline="\n")


def page_text(payload: Mapping[str, Any], recipe: str, still: bytes | None = None) -> str:
    """Return the HTML of a page, which needs no other file.

    Parameters
    ----------
    payload : Mapping
        What it shows, as ``make_payload`` returns it.
    recipe : str
        Text to carry along, in ASCII.
    still : bytes, optional
        A PNG for those without JavaScript.
    """
    template = file_text(TEMPLATE)
    inline = {"STYLE": file_text(STYLE), "SCRIPT": file_text(LOADER)}
    program = f"{module_text()}\n{file_text(OPENING)}"
    title = shown(payload["title"] or payload["data"]["name"])
    picture = "" if still is None else f'<img src="{data_url(still)}" alt="{title}">'
    numbers = "".join(f"<li>{shown(line)}</li>" for line in payload["numbers"])
    return _filled(
        template,
        {
            **inline,
            "PROGRAM": _packed(program),
            "LANG": shown(payload["lang"]),
            "TITLE": title,
            "POLICY": _policy(template, inline, program),
            "STILL": f"{picture}<ul>{numbers}</ul>",
            "DATA": as_json(payload),
            "RECIPE": escaped(recipe),
        },
    )


def _filled(template: str, texts: Mapping[str, str]) -> str:
    """Return the template with texts in their places, each of which stays as it is."""
    return PLACE.sub(lambda place: texts[place[1]], template)


def _policy(template: str, inline: Mapping[str, str], program: str) -> str:
    """Return what the page may do: run its own program, and fetch nothing from anywhere."""
    styles, scripts = (
        [_filled(each, inline) for each in element.findall(template)] for element in (STYLED, RUN)
    )
    return (
        f"default-src 'none'; script-src {_hashes([*scripts, program])}; "
        f"style-src {_hashes(styles)}; img-src data: blob:; base-uri 'none'; form-action 'none'"
    )


def _packed(program: str) -> str:
    """Return a program in gzip, always the same, and base64."""
    return b64encode(compress(program.encode(), compresslevel=9, mtime=0)).decode("ascii")


def _hashes(texts: Iterable[str]) -> str:
    """Return how a policy names elements of these texts."""
    digests = (sha256(text.encode()).digest() for text in texts)
    return " ".join(f"'sha256-{b64encode(digest).decode('ascii')}'" for digest in digests)


def shown(text: str) -> str:
    """Return text as HTML that shows just that; signs that HTML cannot hold are replaced."""
    return escape(UNSHOWN.sub("\N{REPLACEMENT CHARACTER}", text))
