"""How a file of separated values is written, found out by trying."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from surfaceviz.data.columns import PLAIN, Kind
from surfaceviz.data.readers.layout import MISSING, Layout, tolerantly
from surfaceviz.data.readers.session import pattern
from surfaceviz.data.readers.typing import Writing, head_of, judge_texts, numerals_of, text_evidence
from surfaceviz.data.readers.year_names import ROWS_BELOW, are_years
from surfaceviz.data.sql import literal, literals

if TYPE_CHECKING:
    from pathlib import Path

    import duckdb

    from surfaceviz.data.readers.protocol import Files

# Lines of remarks that a file may well have above its table; more, and the sniffer was misled.
PREAMBLE = 20
# Rows of unequal length are read so.
PADDED = "null_padding = true, strict_mode = false, ignore_errors = true"
# Decimal commas in a file of unequal rows must make so many of the numbers that commas between
# fields do.
ALIKE = 0.9


@dataclass(frozen=True)
class Sniffed:
    """A file of separated values, its layout found out.

    Attributes
    ----------
    layout : Layout
        How it is written.
    kinds : tuple of Kind
        What its columns hold.
    writings : tuple of Writing
        How they are written.
    numbers : int
        How many of the first cells are numbers, in all columns.
    empty : bool
        Whether there is no row below the header.
    """

    layout: Layout
    kinds: tuple[Kind, ...]
    writings: tuple[Writing, ...]
    numbers: int
    empty: bool

    @property
    def numeric(self) -> int:
        """Number of columns that hold plain numbers."""
        return sum(kind in PLAIN for kind in self.kinds)


def sniff(session: duckdb.DuckDBPyConnection, files: Files, asked: str | None) -> Sniffed:
    """Return the first file under the layout that makes most sense of it.

    Parameters
    ----------
    session : DuckDBPyConnection
        Who reads it.
    files : Files
        Where it is.
    asked : str or None
        The decimal sign of its numbers, if that is known.

    Raises
    ------
    duckdb.Error
        If no layout makes sense.
    """
    import duckdb

    path, head = files.paths[0], files.head

    def attempt(options: str, decimal: str) -> Sniffed | None:
        options += f", compression = {literal(files.packing or 'none')}"
        try:
            layout = replace(_layout(session, path, options, decimal), packing=files.packing)
            return _inspect(session, path, _named(session, path, layout, decimal), asked)
        except duckdb.InvalidInputException:
            return None

    best = attempt("ignore_errors = false", ".")
    if best is None or best.layout.skip > PREAMBLE or best.numeric < 2:
        # Rows of unequal length: short ones are padded, which a well-formed file never needs.
        padded = attempt(PADDED, ".")
        if best is None or (padded and padded.numeric >= best.numeric):
            best = padded
    for delimiter in (";", "\t"):
        # Where the comma does not separate fields it may separate decimals, as in 1,5;2,5.
        if delimiter.encode() not in head or b"," not in head:
            continue
        delim = f"delim = {literal(delimiter)}"
        comma = attempt(delim, ",")
        if comma is None:
            # One row that is too long or too short is no reason to cut all others at their commas.
            padded = attempt(f"{delim}, {PADDED}", ",")
            comma = padded if padded and best and padded.numbers >= ALIKE * best.numbers else None
        if comma and (best is None or _makes_more_sense(comma, best)):
            best = comma
    if best is None:
        raise duckdb.InvalidInputException("no layout fits")
    return best


def first_row(session: duckdb.DuckDBPyConnection, path: Path, layout: Layout) -> list[str]:
    """Return the cells of the first row as they are typed, which the sniffer's names are not.

    There are none in a file without rows.
    """
    return [text for cells in _top_rows(session, path, layout, 1) for text in cells]


def _top_rows(
    session: duckdb.DuckDBPyConnection, path: Path, layout: Layout, count: int
) -> list[list[str]]:
    """Return the cells of the first rows as they are typed, the header among them."""
    plain = replace(layout, header=False)
    found = tolerantly(session, path, plain, lambda rows: rows.limit(count).fetchall(), ("",))
    return [[(text or "").strip() for text in cells] for cells in found]


def _makes_more_sense(comma: Sniffed, point: Sniffed) -> bool:
    """Return whether decimal commas explain a file better than decimal points do."""
    if point.layout.delimiter == ",":
        return comma.numeric >= 2
    return comma.numbers > point.numbers


def _layout(session: duckdb.DuckDBPyConnection, path: Path, options: str, decimal: str) -> Layout:
    """Return the layout that DuckDB finds; its columns have numbers for names."""
    (row,) = session.execute(
        "SELECT delimiter, quote, escape, skiprows, hasheader, columns, dateformat, "
        f"timestampformat FROM sniff_csv(?, nullstr = {literals(MISSING)}, "
        f"decimal_separator = {literal(decimal)}, {options})",
        [pattern(path)],
    ).fetchall()
    delimiter, quote, escape, skip, header, columns, date, moment = row
    quote = quote if len(quote) == 1 else '"'
    # Apart from a backslash, nothing but quotes is in use; an apostrophe somewhere is no escape.
    escape = escape if escape == "\\" else quote
    numbered = tuple(f"column{place}" for place in range(len(columns)))
    writing = Writing(date=date or "", moment=moment or "")
    return Layout(delimiter, quote, escape, skip, header, numbered, writing=writing)


def _named(session: duckdb.DuckDBPyConnection, path: Path, layout: Layout, decimal: str) -> Layout:
    """Return the layout with the names of its header."""
    top = _top_rows(session, path, layout, 1 + ROWS_BELOW)
    cells = top[0] if top else []
    # Numbers other than years name no columns: the sniffer took the first row for a header.
    named = layout.header and not all(map(_is_number, cells))
    if not named and not are_years(cells, top[1:], decimal):
        return replace(layout, header=False)
    names: list[str] = []
    for typed, place in zip(cells, layout.names, strict=True):
        name = typed or place
        names.append(f"{name} ({place})" if name in names else name)
    return replace(layout, header=True, names=tuple(names))


def _inspect(
    session: duckdb.DuckDBPyConnection, path: Path, layout: Layout, asked: str | None
) -> Sniffed:
    """Return the table with what its columns hold, by trying to read its first rows."""
    cells = [layout.cell(name) for name in layout.names]

    def look(rows: duckdb.DuckDBPyRelation) -> Sniffed:
        head = head_of(session, rows)
        evidence = text_evidence(head, cells)
        numerals = numerals_of(head, cells, evidence, layout.delimiter, asked)
        writings = tuple(replace(layout.writing, numerals=each) for each in numerals)
        judged = judge_texts(head, cells, writings, evidence)
        numbers = sum(each.numbers for each in judged)
        empty = not head.limit(1).fetchall()
        return Sniffed(layout, tuple(each.kind for each in judged), writings, numbers, empty)

    return tolerantly(session, path, layout, look)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
