"""Cells in columns of numbers that are none, and do not say that there is no value."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

from surfaceviz.base.errors import InputError, SurfaceVizWarning, listed, shown

if TYPE_CHECKING:
    import duckdb

    from surfaceviz.data.columns import Chosen

# Which of them are shown; all different ones may be too many to keep.
PICKS = ("any_value", "min", "max")
# Of a text no more is looked at to tell it from others.
LONGEST = 60


def find_strays(relation: duckdb.DuckDBPyRelation, chosen: Chosen, label: str) -> int:
    """Return how many rows there are with a stray in a column that was chosen.

    Raises
    ------
    InputError
        If most cells of a column are strays.

    Warns
    -----
    SurfaceVizWarning
        If there are some: how many, and what they are.
    """
    columns = [column for column in chosen.all if column.stray]
    if not columns:
        return 0
    rows = " OR ".join(f"({column.stray}) IS NOT NULL" for column in columns)
    figures = ", ".join(
        f"count({column.sql}), count({column.stray}), "
        f"[{', '.join(f'{pick}(left({column.stray}, {LONGEST}))' for pick in PICKS)}]"
        for column in columns
    )
    ((count, *found),) = relation.aggregate(f"count(*) FILTER ({rows}), {figures}").fetchall()
    for place, column in enumerate(columns):
        numbers, strays, texts = found[3 * place : 3 * place + 3]
        if not strays:
            continue
        told = listed([shown(text) for text in dict.fromkeys(texts)])
        if strays > numbers:
            raise InputError(
                f"most cells of column {column.name!r} of {label} are no numbers ({told}): choose "
                "another with -x or -y, or rows with --where"
            )
        cells = "1 cell is" if strays == 1 else f"{strays:,} cells are"
        warnings.warn(
            f"{cells} no number in {column.name!r} ({told}): such rows are left out",
            SurfaceVizWarning,
            stacklevel=6,
        )
    return int(count)
