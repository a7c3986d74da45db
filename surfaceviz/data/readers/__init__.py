"""The kinds of files that data come in, by name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from surfaceviz.base.errors import InputError
from surfaceviz.data.readers.archives import members

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from surfaceviz.data.readers.protocol import Opener

# Files that are mistaken for data most often.
STRANGERS = {
    b"\xd0\xcf\x11\xe0": "an old or locked Excel file: save it as .xlsx, without a password",
    b"%PDF": "a PDF document: expected data, such as CSV",
    b"BZh": "packed by bzip2: unpack it first",
    b"\xfd7zXZ": "packed by xz: unpack it first",
    b"7z\xbc\xaf": "packed by 7-Zip: unpack it first",
    b"ARROW1": "an Arrow file: save it as Parquet",
    b"\x89HDF": "an HDF5 file: save it as Parquet or CSV",
}


@dataclass(frozen=True)
class Source:
    """An entry of the table of sources.

    Attributes
    ----------
    name : str
        What such a file is.
    description : str
        More of it, for lists and help.
    known_by : callable
        (first bytes, path) -> whether a file is such a one.
    load : callable
        () -> the function that finds the table in it; imports what that needs.
    has_tables : str
        What it calls those of its tables among which ``--table`` chooses; "" if it has but one.
    has_sql : bool
        Whether it can be asked by a query of its own.
    packable : bool
        Whether it is also read packed by gzip or zstd.
    beside : str
        What the name of a file that belongs to it has at its end; "" where there is none.
    """

    name: str
    description: str
    known_by: Callable[[bytes, Path], bool]
    load: Callable[[], Opener]
    has_tables: str = ""
    has_sql: bool = False
    packable: bool = False
    beside: str = ""

    @property
    def open(self) -> Opener:
        """The function that finds the table in it, imported with all that it needs."""
        return self.load()


def _begins(*signatures: bytes) -> Callable[[bytes, Path], bool]:
    return lambda head, _path: head.startswith(signatures)


def _zipped_with(*suffixes: str) -> Callable[[bytes, Path], bool]:
    return lambda head, path: (
        head.startswith(b"PK") and any(name.endswith(suffixes) for name in members(path))
    )


def _parquet() -> Opener:
    from surfaceviz.data.readers.parquet import open_table

    return open_table


def _duckdb() -> Opener:
    from surfaceviz.data.readers.database import open_table

    return open_table


def _sqlite() -> Opener:
    from surfaceviz.data.readers.sqlite import open_table

    return open_table


def _xlsx() -> Opener:
    from surfaceviz.data.readers.workbook import open_table

    return open_table


def _json() -> Opener:
    from surfaceviz.data.readers.json_lines import open_table

    return open_table


def _csv() -> Opener:
    from surfaceviz.data.readers.delimited import open_table

    return open_table


def _npz() -> Opener:
    from surfaceviz.data.readers.numpy_files import open_archive

    return open_archive


def _npy() -> Opener:
    from surfaceviz.data.readers.numpy_files import open_array

    return open_array


# The first one that knows a file reads it.
SOURCES: Mapping[str, Source] = {
    "parquet": Source(
        "Parquet", "column by column, of any size (.parquet)", _begins(b"PAR1", b"PARE"), _parquet
    ),
    "duckdb": Source(
        "DuckDB database",
        "a table by --table NAME, or the rows of --sql 'SELECT ...' (.duckdb)",
        lambda head, _path: head[8:12] == b"DUCK",
        _duckdb,
        has_tables="table",
        has_sql=True,
        beside=".wal",
    ),
    "sqlite": Source(
        "SQLite database",
        "a table by --table NAME, or the rows of --sql 'SELECT ...' (.sqlite, .db)",
        _begins(b"SQLite format 3\0"),
        _sqlite,
        has_tables="table",
        has_sql=True,
    ),
    "xlsx": Source(
        "Excel workbook",
        "its first sheet with rows, or that of --table SHEET (.xlsx)",
        _zipped_with("workbook.xml", "workbook.bin"),
        _xlsx,
        has_tables="sheet",
    ),
    "npz": Source(
        "NumPy archive",
        "arrays by name, such as x and y (.npz)",
        _zipped_with(".npy"),
        _npz,
    ),
    "npy": Source("NumPy array", "of shape (n, 2) (.npy)", _begins(b"\x93NUMPY"), _npy),
    "json": Source(
        "JSON",
        "an object a line, or an array of objects (.jsonl, .ndjson, .json; also .gz, .zst)",
        lambda head, _path: head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"["),
        _json,
        packable=True,
    ),
    "csv": Source(
        "CSV or TSV",
        "however it is written (.csv, .tsv, .txt; also .gz, .zst)",
        lambda _head, _path: True,
        _csv,
        packable=True,
    ),
}


def recognise(head: bytes, path: Path, label: str) -> Source:
    """Return the kind of a file by its content, whatever its name says.

    Parameters
    ----------
    head : bytes
        How it begins, unpacked.
    path : Path
        Where it is.
    label : str
        What to call it in messages.

    Raises
    ------
    InputError
        If it is known to be none of these.
    """
    for signature, what in STRANGERS.items():
        if head.startswith(signature):
            raise InputError(f"{label} is {what}")
    found = next(source for source in SOURCES.values() if source.known_by(head, path))
    if found is SOURCES["csv"] and head.startswith(b"PK\x03\x04"):
        raise InputError(
            f"{label} is an archive: expected data, such as CSV or an Excel workbook (.xlsx)"
        )
    return found
