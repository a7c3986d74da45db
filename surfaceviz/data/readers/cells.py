"""Columns of Python's own values, as workbooks and SQLite give them, into DuckDB."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING, Any

import numpy as np

from surfaceviz.data.columns import PLAIN, Column, Kind
from surfaceviz.data.numerals import (
    Evidence,
    Numerals,
    decide,
    evidence_of,
    is_missing,
    stand_of,
)
from surfaceviz.data.readers.session import told_apart
from surfaceviz.data.sql import identifier

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    import duckdb
    from numpy.typing import NDArray

NOTHING = np.datetime64("NaT", "us")
# Rows that are handed over at once.
BATCH = 50_000
POINT = Numerals()


def columns_of(
    names: Sequence[str], head: Sequence[Sequence[object]], decimal: str | None
) -> list[Column]:
    """Return the columns of a table by the cells of its first rows.

    Parameters
    ----------
    names : sequence of str, length k
        What they are called.
    head : sequence of sequences, each of length k or shorter
        The rows.
    decimal : str or None
        The decimal sign of numbers in text, if it is known.
    """
    places = range(len(names))
    evidence = [_evidence(_at(row, k) for row in head) for k in places]
    numerals = [
        each if not each.doubt else replace(each, doubt=_example(each.doubt, head, k))
        for k, each in enumerate(decide(evidence, "", decimal))
    ]
    kinds = [kind_of_cells((_at(row, k) for row in head), numerals[k]) for k in places]
    plain = told_apart([*told_apart(names), *(f"stray of {name}" for name in names)])
    return [
        Column(
            name,
            kinds[k],
            identifier(plain[k]),
            identifier(plain[len(names) + k]) if kinds[k] in PLAIN else "",
            numerals[k] if kinds[k] in PLAIN else None,
        )
        for k, name in enumerate(names)
    ]


def kind_of_cells(cells: Iterable[object], numerals: Numerals) -> Kind:
    """Return what most of the cells that hold anything are."""
    kinds = Counter(_kind(cell, numerals) for cell in cells)
    total = kinds.total() - kinds.pop(Kind.NOTHING, 0)
    if not total:
        return Kind.NOTHING
    numbers = kinds[Kind.NUMBERS] + kinds[Kind.WHOLE]
    if 2 * numbers >= total:
        return Kind.NUMBERS if kinds[Kind.NUMBERS] else Kind.WHOLE
    kind, count = kinds.most_common(1)[0]
    if 2 * count >= total and kind is not Kind.TEXT:
        return kind
    return Kind.FEW_NUMBERS if numbers else Kind.TEXT


def batches(rows: Iterable[Sequence[object]]) -> Iterator[list[Sequence[object]]]:
    """Yield rows in lists of a size that suits."""
    left = iter(rows)
    while batch := list(islice(left, BATCH)):
        yield batch


def fill(
    session: duckdb.DuckDBPyConnection,
    columns: Sequence[Column],
    rows: Iterable[Sequence[object]],
) -> duckdb.DuckDBPyRelation:
    """Put rows into a table of the session, and return it.

    Parameters
    ----------
    session : DuckDBPyConnection
        Who keeps them; what takes much memory goes to its temporary folder.
    columns : sequence of Column, length k
        What the columns hold; cells that hold anything else become NULL, and are strays of those
        of numbers.
    rows : iterable of sequences, each of length k or shorter
        The cells.
    """
    types = [f"{each.sql} {_TYPES.get(each.kind, 'DOUBLE')}" for each in columns]
    types += [f"{each.stray} VARCHAR" for each in columns if each.stray]
    session.execute(f"CREATE TEMP TABLE filled ({', '.join(types)})")
    for batch in batches(rows):
        arrays, strays = {}, {}
        for place, column in enumerate(columns):
            cells = [_at(row, place) for row in batch]
            numerals = column.numerals or POINT
            arrays[f"c{place}"] = as_array(cells, column.kind, numerals)
            if column.stray:
                strays[f"s{place}"] = np.array(
                    [_stray(cell, numerals) for cell in cells], dtype=object
                )
        session.register("batch", arrays | strays)
        session.execute("INSERT INTO filled FROM batch")
        session.unregister("batch")
    return session.table("filled")


def as_array(cells: Sequence[object], kind: Kind, numerals: Numerals = POINT) -> NDArray[Any]:
    """Return cells (n,) as numbers, points in time or texts (n,), NULL for what is none of it."""
    if kind in (Kind.TEXT, Kind.NOTHING, Kind.CATEGORIES, Kind.OTHER, Kind.DURATIONS):
        return np.array([None if cell is None else str(cell) for cell in cells], dtype=object)
    if kind in (Kind.DATES, Kind.CLOCK):
        return np.array([_moment(cell) or NOTHING for cell in cells], dtype="datetime64[us]")
    return np.array([_number(cell, numerals) for cell in cells], dtype=np.float64)


_TYPES = {
    **dict.fromkeys((Kind.DATES, Kind.CLOCK), "TIMESTAMP"),
    **dict.fromkeys(
        (Kind.TEXT, Kind.NOTHING, Kind.CATEGORIES, Kind.OTHER, Kind.DURATIONS), "VARCHAR"
    ),
}


def _at(row: Sequence[object], place: int) -> object:
    return row[place] if place < len(row) else None


def _evidence(cells: Iterable[object]) -> Evidence:
    """Return how the numbers among the texts of a column stand."""
    return evidence_of(cell for cell in cells if isinstance(cell, str))


def _example(stand: str, head: Sequence[Sequence[object]], place: int) -> str:
    """Return the first text of a column that stands so, without its sign."""
    bare = (str(_at(row, place)).strip(" +-") for row in head)
    return next(text for text in bare if stand_of(text) == stand)


def _stray(cell: object, numerals: Numerals) -> str | None:
    """Return a cell's text if it is no number, and does not say that there is none."""
    if cell is None or isinstance(cell, (int, float, Decimal)):
        return None
    text = str(cell)
    if is_missing(text) or (isinstance(cell, str) and not np.isnan(_number(cell, numerals))):
        return None
    return text


