"""Recipes in: out of the metadata of a film, or from a TOML file."""

from __future__ import annotations

import re
import subprocess
import warnings
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from surfaceviz.errors import InputError
from surfaceviz.recipe import MARK
from surfaceviz.recipe_parsing import parse_recipe

if TYPE_CHECKING:
    from collections.abc import Callable
    from os import PathLike

    from surfaceviz.recipe import Recipe

# A film's recipe stands at its beginning, and no recipe is longer than this.
HEAD_BYTES = 1 << 20
# The decoder of WebP takes the whole file into memory.
LARGEST_WEBP = 1 << 29
PNG_END = b"\0\0\0\0IEND\xaeB`\x82"
GIF_END = b";"
LARGEST_PAGE = 1 << 26
PAGE_END = "</html>"
IN_PAGE = re.compile(r'<script [^>]*id="surfaceviz-recipe">(.*?)</script>', re.DOTALL)
# ImageDescription, of EXIF.
DESCRIPTION = 0x010E
# Reading the metadata takes a fraction of a second.
PATIENCE = 60.0
CUT_OFF = "it is cut off"
METADATA = re.compile(r"^((?:\\.|[^=\\\n])*)=((?:\\.|[^\\\n])*)$", re.DOTALL | re.MULTILINE)


def read_recipe(path: str | PathLike[str]) -> Recipe:
    """Return the recipe that a film carries, or that a TOML file is.

    What the file is, its content tells, not its suffix.

    Parameters
    ----------
    path : path-like
        A film, a folder of PNG pictures, or a recipe in TOML.

    Raises
    ------
    InputError
        If the file cannot be read, is damaged, or holds no recipe.

    Warns
    -----
    SurfaceVizWarning
        If a newer surfaceviz made the recipe and something in it is unknown, and left out.
    """
    label = repr(str(path))
    try:
        file = _only_file(Path(path), label)
        with file.open("rb") as stream:
            head = stream.read(HEAD_BYTES)
            stream.seek(-min(len(head), len(PNG_END)), 2)
            tail = stream.read()
        carrier = next((each for each in CARRIERS if each.signature.match(head)), None)
        if carrier is None:
            return parse_recipe(_decoded(head, file, label), label)
        text = carrier.carried(file, head, tail)
    except _DamagedError as error:
        raise InputError(f"{label} is damaged: {error}") from error
    except OSError as error:
        raise InputError(f"{label} cannot be read: {error.strerror or error}") from error
    if not text.startswith(MARK):
        raise InputError(
            f"{label} carries no recipe: surfaceviz did not make it, or another program has "
            "changed it since"
        )
    return parse_recipe(text, f"the recipe in {label}")


class _DamagedError(Exception):
    """A film is not whole; the message says why."""


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


def _only_file(path: Path, label: str) -> Path:
    """Return the path of the file to read: of the pictures in a folder, the first."""
    if path.is_dir():
        pictures = sorted(each for each in path.iterdir() if each.suffix.lower() == ".png")
        if not pictures:
            raise InputError(f"{label} is a folder without PNG pictures: expected a film's file")
        path = pictures[0]
    if not path.exists():
        raise InputError(f"no such file: {label}; check its name and folder")
    if not path.is_file():
        # A pipe could keep us waiting for ever.
        raise InputError(f"{label} is no regular file: expected a film or a recipe in TOML")
    return path


def _decoded(content: bytes, path: Path, label: str) -> str:
    """Return the text of what should be TOML."""
    called_toml = path.suffix.lower() == ".toml"
    kinds = "expected a film that surfaceviz made, or a recipe in TOML"
    if not content:
        raise InputError(f"{label} is empty: {kinds}")
    if len(content) == HEAD_BYTES:
        raise InputError(f"{label} holds no recipe, it is too large for one: {kinds}")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if called_toml:
            raise InputError(
                f"{label} is not UTF-8 text (byte {error.start + 1} is "
                f"0x{content[error.start]:02x}): save it as TOML in UTF-8"
            ) from error
        raise InputError(f"{label} holds no recipe: {kinds}") from error
    if not called_toml and "=" not in text:
        raise InputError(f"{label} holds no recipe: {kinds}")
    return text


def _in_gif(_path: Path, head: bytes, tail: bytes) -> str:
    if not tail.endswith(GIF_END):
        raise _DamagedError(CUT_OFF)
    comment = _opened(head, "GIF", lambda picture: picture.info.get("comment", b""))
    return str(comment, errors="replace")


def _in_png(_path: Path, head: bytes, tail: bytes) -> str:
    if tail != PNG_END:
        raise _DamagedError(CUT_OFF)
    return str(_opened(head, "PNG", lambda picture: picture.info.get("Comment", "")))


def _in_webp(path: Path, _head: bytes, _tail: bytes) -> str:
    if path.stat().st_size > LARGEST_WEBP:
        raise _DamagedError("it is larger than any WebP of surfaceviz")
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
        raise _DamagedError(f"it cannot be read as {form}") from error


def _in_page(path: Path, _head: bytes, _tail: bytes) -> str:
    if path.stat().st_size > LARGEST_PAGE:
        raise _DamagedError("it is larger than any page of surfaceviz")
    text = path.read_text(encoding="utf-8", errors="replace")
    if not text.rstrip().lower().endswith(PAGE_END):
        raise _DamagedError(CUT_OFF)
    found = IN_PAGE.search(text)
    return found[1] if found else ""


def _in_video(demuxer: str) -> Callable[[Path, bytes, bytes], str]:
    """Return the function that finds the text in a video of this kind."""

    def carried(path: Path, _head: bytes, _tail: bytes) -> str:
        import imageio_ffmpeg

        # It is told the format, and may open nothing else: there are formats that name other
        # files to play. The second output, which is thrown away, makes it read to the end.
        command = [
            *(imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-nostdin"),
            *("-protocol_whitelist", "file,pipe", "-f", demuxer, "-i", f"file:{path.absolute()}"),
            *("-f", "ffmetadata", "-", "-map", "0:v:0", "-c", "copy", "-f", "null", "-"),
        ]
        try:
            done = subprocess.run(command, capture_output=True, check=False, timeout=PATIENCE)
        except subprocess.TimeoutExpired as error:
            raise _DamagedError("ffmpeg does not come to its end") from error
        if done.returncode or done.stderr:
            raise _DamagedError("ffmpeg cannot read it to its end")
        # The film's own tags come before those of its streams.
        tags = METADATA.findall(done.stdout.decode(errors="replace"))
        comments = [value for name, value in tags if name.lower() == "comment"]
        return re.sub(r"\\(.)", r"\1", comments[0], flags=re.DOTALL) if comments else ""

    return carried


CARRIERS = (
    Carrier(re.compile(rb"(\xef\xbb\xbf)?\s*<!doctype html", re.IGNORECASE), _in_page),
    Carrier(re.compile(rb"GIF8[79]a"), _in_gif),
    Carrier(re.compile(rb"\x89PNG\r\n\x1a\n"), _in_png),
    Carrier(re.compile(rb"RIFF....WEBP", re.DOTALL), _in_webp),
    Carrier(re.compile(rb"....ftyp", re.DOTALL), _in_video("mov")),
    Carrier(re.compile(rb"\x1aE\xdf\xa3"), _in_video("matroska")),
)
