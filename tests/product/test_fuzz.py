"""Whatever bytes a file holds, it is read truly or refused in one line."""

from __future__ import annotations

import json
import random
import sqlite3
import subprocess
import sys
import zipfile
from contextlib import closing
from types import SimpleNamespace

import numpy as np
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import surfaceviz as sv
from surfaceviz.data.moments import Moments
from tests.conftest import ROOT

sys.path.insert(0, str(ROOT / "scripts"))

from fuzzing.mutations import damaged
from fuzzing.originals import numpy_files, parquet_files, separated
from fuzzing.trial import Case, judge, make
from fuzzing.truths import records, text_truth

SUFFIXES = [
    *(".csv", ".tsv", ".txt", ".csv.gz", ".csv.zst", ".parquet", ".jsonl", ".json", ".xlsx"),
    *(".npy", ".npz", ".duckdb", ".sqlite", ""),
]
SIGNATURES = [
    *(
        b"PAR1",
        b"PARE",
        b"SQLite format 3\0",
        b"\x93NUMPY\x01\0\x76\0{'descr': '<f8'",
        b"PK\x03\x04",
    ),
    *(b"\0" * 8 + b"DUCK", b"\x1f\x8b\x08\0", b"\x28\xb5\x2f\xfd", b"\xff\xfe", b"\xef\xbb\xbf"),
    *(b"x,y\n1,2\n3,5\n", b'{"x": 1, "y": 2}\n{"x": 3, "y": 5}\n', b'[{"x": 1, "y": 2},'),
]
WORDS = [
    *("x", "y", "1", "2.5", "-3e4", "1e309", "9" * 30, "nan", "NA", "true", "2024-02-30", '"', "'"),
    *(",", ";", "\t", " ", "\n", "\r\n", "\r", "\0", "#", "\\", "é", "\u2028", "\x1b[1m"),
    *("{", "}", "[", "]", ":", '"x":', '"y":', '{"x": 1, "y": 2}', "null", "\n{", "[" * 500),
]
LIMITS = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture
def holds(tmp_path):
    """Whether what comes of a file that holds so and so is as it should be."""

    def holds(content, suffix=".csv", *, named=False):
        path = tmp_path / f"data{suffix}"
        path.write_bytes(content)
        verdict = judge(Case("any", suffix, content, None, named), path, sv.read_dataset)
        assert verdict.outcome != "failed", verdict.said
        return verdict

    return holds


@LIMITS
@given(content=st.binary(max_size=400), suffix=st.sampled_from(SUFFIXES), named=st.booleans())
def test_any_bytes_are_read_or_refused_under_any_name(holds, content, suffix, named):
    holds(content, suffix, named=named)


@LIMITS
@given(words=st.lists(st.sampled_from(WORDS), max_size=60), named=st.booleans())
def test_any_words_are_read_or_refused(holds, words, named):
    holds("".join(words).encode(), named=named)


@LIMITS
@given(signature=st.sampled_from(SIGNATURES), rest=st.binary(max_size=400))
def test_what_only_begins_as_a_file_of_some_kind_is_read_or_refused(holds, signature, rest):
    holds(signature + rest)


def fuzz(*arguments, path=None):
    command = [sys.executable, str(ROOT / "scripts" / "fuzz.py"), *arguments]
    environment = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(path or "")}
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment)


def test_damaged_files_of_all_kinds_are_read_truly_or_refused(tmp_path):
    finished = fuzz("--files", "104", "--seed", "tests", "--keep", str(tmp_path / "kept"))
    assert finished.returncode == 0, finished.stdout + finished.stderr
    assert "104 files" in finished.stdout
    assert not (tmp_path / "kept").exists()


