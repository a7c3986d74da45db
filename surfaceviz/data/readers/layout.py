"""How files of separated values are written, and the calls that read them so."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from surfaceviz.data.readers.session import pattern
from surfaceviz.data.readers.typing import Writing
from surfaceviz.data.sql import literal, literals

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence
    from pathlib import Path

    import duckdb

Result = TypeVar("Result")

# Spellings of "no value" that spreadsheets and statistics programs write.
MISSING = ("", "NA", "N/A", "n/a", "#N/A", "NULL", "null", "None", "-", "?", ".")


@dataclass(frozen=True)
class Layout:
    """How a file of separated values is written.

    Attributes
    ----------
    delimiter, quote, escape : str
        One character each; quote and escape are ``"`` where the file shows none.
    skip : int
        Lines before the header or the first row.
    header : bool
        Whether the first line names the columns.
    names : tuple of str
        The columns' names.
    packing : str
        How the file is packed: "", "gzip" or "zstd".
    writing : Writing
        How dates are written.
    """

    delimiter: str
    quote: str
    escape: str
    skip: int
    header: bool
    names: tuple[str, ...]
    packing: str = ""
    writing: Writing = field(default_factory=Writing)

    def cell(self, name: str) -> str:
        """Return what the engine calls a column."""
        return f"c{self.names.index(name)}"


def missing_in(head: bytes, layout: Layout) -> list[str]:
    """Return the spellings of "no value" of which there are cells in the first lines of a file."""
    apart = re.escape(layout.delimiter.encode())
    cells = {cell.strip(b" \"'") for cell in re.split(rb"[\r\n]|" + apart, head)}
    return [text for text in MISSING if not text or text.encode() in cells]


def strict_rows(
    session: duckdb.DuckDBPyConnection,
    paths: Sequence[Path],
    layout: Layout,
    numeric: Collection[str],
    missing: Iterable[str],
    decimal: str,
) -> duckdb.DuckDBPyRelation:
    """Return the rows of files in which every row is whole and the columns hold numbers alone.

    Columns are called c0, c1 and so on; those named ``numeric`` are numbers, the others text.
    Their decimal sign is ``decimal``, and none groups. Each spelling of "no value" in ``missing``
    takes time, as all cells are compared with it.
    """
    types = ["DOUBLE" if name in numeric else "VARCHAR" for name in layout.names]
    return _rows(
        session,
        paths,
        layout,
        missing,
        types,
        f"decimal_separator = {literal(decimal)}, strict_mode = true",
    )


def tolerant_rows(
    session: duckdb.DuckDBPyConnection,
    paths: Sequence[Path],
    layout: Layout,
    missing: Iterable[str] = MISSING,
    *,
    parallel: bool = True,
    rejects: bool = False,
) -> duckdb.DuckDBPyRelation:
    """Return the rows as text, short ones padded, those that cannot be parsed left out.

    Columns are called c0, c1 and so on. With ``rejects`` rows that were left out are listed in
    the table reject_errors.
    """
    return _rows(
        session,
        paths,
        layout,
        missing,
        ["VARCHAR"] * len(layout.names),
        f"null_padding = true, strict_mode = false, ignore_errors = true, parallel = {parallel}, "
        f"store_rejects = {rejects}",
    )


def tolerantly(
    session: duckdb.DuckDBPyConnection,
    path: Path,
    layout: Layout,
    fetch: Callable[[duckdb.DuckDBPyRelation], Result],
    missing: Iterable[str] = MISSING,
) -> Result:
    """Return what ``fetch`` finds in the rows of a file."""
    import duckdb

    try:
        return fetch(tolerant_rows(session, [path], layout, missing))
    except duckdb.Error as error:
        if "parallel" not in str(error):
            raise
    # Lines that break within quotes cannot be padded by several threads at once.
    return fetch(tolerant_rows(session, [path], layout, missing, parallel=False))


def _rows(
    session: duckdb.DuckDBPyConnection,
    paths: Sequence[Path],
    layout: Layout,
    missing: Iterable[str],
    types: Sequence[str],
    options: str,
) -> duckdb.DuckDBPyRelation:
    columns = ", ".join(f"'c{place}': '{kind}'" for place, kind in enumerate(types))
    packing = layout.packing or "none"
    return session.sql(
        f"FROM read_csv($1, auto_detect = false, columns = {{{columns}}}, "
        f"delim = {literal(layout.delimiter)}, quote = {literal(layout.quote)}, "
        f"escape = {literal(layout.escape)}, skip = {layout.skip}, header = {layout.header}, "
        f"nullstr = {literals(missing)}, compression = {literal(packing)}, "
        f"hive_partitioning = false, {options})",
        params=[[pattern(path) for path in paths]],
    )
