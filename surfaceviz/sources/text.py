"""Files of text: what must be so for them to be read at all."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING

from surfaceviz.errors import InputError

if TYPE_CHECKING:
    from surfaceviz.sources.protocol import Files

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
        raise InputError(
            f"{label} is not UTF-8 text (byte {error.start + 1} is 0x{head[error.start]:02x}): "
            f"save it as {expected} in UTF-8"
        ) from error
