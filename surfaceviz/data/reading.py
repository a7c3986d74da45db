"""Files in: a data set from two columns of a table, whatever files it is in."""

from __future__ import annotations

import tempfile
import warnings
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from surfaceviz.base.errors import InputError, NumbersWarning
from surfaceviz.data.backends.duck import DuckDBRows
from surfaceviz.data.backends.memory import ArrayRows
from surfaceviz.data.columns import Naming, Selection, choose
from surfaceviz.data.dataset import gather, with_density
from surfaceviz.data.finding import find, plain_copies
from surfaceviz.data.readers.looking import check_alike, check_asked, look_at
from surfaceviz.data.readers.meanwhile import checked, reported
from surfaceviz.data.readers.protocol import Files, IncompleteError
from surfaceviz.data.readers.session import first_line, locked
from surfaceviz.data.readers.strays import find_strays
from surfaceviz.data.readers.typing import as_double, dates_of, first_moment

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import duckdb

    from surfaceviz.base.arrays import FloatArray
    from surfaceviz.data.backends.rows import Rows
    from surfaceviz.data.columns import Chosen
    from surfaceviz.data.dataset import Dataset
    from surfaceviz.data.finding import Found
    from surfaceviz.data.readers.protocol import Table, Way

# So many rows are computed on in memory, whichever file they came from.
FEW_ROWS = 20_000


def read_dataset(
    source: str,
    x: str | None = None,
    y: str | None = None,
    *,
    weights: str | None = None,
    where: str | None = None,
    table: str | None = None,
    sql: str | None = None,
    decimal: str | None = None,
    points: bool = False,
    report: Callable[[float], None] | None = None,
) -> Dataset:
    """Return the data set in a file, or in all files that match a pattern.

    What a file is, its content tells: CSV or TSV, JSON lines (both also packed by gzip or zstd),
    Parquet, an Excel workbook, NumPy's .npy and .npz, a DuckDB or SQLite database. DuckDB reads it
    piece by piece, so its size does not matter; it can open these files and nothing else.

    Parameters
    ----------
    source : str
        Path of the file, a pattern such as ``part-*.parquet``, or ``-`` for standard input.
    x, y : str, optional
        Names of the columns; where not given, the first numeric columns not yet taken.
    weights : str, optional
        Name of the column that says how much each row counts.
    where : str, optional
        An SQL condition; rows that do not meet it are not read.
    table : str, optional
        Which table of a database, or sheet of a workbook.
    sql : str, optional
        A query whose rows to take from a database.
    decimal : str, optional
        The decimal sign of numbers in text, ``.`` or ``,``; the other one groups. Where not given,
        the numbers tell.
    points : bool
        Whether a loss is going to need the points themselves: every one of a few, or a sample of
        the many, which takes another pass over the rows.
    report : callable, optional
        Called now and then, from another thread, with how many hundredths of a pass over the rows
        are done; there are at most a few passes.

    Raises
    ------
    InputError
        If the file cannot be read as a table, or lacks the columns or rows that are needed.

    Warns
    -----
    SurfaceVizWarning
        If whole numbers are too large to be told apart, a sign in numbers may mean something
        else, or there are cells in a column of numbers that are none.
    """
    asked = Selection(x, y, weights, where, table, sql, decimal)
    return _read(source, asked, with_density, report, points=points)


def read_figures(source: str, asked: Selection) -> Dataset:
    """Return the data set as ``read_dataset`` does, but without its density.

    Only pictures need that, and it takes another pass over the rows.
    """
    return _read(source, asked, lambda data, _rows, _naming: data)


def _read(
    source: str,
    asked: Selection,
    finish: Callable[[Dataset, Rows, Naming], Dataset],
    report: Callable[[float], None] | None = None,
    *,
    points: bool = False,
) -> Dataset:
    with tempfile.TemporaryDirectory(prefix="surfaceviz-", ignore_cleanup_errors=True) as folder:
        found = find(source, Path(folder))
        try:
            return _open(found, Path(folder), asked, finish, report, points=points)
        except OSError as error:
            raise InputError(f"{found.label} cannot be read: {error.strerror or error}") from error