READERS = """
import os, signal, time, warnings
from dataclasses import replace
from surfaceviz.base.errors import InputError
from surfaceviz.data.reading import read_dataset

def raises(*arguments):
    raise KeyError("so")

def panics(*arguments):
    raise BaseException("all of a sudden")

def warns(*arguments):
    warnings.warn("so", RuntimeWarning)
    return read_dataset(*arguments)

def says_much(*arguments):
    raise InputError("one line\\nand another")

def loses_rows(*arguments):
    data = read_dataset(*arguments)
    return replace(data, moments=replace(data.moments, n=data.moments.n - 1))

def dies(*arguments):
    os.kill(os.getpid(), signal.SIGSEGV)

def hangs(*arguments):
    time.sleep(60)

def hoards(*arguments):
    held = b"1" * (1700 << 20)
    raise InputError("enough")
"""
MISDEEDS = {
    "raises": "KeyError: 'so'",
    "panics": "BaseException: all of a sudden",
    "warns": "RuntimeWarning: so",
    "says_much": "not one line",
    "loses_rows": "rows, expected",
    "dies": "ended by signal 11",
    "hangs": "not done after 1 s",
    "hoards": "MB of memory",
}


@pytest.mark.parametrize("reader", MISDEEDS)
def test_readers_that_misbehave_are_found_out(tmp_path, reader):
    (tmp_path / "readers.py").write_text(READERS)
    each = "1" if reader == "hangs" else "10"
    kept = tmp_path / "kept"
    files = "2" if reader in ("dies", "hangs", "hoards") else "8"
    options = ["--files", files, "--seed", "3", "--kind", "csv", "--processes", "1"]
    called = ["--reader", f"readers:{reader}", "--keep", str(kept), "--each", each]
    finished = fuzz(*options, *called, path=tmp_path)
    assert finished.returncode == 1
    assert MISDEEDS[reader] in finished.stdout
    assert "Traceback" not in finished.stderr
    assert list(kept.iterdir())


def test_an_unknown_kind_is_refused():
    finished = fuzz("--kind", "pdf")
    assert finished.returncode == 1
    assert "choose from noise, csv" in finished.stderr


def test_the_same_numbers_are_the_same_files():
    by_kind = {"csv": list(separated()), "noise": []}
    cases = [[make("1", number, by_kind) for number in range(10)] for _ in range(2)]
    assert cases[0] == cases[1]
    assert len({case.content for case in cases[0]}) > 5


def test_rows_are_counted_without_the_reader():
    assert records(b'a,b\n"1\n","2"\n\n3,4', ",") == [b"a,b", b'"1\n","2"', b"", b"3,4"]
    assert records(b'a,b\n1,"2', ",") is None
    plain = next(separated())
    lost = plain.content[: len(plain.head)] + b"1,2\n3,oops\n4,\n5,6,7\n8,9\n"
    truth = text_truth(lost, plain)
    assert (truth.least, truth.least_n, truth.most_n) == (5, 2, 3)
    assert truth.broken_by(2, 3) == ""
    assert "2 + 2 rows" in truth.broken_by(2, 2)
    assert "4 usable rows" in truth.broken_by(4, 1)
    assert "though gzip" in text_truth(b"\x1f\x8b\x08", plain).broken_by(2, 0)


def test_a_reader_without_finite_figures_is_found_out(tmp_path):
    moments = Moments(2, float("nan"), 0.0, 1.0, 1.0, 1.0)
    case = Case("any", ".csv", b"", None, named=False)
    verdict = judge(case, tmp_path, lambda *_: SimpleNamespace(moments=moments, left_out=0))
    assert verdict.outcome == "failed"


def of_all_kinds():
    """Yield an original of several kinds, and files that it was damaged to."""
    chance = random.Random("end to end")
    for original in (next(separated()), next(parquet_files()), next(numpy_files())):
        yield original, original.content[:-9]
        for _ in range(3):
            yield original, damaged(chance, original, original)


