"""Files of separated values, read by DuckDB whatever way they are written."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from surfaceviz.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    import duckdb

    from surfaceviz.arrays import FloatArray

Result = TypeVar("Result")

# Spellings of "no value" that spreadsheets and statistics programs write.
MISSING = ("", "NA", "N/A", "n/a", "#N/A", "NULL", "null", "None", "-", "?", ".")
# Rows that are looked at to tell numbers from words.
HEAD_ROWS = 20_000
# Lines of remarks that a file may well have above its table; more, and the sniffer was misled.
PREAMBLE = 20


@dataclass(frozen=True)
class Layout:
    """How a file of separated values is written.

    Attributes
    ----------
    delimiter, quote, escape : str
        One character each; quote and escape are ``"`` where the file shows none.
    skip : int
        Lines before the header or the first row.
    header : bool
        Whether the first line names the columns.
    decimal : str
        The decimal separator, ``.`` or ``,``.
    names : tuple of str
        The columns' names.
    """

    delimiter: str
    quote: str
    escape: str
    skip: int
    header: bool
    decimal: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A file of separated values, its layout found out.

    Attributes
    ----------
    path : Path
        Where it is.
    layout : Layout
        How it is written.
    numeric : tuple of str
        Names of the columns in which at least half of the first cells are numbers.
    numbers : int
        How many of the first cells are numbers, in all columns.
    empty : bool
        Whether there is no row below the header.
    """

    path: Path
    layout: Layout
    numeric: tuple[str, ...]
    numbers: int
    empty: bool


@contextmanager
def connect(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open an in-memory database that can read ``path`` and nothing else."""
    import duckdb

    with duckdb.connect(
        config={"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
    ) as connection:
        connection.execute("SET enable_progress_bar = false")
        allowed = _literals((str(path), _pattern(path)))
        connection.execute(f"SET allowed_paths = {allowed}")
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
        yield connection


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
        comma = attempt(f"delim = {_literal(delimiter)}", ",")
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
        f"nullstr = {_literals(MISSING)}, decimal_separator = {_literal(decimal)}, {options})",
        [_pattern(path)],
    ).fetchone()
    assert row is not None
    delimiter, quote, escape, skip, header, columns = row
    quote, escape = (mark if len(mark) == 1 else '"' for mark in (quote, escape))
    names = tuple(column["name"] for column in columns)
    if header and all(map(_is_number, names)):
        # Numbers name no columns: the sniffer took the first row for a header.
        header, names = False, tuple(f"column{place}" for place in range(len(names)))
    return Layout(delimiter, quote, escape, skip, header, decimal, names)


def _inspect(connection: duckdb.DuckDBPyConnection, path: Path, layout: Layout) -> Table:
    """Return the table with its columns of numbers, by trying to read its first rows."""
    counts = ", ".join(
        f"count({_identifier(name)}), count({_number(name, layout)})" for name in layout.names
    )
    query = f"SELECT count(*), {counts} FROM (FROM file LIMIT {HEAD_ROWS})"
    ((rows, *pairs),) = _scan(connection, path, layout, query, lambda found: found.fetchall())
    numeric = tuple(
        name
        for name, cells, numbers in zip(layout.names, pairs[::2], pairs[1::2], strict=True)
        if numbers and 2 * numbers >= cells
    )
    return Table(path, layout, numeric, sum(pairs[1::2]), empty=not rows)


def fetch_columns(
    connection: duckdb.DuckDBPyConnection, table: Table, x: str, y: str
) -> tuple[FloatArray, FloatArray]:
    """Return two columns, NaN where a cell is no number or its row could not be parsed."""
    cells = ", ".join(
        f"{_number(name, table.layout)} AS {axis}"
        for axis, name in zip(("x", "y"), (x, y), strict=True)
    )
    query = f"SELECT {cells} FROM file"
    columns = _scan(connection, table.path, table.layout, query, lambda found: found.fetchnumpy())
    rejected = connection.execute("SELECT count(DISTINCT line) FROM reject_errors").fetchone()
    assert rejected is not None
    _check_quotes(table, len(columns["x"]) + int(rejected[0]))
    missing = np.full(int(rejected[0]), np.nan)
    xs, ys = (
        np.concatenate([np.ma.filled(np.ma.asarray(columns[axis]), np.nan), missing])
        for axis in ("x", "y")
    )
    return xs, ys


def _check_quotes(table: Table, rows: int) -> None:
    """Refuse a file in which a quote that never closes has swallowed lines, which are not rows."""
    quotes = lines = 0
    with table.path.open("rb") as file:
        while chunk := file.read(1 << 20):
            quotes += chunk.count(b'"')
            lines += chunk.count(b"\n")
    swallowed = lines - rows - table.layout.skip - table.layout.header
    if quotes % 2 and swallowed > 0:
        raise InputError(
            f"a quote opens in {table.path.name!r} and never closes, and {swallowed:,} lines "
            "after it are no rows: add the quote that is missing"
        )


def _scan(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    layout: Layout,
    query: str,
    fetch: Callable[[duckdb.DuckDBPyConnection], Result],
) -> Result:
    """Run a query on ``file``, the table of all cells as text, and fetch what it finds."""
    import duckdb

    columns = ", ".join(f"{_literal(name)}: 'VARCHAR'" for name in layout.names)
    reader = (
        f"read_csv(?, auto_detect = false, columns = {{{columns}}}, "
        f"delim = {_literal(layout.delimiter)}, quote = {_literal(layout.quote)}, "
        f"escape = {_literal(layout.escape)}, skip = {layout.skip}, header = {layout.header}, "
        f"nullstr = {_literals(MISSING)}, null_padding = true, strict_mode = false, "
        "ignore_errors = true, store_rejects = true"
    )
    try:
        return fetch(connection.execute(f"WITH file AS (FROM {reader})) {query}", [_pattern(path)]))
    except duckdb.Error as error:
        if "parallel" not in str(error):
            raise
    # Lines that break within quotes cannot be padded by several threads at once.
    sequential = f"WITH file AS (FROM {reader}, parallel = false)) {query}"
    return fetch(connection.execute(sequential, [_pattern(path)]))


def _number(name: str, layout: Layout) -> str:
    cell = f"ltrim(trim({_identifier(name)}), '+')"
    if layout.decimal != ".":
        cell = f"replace({cell}, {_literal(layout.decimal)}, '.')"
    return f"TRY_CAST({cell} AS DOUBLE)"


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _identifier(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _literals(texts: Iterable[str]) -> str:
    return "[" + ", ".join(map(_literal, texts)) + "]"


def _pattern(path: Path) -> str:
    """Return a glob pattern that matches ``path`` alone, whatever characters it holds."""
    return "".join(f"[{char}]" if char in "*?[" else char for char in str(path))
