"""Parquet files, read column by column."""

from __future__ import annotations

from typing import TYPE_CHECKING

from surfaceviz.base.errors import InputError
from surfaceviz.data.readers.archives import other_columns
from surfaceviz.data.readers.protocol import Table, Way
from surfaceviz.data.readers.session import pattern
from surfaceviz.data.readers.typing import typed_columns

if TYPE_CHECKING:
    from collections.abc import Iterator

    import duckdb

    from surfaceviz.data.columns import Chosen, Selection
    from surfaceviz.data.readers.protocol import Files

# More rows than this, in fewer bytes than a thousandth, are a trap and no measurements.
MANY_ROWS, ROWS_PER_BYTE = 10**9, 1000


def open_table(files: Files, session: duckdb.DuckDBPyConnection, asked: Selection) -> Table:
    """Return the table in Parquet files."""
    paths = [pattern(path) for path in files.paths]
    _check_density(files, session, paths)
    _check_columns(files, session)
    # Else the first file's types would be those of all, and round what is in the others.
    try:
        rows = session.sql(
            "FROM read_parquet($1, hive_partitioning = false, union_by_name = true)", params=[paths]
        )
    except (RuntimeError, UnicodeDecodeError) as error:
        # Of columns whose names are no UTF-8 DuckDB can tell Python nothing.
        raise InputError(f"{files.label} is damaged: its columns have no names") from error

    def ways(_chosen: Chosen) -> Iterator[Way]:
        yield Way(rows, strays=True)

    return Table(typed_columns(session, rows, asked.decimal), ways)


def _check_density(files: Files, session: duckdb.DuckDBPyConnection, paths: list[str]) -> None:
    query = "SELECT sum(num_rows) FROM parquet_file_metadata($1)"
    ((count,),) = session.execute(query, [paths]).fetchall()
    size = sum(path.stat().st_size for path in files.paths)
    if count > max(MANY_ROWS, ROWS_PER_BYTE * size):
        raise InputError(
            f"{files.label} claims to hold {count:,} rows in {size:,} bytes: expected "
            "measurements, which are not that alike"
        )


def _check_columns(files: Files, session: duckdb.DuckDBPyConnection) -> None:
    """Refuse files of one pattern that do not have the same columns, in whatever order."""
    if len(files.paths) == 1:
        return
    query = "FROM read_parquet($1, hive_partitioning = false)"
    wanted: list[str] = []
    for path in files.paths:
        found = session.sql(query, params=[[pattern(path)]]).columns
        wanted = wanted or found
        if set(found) != set(wanted):
            raise InputError(other_columns(path, files.paths[0], found, wanted))
