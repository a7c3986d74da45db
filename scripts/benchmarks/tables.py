"""Files of points for reading, the same each time."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import duckdb

from benchmarks.readers import TABLE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BATCH = 10_000
PARQUET = "FORMAT parquet"
CSV = "FORMAT csv, HEADER"
GZIP_CSV = "FORMAT csv, HEADER, COMPRESSION gzip"
JSON_LINES = "FORMAT json"


def write_doubles(path: Path, rows: int, options: str) -> None:
    """Write points whose numbers have all their digits."""
    _copy(_points(rows), path, options)


def write_decimals(path: Path, rows: int, options: str) -> None:
    """Write points whose numbers have six decimals, as instruments write them."""
    decimals = ", ".join(f"{name}::DECIMAL(12, 6) AS {name}" for name in "xy")
    _copy(f"SELECT kind, {decimals} FROM ({_points(rows)})", path, options)


def write_sqlite(path: Path, rows: int) -> None:
    """Write a table of SQLite."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(f"CREATE TABLE {TABLE} (kind INTEGER, x REAL, y REAL)")
        connection.executemany(f"INSERT INTO {TABLE} VALUES (?, ?, ?)", _rows(rows))


def write_xlsx(path: Path, rows: int) -> None:
    """Write a workbook of one sheet."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(["kind", "x", "y"])
    for row in _rows(rows):
        sheet.append(row)
    book.save(path)


def _points(rows: int) -> str:
    """Return the SQL for points around y = 3 x in no order, and a small column beside them."""
    noise = "hash(i + 1000000007) % 1000003 / 1e4 - 50"
    return (
        f"SELECT i % 7 AS kind, x, 3 * x + {noise} AS y "
        f"FROM (SELECT i, hash(i) % 1000000007 / 1e6 AS x FROM range({rows}) AS numbers(i))"
    )


def _copy(query: str, path: Path, options: str) -> None:
    with duckdb.connect() as session:
        session.execute(f"COPY ({query}) TO '{path}' ({options})")


def _rows(count: int) -> Iterator[tuple[int, float, float]]:
    with duckdb.connect() as session:
        found = session.execute(_points(count))
        while rows := found.fetchmany(BATCH):
            yield from rows
