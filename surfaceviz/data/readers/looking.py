"""What files are, found out by looking at how they begin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from surfaceviz.base import checks
from surfaceviz.base.errors import InputError, shown
from surfaceviz.data.numerals import OTHER
from surfaceviz.data.readers import recognise
from surfaceviz.data.readers.packing import packing_of, read_head

if TYPE_CHECKING:
    from pathlib import Path

    from surfaceviz.data.columns import Selection
    from surfaceviz.data.finding import Found
    from surfaceviz.data.readers import Source

# How much of a file is looked at.
HEAD_BYTES = 1 << 16


def look_at(path: Path, label: str) -> tuple[bytes, str, Source]:
    """Return how a file begins when unpacked, how it is packed, and what it is.

    Raises
    ------
    InputError
        If it cannot be unpacked, or is known to be nothing that can be read.
    """
    with path.open("rb") as file:
        packing = packing_of(file.read(4))
    head = read_head(path, packing, HEAD_BYTES, label)
    source = recognise(head, path, label)
    if packing and not source.packable:
        raise InputError(f"{label} is packed by {packing}: unpack it first")
    return head, packing, source


def check_alike(found: Found, packing: str, source: Source) -> None:
    """Refuse files of one pattern that cannot be read alike.

    Raises
    ------
    InputError
        If one of them is of another kind than the first, or packed otherwise.
    """
    for path in found.paths[1:]:
        head, other_packing, other = look_at(path, repr(str(path)))
        if head and (other is not source or other_packing != packing):
            raise InputError(
                f"{found.label} matches files of different kinds: {found.paths[0].name!r} is "
                f"{_told(source, packing)}, {path.name!r} is {_told(other, other_packing)}"
            )


def check_asked(asked: Selection, source: Source, label: str) -> None:
    """Refuse to choose among tables where there are none.

    Raises
    ------
    InputError
        If what is asked for is no text, or is a table or a query that the source has not.
    """
    for name in ("where", "table", "sql", "decimal"):
        checks.text(name, getattr(asked, name))
    if asked.decimal not in (None, *OTHER):
        raise InputError(f"decimal must be '.' or ',', got {shown(asked.decimal)}")
    if asked.table is not None and not source.has_tables:
        raise InputError(f"{label} has no tables to choose from: leave out --table")
    if asked.sql is not None and not source.has_sql:
        raise InputError(f"{label} is no database: leave out --sql, or choose rows with --where")
    if asked.sql is not None and asked.table is not None:
        raise InputError("expected --table or --sql, got both")


def _told(source: Source, packing: str) -> str:
    return f"{source.name} packed by {packing}" if packing else source.name
