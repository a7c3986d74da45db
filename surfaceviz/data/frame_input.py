"""Data frames in: as rows that their own engine computes on."""

from __future__ import annotations

import warnings
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import narwhals as nw
import numpy as np

from surfaceviz.base.errors import InputError
from surfaceviz.data.array_input import as_numbers
from surfaceviz.data.backends.lazy import FrameRows
from surfaceviz.data.backends.memory import ArrayRows
from surfaceviz.data.columns import TEMPORAL, Column, Kind, Naming, choose
from surfaceviz.data.dates import BEGINNING, MICROSECONDS, Dates

if TYPE_CHECKING:
    import duckdb
    from numpy.typing import NDArray

    from surfaceviz.data.backends.rows import Rows
    from surfaceviz.data.columns import Chosen, Selection


def of_frame(frame: Any, asked: Selection, name: str) -> tuple[Rows, Naming]:
    """Return the rows of a data frame, and what they are called.

    Parameters
    ----------
    frame : data frame
        Of any library that Narwhals knows. Lazy and distributed frames are not collected.
    asked : Selection
        Names of the columns.
    name : str
        What the data set is called.

    Raises
    ------
    InputError
        If it is no data frame, or has no such columns, or they cannot be used.
    """
    try:
        with warnings.catch_warnings():
            # Which package knows Dask is not the caller's concern.
            warnings.filterwarnings("ignore", "Dask support is moving", FutureWarning)
            known = nw.from_native(frame)
        schema = known.collect_schema()
    except TypeError:
        raise InputError(
            f"expected a data frame that Narwhals knows, got {type(frame).__name__}"
        ) from None
    except nw.exceptions.DuplicateError as error:
        said = " ".join(str(error).split())
        raise InputError(f"columns of one name cannot be told apart: {said}") from error
    # What is not called by text cannot be asked for.
    columns = [
        Column(label, _kind_in_frame(dtype))
        for label, dtype in schema.items()
        if isinstance(label, str)
    ]
    if known.implementation.is_duckdb():
        return _of_relation(nw.to_native(known), asked, name)
    chosen = choose(columns, asked, "the data frame")
    if isinstance(known, nw.DataFrame):
        return _of_eager(known, chosen, asked, name)
    return _of_lazy(known, chosen, asked, name)


def _of_eager(
    frame: nw.DataFrame[Any], chosen: Chosen, asked: Selection, name: str
) -> tuple[Rows, Naming]:
    """Return the rows of a frame that is in memory as the arrays that it consists of."""
    xs, dates, x_kind = as_numbers(_plain(frame[chosen.x.name], chosen.x), chosen.x.name, "x")
    ys, _, y_kind = as_numbers(_plain(frame[chosen.y.name], chosen.y), chosen.y.name, "y")
    ws = None
    if chosen.weights is not None:
        weights = _plain(frame[chosen.weights.name], chosen.weights)
        ws = as_numbers(weights, chosen.weights.name, "weights")[0]
    if dates is not None and chosen.x.kind is Kind.ZONED:
        dates = replace(dates, zoned=True)
    if chosen.x.kind is not Kind.OBJECTS:
        x_kind = chosen.x.kind
    if chosen.y.kind is not Kind.OBJECTS:
        y_kind = chosen.y.kind
    naming = Naming(chosen.x.name, chosen.y.name, name, x_kind, y_kind, dates, asked)
    return ArrayRows(xs, ys, ws), naming


def _plain(series: nw.Series[Any], column: Column) -> NDArray[Any]:
    """Return a column as an array of floats, of points in time, or of Python's objects."""
    if column.kind is Kind.OBJECTS:
        return series.to_numpy()
    if column.kind is Kind.CLOCK:
        return np.array(series.to_list(), dtype=object)
    if column.kind is Kind.ZONED:
        series = series.dt.convert_time_zone("UTC").dt.replace_time_zone(None)
    if column.kind in TEMPORAL:
        return series.cast(nw.Datetime("us")).to_numpy()
    if column.kind is Kind.WHOLE and not series.implementation.is_polars():
        # Others refuse to cast what has no float64 of its own.
        return np.asarray(series.to_numpy(), dtype=np.float64)
    return series.cast(nw.Float64).to_numpy()


def _of_relation(
    relation: duckdb.DuckDBPyRelation, asked: Selection, name: str
) -> tuple[Rows, Naming]:
    """Return the rows of a relation of DuckDB, which computes on them in its own connection."""
    from surfaceviz.data.backends.duck import DuckDBRows
    from surfaceviz.data.readers.typing import as_double, dates_of, first_moment, plain_columns

    chosen = choose(plain_columns(relation), asked, "the relation")
    first = first_moment(relation, chosen.x)
    numbers = relation.project(
        ", ".join(
            f"{as_double(column, first if axis == 'x' else 0)} AS {axis}"
            for axis, column in zip("xyw", chosen.all, strict=False)
        )
    )
    naming = Naming(
        chosen.x.name,
        chosen.y.name,
        name,
        chosen.x.kind,
        chosen.y.kind,
        dates_of(chosen.x, first),
        asked,
    )
    return DuckDBRows(numbers, weighted=chosen.weights is not None), naming


