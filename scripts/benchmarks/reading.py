"""Our reading of files and arrays beside others', in turn."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass, field
from statistics import median
from typing import TYPE_CHECKING

from benchmarks.contestants import OURS
from benchmarks.measure import FailedError, answer, peak_memory
from benchmarks.race import ratio
from benchmarks.summing import NUMPY
from benchmarks.tables import (
    CSV,
    GZIP_CSV,
    JSON_LINES,
    PARQUET,
    write_decimals,
    write_doubles,
    write_sqlite,
    write_xlsx,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from benchmarks.plan import Plan
    from benchmarks.race import Row

WITH_DENSITY = f"{OURS}, density too"
# Repeats within one process.
REPEATS, QUICK_REPEATS = 11, 2


@dataclass(frozen=True)
class Table:
    """A file to be read.

    Attributes
    ----------
    format : str
        What the table of results calls it.
    file : str
        Its name.
    rows : int
        How many it holds.
    write : callable
        path -> None.
    peer : tuple of str
        Who else reads it: what the table of results calls them, and the name of the reader.
    large : bool
        Whether the density, too, is shown: films of this are what that is for.
    """

    format: str
    file: str
    rows: int
    write: Callable[[Path], None]
    peer: tuple[str, str]
    large: bool = False

    @property
    def readers(self) -> dict[str, str]:
        """Who reads it, ours first."""
        ours = {OURS: "ours"}
        others = {WITH_DENSITY: "ours_with_density"} if self.large else {}
        return {**ours, self.peer[0]: self.peer[1], **others}


@dataclass
class _Times:
    """Seconds so far, of whole processes and of the reading alone."""

    whole: list[float] = field(default_factory=list)
    alone: list[float] = field(default_factory=list)
    memory: int = 0
    failed: str = ""


def tables(plan: Plan) -> list[Table]:
    """Return the files."""
    few, fewest = plan.table_rows, plan.table_rows // 10
    return [
        Table(
            "Parquet",
            "points.parquet",
            plan.parquet_rows,
            lambda path: write_doubles(path, plan.parquet_rows, PARQUET),
            ("DuckDB's regr_...", "duckdb_parquet"),
            large=True,
        ),
        Table(
            "CSV",
            "points.csv",
            plan.csv_rows,
            lambda path: write_decimals(path, plan.csv_rows, CSV),
            ("DuckDB's regr_...", "duckdb_csv"),
            large=True,
        ),
        Table(
            "CSV, gzip",
            "points.csv.gz",
            few,
            lambda path: write_decimals(path, few, GZIP_CSV),
            ("pandas.read_csv", "pandas_csv"),
        ),
        Table(
            "JSON lines",
            "points.jsonl",
            few,
            lambda path: write_doubles(path, few, JSON_LINES),
            ("pandas.read_json", "pandas_json"),
        ),
        Table(
            "SQLite",
            "points.sqlite",
            few,
            lambda path: write_sqlite(path, few),
            ("pandas.read_sql_query", "pandas_sqlite"),
        ),
        Table(
            "Excel",
            "points.xlsx",
            fewest,
            lambda path: write_xlsx(path, fewest),
            ("pandas.read_excel, calamine", "pandas_xlsx"),
        ),
    ]


def race_readers(table: Table, plan: Plan) -> list[Row]:
    """Have all read a table in turn, round by round, and return a row for each.

    Whoever fails once is out, and the row says why.
    """
    path = plan.folder / table.file
    table.write(path)
    size = path.stat().st_size
    found = {name: _Times() for name in table.readers}
    # The first round is for the file to be in the system's memory, and Python's code compiled.
    for number in range(plan.runs + 1):
        for name, reader in table.readers.items():
            _attempt(found[name], _time, reader, path, number > 0)
    for name, reader in table.readers.items():
        _attempt(found[name], _weigh, reader, path)
    path.unlink()
    known = {"format": table.format, "rows": table.rows, "bytes": size}
    rows = [{**known, "name": name, **_row(times)} for name, times in found.items()]
    for row in rows:
        print("  " + ", ".join(f"{name}: {value}" for name, value in row.items()), flush=True)
    return with_ratios(rows, table.peer[0])


def _attempt(times: _Times, measure: Callable[..., None], *arguments: object) -> None:
    if times.failed:
        return
    try:
        measure(times, *arguments)
    except FailedError as error:
        times.failed = str(error)


def _time(times: _Times, reader: str, path: Path, counts: bool) -> None:
    began = time.perf_counter()
    alone = answer("readers", reader, path)
    whole = time.perf_counter() - began
    if counts:
        times.whole.append(whole)
        times.alone.append(alone)


def _weigh(times: _Times, reader: str, path: Path) -> None:
    times.memory = peak_memory([sys.executable, "-m", "benchmarks.readers", reader, str(path)])


def _row(times: _Times) -> Row:
    if times.failed:
        return {"failed": times.failed}
    return {
        "seconds": round(median(times.whole), 3),
        "alone_seconds": round(median(times.alone), 3),
        "peak_memory": times.memory,
        "all_seconds": [round(value, 3) for value in times.whole],
        "all_alone_seconds": [round(value, 3) for value in times.alone],
    }


def with_ratios(rows: Sequence[Row], peer: str) -> list[Row]:
    """Return the rows with how many times as long as the peer each takes."""
    (theirs,) = (row for row in rows if row["name"] == peer)
    return [
        {
            **row,
            "times_peer_whole": ratio(row.get("seconds"), theirs.get("seconds")),
            "times_peer_alone": ratio(row.get("alone_seconds"), theirs.get("alone_seconds")),
        }
        for row in rows
    ]


def sum_arrays(plan: Plan) -> list[Row]:
    """Return a row for each way to sum arrays."""
    repeats = QUICK_REPEATS if plan.is_quick else REPEATS
    found: dict[str, list[float]] = answer("summing", plan.array_points, repeats)
    least = median(found[NUMPY])
    rows = [
        {
            "name": name,
            "points": plan.array_points,
            "ms": round(1000 * median(times), 3),
            "best_ms": round(1000 * min(times), 3),
            "times_numpy": ratio(median(times), least),
        }
        for name, times in found.items()
    ]
    for row in rows:
        print("  " + ", ".join(f"{name}: {value}" for name, value in row.items()), flush=True)
    return rows
