"""SQLite's database files: a table, a view or a query, read by Python's own module."""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager
from itertools import islice
from typing import TYPE_CHECKING

from surfaceviz.columns import Column
from surfaceviz.errors import InputError
from surfaceviz.sources.archives import one_file
from surfaceviz.sources.cells import fill, kind_of_cells
from surfaceviz.sources.layout import told_apart
from surfaceviz.sources.protocol import Table, Way
from surfaceviz.sources.session import identifier
from surfaceviz.sources.tables import choose_table
from surfaceviz.sources.typing import HEAD_ROWS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import duckdb

    from surfaceviz.columns import Chosen, Selection
    from surfaceviz.sources.protocol import Files

# Reading, and nothing else: no other database, no setting, no change.
ALLOWED = {
    sqlite3.SQLITE_SELECT,
    sqlite3.SQLITE_READ,
    sqlite3.SQLITE_FUNCTION,
    sqlite3.SQLITE_RECURSIVE,
}
# A query that gives more rows than this will hardly ever end.
MOST_ROWS = 10**9
# No text or binary cell of a column of numbers is longer.
MOST_BYTES = 1 << 20
# Steps of SQLite's machine after which Ctrl-C is looked for.
STEPS = 1_000_000


def open_table(files: Files, session: duckdb.DuckDBPyConnection, asked: Selection) -> Table:
    """Return the table or the query that is asked for; the only table if none is."""
    path = one_file(files)
    with _reading(path, files.label) as database:
        source = _source(database, asked, files.label)
        cursor = _run(database, f"SELECT * FROM ({source})", asked)
        names = [entry[0] for entry in cursor.description]
        head = list(islice(cursor, HEAD_ROWS))
    kinds = [kind_of_cells(row[place] for row in head) for place in range(len(names))]
    plain = dict(zip(names, told_apart(names), strict=True))
    columns = [
        Column(name, kind, identifier(plain[name])) for name, kind in zip(names, kinds, strict=True)
    ]

    def ways(chosen: Chosen) -> Iterator[Way]:
        """Yield the rows that meet the condition, which SQLite itself looks at."""
        wanted = ", ".join(identifier(each.name) for each in chosen.all)
        query = f"SELECT {wanted} FROM ({source})"
        if asked.where is not None:
            query += f" WHERE (\n{asked.where}\n)"
        with _reading(path, files.label) as database:
            rows = islice(_run(database, query, asked), MOST_ROWS)
            names = [plain[each.name] for each in chosen.all]
            found = fill(session, names, [each.kind for each in chosen.all], rows)
        yield Way(found, most=MOST_ROWS, filtered=True)

    return Table(columns, ways)


def _source(database: sqlite3.Connection, asked: Selection, label: str) -> str:
    """Return the query for the rows asked for."""
    if asked.sql is not None:
        return asked.sql.strip().rstrip(";")
    query = "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') ORDER BY name"
    names = [name for (name,) in database.execute(query) if not name.startswith("sqlite_")]
    return f"SELECT * FROM {identifier(choose_table(names, asked, label))}"


def _run(database: sqlite3.Connection, query: str, asked: Selection) -> sqlite3.Cursor:
    try:
        return database.execute(query)
    except (sqlite3.Error, sqlite3.Warning) as error:
        given = {"--sql": asked.sql, "--where": asked.where}
        said = " and ".join(f"{name} {text!r}" for name, text in given.items() if text is not None)
        if not said:
            raise
        raise InputError(f"{said} cannot be run: {error}") from error


@contextmanager
def _reading(path: Path, label: str) -> Iterator[sqlite3.Connection]:
    """Open a database that can be read and nothing else."""
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as database:
            database.execute("PRAGMA trusted_schema = OFF")
            database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MOST_BYTES)
            database.set_authorizer(_authorized)
            # Without it Ctrl-C would wait for the next row.
            database.set_progress_handler(lambda: 0, STEPS)
            database.text_factory = lambda text: text.decode(errors="replace")
            yield database
    except sqlite3.Error as error:
        raise InputError(f"{label} cannot be read as an SQLite database: {error}") from error


def _authorized(
    action: int, _first: str | None, name: str | None, _database: str | None, _by: str | None
) -> int:
    harmless = action in ALLOWED and name != "load_extension"
    return sqlite3.SQLITE_OK if harmless else sqlite3.SQLITE_DENY