def test_damaged_files_end_in_one_line_on_the_command_line(run, folder):
    codes = set()
    for number, (original, content) in enumerate(of_all_kinds()):
        name = f"{number}{original.suffix}"
        (folder / name).write_bytes(content)
        code, _, err = run("render", name, "--epochs", 2, "--no-hold", "-o", "film.png", "-q")
        codes.add(code)
        assert code in (0, 2), err
        assert code == 0 or (err.startswith("surfaceviz: ") and err.count("\n") == 1), err
    assert 2 in codes


def test_an_array_that_is_cut_off_between_objects_is_refused(holds):
    objects = [{"x": k, "y": 2 * k} for k in range(9)]
    whole = json.dumps(objects).encode()
    assert holds(whole + b" \n", ".json").outcome == "read"
    assert "never closes" in holds(whole[:-1], ".json").said
    assert "never closes" in holds(whole[: whole.rindex(b"{")], ".json").said


def test_a_header_that_is_no_python_is_refused(holds, tmp_path):
    np.save(tmp_path / "a.npy", np.ones((9, 2)))
    content = (tmp_path / "a.npy").read_bytes().replace(b"}", b" ")
    assert "as a NumPy array" in holds(content, ".npy").said


def test_columns_whose_names_are_no_text_are_refused(holds, tmp_path):
    pq.write_table(pa.table({"xxxx": [1.0, 2.0], "y": [2.0, 5.0]}), tmp_path / "a.parquet")
    content = (tmp_path / "a.parquet").read_bytes().replace(b"xxxx", b"\xff\xfe\xfd\xfc")
    assert "no names" in holds(content, ".parquet").said


def test_names_with_signs_that_end_lines_are_told_in_one(holds):
    said = holds("a\x1b[2J;b\u2028c\n1;2\n3;5\n".encode(), named=True).said
    assert "a\\x1b[2J, b\\u2028c" in said


def test_a_damaged_sqlite_database_is_refused(holds, tmp_path):
    with closing(sqlite3.connect(tmp_path / "a.db")) as database:
        database.execute("CREATE TABLE t (x REAL, y REAL CHECK (y > 0))")
        database.executemany("INSERT INTO t VALUES (?, ?)", [(k, k + 1.5) for k in range(50)])
        database.execute("PRAGMA ignore_check_constraints = ON")
        database.execute("INSERT INTO t VALUES (9, -9)")
        database.commit()
        ((size,),) = database.execute("PRAGMA page_size").fetchall()
    content = bytearray((tmp_path / "a.db").read_bytes())
    # A row that breaks a rule of its table is no damage.
    assert holds(content, ".db").outcome == "read"
    content[size + 4] -= 20  # how many rows the page has
    assert "is damaged" in holds(content, ".db").said


@pytest.fixture
def workbook(tmp_path):
    """Return the bytes of a workbook of which the sheet was changed."""

    def changed(change):
        book = openpyxl.Workbook()
        for row in [["x", "y"], *([k, 2 * k] for k in range(1, 9))]:
            book.active.append(row)
        book.save(tmp_path / "book.xlsx")
        with (
            zipfile.ZipFile(tmp_path / "book.xlsx") as archive,
            zipfile.ZipFile(tmp_path / "changed.xlsx", "w") as made,
        ):
            for name in archive.namelist():
                member = archive.read(name)
                made.writestr(name, change(member) if "sheet1" in name else member)
        return (tmp_path / "changed.xlsx").read_bytes()

    return changed


def test_a_sheet_that_is_cut_off_is_refused(holds, workbook):
    assert holds(workbook(lambda sheet: sheet), ".xlsx").outcome == "read"
    for length in (900, 700):
        assert "is damaged" in holds(workbook(lambda sheet, n=length: sheet[:n]), ".xlsx").said


@pytest.mark.parametrize("far", [b"XFD1048576", b"ZZZZ9", b"B99999999999"])
def test_a_cell_far_from_the_others_is_refused(holds, workbook, far):
    content = workbook(lambda sheet: sheet.replace(b'"B9"', b'"' + far + b'"'))
    assert "far from the others" in holds(content, ".xlsx").said


