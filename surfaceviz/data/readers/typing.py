"""What columns hold: told by the engine's types, and of text by looking at the first rows."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeVar

from surfaceviz.data.columns import CLOCKS, PLAIN, TEMPORAL, Column, Kind
from surfaceviz.data.dates import MICROSECONDS, Dates
from surfaceviz.data.numerals import Evidence, Numerals, decide, missing_sql, stand_sql
from surfaceviz.data.readers.session import told_apart
from surfaceviz.data.sql import identifier, literal

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    import duckdb

Item = TypeVar("Item")

# Rows that are looked at to tell numbers from words; of wide tables so many cells.
HEAD_ROWS, FEWEST_ROWS = 20_000, 200
HEAD_CELLS = 500_000
# Columns that one query looks at: each takes some megabytes meanwhile.
TOGETHER = 25
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
    "TIME WITH TIME ZONE": Kind.ZONED_CLOCK,
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
    numerals : Numerals
        How numbers are.
    date, moment : str
        Formats of dates and of points in time; "" for the usual ones.
    """

    numerals: Numerals = field(default_factory=Numerals)
    date: str = ""
    moment: str = ""

    def number(self, text: str) -> str:
        """Return the SQL for text as a number, NULL where it is none."""
        return self.numerals.number(text)

    def stray(self, text: str, kind: Kind) -> str:
        """Return the SQL for text where it is no number among numbers, and NULL elsewhere."""
        if kind not in PLAIN:
            return "NULL::VARCHAR"
        known = f"{self.number(text)} IS NOT NULL OR {missing_sql(text)}"
        return f"CASE WHEN NOT ({known}) THEN {text} END"

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
        if kind is Kind.ZONED_CLOCK:
            sql = f"({sql}::TIME - to_seconds(date_part('timezone', {sql})))"
        columns.append(Column(name, kind, sql))
    return columns


def typed_columns(
    session: duckdb.DuckDBPyConnection, relation: duckdb.DuckDBPyRelation, decimal: str | None
) -> list[Column]:
    """Return the columns of a relation, those of text by what it stands for."""
    columns = plain_columns(relation)
    texts = [f"{column.sql}::VARCHAR" for column in columns if column.kind is Kind.TEXT]
    if not texts:
        return columns
    head = head_of(session, relation)
    evidence = text_evidence(head, texts)
    writings = [Writing(each) for each in numerals_of(head, texts, evidence, "", decimal)]
    kinds = [each.kind for each in judge_texts(head, texts, writings, evidence)]
    found = iter(zip(texts, kinds, writings, strict=True))
    return [
        _of_text(column, *next(found)) if column.kind is Kind.TEXT else column for column in columns
    ]


def text_columns(
    names: Sequence[str], kinds: Sequence[Kind], writings: Sequence[Writing]
) -> list[Column]:
    """Return the columns of a view of text, as ``view_of`` gives it."""
    # They are names in SQL, beside which those of strays must be others.
    plain = told_apart([*names, *(f"stray of {name}" for name in names)])
    return [
        Column(
            name,
            kind,
            identifier(plain[place]),
            identifier(plain[len(names) + place]) if kind in PLAIN else "",
            writing.numerals if kind in PLAIN else None,
        )
        for place, (name, kind, writing) in enumerate(zip(names, kinds, writings, strict=True))
    ]


def view_of(
    columns: Sequence[Column],
    writings: Sequence[Writing],
    cells: Sequence[str],
    *,
    typed: Collection[str] = (),
    checked: Collection[Column] = (),
    strict: Collection[Column] = (),
) -> str:
    """Return the SQL for cells of text as what they stand for, under the columns' own names.

    Parameters
    ----------
    columns, writings, cells : sequences of equal length
        The columns, how they are written, and the SQL for their text.
    typed : collection of str
        Names of those that are no text but numbers already.
    checked : collection of Column
        Those of which the view has what is no number, too.
    strict : collection of Column
        Those in which there is no such thing, or the query fails.
    """
    shown = []
    for column, writing, cell in zip(columns, writings, cells, strict=True):
        value = cell if column.name in typed else writing.value(cell, column.kind)
        if column in strict and column.stray:
            odd = f"CASE WHEN NOT {missing_sql(cell)} THEN error('no number') END"
            value = f"coalesce({value}, {odd})"
        shown.append(f"{value} AS {column.sql}")
        if column in checked and column.stray:
            shown.append(f"{writing.stray(cell, column.kind)} AS {column.stray}")
    return ", ".join(shown)


def kind_of(dtype: str) -> Kind:
    """Return what a column of one of DuckDB's types holds."""
    if dtype.endswith("]"):
        return Kind.OTHER
    if dtype.startswith("DECIMAL") and dtype.endswith(",0)"):
        return Kind.WHOLE
    return next((kind for name, kind in KINDS.items() if dtype.startswith(name)), Kind.OTHER)


