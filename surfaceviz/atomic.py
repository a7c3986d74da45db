"""Files that appear whole or not at all."""

from __future__ import annotations

import secrets
import shutil
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from surfaceviz.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a temporary path beside ``path``, and move it there when the block ends well.

    Whatever happens in between, an interruption included, the file that was there stays whole
    and the temporary one goes.

    Raises
    ------
    InputError
        If ``path`` is a folder, or its folder cannot be made or written to.
    """
    try:
        target = path.resolve()
        if target.is_dir():
            raise InputError(f"{str(path)!r} is a folder: expected a file's name to write to")
        temporary = target.with_name(f".surfaceviz-{secrets.token_hex(4)}{target.suffix}")
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary.touch(exist_ok=False)
    except (OSError, RuntimeError) as error:
        # A link that leads to itself is a RuntimeError.
        reason = error.strerror if isinstance(error, OSError) else error
        raise InputError(
            f"cannot write {str(path)!r}: {reason}; choose another place with -o"
        ) from error
    try:
        yield temporary
        if target.exists():
            shutil.copymode(target, temporary)
        temporary.replace(target)
    finally:
        with suppress(FileNotFoundError):
            temporary.unlink()
