"""Files of text: what must be so for them to be read at all."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING

from surfaceviz.base.errors import InputError
from surfaceviz.data.readers.packing import PIECE, unpacked

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from surfaceviz.data.readers.protocol import Files

UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def check_text(files: Files, expected: str) -> None:
    """Refuse files that do not begin as text in UTF-8.

    Raises
    ------
    InputError
        If so; the message says what they are.
    """
    head, label = files.head, files.label
    if not head.removeprefix(codecs.BOM_UTF8).strip():
        raise InputError(f"{label} is empty: expected rows with at least two columns")
    if head.startswith(UTF_16):
        raise InputError(f"{label} is UTF-16 text: save it as {expected} in UTF-8")
    if b"\0" in head:
        raise InputError(
            f"{label} is not a text file: expected {expected} in UTF-8, found binary data"
        )
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError as error:
        raise _stray(label, expected, head[: error.start], head[error.start]) from error


def watch_text(files: Files, path: Path, expected: str) -> Callable[[bytes], None]:
    """Return what is to be called with each piece of a file in turn, and with none at its end.

    Raises
    ------
    InputError
        By what is returned, where a piece is no text in UTF-8.
    """
    decoder = codecs.getincrementaldecoder("utf-8")()
    before = 0

    def watch(piece: bytes) -> None:
        nonlocal before
        cut_off = decoder.getstate()[0]
        # Most pieces are plain, which takes next to no time to see.
        if not piece.isascii() or cut_off:
            try:
                decoder.decode(piece, final=not piece)
            except UnicodeDecodeError as error:
                place = before - len(cut_off) + error.start
                label = files.label if len(files.paths) == 1 else repr(str(path))
                read = _beginning(path, files.packing, place)
                raise _stray(label, expected, read, (cut_off + piece)[error.start]) from error
        before += len(piece)

    return watch


def check_whole_text(files: Files, expected: str) -> None:
    """Refuse files that are not text in UTF-8 to their last byte.

    Raises
    ------
    InputError
        If so; the message says where.
    """
    for path in files.paths:
        watch = watch_text(files, path, expected)
        with unpacked(path, files.packing) as stream:
            while piece := stream.read(PIECE):
                watch(piece)
        watch(b"")


def _beginning(path: Path, packing: str, size: int) -> bytes:
    """Return the line ends of the first bytes of a file, and nothing else."""
    with unpacked(path, packing) as stream:
        kept = b""
        while size > 0 and (piece := stream.read(min(size, PIECE))):
            kept += piece.translate(None, delete=_INNER)
            size -= len(piece)
    return kept


_INNER = bytes(set(range(256)) - set(b"\r\n"))


def _stray(label: str, expected: str, before: bytes, found: int) -> InputError:
    """Return the error for a byte that no text in UTF-8 holds there."""
    line = 1 + (before.count(b"\n") or before.count(b"\r"))
    return InputError(
        f"{label} is not UTF-8 text (line {line:,} holds the byte 0x{found:02x}): its encoding may "
        f"be Latin-1 or Windows-1252; save it as {expected} in UTF-8"
    )
