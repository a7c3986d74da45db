"""Print the seconds that one way takes to six numbers of x and y in a file, imports apart.

The six are the count, the means, and the sums of squares and products about them.
"""

from __future__ import annotations

import json
import sys
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pandas as pd

# What DuckDB itself has for the six.
SIX = ", ".join(f"regr_{name}(y, x)" for name in ("count", "avgx", "avgy", "sxx", "sxy", "syy"))
TABLE = "points"


def ours(path: str) -> Callable[[], Any]:
    """Return our reading, without what only pictures need."""
    from surfaceviz.data.columns import Selection
    from surfaceviz.data.reading import read_figures

    return lambda: read_figures(path, Selection("x", "y"))


def ours_with_density(path: str) -> Callable[[], Any]:
    """Return our reading as a film needs it."""
    from surfaceviz.data.reading import read_dataset

    return lambda: read_dataset(path, "x", "y")


def duckdb_parquet(path: str) -> Callable[[], Any]:
    """Return DuckDB's scan of a Parquet file."""
    return _duckdb("read_parquet", path)


def duckdb_csv(path: str) -> Callable[[], Any]:
    """Return DuckDB's scan of a CSV file, as it finds out by itself how to read it."""
    return _duckdb("read_csv", path)


def _duckdb(function: str, path: str) -> Callable[[], Any]:
    import duckdb

    def read() -> Any:
        with duckdb.connect() as session:
            return session.execute(f"SELECT {SIX} FROM {function}($1)", [path]).fetchall()

    return read


def pandas_csv(path: str) -> Callable[[], Any]:
    """Return pandas' reading of a CSV file, of the columns that are needed."""
    import pandas as pd

    return lambda: _six(pd.read_csv(path, usecols=["x", "y"]))


def pandas_json(path: str) -> Callable[[], Any]:
    """Return pandas' reading of JSON lines."""
    import pandas as pd

    return lambda: _six(pd.read_json(path, lines=True))


def pandas_sqlite(path: str) -> Callable[[], Any]:
    """Return pandas' reading of a table of SQLite."""
    import sqlite3
    from contextlib import closing

    import pandas as pd

    def read() -> Any:
        with closing(sqlite3.connect(path)) as connection:
            return _six(pd.read_sql_query(f"SELECT x, y FROM {TABLE}", connection))

    return read


def pandas_xlsx(path: str) -> Callable[[], Any]:
    """Return pandas' reading of a workbook, by the same library that we have it read by."""
    import pandas as pd

    return lambda: _six(pd.read_excel(path, usecols=["x", "y"], engine="calamine"))


def _six(frame: pd.DataFrame) -> Any:
    points = frame[["x", "y"]]
    return len(points), points.mean(), points.cov() * (len(points) - 1)


READERS: Mapping[str, Callable[[str], Callable[[], Any]]] = {
    reader.__name__: reader
    for reader in (
        ours,
        ours_with_density,
        duckdb_parquet,
        duckdb_csv,
        pandas_csv,
        pandas_json,
        pandas_sqlite,
        pandas_xlsx,
    )
}


def main(name: str, path: str) -> None:
    """Read once."""
    read = READERS[name](path)
    began = time.perf_counter()
    read()
    print(json.dumps(time.perf_counter() - began))


if __name__ == "__main__":
    main(*sys.argv[1:])