def test_an_empty_cell_far_from_the_others_is_nothing(holds, workbook):
    empty = b'<c r="XFD1048576" s="0"/><c r="XFD1048575" s="0"></c></row>'
    content = workbook(lambda sheet: empty.join(sheet.rsplit(b"</row>", 1)))
    assert holds(content, ".xlsx").outcome == "read"


def test_a_wide_sheet_is_read(holds, workbook):
    wide = b'<c r="XFD9"><v>5</v></c></row>'
    content = workbook(lambda sheet: wide.join(sheet.rsplit(b"</row>", 1)))
    assert holds(content, ".xlsx").outcome == "read"


ROWS = "1,2\n3,5\n" * 9
LOST = {
    "an apostrophe before a line end": f"x,y\n{ROWS}3,4'\n5,6,7\n8,9,1\n{ROWS}",
    "apostrophes around lines": f"x,y\n\n1,2\n{ROWS}\n',5\n\n{ROWS}',5\n{ROWS}",
    "inches": f'x,y,z\n{ROWS}1,2,5"\n{ROWS}1,2,"one\n\ntwo"\n1,2,5"\n{ROWS}',
}


@pytest.mark.filterwarnings("ignore:1 cell is no number")
@pytest.mark.parametrize("text", LOST.values(), ids=LOST)
def test_lines_that_are_swallowed_are_counted(tmp_path, text):
    (tmp_path / "a.csv").write_text(text)
    data = sv.read_dataset(str(tmp_path / "a.csv"))
    # What breaks within quotes is no further row; a header may count as one.
    rows = sum(bool(line) for line in text.splitlines()) - 1 - text.count("two")
    assert data.moments.n + data.left_out in (rows, rows + 1)


def test_a_quote_that_never_closes_is_found_among_others(holds):
    text = f'x,y\n1,2"\n{ROWS}5,"6\n{ROWS}'
    assert "18 lines after it are no rows" in holds(text.encode()).said


def test_a_file_whose_lines_break_within_quotes_is_whole(tmp_path):
    rows = "".join(f'{k},{2 * k},"one\n\n""two""\r\n, three"\n' for k in range(40_000))
    (tmp_path / "a.csv").write_bytes(("x,y,z\n" + rows).encode())
    data = sv.read_dataset(str(tmp_path / "a.csv"))
    assert (data.moments.n, data.left_out) == (40_000, 0)


def test_infinities_of_both_signs_are_left_out_in_silence(holds):
    rows = "".join(f"{k},{k}\n" for k in range(9))
    assert holds(f"x,y\n{rows}inf,1\n1,-inf\n".encode()).outcome == "read"


def test_many_columns_are_not_all_listed(holds):
    header = ",".join(f"column{k}" for k in range(1100))
    said = holds(f"{header}\n{header}\n".encode(), named=True).said
    assert said.endswith("and 1,050 more")


@pytest.mark.filterwarnings("ignore:. cells? (is|are) no number in 'x'")
@pytest.mark.parametrize("row", ["4,55,5", "%s,5;7,5\n4,5 5,5"])
def test_a_bad_row_among_decimal_commas_does_not_cut_the_others(tmp_path, row):
    rows = "".join(f"{k},25;{3 * k},125\n" for k in range(50))
    (tmp_path / "a.csv").write_text(f"x;y\n{rows}{row}\n{rows}")
    data = sv.read_dataset(str(tmp_path / "a.csv"))
    assert (data.moments.n, data.x[1], data.y[1]) == (100, 1.25, 3.125)
    assert data.left_out == len(row.splitlines())


def test_a_header_with_odd_escapes_is_refused_in_silence(holds, tmp_path):
    np.save(tmp_path / "a.npy", np.ones((9, 2)))
    content = (tmp_path / "a.npy").read_bytes().replace(b"descr", b"\\cscr")
    assert holds(content, ".npy").outcome == "refused"
