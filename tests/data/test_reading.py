from __future__ import annotations

import csv
import gzip
import io
import os
import sys
import threading
from pathlib import Path

import numpy as np
import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import surfaceviz as sv

NAMES = [
    "price $",
    "a_b_{c}",
    "<b>bold</b>",
    "</script>",
    "学习时间",
    "🎉 party",
    "it's",
    'say "hi"',
    "semi;colon",
    "a,b",
    "x" * 200,
    "'); DROP TABLE t; --",
    "$(rm -rf /)",
    "back\\slash",
    "two\nlines",
    "NA",
    "?",
    "c1",
    "B",
]


@pytest.fixture
def write(tmp_path):
    def write(content, name="data.csv"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return str(path)

    return write


LAYOUTS = {
    "commas": "a,b\n1,2\n3,5\n",
    "semicolons": "a;b\n1;2\n3;5\n",
    "tabs": "a\tb\n1\t2\n3\t5\n",
    "windows line ends": "a,b\r\n1,2\r\n3,5\r\n",
    "byte order mark": "\ufeffa,b\n1,2\n3,5\n",
    "quoted": '"a","b"\n"1","2"\n"3","5"\n',
    "spaces": "a, b\n 1, 2\n3 ,5\n",
    "no last line end": "a,b\n1,2\n3,5",
    "decimal commas": "a;b\n1,0;2,0\n3,0;5,0\n",
    "decimal commas and tabs": "a\tb\n1,0\t2,0\n3,0\t5,0\n",
    "signs and exponents": "a,b\n+1,2e0\n3.0,+5E+0\n",
    "a word first": "name,a,b\nu,1,2\nv,3,5\n",
    "mixed line ends": "a,b\r\n1,2\n3,5\n",
    "remarks above": "made today\n\na,b\n1,2\n3,5\n",
}


@pytest.mark.parametrize("content", LAYOUTS.values(), ids=LAYOUTS)
def test_a_file_is_read_however_it_is_written(write, content):
    data = sv.read_dataset(write(content))
    assert (data.x_name, data.y_name) == ("a", "b")
    assert data.x.tolist() == [1, 3]
    assert data.y.tolist() == [2, 5]
    assert data.left_out == 0


@pytest.mark.parametrize("name", ["data.csv", "back\\slash.csv", "no suffix", ".hidden"])
def test_a_file_is_remembered_by_its_name_alone(write, name):
    assert sv.read_dataset(write("a,b\n1,2\n3,5\n", name)).file == name


def test_decimal_commas_in_some_cells_are_read_in_all(write):
    data = sv.read_dataset(write("x;y\n1;2\n2;4,5\n3;6\n4;8,5\n5;10\n"))
    assert data.y.tolist() == [2, 4.5, 6, 8.5, 10]
    assert data.left_out == 0


def test_lines_that_break_within_quotes_are_read(write):
    rows = "".join(f'{k},{2 * k},"first\nsecond"\n' for k in range(50))
    data = sv.read_dataset(write("a,b,note\n" + rows))
    assert data.x.tolist() == list(range(50))
    assert data.left_out == 0


@pytest.mark.filterwarnings("ignore:.* no number in:surfaceviz.base.errors.SurfaceVizWarning")
def test_one_word_far_down_does_not_make_the_first_row_a_header(write):
    rows = "".join(f"{k},{2 * k}\n" for k in range(3000))
    data = sv.read_dataset(write(rows + "foo,bar\n"))
    assert data.moments.n == 3000
    assert data.left_out == 1


@pytest.mark.skipif(os.name != "posix", reason="needs named pipes")
def test_a_pipe_is_read(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_text, args=("a,b\n1,2\n3,5\n",))
    writer.start()
    data = sv.read_dataset(str(pipe))
    writer.join()
    assert data.x.tolist() == [1, 3]
    assert data.file == ""


def test_a_file_without_header_is_read(write):
    data = sv.read_dataset(write("1,2\n3,5\n4,6.5\n"))
    assert data.x.tolist() == [1, 3, 4]
    assert data.y.tolist() == [2, 5, 6.5]


def test_columns_are_chosen_by_name_or_are_the_first_of_numbers(write):
    path = write("id,when,a,b,c\nu,2020-01-01,1,2,3\nv,2020-01-02,3,5,8\n")
    assert [sv.read_dataset(path).x_name, sv.read_dataset(path).y_name] == ["a", "b"]
    chosen = sv.read_dataset(path, "c", "a")
    assert (chosen.x.tolist(), chosen.y.tolist()) == ([3, 8], [1, 3])
    assert sv.read_dataset(path, y="a").x_name == "b"
    assert sv.read_dataset(path, x="b").y_name == "a"


MISSING = {
    "empty": "a,b\n1,2\n3,\n,4\n5,7\n",
    "words": "a,b\n1,2\n3,oops\nNA,4\n5,7\n",
    "not finite": "a,b\n1,2\n3,nan\ninf,4\n5,7\n",
    "too short": "a,b\n1,2\n3\n4\n5,7\n",
}


@pytest.mark.filterwarnings("ignore:.* no number in:surfaceviz.base.errors.SurfaceVizWarning")
@pytest.mark.parametrize("content", MISSING.values(), ids=MISSING)
def test_rows_without_a_number_are_left_out_and_counted(write, content):
    data = sv.read_dataset(write(content))
    assert data.x.tolist() == [1, 5]
    assert data.y.tolist() == [2, 7]
    assert data.left_out == 2


@pytest.mark.filterwarnings("ignore:.* no number in:surfaceviz.base.errors.SurfaceVizWarning")
def test_rows_that_another_layout_could_not_parse_are_not_left_out(write):
    # Read with commas, which the first guess may be, most of these rows are too long.
    rows = "".join(f"{k},5;{2 * k},25;a,b,c,d{',e' * (k % 5)}\n" for k in range(40))
    data = sv.read_dataset(write("x;y;note\n" + rows))
    assert data.x.tolist() == [k + 0.5 for k in range(40)]
    assert data.left_out == 0


def test_columns_of_one_name_or_none_can_be_told_apart(write):
    path = write("a,a,\n1,2,7\n3,5,8\n")
    data = sv.read_dataset(path)
    assert (data.x_name, data.y_name) == ("a", "a (column1)")
    assert sv.read_dataset(path, "column2", "a").x.tolist() == [7, 8]


@pytest.mark.filterwarnings("ignore:.* no number in:surfaceviz.base.errors.SurfaceVizWarning")
def test_words_far_down_a_column_of_numbers_are_left_out(write):
    rows = "".join(f"{k},{2 * k}\n" for k in range(30_000))
    data = sv.read_dataset(write(f"a,b\n{rows}oops,3\n7,oops\n"))
    assert data.moments.n == 30_000
    assert data.left_out == 2


# Tables without a word of which row is a header, and the names of x and y that are right.
WIDE = [["country", 1990, 2000, 2010], ["Norway", 1.2, 2.1, 3.3], ["Sweden", 2.2, 3.1, 4.1]]
TABLES = {
    "years over small numbers": (WIDE, ("1990", "2000")),
    "years over millions": (
        [["country", 1990, 2000], ["Norway", 4241000, 4490000], ["Sweden", 8558000, 8872000]],
        ("1990", "2000"),
    ),
    "nothing over the words": ([["", *WIDE[0][1:]], *WIDE[1:]], ("1990", "2000")),
    "words beside the years": (
        [["id", 1990, 2000], ["a", 1.5, 2.5], ["b", 2.5, 2.25]],
        ("1990", "2000"),
    ),
    "years alone over shares": ([[1990, 2000], [0.5, 0.7], [0.25, 0.9]], ("1990", "2000")),
    "gaps": ([["a", 1990, 2000], ["b", "", 2.5], ["c", 2, 3], ["d", 4, 7]], ("1990", "2000")),
    "years as values": ([[1990, 5], [1991, 6], [1992, 8]], ("column0", "column1")),
    "years as both": ([["a", 1990, 2000], ["b", 1985, 1999]], ("column1", "column2")),
    "years that fall": ([["a", 1990, 1700], ["b", 2.5, 3], ["c", 3, 4]], ("column1", "column2")),
    "areas and prices": ([[1600, 1800], [1400, 1500], [900, 1200]], ("column0", "column1")),
    "descending": ([[1600, 1800], [900, 980], [700, 800]], ("column0", "column1")),
    "numbers alone": ([[1, 2], [3, 4], [5, 7]], ("column0", "column1")),
    "one row below": ([[1990, 2000], [1, 2]], ("column0", "column1")),
    "dates beside": (
        [["2020-01-05", 1990, 2000], ["2020-01-06", 1.5, 2.5], ["2020-01-07", 2, 4]],
        ("column1", "column2"),
    ),
}


@pytest.mark.parametrize("form", ["csv", "tsv", "comma", "xlsx"])
@pytest.mark.parametrize(("table", "names"), TABLES.values(), ids=TABLES)
def test_years_are_names_where_what_is_below_says_so(tmp_path, table, names, form):
    path = tmp_path / "table"
    if form == "xlsx":
        book = openpyxl.Workbook()
        for row in table:
            book.active.append([None if cell == "" else cell for cell in row])
        book.save(path)
    else:
        between = {"csv": ",", "tsv": "\t", "comma": ";"}[form]
        text = "".join(between.join(map(str, row)) + "\n" for row in table)
        path.write_text(text.replace(".", ",") if form == "comma" else text)
    data = sv.read_dataset(str(path))
    assert (data.x_name, data.y_name) == names
    rows = table[1:] if names[0].isdigit() else table
    place = next(k for k, cell in enumerate(table[0]) if isinstance(cell, int))
    pairs = [row[place : place + 2] for row in rows if "" not in row]
    assert [data.x.tolist(), data.y.tolist()] == [list(each) for each in zip(*pairs, strict=True)]


# Lines, so many that the last are beyond what is looked at first, and how a line ends.
FAR = 30_000
STRAY = {
    "at the end of a line": (b"1,2,caf\xe9\n3,4,x\n", 0xE9),
    "in a column of numbers": (b"1,2\xb5,x\n3,4,x\n", 0xB5),
    "in quotes": (b'1,2,"a\xfc, b"\n3,4,x\n', 0xFC),
    "cut off by the end": ("1,2,é".encode()[:-1], 0xC3),
    "before a plain letter": (b"1,2,\xc3(\n", 0xC3),
    "half of a pair": (b"1,2,\xed\xa0\x80\n", 0xED),
}


@pytest.mark.parametrize("where", [None, "a < 5"])
@pytest.mark.parametrize(("rest", "byte"), STRAY.values(), ids=STRAY)
def test_a_byte_that_is_not_utf_8_is_found_far_down(write, rest, byte, where):
    rows = "".join(f"{k},{2 * k},fine\n" for k in range(FAR)).encode()
    says = f"line {FAR + 2:,} holds the byte 0x{byte:02x}.: its encoding"
    with pytest.raises(sv.InputError, match=says):
        sv.read_dataset(write(b"a,b,c\n" + rows + rest), where=where)


@pytest.mark.parametrize("size", [1 << 18, 1 << 20])
@pytest.mark.parametrize("before", range(4))
def test_characters_of_several_bytes_may_lie_across_pieces(write, size, before):
    cells = "1,2," + "k" * (size - 10 - before) + "😀\n3,5,é\n"
    data = sv.read_dataset(write(f"a,b,c\n{cells}"))
    assert data.x.tolist() == [1, 3]


@pytest.mark.parametrize("packing", [gzip.compress, bytes])
def test_a_byte_that_is_not_utf_8_is_found_in_each_file_of_a_pattern(write, packing):
    rows = "".join(f"{k},{2 * k},ü\n" for k in range(FAR)).encode()
    write(packing(b"a,b,c\n" + rows), "part-1")
    path = write(packing(b"a,b,c\n" + rows + b"1,2,\xe4\n"), "part-2")
    with pytest.raises(sv.InputError, match=f"part-2. is not UTF-8 text .line {FAR + 2:,} .*0xe4"):
        sv.read_dataset(path.replace("part-2", "part-*"))


@pytest.mark.parametrize("form", ["{}", "[{}]"])
def test_a_byte_that_is_not_utf_8_is_found_in_json(write, form):
    between = "\n" if form == "{}" else ",\n"
    rows = between.join(f'{{"a": {k}, "b": {2 * k}, "c": "é"}}' for k in range(5000))
    content = form.format(rows + between + '{"a": 1, "b": 2, "c": "@"}').encode()
    with pytest.raises(sv.InputError, match=r"line 5,001 holds the byte 0xe9.: its encoding"):
        sv.read_dataset(write(content.replace(b"@", b"\xe9")))


@pytest.mark.parametrize("name", NAMES)
def test_a_column_may_be_called_anything(write, name):
    out = io.StringIO()
    csv.writer(out).writerows([[name, "b"], [1, 2], [3, 5]])
    data = sv.read_dataset(write(out.getvalue()), x=name)
    assert data.x_name == name
    assert data.x.tolist() == [1, 3]


@pytest.mark.parametrize(
    "name",
    [
        "we[i]rd*?.csv",
        "it's.csv",
        "a;b --.csv",
        "ein 学.csv",
        "'); DROP TABLE x; --.csv",
        "[ab].csv",
    ],
)
@pytest.mark.skipif(sys.platform == "win32", reason="Windows forbids these names")
def test_a_file_may_be_called_anything_and_is_not_a_pattern(write, name):
    write("a,b\n9,9\n8,7\n", "a.csv")
    assert sv.read_dataset(write("a,b\n1,2\n3,5\n", name)).x.tolist() == [1, 3]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems want text as a file's name")
def test_a_file_may_be_called_by_bytes_that_are_no_text(tmp_path):
    path = os.fsencode(tmp_path) + b"/\xff\xfe.csv"
    Path(os.fsdecode(path)).write_text("a,b\n1,2\n3,5\n")
    assert sv.read_dataset(os.fsdecode(path)).x.tolist() == [1, 3]


def test_a_long_run_of_missing_cells_does_not_hide_a_column(write):
    rows = "NA,NA\n" * 5000 + "".join(f"{k},{k + 1}\n" for k in range(5001))
    assert sv.read_dataset(write("a,b\n" + rows)).moments.n == 5001


def test_closed_standard_input_is_refused(monkeypatch):
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(sv.InputError, match="standard input is closed"):
        sv.read_dataset("-")


def test_standard_input_is_read(monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"a,b\n1,2\n3,5\n")))
    data = sv.read_dataset("-")
    assert data.x.tolist() == [1, 3]
    assert (data.name, data.file) == ("stdin", "")


