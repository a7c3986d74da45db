from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from importlib import import_module

import numpy as np
import pytest

import surfaceviz as sv
from surfaceviz.data.points import SHOWN_POINTS
from tests.conftest import assert_moments, missing

BIG = 2**60
# More rows than are ever collected of a lazy frame.
MANY = 30_000


def imported(name):
    try:
        return import_module(name)
    except ImportError:
        missing(f"{name} is not installed")


def arrow(table):
    return imported("pyarrow").table(table)


def pandas(table):
    # Columns as a user makes them, without looking at what others are.
    pd = imported("pandas")
    return pd.DataFrame({name: pd.Series(cells) for name, cells in table.items()})


def pandas_of_arrow(table):
    return arrow(table).to_pandas(types_mapper=imported("pandas").ArrowDtype)


def polars(table):
    return imported("polars").DataFrame(table)


def polars_lazy(table):
    return polars(table).lazy()


def duckdb_relation(table):
    return imported("duckdb").connect().from_arrow(arrow(table))


def dask(table):
    dd = imported("dask.dataframe")
    return dd.from_pandas(pandas(table), npartitions=3)


FRAMES = {
    "pandas": pandas,
    "pandas of arrow": pandas_of_arrow,
    "polars": polars,
    "polars lazy": polars_lazy,
    "pyarrow": arrow,
    "duckdb": duckdb_relation,
    "dask": dask,
}
EAGER = ("pandas", "pandas of arrow", "polars", "pyarrow")
frames = pytest.mark.parametrize("make", FRAMES.values(), ids=FRAMES)
eager = pytest.mark.parametrize("make", [FRAMES[name] for name in EAGER], ids=EAGER)


def of(make, table, *, x="x", y="y", weights=None):
    return sv.Dataset.of(make(table), x=x, y=y, weights=weights)


def refused(*arguments, **named):
    """Return the only line of the error that data are refused with."""
    with pytest.raises(sv.InputError) as caught:
        sv.Dataset.of(*arguments, **named)
    (line,) = str(caught.value).splitlines()
    return line


def points(count=5000, seed=21):
    rng = np.random.default_rng(seed)
    x = rng.normal(1000.0, 2.0, count)
    return x, 1.5 * x - 4.0 + rng.normal(0.0, 3.0, count)


def pairs(x, y):
    return set(zip(np.asarray(x).tolist(), np.asarray(y).tolist(), strict=True))


def with_y(cells):
    return {"x": cells, "y": [float(place * place) for place in range(len(cells))]}


def by_y(data):
    """Return x in the order of y, in which it was given."""
    return data.x[np.argsort(data.y)]


@frames
def test_a_frame_is_the_same_data_as_its_arrays(make):
    x, y = points()
    table = {"hours": x, "word": ["a"] * len(x), "score": y}
    data = sv.Dataset.of(make(table), x="hours", y="score", name="study")
    assert (data.x_name, data.y_name, data.name) == ("hours", "score", "study")
    assert_moments(data.moments, sv.Moments.of(x, y))
    assert data.x_range == (x.min(), x.max())
    assert data.y_range == (y.min(), y.max())
    assert data.left_out == 0
    assert len(pairs(data.x, data.y)) == len(data.x) == SHOWN_POINTS
    assert pairs(data.x, data.y) <= pairs(x, y)
    edges = data.density.y_edges, data.density.x_edges
    assert np.array_equal(data.density.counts, np.histogram2d(y, x, bins=edges)[0])
    assert data.density.counts.sum() == len(x)


@frames
def test_a_sample_is_the_same_each_time(make):
    x, y = points()
    frame = make({"x": x, "y": y})
    first, second = (sv.Dataset.of(frame, x="x", y="y") for _ in range(2))
    assert np.array_equal(first.x, second.x)
    assert np.array_equal(first.y, second.y)
    assert_moments(first.moments, second.moments)


@pytest.mark.parametrize("name", ["polars lazy", "duckdb", "dask"])
def test_a_sample_of_a_lazy_frame_depends_on_the_values_alone(name):
    x, y = points()
    order = np.random.default_rng(3).permutation(len(x))
    first = of(FRAMES[name], {"x": x, "y": y})
    second = of(FRAMES[name], {"x": x[order], "y": y[order]})
    assert np.array_equal(first.x, second.x)
    assert np.array_equal(first.density.counts, second.density.counts)


