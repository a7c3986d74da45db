from __future__ import annotations

import csv
import gzip
import io
import itertools
import json
import os
import sqlite3
import struct
import subprocess
import sys
import threading
import tracemalloc
import warnings
import zipfile
from contextlib import closing
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from importlib import import_module
from pathlib import Path

import duckdb
import numpy as np
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import surfaceviz as sv
from surfaceviz.data import finding, reading
from surfaceviz.data.points import SHOWN_POINTS
from surfaceviz.data.readers import archives, database, packing, parquet, session, sqlite
from tests.conftest import assert_moments

zstd = import_module("compression.zstd" if sys.version_info >= (3, 14) else "backports.zstd")

BIG = 2**60


def text(cell):
    if isinstance(cell, (date, time)):
        return cell.isoformat()
    return str(cell).lower() if isinstance(cell, bool) else cell


def rows_of(table):
    return list(zip(*table.values(), strict=True))


def csv_text(table, delimiter=",", header=True):
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerows([list(table)] * header)
    writer.writerows([text(cell) for cell in row] for row in rows_of(table))
    return out.getvalue().encode()


def json_objects(table):
    def plain(cell):
        return float(cell) if isinstance(cell, Decimal) else text(cell)

    cells = ([plain(cell) for cell in row] for row in rows_of(table))
    return [json.dumps(dict(zip(table, row, strict=True))) for row in cells]


def json_text(table):
    return "".join(f"{line}\n" for line in json_objects(table)).encode()


def json_array(table):
    return f"[{', '.join(json_objects(table))}]".encode()


def write_parquet(path, table):
    pq.write_table(pa.table(table), path, row_group_size=1000)


def write_xlsx(path, table):
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("first")
    for row in [tuple(table), *rows_of(table)]:
        sheet.append(row)
    book.save(path)


def as_column(cells):
    kinds = {type(cell) for cell in cells} - {type(None)}
    if kinds & {date, datetime}:
        return np.array(cells, dtype="datetime64[us]")
    return np.array([np.nan if cell is None else cell for cell in cells])


def write_npz(path, table):
    np.savez_compressed(path, **{name: as_column(cells) for name, cells in table.items()})


def write_npy(path, table):
    np.save(path, np.column_stack(list(table.values())))


def quoted(name):
    return '"' + name.replace('"', '""') + '"'


def write_duckdb(path, table, name="study"):
    with duckdb.connect(str(path)) as connection:
        connection.register("given", pa.table(table))
        connection.execute(f"CREATE TABLE {quoted(name)} AS FROM given")
        connection.execute("CREATE TABLE other AS SELECT 7.0 AS x, 8.0 AS y FROM range(9)")


def write_sqlite(path, table, name="study"):
    def plain(cell):
        return float(cell) if isinstance(cell, Decimal) else cell

    with closing(sqlite3.connect(path)) as connection:
        names = ", ".join(map(quoted, table))
        connection.execute(f"CREATE TABLE {quoted(name)} ({names})")
        connection.executemany(
            f"INSERT INTO {quoted(name)} VALUES ({', '.join('?' * len(table))})",
            [[plain(text(cell)) for cell in row] for row in rows_of(table)],
        )
        connection.execute("CREATE TABLE other (x, y)")
        connection.execute("INSERT INTO other VALUES (7.0, 8.0), (7.0, 8.0)")
        connection.commit()


def in_bytes(encode, pack=bytes):
    return lambda path, table: path.write_bytes(pack(encode(table)))


