"""SQLite's database files: a table, a view or a query, read by Python's own module."""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager
from itertools import islice
from typing import TYPE_CHECKING

from surfaceviz.base.errors import InputError
from surfaceviz.data.readers.archives import one_file
from surfaceviz.data.readers.cells import columns_of, fill
from surfaceviz.data.readers.protocol import Table, Way
from surfaceviz.data.readers.session import first_line
from surfaceviz.data.readers.tables import choose_table
from surfaceviz.data.readers.typing import HEAD_ROWS
from surfaceviz.data.sql import identifier

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import duckdb

    from surfaceviz.data.columns import Chosen, Selection
    from surfaceviz.data.readers.protocol import Files

# Reading, and nothing else: no other database, no setting, no change.
ALLOWED = {
    sqlite3.SQLITE_SELECT,
    sqlite3.SQLITE_READ,
    sqlite3.SQLITE_FUNCTION,
    sqlite3.SQLITE_RECURSIVE,
}
# A query that gives more rows than this will hardly ever end.
MOST_ROWS = 10**9
# Longer texts are not looked at, and of those that are, only so much is taken.
MOST_BYTES, MOST_CHARACTERS = 1 << 24, 1000
# Databases larger than this are not checked as a whole before they are read.
MOST_CHECKED = 1 << 30
# How SQLite begins to say where.
DAMAGE = "*** in database main ***"
# Steps of SQLite's machine after which Ctrl-C is looked for.
STEPS = 1_000_000


def open_table(files: Files, session: duckdb.DuckDBPyConnection, asked: Selection) -> Table:
    """Return the table or the query that is asked for; the only table if none is."""
    path = one_file(files)
    with _reading(path, files.label) as database:
        _check_whole(database, path, files.label)
        source = _source(database, asked, files.label)
        names = [
            each[0] for each in _run(database, f"SELECT * {source} LIMIT 0", asked).description
        ]
        short = ", ".join(map(_short, names))
        head = list(islice(_run(database, f"SELECT {short} {source}", asked), HEAD_ROWS))
    columns = columns_of(names, head, asked.decimal)

    def ways(chosen: Chosen) -> Iterator[Way]:
        """Yield the rows that meet the condition, which SQLite itself looks at."""
        wanted = ", ".join(_short(each.name) for each in chosen.all)
        query = f"SELECT {wanted} {source}"
        if asked.where is not None:
            query += f" WHERE (\n{asked.where}\n)"
        with _reading(path, files.label) as database:
            rows = islice(_run(database, query, asked), MOST_ROWS)
            found = fill(session, chosen.all, rows)
        yield Way(found, most=MOST_ROWS, filtered=True, strays=True)

    return Table(columns, ways)


def _check_whole(database: sqlite3.Connection, path: Path, label: str) -> None:
    """Refuse a damaged database, of which SQLite may well read some rows and not others.

    To check it takes a fraction of what reading all its rows does, but a query may be for a few
    rows of many.
    """
    if path.stat().st_size > MOST_CHECKED:
        return
    database.set_authorizer(None)
    found = [said for (said,) in database.execute("PRAGMA quick_check(100)")]
    database.set_authorizer(_authorized)
    for said in found:
        # Rows that break a rule of their table are there all the same.
        if said.startswith(DAMAGE):
            raise InputError(f"{label} is damaged: {first_line(said.removeprefix(DAMAGE))}")


def _source(database: sqlite3.Connection, asked: Selection, label: str) -> str:
    """Return the part of a query, from FROM on, that tells the rows asked for."""
    if asked.sql is not None:
        # A remark may be the last of it.
        return f"FROM (\n{asked.sql.strip().rstrip(';')}\n)"
    query = "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') ORDER BY name"
    names = [name for (name,) in database.execute(query) if not name.startswith("sqlite_")]
    return f"FROM {identifier(choose_table(names, asked, label))}"


def _short(name: str) -> str:
    """Return the SQL for a column without what is too long to be a number or a date."""
    cell = identifier(name)
    return (
        f"CASE typeof({cell}) WHEN 'text' THEN substr({cell}, 1, {MOST_CHARACTERS}) "
        f"WHEN 'blob' THEN x'' ELSE {cell} END AS {cell}"
    )


def _run(database: sqlite3.Connection, query: str, asked: Selection) -> sqlite3.Cursor:
    try:
        return database.execute(query)
    except (sqlite3.Error, sqlite3.Warning, UnicodeEncodeError) as error:
        given = {"--sql": asked.sql, "--where": asked.where}
        said = " and ".join(f"{name} {text!r}" for name, text in given.items() if text is not None)
        if not said:
            raise
        raise InputError(f"{said} cannot be run: {error}") from error


@contextmanager
def _reading(path: Path, label: str) -> Iterator[sqlite3.Connection]:
    """Open a database that can be read and nothing else."""
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?{_mode(path)}", uri=True)) as database:
            database.execute("PRAGMA trusted_schema = OFF")
            database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MOST_BYTES)
            database.set_authorizer(_authorized)
            # Without it Ctrl-C would wait for the next row.
            database.set_progress_handler(lambda: 0, STEPS)
            database.text_factory = lambda text: text.decode(errors="replace")
            yield database
    except (sqlite3.Error, MemoryError) as error:
        # A damaged one may claim to hold more than there is memory.
        raise InputError(
            f"{label} cannot be read as an SQLite database: {first_line(error)}"
        ) from error


def _mode(path: Path) -> str:
    """Return how to open a database so that nothing is left beside it.

    One that keeps a log of its changes gets an empty log by being looked at, unless it is said
    that it does not change meanwhile, which is so where no one else has such a log.
    """
    with path.open("rb") as file:
        logged = file.read(20)[18:] == b"\2\2"
    real = path.resolve()
    still = logged and not real.with_name(real.name + "-wal").exists()
    return "immutable=1" if still else "mode=ro"


def _authorized(
    action: int, _first: str | None, name: str | None, _database: str | None, _by: str | None
) -> int:
    harmless = action in ALLOWED and name != "load_extension"
    return sqlite3.SQLITE_OK if harmless else sqlite3.SQLITE_DENY
