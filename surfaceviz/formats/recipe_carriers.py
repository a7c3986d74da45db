"""What a file carries beside its pictures: the text of its recipe, by kinds of files."""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any

from surfaceviz.base.damage import CUT_OFF, DamagedError
from surfaceviz.formats.recipe_documents import in_pdf, in_svg
from surfaceviz.formats.video_reading import ffmpeg_says

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

# The decoder of WebP takes the whole file into memory.
LARGEST_WEBP = 1 << 29
PNG_END = b"\0\0\0\0IEND\xaeB`\x82"
GIF_END = b";"
LARGEST_PAGE = 1 << 26
PAGE_END = "</html>"
PAGE_MARK, PAGE_TAG, PAGE_MARK_END = 'id="surfaceviz-recipe">', "<script ", "</script>"
# ImageDescription, of EXIF.
DESCRIPTION = 0x010E
# A line of ffmpeg's, whatever it is, so that none is tried again from within.
METADATA = re.compile(r"((?:\\.|[^=\\\n])*+)(=?)((?:\\.|[^\\\n])*+)[\\\n]?", re.DOTALL)


@dataclass(frozen=True)
class Carrier:
    """A kind of file that can carry a recipe.

    Attributes
    ----------
    signature : re.Pattern
        How its files begin.
    carried : callable
        (path, first bytes, last bytes) -> the text that it carries, or none.
    """

    signature: re.Pattern[bytes]
    carried: Callable[[Path, bytes, bytes], str]


def _in_gif(_path: Path, head: bytes, tail: bytes) -> str:
    if not tail.endswith(GIF_END):
        raise DamagedError(CUT_OFF)
    comment = _opened(head, "GIF", lambda picture: picture.info.get("comment", b""))
    return str(comment, errors="replace")


def _in_png(_path: Path, head: bytes, tail: bytes) -> str:
    if tail != PNG_END:
        raise DamagedError(CUT_OFF)
    return str(_opened(head, "PNG", lambda picture: picture.info.get("Comment", "")))


def _in_webp(path: Path, _head: bytes, _tail: bytes) -> str:
    if path.stat().st_size > LARGEST_WEBP:
        raise DamagedError("it is larger than any WebP of surfaceviz")
    content = path.read_bytes()
    return str(_opened(content, "WEBP", lambda picture: picture.getexif().get(DESCRIPTION, "")))


def _opened(content: bytes, form: str, find: Callable[[Any], Any]) -> Any:
    """Return what ``find`` finds in a picture, of which no pixel is decoded."""
    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(BytesIO(content), formats=[form]) as picture:
                return find(picture)
    except Exception as error:
        # Depending on where the damage is, Pillow raises nearly anything.
        raise DamagedError(f"it cannot be read as {form}") from error


def _in_page(path: Path, _head: bytes, _tail: bytes) -> str:
    if path.stat().st_size > LARGEST_PAGE:
        raise DamagedError("it is larger than any page of surfaceviz")
    text = path.read_text(encoding="utf-8", errors="replace")
    if not text.rstrip().lower().endswith(PAGE_END):
        raise DamagedError(CUT_OFF)
    return in_script(text)


def in_script(text: str) -> str:
    """Return what the script of a page that is marked as the recipe holds, or none."""
    seen = 0
    while (mark := text.find(PAGE_MARK, seen)) >= 0:
        tag = text[max(seen, text.rfind(">", seen, mark) + 1) : mark]
        seen = mark + len(PAGE_MARK)
        if PAGE_TAG in tag:
            end = text.find(PAGE_MARK_END, seen)
            return text[seen:end] if end >= 0 else ""
    return ""


def in_metadata(told: str) -> str:
    """Return the first comment among the tags that ffmpeg tells, or none."""
    tags = METADATA.findall(told)
    comments = [value for name, equals, value in tags if equals and name.lower() == "comment"]
    return re.sub(r"\\(.)", r"\1", comments[0], flags=re.DOTALL) if comments else ""


def _in_video(demuxer: str) -> Callable[[Path, bytes, bytes], str]:
    """Return the function that finds the text in a video of this kind."""

    def carried(path: Path, _head: bytes, _tail: bytes) -> str:
        # The second output, which is thrown away, makes it read to the end.
        told = ffmpeg_says(
            *(path, demuxer, "-f", "ffmetadata", "-", "-map", "0:v:0", "-c", "copy"),
            *("-f", "null", "-"),
        )
        # The film's own tags come before those of its streams.
        return in_metadata(told)

    return carried


def _in_deck(path: Path, head: bytes, tail: bytes) -> str:
    from surfaceviz.formats.pptx.carrier import carried

    return carried(path, head, tail)


CARRIERS = (
    Carrier(re.compile(rb"(\xef\xbb\xbf)?\s*<!doctype html", re.IGNORECASE), _in_page),
    Carrier(re.compile(rb"(\xef\xbb\xbf)?\s*(<[?!][^>]*>\s*)*<svg[\s>]"), in_svg),
    Carrier(re.compile(rb"%PDF-"), in_pdf),
    Carrier(re.compile(rb"GIF8[79]a"), _in_gif),
    Carrier(re.compile(rb"\x89PNG\r\n\x1a\n"), _in_png),
    Carrier(re.compile(rb"RIFF....WEBP", re.DOTALL), _in_webp),
    Carrier(re.compile(rb"PK\x03\x04"), _in_deck),
    Carrier(re.compile(rb"....ftyp", re.DOTALL), _in_video("mov")),
    Carrier(re.compile(rb"\x1aE\xdf\xa3"), _in_video("matroska")),
)

__all__ = ["CARRIERS", "PNG_END", "Carrier", "DamagedError"]
