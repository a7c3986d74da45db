"""Ways to damage files."""

from __future__ import annotations

import io
import re
import struct
import zipfile
from typing import TYPE_CHECKING

from fuzzing.originals import squeeze
from fuzzing.repair import with_checksums

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from random import Random

    from fuzzing.originals import Original

# What trips readers of text.
TOKENS = (
    *(b'"', b'""', b'"\n', b'",', b"'", b"\0", b"\n", b"\r", b"\r\n", b"\n\n", b",", b";", b"\t"),
    *(b"1e309", b"-1e309", b"1e-400", b"nan", b"inf", b"-", b"+", b".", b"1_000", b"0x1F", b"1,5"),
    *(b"9" * 20, b"9" * 400, b"9007199254740993", b"1e", b"--1", b"NULL", b"true", b"NaN"),
    *(b"{{{{", b"}}", b"[[", b"]", b"[" * 2000, b'{"x":' * 1500, b"\\", b"\\u0000", b"\\ud800"),
    *(b"\xff\xfe", b"\xef\xbb\xbf", b"\xc3", b"\xed\xa0\x80", b"\x1a", b"\x1b[2J", b"#", b"//"),
    *(b"2024-02-30", b"2024-01-01T00:00:00Z", b"99999-12-31", b"infinity", b"=1+1", b"<", b"&"),
    *(b"A" * 5000, b"\xe2\x80\xa8", b" ", b":", b"/*", b"]]>", b"&#0;", b"%s", b"null"),
)
NUMBER = re.compile(rb"-?\d+(?:\.\d+)?")
FIGURES = (
    *(b"0", b"1", b"2", b"7", b"50", b"1000", b"99999", b"1048576", b"1048577", b"4294967295"),
    *(b"4294967296", b"18446744073709551616", b"9" * 40, b"-1", b"1e309", b"1.5", b"A", b"ZZ1"),
    *(b"XFD9", b"str", b"nan", b"", b" ", b"2024-01-01", b"s", b"e"),
)
ELEMENT = re.compile(rb"<row .*?</row>|<c .*?</c>")
EXTREMES = (0, 1, 2, 0x7F, 0x80, 0xFF, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)
LONG_EXTREMES = (1 << 40, (1 << 62) + 1, (1 << 63) - 1, 1 << 63, (1 << 64) - 1)
MOST_DAMAGES = 4
TEXTS = ("csv", "tsv", "json", "jsonl")


def damaged(random: Random, original: Original, other: Original) -> bytes:
    """Return a file that was damaged, as it is or in what it holds."""
    content = original.content
    inside = INSIDE.get(original.kind)
    if inside and random.random() < 0.5:
        return inside(random, original)
    if original.kind in TEXTS:
        return _text(random, content, len(original.head))
    if random.random() < 0.08:
        return spliced(random, content, other.content)
    return several(random, content, BINARY)


def several(
    random: Random, content: bytes, ways: Sequence[Callable[[Random, bytearray], bytes]]
) -> bytes:
    """Damage content in a few of some ways."""
    for _ in range(random.randint(1, MOST_DAMAGES)):
        if content:
            content = bytes(random.choice(ways)(random, bytearray(content)))
    return content


def _text(random: Random, content: bytes, head: int) -> bytes:
    """Damage a text; most often below its first line, so that it still names the columns."""
    head = head if random.random() < 0.7 else 0
    ways = TEXT if random.random() < 0.8 else BINARY
    return content[:head] + several(random, content[head:], ways)


def _span(random: Random, content: bytearray) -> tuple[int, int]:
    """Return where a block begins and ends, most often a short one."""
    begin = random.randrange(len(content))
    longest = random.choice((4, 16, 64, 1024, len(content)))
    return begin, min(len(content), begin + random.randint(1, longest))


def flip(random: Random, content: bytearray) -> bytes:
    """Turn bits over."""
    for _ in range(random.choice((1, 1, 2, 8))):
        content[random.randrange(len(content))] ^= 1 << random.randrange(8)
    return content


def replace(random: Random, content: bytearray) -> bytes:
    """Put other bytes in the place of some."""
    for _ in range(random.choice((1, 1, 4, 16))):
        content[random.randrange(len(content))] = random.randrange(256)
    return content


def delete(random: Random, content: bytearray) -> bytes:
    """Leave a block out."""
    begin, end = _span(random, content)
    return content[:begin] + content[end:]


def double(random: Random, content: bytearray) -> bytes:
    """Repeat a block, there or elsewhere."""
    begin, end = _span(random, content)
    place = end if random.random() < 0.5 else random.randrange(len(content))
    return content[:place] + content[begin:end] + content[place:]


def insert(random: Random, content: bytearray) -> bytes:
    """Put random bytes in between."""
    place = random.randrange(len(content) + 1)
    return content[:place] + random.randbytes(random.choice((1, 2, 8, 100))) + content[place:]


def blank(random: Random, content: bytearray) -> bytes:
    """Set a block to one byte."""
    begin, end = _span(random, content)
    content[begin:end] = random.choice((b"\0", b"\xff")) * (end - begin)
    return content


