"""Files of separated values: CSV, TSV and their like."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from surfaceviz.columns import PLAIN, Column
from surfaceviz.errors import InputError
from surfaceviz.sources.layout import strict_rows, told_apart, tolerant_rows
from surfaceviz.sources.packing import unpacked
from surfaceviz.sources.protocol import IncompleteError, Table, Way
from surfaceviz.sources.session import identifier
from surfaceviz.sources.sniffing import first_row, sniff
from surfaceviz.sources.text import check_text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    import duckdb

    from surfaceviz.columns import Chosen, Selection
    from surfaceviz.sources.layout import Layout
    from surfaceviz.sources.protocol import Files

NEWLINE, RETURN, QUOTE = b'\n\r"'
PIECE = 1 << 18


def open_table(files: Files, session: duckdb.DuckDBPyConnection, _asked: Selection) -> Table:
    """Return the table in files of separated values, however they are written."""
    check_text(files, "CSV or TSV")
    found = sniff(session, files)
    layout = found.layout
    if found.empty:
        raise InputError(f"{files.label} has a header but no rows: expected at least two")
    _check_headers(files, session, layout)
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
        strict = strict_rows(session, files.paths, layout, numeric)
        yield Way(view(strict, numeric), dear=True, lost=partial(_none_lost, files, layout, strict))
        for parallel in (True, False):
            rows = tolerant_rows(session, files.paths, layout, parallel=parallel, rejects=True)
            lost = partial(_lost, files, session, layout, rows)
            yield Way(view(rows, ()), dear=True, lost=lost)

    return Table(columns, ways)


def _value(layout: Layout, column: Column, numeric: Collection[str]) -> str:
    cell = layout.cell(column.name)
    return cell if column.name in numeric else layout.writing.value(cell, column.kind)


def _check_headers(files: Files, session: duckdb.DuckDBPyConnection, layout: Layout) -> None:
    """Refuse files of one pattern that do not have the same columns."""
    if not layout.header or len(files.paths) == 1:
        return
    wanted, *others = (first_row(session, path, layout) for path in files.paths)
    for path, cells in zip(files.paths[1:], others, strict=True):
        if cells != wanted:
            raise InputError(
                f"{path.name!r} has other columns than {files.paths[0].name!r}: expected "
                f"{', '.join(wanted)}, found {', '.join(cells)}"
            )


def _none_lost(
    files: Files, layout: Layout, rows: duckdb.DuckDBPyRelation, read: int | None
) -> int:
    """Return 0 if every line was read as a row.

    Raises
    ------
    IncompleteError
        If not. That may well be right, as where lines break within quotes, but may not.
    """
    if read is None:
        ((read,),) = rows.aggregate("count(*)").fetchall()
    marks = _marks(files)
    if read != marks.lines - len(files.paths) * (layout.skip + layout.header):
        raise IncompleteError
    return 0


def _lost(
    files: Files,
    session: duckdb.DuckDBPyConnection,
    layout: Layout,
    rows: duckdb.DuckDBPyRelation,
    _read: int | None,
) -> int:
    """Return the number of rows that could not be parsed.

    Raises
    ------
    InputError
        If a quote that never closes has swallowed lines, which are not rows.
    """
    ((rejected,),) = session.execute(
        "SELECT count(DISTINCT (file_id, line)) FROM reject_errors "
        "WHERE scan_id = (SELECT max(scan_id) FROM reject_errors)"
    ).fetchall()
    marks = _marks(files)
    if marks.open_quote:
        ((read,),) = rows.aggregate("count(*)").fetchall()
        rest = len(files.paths) * (layout.skip + layout.header)
        swallowed = marks.lines - read - rejected - rest
        if swallowed > 0:
            raise InputError(
                f"a quote opens in {files.label} and never closes, and {swallowed:,} lines "
                "after it are no rows: add the quote that is missing"
            )
    return int(rejected)


@dataclass(frozen=True)
class Marks:
    """What there is in files of text.

    Attributes
    ----------
    lines : int
        Lines in all of them; the last one counts without a line end, too.
    open_quote : bool
        Whether there is an odd number of quotes in one of them.
    """

    lines: int
    open_quote: bool


def _marks(files: Files) -> Marks:
    """Count lines and quotes."""
    lines, odd = 0, False
    for path in files.paths:
        ends = returns = quotes = 0
        last = b""
        with unpacked(path, files.packing) as stream:
            while piece := stream.read(PIECE):
                bytes_ = np.frombuffer(piece, dtype=np.uint8)
                ends += int(np.count_nonzero(bytes_ == NEWLINE))
                quotes += int(np.count_nonzero(bytes_ == QUOTE)) if b'"' in piece else 0
                # Only where there is no newline, lines may end with a return.
                returns += 0 if ends else int(np.count_nonzero(bytes_ == RETURN))
                last = piece[-1:]
        lines += (ends or returns) + (last not in (b"\n", b"\r", b""))
        odd = odd or bool(quotes % 2)
    return Marks(lines, odd)