def in_parts(suffix, write):
    def write_parts(path, table):
        count = len(next(iter(table.values())))
        edges = [0, count // 3, count // 2, count]
        for place, (first, last) in enumerate(itertools.pairwise(edges)):
            part = {name: cells[first:last] for name, cells in table.items()}
            write(path.with_name(f"part-{place}{suffix}"), part)

    return write_parts


CSV, TSV = in_bytes(csv_text), in_bytes(lambda table: csv_text(table, "\t"))
JSON = in_bytes(json_text)
TABLE, QUERY = {"table": "study"}, {"sql": "SELECT * FROM study -- all of it"}

# File's name or pattern, how to write it, and what else to ask for.
KINDS = {
    "csv": ("study.csv", CSV, {}),
    "tsv": ("study.tsv", TSV, {}),
    "csv.gz": ("study.csv.gz", in_bytes(csv_text, gzip.compress), {}),
    "csv.zst": ("study.csv.zst", in_bytes(csv_text, zstd.compress), {}),
    "jsonl": ("study.jsonl", JSON, {}),
    "jsonl.gz": ("study.jsonl.gz", in_bytes(json_text, gzip.compress), {}),
    "jsonl.zst": ("study.jsonl.zst", in_bytes(json_text, zstd.compress), {}),
    "json array": ("study.json", in_bytes(json_array), {}),
    "parquet": ("study.parquet", write_parquet, {}),
    "xlsx": ("study.xlsx", write_xlsx, {}),
    "npz": ("study.npz", write_npz, {}),
    "duckdb table": ("study.duckdb", write_duckdb, TABLE),
    "duckdb query": ("study.duckdb", write_duckdb, QUERY),
    "sqlite table": ("study.sqlite", write_sqlite, TABLE),
    "sqlite query": ("study.db", write_sqlite, QUERY),
    "csv parts": ("part-*.csv", in_parts(".csv", CSV), {}),
    "parquet parts": ("part-*.parquet", in_parts(".parquet", write_parquet), {}),
    "jsonl parts": ("part-*.jsonl", in_parts(".jsonl", JSON), {}),
    "csv.gz parts": (
        "part-*.csv.gz",
        in_parts(".csv.gz", in_bytes(csv_text, gzip.compress)),
        {},
    ),
}
WITH_NPY = {**KINDS, "npy": ("study.npy", write_npy, {})}
# Kinds that hold points in time, and those that hold a text that stands for them.
TYPED, AS_TEXT = ("parquet", "duckdb table"), ("csv", "jsonl", "sqlite table")
# One of each that is read by its own means; how it is packed or split makes no difference to that.
PLAIN = ("csv", "jsonl", "parquet", "xlsx", "npz", "duckdb table", "sqlite table")

kinds = pytest.mark.parametrize("kind", KINDS)
plain_kinds = pytest.mark.parametrize("kind", PLAIN)
kinds_with_npy = pytest.mark.parametrize("kind", WITH_NPY)


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    return tmp_path


@pytest.fixture
def streamed(monkeypatch):
    monkeypatch.setattr(reading, "FEW_ROWS", 50)


def put(folder, kind, table):
    """Write a table as a kind of file; return its path or pattern, and what to ask for."""
    name, write, options = WITH_NPY[kind]
    write(folder / name, table)
    return str(folder / name), options


def read(folder, kind, table, **asked):
    source, options = put(folder, kind, table)
    return sv.read_dataset(source, **options, **asked)


def refused(source, **asked):
    """Return the only line of the error that a source is refused with."""
    with pytest.raises(sv.InputError) as caught:
        sv.read_dataset(str(source), **asked)
    (line,) = str(caught.value).splitlines()
    return line


def points(count=3000, seed=11):
    rng = np.random.default_rng(seed)
    # Not every writer of workbooks gives all digits that a float has.
    x = rng.normal(1000.0, 2.0, count).round(6)
    return x, (1.5 * x - 4.0 + rng.normal(0.0, 3.0, count)).round(6)


def columns(x, y, **others):
    return {"x": x.tolist(), "y": y.tolist(), **{k: v.tolist() for k, v in others.items()}}


def assert_same(one, other):
    assert np.array_equal(one.x, other.x)
    assert np.array_equal(one.y, other.y)
    assert np.array_equal(one.density.counts, other.density.counts)
    assert_moments(one.moments, other.moments)


def pairs(x, y):
    return set(zip(np.asarray(x).tolist(), np.asarray(y).tolist(), strict=True))


def assert_is(data, x, y):
    """Check all that is said of a data set against its points, which are more than are shown."""
    assert_moments(data.moments, sv.Moments.of(x, y))
    assert data.x_range == (x.min(), x.max())
    assert data.y_range == (y.min(), y.max())
    assert data.left_out == 0
    assert len(data.x) == SHOWN_POINTS
    assert len(pairs(data.x, data.y)) == SHOWN_POINTS
    assert pairs(data.x, data.y) <= pairs(x, y)
    edges = data.density.y_edges, data.density.x_edges
    assert data.density.counts.sum() == len(x)
    assert np.array_equal(data.density.counts, np.histogram2d(y, x, bins=edges)[0])


@kinds_with_npy
def test_few_rows_of_any_file_are_the_same_data(folder, kind):
    x, y = points()
    source, options = put(folder, kind, columns(x, y))
    data = sv.read_dataset(source, **options)
    assert (data.x_name, data.y_name) == ("x", "y")
    assert_is(data, x, y)
    # In memory even the points that are shown are the same, whatever they came from.
    assert_same(data, sv.Dataset.of(x, y))


@kinds_with_npy
@pytest.mark.usefixtures("streamed")
def test_streamed_rows_of_any_file_are_the_same_data(folder, kind):
    x, y = points()
    source, options = put(folder, kind, columns(x, y))
    data = sv.read_dataset(source, **options)
    assert_is(data, x, y)
    assert_same(data, sv.read_dataset(source, **options))


STREAMED = ("csv", "csv.gz", "jsonl", "parquet", "duckdb table", "csv parts")


@pytest.mark.usefixtures("streamed")
def test_a_streamed_sample_depends_on_the_values_alone(folder):
    x, y = points()
    order = np.random.default_rng(3).permutation(len(x))
    first = read(folder, "parquet", columns(x, y))
    second = read(folder, "sqlite table", columns(x[order], y[order]))
    assert_same(first, second)


@pytest.mark.parametrize("kind", ["csv", "jsonl", "parquet", "duckdb table"])
def test_how_many_threads_read_makes_no_difference(folder, monkeypatch, kind):
    # More rows than one thread takes at a time.
    x, y = points(130_000)
    source, options = put(folder, kind, columns(x, y))
    found = []
    for threads in ("1", "4", "4"):
        monkeypatch.setitem(session.CLOSED, "threads", threads)
        found.append(sv.read_dataset(source, **options))
    assert_is(found[0], x, y)
    assert_same(found[0], found[1])
    assert_same(found[1], found[2])


@pytest.mark.usefixtures("streamed")
def test_many_equal_points_are_summed_and_shown_once(folder):
    x, y = np.tile([1.0, 2.0, 4.0], 2000), np.tile([3.0, 5.0, 4.0], 2000)
    data = read(folder, "parquet", columns(x, y))
    assert_moments(data.moments, sv.Moments.of(x, y))
    assert sorted(pairs(data.x, data.y)) == [(1, 3), (2, 5), (4, 4)]
    assert data.density.counts.max() == 2000


@pytest.mark.usefixtures("streamed")
def test_values_far_from_zero_keep_their_digits(folder):
    x = 1e9 + np.arange(3000) / 1024
    y = 1e8 - np.arange(3000) / 512
    for kind in STREAMED:
        data = read(folder, kind, columns(x, y))
        centred = sv.Moments.of(x - 1e9, y - 1e8)
        assert data.moments.sxx == pytest.approx(centred.sxx, rel=1e-13)
        assert data.moments.sxy == pytest.approx(centred.sxy, rel=1e-13)


DAYS = [date(2024, 2, 28), date(2024, 3, 2), date(2024, 2, 29), date(2023, 12, 31)]
TIMES = [datetime(1969, 12, 31, 18), datetime(2024, 3, 2, 6, 30, 15, 250_000), datetime(1970, 1, 1)]
CLOCK = [time(6), time(23, 59, 59, 500_000), time(5, 30)]
EAST, WEST = timezone(timedelta(hours=2)), timezone(-timedelta(hours=5))
ZONED = [
    datetime(2024, 3, 2, 1, 30, tzinfo=EAST),
    datetime(2024, 3, 1, 20, tzinfo=WEST),
    datetime(2024, 3, 2, tzinfo=UTC),
]


def with_y(cells):
    return {"x": cells, "y": [float(place * place) for place in range(len(cells))]}


def by_y(data):
    """Return x in the order of y, in which it was given."""
    return data.x[np.argsort(data.y)]


def in_days(moments):
    first = min(moments)
    return [(moment - first) / timedelta(days=1) for moment in moments]


def assert_dates(data, moments, *, zoned=False):
    plain = [moment.astimezone(UTC).replace(tzinfo=None) if zoned else moment for moment in moments]
    assert data.dates is not None
    assert not data.dates.clock
    assert data.dates.at(0) == min(plain)
    assert by_y(data) == pytest.approx(in_days(plain), abs=1e-9)
    assert data.x_range[0] == 0
    assert data.moments.mean_x == pytest.approx(np.mean(in_days(plain)), rel=1e-12)


@plain_kinds
def test_dates_are_days_since_the_first(folder, kind):
    midnights = [datetime.combine(day, time()) for day in DAYS]
    assert_dates(read(folder, kind, with_y(DAYS), x="x", y="y"), midnights)


@kinds
def test_points_in_time_are_days_since_the_first(folder, kind):
    assert_dates(read(folder, kind, with_y(TIMES), x="x", y="y"), TIMES)


@pytest.mark.parametrize("kind", [*AS_TEXT, "json array", *TYPED])
def test_points_in_time_with_zones_are_told_in_utc(folder, kind):
    data = read(folder, kind, with_y(ZONED), x="x", y="y")
    assert_dates(data, ZONED, zoned=True)
    assert data.dates.zoned == (kind in TYPED)


def test_dates_do_not_depend_on_where_they_are_read(folder):
    read_elsewhere = (
        "import sys, surfaceviz as sv; data = sv.read_dataset(sys.argv[1], 'x', 'y'); "
        "print(data.dates.at(0), round(72 * data.moments.mean_x, 6))"
    )
    # The second one clocks in New York never showed. In hours: 0, 1 and 22.5 after the first.
    moments = [datetime(2024, 3, 10, 1, 30), datetime(2024, 3, 10, 2, 30), datetime(2024, 3, 11)]
    for kind in ("csv", "jsonl", "parquet", "duckdb table"):
        source, _ = put(folder, kind, with_y(moments))
        if kind.startswith("duckdb"):
            with duckdb.connect(source) as connection:
                connection.execute("DROP TABLE other")
        finished = subprocess.run(
            [sys.executable, "-c", read_elsewhere, source],
            env={**os.environ, "TZ": "America/New_York"},
            capture_output=True,
            text=True,
            check=True,
        )
        assert finished.stdout.split() == ["2024-03-10", "01:30:00", "23.5"], kind


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
@pytest.mark.parametrize("zone", [None, "Europe/Berlin"])
def test_points_in_time_of_every_unit_are_read_from_parquet(folder, unit, zone):
    moments = [moment.replace(microsecond=0) for moment in TIMES]
    cells = [moment.replace(tzinfo=UTC) for moment in moments] if zone else moments
    data = read(folder, "parquet", with_y(pa.array(cells, pa.timestamp(unit, zone))), x="x", y="y")
    assert_dates(data, moments)
    assert data.dates.zoned == (zone is not None)


@pytest.mark.parametrize("unit", ["D", "h", "s", "ms", "us", "ns"])
def test_dates_of_every_unit_are_read_from_npz(folder, unit):
    moments = [datetime(2024, 1, 3), datetime(2023, 1, 1), datetime(2024, 2, 29)]
    cells = np.array(moments, dtype=f"M8[{unit}]").astype(f">M8[{unit}]")
    np.savez(folder / "study.npz", x=cells, y=np.array([0.0, 1.0, 4.0]))
    assert_dates(sv.read_dataset(str(folder / "study.npz"), "x", "y"), moments)


@pytest.mark.parametrize("kind", [kind for kind in PLAIN if kind != "npz"])
def test_times_of_day_are_shares_of_a_day(folder, kind):
    data = read(folder, kind, with_y(CLOCK), x="x", y="y")
    assert data.dates.clock
    assert data.dates.at(0).time() == time(5, 30)
    assert by_y(data) == pytest.approx([0.5 / 24, (18.5 * 3600 - 0.5) / 86_400, 0], abs=1e-9)


# Cells, what they are, and the warning where only what is usual tells.
WRITTEN = {
    "commas in groups": (["1,250", "950", "12,300.5"], [1250, 950, 12300.5], ""),
    "points in groups": (["1.250.000", "2.500", "7"], [1250000, 2500, 7], ""),
    "decimal commas": (["1,25", "0,5", "2,250"], [1.25, 0.5, 2.25], ""),
    "doubtful": (["1,250", "2,300", "950"], [1250, 2300, 950], "the comma in 'x' groups"),
    "strays": (
        ["1,250.5", "n/a", "about 7", "950", "2"],
        [1250.5, 950, 2],
        "3 cells are no number",
    ),
}


@pytest.mark.parametrize("written", WRITTEN)
@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in ("npz", "csv parts")])
def test_numbers_in_text_are_what_they_are_in_every_kind(folder, kind, written):
    cells, values, warning = WRITTEN[written]
    # So that the first of several files shows them all.
    cells, values = cells * 3, values * 3
    y = list(range(len(cells)))
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        data = read(folder, kind, {"x": cells, "y": y}, x="x", y="y")
    assert sorted(data.x.tolist()) == sorted(values)
    assert [str(each.message)[: len(warning)] for each in caught] == [warning] * bool(warning)


@pytest.mark.parametrize("kind", ["csv", "jsonl", "parquet", "xlsx", "sqlite table"])
def test_a_column_of_few_numbers_is_refused_and_one_of_the_cells_shown(folder, kind):
    cells = ["low", "high", "1,250", "2", "middle", "low"]
    source, options = put(folder, kind, {"x": cells, "y": [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]})
    assert "holds text" in refused(source, x="x", y="y", **options)


