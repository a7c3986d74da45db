"""Which table of a database is meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from surfaceviz.base.errors import InputError, listed, unknown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from surfaceviz.data.columns import Selection


def choose_table(names: Sequence[str], asked: Selection, label: str) -> str:
    """Return the name of the table asked for; the only one if none is.

    Raises
    ------
    InputError
        If there is no such table, or there are several to choose from.
    """
    if not names:
        raise InputError(f"{label} holds no tables: expected at least one")
    if asked.table is None and len(names) == 1:
        return names[0]
    if asked.table is None:
        raise InputError(
            f"{label} holds several tables: choose one of {listed(names)} with "
            "--table, or give a query with --sql"
        )
    if asked.table not in names:
        raise InputError(f"in {label}: {unknown('table', asked.table, names)}")
    return asked.table
