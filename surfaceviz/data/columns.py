"""What columns hold, and which of them can be x, y and weights."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

from surfaceviz.base.errors import InputError, listed, printable, unknown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from surfaceviz.data.dates import Dates
    from surfaceviz.data.numerals import Numerals


class Kind(Enum):
    """What a column holds; the value is how it is told."""

    NUMBERS = "numbers"
    WHOLE = "whole numbers"
    TRUTH = "true and false"
    DATES = "dates"
    ZONED = "points in time"
    CLOCK = "times of day"
    ZONED_CLOCK = "times of day with a zone"
    FEW_NUMBERS = "text, and a few numbers"
    TEXT = "text"
    CATEGORIES = "categories"
    DURATIONS = "durations"
    # What they are is not known before each is looked at.
    OBJECTS = "Python's objects"
    OTHER = "neither numbers nor dates"
    NOTHING = "nothing"


# Columns that are chosen where none is named.
PLAIN = (Kind.NUMBERS, Kind.WHOLE)
NUMERIC = (*PLAIN, Kind.TRUTH, Kind.OBJECTS)
CLOCKS = (Kind.CLOCK, Kind.ZONED_CLOCK)
TEMPORAL = (Kind.DATES, Kind.ZONED, *CLOCKS)


@dataclass(frozen=True)
class Column:
    """A column of a table.

    Attributes
    ----------
    name : str
        What it is called, as typed.
    kind : Kind
        What it holds.
    sql : str
        What it is called in the engine, quoted; "" where there is no such.
    stray : str
        The SQL for its text where that is no number among numbers; "" where there is no text.
    numerals : Numerals or None
        How numbers are written in it, if they are text.
    """

    name: str
    kind: Kind
    sql: str = ""
    stray: str = ""
    numerals: Numerals | None = None


@dataclass(frozen=True)
class Selection:
    """What is asked of a source of data; None where it is left to choose.

    Attributes
    ----------
    x, y : str or None
        Names of the columns.
    weights : str or None
        Name of the column that says how much each row counts.
    where : str or None
        An SQL condition that rows must meet.
    table : str or None
        Which table of a database, or sheet of a workbook.
    sql : str or None
        The query whose rows to take from a database.
    decimal : str or None
        The decimal sign of numbers in text, ``.`` or ``,``.
    """

    x: str | None = None
    y: str | None = None
    weights: str | None = None
    where: str | None = None
    table: str | None = None
    sql: str | None = None
    decimal: str | None = None


@dataclass(frozen=True)
class Chosen:
    """The columns that are read.

    Attributes
    ----------
    x, y : Column
        Coordinates.
    weights : Column or None
        How much each row counts.
    """

    x: Column
    y: Column
    weights: Column | None = None

    @property
    def all(self) -> tuple[Column, ...]:
        """Those there are."""
        return (self.x, self.y) if self.weights is None else (self.x, self.y, self.weights)


@dataclass(frozen=True)
class Naming:
    """What rows are called, and what their numbers mean.

    Attributes
    ----------
    x_name, y_name, name : str
        What the axes and the data set are called.
    x_kind, y_kind : Kind
        What their columns hold.
    dates : Dates or None
        What x means if it is days since a date.
    selection : Selection
        What was asked of the source.
    """

    x_name: str = "x"
    y_name: str = "y"
    name: str = "data"
    x_kind: Kind = Kind.NUMBERS
    y_kind: Kind = Kind.NUMBERS
    dates: Dates | None = None
    selection: Selection = field(default_factory=Selection)

    @property
    def both(self) -> str:
        """The names of x and y in a sentence."""
        return printable(f"{self.x_name} and {self.y_name}")


def choose(columns: Sequence[Column], asked: Selection, label: str) -> Chosen:
    """Return the columns asked for; where none is, the first plain numbers not yet taken.

    Dates are taken for x where there is but one column of numbers; times of day only if they stand
    before it, as they may well be durations.

    Raises
    ------
    InputError
        If there is no such column, or it holds what cannot be used.
    """
    by_name = {column.name: column for column in columns}
    named = [name for name in (asked.x, asked.y, asked.weights) if name is not None]
    for name in named:
        if not isinstance(name, str) or name not in by_name:
            raise InputError(f"in {label}: {unknown('column', name, by_name)}")
    if asked.x is not None and asked.x == asked.y:
        raise InputError(f"-x and -y both name {asked.x!r}: expected two different columns")
    free = [column for column in columns if column.kind in PLAIN and column.name not in named]
    wanted = (asked.x is None) + (asked.y is None)
    if len(free) < wanted and asked.x is None:
        dated = [each for each in columns if each.kind in TEMPORAL and each.name not in named]
        if asked.y is None and dated and free:
            _check_order(columns, dated[0], free[0], label)
        free = dated[:1] + free
    if len(free) < wanted:
        found = listed([f"{each.name!r} ({each.kind.value})" for each in columns])
        raise InputError(
            f"{label} lacks columns of numbers: expected two, separated by commas, semicolons or "
            f"tabs if it is a text, found {found}"
        )
    left = iter(free)
    x = by_name[asked.x] if asked.x is not None else next(left)
    y = by_name[asked.y] if asked.y is not None else next(left)
    weights = by_name[asked.weights] if asked.weights is not None else None
    check_kind(x, "x", label)
    check_kind(y, "y", label)
    if weights is not None:
        check_kind(weights, "weights", label)
    return Chosen(x, y, weights)


def _check_order(columns: Sequence[Column], dated: Column, number: Column, label: str) -> None:
    """Refuse to take times of day for x that stand where y is to be expected.

    Raises
    ------
    InputError
        If so; dates, unlike these, are nothing but x.
    """
    if dated.kind in CLOCKS and columns.index(dated) > columns.index(number):
        raise InputError(
            f"column {dated.name!r} of {label} holds times of day, which can only be x, but stands "
            f"after {number.name!r}: name both, as in -x {dated.name!r} -y {number.name!r}, or "
            "write durations as numbers"
        )


def check_kind(column: Column, axis: str, label: str) -> None:
    """Refuse a column that cannot be what it is to be.

    Raises
    ------
    InputError
        If it holds neither numbers nor, for x, dates.
    """
    if column.kind in NUMERIC or (axis == "x" and column.kind in TEMPORAL):
        return
    expected = "numbers, dates, or true and false" if axis == "x" else "numbers, or true and false"
    raise InputError(
        f"column {column.name!r} of {label} holds {column.kind.value}: expected {expected} for "
        f"{axis}"
    )
