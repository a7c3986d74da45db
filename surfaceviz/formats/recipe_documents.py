"""What documents carry beside their drawings: the text of a recipe in SVG and in PDF."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING
from xml.sax.saxutils import unescape

from surfaceviz.base.damage import CUT_OFF, DamagedError

if TYPE_CHECKING:
    from pathlib import Path

SVG_END, PDF_END = b"</svg>", b"%%EOF"
SVG_MARK, SVG_MARK_END = b'<metadata id="surfaceviz-recipe">', b"</metadata>"
PDF_MARK = b"/Recipe ("
# A PDF's recipe stands near its end, and no recipe is longer than this; after the end's mark some
# programs put blanks.
TAIL_BYTES, BLANKS = 1 << 20, 1024
# What matplotlib writes within the parentheses of a string: none unescaped.
IN_PDF = re.compile(rb"((?:[^\\()]|\\.)*)\)", re.DOTALL)
ESCAPED = re.compile(rb"\\(.)", re.DOTALL)
ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def in_svg(_path: Path, head: bytes, tail: bytes) -> str:
    """Return the text that an SVG carries, or none.

    Raises
    ------
    DamagedError
        If it is not whole.
    """
    if not tail.rstrip().endswith(SVG_END):
        raise DamagedError(CUT_OFF)
    _, found, rest = head.partition(SVG_MARK)
    text, ended, _ = rest.partition(SVG_MARK_END)
    return unescape(text.decode(errors="replace")) if found and ended else ""


def in_pdf(path: Path, _head: bytes, _tail: bytes) -> str:
    """Return the text that a PDF carries, or none.

    Raises
    ------
    DamagedError
        If it is not whole.
    """
    with path.open("rb") as stream:
        size = stream.seek(0, os.SEEK_END)
        stream.seek(-min(size, TAIL_BYTES), os.SEEK_END)
        end = stream.read()
    if PDF_END not in end[-BLANKS:]:
        raise DamagedError(CUT_OFF)
    found = IN_PDF.match(end.rpartition(PDF_MARK)[2]) if PDF_MARK in end else None
    if found is None:
        return ""
    plain = ESCAPED.sub(lambda char: ESCAPES.get(char[1], char[1]), found[1])
    return plain.decode(errors="replace")
