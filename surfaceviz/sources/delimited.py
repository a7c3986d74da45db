"""Files of separated values: CSV, TSV and their like."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import partial
from typing import IO, TYPE_CHECKING

import numpy as np

from surfaceviz.columns import PLAIN, Column
from surfaceviz.errors import InputError
from surfaceviz.sources.archives import other_columns
from surfaceviz.sources.layout import MISSING, missing_in, strict_rows, told_apart, tolerant_rows
from surfaceviz.sources.packing import read_head, unpacked
from surfaceviz.sources.protocol import IncompleteError, Table, Way
from surfaceviz.sources.session import identifier
from surfaceviz.sources.sniffing import first_row, sniff
from surfaceviz.sources.text import check_text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    import duckdb

    from surfaceviz.arrays import BoolArray, IntArray
    from surfaceviz.columns import Chosen, Selection
    from surfaceviz.sources.layout import Layout
    from surfaceviz.sources.protocol import Files

NEWLINE, RETURN = b"\n\r"
PIECE = 1 << 18
# DuckDB reads no longer ones.
LONGEST_CELL = 1 << 22
# Where lines end otherwise than usual, longer ones may count twice.
LONGEST_LINE = 1 << 12


def open_table(files: Files, session: duckdb.DuckDBPyConnection, asked: Selection) -> Table:
    """Return the table in files of separated values, however they are written."""
    check_text(files, "CSV or TSV")
    found = sniff(session, files)
    layout = found.layout
    if found.empty:
        raise InputError(f"{files.label} has a header but no rows: expected at least two")
    _check_others(files, session, layout)
    columns = [
        Column(name, kind, identifier(plain))
        for name, kind, plain in zip(
            layout.names, found.kinds, told_apart(layout.names), strict=True
        )
    ]

    def view(rows: duckdb.DuckDBPyRelation, numeric: Collection[str]) -> duckdb.DuckDBPyRelation:
        """Return the rows as what the text stands for, under the columns' own names."""
        return rows.project(
            ", ".join(f"{_value(layout, column, numeric)} AS {column.sql}" for column in columns)
        )

    def ways(chosen: Chosen) -> Iterator[Way]:
        numeric = {each.name for each in chosen.all if each.kind in PLAIN}
        # A condition may be about what has no value in any column.
        missing = missing_in(files.head, layout) if asked.where is None else MISSING
        strict = strict_rows(session, files.paths, layout, numeric, missing)
        yield Way(view(strict, numeric), dear=True, lost=partial(_none_lost, files, layout, strict))
        for parallel in (True, False):
            rows = tolerant_rows(session, files.paths, layout, parallel=parallel, rejects=True)
            lost = partial(_lost, files, session, layout, rows)
            yield Way(view(rows, ()), dear=True, lost=lost)

    return Table(columns, ways)


def _value(layout: Layout, column: Column, numeric: Collection[str]) -> str:
    cell = layout.cell(column.name)
    return cell if column.name in numeric else layout.writing.value(cell, column.kind)


def _check_others(files: Files, session: duckdb.DuckDBPyConnection, layout: Layout) -> None:
    """Refuse files of one pattern that are no text, or do not have the same columns."""
    if len(files.paths) == 1:
        return
    wanted = first_row(session, files.paths[0], layout)
    for path in files.paths[1:]:
        head = read_head(path, files.packing, len(files.head), files.label)
        if not head.strip():
            continue
        check_text(replace(files, head=head, label=repr(str(path))), "CSV or TSV")
        if layout.header and (cells := first_row(session, path, layout)) != wanted:
            raise InputError(other_columns(path, files.paths[0], cells, wanted))


def _none_lost(
    files: Files, layout: Layout, rows: duckdb.DuckDBPyRelation, read: int | None
) -> int:
    """Return 0 if every line was read as a row, or all that do not end within quotes.

    Raises
    ------
    IncompleteError
        If not.
    """
    if read is None:
        read = _count(rows)
    known = read + _above(files, layout)
    # The second look takes longer, and well-formed files seldom need it.
    if known != _lines(files) and known != _marks(files, layout).ends:
        raise IncompleteError
    return 0


def _lost(
    files: Files,
    session: duckdb.DuckDBPyConnection,
    layout: Layout,
    rows: duckdb.DuckDBPyRelation,
    read: int | None,
) -> int:
    """Return the number of rows that could not be parsed: those rejected, and those not seen.

    Raises
    ------
    InputError
        If a quote that never closes has swallowed lines, which are not rows.
    """
    if read is None:
        read = _count(rows)
    ((rejected,),) = session.execute(
        "SELECT count(DISTINCT (file_id, line)) FROM reject_errors "
        "WHERE scan_id = (SELECT max(scan_id) FROM reject_errors)"
    ).fetchall()
    marks = _marks(files, layout)
    known = read + int(rejected) + _above(files, layout)
    swallowed = marks.lines - known
    if marks.open_quote and swallowed > 0:
        raise InputError(
            f"a quote opens in {files.label} and never closes, and {swallowed:,} lines "
            "after it are no rows: add the quote that is missing"
        )
    return int(rejected) + max(0, marks.ends - known)


def _count(rows: duckdb.DuckDBPyRelation) -> int:
    ((count,),) = rows.aggregate("count(*)").fetchall()
    return int(count)


def _above(files: Files, layout: Layout) -> int:
    """Return how many lines there are above the rows."""
    return len(files.paths) * (layout.skip + layout.header)


def _lines(files: Files) -> int:
    """Return how many lines there are; the last one counts without a line end, too."""
    lines = 0
    for path in files.paths:
        ends = returns = 0
        last = b""
        with unpacked(path, files.packing) as stream:
            while piece := stream.read(PIECE):
                bytes_ = np.frombuffer(piece, dtype=np.uint8)
                ends += int(np.count_nonzero(bytes_ == NEWLINE))
                # Only where there is no newline, lines may end with a return.
                returns += 0 if ends else int(np.count_nonzero(bytes_ == RETURN))
                last = piece[-1:]
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


def _marks(files: Files, layout: Layout) -> Marks:
    """Count lines and those that end rows, which takes longer than to count lines alone."""
    lines, ends, opened = 0, 0, False
    end = b"\n" if b"\n" in files.head else b"\r"
    quoted = _quoted(layout)
    for path in files.paths:
        # The beginning of a cell in quotes that the next piece may end.
        left, lost = b"", False
        with unpacked(path, files.packing) as stream:
            while piece := _whole_lines(stream, end):
                lines += _filled(piece, end)
                # No lines break within single quotes: it is rows that these would hide.
                if layout.quote == '"' and not lost:
                    piece, left = _cut(left + piece, quoted)
                    lost = len(left) > LONGEST_CELL
                ends += _filled(piece, end) - (bool(left) and not piece.endswith(end))
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