@pytest.mark.parametrize("name", ["times.duckdb", "times.parquet"])
def test_times_of_day_with_a_zone_are_told_in_utc(tmp_path, name):
    rows = "('07:00:00+02'::TIMETZ, 0), ('01:30:00+02:30', 1), ('12:00:00+00', 2), (NULL, 3)"
    with duckdb.connect(tmp_path / "times.duckdb") as session:
        session.execute(f"CREATE TABLE times AS SELECT * FROM (VALUES {rows}) AS t(x, y)")
        session.execute(f"COPY times TO '{tmp_path / 'times.parquet'}'")
    data = sv.read_dataset(str(tmp_path / name))
    assert data.left_out == 1
    assert (data.dates.clock, data.dates.zoned) == (True, True)
    assert [data.dates.at(x).hour for x in by_y(data)] == [5, 23, 12]


@plain_kinds
@pytest.mark.usefixtures("streamed")
def test_dates_streamed_mean_the_same(folder, kind):
    rng = np.random.default_rng(8)
    seconds = rng.integers(0, 10**8, 3000)
    moments = [datetime(2020, 5, 17, 8) + timedelta(seconds=int(each)) for each in seconds]
    data = read(folder, kind, {"x": moments, "y": rng.normal(size=3000).tolist()}, x="x", y="y")
    assert data.dates.at(0) == min(moments)
    days = np.array(in_days(moments))
    assert data.x_range == pytest.approx((0, days.max()))
    assert data.moments.mean_x == pytest.approx(days.mean(), rel=1e-12)
    assert np.isin((data.x * 86_400).round(), (days * 86_400).round()).all()
    assert data.density.counts.sum() == 3000


# Columns of every kind, and what they are as x and as y; None where that is refused.
COLUMNS = {
    "number": ([0.5, 2.5, 1.5], [0.5, 2.5, 1.5], [0.5, 2.5, 1.5]),
    "whole": ([7, 3, 9], [7, 3, 9], [7, 3, 9]),
    "truth": ([True, False, True], [1, 0, 1], [1, 0, 1]),
    "day": ([date(2024, 1, 1), date(2024, 1, 4), date(2024, 1, 2)], [0, 3, 1], None),
    "clock": ([time(0), time(12), time(6)], [0, 0.5, 0.25], None),
    "word": (["u", "v", "w"], None, None),
}
ORDERS = [
    *itertools.permutations(COLUMNS, 2),
    ("word", "whole", "number"),
    ("whole", "day", "word"),
]


def of_asked(folder, kind, names, x, y):
    """Return the data set from columns in this order; None where they are refused."""
    table = {name: COLUMNS[name][0] for name in names}
    try:
        return read(folder, kind, table, x=x, y=y)
    except sv.InputError:
        return None


@pytest.mark.parametrize("kind", ["csv"])
@pytest.mark.parametrize("names", ORDERS, ids="-".join)
def test_x_and_y_are_the_columns_asked_for_or_told(folder, kind, names):
    first, second = names[:2]
    for x, y in ((None, None), (first, second), (second, first)):
        data = of_asked(folder, kind, names, x, y)
        if data is None:
            assert x is None or COLUMNS[x][1] is None or COLUMNS[y][2] is None
            continue
        assert {x, y} == {None} or (data.x_name, data.y_name) == (x, y)
        # Nothing but dates is taken for x from behind y.
        assert data.x_name == "day" or x or names.index(data.x_name) < names.index(data.y_name)
        start = COLUMNS[data.x_name][1]
        wanted = sorted(zip(start, COLUMNS[data.y_name][2], strict=True))
        assert np.allclose(sorted(zip(data.x, data.y, strict=True)), wanted)


def test_times_of_day_behind_numbers_are_not_taken_for_x(folder):
    path = folder / "runs.csv"
    path.write_text("distance,time\n1,0:05:12\n2,0:10:40\n3,0:16:02\n")
    assert "-x 'time' -y 'distance'" in refused(str(path))
    assert sv.read_dataset(str(path), y="distance").x_name == "time"


@plain_kinds
def test_dates_are_refused_as_y(folder, kind):
    source, options = put(folder, kind, with_y(DAYS))
    assert "'x' of" in refused(source, x="y", y="x", **options)
    line = refused(source, x="y", y="x", **options)
    assert "holds dates: expected numbers, or true and false for y" in line


@plain_kinds
def test_true_and_false_are_1_and_0(folder, kind):
    data = read(folder, kind, with_y([True, False, True, True]), x="x", y="y")
    assert by_y(data).tolist() == [1, 0, 1, 1]
    assert data.left_out == 0


@pytest.mark.parametrize("kind", [kind for kind in PLAIN if kind != "npz"])
def test_decimals_are_numbers(folder, kind):
    data = read(folder, kind, with_y([Decimal("1.25"), Decimal("-3.50"), Decimal("100.75")]))
    assert by_y(data).tolist() == [1.25, -3.5, 100.75]


# Workbooks themselves hold nothing but floats.
@pytest.mark.parametrize("kind", [kind for kind in PLAIN if kind != "xlsx"])
@pytest.mark.parametrize("few", [True, False], ids=["in memory", "streamed"])
def test_whole_numbers_that_cannot_be_told_apart_are_warned_of(folder, monkeypatch, kind, few):
    monkeypatch.setattr(reading, "FEW_ROWS", 50 if few else 1)
    with pytest.warns(sv.SurfaceVizWarning, match=r"x holds whole numbers beyond 2\^53") as caught:
        data = read(folder, kind, with_y([BIG + 1, -BIG, 12]), x="x", y="y")
    assert len(caught) == 1
    assert by_y(data).tolist() == [BIG, -BIG, 12]


def test_unsigned_whole_numbers_are_warned_of_too(folder):
    with pytest.warns(sv.SurfaceVizWarning, match="beyond"):
        read(folder, "parquet", with_y(pa.array([2**64 - 1, 1, 2], pa.uint64())), x="x", y="y")


def test_floats_beyond_that_are_what_they_are(folder):
    data = read(folder, "parquet", with_y([1e17, 2e17, 4e17]))
    assert data.x.tolist() == [1e17, 2e17, 4e17]


@plain_kinds
def test_text_is_refused(folder, kind):
    words = ["low", "high", "low", "low"]
    source, options = put(folder, kind, {**with_y([1.5, 2.5, 3.5, 4.0]), "word": words})
    line = refused(source, x="word", y="y", **options)
    told = "nothing" if kind == "npz" else "text"
    assert f"column 'word' of {source!r} holds {told}: expected numbers, dates" in line
    assert refused(source, x="x", y="word", **options).endswith("true and false for y")


def test_categories_are_refused(folder):
    with duckdb.connect(str(folder / "study.duckdb")) as connection:
        connection.execute("CREATE TYPE level AS ENUM ('1', '2')")
        connection.execute("CREATE TABLE t AS SELECT '1'::level AS x, 2.0 AS y")
    assert "'x' of" in (line := refused(folder / "study.duckdb", x="x", y="y"))
    assert "holds categories: expected" in line


@plain_kinds
@pytest.mark.parametrize("few", [True, False], ids=["in memory", "streamed"])
def test_a_condition_chooses_rows(folder, monkeypatch, kind, few):
    monkeypatch.setattr(reading, "FEW_ROWS", 5000 if few else 50)
    x, y = points()
    data = read(folder, kind, columns(x, y), where="x > 1000 AND y < 1500 -- the corner")
    chosen = (x > 1000) & (y < 1500)
    assert 100 < chosen.sum() < 2900
    assert_moments(data.moments, sv.Moments.of(x[chosen], y[chosen]))
    assert pairs(data.x, data.y) <= pairs(x[chosen], y[chosen])
    assert data.left_out == 0


@plain_kinds
def test_a_condition_may_be_about_other_columns(folder, kind):
    table = {**with_y([1.0, 2.0, 4.0]), "grp": ["b", "a", "b"]}
    if kind == "npz":
        table["grp"] = [1, 0, 1]
    wanted = "grp = 1" if kind == "npz" else "grp = 'b'"
    assert read(folder, kind, table, where=wanted).x.tolist() == [1, 4]


WRONG_CONDITIONS = {
    "unknown column": "nix > 1",
    "no SQL": "x >",
    "closes more than it opens": "x > 1) OR (",
    "more than one": "x > 1; SELECT 1",
    "change": "x > 1; DROP TABLE study",
    "sum": "sum(x) > 1",
    "limit": "x > 1 LIMIT 1",
    "empty": "",
    "two lines": "x >\n1 AND nix",
    "nul": "x > 1\0",
    "half a character": "x > '\ud800'",
}


@pytest.mark.parametrize("where", WRONG_CONDITIONS.values(), ids=WRONG_CONDITIONS)
@pytest.mark.parametrize("kind", ["csv", "duckdb table", "sqlite table"])
def test_a_wrong_condition_is_refused(folder, kind, where):
    source, options = put(folder, kind, with_y([1.0, 2.0, 4.0]))
    assert f"--where {where!r}" in refused(source, where=where, **options)


@plain_kinds
@pytest.mark.parametrize("few", [True, False], ids=["in memory", "streamed"])
def test_a_condition_that_no_row_meets_is_refused(folder, monkeypatch, kind, few):
    monkeypatch.setattr(reading, "FEW_ROWS", 50 if few else 1)
    source, options = put(folder, kind, with_y([1.0, 2.0, 4.0]))
    assert "at least two" in refused(source, where="x > 100", **options)