@frames
def test_columns_are_not_confused_by_their_roles(make):
    table = {"w": [1.0, 2.0, 4.0], "y": [3.0, 5.0, 9.0], "x": [2.0, 1.0, 7.0], "u": [0.0] * 3}
    data = of(make, table, x="y", y="w", weights="x")
    assert_moments(data.moments, sv.Moments.of(table["y"], table["w"], table["x"]))


NAMES = ['it\'s "so"', "a;b", "two\nlines", "x -- y", "'); DROP TABLE x; --", "[a]*?"]
NAMES += ["back\\slash", "学习 🎉", "NA", "$1 ?", "^.*$", "*"]


@frames
def test_columns_may_be_called_anything(make):
    table = {name: [place + 1.0, place**2 + 2.0, 40.0] for place, name in enumerate(NAMES)}
    frame = make(table)
    for name, y, weights in zip(*[iter(NAMES)] * 3, strict=True):
        data = sv.Dataset.of(frame, x=name, y=y, weights=weights)
        assert (data.x_name, data.y_name) == (name, y)
        assert_moments(data.moments, sv.Moments.of(table[name], table[y], table[weights]))


@pytest.fixture
def heights(monkeypatch):
    """Return the numbers of rows that a lazy frame of Polars was collected with."""
    pl, found = imported("polars"), []
    collect = pl.LazyFrame.collect

    def spied(frame, *arguments, **named):
        collected = collect(frame, *arguments, **named)
        found.append(collected.height)
        return collected

    monkeypatch.setattr(pl.LazyFrame, "collect", spied)
    return found


def test_a_lazy_frame_of_polars_is_not_collected(heights):
    x, y = points(MANY)
    frame = polars_lazy({"x": x, "y": y, "day": np.datetime64("2024-01-01") + np.arange(MANY)})
    for name in ("x", "day"):
        data = sv.Dataset.of(frame, x=name, y="y")
        assert data.moments.n == MANY
    # A row of sums, a sample about twice as large as wanted, and the cells that are not empty.
    assert 4 <= len(heights) <= 12
    assert max(heights) < MANY / 3


def test_a_file_that_polars_scans_is_not_collected(heights, tmp_path):
    x, y = points(MANY)
    polars({"x": x, "y": y}).write_parquet(tmp_path / "a.parquet")
    frame = imported("polars").scan_parquet(tmp_path / "a.parquet")
    assert_moments(sv.Dataset.of(frame, x="x", y="y").moments, sv.Moments.of(x, y))
    assert max(heights) < MANY / 3


def test_a_frame_of_dask_is_not_collected(monkeypatch):
    dd = imported("dask.dataframe")
    found = []
    owner = next(each for each in dd.DataFrame.__mro__ if "compute" in vars(each))
    compute = owner.compute

    def spied(frame, *arguments, **named):
        computed = compute(frame, *arguments, **named)
        found.append(len(computed) if hasattr(computed, "__len__") else 1)
        return computed

    monkeypatch.setattr(owner, "compute", spied)
    x, y = points(MANY)
    data = of(dask, {"x": x, "y": y})
    assert data.moments.n == MANY
    assert found
    assert max(found) < MANY / 3


def test_a_connection_of_duckdb_is_left_as_it_was():
    duckdb = imported("duckdb")
    x, y = points(MANY)
    with duckdb.connect() as connection:
        connection.register("given", arrow({"x": x, "y": y}))
        connection.execute("CREATE TABLE study AS FROM given")
        connection.unregister("given")

        def state():
            return [
                connection.execute(f"FROM {each} ORDER BY ALL").fetchall()
                for each in (
                    "duckdb_tables()",
                    "duckdb_views()",
                    "duckdb_databases()",
                    "duckdb_settings()",
                    "duckdb_prepared_statements()",
                )
            ]

        before = state()
        relation = connection.table("study").filter("x > 1000")
        data = sv.Dataset.of(relation, x="x", y="y")
        assert state() == before
        assert_moments(data.moments, sv.Moments.of(x[x > 1000], y[x > 1000]))
        # The relation and its connection are as good as before.
        assert relation.aggregate("count(*)").fetchall() == [((x > 1000).sum(),)]


