"""Which sign in the numbers of a text is decimal, and which groups, told by how they stand."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from surfaceviz.base.errors import printable
from surfaceviz.data.sql import literal, literals

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

# Spaces, those that do not break among them, and apostrophes only ever group.
SPACE, APOSTROPHE = "[ \u00a0\u2009\u202f]", "['\u2019]"
OTHER = {".": ",", ",": "."}
# Spellings of "no value" in any case, beside those that files of separated values are read with.
NO_VALUE = frozenset(
    (
        *("", "na", "n/a", "n.a.", "n. a.", "#n/a", "null", "none", "nan", "nil", "missing"),
        *("-", "--", "---", "\u2013", "\u2014", "?", ".", "..", "...", "unknown"),
        *("#div/0!", "#value!", "#ref!", "#name?", "#num!", "#null!"),
    )
)
_EXPONENT = "(?:[eE][-+]?[0-9]+)?"
_BY_OTHERS = f"(?:{SPACE}[0-9]{{3}})+|(?:{APOSTROPHE}[0-9]{{3}})+"
# How a number without its sign may stand, the likelier first. In India groups are of two digits.
SHAPES: Mapping[str, str] = {
    "whole": f"[0-9]+{_EXPONENT}",
    "comma and three": "[1-9][0-9]{0,2},[0-9]{3}",
    "point and three": r"[1-9][0-9]{0,2}\.[0-9]{3}",
    "decimal point": rf"(?:[0-9]+\.[0-9]*|\.[0-9]+){_EXPONENT}",
    "decimal comma": f"(?:[0-9]+,[0-9]*|,[0-9]+){_EXPONENT}",
    "commas": r"[1-9][0-9]{0,2}(?:,[0-9]{2,3})+,[0-9]{3}(?:\.[0-9]*)?",
    "points": r"[1-9][0-9]{0,2}(?:\.[0-9]{3}){2,}(?:,[0-9]*)?",
    "point last": rf"[1-9][0-9]{{0,2}}(?:(?:,[0-9]{{3}})+|{_BY_OTHERS})\.[0-9]*",
    "comma last": rf"[1-9][0-9]{{0,2}}(?:(?:\.[0-9]{{3}})+|{_BY_OTHERS}),[0-9]*",
    "groups": f"[1-9][0-9]{{0,2}}(?:{_BY_OTHERS})",
}
# What shows that a point is decimal, and what that a comma is: the first pair that is there counts.
RULES = (
    ("commas", "points"),
    ("point last", "comma last"),
    ("decimal point", "decimal comma"),
)
DOUBTFUL = {",": "comma and three", ".": "point and three"}
# What may be a number; all else is a word.
_LIKELY = "(?i) *[-+]?(?:[.,]?[0-9][-+0-9.,e'\u2019 \u00a0\u2009\u202f]*|inf|infinity) *"
# Longer numbers stand as their beginning does.
_LONGEST = 60
_DIGITS = "0123456789"
_WORD = ""
_PATTERNS = {name: re.compile(shape) for name, shape in SHAPES.items()}


@dataclass(frozen=True)
class Numerals:
    """How the numbers of a column are written.

    Attributes
    ----------
    decimal : str
        The decimal sign, ``.`` or ``,``.
    group : str
        The other one, if it groups; "" where nothing tells what it would be.
    doubt : str
        A number that may as well mean something else, or how it stands; "" where all is told by
        the cells.
    """

    decimal: str = "."
    group: str = ""
    doubt: str = ""

    @property
    def grouped(self) -> str:
        """The pattern of a number with signs between its groups of digits."""
        groups = [_BY_OTHERS]
        if self.group == ",":
            groups.append("(?:,[0-9]{2,3})*,[0-9]{3}")
        elif self.group:
            groups.append(r"(?:\.[0-9]{3})+")
        decimals = re.escape(self.decimal)
        return f"-?[1-9][0-9]{{0,2}}(?:{'|'.join(groups)})(?:{decimals}[0-9]*)?"

    @property
    def signs(self) -> str:
        """The pattern of what groups."""
        return f"{SPACE}|{APOSTROPHE}" + (f"|{re.escape(self.group)}" if self.group else "")

    def whole(self, text: str) -> bool:
        """Return whether a number has no other signs than those between groups of digits."""
        return bool(re.fullmatch(f"[-+]?[0-9]+(?:(?:{self.signs})[0-9]+)*", text.strip()))

    def number(self, text: str) -> str:
        """Return the SQL for text as a number, NULL where it is none."""
        bare = f"ltrim(trim({text}), '+')"
        plain = bare
        if self.decimal == ",":
            # A point in it is no decimal, wherever it stands.
            plain = f"CASE WHEN NOT contains({bare}, '.') THEN replace({bare}, ',', '.') END"
        digits = f"regexp_replace({bare}, {literal(self.signs)}, '', 'g')"
        grouped = (
            f"CASE WHEN regexp_full_match({bare}, {literal(self.grouped)}) "
            f"THEN TRY_CAST(replace({digits}, ',', '.') AS DOUBLE) END"
        )
        return f"coalesce(TRY_CAST({plain} AS DOUBLE), {grouped})"

    def read(self, text: str) -> float | None:
        """Return text as a number, None where it is none."""
        bare = text.strip().removeprefix("+")
        if re.fullmatch(self.grouped, bare):
            bare = re.sub(self.signs, "", bare)
        elif self.decimal == "," and "." in bare:
            return None
        try:
            return float(bare.replace(",", ".") if self.decimal == "," else bare)
        except ValueError:
            return None

    def told(self, name: str) -> str:
        """Return the sentence that says what a doubtful number was taken for."""
        sign = "," if "," in self.doubt else "."
        value = self.read(self.doubt)
        said = "is decimal" if sign == self.decimal else "groups thousands"
        meant = "groups" if sign == self.decimal else "is decimal"
        other = OTHER[self.decimal]
        return printable(
            f"the {'comma' if sign == ',' else 'point'} in {name!r} {said} ({self.doubt} is "
            f"{value:.12g}); if it {meant}: --decimal {other} (in Python decimal={other!r})"
        )


@dataclass(frozen=True)
class Evidence:
    """How the numbers in the first cells of a column stand.

    Attributes
    ----------
    stands : Mapping of str to int
        How a text stands, as ``stand_of`` tells it -> how many cells stand so. Those that say that
        there is no value do not count.
    """

    stands: Mapping[str, int] = field(default_factory=dict)

    @property
    def cells(self) -> int:
        """How many cells hold anything."""
        return sum(self.stands.values())

    @cached_property
    def shapes(self) -> Mapping[str, int]:
        """Name of a shape -> how many cells have it."""
        shapes = Counter[str]()
        for stand, count in self.stands.items():
            if shape := _shape_of(stand):
                shapes[shape] += count
        return shapes

    @property
    def decimal(self) -> str:
        """The decimal sign by the column alone; "" if it does not tell."""
        if 2 * sum(self.shapes.values()) < self.cells:
            return ""
        for point, comma in RULES:
            points, commas = self.shapes.get(point, 0), self.shapes.get(comma, 0)
            if points or commas:
                return "." if points >= commas else ","
        return ""

    def doubtful(self, sign: str) -> str:
        """Return how numbers stand in which a sign is before three digits; "" if none does."""
        bare = (stand.strip(" +-") for stand in self.stands)
        return next((each for each in bare if _shape_of(each) == DOUBTFUL[sign]), "")

    def numbers(self, numerals: Numerals) -> tuple[int, int]:
        """Return how many cells are numbers that are written so, and how many of them whole."""
        read = [stand for stand in self.stands if stand and numerals.read(stand) is not None]
        whole = [stand for stand in read if numerals.whole(stand)]
        return sum(map(self.stands.__getitem__, read)), sum(map(self.stands.__getitem__, whole))


def decide(columns: Sequence[Evidence], delimiter: str, asked: str | None) -> list[Numerals]:
    """Return how the numbers of each column of a table are written; of doubt, how numbers stand.

    Parameters
    ----------
    columns : sequence of Evidence
        What their cells tell.
    delimiter : str
        What separates fields; "" where nothing does.
    asked : str or None
        The decimal sign, if it is known.
    """
    told = {each.decimal for each in columns} - {""}
    common = told.pop() if len(told) == 1 else ""
    return [_numerals(each, common, delimiter, asked) for each in columns]


def evidence_of(texts: Iterable[str]) -> Evidence:
    """Return how the numbers among texts stand."""
    return Evidence(Counter(stand_of(text) for text in texts if not is_missing(text)))


def stand_of(text: str) -> str:
    """Return a number with 9 for each of its digits, or 0 if the first is; "" for a word."""
    bare = text.strip(" ")
    if not re.fullmatch(_LIKELY, bare):
        return _WORD
    digit = "0" if bare.lstrip(" +-").startswith("0") else "9"
    return re.sub("[0-9]", digit, bare)[:_LONGEST]


def stand_sql(text: str) -> str:
    """Return the SQL for how a text stands, as ``stand_of``; NULL where there is no value."""
    nines, noughts = (f"translate({text}, '{_DIGITS}', '{10 * digit}')" for digit in "90")
    return (
        f"CASE WHEN NOT regexp_full_match({text}, {literal(_LIKELY)}) "
        f"THEN CASE WHEN NOT {missing_sql(text)} THEN {literal(_WORD)} END "
        f"WHEN starts_with(ltrim({text}, ' +-'), '0') THEN left({noughts}, {_LONGEST}) "
        f"ELSE left({nines}, {_LONGEST}) END"
    )


def missing_sql(text: str) -> str:
    """Return the SQL for whether a text means that there is no value."""
    return f"({text} IS NULL OR lower(trim({text})) IN {literals(sorted(NO_VALUE))})"


def is_missing(text: str) -> bool:
    """Return whether a text means that there is no value."""
    return text.strip().lower() in NO_VALUE


def _numerals(found: Evidence, common: str, delimiter: str, asked: str | None) -> Numerals:
    decimal = asked or found.decimal or common
    if decimal:
        return Numerals(decimal, OTHER[decimal])
    if doubt := found.doubtful(","):
        decimal = "," if delimiter == ";" else "."
        return Numerals(decimal, OTHER[decimal], doubt)
    if doubt := found.doubtful("."):
        return Numerals(".", ",", doubt)
    return Numerals()


def _shape_of(stand: str) -> str:
    """Return the name of the shape of a number; "" if it has none."""
    bare = stand.strip()
    bare = bare[1:] if bare[:1] in "+-" else bare
    return next((name for name, each in _PATTERNS.items() if each.fullmatch(bare)), "")