def _kind(cell: object, numerals: Numerals) -> Kind:
    if isinstance(cell, str):
        return _kind_of_text(cell.strip(), numerals)
    for types, kind in (
        (bool, Kind.TRUTH),
        (int, Kind.WHOLE),
        ((float, Decimal), Kind.NUMBERS),
        (date, Kind.DATES),
        (time, Kind.CLOCK),
        (timedelta, Kind.DURATIONS),
    ):
        if isinstance(cell, types):
            return kind
    return Kind.NOTHING if cell is None else Kind.OTHER


def _kind_of_text(text: str, numerals: Numerals) -> Kind:
    if is_missing(text):
        return Kind.NOTHING
    if text.casefold() in _TRUTH:
        return Kind.TRUTH
    if (number := numerals.read(text)) is not None:
        whole = number.is_integer() and numerals.decimal not in text and "e" not in text.lower()
        return Kind.WHOLE if whole else Kind.NUMBERS
    for read, kind in (
        (datetime.fromisoformat, Kind.DATES),
        (time.fromisoformat, Kind.CLOCK),
    ):
        if _read(read, text) is not None:
            return kind
    return Kind.TEXT


_TRUTH = {"true": 1.0, "yes": 1.0, "false": 0.0, "no": 0.0}


def _read(read: Callable[[Any], Any], cell: object) -> Any:
    """Return what ``read`` makes of a cell, None if it can make nothing of it."""
    with suppress(ValueError, TypeError, OverflowError):
        return read(cell)
    return None


def _number(cell: object, numerals: Numerals) -> float:
    if isinstance(cell, str) and cell.strip().casefold() in _TRUTH:
        return _TRUTH[cell.strip().casefold()]
    if isinstance(cell, (int, float, Decimal, str)):
        number = numerals.read(cell) if isinstance(cell, str) else _read(float, cell)
        return np.nan if number is None else float(number)
    return np.nan


def _moment(cell: object) -> datetime | None:
    """Return a cell as a point in time, in UTC where it has a zone; times of a day in 1970."""
    if isinstance(cell, str):
        cell = _read(datetime.fromisoformat, cell.strip()) or _read(
            time.fromisoformat, cell.strip()
        )
    if isinstance(cell, time):
        cell = datetime.combine(date(1970, 1, 1), cell)
    elif isinstance(cell, date) and not isinstance(cell, datetime):
        cell = datetime.combine(cell, time())
    if not isinstance(cell, datetime):
        return None
    if cell.tzinfo is None:
        return cell
    with suppress(OverflowError):
        return cell.astimezone(UTC).replace(tzinfo=None)
    return None
