"""Files and folders that appear whole or not at all."""

from __future__ import annotations

import os
import secrets
import shutil
import stat
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from surfaceviz.base.errors import InputError

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable, Iterator


# What file managers leave in any folder that is looked at.
LEFT_BY_SYSTEMS = (".DS_Store", "Thumbs.db", "desktop.ini")
# What office programs put beside a file while it is open.
OPEN_MARKS = ("~${}", ".~lock.{}#")
# By anyone.
WRITABLE = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a temporary path beside ``path``, and move it there when the block ends well.

    Whatever happens in between, an interruption included, the file that was there stays whole
    and the temporary one goes.

    Raises
    ------
    InputError
        If ``path`` is a folder or write-protected, or its folder cannot be made or written to.
    """
    with _refused(path):
        check_file(path)
        target = _followed(path)
        temporary = _beside(target)
        made = _made_parents(target)
        temporary.touch(exist_ok=False)
    try:
        yield temporary
        if target.exists():
            shutil.copymode(target, temporary)
        try:
            temporary.replace(target)
        except PermissionError as error:
            raise InputError(_open_elsewhere(path)) from error
    finally:
        with suppress(FileNotFoundError):
            temporary.unlink()
        _remove_empty(made)


@contextmanager
def replacing_folder(path: Path, names: re.Pattern[str]) -> Iterator[Path]:
    """Give a temporary folder beside ``path``, and move it there when the block ends well.

    Whatever happens in between, an interruption included, the folder that was there stays whole
    and the temporary one goes.

    Parameters
    ----------
    path : Path
        The folder to replace or to make.
    names : re.Pattern
        What the files in a folder are called that may be replaced.

    Raises
    ------
    InputError
        If the folder holds anything else, or cannot be made or written to.
    """
    with _refused(path):
        check_folder(path, names)
        target = _followed(path)
        temporary, old = _beside(target), _beside(target)
        made = _made_parents(target)
        temporary.mkdir()
    try:
        yield temporary
        # Something may have been put there in the meantime.
        check_folder(path, names)
        try:
            if target.exists():
                shutil.copymode(target, temporary)
                target.rename(old)
            temporary.rename(target)
        finally:
            if not target.exists() and old.exists():
                old.rename(target)
    finally:
        for folder in (temporary, old):
            shutil.rmtree(folder, ignore_errors=True)
        _remove_empty(made)


def _made_parents(target: Path) -> list[Path]:
    """Make the folders that a file needs, and return those that were not there, deepest first."""
    missing = [each for each in target.parents if not each.exists()]
    target.parent.mkdir(parents=True, exist_ok=True)
    return missing


def _remove_empty(folders: Iterable[Path]) -> None:
    """Remove folders that nothing came into, as when a film fails."""
    # One that holds something ends the list, for it is in all others.
    with suppress(OSError):
        for folder in folders:
            folder.rmdir()


def check_file(path: Path) -> None:
    """Refuse a path that no file can be written to.

    Raises
    ------
    InputError
        If there is a folder or a write-protected file.
    """
    with _refused(path):
        target = _followed(path)
        if target.is_dir():
            raise InputError(f"{str(path)!r} is a folder: expected a file's name to write to")
        _check_protection(path, target)
        # A name may be so long that there can be none beside it.
        with suppress(OSError):
            _check_use(path, target)


def spare(targets: Iterable[Path], sources: Iterable[Path]) -> None:
    """Refuse to write over a file that is read, by whichever of its names, or its folder.

    Raises
    ------
    InputError
        If so.
    """
    read = [source.resolve() for source in sources if source.exists()]
    for target in targets:
        if not target.exists():
            continue
        for source in read:
            if target.samefile(source) or target.resolve() in source.parents:
                raise InputError(
                    f"{str(target)!r} would replace {source.name!r}, which the film is made from: "
                    "choose another place with -o"
                )


def check_folder(path: Path, names: re.Pattern[str]) -> None:
    """Refuse a folder that cannot be replaced by another.

    Parameters
    ----------
    path : Path
        The folder, which need not be there.
    names : re.Pattern
        What the files in it are called if they may go.

    Raises
    ------
    InputError
        If it holds anything else, is a file, or is a place that is needed.
    """
    with _refused(path):
        target = _followed(path)
        if not target.exists():
            return
        if not target.is_dir():
            raise InputError(f"{str(path)!r} is a file: expected a folder's name to write to")
        strange = sorted(
            entry.name
            for entry in target.iterdir()
            if not names.fullmatch(entry.name) and entry.name not in LEFT_BY_SYSTEMS
        )
        if strange:
            raise InputError(
                f"{str(path)!r} would be replaced, but holds {strange[0]!r}: choose a folder that "
                "is new, empty, or has nothing but frames of an earlier film"
            )
        _check_protection(path, target)
        if Path.cwd().is_relative_to(target) or os.path.ismount(target):
            raise InputError(f"{str(path)!r} cannot be replaced from here: name a folder inside it")


def _check_protection(path: Path, target: Path) -> None:
    """Refuse what is write-protected: it could be replaced, but somebody wanted it kept."""
    if target.exists() and not target.stat().st_mode & WRITABLE:
        raise InputError(
            f"{str(path)!r} is write-protected: choose another place with -o, or make it "
            "writable first"
        )


def _check_use(path: Path, target: Path) -> None:
    """Refuse a file that another program has open, where that can be told."""
    for mark in OPEN_MARKS:
        beside = target.with_name(mark.format(target.name))
        if beside.exists():
            raise InputError(
                f"{str(path)!r} is open in another program: close it there, or choose another "
                f"place with -o; if it is not open, delete {beside.name!r} beside it"
            )
    if target.exists():
        try:
            # Windows lets nobody write, and nobody replace, what PowerPoint has open.
            target.open("r+b").close()
        except PermissionError as error:
            raise InputError(_open_elsewhere(path)) from error


def _open_elsewhere(path: Path) -> str:
    return (
        f"{str(path)!r} cannot be replaced, perhaps because another program has it open: close it "
        "there, or choose another place with -o"
    )


@contextmanager
def _refused(path: Path) -> Iterator[None]:
    """Say what hinders writing to a path as an error of whoever chose it."""
    try:
        yield
    except OSError as error:
        raise InputError(
            f"cannot write {str(path)!r}: {error.strerror}; choose another place with -o"
        ) from error


def _followed(path: Path) -> Path:
    """Return where a path leads, though nothing need be there.

    Raises
    ------
    OSError
        If it leads nowhere, as a link to itself does.
    """
    with suppress(FileNotFoundError):
        # ``Path.resolve`` alone returns such a link, from Python 3.13 on, as if it led somewhere.
        path.stat()
    return path.resolve()


def _beside(target: Path) -> Path:
    """Return a hidden name beside a file, with the same suffix."""
    return target.with_name(f".surfaceviz-{secrets.token_hex(4)}{target.suffix}")