BAD = {
    "empty": (b"", "is empty"),
    "blank": (b"  \n \n", "is empty"),
    "header alone": (b"a,b\n", "header but no rows"),
    "one row": (b"a,b\n1,2\n", "at least two points"),
    "one column": (b"a\n1\n2\n", "lacks columns of numbers"),
    "words": (b"a,b\nu,v\nw,x\n", "lacks columns of numbers"),
    "one column of numbers": (b"a,b\nu,1\nw,2\n", "'a' .text., 'b' .whole numbers."),
    "nothing finite": (b"a,b\nnan,1\ninf,2\n", "no finite number"),
    "nothing finite together": (b"a,b\nnan,1\n2,inf\n", "at least two points"),
    "binary": (bytes(range(256)) * 8, "binary data"),
    "latin-1": ("größe,b\n1,2\n2,3\n".encode("latin-1"), "holds the byte 0xf6.: its encoding"),
    "zipped": (b"PK\x03\x04 and so on", "is an archive: expected data"),
    "compressed": (b"\x1f\x8b and so on", "cannot be unpacked as gzip"),
    "open quote": (
        b"a,b,c\n" + b"1,2,u\n2,3,v\n" * 9 + b'3,4,"w\n' + b"5,6,x\n" * 9,
        "never closes",
    ),
    "utf-16": ("a,b\n1,2\n2,3\n".encode("utf-16"), "is UTF-16 text"),
}


