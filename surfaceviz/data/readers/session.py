"""A DuckDB that can read the files it is given and nothing else, and keeps to its memory."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from surfaceviz.base.errors import printable
from surfaceviz.data.sql import literal, literals

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import duckdb

# Enough for all that is asked here; what takes more goes to a temporary folder meanwhile.
MEMORY = "1GB"
# Characters of an error that are told.
LONGEST = 300
# No extension is fetched or loaded: whatever is read comes with the package.
CLOSED: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    # Names in a query mean tables, never variables of this program.
    "python_enable_replacements": "false",
    "memory_limit": MEMORY,
}


@contextmanager
def locked(paths: Sequence[Path], scratch: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open an in-memory database that can read ``paths`` and write below ``scratch`` only.

    It cannot be opened up again, whatever it is told.
    """
    import duckdb

    with duckdb.connect(config=CLOSED) as connection:
        # It counts its progress for whoever asks, and prints nothing.
        connection.execute("SET enable_progress_bar = true")
        connection.execute("SET enable_progress_bar_print = false")
        # Else what is read would depend on where it is read.
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute(f"SET temp_directory = {literal(str(scratch / 'spill'))}")
        allowed = {text for path in paths for text in (str(path), pattern(path))}
        connection.execute(f"SET allowed_paths = {literals(sorted(allowed))}")
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
        yield connection


def told_apart(names: Sequence[str]) -> list[str]:
    """Return names that differ in more than their case, which is all the same to SQL."""
    told: list[str] = []
    known: set[str] = set()
    for place, name in enumerate(names):
        told.append(f"{name} (column{place})" if name.casefold() in known else name)
        known.add(told[-1].casefold())
    return told


def pattern(path: Path) -> str:
    """Return a glob pattern that matches ``path`` alone, whatever characters it holds."""
    return "".join(f"[{char}]" if char in "*?[" else char for char in str(path))


def first_line(error: Exception | str) -> str:
    """Return what an error of an engine says in short; it may quote whatever is in a file."""
    said = next(iter(str(error).strip().splitlines()), type(error).__name__)
    return printable(said if len(said) <= LONGEST else f"{said[:LONGEST]} ...")
