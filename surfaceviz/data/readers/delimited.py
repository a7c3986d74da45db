"""Files of separated values: CSV, TSV and their like."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from surfaceviz.base.errors import InputError
from surfaceviz.data.columns import PLAIN
from surfaceviz.data.readers.archives import other_columns
from surfaceviz.data.readers.layout import MISSING, missing_in, strict_rows, tolerant_rows
from surfaceviz.data.readers.lines import TEXT, count_lines, count_marks
from surfaceviz.data.readers.packing import read_head
from surfaceviz.data.readers.protocol import IncompleteError, Table, Way
from surfaceviz.data.readers.sniffing import first_row, sniff
from surfaceviz.data.readers.text import check_text
from surfaceviz.data.readers.typing import text_columns, view_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    import duckdb

    from surfaceviz.data.columns import Chosen, Selection
    from surfaceviz.data.readers.layout import Layout
    from surfaceviz.data.readers.protocol import Files


def open_table(files: Files, session: duckdb.DuckDBPyConnection, asked: Selection) -> Table:
    """Return the table in files of separated values, however they are written."""
    check_text(files, TEXT)
    found = sniff(session, files, asked.decimal)
    layout = found.layout
    if found.empty:
        raise InputError(f"{files.label} has a header but no rows: expected at least two")
    _check_others(files, session, layout)
    columns = text_columns(layout.names, found.kinds, found.writings)

    cells = [layout.cell(name) for name in layout.names]

    def ways(chosen: Chosen) -> Iterator[Way]:
        numeric = {each.name: each for each in chosen.all if each.kind in PLAIN}
        decimals = {each.numerals.decimal for each in numeric.values() if each.numerals}
        if len(decimals) <= 1:
            # A condition may be about what has no value in any column.
            missing = missing_in(files.head, layout) if asked.where is None else MISSING
            decimal = "".join(decimals) or "."
            strict = strict_rows(session, files.paths, layout, numeric, missing, decimal)
            lost = partial(_none_lost, files, layout, strict)
            typed = view_of(columns, found.writings, cells, typed=numeric)
            yield Way(strict.project(typed), dear=True, lost=lost)
        seen = view_of(columns, found.writings, cells, checked=chosen.all)
        for parallel in (True, False):
            rows = tolerant_rows(session, files.paths, layout, parallel=parallel, rejects=True)
            lost = partial(_lost, files, session, layout, rows)
            yield Way(rows.project(seen), dear=True, lost=lost, strays=True)

    return Table(columns, ways)


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