@plain_kinds
@pytest.mark.parametrize("few", [True, False], ids=["in memory", "streamed"])
def test_weights_count(folder, monkeypatch, kind, few):
    monkeypatch.setattr(reading, "FEW_ROWS", 5000 if few else 50)
    x, y = points()
    w = np.random.default_rng(2).uniform(0.1, 9.0, x.size)
    data = read(folder, kind, columns(x, y, w=w), weights="w")
    assert_moments(data.moments, sv.Moments.of(x, y, w))
    lines = np.array([[1.5, -4.0], [0.0, 1000.0], [-3.0, 7.0]])
    direct = [np.average((m * x + b - y) ** 2, weights=w) for m, b in lines]
    assert data.moments.mse(lines) == pytest.approx(direct, rel=1e-11)
    assert data.density.counts.sum() == 3000
    assert data.selection.weights == "w"


@plain_kinds
@pytest.mark.parametrize("few", [True, False], ids=["in memory", "streamed"])
def test_rows_of_no_weight_are_left_out_and_counted(folder, monkeypatch, kind, few):
    monkeypatch.setattr(reading, "FEW_ROWS", 50 if few else 1)
    table = {**with_y([1.0, 2.0, 3.0, 4.0, 7.0]), "w": [2.0, 0.0, None, 1.0, 0.5]}
    data = read(folder, kind, table, x="x", y="y", weights="w")
    assert sorted(data.x) == [1, 4, 7]
    assert data.left_out == 2
    assert_moments(data.moments, sv.Moments.of([1, 4, 7], [0, 9, 16], [2, 1, 0.5]))


@plain_kinds
@pytest.mark.parametrize("few", [True, False], ids=["in memory", "streamed"])
def test_negative_weights_are_refused(folder, monkeypatch, kind, few):
    monkeypatch.setattr(reading, "FEW_ROWS", 50 if few else 1)
    source, options = put(folder, kind, {**with_y([1.0, 2.0, 4.0]), "w": [1.0, -0.5, 2.0]})
    line = refused(source, weights="w", **options)
    assert line == "weights must not be negative, 1 of 3 in 'w' are"


def test_weighted_moments_add_up():
    x, y = points(900)
    w = np.random.default_rng(4).uniform(0.1, 9.0, x.size)
    parts = [sv.Moments.of(x[k::3], y[k::3], w[k::3]) for k in range(3)]
    assert_moments(parts[0] + parts[1] + parts[2], sv.Moments.of(x, y, w))
    both = sv.Moments.of(x[:300], y[:300]) + sv.Moments.of(x[300:], y[300:], w[300:])
    assert_moments(both, sv.Moments.of(x, y, np.concatenate([np.ones(300), w[300:]])))


NAMES = {
    "quotes": 'it\'s "so"',
    "semicolon": "a;b",
    "lines": "two\nlines",
    "remark": "x -- y",
    "drop": "'); DROP TABLE study; --",
    "drop by double quotes": '"); DROP TABLE study; --',
    "pattern": "[a]*?",
    "backslash": "back\\slash",
    "unicode": "学习 🎉",
    "not available": "NA",
    "placeholder": "$1 ?",
}


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
@plain_kinds
def test_a_column_may_be_called_anything(folder, kind, name):
    table = {"x": [7.0, 8.0, 9.5], name: [1.0, 2.0, 4.0], "y": [5.0, 9.0, 2.0]}
    data = read(folder, kind, table, x=name, y="y", weights="x")
    assert data.x_name == name
    assert_moments(data.moments, sv.Moments.of(table[name], table["y"], table["x"]))


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
@pytest.mark.parametrize("write", [write_duckdb, write_sqlite])
def test_a_table_may_be_called_anything(folder, write, name):
    write(folder / "study.db", with_y([1.0, 2.0, 4.0]), name)
    before = (folder / "study.db").read_bytes()
    assert sv.read_dataset(str(folder / "study.db"), table=name).x.tolist() == [1, 2, 4]
    assert (folder / "study.db").read_bytes() == before


@pytest.mark.skipif(sys.platform == "win32", reason="Windows forbids these names")
@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
@pytest.mark.parametrize("kind", [*PLAIN, "npy"])
def test_a_file_may_be_called_anything_and_is_not_a_pattern(folder, kind, name):
    file, write, options = WITH_NPY[kind]
    suffix = file.removeprefix("study")
    # Files that the name would match if it were a pattern.
    for other in ("a", "ab", "aab"):
        write(folder / f"{other}{suffix}", with_y([8.0, 9.0]))
    # Not every writer can be told every name.
    write(folder / file, with_y([1.0, 2.0, 4.0]))
    (folder / file).rename(folder / f"{name}{suffix}")
    data = sv.read_dataset(str(folder / f"{name}{suffix}"), **options)
    assert data.x.tolist() == [1, 2, 4]
    assert data.file == f"{name}{suffix}"


@pytest.mark.parametrize("kind", ["npz", "csv"])
def test_columns_that_differ_in_case_alone_are_told_apart(folder, kind):
    table = {"a": [1.0, 2.0, 4.0], "A": [9.0, 8.0, 5.0]}
    data = read(folder, kind, table, x="a", y="A")
    assert (data.x.tolist(), data.y.tolist()) == ([1, 2, 4], [9, 8, 5])


@plain_kinds
def test_columns_are_not_confused_by_their_roles(folder, kind):
    table = {"w": [1.0, 2.0, 4.0], "y": [3.0, 5.0, 9.0], "x": [2.0, 1.0, 7.0]}
    data = read(folder, kind, table, x="y", y="w", weights="x")
    assert_moments(data.moments, sv.Moments.of(table["y"], table["w"], table["x"]))