def _open(
    found: Found,
    scratch: Path,
    asked: Selection,
    finish: Callable[[Dataset, Rows, Naming], Dataset],
    report: Callable[[float], None] | None,
    *,
    points: bool,
) -> Dataset:
    import duckdb

    first, label = found.paths[0], found.label
    head, packing, source = look_at(first, label)
    check_alike(found, packing, source)
    check_asked(asked, source, label)
    paths = found.paths
    if source.beside:
        paths = plain_copies(paths, source.beside, scratch)
    files = Files(paths, label, head, packing, scratch)
    try:
        beside = [path.with_name(path.name + source.beside) for path in files.paths]
        with ExitStack() as stack:
            session = stack.enter_context(locked([*files.paths, *beside], scratch))
            stack.enter_context(checked(files, session))
            stack.enter_context(reported(session, report))
            table = source.open(files, session, asked)
            chosen = choose(table.columns, asked, label)
            data = _first_that_works(table, chosen, asked, found, finish, points=points)
        _tell_doubts(chosen)
        return data
    except RuntimeError as error:
        # That is how DuckDB passes on Ctrl-C.
        if "interrupted" in str(error):
            raise KeyboardInterrupt from error
        raise
    except duckdb.Error as error:
        raise InputError(f"{label} cannot be read as {source.name}: {first_line(error)}") from error


def _first_that_works(
    table: Table,
    chosen: Chosen,
    asked: Selection,
    found: Found,
    finish: Callable[[Dataset, Rows, Naming], Dataset],
    *,
    points: bool,
) -> Dataset:
    """Return what the first way of reading gives that does not fail."""
    import duckdb

    failed: Exception | None = None
    for way in table.ways(chosen):
        try:
            return _gathered(way, chosen, asked, found, finish, points=points)
        except (duckdb.Error, IncompleteError) as error:
            failed = error
    assert failed is not None
    raise failed


def _gathered(
    way: Way,
    chosen: Chosen,
    asked: Selection,
    found: Found,
    finish: Callable[[Dataset, Rows, Naming], Dataset],
    *,
    points: bool,
) -> Dataset:
    relation = _meeting(asked.where, way)
    if way.most is not None:
        relation = relation.limit(way.most)
    strays = find_strays(relation, chosen, found.label) if way.strays else 0
    first = first_moment(relation, chosen.x)
    columns = {"x": as_double(chosen.x, first), "y": as_double(chosen.y)}
    if chosen.weights is not None:
        columns["w"] = as_double(chosen.weights)
    numbers = relation.project(", ".join(f"{sql} AS {name}" for name, sql in columns.items()))
    dates = dates_of(chosen.x, first)
    kinds = chosen.x.kind, chosen.y.kind
    naming = Naming(chosen.x.name, chosen.y.name, found.name, *kinds, dates, asked)
    rows: Rows
    if (columns_of_few := _few(numbers)) is not None:
        lost = way.lost(len(columns_of_few[0]) if asked.where is None else None)
        _check_numbers(columns_of_few, chosen, found.label)
        rows = ArrayRows(*columns_of_few)
        data = gather(rows, naming)
    else:
        rows = DuckDBRows(numbers, weighted=chosen.weights is not None, dear=way.dear)
        data = gather(rows, naming, points=points)
        read = data.moments.n + data.left_out
        if way.most is not None and read >= way.most:
            raise InputError(
                f"{found.label} gives more than {way.most:,} rows: add a LIMIT to --sql"
            )
        lost = way.lost(read if asked.where is None else None)
    # Some are links that will be gone, and what came through a pipe is none.
    paths = tuple(path.resolve() for path in found.paths) if found.file else ()
    data = replace(data, left_out=data.left_out + lost, strays=strays, file=found.file, paths=paths)
    return finish(data, rows, naming)


def _tell_doubts(chosen: Chosen) -> None:
    """Say what numbers were taken for that may as well mean something else."""
    for column in chosen.all:
        if column.numerals is not None and column.numerals.doubt:
            warnings.warn(column.numerals.told(column.name), NumbersWarning, stacklevel=5)


def _meeting(where: str | None, way: Way) -> duckdb.DuckDBPyRelation:
    """Return the rows that meet the condition."""
    import duckdb

    if where is None or way.filtered:
        return way.relation
    try:
        return way.relation.filter(where)
    except duckdb.Error as error:
        raise InputError(
            f"--where {where!r} is no condition on these rows: {first_line(error)}"
        ) from error


def _few(numbers: duckdb.DuckDBPyRelation) -> list[FloatArray] | None:
    """Return the columns (n,) of the rows, NaN for what is no number; nothing if they are many."""
    head = numbers.limit(FEW_ROWS + 1).fetchnumpy()
    columns = [np.ma.filled(np.ma.asarray(column), np.nan) for column in head.values()]
    return columns if len(columns[0]) <= FEW_ROWS else None


def _check_numbers(columns: Sequence[FloatArray], chosen: Chosen, label: str) -> None:
    """Refuse columns in which there is no number at all."""
    for column, values in zip(chosen.all, columns, strict=True):
        if not len(values):
            raise InputError(f"{label} has no such rows: expected at least two")
        if not np.isfinite(values).any():
            raise InputError(
                f"column {column.name!r} of {label} holds no finite number: choose another with "
                "-x or -y"
            )
