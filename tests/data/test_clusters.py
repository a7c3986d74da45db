"""Data sets of frames that a cluster holds: what it computes, and how little it hands over."""

from __future__ import annotations

import os
import shutil
import warnings
from collections import defaultdict
from importlib.util import find_spec

import duckdb
import narwhals as nw
import numpy as np
import pytest

import surfaceviz as sv
from surfaceviz.data.backends.lazy import AMPLE
from surfaceviz.data.density import COLUMNS, ROWS
from surfaceviz.data.points import SHOWN_POINTS
from tests.conftest import missing

WORKERS, WORKER_BYTES = 3, 350 * 2**20
PARTS, PART_ROWS = 46, 500_000
# Rows of each part that lack one of their numbers.
HOLES = 5
SPARK_ROWS = 300_000
# Microseconds of a day, and days that are less than one of these.
DAY, NEAR = 864e8, 1e-11
# What may be wrong with a sum that Spark has added up row by row.
ADDED = 1e-12
# The most rows that are ever collected: the sample, with room for chance, or all of the density.
FEW_ROWS = max(2 * AMPLE * SHOWN_POINTS, ROWS * COLUMNS + ROWS + COLUMNS + 1)
SPARK_OPTIONS = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.memory": "1g",
    "spark.sql.session.timeZone": "America/New_York",
    "spark.sql.shuffle.partitions": "2",
}
SPARK_QUERY = f"""
    SELECT
        CASE WHEN i % 10 = 0 THEN NULL WHEN i % 10 = 1 THEN 'nan'::DOUBLE
            ELSE 3 + hash(i) % 1000003 / 1e5 END AS x,
        CASE WHEN i % 11 = 0 THEN NULL WHEN i % 11 = 1 THEN 'inf'::DOUBLE
            ELSE hash(i) % 1000003 / 5e4 + hash(-i) % 1000003 / 1e6 END AS y,
        CASE WHEN i % 7 = 0 THEN NULL WHEN i % 7 = 1 THEN 0
            ELSE hash(i + 5) % 17 / 4 + 0.25 END AS w,
        CASE WHEN i % 13 = 0 THEN NULL ELSE hash(i * 3) % 2 = 0 END AS passed,
        TIMESTAMP '1969-12-30 01:02:03.25' + to_seconds((hash(i) % 100000000)::BIGINT) AS moment,
        (TIMESTAMP '2019-12-30 01:02:03' + to_seconds((hash(i) % 100000000)::BIGINT))::TIMESTAMPTZ
            AS zoned,
        CASE WHEN i % 17 > 0 THEN DATE '1899-03-01' + (hash(i) % 90000)::INT END AS day
    FROM range({SPARK_ROWS}) AS numbers(i)
"""


@pytest.fixture
def collected(monkeypatch):
    """Numbers of rows of all that was collected."""
    collect, sizes = nw.LazyFrame.collect, []

    def watched(frame, *arguments, **options):
        found = collect(frame, *arguments, **options)
        sizes.append(len(found))
        return found

    monkeypatch.setattr(nw.LazyFrame, "collect", watched)
    return sizes


@pytest.fixture
def parts(tmp_path):
    """A folder of Parquet files that are more than a worker can hold."""
    folder = tmp_path / "parts"
    folder.mkdir()
    query = f"""
        SELECT CASE WHEN i % {PART_ROWS} >= {HOLES} THEN 3 + 2 * noise END AS x,
            3 * noise + (hash(i + 1000000007) % 1000003 / 5e5 - 1) * 2 AS y
        FROM (SELECT i, hash(i) % 1000003 / 2.5e5 - 2 AS noise FROM range($1, $2) AS numbers(i))
    """
    with duckdb.connect() as session:
        for part in range(PARTS):
            rows = session.sql(query, params=[part * PART_ROWS, (part + 1) * PART_ROWS])
            rows.write_parquet(str(folder / f"part-{part:03}.parquet"), compression="uncompressed")
    yield folder
    shutil.rmtree(folder)


