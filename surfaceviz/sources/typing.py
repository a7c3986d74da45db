"""What columns hold: told by the engine's types, and of text by looking at the first rows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from surfaceviz.columns import TEMPORAL, Column, Kind
from surfaceviz.dates import MICROSECONDS, Dates
from surfaceviz.sources.session import identifier, literal

if TYPE_CHECKING:
    from collections.abc import Sequence

    import duckdb

# Rows that are looked at to tell numbers from words.
HEAD_ROWS = 20_000
# By how the names of DuckDB's types begin; the first that fits counts.
KINDS = {
    "BOOLEAN": Kind.TRUTH,
    **dict.fromkeys(("FLOAT", "DOUBLE"), Kind.NUMBERS),
    **dict.fromkeys(("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT"), Kind.WHOLE),
    **dict.fromkeys(("UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT"), Kind.WHOLE),
    "BIGNUM": Kind.WHOLE,
    "DECIMAL": Kind.NUMBERS,
    "DATE": Kind.DATES,
    **dict.fromkeys(("TIMESTAMP WITH TIME ZONE", "TIMESTAMPTZ"), Kind.ZONED),
    "TIMESTAMP": Kind.DATES,
    "TIME WITH TIME ZONE": Kind.OTHER,
    "TIME": Kind.CLOCK,
    "VARCHAR": Kind.TEXT,
    "JSON": Kind.TEXT,
    "ENUM": Kind.CATEGORIES,
    "INTERVAL": Kind.DURATIONS,
    '"NULL"': Kind.NOTHING,
}


@dataclass(frozen=True)
class Writing:
    """How numbers and dates are written as text.

    Attributes
    ----------
    decimal : str
        The decimal separator, ``.`` or ``,``.
    date, moment : str
        Formats of dates and of points in time; "" for the usual ones.
    """

    decimal: str = "."
    date: str = ""
    moment: str = ""

    def number(self, text: str) -> str:
        """Return the SQL for text as a number, NULL where it is none."""
        plain = f"ltrim(trim({text}), '+')"
        if self.decimal != ".":
            plain = f"replace({plain}, {literal(self.decimal)}, '.')"
        return f"TRY_CAST({plain} AS DOUBLE)"

    def value(self, text: str, kind: Kind) -> str:
        """Return the SQL for text as what it stands for, NULL where it does not."""
        if kind is Kind.TRUTH:
            return f"TRY_CAST(trim({text}) AS BOOLEAN)"
        if kind is Kind.CLOCK:
            return f"TRY_CAST(trim({text}) AS TIME)"
        if kind is Kind.DATES:
            # A cast to what has no zone would ignore one; the session's own is UTC.
            usual = f"TRY_CAST(trim({text}) AS TIMESTAMPTZ)"
            formats = [literal(form) for form in (self.moment, self.date) if form]
            tried = [f"try_strptime(trim({text}), {form})" for form in formats]
            return f"coalesce({', '.join([*tried, usual])})::TIMESTAMP"
        if kind in (Kind.TEXT, Kind.NOTHING):
            return text
        return self.number(text)


def plain_columns(relation: duckdb.DuckDBPyRelation) -> list[Column]:
    """Return the columns of a relation by their types."""
    columns = []
    for name, dtype in zip(relation.columns, map(str, relation.types), strict=True):
        sql, kind = identifier(name), kind_of(dtype)
        if kind is Kind.ZONED:
            # There are no functions for points in time that are told in nanoseconds.
            sql = f"{sql}::TIMESTAMPTZ"
        columns.append(Column(name, kind, sql))
    return columns


def typed_columns(relation: duckdb.DuckDBPyRelation) -> list[Column]:
    """Return the columns of a relation, those of text by what it stands for."""
    columns = plain_columns(relation)
    texts = [column for column in columns if column.kind is Kind.TEXT]
    found = iter(text_kinds(relation, [f"{column.sql}::VARCHAR" for column in texts], Writing()))
    return [
        _of_text(column, next(found)) if column.kind is Kind.TEXT else column for column in columns
    ]


def kind_of(dtype: str) -> Kind:
    """Return what a column of one of DuckDB's types holds."""
    if dtype.endswith("]"):
        return Kind.OTHER
    if dtype.startswith("DECIMAL") and dtype.endswith(",0)"):
        return Kind.WHOLE
    return next((kind for name, kind in KINDS.items() if dtype.startswith(name)), Kind.OTHER)


def text_kinds(
    relation: duckdb.DuckDBPyRelation, texts: Sequence[str], writing: Writing
) -> list[Kind]:
    """Return what columns of text stand for, by the SQL of each, in most of the first rows."""
    if not texts:
        return []
    counts = ", ".join(
        f"count({text}), count({writing.number(text)}), "
        f"count_if(regexp_full_match(trim({text}), '[-+]?[0-9]+')), "
        + ", ".join(f"count({writing.value(text, kind)})" for kind in ALTERNATIVES)
        for text in texts
    )
    (found,) = relation.limit(HEAD_ROWS).aggregate(counts).fetchall()
    each = 3 + len(ALTERNATIVES)
    return [_likeliest(*found[place : place + each]) for place in range(0, len(found), each)]


# What text may stand for if not numbers, the likelier first.
ALTERNATIVES = (Kind.TRUTH, Kind.DATES, Kind.CLOCK)


def _likeliest(cells: int, numbers: int, whole: int, *others: int) -> Kind:
    if not cells:
        return Kind.NOTHING
    if 2 * numbers >= cells:
        return Kind.WHOLE if whole == numbers else Kind.NUMBERS
    for kind, count in zip(ALTERNATIVES, others, strict=True):
        if 2 * count >= cells:
            return kind
    return Kind.FEW_NUMBERS if numbers else Kind.TEXT


def _of_text(column: Column, kind: Kind) -> Column:
    return replace(column, kind=kind, sql=Writing().value(f"{column.sql}::VARCHAR", kind))


def as_double(column: Column, first: int = 0) -> str:
    """Return the SQL for a column as a number; dates as days since ``first`` microseconds."""
    if column.kind not in TEMPORAL:
        return f"({column.sql})::DOUBLE"
    known = "" if column.kind is Kind.CLOCK else f" AND isfinite({column.sql})"
    days = f"(epoch_us({column.sql}) - {first}) / {MICROSECONDS}"
    return f"CASE WHEN {column.sql} IS NOT NULL{known} THEN {days} END"


def first_moment(relation: duckdb.DuckDBPyRelation, column: Column) -> int:
    """Return the microseconds since 1970 of a date near all others; 0 where there are none."""
    if column.kind not in TEMPORAL or column.kind is Kind.CLOCK:
        return 0
    known = relation.filter(f"isfinite({column.sql})")
    rows = known.project(f"epoch_us({column.sql})").limit(1).fetchall()
    return int(rows[0][0]) if rows else 0


def dates_of(column: Column, first: int) -> Dates | None:
    """Return what a column's numbers mean, as ``as_double`` makes them; None if no dates."""
    if column.kind not in TEMPORAL:
        return None
    return Dates(first, clock=column.kind is Kind.CLOCK, zoned=column.kind is Kind.ZONED)
