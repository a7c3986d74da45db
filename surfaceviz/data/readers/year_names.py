"""Headers of years: rows of numbers that are names all the same."""

from __future__ import annotations

import re
from contextlib import suppress
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

# Rows below the first that are looked at.
ROWS_BELOW = 100
YEAR = re.compile(r"(1[5-9]|2[01])\d\d")
# Where there are but numbers, those below years are so many times smaller.
SMALLER = 10


def are_years(first: Sequence[str], below: Sequence[Sequence[str]], decimal: str = ".") -> bool:
    """Return whether the first row of a table names its columns by years.

    Years are two or more that rise, and of the cells below them hardly any is one. Beside them
    there are but words and empty cells; where there is neither, what is below
    is far too small to be of the same kind.

    Parameters
    ----------
    first : sequence of str, length k
        The cells of the first row.
    below : sequence of sequences of str, each of length k or shorter
        Some of the rows that follow; "" for what is missing.
    decimal : str
        How decimals are separated.
    """
    places = [place for place, cell in enumerate(first) if YEAR.fullmatch(cell)]
    years = [int(first[place]) for place in places]
    if len(years) < 2 or any(after <= before for before, after in pairwise(years)):
        return False
    columns = [[row[place] for row in below if place < len(row)] for place in range(len(first))]
    others = [cell for cell in first if cell and not YEAR.fullmatch(cell)]
    if not all(map(_is_word, others)):
        return False
    cells = [cell for place in places for cell in columns[place] if cell]
    alike = sum(YEAR.fullmatch(cell) is not None for cell in cells)
    if not cells or 10 * alike > len(cells):
        return False
    if len(places) < len(first):
        return True
    return len(below) > 1 and all(
        abs(_number(cell, decimal)) * SMALLER < years[0] for cell in cells
    )


def _is_word(cell: str) -> bool:
    return any(char.isalpha() for char in cell)


def _number(cell: str, decimal: str) -> float:
    with suppress(ValueError):
        return float(cell.replace(decimal, "."))
    return float("inf")
