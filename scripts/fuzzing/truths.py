"""What must be true of the data set that is read from a file, found out without the reader."""

from __future__ import annotations

import csv
import gzip
import io
import json
import math
import re
import sqlite3
import zipfile
import zlib
from contextlib import closing
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from fuzzing.originals import zstd
from fuzzing.repair import with_checksums

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from fuzzing.originals import Original

GZIP, ZSTD, BOM = b"\x1f\x8b", b"\x28\xb5\x2f\xfd", b"\xef\xbb\xbf"
# Whatever the namespace is called.
CELL = re.compile(r"(?:\{.*\})?c")
# Remarks above a table that may be passed over, and its header.
MOST_ABOVE = 21
NO_FINITE = re.compile(rb"(?<=[:\[, ])[-+]?(?:nan|inf(?:inity)?)(?=[,}\] ])", re.I)
LAST_COMMA = re.compile(rb",(?=\s*[}\]])")
# What is a number to everyone, and what to no one.
NUMBER = re.compile(rb" *[-+]?\d{1,15}(\.\d{0,20})?([eE][-+]?\d{1,2})? *")
NO_NUMBER = re.compile(rb"(?!nan|inf|true|false|yes|no|t\b|f\b|y\b|n\b)[a-z][a-z ]*|NA", re.I)


@dataclass(frozen=True)
class Truth:
    """What must be so if a data set is read.

    Attributes
    ----------
    least, most : float
        How many rows it has at least and at most, with those left out.
    least_n, most_n : float
        How many usable rows it has.
    refused : str
        Why nothing must be read at all; "" if something may.
    """

    least: float = 0
    most: float = math.inf
    least_n: float = 0
    most_n: float = math.inf
    refused: str = ""

    def broken_by(self, n: int, left_out: int) -> str:
        """Return how a data set breaks it; "" if it does not."""
        if self.refused:
            return f"read {n} rows and left out {left_out}, though {self.refused}"
        if not self.least <= n + left_out <= self.most:
            return f"{n} + {left_out} rows, expected {_range(self.least, self.most)}"
        if not self.least_n <= n <= self.most_n:
            return f"{n} usable rows, expected {_range(self.least_n, self.most_n)}"
        return ""


ANYTHING = Truth()


def _range(least: float, most: float) -> str:
    return f"{least}" if least == most else f"{least} to {most}"


def truth_of(path: Path, content: bytes, original: Original, *, named: bool) -> Truth:
    """Return what is true of a damaged file, which was an original once.

    If its columns are not chosen by name, nothing is known of which rows are usable.
    """
    truth = _truth_of(path, content, original)
    return truth if named else replace(truth, least_n=0, most_n=math.inf)


def _truth_of(path: Path, content: bytes, original: Original) -> Truth:
    if content == original.content:
        return Truth(original.rows, original.rows, original.n, original.n)
    if original.kind in BINARIES and not content.startswith((GZIP, ZSTD)):
        return BINARIES[original.kind](path, content, original)
    return text_truth(content, original)


def text_truth(content: bytes, original: Original) -> Truth:
    """Return what is true of a text, packed or not."""
    if content.startswith(GZIP):
        try:
            content = gzip.decompress(content)
        except (EOFError, OSError, zlib.error):
            return Truth(refused="gzip cannot unpack it")
    elif content.startswith(ZSTD):
        try:
            content = bytes(zstd().decompress(content))
        except zstd().ZstdError:
            return Truth(refused="Zstandard cannot unpack it")
    start = content.removeprefix(BOM).lstrip()[:1]
    if start == b"[":
        return _array_truth(content)
    if start == b"{":
        return _lines_truth(content)
    return _separated_truth(content, original)


def _array_truth(content: bytes) -> Truth:
    try:
        # DuckDB takes infinities for what they are, in whatever case, and one more comma for none.
        plain = NO_FINITE.sub(rb"null", content.removeprefix(BOM))
        plain = LAST_COMMA.sub(b"", plain)
        found = json.loads(plain.decode(), parse_constant=float)
    except (ValueError, RecursionError):
        return Truth(refused="it is no JSON")
    if not all(isinstance(row, dict) for row in found):
        return Truth(most=len(found))
    return _objects_truth(found)


