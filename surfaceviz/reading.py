"""Files in: a data set from two columns of a CSV or TSV file."""

from __future__ import annotations

import codecs
import os
import shutil
import sys
import tempfile
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import numpy as np

from surfaceviz.dataset import Dataset
from surfaceviz.errors import InputError, unknown
from surfaceviz.sniffing import find_table
from surfaceviz.tables import connect, fetch_columns

if TYPE_CHECKING:
    from collections.abc import Iterator

    from surfaceviz.sniffing import Table

STANDARD_INPUT = "-"
# How much of a file is looked at to tell text from bytes.
HEAD_BYTES = 1 << 16
# How files begin that are mistaken for CSV most often.
SIGNATURES = {
    codecs.BOM_UTF16_LE: "UTF-16 text",
    codecs.BOM_UTF16_BE: "UTF-16 text",
    b"\x1f\x8b": "compressed",
    b"PK\x03\x04": "a spreadsheet or an archive",
}


def read_dataset(source: str, x: str | None = None, y: str | None = None) -> Dataset:
    """Return the data set in a CSV or TSV file.

    Parameters
    ----------
    source : str
        Path of the file, or ``-`` for standard input.
    x, y : str, optional
        Names of the columns; where not given, the first numeric columns not yet taken.

    Raises
    ------
    InputError
        If the file cannot be read as a table, or lacks the columns or rows that are needed.
    """
    if source == STANDARD_INPUT:
        if sys.stdin is None:
            raise InputError("standard input is closed: name a file, or pipe one in")
        with _spooled(sys.stdin.buffer) as copy:
            return _read(copy, "standard input", "stdin", x, y)
    path, label = Path(source).absolute(), repr(source)
    try:
        if path.is_dir():
            raise InputError(f"{label} is a folder: expected a CSV or TSV file")
        if not path.exists():
            raise InputError(f"no such file: {label}; check its name and folder")
        whole = path.is_file()
        if whole and _plainly_named(path):
            data = _read(path, label, path.stem, x, y)
        else:
            with path.open("rb") as stream, _spooled(stream) as copy:
                data = _read(copy, label, path.stem, x, y)
    except OSError as error:
        raise InputError(f"{label} cannot be read: {error.strerror}") from error
    # What comes through a pipe is not there again.
    return replace(data, file=path.name) if whole else data


def _plainly_named(path: Path) -> bool:
    """Return whether DuckDB can be told the path: not if it escapes, or is no text."""
    try:
        str(path).encode()
    except UnicodeEncodeError:
        return False
    return os.sep == "\\" or "\\" not in str(path)


def _read(path: Path, label: str, name: str, x: str | None, y: str | None) -> Dataset:
    import duckdb

    try:
        with path.open("rb") as file:
            head = file.read(HEAD_BYTES)
        _check_text(head, label)
        with connect(path) as connection:
            table = find_table(connection, path, head)
            if table.empty:
                raise InputError(f"{label} has a header but no rows: expected at least two")
            x_name, y_name = _choose_columns(table, x, y, label)
            xs, ys = fetch_columns(connection, path, table.layout, x_name, y_name)
    except duckdb.Error as error:
        raise InputError(
            f"{label} is not a readable CSV or TSV file: expected text in columns, with the same "
            f"separator in every row ({str(error).strip().splitlines()[0]})"
        ) from error
    for column, values in ((x_name, xs), (y_name, ys)):
        if not np.isfinite(values).any():
            raise InputError(
                f"column {column!r} of {label} holds no finite number: choose another with -x or -y"
            )
    return Dataset.of(xs, ys, x_name=x_name, y_name=y_name, name=name)


def _check_text(head: bytes, label: str) -> None:
    if not head.removeprefix(codecs.BOM_UTF8).strip():
        raise InputError(f"{label} is empty: expected rows with at least two columns")
    for signature, what in SIGNATURES.items():
        if head.startswith(signature):
            raise InputError(f"{label} is {what}: save it as CSV in UTF-8")
    if b"\0" in head:
        raise InputError(
            f"{label} is not a text file: expected CSV or TSV in UTF-8, found binary data"
        )
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError as error:
        raise InputError(
            f"{label} is not UTF-8 text (byte {error.start + 1} is 0x{head[error.start]:02x}): "
            "save it as CSV in UTF-8"
        ) from error


def _choose_columns(table: Table, x: str | None, y: str | None, label: str) -> tuple[str, str]:
    names = table.layout.names
    for name in (x, y):
        if name is not None and name not in names:
            raise InputError(f"in {label}: {unknown('column', name, names)}")
    if x is not None and x == y:
        raise InputError(f"-x and -y both name {x!r}: expected two different columns")
    free = [name for name in table.numeric if name not in (x, y)]
    if len(free) < (x is None) + (y is None):
        found = ", ".join(
            f"{name!r} ({'numbers' if name in table.numeric else 'no numbers'})" for name in names
        )
        raise InputError(
            f"{label} lacks columns of numbers: expected two, separated by commas, semicolons or "
            f"tabs, found {found}"
        )
    chosen = iter(free)
    return x if x is not None else next(chosen), y if y is not None else next(chosen)


@contextmanager
def _spooled(stream: BinaryIO) -> Iterator[Path]:
    """Copy a stream to a temporary file.

    A pipe gives its content once only, and finding out its layout takes several looks.
    """
    with tempfile.TemporaryDirectory(prefix="surfaceviz-") as folder:
        path = Path(folder) / "stdin.csv"
        with path.open("wb") as file:
            shutil.copyfileobj(stream, file)
        yield path
