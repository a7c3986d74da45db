"""Arrays in: numbers, dates, true and false as rows of numbers."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any

import numpy as np

from surfaceviz.base.errors import InputError, printable
from surfaceviz.data.backends.memory import ArrayRows
from surfaceviz.data.columns import TEMPORAL, Column, Kind, Naming, check_kind
from surfaceviz.data.dates import BEGINNING, MICROSECONDS, Dates

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from surfaceviz.base.arrays import FloatArray
    from surfaceviz.data.backends.rows import Rows

NOT_A_TIME = np.iinfo(np.int64).min


def of_arrays(
    x: Any, y: Any, weights: Any, names: tuple[str | None, str | None], name: str
) -> tuple[Rows, Naming]:
    """Return the rows of arrays, and what they are called.

    Parameters
    ----------
    x, y, weights : array_like, shape (n,)
        The columns; weights may be None.
    names : tuple of str or None
        Names of x and y; None for those that the arrays bear.
    name : str
        What the data set is called.

    Raises
    ------
    InputError
        If one of them is not one-dimensional, holds no numbers, or is longer than another.
    """
    x_name, y_name = (
        given or _name(values) or fallback
        for given, values, fallback in zip(names, (x, y), "xy", strict=True)
    )
    xs, dates, x_kind = as_numbers(x, x_name, "x")
    ys, _, y_kind = as_numbers(y, y_name, "y")
    if len(xs) != len(ys):
        raise InputError(
            f"{printable(x_name)} and {printable(y_name)} must be equally long, got {len(xs)} and "
            f"{len(ys)} values"
        )
    ws = None
    if weights is not None:
        ws = as_numbers(weights, "weights", "weights")[0]
        if len(ws) != len(xs):
            raise InputError(
                f"weights must be as many as {printable(x_name)}, got {len(ws)} and {len(xs)} "
                "values"
            )
    naming = Naming(x_name, y_name, name, x_kind, y_kind, dates)
    return ArrayRows(xs, ys, ws), naming


def _name(values: Any) -> str | None:
    """Return the name that a column of a data frame bears."""
    name = getattr(values, "name", None)
    return name if isinstance(name, str) and name else None


def as_numbers(values: Any, name: str, axis: str) -> tuple[FloatArray, Dates | None, Kind]:
    """Return a column as numbers, what dates they mean, and what it held.

    Parameters
    ----------
    values : array_like, shape (n,)
        The column.
    name : str
        What it is called.
    axis : str
        What it is to be: "x", "y" or "weights".

    Raises
    ------
    InputError
        If it is not one-dimensional, or cannot be that.
    """
    try:
        array, boxed = _unboxed(_unmasked(values))
        if array.ndim != 1:
            raise InputError(f"{printable(name)} must be one-dimensional, got shape {array.shape}")
        kind = boxed or _kind(array, categories=_is_categorical(values))
        check_kind(Column(name, kind), axis, "the data")
        if kind in TEMPORAL:
            return (*_days(array, kind), kind)
        return np.asarray(array, dtype=np.float64), None, kind
    except InputError:
        raise
    except (TypeError, ValueError, OverflowError) as error:
        raise InputError(f"{printable(name)} must hold numbers: {error}") from error


def _is_categorical(values: Any) -> bool:
    return str(getattr(values, "dtype", "")).lower().startswith(("categor", "enum"))


def _unmasked(values: Any) -> NDArray[Any]:
    """Return values as an array that holds nothing where they are masked."""
    if not isinstance(values, np.ma.MaskedArray) or not np.ma.is_masked(values):
        return np.asarray(values)
    if values.dtype.kind in "biuf":
        values = values.astype(np.float64)
    nothing = {"f": np.nan, "M": "NaT", "O": None}
    if values.dtype.kind not in nothing:
        return np.asarray(values)
    # In the array's own type: NumPy deprecates dates that are none without a unit.
    filled: NDArray[Any] = values.filled(np.array(nothing[values.dtype.kind], values.dtype))
    return filled


def _unboxed(array: NDArray[Any]) -> tuple[NDArray[Any], Kind | None]:
    """Return an array of Python's objects as one of numbers or dates, and what they are.

    None stands for what the array itself tells.
    """
    if array.dtype != object:
        return array, None
    known = [value for value in array.ravel() if value is not None]
    if known and all(isinstance(value, date) for value in known):
        zoned = any(getattr(value, "tzinfo", None) is not None for value in known)
        plain = [_in_utc(value) if zoned else value for value in array.ravel()]
        moments = np.array(plain, dtype="datetime64[us]").reshape(array.shape)
        return moments, Kind.ZONED if zoned else Kind.DATES
    if known and all(isinstance(value, time) and value.tzinfo is None for value in known):
        plain = [value and datetime.combine(BEGINNING, value) for value in array.ravel()]
        return np.array(plain, dtype="datetime64[us]").reshape(array.shape), Kind.CLOCK
    if any(isinstance(value, str) for value in known):
        return array.astype(str), None
    whole = known and all(isinstance(value, int) for value in known)
    return array.astype(np.float64), Kind.WHOLE if whole else None


def _in_utc(value: Any) -> Any:
    zoned = getattr(value, "tzinfo", None) is not None
    return value.astimezone(UTC).replace(tzinfo=None) if zoned else value


def _kind(array: NDArray[Any], *, categories: bool) -> Kind:
    if categories:
        return Kind.CATEGORIES
    if array.dtype.kind == "M":
        return Kind.DATES
    kinds = {
        **dict.fromkeys("iu", Kind.WHOLE),
        "f": Kind.NUMBERS,
        "b": Kind.TRUTH,
        "m": Kind.DURATIONS,
        **dict.fromkeys("SUT", Kind.TEXT),
    }
    return kinds.get(array.dtype.kind, Kind.OTHER)


def _days(array: NDArray[Any], kind: Kind) -> tuple[FloatArray, Dates]:
    """Return dates as days since the first, NaN where there is none."""
    moments = array.astype("datetime64[us]").astype(np.int64)
    missing = moments == NOT_A_TIME
    first = int(moments[~missing].min()) if not missing.all() else 0
    days = np.where(missing, np.nan, (moments - first) / MICROSECONDS)
    return days, Dates(first, clock=kind is Kind.CLOCK, zoned=kind is Kind.ZONED)