def truncate(random: Random, content: bytearray) -> bytes:
    """Cut the end off."""
    if random.random() < 0.5:
        return content[: -random.randint(1, min(64, len(content)))]
    return content[: random.randrange(len(content))]


def extreme(random: Random, content: bytearray) -> bytes:
    """Set a whole number to what it hardly ever is."""
    layout = random.choice(("<B", "<H", "<I", "<Q", ">H", ">I", ">Q"))
    size = struct.calcsize(layout)
    number = random.choice(EXTREMES + (LONG_EXTREMES if size == 8 else ()))
    place = random.randrange(len(content))
    content[place : place + size] = struct.pack(layout, number & ((1 << 8 * size) - 1))
    return content


def spliced(random: Random, one: bytes, other: bytes) -> bytes:
    """Return the beginning of a file and the end of another."""
    return one[: random.randrange(len(one) + 1)] + other[random.randrange(len(other) + 1) :]


def token(random: Random, content: bytearray) -> bytes:
    """Put in what trips readers."""
    place = random.randrange(len(content) + 1)
    return content[:place] + random.choice(TOKENS) + content[place:]


def number(random: Random, content: bytearray) -> bytes:
    """Put what trips readers in the place of a number."""
    found = list(NUMBER.finditer(content))
    if not found:
        return content
    place = random.choice(found)
    return content[: place.start()] + random.choice(TOKENS) + content[place.end() :]


def figure(random: Random, content: bytearray) -> bytes:
    """Put another number, or a letter, in the place of a number; what is XML remains so."""
    found = list(NUMBER.finditer(content))
    if not found:
        return content
    place = random.choice(found)
    return content[: place.start()] + random.choice(FIGURES) + content[place.end() :]


def element(random: Random, content: bytearray) -> bytes:
    """Leave out, repeat or move a whole row or cell of a sheet."""
    found = list(ELEMENT.finditer(content))
    if not found:
        return content
    one, other = random.choice(found), random.choice(found)
    if random.random() < 0.5:
        return content[: one.start()] + content[one.end() :]
    return content[: other.start()] + one.group() + content[other.start() :]


def lines(random: Random, content: bytearray) -> bytes:
    """Leave out, repeat, join or shuffle lines."""
    rows = content.splitlines(keepends=True)
    place = random.randrange(len(rows))
    match random.randrange(4):
        case 0:
            del rows[place]
        case 1:
            rows.insert(random.randrange(len(rows) + 1), rows[place])
        case 2:
            rows[place] = rows[place].rstrip(b"\r\n")
        case _:
            random.shuffle(rows)
    return b"".join(rows)


def ends(random: Random, content: bytearray) -> bytes:
    """Change a few line ends, or all of them."""
    new = random.choice((b"\r\n", b"\r", b"\n\n", b" \n"))
    return content.replace(b"\n", new, random.choice((1, 3, -1)))


BINARY = (flip, replace, delete, double, insert, blank, truncate, extreme, flip, extreme)
TEXT = (token, token, number, number, lines, ends, flip, replace, delete, double, truncate)

WELL_FORMED = (figure, figure, figure, element)


def _repacked(random: Random, original: Original) -> bytes:
    """Damage what is packed, and pack it again."""
    if original.pack == "zstd":
        from fuzzing.originals import zstd

        content = bytes(zstd().decompress(original.content))
    else:
        import gzip

        content = gzip.decompress(original.content)
    content = _text(random, content, len(original.head))
    half = random.randrange(len(content) + 1) if random.random() < 0.3 else len(content)
    checked = random.random() < 0.5
    packed = squeeze(content[:half], original.pack, checked=checked)
    if half < len(content):
        packed += squeeze(content[half:], original.pack, checked=checked)
    return packed if random.random() < 0.5 else several(random, packed, BINARY)


def _rezipped(random: Random, original: Original) -> bytes:
    """Damage one member of an archive, and put it in again."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(original.content)) as archive,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        names = archive.namelist()
        likely = [name for name in names if "sheet" in name or name.endswith(".npy")]
        chosen = random.choice(likely if random.random() < 0.7 else names)
        for name in names:
            member = archive.read(name)
            if name == chosen:
                ways = WELL_FORMED if random.random() < 0.7 else TEXT
                xml = name.endswith((".xml", ".rels"))
                member = several(random, member, ways if xml else BINARY)
            made.writestr(name, member)
    return out.getvalue()


def _rechecked(random: Random, original: Original) -> bytes:
    """Damage the blocks of a database, and make their checksums right again."""
    content = bytearray(original.content)
    for _ in range(random.randint(1, MOST_DAMAGES)):
        content = bytearray(
            random.choice((flip, replace, blank, extreme, extreme))(random, content)
        )
    return with_checksums(bytes(content[: len(original.content)]))


INSIDE: dict[str, Callable[[Random, Original], bytes]] = {
    "gzip": _repacked,
    "zstd": _repacked,
    "xlsx": _rezipped,
    "npz": _rezipped,
    "duckdb": _rechecked,
}
