"""Parquet files, read column by column."""

from __future__ import annotations

from typing import TYPE_CHECKING

from surfaceviz.errors import InputError
from surfaceviz.sources.protocol import Table, Way
from surfaceviz.sources.session import pattern
from surfaceviz.sources.typing import typed_columns

if TYPE_CHECKING:
    from collections.abc import Iterator

    import duckdb

    from surfaceviz.columns import Chosen, Selection
    from surfaceviz.sources.protocol import Files

# More rows than this, in fewer bytes than a thousandth, are a trap and no measurements.
MANY_ROWS, ROWS_PER_BYTE = 10**9, 1000


def open_table(files: Files, session: duckdb.DuckDBPyConnection, _asked: Selection) -> Table:
    """Return the table in Parquet files."""
    paths = [pattern(path) for path in files.paths]
    _check_density(files, session, paths)
    rows = session.sql("FROM read_parquet($1, hive_partitioning = false)", params=[paths])

    def ways(_chosen: Chosen) -> Iterator[Way]:
        yield Way(rows)

    return Table(typed_columns(rows), ways)


def _check_density(files: Files, session: duckdb.DuckDBPyConnection, paths: list[str]) -> None:
    query = "SELECT sum(num_rows) FROM parquet_file_metadata($1)"
    ((count,),) = session.execute(query, [paths]).fetchall()
    size = sum(path.stat().st_size for path in files.paths)
    if count > max(MANY_ROWS, ROWS_PER_BYTE * size):
        raise InputError(
            f"{files.label} claims to hold {count:,} rows in {size:,} bytes: expected "
            "measurements, which are not that alike"
        )