def _objects_truth(rows: Sequence[Any], lost: int = 0) -> Truth:
    """Return the truth of objects; others may be rows without anything."""
    values = [(row.get("x"), row.get("y")) for row in rows]
    sure = sum(all(map(_is_plain, pair)) for pair in values)
    unsure = sum(not any(value is None for value in pair) for pair in values) - sure
    total = len(rows) + lost
    return Truth(total, total, sure, sure + unsure)


def _is_plain(value: object) -> bool:
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return number and abs(value) < 1e15


def _lines_truth(content: bytes) -> Truth:
    lines = [line for line in content.removeprefix(BOM).split(b"\n") if line.strip()]
    rows, lost = [], 0
    for line in lines:
        try:
            row = json.loads(line.decode())
        except (ValueError, RecursionError):
            lost += 1
        else:
            rows += [row] if isinstance(row, dict) else []
            lost += not isinstance(row, dict)
    # Half of a surrogate pair is no text to DuckDB.
    if lost or b"\r" in content or b"\\ud" in content:
        return Truth(len(lines))
    return _objects_truth(rows)


@lru_cache
def _record(delimiter: str) -> re.Pattern[bytes]:
    """Return the pattern of a record as RFC 4180 has it."""
    mark = re.escape(delimiter.encode())
    cell = rb'(?:"(?:[^"]|"")*"|[^"\r\n' + mark + rb"]*)"
    return re.compile(cell + rb"(?:" + mark + cell + rb")*(\r\n|\n|\Z)")


def records(content: bytes, delimiter: str) -> list[bytes] | None:
    """Return the records of a text, blank ones too; nothing if it is not well-formed."""
    pattern, place, found = _record(delimiter), 0, []
    while place < len(content):
        match = pattern.match(content, place)
        if match is None:
            return None
        found.append(match.group().rstrip(b"\r\n"))
        place = match.end()
    return found


def _records_of_python(content: bytes, delimiter: str) -> int:
    """Return how many records Python finds in a text that is not well-formed, blank ones aside."""
    if re.search(rb' +"', content):
        # Whether these quotes open a cell is open.
        return 0
    text = io.StringIO(content.decode(errors="replace"), newline="")
    try:
        return sum(bool(row) for row in csv.reader(text, delimiter=delimiter))
    except csv.Error:
        return 0


def _separated_truth(content: bytes, original: Original) -> Truth:
    content = content.removeprefix(BOM)
    above = 1 if original.head and content.startswith(original.head) else None
    if b"\r" in content.replace(b"\r\n", b""):
        # Whether a return alone ends a line is open where others end otherwise.
        least = sum(bool(line.strip()) for line in content.split(b"\n"))
        most = len(re.split(rb"\r\n|\r|\n", content))
        return Truth(0 if b'"' in content else least - (above or MOST_ABOVE), most)
    found = records(content, original.delimiter or ",")
    if found is None:
        least = _records_of_python(content, original.delimiter or ",") - (above or MOST_ABOVE)
        return Truth(least, len(content.splitlines()))
    filled = sum(bool(record) for record in found)
    if above is None:
        return Truth(filled - MOST_ABOVE if b'"' not in content else 0, len(content.splitlines()))
    return _named_truth(found[1:], filled - 1, original)


def _named_truth(rows: Sequence[bytes], filled: int, original: Original) -> Truth:
    """Return the truth of the well-formed records below an intact header."""
    # Where rows are longer than the header, it may be taken for a row.
    widths = {row.count(original.delimiter.encode()) for row in rows}
    total = {"least": filled, "most": len(rows) + (len(widths) > 1)}
    if b'"' in original.head or original.name in ("quoted", "decimal commas"):
        return Truth(**total)
    names = original.head.strip().decode().split(original.delimiter)
    places = names.index("x"), names.index("y")
    sure = never = 0
    for row in rows:
        cells = row.split(original.delimiter.encode())
        pair = [cells[place] if place < len(cells) else b"" for place in places]
        sure += len(cells) == len(names) and row.isascii() and all(map(NUMBER.fullmatch, pair))
        never += any(not cell.strip() or NO_NUMBER.fullmatch(cell) is not None for cell in pair)
    return Truth(**total, least_n=sure, most_n=len(rows) - never)


