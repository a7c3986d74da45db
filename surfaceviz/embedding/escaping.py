"""Text and names as each language writes them, so that they are read as just that."""

from __future__ import annotations

import os
import re
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

# What HTML cannot hold, or takes for another sign; and half characters, as in names of files.
UNSHOWN = re.compile("[\ud800-\udfff\0-\x08\x0b-\x1f\x7f-\x9f]")
IN_MARKDOWN = re.compile(r"([\\`*_\[\]<>&~|$#!{}^])")
IN_LATEX = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{char: f"\\{char}" for char in "#$%&_{}"},
}


def url(path: Path) -> str:
    """Return the address of a file, relative to what names it."""
    # Names are bytes to some systems, and need not be text.
    address = quote(os.fsencode(path.as_posix()))
    first = address.split("/")[0]
    # A colon is encoded, so that nothing before it can be a scheme.
    return address if first else f".{address}"


def html(text: str) -> str:
    """Return text as HTML shows it, in one line."""
    return escape(UNSHOWN.sub("\N{REPLACEMENT CHARACTER}", one_line(text)))


def markdown(text: str) -> str:
    """Return text as Markdown shows it, in one line."""
    return IN_MARKDOWN.sub(r"\\\1", UNSHOWN.sub("\N{REPLACEMENT CHARACTER}", one_line(text)))


def latex(text: str) -> str:
    """Return text as LaTeX shows it, in one line."""
    return "".join(IN_LATEX.get(char, char) for char in one_line(text))


def quoted(text: str) -> str:
    """Return text as an attribute of Markdown, as Pandoc reads it, in one line."""
    plain = UNSHOWN.sub("\N{REPLACEMENT CHARACTER}", one_line(text))
    return '"' + re.sub(r'([\\"&])', r"\\\1", plain) + '"'


def one_line(text: str) -> str:
    """Return text without line ends, which would end a paragraph or an element."""
    return " ".join(text.split())


def opening(name: str, attributes: Mapping[str, str | int | bool | None]) -> str:
    """Return the tag that opens an element.

    Parameters
    ----------
    name : str
        Of the element.
    attributes : Mapping
        Texts, numbers, True for those that have no value; what is None is left out.
    """
    parts = [
        key if value is True else f'{key}="{html(str(value))}"'
        for key, value in attributes.items()
        if value is not None
    ]
    return f"<{' '.join([name, *parts])}>"
