"""Files of separated values, read by DuckDB in the layout that they are written in."""

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


@contextmanager
def connect(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open an in-memory database that can read ``path`` and nothing else."""
    import duckdb

    with duckdb.connect(
        config={"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
    ) as connection:
        connection.execute("SET enable_progress_bar = false")
        allowed = literals((str(path), pattern(path)))
        connection.execute(f"SET allowed_paths = {allowed}")
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
        yield connection


def fetch_columns(
    connection: duckdb.DuckDBPyConnection, path: Path, layout: Layout, x: str, y: str
) -> tuple[FloatArray, FloatArray]:
    """Return two columns, NaN where a cell is no number or its row could not be parsed."""
    cells = ", ".join(
        f"{number(name, layout)} AS {axis}" for axis, name in zip(("x", "y"), (x, y), strict=True)
    )
    query = f"SELECT {cells} FROM file"
    reader = reader_of(layout, MISSING, rejects=True)
    columns = run(connection, path, reader, query, lambda found: found.fetchnumpy())
    rejected = connection.execute("SELECT count(DISTINCT line) FROM reject_errors").fetchone()
    assert rejected is not None
    _check_quotes(path, layout, len(columns["x"]) + int(rejected[0]))
    missing = np.full(int(rejected[0]), np.nan)
    xs, ys = (
        np.concatenate([np.ma.filled(np.ma.asarray(columns[axis]), np.nan), missing])
        for axis in ("x", "y")
    )
    return xs, ys


def _check_quotes(path: Path, layout: Layout, rows: int) -> None:
    """Refuse a file in which a quote that never closes has swallowed lines, which are not rows."""
    quotes = lines = 0
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            quotes += chunk.count(b'"')
            lines += chunk.count(b"\n")
    swallowed = lines - rows - layout.skip - layout.header
    if quotes % 2 and swallowed > 0:
        raise InputError(
            f"a quote opens in {path.name!r} and never closes, and {swallowed:,} lines "
            "after it are no rows: add the quote that is missing"
        )


def reader_of(layout: Layout, missing: Iterable[str], *, rejects: bool) -> str:
    """Return the call, but for its last bracket, that reads the cells of a file as text.

    Its columns are c0, c1 and so on, whatever they are called. Rows that cannot be parsed are
    left out; with ``rejects`` they are listed in the table reject_errors.
    """
    columns = ", ".join(f"'c{place}': 'VARCHAR'" for place in range(len(layout.names)))
    return (
        f"read_csv(?, auto_detect = false, columns = {{{columns}}}, "
        f"delim = {literal(layout.delimiter)}, quote = {literal(layout.quote)}, "
        f"escape = {literal(layout.escape)}, skip = {layout.skip}, header = {layout.header}, "
        f"nullstr = {literals(missing)}, null_padding = true, strict_mode = false, "
        f"ignore_errors = true, store_rejects = {rejects}"
    )


def run(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    reader: str,
    query: str,
    fetch: Callable[[duckdb.DuckDBPyConnection], Result],
) -> Result:
    """Run a query on ``file``, which is what ``reader`` reads, and fetch what it finds."""
    import duckdb

    try:
        return fetch(connection.execute(f"WITH file AS (FROM {reader})) {query}", [pattern(path)]))
    except duckdb.Error as error:
        if "parallel" not in str(error):
            raise
    # Lines that break within quotes cannot be padded by several threads at once.
    sequential = f"WITH file AS (FROM {reader}, parallel = false)) {query}"
    return fetch(connection.execute(sequential, [pattern(path)]))


def cell(name: str, layout: Layout) -> str:
    """Return the SQL for a column's cells as text."""
    return f"c{layout.names.index(name)}"


def number(name: str, layout: Layout) -> str:
    """Return the SQL for a column's cells as numbers, NULL where they are none."""
    text = f"ltrim(trim({cell(name, layout)}), '+')"
    if layout.decimal != ".":
        text = f"replace({text}, {literal(layout.decimal)}, '.')"
    return f"TRY_CAST({text} AS DOUBLE)"


def literal(text: str) -> str:
    """Return text as SQL."""
    return "'" + text.replace("'", "''") + "'"


def literals(texts: Iterable[str]) -> str:
    """Return texts as an SQL list."""
    return "[" + ", ".join(map(literal, texts)) + "]"


def pattern(path: Path) -> str:
    """Return a glob pattern that matches ``path`` alone, whatever characters it holds."""
    return "".join(f"[{char}]" if char in "*?[" else char for char in str(path))