def test_a_connection_of_duckdb_may_be_amid_a_transaction():
    with imported("duckdb").connect() as connection:
        connection.execute("BEGIN")
        connection.execute("CREATE TABLE t AS SELECT i AS x, i * i AS y FROM range(4) r(i)")
        assert sv.Dataset.of(connection.table("t"), x="x", y="y").moments.n == 4
        connection.execute("ROLLBACK")
        assert connection.execute("FROM duckdb_tables()").fetchall() == []


DAYS = [date(2024, 2, 28), date(2024, 3, 2), date(2024, 2, 29), date(2023, 12, 31)]
MOMENTS = [
    datetime(1969, 12, 31, 18),
    datetime(2024, 3, 2, 6, 30, 15, 250_000),
    datetime(1970, 1, 1),
    datetime(1900, 3, 1),
]
CLOCK = [time(6), time(23, 59, 59, 500_000), time(5, 30)]
ZONE = timezone(timedelta(hours=2))
ZONED = [datetime(2024, 3, 2, 1, 30, tzinfo=ZONE), datetime(2024, 3, 5, tzinfo=ZONE)]


def in_days(moments):
    first = min(moments)
    return [(moment - first) / timedelta(days=1) for moment in moments]


def assert_dates(data, moments, *, zoned=False):
    assert data.dates.at(0) == min(moments)
    assert by_y(data) == pytest.approx(in_days(moments), abs=1e-9)
    assert data.x_range[0] == 0
    assert data.dates.zoned == zoned
    assert not data.dates.clock


@frames
def test_dates_are_days_since_the_first(make):
    table = with_y(DAYS)
    if make is dask:
        # Else pandas would hold them as objects of Python, of which Dask makes text.
        table["x"] = np.array(DAYS, dtype="M8[s]")
    assert_dates(of(make, table), [datetime.combine(day, time()) for day in DAYS])


@frames
def test_points_in_time_are_days_since_the_first(make):
    assert_dates(of(make, with_y(MOMENTS)), MOMENTS)


@frames
def test_points_in_time_with_a_zone_are_told_in_utc(make):
    plain = [moment.astimezone(UTC).replace(tzinfo=None) for moment in ZONED]
    assert_dates(of(make, with_y(ZONED)), plain, zoned=True)


@frames
@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_points_in_time_of_every_unit_are_read(make, unit):
    if make is polars or make is polars_lazy:
        unit = "ms" if unit == "s" else unit
    moments = [datetime(2024, 1, 3, 12), datetime(2023, 1, 1), datetime(2024, 2, 29, 1, 2, 3)]
    assert_dates(of(make, with_y(np.array(moments, dtype=f"M8[{unit}]"))), moments)


@pytest.mark.parametrize("make", [each for each in FRAMES.values() if each is not dask])
def test_times_of_day_are_shares_of_a_day(make):
    data = of(make, with_y(CLOCK))
    assert data.dates.clock
    assert data.dates.at(0).time() == time(5, 30)
    assert by_y(data) == pytest.approx([0.5 / 24, (18.5 * 3600 - 0.5) / 86_400, 0], abs=1e-9)


@frames
def test_missing_dates_are_left_out_and_counted(make):
    table = with_y([MOMENTS[0], None, MOMENTS[1], MOMENTS[2]])
    data = of(make, table)
    assert data.left_out == 1
    assert data.dates.at(0) == MOMENTS[0]
    assert by_y(data) == pytest.approx(in_days([MOMENTS[0], MOMENTS[1], MOMENTS[2]]))


@frames
def test_dates_are_refused_as_y(make):
    line = refused(make(with_y(MOMENTS)), x="y", y="x")
    assert "column 'x' of" in line
    assert line.endswith("holds dates: expected numbers, or true and false for y")


@frames
def test_true_and_false_are_1_and_0(make):
    assert by_y(of(make, with_y([True, False, True, True]))).tolist() == [1, 0, 1, 1]