@pytest.mark.parametrize(("content", "says"), BAD.values(), ids=BAD)
def test_an_unusable_file_is_refused_in_one_sentence(write, content, says):
    path = write(content)
    with pytest.raises(sv.InputError, match=says) as caught:
        sv.read_dataset(path)
    assert "\n" not in str(caught.value)


def test_wrong_columns_are_refused(write):
    path = write("hours,score,word\n1,2,u\n3,5,v\n")
    with pytest.raises(sv.InputError, match=r"did you mean 'hours'.*hours, score, word"):
        sv.read_dataset(path, x="hour")
    with pytest.raises(sv.InputError, match="both name 'hours'"):
        sv.read_dataset(path, x="hours", y="hours")
    with pytest.raises(sv.InputError, match=r"'word' .* holds text: expected"):
        sv.read_dataset(path, x="word", y="hours")


def test_what_is_no_file_is_refused(tmp_path):
    with pytest.raises(sv.InputError, match="no such file"):
        sv.read_dataset(str(tmp_path / "none.csv"))
    with pytest.raises(sv.InputError, match="is a folder"):
        sv.read_dataset(str(tmp_path))
    with pytest.raises(sv.InputError, match="cannot be read"):
        sv.read_dataset("x" * 5000)


@pytest.mark.filterwarnings("ignore:.* no number in:surfaceviz.base.errors.SurfaceVizWarning")
def test_a_file_cannot_name_another_one(write, tmp_path):
    write("a,b\n77,1\n78,2\n", "secret.csv")
    path = write(f"a,b\n1,2\n3,5\n'{tmp_path}/secret.csv',\"read_csv('secret.csv')\"\n")
    data = sv.read_dataset(path)
    assert data.x.tolist() == [1, 3]


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    rows=st.lists(
        st.tuples(*[st.floats(-1e9, 1e9, allow_nan=False, width=32)] * 2), min_size=2, max_size=30
    ),
    delimiter=st.sampled_from([",", ";", "\t"]),
    quote=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    header=st.booleans(),
)
def test_what_python_writes_is_read_back(write, rows, delimiter, quote, header):
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, quoting=quote)
    writer.writerows([["first", "second"]] * header + rows)
    try:
        data = sv.read_dataset(write(out.getvalue()))
    except sv.InputError as error:
        assert "too close" in str(error)
        return
    assert data.x == pytest.approx(np.array(rows)[:, 0], rel=1e-15)
    assert data.y == pytest.approx(np.array(rows)[:, 1], rel=1e-15)
    assert data.left_out == 0


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.one_of(
        st.binary(max_size=300), st.text("ab,;\t\"'\n\r 0123.-e", max_size=200).map(str.encode)
    )
)
@pytest.mark.filterwarnings("ignore:.* no number in:surfaceviz.base.errors.SurfaceVizWarning")
def test_any_bytes_are_read_or_refused(write, content):
    try:
        data = sv.read_dataset(write(content))
    except sv.InputError as error:
        assert len(str(error).splitlines()) == 1
    else:
        assert data.moments.n >= 2
