"""Packed files: unpacked piece by piece, and checked to their last byte."""

from __future__ import annotations

import gzip
import sys
import zlib
from contextlib import contextmanager
from importlib import import_module
from typing import IO, TYPE_CHECKING, Any, cast

from surfaceviz.base.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

GZIP, ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"
PIECE = 1 << 20
# Data of real measurements are packed to a twentieth at best. What is more than this many times
# as large unpacked, and large at that, only wants to use up the machine.
MOST_TIMES, LARGE = 250, 1 << 29


def packing_of(head: bytes) -> str:
    """Return how a file that begins like this is packed: "gzip", "zstd" or ""."""
    if head.startswith(GZIP):
        return "gzip"
    return "zstd" if head.startswith(ZSTD) else ""


@contextmanager
def unpacked(path: Path, packing: str) -> Iterator[IO[bytes]]:
    """Open a file as what it holds."""
    with path.open("rb") as file:
        if packing == "gzip":
            with gzip.GzipFile(fileobj=file) as stream:
                yield cast("IO[bytes]", stream)
        elif packing == "zstd":
            with _zstd().ZstdFile(file) as stream:
                yield cast("IO[bytes]", stream)
        else:
            yield file


def read_head(path: Path, packing: str, size: int, label: str) -> bytes:
    """Return the first bytes of what a file holds, as far as it can be unpacked."""
    try:
        with unpacked(path, packing) as stream:
            return stream.read(size)
    except _errors() as error:
        raise _damaged(label, packing) from error


def check_whole(path: Path, packing: str, label: str, go_on: Callable[[], bool]) -> None:
    """Unpack a file to its end, as long as ``go_on`` says so, and refuse one that is damaged.

    Whoever reads it elsewhere may take one that is cut off for whole.

    Raises
    ------
    InputError
        If it is damaged, cut off, or many times as large as it should be.
    """
    size, most = 0, max(LARGE, MOST_TIMES * path.stat().st_size)
    try:
        with unpacked(path, packing) as stream:
            while go_on() and (piece := stream.read(PIECE)):
                size += len(piece)
                if size > most:
                    raise InputError(
                        f"{label} is more than {MOST_TIMES} times as large unpacked as it is "
                        f"packed, over {size >> 20:,} MB: unpack it first if that is meant"
                    )
    except _errors() as error:
        raise _damaged(label, packing) from error


def _zstd() -> Any:
    """Return the module that reads Zstandard, which Python has from 3.14 on."""
    return import_module("compression.zstd" if sys.version_info >= (3, 14) else "backports.zstd")


def _errors() -> tuple[type[Exception], ...]:
    return EOFError, gzip.BadGzipFile, zlib.error, _zstd().ZstdError


def _damaged(label: str, packing: str) -> InputError:
    return InputError(
        f"{label} is damaged or cut off: it cannot be unpacked as {packing} to its end"
    )
