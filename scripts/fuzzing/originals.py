"""Small whole files of every kind, of which it is known what is in them."""

from __future__ import annotations

import csv
import gzip
import io
import json
import sqlite3
import sys
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import import_module
from random import Random
from typing import TYPE_CHECKING, Any

import duckdb
import numpy as np
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BEGIN = datetime(2024, 1, 30, 22, 15)
# The smallest blocks that DuckDB allows, so that its files are small.
BLOCK = 16384


@dataclass(frozen=True)
class Original:
    """A whole file.

    Attributes
    ----------
    kind : str
        What it is.
    name : str
        What is special about it.
    suffix : str
        How its name ends.
    content : bytes
        The file.
    rows : int
        Rows that are in it, usable or not.
    n : int
        Usable ones.
    delimiter : str
        What separates its cells; "" if it is not of separated values.
    head : bytes
        Its first line, which names the columns, if it is of separated values.
    pack : str
        How it is packed: "", "gzip" or "zstd".
    """

    kind: str
    name: str
    suffix: str
    content: bytes
    rows: int
    n: int
    delimiter: str = ""
    head: bytes = b""
    pack: str = ""


@dataclass(frozen=True)
class Measured:
    """Rows (x, y) of numbers, some of them missing."""

    x: list[float | None]
    y: list[float | None]

    @classmethod
    def of(cls, seed: int, rows: int, *, gaps: bool = False) -> Measured:
        """Return rows that a seed stands for."""
        random = Random(seed)
        x = [round(random.uniform(-50, 50), 6) for _ in range(rows)]
        y: list[float | None] = [round(3 * each + random.gauss(0, 4), 6) for each in x]
        if gaps:
            y = [None if random.random() < 0.1 else each for each in y]
        return cls(list(x), y)

    @property
    def n(self) -> int:
        """Rows in which nothing is missing."""
        return sum(y is not None for y in self.y)

    def __iter__(self) -> Iterator[tuple[float | None, float | None]]:
        """Yield the rows."""
        return iter(zip(self.x, self.y, strict=True))

    def __len__(self) -> int:
        """Return how many rows there are."""
        return len(self.x)


def originals(folder: Path) -> list[Original]:
    """Return whole files of all kinds; ``folder`` is for those that libraries write."""
    return [
        *separated(),
        *packed(),
        *json_files(),
        *parquet_files(),
        *numpy_files(),
        *workbooks(folder),
        *duckdb_files(folder),
        *sqlite_files(folder),
    ]


def separated() -> Iterator[Original]:
    """Yield files of separated values."""
    plain, gaps = Measured.of(1, 120), Measured.of(2, 90, gaps=True)
    yield _separated("plain", plain, [["x", "y"]] + [[*row] for row in plain])
    noted = [["x", "y", "note"]] + [[*row, 'so "it", is\nsaid'] for row in plain]
    yield _separated("quoted", plain, noted)
    yield _separated("all quoted", gaps, [["x", "y"]] + [[*row] for row in gaps], quote=True)
    yield _separated(
        "missing", gaps, [["x", "y"]] + [[u, "NA" if v is None else v] for u, v in gaps]
    )
    dated = [[(BEGIN + timedelta(hours=k)).isoformat(), *row] for k, row in enumerate(plain)]
    yield _separated("dates", plain, [["when", "x", "y"], *dated])
    yield _separated("line ends", plain, [["x", "y"]] + [[*row] for row in plain], end="\r\n")
    words = [["word", "x", "y", "z"]] + [[f"w{k}", *row, k] for k, row in enumerate(plain)]
    yield _separated("words", plain, words)
    yield _separated("semicolons", plain, words, delimiter=";")
    yield _separated("tabs", gaps, [["x", "y"]] + [[*row] for row in gaps], delimiter="\t")
    commas = [[str(u).replace(".", ","), str(v).replace(".", ",")] for u, v in plain]
    yield _separated("decimal commas", plain, [["x", "y"], *commas], delimiter=";")
    whole = [["x", "y"]] + [[k, 3 * k] for k in range(1, 61)]
    yield _separated("whole numbers", Measured.of(3, 60), whole)


def _separated(
    name: str,
    measured: Measured,
    table: list[list[Any]],
    *,
    delimiter: str = ",",
    end: str = "\n",
    quote: bool = False,
) -> Original:
    out = io.StringIO()
    quoting = csv.QUOTE_ALL if quote else csv.QUOTE_MINIMAL
    writer = csv.writer(out, delimiter=delimiter, lineterminator=end, quoting=quoting)
    writer.writerows(table)
    content = out.getvalue().encode()
    kind = "tsv" if delimiter == "\t" else "csv"
    head = content[: content.index(b"\n") + 1]
    return Original(kind, name, f".{kind}", content, len(measured), measured.n, delimiter, head)