@frames
def test_decimals_are_numbers(make):
    cells = [Decimal("1.25"), Decimal("-3.50"), Decimal("100.75")]
    if make is dask:
        pd, pa = imported("pandas"), imported("pyarrow")
        cells = pd.array(cells, dtype=pd.ArrowDtype(pa.decimal128(9, 2)))
    assert by_y(of(make, with_y(cells))).tolist() == [1.25, -3.5, 100.75]


@frames
def test_whole_numbers_that_cannot_be_told_apart_are_warned_of(make):
    with pytest.warns(sv.SurfaceVizWarning, match=r"x holds whole numbers beyond 2\^53") as caught:
        data = of(make, with_y([BIG + 1, -BIG, 12]))
    assert len(caught) == 1
    assert by_y(data).tolist() == [BIG, -BIG, 12]


@frames
def test_missing_values_are_left_out_and_counted(make):
    table = {
        "x": [1.0, None, 3.0, 4.0, float("nan"), float("inf"), 7.0],
        "y": [2.0, 4.0, None, 9.0, 1.0, 1.0, 5.0],
    }
    data = of(make, table)
    assert sorted(data.x) == [1, 4, 7]
    assert data.left_out == 4
    assert_moments(data.moments, sv.Moments.of([1, 4, 7], [2, 9, 5]))


@frames
def test_missing_whole_numbers_are_left_out_and_counted(make):
    table = with_y([1, None, 3, 7])
    if make is pandas or make is dask:
        table["x"] = imported("pandas").array(table["x"], dtype="Int64")
    data = of(make, table)
    assert (sorted(data.x), data.left_out) == ([1, 3, 7], 1)


@frames
def test_text_is_refused(make):
    line = refused(make(with_y(["1", "2", "3"])), x="x", y="y")
    assert "column 'x' of" in line
    assert line.endswith("holds text: expected numbers, dates, or true and false for x")


def categories_of_pandas():
    pd = imported("pandas")
    return pd.DataFrame({"x": pd.Categorical([1, 2, 2]), "y": [1.0, 2.0, 4.0]})


def categories_of_polars():
    pl = imported("polars")
    return pl.DataFrame({"x": pl.Series(["1", "2", "2"], dtype=pl.Categorical), "y": [1, 2, 4]})


def levels_of_polars():
    pl = imported("polars")
    return pl.DataFrame({"x": pl.Series(["1", "2"], dtype=pl.Enum(["1", "2"])), "y": [1, 2]})


CATEGORIES = {
    "pandas": categories_of_pandas,
    "polars": categories_of_polars,
    "polars enum": levels_of_polars,
    "polars lazy": lambda: categories_of_polars().lazy(),
    "pyarrow": lambda: arrow(
        {"x": imported("pyarrow").array(["1", "2"]).dictionary_encode(), "y": [1, 2]}
    ),
    "duckdb": lambda: imported("duckdb").sql("SELECT '1'::ENUM('1', '2') AS x, 2 AS y"),
    "dask": lambda: imported("dask.dataframe").from_pandas(categories_of_pandas(), npartitions=1),
}


@pytest.mark.parametrize("make", CATEGORIES.values(), ids=CATEGORIES)
def test_categories_are_refused(make):
    line = refused(make(), x="x", y="y")
    assert "column 'x' of" in line
    assert "holds categories: expected numbers" in line


@frames
def test_durations_are_refused(make):
    line = refused(make(with_y([timedelta(1), timedelta(2), timedelta(4)])), x="x", y="y")
    assert "holds durations: expected numbers" in line


@frames
def test_weights_count(make):
    x, y = points()
    w = np.random.default_rng(2).uniform(0.1, 9.0, x.size)
    data = of(make, {"x": x, "y": y, "w": w}, weights="w")
    assert_moments(data.moments, sv.Moments.of(x, y, w))
    lines = np.array([[1.5, -4.0], [0.0, 1000.0], [-3.0, 7.0]])
    direct = [np.average((m * x + b - y) ** 2, weights=w) for m, b in lines]
    assert data.moments.mse(lines) == pytest.approx(direct, rel=1e-11)