def state_of(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def hostile(folder):
    """Return queries and parts of them that reach for what is none of theirs."""
    secret, target = folder / "secret.csv", folder / "out.csv"
    return {
        "read a file": f"SELECT * FROM read_csv('{secret}')",
        "read text": f"SELECT length(content) AS x, 1 AS y FROM read_text('{secret}')",
        "read /etc/passwd": "SELECT * FROM read_csv('/etc/passwd')",
        "name a file": f"FROM '{secret}'",
        "name a file as a table": f'FROM "{secret}"',
        "sniff a file": f"SELECT * FROM sniff_csv('{secret}')",
        "list files": "SELECT length(file) AS x, 1 AS y FROM glob('/*')",
        "environment": "SELECT length(getenv('HOME')) AS x, 1 AS y FROM study",
        "write a file": f"COPY study TO '{target}'",
        "write within a query": f"SELECT * FROM query('COPY study TO ''{target}''')",
        "write a log": "SELECT * FROM enable_logging('QueryLog', storage = 'file', "
        f"storage_config = {{'path': '{folder}'}})",
        "attach": f"ATTACH '{folder / 'new.duckdb'}' AS new",
        "export": f"EXPORT DATABASE '{folder / 'all'}'",
        "install": "INSTALL httpfs",
        "load": "LOAD httpfs",
        "network": "SELECT * FROM read_csv('http://127.0.0.1:9/x.csv')",
        "network parquet": "FROM 'https://127.0.0.1:9/x.parquet'",
        "setting": "SET threads = 1",
        "unlock": "SET enable_external_access = true",
        "reset": "RESET lock_configuration",
        "profile": "SELECT x, y FROM study, enable_profiling()",
        "several statements": "SELECT x, y FROM study; SELECT 1",
        "change after reading": "SELECT x, y FROM study; DROP TABLE study",
        "insert": "INSERT INTO study VALUES (1, 2)",
        "insert and return": "INSERT INTO study VALUES (1, 2) RETURNING x, y",
        "update": "UPDATE study SET x = 0",
        "create": "CREATE TABLE new AS SELECT 1",
        "create a view": "CREATE TEMP VIEW v AS SELECT 1",
        "macro": "CREATE MACRO f(a) AS a + 1",
        "pragma": "PRAGMA version",
        "call": "CALL pragma_version()",
        "sequence": "SELECT nextval('counter') AS x, 1 AS y FROM study",
        "secret": "CREATE SECRET s (TYPE http, BEARER_TOKEN 'x')",
        "secrets": "SELECT * FROM duckdb_secrets()",
        "nothing": "",
        "half": "SELECT",
    }


@pytest.fixture
def guarded(folder):
    """Put a database and other files into the folder; return what is to stay as it is."""
    write_duckdb(folder / "study.duckdb", with_y([1.0, 2.0, 4.0]))
    with duckdb.connect(str(folder / "study.duckdb")) as connection:
        connection.execute("CREATE SEQUENCE counter")
        connection.execute("CREATE VIEW thief AS SELECT 1 AS x, * FROM read_text('/etc/passwd')")
        connection.execute("CREATE VIEW honest AS SELECT x + 1 AS x, y FROM study")
    write_sqlite(folder / "study.sqlite", with_y([1.0, 2.0, 4.0]))
    (folder / "secret.csv").write_text("x,y\n77,1\n78,5\n79,2\n")
    CSV(folder / "study.csv", with_y([1.0, 2.0, 4.0]))
    return state_of(folder)


@pytest.mark.parametrize("name", hostile(Path()))
def test_a_query_of_duckdb_can_only_read_its_database(folder, guarded, name):
    line = refused(folder / "study.duckdb", x="x", y="y", sql=hostile(folder)[name])
    assert "77" not in line
    assert state_of(folder) == guarded


def test_a_query_of_duckdb_sees_no_variables_of_the_program(folder, guarded):
    for name in ("session", "sql", "asked", "files", "duckdb"):
        assert "cannot be run" in refused(folder / "study.duckdb", sql=f"SELECT * FROM {name}")
    assert state_of(folder) == guarded


def test_a_view_of_duckdb_can_only_read_its_database(folder, guarded):
    line = refused(folder / "study.duckdb", table="thief")
    assert "disabled by configuration" in line
    assert sv.read_dataset(str(folder / "study.duckdb"), table="honest").x.tolist() == [2, 3, 5]
    assert state_of(folder) == guarded


HOSTILE_CONDITIONS = {
    "read a file": "x IN (SELECT x FROM read_csv('{}/secret.csv'))",
    "name a file": "x IN (SELECT x FROM '{}/secret.csv')",
    "read /etc/passwd": "EXISTS (SELECT * FROM read_text('/etc/passwd'))",
    "list files": "EXISTS (FROM glob('{}/*'))",
    "environment": "getenv('HOME') IS NOT NULL",
    "network": "EXISTS (FROM read_csv('http://127.0.0.1:9/x.csv'))",
    "write": "x > 0; COPY (SELECT 1) TO '{}/out.csv'",
    "write a log": "EXISTS (FROM enable_logging(storage = 'file', "
    "storage_config = {{'path': '{}'}}))",
    "setting": "x > 0; SET threads = 1",
}


@pytest.mark.parametrize("where", HOSTILE_CONDITIONS.values(), ids=HOSTILE_CONDITIONS)
@pytest.mark.parametrize("name", ["study.csv", "study.duckdb"])
def test_a_condition_can_only_look_at_rows(folder, guarded, name, where):
    options = TABLE if name.endswith("duckdb") else {}
    refused(folder / name, where=where.format(folder), **options)
    assert state_of(folder) == guarded


HOSTILE_TO_SQLITE = {
    "attach": "ATTACH '{}/new.db' AS new",
    "attach another": "ATTACH '{}/other.db' AS other",
    "extension": "SELECT load_extension('evil') AS x, 1 AS y FROM study",
    "insert": "INSERT INTO study VALUES (1, 2)",
    "insert and return": "INSERT INTO study VALUES (1, 2) RETURNING x, y",
    "replace": "REPLACE INTO study VALUES (1, 2)",
    "drop": "DROP TABLE study",
    "close and drop": "SELECT 1); DROP TABLE study; --",
    "several": "SELECT x, y FROM study; DROP TABLE study",
    "pragma": "PRAGMA user_version = 7",
    "pragma as a table": "SELECT cid AS x, pk AS y FROM pragma_table_info('study')",
    "pragma that writes": "SELECT 1 AS x, journal_mode AS y FROM pragma_journal_mode('WAL')",
    "view": "CREATE VIEW v AS SELECT 1",
    "temporary view": "CREATE TEMP VIEW v AS SELECT 1",
    "trigger": "CREATE TRIGGER t AFTER INSERT ON study BEGIN SELECT 1; END",
    "virtual table": "CREATE VIRTUAL TABLE v USING fts5(a)",
    "vacuum": "VACUUM INTO '{}/copy.db'",
    "transaction": "BEGIN IMMEDIATE",
    "read a file": "SELECT readfile('/etc/passwd') AS x, 1 AS y",
    "write a file": "SELECT writefile('{}/out', 'a') AS x, 1 AS y",
    "large": "SELECT randomblob(1000000000) AS x, 1 AS y",
    "nothing": "",
}


@pytest.mark.parametrize("sql", HOSTILE_TO_SQLITE.values(), ids=HOSTILE_TO_SQLITE)
def test_a_query_of_sqlite_can_only_read_its_database(folder, guarded, sql):
    asked = sql.format(folder)
    assert f"--sql {asked!r}" in refused(folder / "study.sqlite", sql=asked)
    assert state_of(folder) == guarded


@pytest.mark.parametrize("function", ["load_extension('evil')", "fts3_tokenizer('simple')"])
def test_a_view_of_sqlite_can_only_read_its_database(folder, function):
    with closing(sqlite3.connect(folder / "study.db")) as connection:
        connection.execute(f"CREATE VIEW v AS SELECT {function} AS x, 1 AS y")
        connection.commit()
    before = state_of(folder)
    refused(folder / "study.db", x="x", y="y")
    assert state_of(folder) == before


@pytest.mark.parametrize("where", [*HOSTILE_TO_SQLITE.values(), "1) UNION SELECT load_extension(1"])
def test_a_condition_of_sqlite_can_only_look_at_rows(folder, guarded, where):
    refused(folder / "study.sqlite", table="study", where=where.format(folder))
    assert state_of(folder) == guarded


@kinds_with_npy
def test_reading_leaves_nothing_behind(folder, monkeypatch, kind):
    scratch = folder / "scratch"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    source, options = put(folder, kind, with_y([1.0, 2.0, 4.0]))
    before = state_of(folder)
    sv.read_dataset(source, **options)
    refused(source, where="nix", **options)
    assert state_of(folder) == before
    assert not any(scratch.iterdir())


def test_a_sqlite_database_with_a_log_of_changes_is_left_alone(folder):
    path = folder / "study.db"
    write_sqlite(path, with_y([1.0, 2.0, 4.0]))
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA journal_mode = WAL").fetchone() == ("wal",)
    before = state_of(folder)
    assert list(before) == [path]
    assert sv.read_dataset(str(path), **TABLE).moments.n == 3
    assert state_of(folder) == before


def test_what_sqlite_has_only_in_its_log_is_read_too(folder):
    path = folder / "study.db"
    write_sqlite(path, with_y([1.0, 2.0, 4.0]))
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("INSERT INTO study VALUES (11, 5)")
        connection.commit()
        before = {each: each.read_bytes() for each in (path, path.with_name("study.db-wal"))}
        assert before[path.with_name("study.db-wal")]
        assert sv.read_dataset(str(path), **TABLE).x.tolist() == [1, 2, 4, 11]
        assert {each: each.read_bytes() for each in before} == before


def test_what_duckdb_has_only_in_its_log_is_read_too(folder):
    path = folder / "study.duckdb"
    write_duckdb(path, with_y([1.0, 2.0, 4.0]))
    with duckdb.connect(str(path)) as connection:
        connection.execute("PRAGMA disable_checkpoint_on_shutdown")
        connection.execute("INSERT INTO study VALUES (11, 5)")
    before = state_of(folder)
    assert path.with_name("study.duckdb.wal") in before
    assert sv.read_dataset(str(path), **TABLE).x.tolist() == [1, 2, 4, 11]
    assert state_of(folder) == before


ENDLESS = (
    "WITH RECURSIVE r(x, y) AS (SELECT 1, 2 UNION ALL SELECT x + 1, 7 - y FROM r) "
    "SELECT x, y FROM r"
)


@pytest.mark.parametrize(
    ("module", "write"),
    [(database, write_duckdb), (sqlite, write_sqlite)],
    ids=["duckdb", "sqlite"],
)
def test_a_query_without_end_is_refused(folder, monkeypatch, module, write):
    monkeypatch.setattr(module, "MOST_ROWS", 30_000)
    write(folder / "study.db", with_y([1.0, 2.0, 4.0]))
    line = refused(folder / "study.db", sql=ENDLESS)
    assert line.endswith("gives more than 30,000 rows: add a LIMIT to --sql")
    data = sv.read_dataset(str(folder / "study.db"), sql=f"{ENDLESS} LIMIT 9")
    assert sorted(data.x) == list(range(1, 10))


class Endless(io.RawIOBase):
    given = 0

    def readable(self):
        return True

    def readinto(self, buffer):
        buffer[:] = (b"1,2\n" * (len(buffer) // 4 + 1))[: len(buffer)]
        self.given += len(buffer)
        return len(buffer)


@pytest.fixture
def little_room(folder, monkeypatch):
    scratch = folder / "scratch"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    monkeypatch.setattr(finding, "SHARE_OF_DISK", 1e-6)
    yield
    assert not any(scratch.iterdir())


@pytest.mark.usefixtures("little_room")
def test_standard_input_without_end_is_refused(monkeypatch):
    endless = Endless()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(endless)))
    line = refused("-")
    assert line.startswith("standard input goes on after")
    assert "no room for more" in line
    assert 0 < endless.given < 1 << 26


@pytest.mark.skipif(os.name != "posix", reason="needs named pipes")
@pytest.mark.usefixtures("little_room")
def test_a_pipe_without_end_is_refused(folder):
    pipe = folder / "pipe"
    os.mkfifo(pipe)
    ended = []

    def write():
        try:
            with pipe.open("wb") as file:
                while True:
                    file.write(b"1,2\n" * 10_000)
        except BrokenPipeError:
            ended.append(True)

    writer = threading.Thread(target=write)
    writer.start()
    assert "goes on after" in refused(pipe)
    writer.join(10)
    assert ended == [True]


def write_bomb(path, size):
    suffix = path.suffix
    if suffix == ".npz":
        np.savez_compressed(path, x=np.zeros(size // 8), y=np.zeros(4))
    elif suffix == ".xlsx":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("xl/workbook.xml", b" " * size)
    else:
        pack = gzip.compress if suffix == ".gz" else zstd.compress
        path.write_bytes(pack(b"x,y\n" + b"1,2\n" * (size // 4)))


@pytest.mark.parametrize("name", ["bomb.npz", "bomb.xlsx", "bomb.csv.gz", "bomb.csv.zst"])
def test_a_file_that_is_far_larger_unpacked_is_refused(folder, monkeypatch, name):
    size = 1 << 24
    write_bomb(folder / name, size)
    most = 1 << 21
    monkeypatch.setattr(archives, "LARGE", most)
    monkeypatch.setattr(packing, "LARGE", most)
    monkeypatch.setattr(archives, "MOST_TIMES", 20)
    monkeypatch.setattr(packing, "MOST_TIMES", 20)
    tracemalloc.start()
    try:
        line = refused(folder / name)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert "is more than 20 times as large unpacked" in line
    # What is held of it is a few pieces, not all.
    assert peak < size // 2


def test_a_parquet_file_that_claims_too_many_rows_is_refused(folder, monkeypatch):
    monkeypatch.setattr(parquet, "MANY_ROWS", 1000)
    monkeypatch.setattr(parquet, "ROWS_PER_BYTE", 1)
    pq.write_table(pa.table({"x": np.zeros(100_000), "y": np.zeros(100_000)}), folder / "a.parquet")
    assert "claims to hold 100,000 rows in" in refused(folder / "a.parquet")


PACKED = {"gz": gzip.compress, "zst": zstd.compress}
WHOLE = ("csv.gz", "csv.zst", "jsonl.gz", "jsonl.zst", "json array", "parquet", "xlsx", "npz")
WHOLE += ("npy", "duckdb table", "sqlite table")


@pytest.mark.parametrize("share", [0.02, 0.6, 0.999])
@pytest.mark.parametrize("kind", WHOLE)
@pytest.mark.parametrize("few", [True, False], ids=["in memory", "streamed"])
def test_a_file_that_is_cut_off_is_refused(folder, monkeypatch, kind, share, few):
    monkeypatch.setattr(reading, "FEW_ROWS", 5000 if few else 50)
    source, options = put(folder, kind, columns(*points(4000)))
    if kind == "duckdb table" and share > 0.5:
        # At the end of it may be what no table needs.
        share = 0.5
    content = Path(source).read_bytes()
    Path(source).write_bytes(content[: int(share * len(content))])
    refused(source, **options)


@pytest.mark.parametrize("kind", ["parquet", "xlsx", "npz", "npy", "csv.gz", "csv.zst"])
def test_a_file_without_its_last_byte_is_refused(folder, kind):
    source, options = put(folder, kind, columns(*points(300)))
    Path(source).write_bytes(Path(source).read_bytes()[:-1])
    refused(source, **options)


@pytest.mark.parametrize("few", [True, False], ids=["in memory", "streamed"])
@pytest.mark.parametrize("place", [-8, -1], ids=["checksum", "length"])
def test_a_wrong_checksum_is_refused(folder, monkeypatch, few, place):
    monkeypatch.setattr(reading, "FEW_ROWS", 5000 if few else 50)
    content = bytearray(gzip.compress(csv_text(columns(*points()))))
    content[place] ^= 1
    (folder / "study.csv.gz").write_bytes(content)
    assert refused(folder / "study.csv.gz").endswith("cannot be unpacked as gzip to its end")


def test_a_wrong_checksum_in_an_archive_is_refused(folder):
    x, y = points(300)
    np.savez(folder / "study.npz", x=x, y=y)
    content = (folder / "study.npz").read_bytes()
    flipped = bytes([content[content.index(x.tobytes())] ^ 1])
    place = content.index(x.tobytes())
    (folder / "study.npz").write_bytes(content[:place] + flipped + content[place + 1 :])
    assert "is damaged" in refused(folder / "study.npz")


@pytest.mark.parametrize("pack", PACKED.values(), ids=PACKED)
@pytest.mark.parametrize("encode", [csv_text, json_text])
def test_what_follows_packed_data_and_is_none_is_refused(folder, pack, encode):
    path = folder / "study.packed"
    path.write_bytes(pack(encode(with_y([1.0, 2.0, 4.0]))) + b"garbage")
    assert "is damaged or cut off" in refused(path)


@pytest.mark.parametrize("pack", PACKED.values(), ids=PACKED)
def test_packed_data_may_be_in_several_pieces(folder, pack):
    path = folder / "study.packed"
    path.write_bytes(pack(b"x,y\n1,2\n3,5\n") + pack(b"4,4\n"))
    assert sv.read_dataset(str(path)).x.tolist() == [1, 3, 4]


@pytest.mark.parametrize("kind", ["csv.gz", "parquet", "jsonl", "csv"])
def test_one_damaged_file_of_several_is_refused(folder, kind):
    name, write, _ = KINDS[kind]
    for place in range(3):
        path = folder / name.replace("study", f"part-{place}")
        write(path, columns(*points(500, place)))
    content = path.read_bytes()
    if kind == "csv":
        path.write_bytes(b"\0\xff" * 900)
    elif kind == "jsonl":
        path.write_bytes(b"[" + content)
    else:
        path.write_bytes(content[: len(content) // 2])
    refused(folder / name.replace("study", "part-*"))


def npy_header(shape):
    text = f"{{'descr': '<f8', 'fortran_order': False, 'shape': {shape}, }}"
    text = text.ljust(117) + "\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text.encode()


@pytest.mark.parametrize("rows", [4, 10**6, 10**18, 2**63])
def test_an_array_that_promises_more_rows_than_it_has_is_refused(folder, rows):
    body = np.array([[1.0, 2.0], [3.0, 5.0], [4.0, 4.0]]).tobytes()
    (folder / "a.npy").write_bytes(npy_header((3, 2)) + body)
    assert sv.read_dataset(str(folder / "a.npy")).x.tolist() == [1, 3, 4]
    (folder / "a.npy").write_bytes(npy_header((rows, 2)) + body)
    assert "cannot be read as a NumPy array" in refused(folder / "a.npy")


def test_more_than_one_array_in_a_file_is_refused(folder):
    with (folder / "a.npy").open("wb") as file:
        np.save(file, np.ones((3, 2)))
        np.save(file, np.ones((9, 2)))
    assert "goes on after its array of shape (3, 2)" in refused(folder / "a.npy")


LEFT_OUT = {
    "missing": ([1.0, None, 3.0, 4.0, 7.0], [2.0, 4.0, None, 9.0, 5.0]),
    "not a number": ([1.0, np.nan, 3.0, 4.0, 7.0], [2.0, 4.0, np.nan, 9.0, 5.0]),
    "infinite": ([1.0, np.inf, 3.0, 4.0, 7.0], [2.0, 4.0, -np.inf, 9.0, 5.0]),
}


@plain_kinds
@pytest.mark.parametrize("few", [True, False], ids=["in memory", "streamed"])
@pytest.mark.parametrize(("x", "y"), LEFT_OUT.values(), ids=LEFT_OUT)
def test_rows_that_lack_a_number_are_left_out_and_counted(folder, monkeypatch, kind, few, x, y):
    monkeypatch.setattr(reading, "FEW_ROWS", 50 if few else 1)
    if kind == "xlsx":
        x, y = (
            [str(cell) if cell in (np.inf, -np.inf) or cell != cell else cell for cell in cells]
            for cells in (x, y)
        )
    if kind.startswith("json"):
        x, y = (
            [str(cell) if isinstance(cell, float) and not np.isfinite(cell) else cell for cell in z]
            for z in (x, y)
        )
    data = read(folder, kind, {"x": x, "y": y})
    assert sorted(data.x) == [1, 4, 7]
    assert data.left_out == 2
    assert_moments(data.moments, sv.Moments.of([1, 4, 7], [2, 9, 5]))


@pytest.mark.filterwarnings("ignore:.* no number in:surfaceviz.base.errors.SurfaceVizWarning")
@pytest.mark.parametrize("kind", [*AS_TEXT, "xlsx"])
@pytest.mark.parametrize("few", [True, False], ids=["in memory", "streamed"])
def test_words_among_numbers_are_left_out_and_counted(folder, monkeypatch, kind, few):
    monkeypatch.setattr(reading, "FEW_ROWS", 50 if few else 1)
    table = {"x": [1.0, "oops", 3.0, 4.0, 7.0, 8.0], "y": [2.0, 4.0, "n/k", 9.0, 5.0, 6.0]}
    data = read(folder, kind, table)
    assert sorted(data.x) == [1, 4, 7, 8]
    assert data.left_out == 2


@pytest.mark.parametrize("few", [True, False], ids=["in memory", "streamed"])
@pytest.mark.parametrize("pack", [bytes, *PACKED.values()])
def test_lines_of_json_that_are_none_are_left_out_and_counted(folder, monkeypatch, few, pack):
    monkeypatch.setattr(reading, "FEW_ROWS", 50 if few else 1)
    lines = [
        *('{"x": 1, "y": 2}', '{"x": 2, "y"', "oops", '{"x": 3}', "{}", '{"x": 4, "y": 9}'),
        *("", '{"y": "x", "x": 5}', '{"x": 6, "y": [1]}', '{"x": 7.5, "y": 3, "z": {"a": 1}}'),
    ]
    (folder / "study.jsonl").write_bytes(pack("\n".join(lines).encode()))
    with pytest.warns(sv.SurfaceVizWarning, match=r"2 cells are no number in 'y' \('x', '\[1\]'\)"):
        data = sv.read_dataset(str(folder / "study.jsonl"), "x", "y")
    assert sorted(data.x) == [1, 4, 7.5]
    assert data.left_out == 6


@pytest.mark.parametrize("few", [True, False], ids=["in memory", "streamed"])
def test_short_rows_are_left_out_and_counted(folder, monkeypatch, few):
    monkeypatch.setattr(reading, "FEW_ROWS", 50 if few else 1)
    (folder / "a.csv").write_text("x,y,z\n1,2,3\n4\n5,\n,6,7\n8,9,1\n")
    data = sv.read_dataset(str(folder / "a.csv"), "x", "y")
    assert sorted(data.x) == [1, 8]
    assert data.left_out == 3


@pytest.mark.filterwarnings("ignore:.* no number in:surfaceviz.base.errors.SurfaceVizWarning")
def test_errors_in_cells_of_a_workbook_are_left_out_and_counted(folder):
    write_xlsx(folder / "a.xlsx", {"x": [1.0, "#N/A", 3.0, 4.0], "y": [2.0, 4.0, "#DIV/0!", 9.0]})
    data = sv.read_dataset(str(folder / "a.xlsx"))
    assert (data.x.tolist(), data.left_out) == ([1, 4], 2)


def test_rows_that_lack_a_number_and_meet_the_condition_are_counted_alone(folder):
    data = read(
        folder, "csv", {"x": [1.0, 2.0, 3.0, 9.0], "y": [1.0, None, 4.0, None]}, where="x<5"
    )
    assert (data.x.tolist(), data.left_out) == ([1, 3], 1)


def write_files(folder, contents):
    for name, content in contents.items():
        if isinstance(content, bytes):
            (folder / name).write_bytes(content)
        elif isinstance(content, str):
            (folder / name).write_text(content)
        else:
            write_parquet(folder / name, content)


UNJOINABLE = {
    "other names in CSV": (
        {"a-1": "x,y\n1,2\n3,4\n", "a-2": "x,z\n1,2\n3,4\n"},
        "'a-2' has other columns than 'a-1': expected 'x', 'y', found 'x', 'z'",
    ),
    "another order in CSV": (
        {"a-1": "x,y\n1,2\n3,4\n", "a-2": "y,x\n1,2\n3,4\n"},
        "has other columns",
    ),
    "names of two lines": (
        {"a-1": '"x\nx",y\n1,2\n3,4\n', "a-2": 'x,"y\ny"\n1,2\n3,4\n'},
        "has other columns",
    ),
    "other names in Parquet": (
        {"a-1": {"x": [1], "y": [2]}, "a-2": {"x": [1], "z": [3]}},
        "'a-2' has other columns than 'a-1': expected 'x', 'y', found 'x', 'z'",
    ),
    "more names in Parquet": (
        {"a-1": {"x": [1], "y": [2]}, "a-2": {"x": [1], "y": [2], "z": [3]}},
        "has other columns",
    ),
    "CSV and Parquet": (
        {"a-1": "x,y\n1,2\n3,4\n", "a-2": {"x": [1], "y": [2]}},
        "matches files of different kinds: 'a-1' is CSV or TSV, 'a-2' is Parquet",
    ),
    "Parquet and CSV": (
        {"a-1": {"x": [1], "y": [2]}, "a-2": "x,y\n1,2\n3,4\n"},
        "matches files of different kinds",
    ),
    "no header, then Parquet": (
        {"a-1": "1,2\n3,4\n", "a-2": {"x": [1], "y": [2]}},
        "matches files of different kinds",
    ),
    "JSON and CSV": (
        {"a-1": '{"x": 1, "y": 2}\n' * 9, "a-2": "x,y\n1,2\n3,4\n"},
        "matches files of different kinds",
    ),
    "packed and not": (
        {"a-1": "1,2\n3,4\n", "a-2": gzip.compress(b"5,6\n7,8\n")},
        "'a-1' is CSV or TSV, 'a-2' is CSV or TSV packed by gzip",
    ),
    "packed in two ways": (
        {"a-1": gzip.compress(b"1,2\n3,4\n"), "a-2": zstd.compress(b"5,6\n7,8\n")},
        "matches files of different kinds",
    ),
    "lines and an array": (
        {"a-1": '{"x": 1, "y": 2}\n' * 9, "a-2": '[{"x": 1, "y": 2}]'},
        "matches files written in different ways",
    ),
    "an array and lines": (
        {"a-1": '[{"x": 1, "y": 2}]', "a-2": '{"x": 1, "y": 2}\n' * 9},
        "matches files written in different ways",
    ),
}


@pytest.mark.parametrize(("contents", "says"), UNJOINABLE.values(), ids=UNJOINABLE)
def test_files_that_cannot_be_joined_are_refused(folder, contents, says):
    write_files(folder, contents)
    assert says in refused(folder / "a-*")


@pytest.mark.parametrize("kind", ["xlsx", "npz", "npy", "sqlite table", "duckdb table"])
def test_files_that_are_no_parts_are_refused(folder, kind):
    name, write, options = WITH_NPY[kind]
    for place in (1, 2):
        write(folder / name.replace("study", f"a-{place}"), with_y([1.0, 2.0, 4.0]))
    pattern = folder / name.replace("study", "a-*")
    assert "matches 2 files that cannot be read as one" in refused(pattern, **options)


JOINABLE = {
    "another order in Parquet": {
        "a-1": {"x": [1.0, 2.0], "y": [5.0, 6.0]},
        "a-2": {"y": [7.5], "x": [4.5]},
    },
    "whole and other numbers": {"a-1": {"x": [1, 2], "y": [5, 6]}, "a-2": {"x": [4.5], "y": [7.5]}},
    "whole and other numbers in CSV": {"a-1": "x,y\n1,5\n2,6\n", "a-2": "x,y\n4.5,7.5\n"},
    "whole and other numbers in JSON": {
        "a-1": '{"x": 1, "y": 5}\n{"x": 2, "y": 6}\n',
        "a-2": '{"y": 7.5, "x": 4.5}\n',
    },
    "an empty CSV": {"a-1": "x,y\n1,5\n2,6\n", "a-2": "", "a-3": "x,y\n4.5,7.5\n"},
    "a header alone": {"a-1": "x,y\n1,5\n2,6\n", "a-2": "x,y\n", "a-3": "x,y\n4.5,7.5\n"},
    "an empty JSON": {
        "a-1": '{"x": 1, "y": 5}\n{"x": 2, "y": 6}\n',
        "a-2": "",
        "a-3": '{"x": 4.5, "y": 7.5}\n',
    },
    "no header": {"a-1": "1,5\n2,6\n", "a-2": "4.5,7.5\n"},
}


@pytest.mark.parametrize("contents", JOINABLE.values(), ids=JOINABLE)
def test_files_that_can_be_joined_are(folder, contents):
    write_files(folder, contents)
    data = sv.read_dataset(str(folder / "a-*"))
    assert (data.x.tolist(), data.y.tolist()) == ([1, 2, 4.5], [5, 6, 7.5])
    assert data.left_out == 0


def test_keys_that_only_some_objects_have_are_left_out_and_counted(folder):
    write_files(
        folder, {"a-1": '{"x": 1, "y": 2}\n{"x": 3, "y": 4}\n', "a-2": '{"x": 5, "z": 1}\n'}
    )
    data = sv.read_dataset(str(folder / "a-*"), "x", "y")
    assert (data.x.tolist(), data.left_out) == ([1, 3], 1)


@pytest.mark.parametrize("kind", ["csv", "jsonl", "parquet", "npz", "npy", "csv parts"])
def test_a_table_of_what_has_none_is_refused(folder, kind):
    source, _ = put(folder, kind, with_y([1.0, 2.0, 4.0]))
    assert "has no tables to choose from: leave out --table" in refused(source, table="study")


@pytest.mark.parametrize("kind", ["csv", "jsonl", "parquet", "npz", "npy", "xlsx"])
def test_a_query_of_what_takes_none_is_refused(folder, kind):
    source, _ = put(folder, kind, with_y([1.0, 2.0, 4.0]))
    assert "is no database: leave out --sql" in refused(source, sql="SELECT 1")


@pytest.mark.parametrize("kind", ["duckdb table", "sqlite table"])
def test_a_table_that_is_not_there_is_refused(folder, kind):
    source, _ = put(folder, kind, with_y([1.0, 2.0, 4.0]))
    line = refused(source, table="studdy")
    assert "unknown table 'studdy' (did you mean 'study'?): choose one of" in line
    assert refused(source).endswith(
        "holds several tables: choose one of other, study with --table, or give a query with --sql"
    )
    both = refused(source, table="study", sql="SELECT * FROM study")
    assert both == "expected --table or --sql, got both"


@pytest.mark.parametrize("kind", ["duckdb table", "sqlite table"])
def test_the_only_table_needs_no_name(folder, kind):
    source, _ = put(folder, kind, with_y([1.0, 2.0, 4.0]))
    connect = duckdb.connect if kind.startswith("duckdb") else sqlite3.connect
    with closing(connect(source)) as connection:
        connection.execute("DROP TABLE other")
        connection.commit() if kind.startswith("sqlite") else None
    assert sv.read_dataset(source).x.tolist() == [1, 2, 4]


def test_tables_of_other_schemas_are_named_in_full(folder):
    with duckdb.connect(str(folder / "a.duckdb")) as connection:
        connection.execute("CREATE SCHEMA lab")
        connection.execute("CREATE TABLE lab.study AS SELECT i AS x, i * i AS y FROM range(4) r(i)")
        connection.execute("CREATE TABLE study AS SELECT 7 AS x, 8 AS y")
    assert "choose one of lab.study, study" in refused(folder / "a.duckdb")
    assert sv.read_dataset(str(folder / "a.duckdb"), table="lab.study").moments.n == 4


def test_a_sheet_is_chosen_by_name(folder):
    book = openpyxl.Workbook()
    for name, start in (("empty", None), ("first", 1), ("second", 5)):
        sheet = book.create_sheet(name)
        for row in [("x", "y"), (start, 2), (start + 2, 5)] if start else []:
            sheet.append(row)
    book.remove(book["Sheet"])
    book.save(folder / "a.xlsx")
    path = str(folder / "a.xlsx")
    assert sv.read_dataset(path).x.tolist() == [1, 3]
    assert sv.read_dataset(path, table="second").x.tolist() == [5, 7]
    line = refused(path, table="secnd")
    assert "unknown sheet 'secnd' (did you mean 'second'?)" in line
    assert line.endswith("choose one of empty, first, second")
    refused(path, table="empty")


def test_large_cells_of_other_columns_do_no_harm_in_sqlite(folder):
    with closing(sqlite3.connect(folder / "a.db")) as connection:
        connection.execute("CREATE TABLE t (x, y, photo, tale)")
        connection.executemany(
            "INSERT INTO t VALUES (?, ?, zeroblob(20000000), ?)",
            [(1, 2, "a" * 3_000_000), (3, 5, None), (4, "b" * 3_000_000, None), (5, 6, None)],
        )
        connection.commit()
    with pytest.warns(sv.SurfaceVizWarning, match="1 cell is no number in 'y' .'bbb"):
        data = sv.read_dataset(str(folder / "a.db"))
    assert (data.x.tolist(), data.left_out) == ([1, 3, 5], 1)


def test_dates_before_the_year_1_in_utc_are_left_out(folder):
    early = datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=5))).isoformat()
    table = {"x": [early, *(each.isoformat() for each in ZONED)], "y": [0.0, 1.0, 2.0, 4.0]}
    data = read(folder, "sqlite table", table, x="x", y="y")
    assert (data.moments.n, data.left_out) == (3, 1)


PAIRS = np.array([[1.0, 2.0], [3.0, 5.0], [4.0, 4.0]])
STRUCTURED = np.array(
    [(0, 1, 2.0), (1, 3, 5.0), (0, 4, 4.0)], dtype=[("ok", "?"), ("x", "<i2"), ("y", ">f8")]
)
ARRAYS = {
    **{f"dtype {name}": PAIRS.astype(name) for name in ("f2", "f4", "f8", ">f4", ">f8", "g")},
    **{f"dtype {name}": PAIRS.astype(name) for name in ("i1", "u1", "<i4", ">i4", ">u8", "i8")},
    "Fortran order": np.asfortranarray(PAIRS),
    "structured": STRUCTURED,
    "big-endian structured": np.array([(1, 2), (3, 5), (4, 4)], dtype=[("x", ">i8"), ("y", ">f4")]),
}


@pytest.mark.parametrize("array", ARRAYS.values(), ids=ARRAYS)
@pytest.mark.parametrize("few", [True, False], ids=["in memory", "streamed"])
def test_arrays_of_every_kind_are_read(folder, monkeypatch, array, few):
    monkeypatch.setattr(reading, "FEW_ROWS", 50 if few else 1)
    np.save(folder / "a.npy", array)
    (folder / "a.npy").chmod(0o444)
    data = sv.read_dataset(str(folder / "a.npy"), "x", "y")
    assert pairs(data.x, data.y) == {(1, 2), (3, 5), (4, 4)}
    assert (data.moments.n, data.left_out) == (3, 0)


UNREADABLE_ARRAYS = {
    "transposed": (PAIRS.T.copy(), "of shape (2, 3): expected (n, 2), a row for each point, trans"),
    "three columns": (np.ones((4, 3)), "of shape (4, 3): expected (n, 2)"),
    "three dimensions": (PAIRS[None], "of shape (1, 3, 2): expected (n, 2)"),
    "one dimension": (PAIRS[:, 0], "of shape (3,): expected (n, 2)"),
    "a number": (np.array(3.0), "of shape (): expected (n, 2)"),
    "objects": (PAIRS.astype(object), "cannot be read as a NumPy array"),
    "complex": (PAIRS.astype(complex), "holds nothing"),
    "text": (PAIRS.astype("U3"), "holds nothing"),
    "durations": (PAIRS.astype("m8[s]"), "holds nothing"),
    "columns of columns": (
        np.array([((1, 2), 2.0), ((3, 4), 5.0)], dtype=[("x", "i1", 2), ("y", "f8")]),
        "column 'x'",
    ),
    "no rows": (np.ones((0, 2)), "holds no rows"),
    "one row": (np.ones((1, 2)), "at least two points"),
}


@pytest.mark.parametrize(("array", "says"), UNREADABLE_ARRAYS.values(), ids=UNREADABLE_ARRAYS)
def test_other_arrays_are_refused(folder, array, says):
    np.save(folder / "a.npy", array, allow_pickle=True)
    assert says in refused(folder / "a.npy", x="x", y="y")


def test_arrays_of_an_archive_that_do_not_match_are_refused(folder):
    np.savez(folder / "a.npz", x=np.ones(3), y=np.ones(4), z=np.arange(3.0), t=np.ones((3, 2)))
    line = refused(folder / "a.npz")
    assert "are not equally long ('x' 3, 'y' 4, 'z' 3): name those to read with -x and -y" in line
    assert sv.read_dataset(str(folder / "a.npz"), "z", "x").x.tolist() == [0, 1, 2]
    np.savez(folder / "b.npz", a=np.ones((3, 2)))
    assert "holds no one-dimensional arrays: expected x and y, found 'a' (3, 2)" in refused(
        folder / "b.npz"
    )


def test_objects_in_an_archive_are_not_run(folder):
    class Trap:
        def __reduce__(self):
            return Path.touch, (folder / "run",)

    np.savez(folder / "a.npz", x=np.array([Trap(), Trap()], dtype=object), y=np.ones(2))
    refused(folder / "a.npz")
    assert not (folder / "run").exists()


@kinds_with_npy
def test_a_file_of_nothing_is_refused(folder, kind):
    name, _, options = WITH_NPY[kind]
    path = folder / name.replace("*", "1")
    path.write_bytes(b"")
    line = refused(folder / name, **({} if options else options))
    assert "is empty" in line


@kinds_with_npy
def test_a_table_without_rows_is_refused(folder, kind):
    empty = np.array([])
    source, options = put(folder, kind, columns(empty, empty))
    refused(source, **options)


@plain_kinds
def test_a_table_of_one_row_is_refused(folder, kind):
    source, options = put(folder, kind.removesuffix(" parts"), with_y([1.0]))
    assert "at least two points" in refused(source, **options)


@kinds_with_npy
def test_a_column_that_is_not_there_is_refused(folder, kind):
    source, options = put(folder, kind, with_y([1.0, 2.0, 4.0]))
    assert "unknown column 'xx' (did you mean 'x'?): choose one of x, y" in refused(
        source, x="xx", **options
    )


@plain_kinds
def test_names_of_several_lines_are_told_in_one(folder, kind):
    name = "two\nlines\r\x1b[31m"
    if kind == "xlsx":
        # Workbooks hold no other signs.
        name = "two\nlines"
    table = {name: ["u", "v", "w"], "y": [1.0, 2.0, 4.0]}
    source, options = put(folder, kind, table)
    assert "two" in refused(source, x="zz", **options)
    assert "two" in refused(source, x=name, y=name, **options)
    assert "two" in refused(source, x=name, y="y", **options)
    assert "two" in refused(source, **options)