def packed() -> Iterator[Original]:
    """Yield files that are packed."""
    for plain in [*separated(), *json_files()]:
        if plain.name in ("plain", "quoted", "missing", "lines", "array"):
            for pack, suffix in (("gzip", ".gz"), ("zstd", ".zst")):
                yield Original(
                    pack,
                    f"{plain.kind} {plain.name}",
                    plain.suffix + suffix,
                    squeeze(plain.content, pack),
                    plain.rows,
                    plain.n,
                    plain.delimiter,
                    plain.head,
                    pack,
                )


def zstd() -> Any:
    """Return the module that reads and writes Zstandard."""
    return import_module("compression.zstd" if sys.version_info >= (3, 14) else "backports.zstd")


def squeeze(content: bytes, pack: str, *, checked: bool = True) -> bytes:
    """Return content packed; by Zstandard with a checksum or without."""
    if pack == "gzip":
        return gzip.compress(content, mtime=0)
    options = {zstd().CompressionParameter.checksum_flag: int(checked)}
    return bytes(zstd().compress(content, options=options))


def json_files() -> Iterator[Original]:
    """Yield JSON lines and arrays."""
    plain, gaps = Measured.of(4, 100), Measured.of(5, 80, gaps=True)
    rows = [{"x": x, "y": y} for x, y in plain]
    rich = [
        {"id": k, "x": x, "y": y, "tag": f'a "{k}" \u00e9\n', "in": {"deep": [k, None, True]}}
        for k, (x, y) in enumerate(gaps)
    ]
    few = [{key: value for key, value in row.items() if value is not None} for row in rich]
    for name, objects, measured in (
        ("lines", rows, plain),
        ("rich lines", rich, gaps),
        ("short lines", few, gaps),
    ):
        content = "".join(json.dumps(row) + "\n" for row in objects).encode()
        yield Original("jsonl", name, ".jsonl", content, len(measured), measured.n)
    yield Original("json", "array", ".json", json.dumps(rows).encode(), len(plain), plain.n)
    indented = json.dumps(rich, indent=1).encode()
    yield Original("json", "indented array", ".json", indented, len(gaps), gaps.n)


def parquet_files() -> Iterator[Original]:
    """Yield Parquet files in many of the ways in which they can be written."""
    plain, gaps = Measured.of(6, 200), Measured.of(7, 150, gaps=True)
    simple = pa.table({"x": plain.x, "y": plain.y})
    whole = pa.table({"x": pa.array(range(200), pa.int32()), "y": pa.array(range(200), pa.int64())})
    rich = pa.table(
        {
            "when": [BEGIN + timedelta(hours=k) for k in range(len(gaps))],
            "word": [f"word {k % 7}" for k in range(len(gaps))],
            "x": gaps.x,
            "y": gaps.y,
            "list": [[k] * (k % 3) for k in range(len(gaps))],
            "money": pa.array(list(range(len(gaps)))).cast(pa.decimal128(22, 2)),
        }
    )
    for codec in ("none", "snappy", "gzip", "zstd", "lz4", "brotli"):
        yield _parquet(codec, simple, plain.n, compression=codec)
        yield _parquet(f"rich {codec}", rich, gaps.n, compression=codec, row_group_size=40)
    kept: dict[str, Any] = {"use_dictionary": False, "compression": "none"}
    for encoding in ("PLAIN", "BYTE_STREAM_SPLIT"):
        columns = dict.fromkeys("xy", encoding)
        yield _parquet(encoding, simple, plain.n, column_encoding=columns, **kept)
    delta = dict.fromkeys("xy", "DELTA_BINARY_PACKED")
    yield _parquet("delta", whole, 200, column_encoding=delta, **kept)
    yield _parquet("pages", simple, plain.n, data_page_version="2.0", data_page_size=256)
    yield _parquet("checked", rich, gaps.n, write_page_checksum=True, write_page_index=True)


def _parquet(name: str, table: pa.Table, n: int, **options: Any) -> Original:
    out = io.BytesIO()
    pq.write_table(table, out, **options)
    return Original("parquet", name, ".parquet", out.getvalue(), table.num_rows, n)