def _of_lazy(
    frame: nw.LazyFrame[Any], chosen: Chosen, asked: Selection, name: str
) -> tuple[Rows, Naming]:
    """Return the rows of a frame that another engine holds."""
    dates, columns = None, {}
    odd = _odd_names(frame, chosen)
    frame = frame.rename(odd)
    for axis, named in zip("xyw", chosen.all, strict=False):
        column = replace(named, name=odd.get(named.name, named.name))
        value = nw.col(column.name)
        if column.kind is Kind.CLOCK:
            value, dates = _clock_of(frame, column)
        elif column.kind in TEMPORAL:
            value, dates = _days_of(frame, column)
        elif column.kind is Kind.TRUTH:
            value = value.cast(nw.Int64)
        columns[axis] = value.cast(nw.Float64)
    naming = Naming(chosen.x.name, chosen.y.name, name, chosen.x.kind, chosen.y.kind, dates, asked)
    return FrameRows(frame.select(**columns), weighted=chosen.weights is not None), naming


def _odd_names(frame: nw.LazyFrame[Any], chosen: Chosen) -> dict[str, str]:
    """Return other names for columns whose own Polars takes for patterns of names."""
    longest = max(map(len, frame.collect_schema().names()))
    return {
        each.name: axis * (longest + 1)
        for axis, each in zip("xyw", chosen.all, strict=False)
        if each.name == "*" or (each.name.startswith("^") and each.name.endswith("$"))
    }


def _days_of(frame: nw.LazyFrame[Any], column: Column) -> tuple[nw.Expr, Dates]:
    """Return a column of dates as days since the first day, from what every engine can tell.

    Not every engine can tell how far two dates are apart, but of which year one is and the how
    manieth day of it.
    """
    moment = nw.col(column.name)
    if column.kind is Kind.ZONED:
        moment = moment.dt.convert_time_zone("UTC").dt.replace_time_zone(None)
    try:
        found = frame.select(first=moment.cast(nw.Datetime("us")).min()).collect()
    except NotImplementedError as error:
        raise InputError(
            f"this data frame's engine cannot tell the dates of {column.name!r} in UTC: make them "
            "dates without a time zone, or numbers, first"
        ) from error
    earliest = found["first"].to_list()[0] or BEGINNING
    day = BEGINNING.replace(earliest.year, earliest.month, earliest.day)
    moment = moment.cast(nw.Datetime("us"))
    year = moment.dt.year().cast(nw.Float64)
    days = (
        (year - 1) * 365
        + _whole((year - 1) / 4)
        - _whole((year - 1) / 100)
        + _whole((year - 1) / 400)
        + moment.dt.ordinal_day().cast(nw.Float64)
        - day.toordinal()
    )
    # Spark counts it back from the next second before 1970.
    fraction = moment.dt.microsecond().cast(nw.Float64) / 1e6
    seconds = (
        moment.dt.hour().cast(nw.Float64) * 3600
        + moment.dt.minute().cast(nw.Float64) * 60
        + moment.dt.second().cast(nw.Float64)
        + (fraction - _whole(fraction))
    )
    first = (day.toordinal() - BEGINNING.toordinal()) * MICROSECONDS
    return days + seconds / 86_400, Dates(first, zoned=column.kind is Kind.ZONED)


def _clock_of(frame: nw.LazyFrame[Any], column: Column) -> tuple[nw.Expr, Dates]:
    """Return a column of times of day as days since midnight."""
    if not frame.implementation.is_polars():
        raise InputError(
            f"this data frame's engine cannot tell the times of day of {column.name!r}: make them "
            "numbers first"
        )
    # Polars counts nanoseconds.
    nanoseconds = nw.col(column.name).cast(nw.Int64).cast(nw.Float64)
    return nanoseconds / (1000.0 * MICROSECONDS), Dates(0, clock=True)


def _whole(value: nw.Expr) -> nw.Expr:
    return value.floor().cast(nw.Float64)


def _kind_in_frame(dtype: nw.dtypes.DType) -> Kind:
    for types, kind in (
        ((nw.Float64, nw.Float32), Kind.NUMBERS),
        (nw.Decimal, Kind.NUMBERS),
        (nw.Boolean, Kind.TRUTH),
        (nw.Date, Kind.DATES),
        (nw.Time, Kind.CLOCK),
        (nw.Duration, Kind.DURATIONS),
        ((nw.Categorical, nw.Enum), Kind.CATEGORIES),
        (nw.String, Kind.TEXT),
        (nw.Object, Kind.OBJECTS),
    ):
        if isinstance(dtype, types):
            return kind
    if isinstance(dtype, nw.Datetime):
        return Kind.ZONED if dtype.time_zone else Kind.DATES
    return Kind.WHOLE if dtype.is_integer() else Kind.OTHER
