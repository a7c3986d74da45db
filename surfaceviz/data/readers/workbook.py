"""Excel workbooks (.xlsx): the cells of a sheet."""

from __future__ import annotations

from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from surfaceviz.base.errors import InputError, unknown
from surfaceviz.data.readers.archives import check_archive, one_file
from surfaceviz.data.readers.cells import columns_of, fill
from surfaceviz.data.readers.protocol import Table, Way
from surfaceviz.data.readers.session import first_line, told_apart
from surfaceviz.data.readers.sheets import check_sheets
from surfaceviz.data.readers.typing import HEAD_ROWS
from surfaceviz.data.readers.year_names import ROWS_BELOW, are_years

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import duckdb

    from surfaceviz.data.columns import Chosen, Selection
    from surfaceviz.data.readers.protocol import Files


def open_table(files: Files, session: duckdb.DuckDBPyConnection, asked: Selection) -> Table:
    """Return the table on a sheet: the first that has rows, or the one asked for."""
    path = one_file(files)
    check_archive(path, files.label)
    check_sheets(path, files.label)
    rows = _rows(str(path), asked.table, files.label)
    header = next(rows, None)
    if header is None:
        raise InputError(f"{files.label} has no rows: expected some on its first sheet")
    below = list(islice(rows, ROWS_BELOW))
    rows = chain(below, rows)
    if not _names_columns(header, below):
        rows = chain([header], rows)
        header = [""] * len(header)
    head = list(islice(rows, HEAD_ROWS))
    if not head:
        raise InputError(f"{files.label} has a header but no rows: expected at least two")
    names = told_apart([_typed(cell) or f"column{i}" for i, cell in enumerate(header)])
    columns = columns_of(names, head, asked.decimal)

    def ways(chosen: Chosen) -> Iterator[Way]:
        # A condition may be about any column, and there may be thousands of them.
        wanted = [k for k, each in enumerate(columns) if asked.where or each in chosen.all]
        cells = ([row[place] for place in wanted] for row in chain(head, rows))
        yield Way(fill(session, [columns[k] for k in wanted], cells), strays=True)

    return Table(columns, ways)


def _rows(path: str, sheet: str | None, label: str) -> Iterator[Sequence[Any]]:
    """Return the rows of a sheet that hold anything, all of them equally long."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        with CalamineWorkbook.from_path(path) as workbook:
            names = workbook.sheet_names
            if sheet is not None and sheet not in names:
                raise InputError(f"in {label}: {unknown('sheet', sheet, names)}")
            for name in names if sheet is None else [sheet]:
                found = workbook.get_sheet_by_name(name)
                # An empty sheet cannot be asked for its rows.
                rows = found.iter_rows() if found.height else iter(())
                filled = (row for row in rows if any(cell != "" for cell in row))
                first = next(filled, None)
                if first is not None:
                    yield first
                    yield from filled
                    return
    except (CalamineError, OSError) as error:
        raise InputError(f"{label} cannot be read as a workbook: {first_line(error)}") from error


def _names_columns(row: Sequence[Any], below: Sequence[Sequence[Any]]) -> bool:
    """Return whether the cells of a row are names: text or years, if not empty."""
    if all(isinstance(cell, str) for cell in row):
        return True
    if not all(isinstance(cell, (str, int, float)) for cell in row):
        return False
    return are_years([*map(_typed, row)], [[*map(_typed, cells)] for cells in below])


def _typed(cell: object) -> str:
    """Return a cell as it is typed: a workbook's whole numbers are read as 1990.0."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()
