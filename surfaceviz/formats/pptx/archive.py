"""Zip files of anyone's making, read without trusting what they say of themselves."""

from __future__ import annotations

import struct
import zlib
from typing import IO, TYPE_CHECKING
from xml.etree import ElementTree as ET
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

if TYPE_CHECKING:
    from zipfile import ZipInfo

SIGNATURE = b"PK\x03\x04"
# The end of a zip: where its list of entries is, and how long; then a comment.
END, END_BYTES = struct.Struct("<4s4H2LH"), b"PK\x05\x06"
LONGEST_COMMENT = 0xFFFF
# Bytes of the list, which is read as a whole: some ten thousand entries.
LONGEST_LIST = 1 << 20
ENCRYPTED = 1
# What reading a damaged zip, or XML out of it, ends with.
ERRORS = (
    BadZipFile,
    EOFError,
    ET.ParseError,
    LookupError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    zlib.error,
    struct.error,
)


def open_archive(stream: IO[bytes]) -> ZipFile:
    """Return the zip in a stream, of which no entry is read yet.

    Raises
    ------
    BadZipFile
        If it has no end, or the list of its entries is absurdly long; or another of ``ERRORS``.
    """
    length = stream.seek(0, 2)
    stream.seek(max(0, length - LONGEST_COMMENT - END.size))
    tail = stream.read()
    at = tail.rfind(END_BYTES)
    if at < 0 or len(tail) - at < END.size:
        raise BadZipFile("it is cut off")
    listed = END.unpack_from(tail, at)[5]
    if listed > LONGEST_LIST:
        raise BadZipFile("it has more parts than any deck")
    return ZipFile(stream)


def read_entry(archive: ZipFile, entry: ZipInfo, most: int) -> bytes:
    """Return an entry's bytes.

    Raises
    ------
    BadZipFile
        If there are more than ``most``, or it is packed as no deck is; or another of ``ERRORS``.
    """
    if entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED) or entry.flag_bits & ENCRYPTED:
        raise BadZipFile("it is packed as no deck is")
    if entry.file_size > most:
        raise BadZipFile(f"{entry.filename[:60]!r} in it is absurdly large")
    # No more is unpacked than the entry says it has.
    return archive.read(entry)


def parse_part(content: bytes) -> ET.Element:
    """Return the root of a part in XML.

    Raises
    ------
    ValueError
        If it declares anything of its own, which no part may; or another of ``ERRORS``.
    """
    text = content.decode("utf-8-sig")
    if "<!" in text.replace("<!--", "").replace("<![CDATA[", ""):
        raise ValueError("a part declares entities")
    return ET.fromstring(text)