def numpy_files() -> Iterator[Original]:
    """Yield NumPy's arrays and archives."""
    plain = Measured.of(8, 150)
    table = np.array(list(plain), dtype=np.float64)
    named = np.zeros(len(plain), dtype=[("id", "<i4"), ("x", "<f8"), ("y", "<f4"), ("s", "U3")])
    named["x"], named["y"] = table.T
    for name, array in {
        "plain": table,
        "by column": np.asfortranarray(table),
        "whole": table.astype(np.int32),
        "other end": table.astype(">f8"),
        "half": table.astype(np.float16),
        "named": named,
    }.items():
        out = io.BytesIO()
        np.save(out, array)
        yield Original("npy", name, ".npy", out.getvalue(), len(plain), len(plain))
    x, y = np.ascontiguousarray(table.T)
    moments = np.datetime64(BEGIN, "s") + np.arange(len(plain))
    for name, save in (("stored", np.savez), ("deflated", np.savez_compressed)):
        out = io.BytesIO()
        save(out, x=x, y=y, when=moments, grid=table)
        yield Original("npz", name, ".npz", out.getvalue(), len(plain), len(plain))


def workbooks(folder: Path) -> Iterator[Original]:
    """Yield workbooks."""
    plain, gaps = Measured.of(9, 80), Measured.of(10, 60, gaps=True)
    rich = [[BEGIN + timedelta(days=k), f"w{k % 5}", *row] for k, row in enumerate(gaps)]
    for name, header, rows, measured in (
        ("plain", ["x", "y"], [[*row] for row in plain], plain),
        ("rich", ["when", "word", "x", "y"], rich, gaps),
    ):
        book = openpyxl.Workbook()
        sheet = book.active
        for row in [header, *rows]:
            sheet.append(row)
        book.create_sheet("more").append(["a", 1, 2])
        book.save(folder / "book.xlsx")
        content = (folder / "book.xlsx").read_bytes()
        yield Original("xlsx", name, ".xlsx", content, len(measured), measured.n)


def duckdb_files(folder: Path) -> Iterator[Original]:
    """Yield DuckDB's databases."""
    plain, gaps = Measured.of(11, 300), Measured.of(12, 200, gaps=True)
    simple = pa.table({"x": plain.x, "y": plain.y})
    rich = pa.table(
        {
            "when": [BEGIN + timedelta(hours=k) for k in range(len(gaps))],
            "word": [f"word {k % 7}" for k in range(len(gaps))],
            "k": list(range(len(gaps))),
            "x": gaps.x,
            "y": gaps.y,
        }
    )
    for name, table, measured in (("plain", simple, plain), ("rich", rich, gaps)):
        path = folder / f"{name}.duckdb"
        with duckdb.connect() as session:
            session.register("given", table)
            session.execute(f"ATTACH '{path}' AS made (BLOCK_SIZE {BLOCK})")
            session.execute("CREATE TABLE made.t AS FROM given")
            session.execute("DETACH made")
        yield Original("duckdb", name, ".duckdb", path.read_bytes(), len(measured), measured.n)


def sqlite_files(folder: Path) -> Iterator[Original]:
    """Yield SQLite's databases."""
    plain, gaps = Measured.of(13, 300), Measured.of(14, 200, gaps=True)
    rich = [[k, *row, "long " * (k % 400), b"\0" * (k % 9)] for k, row in enumerate(gaps)]
    for name, definition, rows, measured in (
        ("plain", "x REAL, y REAL", [[*row] for row in plain], plain),
        ("rich", "id INTEGER PRIMARY KEY, x REAL, y REAL, t TEXT, b BLOB", rich, gaps),
        (
            "without row numbers",
            "id INTEGER PRIMARY KEY, x REAL, y REAL, t TEXT, b BLOB) WITHOUT ROWID --",
            rich,
            gaps,
        ),
    ):
        path = folder / f"{name}.sqlite"
        with closing(sqlite3.connect(path)) as database:
            database.execute("PRAGMA page_size = 1024")
            database.execute(
                f"CREATE TABLE t ({definition}\n)"
                if "--" not in definition
                else f"CREATE TABLE t ({definition}"
            )
            marks = ", ".join("?" * len(rows[0]))
            database.executemany(f"INSERT INTO t VALUES ({marks})", rows)
            if name == "rich":
                database.execute("CREATE INDEX i ON t (x)")
            database.commit()
        yield Original("sqlite", name, ".sqlite", path.read_bytes(), len(measured), measured.n)