@pytest.mark.filterwarnings("ignore:Dask support is moving out of Narwhals:FutureWarning")
@pytest.mark.usefixtures("cluster")
def test_dask_sums_more_than_a_worker_can_hold(parts, collected, monkeypatch):
    import dask.dataframe as dd
    from distributed import Client, LocalCluster

    handed = watch_client(Client, monkeypatch)
    with (
        LocalCluster(
            n_workers=WORKERS,
            threads_per_worker=1,
            memory_limit=WORKER_BYTES,
            dashboard_address=None,
        ) as cluster,
        Client(cluster) as client,
    ):
        began = set(client.run(os.getpid).values())
        frame = dd.read_parquet(str(parts / "*.parquet"))
        data = sv.Dataset.of(frame, x="x", y="y")
        ended = set(client.run(os.getpid).values())
        told = [event["action"] for _, event in client.get_events("all")]
    assert frame.npartitions == PARTS
    assert data.moments.n * 2 * np.dtype(np.float64).itemsize > WORKER_BYTES
    assert len(began) == WORKERS
    # Nor has any worker been killed and started anew for holding too much.
    assert (ended, told.count("add-worker")) == (began, WORKERS)
    assert "remove-worker" not in told
    assert max(collected) <= FEW_ROWS
    assert 0 < sum(handed) < 2**20
    with duckdb.connect() as session:
        check(data, session.read_parquet(str(parts / "*.parquet")), within=1e-12)
    assert data.left_out == PARTS * HOLES
    with pytest.warns(sv.SurfaceVizWarning, match=f"{PARTS * HOLES} rows .* left out"):
        scene = sv.build_scene(data)
    assert scene.data is data
    np.testing.assert_allclose(data.moments.optimum, [1.5, -4.5], rtol=1e-3)


def watch_client(client_class, monkeypatch):
    """Return the list of how many bytes the cluster will have handed to its client each time."""
    from dask.sizeof import sizeof

    gather, sizes = client_class.gather, []

    def watched(client, *arguments, **options):
        found = gather(client, *arguments, **options)
        if not client.asynchronous:
            sizes.append(sizeof(found))
        return found

    monkeypatch.setattr(client_class, "gather", watched)
    return sizes


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    """A Parquet file of columns of all kinds, with gaps."""
    path = tmp_path_factory.mktemp("spark") / "table.parquet"
    with duckdb.connect() as session:
        session.execute("SET TimeZone = 'UTC'")
        session.sql(SPARK_QUERY).write_parquet(str(path))
    return path


@pytest.fixture(scope="module")
def spark(java):
    """Spark, computing in a Java of its own on two threads."""
    if find_spec("pyspark") is None:
        missing("pyspark is not installed")
    assert java
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas >= 3")
        from pyspark.sql import SparkSession

        builder = SparkSession.builder.master("local[2]")
        for name, value in SPARK_OPTIONS.items():
            builder = builder.config(name, value)
        session = builder.getOrCreate()
    yield session
    session.stop()


CASES = {
    "numbers": ({"x": "x", "y": "y"}, "x, y"),
    "booleans": ({"x": "passed", "y": "y", "weights": "w"}, "passed::INT AS x, y, w"),
    "timestamps": (
        {"x": "moment", "y": "y", "weights": "w"},
        "epoch_us(moment) / 864e8 AS x, y, w",
    ),
    "dates": ({"x": "day", "y": "y"}, "epoch_us(day) / 864e8 AS x, y"),
}


def test_spark_sums_and_samples(spark, table, collected):
    # All in one test, so that tests run by several processes start but one Spark.
    for asked, columns in CASES.values():
        check_spark(spark, table, asked, columns)
    zoned = {"x": "zoned", "y": "y"}
    with pytest.raises(sv.InputError, match="cannot tell the dates of 'zoned' in UTC"):
        sv.Dataset.of(spark.read.parquet(str(table)), **zoned)
    in_utc = spark.newSession()
    in_utc.conf.set("spark.sql.session.timeZone", "UTC")
    data = check_spark(in_utc, table, zoned, "epoch_us(zoned) / 864e8 AS x, y")
    assert data.dates is not None
    assert data.dates.zoned
    assert max(collected) <= FEW_ROWS


