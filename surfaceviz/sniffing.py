"""How a file of separated values is written, found out by trying."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from surfaceviz.tables import (
    MISSING,
    Layout,
    cell,
    literal,
    literals,
    number,
    pattern,
    reader_of,
    run,
)

if TYPE_CHECKING:
    from pathlib import Path

    import duckdb

# Rows that are looked at to tell numbers from words.
HEAD_ROWS = 20_000
# Lines of remarks that a file may well have above its table; more, and the sniffer was misled.
PREAMBLE = 20


@dataclass(frozen=True)
class Table:
    """A file of separated values, its layout found out.

    Attributes
    ----------
    layout : Layout
        How it is written.
    numeric : tuple of str
        Names of the columns in which at least half of the first cells are numbers.
    numbers : int
        How many of the first cells are numbers, in all columns.
    empty : bool
        Whether there is no row below the header.
    """

    layout: Layout
    numeric: tuple[str, ...]
    numbers: int
    empty: bool


def find_table(connection: duckdb.DuckDBPyConnection, path: Path, head: bytes) -> Table:
    """Return the table under the layout that makes most sense of the file."""
    import duckdb

    def attempt(options: str, decimal: str) -> Table | None:
        try:
            return _inspect(connection, path, _sniff(connection, path, options, decimal))
        except duckdb.InvalidInputException:
            return None

    best = attempt("ignore_errors = false", ".")
    if best is None or best.layout.skip > PREAMBLE or len(best.numeric) < 2:
        # Rows of unequal length: short ones are padded, which a well-formed file never needs.
        padded = attempt("null_padding = true, strict_mode = false, ignore_errors = true", ".")
        if best is None or (padded and len(padded.numeric) >= len(best.numeric)):
            best = padded
    for delimiter in (";", "\t"):
        # Where the comma does not separate fields it may separate decimals, as in 1,5;2,5.
        if delimiter.encode() not in head or b"," not in head:
            continue
        comma = attempt(f"delim = {literal(delimiter)}", ",")
        if comma and (best is None or _makes_more_sense(comma, best)):
            best = comma
    if best is None:
        raise duckdb.InvalidInputException("no layout fits")
    return best


def _makes_more_sense(comma: Table, point: Table) -> bool:
    """Return whether decimal commas explain a file better than decimal points do."""
    if point.layout.delimiter == ",":
        return len(comma.numeric) >= 2
    return comma.numbers > point.numbers


def _sniff(connection: duckdb.DuckDBPyConnection, path: Path, options: str, decimal: str) -> Layout:
    row = connection.execute(
        "SELECT delimiter, quote, escape, skiprows, hasheader, columns FROM sniff_csv(?, "
        f"nullstr = {literals(MISSING)}, decimal_separator = {literal(decimal)}, {options})",
        [pattern(path)],
    ).fetchone()
    assert row is not None
    delimiter, quote, escape, skip, header, columns = row
    quote, escape = (mark if len(mark) == 1 else '"' for mark in (quote, escape))
    numbered = tuple(f"column{place}" for place in range(len(columns)))
    layout = Layout(delimiter, quote, escape, skip, False, decimal, numbered)
    if not header:
        return layout
    cells = _first_row(connection, path, layout)
    if all(map(_is_number, cells)):
        # Numbers name no columns: the sniffer took the first row for a header.
        return layout
    names: list[str] = []
    for typed, place in zip(cells, numbered, strict=True):
        name = typed or place
        names.append(f"{name} ({place})" if name in names else name)
    return replace(layout, header=True, names=tuple(names))


def _first_row(connection: duckdb.DuckDBPyConnection, path: Path, layout: Layout) -> list[str]:
    """Return the cells of the first row as they are typed, which the sniffer's names are not."""
    reader = reader_of(layout, missing=("",), rejects=False)
    (cells,) = run(connection, path, reader, "FROM file LIMIT 1", lambda found: found.fetchall())
    return [(text or "").strip() for text in cells]


def _inspect(connection: duckdb.DuckDBPyConnection, path: Path, layout: Layout) -> Table:
    """Return the table with its columns of numbers, by trying to read its first rows."""
    counts = ", ".join(
        f"count({cell(name, layout)}), count({number(name, layout)})" for name in layout.names
    )
    query = f"SELECT count(*), {counts} FROM (FROM file LIMIT {HEAD_ROWS})"
    reader = reader_of(layout, MISSING, rejects=False)
    ((rows, *pairs),) = run(connection, path, reader, query, lambda found: found.fetchall())
    numeric = tuple(
        name
        for name, cells, numbers in zip(layout.names, pairs[::2], pairs[1::2], strict=True)
        if numbers and 2 * numbers >= cells
    )
    return Table(layout, numeric, sum(pairs[1::2]), empty=not rows)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