@frames
def test_rows_of_no_weight_are_left_out_and_counted(make):
    table = {**with_y([1.0, 2.0, 3.0, 4.0, 7.0]), "w": [2.0, 0.0, None, 1.0, 0.5]}
    data = of(make, table, weights="w")
    assert (sorted(data.x), data.left_out) == ([1, 4, 7], 2)
    assert_moments(data.moments, sv.Moments.of([1, 4, 7], [0, 9, 16], [2, 1, 0.5]))


@frames
def test_negative_weights_are_refused(make):
    frame = make({**with_y([1.0, 2.0, 4.0]), "w": [1.0, -0.5, 2.0]})
    line = refused(frame, x="x", y="y", weights="w")
    assert line == "weights must not be negative, 1 of 3 in 'w' are"


@frames
def test_columns_that_are_not_there_are_refused(make):
    frame = make(with_y([1.0, 2.0, 4.0]))
    for named in ({"x": "xx", "y": "y"}, {"x": "x", "y": "y", "weights": "xx"}):
        assert "unknown column 'xx' (did you mean 'x'?)" in refused(frame, **named)
    assert "both name 'x'" in refused(frame, x="x", y="x")


@frames
def test_a_frame_without_rows_is_refused(make):
    empty = np.array([], dtype=np.float64)
    assert "at least two points" in refused(make({"x": empty, "y": empty}), x="x", y="y")


@frames
def test_a_column_of_nothing_is_refused(make):
    nothing = np.full(3, np.nan)
    assert "found 0" in refused(make({"x": nothing, "y": nothing}), x="x", y="y")


def test_lazy_dates_of_nothing_are_refused():
    pl = imported("polars")
    frame = pl.LazyFrame({"x": [None, None], "y": [1, 2]}, schema={"x": pl.Date, "y": pl.Int64})
    assert "found 0" in refused(frame, x="x", y="y")


