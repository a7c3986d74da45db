"""Where data are: a path, a pattern or a pipe, as files that can be read more than once."""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from surfaceviz.base import checks
from surfaceviz.base.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

STANDARD_INPUT = "-"
PACKED = (".gz", ".zst")
PIECE = 1 << 20
# What comes through a pipe may fill this share of what room there is for temporary files.
SHARE_OF_DISK = 0.5


@dataclass(frozen=True)
class Found:
    """Files of data.

    Attributes
    ----------
    paths : tuple of Path
        Where they are, in full, by names that every engine can be told.
    label : str
        What to call them in messages.
    name : str
        What the data set is called.
    file : str
        Name of the file, or the pattern, by which it is found again; "" for what is not.
    """

    paths: tuple[Path, ...]
    label: str
    name: str
    file: str


def find(source: str, scratch: Path) -> Found:
    """Return the files that a path or a pattern means, or standard input.

    Parameters
    ----------
    source : str
        Path of the file, a pattern such as ``part-*.parquet``, or ``-`` for standard input.
    scratch : Path
        An empty folder for copies of what can be read only once.

    Raises
    ------
    InputError
        If there is no such file, or a pipe has no end.
    """
    source = checks.path_text(source)
    if source == STANDARD_INPUT:
        if sys.stdin is None:
            raise InputError("standard input is closed: name a file, or pipe one in")
        copy = _spooled(sys.stdin.buffer, scratch, "standard input")
        return Found((copy,), "standard input", "stdin", "")
    label = repr(source)
    try:
        paths = _matches(source, label)
        # What comes through a pipe is not there again.
        file = Path(source).name if all(path.is_file() for path in paths) else ""
        reachable = tuple(_reachable(path, scratch / str(k)) for k, path in enumerate(paths))
    except OSError as error:
        raise InputError(f"{label} cannot be read: {error.strerror or error}") from error
    return Found(reachable, label, _name(source, paths), file)


def _matches(source: str, label: str) -> list[Path]:
    path = Path(source).absolute()
    if path.is_dir():
        raise InputError(
            f"{label} is a folder: expected a file, or a pattern such as "
            f"{str(Path(source) / '*.parquet')!r}"
        )
    if path.exists():
        return [path]
    if not _is_pattern(source):
        raise InputError(f"no such file: {label}; check its name and folder")
    root = Path(path.anchor)
    found = root.glob(str(path.relative_to(root)))
    files = sorted(each for each in found if each.is_file())
    if not files:
        raise InputError(f"no file matches {label}; check its name and folder")
    return files


def _is_pattern(source: str) -> bool:
    return any(char in source for char in "*?[")


def _name(source: str, paths: Sequence[Path]) -> str:
    """Return what the data are called after their file, or after what their files share."""
    path = Path(source)
    if path.suffix.lower() in PACKED and path.with_suffix("").suffix:
        path = path.with_suffix("")
    if path.suffix and _is_pattern(source) and not Path(source).exists():
        plain = "".join(char for char in path.stem if char not in "*?[]!").strip("-_. ")
        return plain or paths[0].parent.name or "data"
    return path.stem


def _reachable(path: Path, stand_in: Path) -> Path:
    """Return a path of a file that can be read more than once, and that DuckDB can be told."""
    if not path.is_file():
        stand_in.mkdir()
        with path.open("rb") as stream:
            return _spooled(stream, stand_in, repr(str(path)))
    if _plainly_named(path):
        return path
    stand_in.symlink_to(path)
    return stand_in


def _plainly_named(path: Path) -> bool:
    """Return whether DuckDB can be told the path: not if it escapes, or is no text."""
    try:
        str(path).encode()
    except UnicodeEncodeError:
        return False
    return os.sep == "\\" or "\\" not in str(path)


def plain_copies(paths: Sequence[Path], beside: str, scratch: Path) -> tuple[Path, ...]:
    """Return the paths of databases, or of copies where DuckDB takes a name for something else.

    It looks behind links, takes what follows a question mark for options, and reads and writes by
    another name than it is told where there is a backslash.
    """
    return tuple(
        _plain_copy(path, beside, scratch / f"database{k}") for k, path in enumerate(paths)
    )


def _plain_copy(path: Path, beside: str, copy: Path) -> Path:
    real = path.resolve()
    if _plainly_named(real) and "?" not in str(real):
        return path
    shutil.copyfile(real, copy)
    log = real.with_name(real.name + beside)
    if log.exists():
        shutil.copyfile(log, copy.with_name(copy.name + beside))
    return copy


def _spooled(stream: BinaryIO, folder: Path, label: str) -> Path:
    """Copy a stream to a file: a pipe gives its content once, and it takes several looks."""
    path, room = folder / "stdin", int(SHARE_OF_DISK * shutil.disk_usage(folder).free)
    with path.open("wb") as file:
        while piece := stream.read(PIECE):
            if file.tell() + len(piece) > room:
                raise InputError(
                    f"{label} goes on after {file.tell() >> 20:,} MB, and there is no room for "
                    "more: save it as a file and name that"
                )
            file.write(piece)
    return path
