"""NumPy's files: an array of two columns (.npy), or named columns (.npz)."""

from __future__ import annotations

import shutil
import tokenize
import warnings
import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from surfaceviz.base.errors import InputError
from surfaceviz.data.readers.archives import check_archive, one_file
from surfaceviz.data.readers.protocol import Table, Way
from surfaceviz.data.readers.session import first_line, told_apart
from surfaceviz.data.readers.typing import typed_columns
from surfaceviz.data.sql import identifier

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    import duckdb
    from numpy.typing import NDArray

    from surfaceviz.data.columns import Chosen, Selection
    from surfaceviz.data.readers.protocol import Files

SUFFIX = ".npy"
# How NumPy fails at an array's header, which is Python's source.
UNREADABLE = (
    ValueError,
    TypeError,
    OSError,
    EOFError,
    SyntaxError,
    MemoryError,
    OverflowError,
    RecursionError,
    tokenize.TokenError,
)


def open_array(files: Files, session: duckdb.DuckDBPyConnection, asked: Selection) -> Table:
    """Return the columns x and y of an array (n, 2), or those of a structured array (n,)."""
    array = _load(one_file(files), files.label)
    if array.dtype.names and array.ndim == 1:
        return _table(
            session, {name: array[name] for name in array.dtype.names}, files.label, asked
        )
    if array.ndim != 2 or array.shape[1] != 2:
        hint = ", transpose it" if array.ndim == 2 and array.shape[0] == 2 else ""
        raise InputError(
            f"{files.label} holds an array of shape {array.shape}: expected (n, 2), a row for each "
            f"point{hint}"
        )
    return _table(session, {"x": array[:, 0], "y": array[:, 1]}, files.label, asked)


def open_archive(files: Files, session: duckdb.DuckDBPyConnection, asked: Selection) -> Table:
    """Return the one-dimensional arrays of an archive as columns."""
    path = one_file(files)
    check_archive(path, files.label)
    columns = {}
    with zipfile.ZipFile(path) as archive:
        members = [name for name in archive.namelist() if name.endswith(SUFFIX)]
        for place, member in enumerate(members):
            # Unpacked to disk, it is then read from there piece by piece.
            copy = files.scratch / f"{place}{SUFFIX}"
            with archive.open(member) as packed, copy.open("wb") as file:
                shutil.copyfileobj(packed, file)
            columns[member.removesuffix(SUFFIX)] = _load(copy, f"{member!r} in {files.label}")
    flat = {name: array for name, array in columns.items() if array.ndim == 1}
    wanted = [name for name in (asked.x, asked.y, asked.weights) if name in flat]
    lengths = {len(flat[name]) for name in wanted or flat}
    if len(lengths) > 1:
        found = ", ".join(f"{name!r} {len(array):,}" for name, array in flat.items())
        raise InputError(
            f"the arrays of {files.label} are not equally long ({found}): name those to read with "
            "-x and -y"
        )
    if not lengths:
        raise InputError(
            f"{files.label} holds no one-dimensional arrays: expected x and y, found "
            + (", ".join(f"{name!r} {array.shape}" for name, array in columns.items()) or "none")
        )
    (length,) = lengths
    return _table(
        session,
        {name: array for name, array in flat.items() if len(array) == length},
        files.label,
        asked,
    )


def _load(path: Path, label: str) -> NDArray[Any]:
    """Return the array in a file, of which nothing is read yet."""
    try:
        # What a header promises may be more than can be counted, and what Python thinks of its
        # source is nobody's concern.
        with np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            array: NDArray[Any] = np.load(path, mmap_mode="r", allow_pickle=False)
    except UNREADABLE as error:
        raise InputError(f"{label} cannot be read as a NumPy array: {first_line(error)}") from error
    if isinstance(array, np.memmap) and array.offset + array.nbytes < path.stat().st_size:
        raise InputError(
            f"{label} goes on after its array of shape {array.shape}: expected one array a file"
        )
    return array


def _table(
    session: duckdb.DuckDBPyConnection,
    arrays: Mapping[str, NDArray[Any]],
    label: str,
    asked: Selection,
) -> Table:
    if not len(next(iter(arrays.values()))):
        raise InputError(f"{label} holds no rows: expected at least two")
    known = {name: _known(array) for name, array in arrays.items()}
    session.register("arrays", {f"c{place}": array for place, array in enumerate(known.values())})
    plain = told_apart(list(known))
    names = ", ".join(f"c{place} AS {identifier(name)}" for place, name in enumerate(plain))
    rows = session.sql(f"SELECT {names} FROM arrays")
    columns = [
        replace(column, name=name)
        for column, name in zip(typed_columns(session, rows, asked.decimal), known, strict=True)
    ]

    def ways(_chosen: Chosen) -> Iterator[Way]:
        yield Way(rows, strays=True)

    return Table(columns, ways)


def _known(array: NDArray[Any]) -> NDArray[Any]:
    """Return an array in a type that DuckDB knows; most it knows as they are."""
    kind, native = array.dtype.kind, array.dtype.isnative
    if kind == "M":
        return array.astype("datetime64[us]")
    if kind == "f" and (not native or array.dtype.itemsize > 8):
        return array.astype(np.float64)
    if kind in "iu" and not native:
        return array.astype(array.dtype.newbyteorder("="))
    if kind in "iufb" and array.ndim == 1:
        return array
    # Whatever else it is, it is no column of numbers.
    return np.full(len(array), None, dtype=object)