def check_spark(session, table, asked, columns):
    """Return the data set of columns after comparing it with DuckDB's SQL for them."""
    data = sv.Dataset.of(session.read.parquet(str(table)), **asked)
    assert data.left_out == SPARK_ROWS - data.moments.n
    with duckdb.connect() as reference:
        check(data, reference.read_parquet(str(table)).project(columns), within=ADDED)
    return data


def check(data, rows, *, within):
    """Compare a data set with the rows x, y and perhaps w that it was made of."""
    weight = "w" if "w" in rows.columns else "1"
    first = 0.0 if data.dates is None else data.dates.first / DAY
    usable = rows.filter(f"isfinite(x) AND isfinite(y) AND {weight} > 0").project(
        f"x - {first!r}::DOUBLE AS x, y, {weight} AS w"
    )
    check_moments(data.moments, usable, within)
    (extent,) = usable.aggregate("min(x), max(x), min(y), max(y)").fetchall()
    np.testing.assert_allclose([*data.x_range, *data.y_range], extent, rtol=1e-12, atol=NEAR)
    check_sample(data, usable)
    check_density(data, usable)


def check_moments(moments, usable, within):
    """Compare with sums about the mean, by Kahan's summation."""
    ((n, mass, mean_x, mean_y),) = usable.aggregate(
        "count(*), fsum(w), fsum(w * x) / fsum(w), fsum(w * y) / fsum(w)"
    ).fetchall()
    u, v = f"(x - {mean_x!r}::DOUBLE)", f"(y - {mean_y!r}::DOUBLE)"
    ((sxx, sxy, syy),) = usable.aggregate(
        f"fsum(w * {u} * {u}), fsum(w * {u} * {v}), fsum(w * {v} * {v})"
    ).fetchall()
    assert moments.n == n
    assert moments.mass == pytest.approx(mass, rel=within)
    # A mean and a product may be near zero: what they are part of says how exact they can be.
    errors = np.array(
        [
            (moments.mean_x - mean_x) / np.hypot(mean_x, np.sqrt(sxx / mass)),
            (moments.mean_y - mean_y) / np.hypot(mean_y, np.sqrt(syy / mass)),
            moments.sxx / sxx - 1,
            (moments.sxy - sxy) / np.sqrt(sxx * syy),
            moments.syy / syy - 1,
        ]
    )
    assert np.abs(errors).max() < within


def check_sample(data, usable):
    """Find every point of the sample among the rows, and none twice."""
    shown = np.stack([data.x, data.y], axis=1)
    assert len(np.unique(shown, axis=0)) == SHOWN_POINTS
    alike = usable.filter(f"y IN {tuple(np.unique(data.y).tolist())}").project("y, x")
    known = defaultdict(list)
    for y, x in alike.distinct().fetchall():
        known[y].append(x)
    # Dates may have been rounded in another way.
    assert all(min(abs(x - other) for other in known[y]) < NEAR for x, y in shown)


def check_density(data, usable):
    """Compare with the rows' own numbers in a third of the columns, and in all."""
    counts, edges = data.density.counts, data.density.x_edges.tolist()
    assert counts.sum() == data.moments.n
    columns = counts.shape[1]
    first, last = columns // 3, 2 * columns // 3
    ((wanted,),) = (
        usable.filter(f"x >= {edges[first]!r} AND x < {edges[last]!r}")
        .aggregate("count(*)")
        .fetchall()
    )
    # Values on an edge may fall to either side of it.
    assert counts[:, first:last].sum() == pytest.approx(wanted, rel=1e-3)