def _parquet_truth(_path: Path, content: bytes, original: Original) -> Truth:
    if len(content) < len(original.content) and original.content.startswith(content):
        return Truth(refused="it was cut off")
    try:
        rows = pq.read_table(io.BytesIO(content)).num_rows
    except (pa.ArrowException, OSError, ValueError):
        return ANYTHING
    return Truth(rows, rows)


def _array_file_truth(_path: Path, content: bytes, _original: Original) -> Truth:
    return _array_truth_of(content)


def _array_truth_of(content: bytes) -> Truth:
    stream = io.BytesIO(content)
    try:
        array = np.load(stream, allow_pickle=False)
    except Exception:
        return Truth(refused="NumPy cannot load it") if content[:6] == b"\x93NUMPY" else ANYTHING
    if stream.read(1):
        return Truth(refused="more follows the array")
    return Truth(len(array), len(array)) if array.ndim else ANYTHING


def _archive_truth(_path: Path, content: bytes, original: Original) -> Truth:
    if not content.startswith(b"PK"):
        return ANYTHING
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            bad = archive.testzip()
            names = archive.namelist()
            arrays = [archive.read(name) for name in names if name.endswith("x.npy")]
            sheets = [archive.read(name) for name in names if "sheet1.xml" in name]
    except Exception:
        return Truth(refused="zipfile cannot read it")
    if bad:
        return Truth(refused=f"{bad} in it is damaged")
    if original.kind == "npz":
        return _array_truth_of(arrays[0]) if len(arrays) == 1 else ANYTHING
    return _sheet_truth(sheets[0]) if len(sheets) == 1 else ANYTHING


def _sheet_truth(xml: bytes) -> Truth:
    """Return the truth of a sheet: rows of one number are one row, and one of them is a header."""
    try:
        cells = [each for each in ElementTree.fromstring(xml).iter() if CELL.fullmatch(each.tag)]
    except ElementTree.ParseError:
        return Truth(refused="its sheet is no XML")
    filled = [cell.get("r", "") for cell in cells if "".join(cell.itertext()).strip()]
    found = [re.fullmatch(r"[A-Z]{1,3}([1-9]\d{0,6})", name) for name in filled]
    numbers = {int(match[1]) for match in found if match is not None}
    least = len(numbers) - 1 if all(found) else 0
    return Truth(least, len(numbers) if all(found) else math.inf)


def _duckdb_truth(_path: Path, content: bytes, original: Original) -> Truth:
    """Return the truth of a database: checksums tell all damage, if they are not made anew."""
    repaired = len(content) == len(original.content) and with_checksums(content) == content
    return ANYTHING if repaired else Truth(original.rows, original.rows)


def _sqlite_truth(path: Path, content: bytes, _original: Original) -> Truth:
    if not content.startswith(b"SQLite format 3\0"):
        return ANYTHING
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)) as database:
            database.text_factory = bytes
            ((said,),) = database.execute("PRAGMA integrity_check(1)").fetchall()
            ((rows,),) = database.execute("SELECT count(*) FROM t NOT INDEXED").fetchall()
    except sqlite3.Error:
        return ANYTHING
    if said.startswith(b"*** in database"):
        return Truth(refused=f"SQLite says: {said!r}")
    return Truth(rows, rows)


BINARIES: dict[str, Callable[[Path, bytes, Original], Truth]] = {
    "parquet": _parquet_truth,
    "npy": _array_file_truth,
    "npz": _archive_truth,
    "xlsx": _archive_truth,
    "duckdb": _duckdb_truth,
    "sqlite": _sqlite_truth,
}
