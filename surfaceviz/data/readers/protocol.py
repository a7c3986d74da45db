"""What a source of data is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    import duckdb

    from surfaceviz.data.columns import Chosen, Column, Selection


@dataclass(frozen=True)
class Files:
    """The files to read.

    Attributes
    ----------
    paths : tuple of Path
        Where they are, in full; several only of a pattern's.
    label : str
        What to call them in messages.
    head : bytes
        How the first one begins, unpacked.
    packing : str
        How they are packed: "", "gzip" or "zstd".
    scratch : Path
        An empty folder for what is needed meanwhile.
    """

    paths: tuple[Path, ...]
    label: str
    head: bytes
    packing: str
    scratch: Path


class IncompleteError(Exception):
    """A way of reading did not read all rows, and does not know which."""


@dataclass(frozen=True, eq=False)
class Way:
    """A way to read the rows of a source.

    Attributes
    ----------
    relation : DuckDBPyRelation
        The rows, with what the columns' SQL needs.
    dear : bool
        Whether reading takes so long that it should be done once.
    lost : callable
        rows read -> rows that the reading could make no sense of, which are not among them; raises
        IncompleteError if there were others. Rows read are None where a condition chose among them.
    most : int or None
        Number of rows from which on there may be no end of them.
    filtered : bool
        Whether only the rows that meet the condition are there.
    strays : bool
        Whether there may be text that is no number in columns of numbers, and the columns'
        ``stray`` tells it.
    """

    relation: duckdb.DuckDBPyRelation
    dear: bool = False
    lost: Callable[[int | None], int] = lambda _rows: 0
    most: int | None = None
    filtered: bool = False
    strays: bool = False


@dataclass(frozen=True, eq=False)
class Table:
    """Rows and columns that were found.

    Attributes
    ----------
    columns : tuple of Column
        What there is to choose from.
    ways : callable
        chosen -> ways to read these columns, the quickest first. Where one fails, the next is
        tried; a way reads all there is and says what it left out, or fails.
    """

    columns: Sequence[Column]
    ways: Callable[[Chosen], Iterator[Way]]


class Opener(Protocol):
    """Find the table in files; what it says goes for all files of the kind."""

    def __call__(self, files: Files, session: duckdb.DuckDBPyConnection, asked: Selection) -> Table:
        """Return the table.

        Raises
        ------
        InputError
            If there is none, or it is not the one asked for.
        duckdb.Error
            If the files are damaged.
        """