def head_of(
    session: duckdb.DuckDBPyConnection, relation: duckdb.DuckDBPyRelation
) -> duckdb.DuckDBPyRelation:
    """Return the first rows, by which columns are judged; of many columns fewer, read once."""
    count = len(relation.columns)
    if count <= TOGETHER:
        return relation.limit(HEAD_ROWS)
    session.execute("DROP TABLE IF EXISTS head")
    relation.limit(max(FEWEST_ROWS, min(HEAD_ROWS, HEAD_CELLS // count))).create("head")
    return session.table("head")


def text_evidence(head: duckdb.DuckDBPyRelation, texts: Sequence[str]) -> list[Evidence]:
    """Return how the numbers in the first rows of columns of text stand, by the SQL of each."""
    found: list[Mapping[str, int]] = []
    for some in _some(texts):
        counts = ", ".join(f"histogram({stand_sql(text)})" for text in some)
        found += head.aggregate(counts).fetchall()[0]
    return [Evidence(each or {}) for each in found]


def numerals_of(
    head: duckdb.DuckDBPyRelation,
    texts: Sequence[str],
    evidence: Sequence[Evidence],
    delimiter: str,
    asked: str | None,
) -> list[Numerals]:
    """Return how the numbers of each column of text are written, with one of those in doubt."""
    decided = decide(evidence, delimiter, asked)
    doubts = [(k, texts[k], each.doubt) for k, each in enumerate(decided) if each.doubt]
    for some in _some(doubts):
        picks = ", ".join(
            f"first(trim({text}, ' +-')) FILTER (trim({stand_sql(text)}, ' +-') = {literal(doubt)})"
            for _, text, doubt in some
        )
        (found,) = head.aggregate(picks).fetchall()
        for (place, _, _), text in zip(some, found, strict=True):
            decided[place] = replace(decided[place], doubt=text)
    return decided


@dataclass(frozen=True)
class Judged:
    """What the first cells of a column of text stand for.

    Attributes
    ----------
    kind : Kind
        What most of them are.
    numbers : int
        How many of them are numbers.
    """

    kind: Kind
    numbers: int


def judge_texts(
    head: duckdb.DuckDBPyRelation,
    texts: Sequence[str],
    writings: Sequence[Writing],
    evidence: Sequence[Evidence],
) -> list[Judged]:
    """Return what columns of text stand for, by the SQL of each, in most of the first rows."""
    figures = [
        (each.cells, *each.numbers(writing.numerals))
        for each, writing in zip(evidence, writings, strict=True)
    ]
    # What else it may be takes a look at each cell.
    left = [k for k, (cells, numbers, _) in enumerate(figures) if cells and 2 * numbers < cells]
    others: dict[int, Sequence[int]] = {}
    for some in _some(left):
        counts = ", ".join(
            f"[{', '.join(f'count({writings[k].value(texts[k], kind)})' for kind in ALTERNATIVES)}]"
            for k in some
        )
        others |= zip(some, head.aggregate(counts).fetchall()[0], strict=True)
    return [
        Judged(_likeliest(*each, *others.get(k, ())), each[1]) for k, each in enumerate(figures)
    ]


def _some(columns: Sequence[Item]) -> Iterator[Sequence[Item]]:
    """Yield as many columns at a time as one query can look at."""
    for at in range(0, len(columns), TOGETHER):
        yield columns[at : at + TOGETHER]


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


def _of_text(column: Column, text: str, kind: Kind, writing: Writing) -> Column:
    return replace(
        column,
        kind=kind,
        sql=writing.value(text, kind),
        stray=writing.stray(text, kind),
        numerals=writing.numerals if kind in PLAIN else None,
    )


def as_double(column: Column, first: int = 0) -> str:
    """Return the SQL for a column as a number; dates as days since ``first`` microseconds."""
    if column.kind not in TEMPORAL:
        return f"({column.sql})::DOUBLE"
    known = "" if column.kind in CLOCKS else f" AND isfinite({column.sql})"
    days = f"(epoch_us({column.sql}) - {first}) / {MICROSECONDS}"
    return f"CASE WHEN {column.sql} IS NOT NULL{known} THEN {days} END"


def first_moment(relation: duckdb.DuckDBPyRelation, column: Column) -> int:
    """Return the microseconds since 1970 of a date near all others; 0 where there are none."""
    if column.kind not in TEMPORAL or column.kind in CLOCKS:
        return 0
    known = relation.filter(f"isfinite({column.sql})")
    rows = known.project(f"epoch_us({column.sql})").limit(1).fetchall()
    return int(rows[0][0]) if rows else 0


def dates_of(column: Column, first: int) -> Dates | None:
    """Return what a column's numbers mean, as ``as_double`` makes them; None if no dates."""
    if column.kind not in TEMPORAL:
        return None
    zoned = column.kind in (Kind.ZONED, Kind.ZONED_CLOCK)
    return Dates(first, clock=column.kind in CLOCKS, zoned=zoned)
