"""Archives in the zip format, which workbooks and NumPy's .npz are."""

from __future__ import annotations

import zipfile
import zlib
from typing import TYPE_CHECKING

from surfaceviz.base.errors import InputError
from surfaceviz.data.readers.packing import LARGE, MOST_TIMES, PIECE
from surfaceviz.data.readers.session import first_line

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from surfaceviz.data.readers.protocol import Files


def one_file(files: Files) -> Path:
    """Return the path of a source that must be a single file."""
    if len(files.paths) > 1:
        raise InputError(
            f"{files.label} matches {len(files.paths):,} files that cannot be read as one: "
            "expected one file, or several of CSV, Parquet or JSON"
        )
    return files.paths[0]


def other_columns(path: Path, first: Path, found: Iterable[str], wanted: Iterable[str]) -> str:
    """Return the sentence for one file of several whose columns are others than the first's."""
    return (
        f"{path.name!r} has other columns than {first.name!r}: expected "
        f"{', '.join(map(repr, wanted))}, found {', '.join(map(repr, found))}"
    )


def members(path: Path) -> list[str]:
    """Return the names of what is in an archive; none if it is damaged."""
    try:
        with zipfile.ZipFile(path) as archive:
            return archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return []


def check_archive(path: Path, label: str) -> None:
    """Unpack an archive to its end, and refuse one that is damaged or a trap.

    Raises
    ------
    InputError
        If it is damaged, locked, or many times as large as it should be.
    """
    most = max(LARGE, MOST_TIMES * path.stat().st_size)
    size = 0
    try:
        with zipfile.ZipFile(path) as archive:
            for member in archive.infolist():
                with archive.open(member) as stream:
                    while piece := stream.read(PIECE):
                        size += len(piece)
                        if size > most:
                            raise InputError(
                                f"{label} is more than {MOST_TIMES} times as large unpacked as it "
                                f"is packed, over {size >> 20:,} MB: expected measurements, which "
                                "are not that alike"
                            )
    except InputError:
        raise
    except RuntimeError as error:
        raise InputError(f"{label} is locked with a password: save it without one") from error
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError) as error:
        raise InputError(f"{label} is damaged: {first_line(error)}") from error
