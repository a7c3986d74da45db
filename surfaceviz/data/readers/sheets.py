"""The sheets of a workbook: that they are whole, and no trap for who reads them."""

from __future__ import annotations

import re
import zipfile
from typing import TYPE_CHECKING
from xml.parsers import expat

from surfaceviz.base.errors import InputError
from surfaceviz.data.readers.packing import PIECE

if TYPE_CHECKING:
    from pathlib import Path

# Whoever reads a sheet makes room for all cells up to the farthest, and ends the process where
# there is none. So many are always possible, and more where as many bytes may hold them.
MOST_CELLS, BYTES_PER_CELL = 20_000_000, 4
# More than this no workbook has.
MOST_COLUMNS = 16_384
# The rest of a cell's tag, and its end if the cell holds anything.
FILLED = rb"""["'][^<>]*+((?<!/)>(?!</))?"""
CELL = re.compile(rb"""r\s*=\s*["']([A-Za-z]+)([0-9]+)""" + FILLED)
# The quicker look: cells beyond column Z or row 99,999 alone.
COLUMNS, ROWS = 26, 99_999
FAR_CELL = re.compile(rb"""r\s*=\s*["']([A-Za-z]{2,}|[A-Za-z](?=[0-9]{6}))([0-9]+)""" + FILLED)
# No cell's tag is longer.
LONGEST = 200


def check_sheets(path: Path, label: str) -> None:
    """Refuse a workbook with parts that break off, or with cells too far from the others.

    Raises
    ------
    InputError
        If so.
    """
    with zipfile.ZipFile(path) as archive:
        for member in archive.infolist():
            if not ("xl/" in member.filename and member.filename.endswith(".xml")):
                continue
            most = max(MOST_CELLS, member.file_size // BYTES_PER_CELL)
            columns, rows = _extent(archive, member, label, FAR_CELL, (COLUMNS, ROWS))
            if columns * rows > most:
                columns, rows = _extent(archive, member, label, CELL, (0, 0))
            if columns * rows > most or columns > MOST_COLUMNS:
                raise InputError(
                    f"{label} has cells far from the others, up to column {columns:,} and row "
                    f"{rows:,}: delete those that are not of the table"
                )


def _extent(
    archive: zipfile.ZipFile,
    member: zipfile.ZipInfo,
    label: str,
    cell: re.Pattern[bytes],
    least: tuple[int, int],
) -> tuple[int, int]:
    """Return how many columns and rows a sheet has, at least so many, if it is whole."""
    columns, rows = least
    parser, last = expat.ParserCreate(), b""
    try:
        with archive.open(member) as stream:
            while piece := stream.read(PIECE):
                parser.Parse(piece, False)
                found = filled_cells(last + piece, cell)
                letters = {each[0] for each in found}
                columns = max([columns, *map(_column, letters)])
                rows = max([rows, *(int(digits[:20]) for _, digits in found)])
                last = piece[-LONGEST:]
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise InputError(f"{label} is damaged: {member.filename!r} in it: {error}") from error
    return columns, rows


def filled_cells(sheet: bytes, cell: re.Pattern[bytes] = CELL) -> list[tuple[bytes, bytes]]:
    """Return letters and digits of the places of the cells that hold anything."""
    return [(letters, digits) for letters, digits, end in cell.findall(sheet) if end]


def _column(letters: bytes) -> int:
    """Return the number of a column by its letters; of too many, the first ones count."""
    number = 0
    for letter in letters[:8].upper():
        number = 26 * number + letter - ord("A") + 1
    return number
