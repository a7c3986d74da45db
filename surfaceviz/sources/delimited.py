"""Files of separated values: CSV, TSV and their like."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from surfaceviz.columns import PLAIN, Column
from surfaceviz.errors import InputError
from surfaceviz.sources.archives import other_columns
from surfaceviz.sources.layout import MISSING, missing_in, strict_rows, told_apart, tolerant_rows
from surfaceviz.sources.lines import TEXT, count_lines, count_marks
from surfaceviz.sources.packing import read_head
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


def open_table(files: Files, session: duckdb.DuckDBPyConnection, asked: Selection) -> Table:
    """Return the table in files of separated values, however they are written."""
    check_text(files, TEXT)
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
        check_text(replace(files, head=head, label=repr(str(path))), TEXT)
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
    if known != count_lines(files) and known != count_marks(files, layout).ends:
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
    marks = count_marks(files, layout)
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