def test_a_relation_takes_points_in_time_to_the_nanosecond():
    duckdb = imported("duckdb")
    for kind in ("TIMESTAMP_NS", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMPTZ"):
        relation = duckdb.connect().sql(
            f"SELECT x::{kind} AS x, y FROM (VALUES ('2024-03-01 00:00:00+00', 1), "
            "('2024-03-02 12:00:00+00', 2)) v(x, y)"
        )
        data = sv.Dataset.of(relation, x="x", y="y")
        assert sorted(data.x) == [0, 1.5], kind


def test_a_frame_whose_columns_have_one_name_is_refused():
    pd = imported("pandas")
    frame = pd.DataFrame([[1.0, 2.0, 3.0], [4.0, 5.0, 7.0]], columns=["x", "x", "y"])
    assert "columns of one name cannot be told apart" in refused(frame, x="x", y="y")


def test_columns_that_are_not_called_by_text_are_passed_over():
    pd = imported("pandas")
    frame = pd.DataFrame({0: [1.0, 2.0], "x": [3.0, 4.0], "y": [5.0, 7.0]})
    assert sv.Dataset.of(frame, x="x", y="y").x.tolist() == [3, 4]
    assert "unknown column 'z': choose one of x, y" in refused(frame, x="z", y="y")


NO_DATA = {
    "a number": ((5,), {"x": "x", "y": "y"}, "data frame that Narwhals knows, got int"),
    "a list": (([1, 2],), {"x": "x", "y": "y"}, "data frame that Narwhals knows, got list"),
    "one array": (([1, 2],), {}, "expected the values of x and y, or a data frame"),
    "arrays and names": (([1, 2], [1, 2]), {"x": "a", "y": "b"}, "expected the values"),
    "one name": (([1, 2],), {"x": "x"}, "expected the values"),
    "dates as y": (([1, 2], DAYS[:2]), {}, "holds dates: expected numbers"),
    "dates as weights": (([1, 2], [1, 2]), {"weights": DAYS[:2]}, "holds dates"),
    "text": (([1, 2], ["u", "v"]), {}, "holds text"),
    "lengths": (([1, 2], [1, 2, 3]), {}, "equally long, got 2 and 3"),
    "weights' length": (([1, 2], [1, 2]), {"weights": [1]}, "weights must be as many as x"),
    "negative weights": (([1, 2], [1, 2]), {"weights": [1, -1]}, "must not be negative, 1 of 2"),
    "times with zones": (([CLOCK[0].replace(tzinfo=UTC)] * 2, [1, 2]), {}, "x must hold numbers"),
    "durations": (([timedelta(1)] * 2, [1, 2]), {}, "x must hold numbers"),
    "complex": (([1j, 2j], [1, 2]), {}, "holds neither numbers nor dates"),
    "too early": (
        ([datetime(1, 1, 1, tzinfo=ZONE), datetime(2024, 1, 1, tzinfo=UTC)], [1, 2]),
        {},
        "x must hold numbers: date value out of range",
    ),
}


@pytest.mark.parametrize(("arguments", "named", "says"), NO_DATA.values(), ids=NO_DATA)
def test_what_is_no_data_is_refused(arguments, named, says):
    assert says in refused(*arguments, **named)


def test_a_column_of_categories_is_refused():
    pd = imported("pandas")
    assert "holds categories" in refused(pd.Series([1, 2, 2], dtype="category"), [1, 2, 4])


DATE_LISTS = {
    "dates": (DAYS, [datetime.combine(day, time()) for day in DAYS]),
    "points in time": (MOMENTS, MOMENTS),
    "points in time, one missing": ([*MOMENTS, None], MOMENTS),
    "array of days": (np.array(DAYS, dtype="M8[D]"), [datetime.combine(d, time()) for d in DAYS]),
    "array of microseconds": (np.array(MOMENTS, dtype="M8[us]"), MOMENTS),
    "big-endian array": (np.array(MOMENTS, dtype=">M8[us]"), MOMENTS),
}


@pytest.mark.parametrize(("cells", "moments"), DATE_LISTS.values(), ids=DATE_LISTS)
def test_lists_and_arrays_of_dates_are_days_since_the_first(cells, moments):
    data = sv.Dataset.of(cells, with_y(cells)["y"])
    assert_dates(data, moments)
    assert data.left_out == len(cells) - len(moments)


def test_lists_of_points_in_time_with_zones_are_told_in_utc():
    plain = [moment.astimezone(UTC).replace(tzinfo=None) for moment in ZONED]
    assert_dates(sv.Dataset.of(ZONED, [0, 1]), plain, zoned=True)


def test_lists_of_times_of_day_are_shares_of_a_day():
    data = sv.Dataset.of([*CLOCK, None, time(0)], [0, 1, 4, 9, 16])
    assert data.dates.clock
    assert data.left_out == 1
    assert data.dates.at(0).time() == time(0)
    assert by_y(data)[-1] == 0
    assert by_y(data)[0] == 0.25


MASKABLE = {
    "numbers": np.array([1.0, 2.0, 3.0, 9.0]),
    "whole numbers": np.array([1, 2, 3, 9]),
    "true and false": np.array([True, False, True, False]),
    "numbers as objects": np.array([1, 2.5, 3, 999], dtype=object),
    "dates as objects": np.array(DAYS, dtype=object),
    **{f"dates by {unit}": np.array(DAYS, f"M8[{unit}]") for unit in ("D", "h", "s", "us", "ns")},
    "big-endian dates": np.array(DAYS, ">M8[us]"),
}


@pytest.mark.parametrize("cells", MASKABLE.values(), ids=MASKABLE)
def test_masked_values_are_left_out_and_counted(cells):
    masked = np.ma.masked_array(cells, [False, False, False, True])
    data = sv.Dataset.of(masked, [1.0, 2.0, 4.0, 8.0])
    assert (data.moments.n, data.left_out) == (3, 1)


def test_masked_weights_are_left_out_and_counted():
    masked = np.ma.masked_array([1, 2, 3, 9], [False, True, False, False])
    data = sv.Dataset.of([1.0, 2.0, 4.0, 8.0], [1.0, 2.0, 3.0, 4.0], weights=masked)
    assert (data.x.tolist(), data.left_out) == ([1, 4, 8], 1)


@pytest.mark.parametrize("cells", [[2**70, 1, 2], [BIG, None, 2, 3], [BIG, 1, 2]])
def test_lists_of_whole_numbers_that_cannot_be_told_apart_are_warned_of(cells):
    with pytest.warns(sv.SurfaceVizWarning, match="x holds whole numbers beyond"):
        data = sv.Dataset.of(cells, with_y(cells)["y"])
    assert data.left_out == cells.count(None)


def test_lists_of_true_and_false_and_decimals_are_numbers():
    assert sv.Dataset.of([True, False, True], [1, 2, 4]).x.tolist() == [1, 0, 1]
    assert sv.Dataset.of([Decimal("1.5"), Decimal(2)], [1, 2]).x.tolist() == [1.5, 2]


def test_arrays_of_every_layout_are_the_same_data():
    x, y = points(300)
    table = np.column_stack([x, y])
    read_only = x.copy()
    read_only.flags.writeable = False
    wanted = sv.Dataset.of(x, y)
    for xs in (table[:, 0], np.asfortranarray(table)[:, 0], x[::-1][::-1], read_only, x.tolist()):
        data = sv.Dataset.of(xs, y)
        assert data.moments == wanted.moments
        assert np.array_equal(data.x, wanted.x)
    for kind in ("f2", ">f8", "g", "f4", ">i4", "u1"):
        data = sv.Dataset.of(np.array([1, 3, 4], dtype=kind), [2, 5, 4])
        assert data.x.tolist() == [1, 3, 4]


def test_columns_of_frames_bear_their_names():
    pd = imported("pandas")
    frame = pd.DataFrame({"hours": [1.0, 2.0, 4.0], "score": [1.0, 2.0, 5.0]})
    data = sv.Dataset.of(frame["hours"], frame["score"])
    assert (data.x_name, data.y_name) == ("hours", "score")


@frames
def test_a_scene_is_built_of_a_frame(make):
    table = {"a": [1.0, 2.0, 4.0], "b": [1.0, 2.5, 5.0], "w": [1.0, 2.0, 0.5]}
    scene = sv.build_scene(make(table), x="a", y="b", weights="w", epochs=3, grid=20)
    assert_moments(scene.data.moments, sv.Moments.of(table["a"], table["b"], table["w"]))
    assert scene.data.x_name == "a"


def test_a_scene_is_built_of_arrays_and_of_a_data_set():
    x, y, w = [1.0, 2.0, 4.0], [1.0, 2.5, 5.0], [1.0, 2.0, 0.5]
    of_arrays = sv.build_scene(x, y, weights=w, epochs=3, grid=20)
    data = sv.Dataset.of(x, y, weights=w)
    of_data = sv.build_scene(data, epochs=3, grid=20)
    assert of_data.data is data
    assert of_arrays.data.moments == data.moments == sv.Moments.of(x, y, w)
    found, wanted = (each.runs[0].trajectory.params for each in (of_arrays, of_data))
    assert np.array_equal(found, wanted)
    for given in ({"x": "x", "y": "y"}, {"weights": w}):
        with pytest.raises(sv.InputError, match="already holds its y and weights"):
            sv.build_scene(data, **given)


def test_a_scene_of_weighted_points_descends_to_their_own_line():
    x, y = points(200)
    w = np.random.default_rng(1).integers(1, 4, x.size)
    weighted = sv.build_scene(x - 1000, y, weights=w, epochs=5, grid=20)
    repeated = sv.build_scene(np.repeat(x - 1000, w), np.repeat(y, w), epochs=5, grid=20)
    found, wanted = (each.runs[0].trajectory.params for each in (weighted, repeated))
    assert found == pytest.approx(wanted, rel=1e-9)


def test_names_of_several_lines_are_told_in_one():
    pd = imported("pandas")
    x = pd.Series([1.0, 2.0], name="two\nlines")
    for arguments, named in (
        ((x, [1.0]), {}),
        ((x, [1.0, 2.0]), {"weights": [1.0]}),
        ((pd.Series([1j, 2j], name="two\nlines"), [1.0, 2.0]), {}),
        ((pd.Series([timedelta(1), 5], name="two\nlines", dtype=object), [1.0, 2.0]), {}),
        ((pd.DataFrame({"two\nlines": [1, 2], "y": [1, 2]}),), {"x": "z", "y": "y"}),
    ):
        assert "two\\nlines" in refused(*arguments, **named)
