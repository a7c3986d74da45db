"""Lines of text files, counted independently of who reads them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

import numpy as np

from surfaceviz.data.readers.packing import unpacked
from surfaceviz.data.readers.text import watch_text

if TYPE_CHECKING:
    from surfaceviz.base.arrays import BoolArray, IntArray
    from surfaceviz.data.readers.layout import Layout
    from surfaceviz.data.readers.protocol import Files

NEWLINE, RETURN = b"\n\r"
PIECE = 1 << 18
# What these files are to be, in messages.
TEXT = "CSV or TSV"
# DuckDB reads no longer ones.
LONGEST_CELL = 1 << 22
# Where lines end otherwise than usual, longer ones may count twice.
LONGEST_LINE = 1 << 12


def count_lines(files: Files) -> int:
    """Return how many lines there are; the last one counts without a line end, too.

    Raises
    ------
    InputError
        If one of them is not in UTF-8, which who reads them may not notice.
    """
    lines = 0
    for path in files.paths:
        ends = returns = 0
        last = b""
        watch = watch_text(files, path, TEXT)
        with unpacked(path, files.packing) as stream:
            while piece := stream.read(PIECE):
                watch(piece)
                bytes_ = np.frombuffer(piece, dtype=np.uint8)
                ends += int(np.count_nonzero(bytes_ == NEWLINE))
                # Only where there is no newline, lines may end with a return.
                returns += 0 if ends else int(np.count_nonzero(bytes_ == RETURN))
                last = piece[-1:]
        watch(b"")
        lines += (ends or returns) + (last not in (b"\n", b"\r", b""))
    return lines


@dataclass(frozen=True)
class Marks:
    """What there is in files of text, but for empty lines.

    Attributes
    ----------
    lines : int
        Lines in all of them.
    ends : int
        Those of them that do not end within quotes, and so end a row.
    open_quote : bool
        Whether there is a quote in one of them that opens and never closes.
    """

    lines: int
    ends: int
    open_quote: bool


def count_marks(files: Files, layout: Layout) -> Marks:
    """Count lines and those that end rows, which takes longer than to count lines alone.

    Raises
    ------
    InputError
        If one of them is not in UTF-8.
    """
    lines, ends, opened = 0, 0, False
    end = b"\n" if b"\n" in files.head else b"\r"
    quoted = _quoted(layout)
    for path in files.paths:
        # The beginning of a cell in quotes that the next piece may end.
        left, lost = b"", False
        watch = watch_text(files, path, TEXT)
        with unpacked(path, files.packing) as stream:
            while piece := _whole_lines(stream, end):
                watch(piece)
                lines += _filled(piece, end)
                # No lines break within single quotes: it is rows that these would hide.
                if layout.quote == '"' and not lost:
                    piece, left = _cut(left + piece, quoted)
                    lost = len(left) > LONGEST_CELL
                ends += _filled(piece, end) - (bool(left) and not piece.endswith(end))
        watch(b"")
        opened = opened or bool(left)
    return Marks(lines, ends, opened)


def _cut(piece: bytes, quoted: tuple[re.Pattern[bytes], re.Pattern[bytes]]) -> tuple[bytes, bytes]:
    """Return a piece with a stand-in for cells in quotes, and the cell that is left open."""
    if b'"' not in piece:
        return piece, b""
    closed, unclosed = quoted
    piece = closed.sub(rb"\1_", piece)
    cut = unclosed.search(piece)
    return (piece[: cut.start(2)], piece[cut.start(2) :]) if cut else (piece, b"")


def _quoted(layout: Layout) -> tuple[re.Pattern[bytes], re.Pattern[bytes]]:
    """Return the patterns of a cell in quotes, after what is before it, and of one left open."""
    mark, escape, between = (
        re.escape(char.encode()) for char in (layout.quote, layout.escape, layout.delimiter)
    )
    inner = rb"[^%b]++|%b%b" % (mark, mark, mark)
    if layout.escape != layout.quote:
        inner = rb"[^%b%b]++|%b[\s\S]" % (mark, escape, escape)
    opening = rb"(^|%b|\r)( *%b(?:%b)*+" % (between, mark, inner)
    return re.compile(opening + mark + rb")", re.M), re.compile(opening + rb"\Z)", re.M)


def _whole_lines(stream: IO[bytes], end: bytes) -> bytes:
    """Return the next piece, which does not break within a line unless that is very long."""
    piece = stream.read(PIECE)
    if end == b"\n" and piece and not piece.endswith(end):
        return piece + stream.readline(LONGEST_CELL)
    for _ in range(LONGEST_LINE):
        if not piece or piece.endswith(end):
            break
        if not (more := stream.read(1)):
            break
        piece += more
    return piece


def _filled(piece: bytes, end: bytes) -> int:
    """Return how many lines of a piece hold anything; the last one needs no end."""
    text = np.frombuffer(end * 2 + piece, dtype=np.uint8)
    ends: IntArray = np.flatnonzero(text[2:] == end[0]) + 2
    before = text[ends - 1]
    empty: BoolArray = (before == end[0]) | ((before == RETURN) & (text[ends - 2] == end[0]))
    return len(ends) - int(empty.sum()) + (not piece.endswith((end, b"\r")) if piece else 0)
