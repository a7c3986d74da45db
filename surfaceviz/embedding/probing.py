"""What a file is: told by its content."""

from __future__ import annotations

import re
import warnings
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from surfaceviz.base import checks
from surfaceviz.base.damage import DamagedError
from surfaceviz.base.errors import InputError
from surfaceviz.embedding.exhibit import Exhibit, Kind
from surfaceviz.scene import defaults

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from os import PathLike
    from pathlib import Path

    from surfaceviz.settings.recipe import Recipe

HEAD_BYTES = 1 << 16
# Pixels to the inch, and to other units that drawings are measured in.
PIXELS = {
    "px": 1.0,
    "": 1.0,
    "pt": 96 / 72,
    "pc": 16.0,
    "in": 96.0,
    "mm": 96 / 25.4,
    "cm": 960 / 25.4,
}
# To its end, or that of the text, lest each of many that do not end be tried.
ROOT = re.compile(rb"<svg\b[^>]*+(>?)")
LENGTH = re.compile(r'\s(width|height)="\s*+([\d.]++)\s*+([a-z]*+)\s*+"')
VIEW = re.compile(r'\sviewBox="\s*[-\d.]+[\s,]+[-\d.]+[\s,]+([\d.]+)[\s,]+([\d.]+)\s*"')
LARGEST_SIDE = 1e9
# The file that shows a folder for LaTeX.
DRAWN = "descent.tex"
# What is not embedded, or without words.
UNSPOKEN = (Kind.DECK, Kind.FRAMES, Kind.BEAMER)


def look_at(path: str | PathLike[str], lang: str | None = None) -> Exhibit:
    """Return what a file or folder is.

    Parameters
    ----------
    path : path-like
        A film, a page, a figure or a folder of pictures.
    lang : str, optional
        Language of the words about it; by default that of its recipe.

    Raises
    ------
    InputError
        If it is nothing of the kind, or damaged.
    """
    path = checks.path(path)
    label = repr(str(path))
    try:
        exhibit = _folder(path, label) if path.is_dir() else _file(path, label)
    except DamagedError as error:
        raise InputError(f"{label} is damaged: {error}") from error
    except (OSError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        reason = getattr(error, "strerror", None) or error
        raise InputError(f"{label} cannot be read: {reason}") from error
    if exhibit.kind in UNSPOKEN:
        return exhibit
    from surfaceviz.embedding.words import in_words

    return in_words(_with_recipe(exhibit), lang).with_poster()


def _folder(path: Path, label: str) -> Exhibit:
    if (path / DRAWN).is_file():
        return Exhibit(path, Kind.BEAMER)
    pictures = [each for each in path.iterdir() if each.suffix.lower() == ".png"]
    if not pictures:
        raise InputError(f"{label} is a folder without PNG pictures: name a film's file")
    return Exhibit(path, Kind.FRAMES, frames=len(pictures))


def _file(path: Path, label: str) -> Exhibit:
    if not path.exists():
        raise InputError(f"no such file: {label}; check its name and folder")
    if not path.is_file():
        # A pipe could keep us waiting for ever.
        raise InputError(f"{label} is no regular file: name a film, a page or a figure")
    with path.open("rb") as stream:
        head = stream.read(HEAD_BYTES)
    found = next((look for signature, look in SIGNATURES if signature.match(head)), None)
    if found is None:
        what = "is empty" if not head else "is none that can be embedded"
        raise InputError(
            f"{label} {what}: expected a film (.mp4, .webm, .gif, .webp, .apng), a page (.html) "
            "or a figure (.svg, .png, .pdf)"
        )
    return found(path, head)


def _picture(path: Path, _head: bytes) -> Exhibit:
    from PIL import Image

    try:
        with warnings.catch_warnings(), Image.open(path, formats=["GIF", "PNG", "WEBP"]) as picture:
            warnings.simplefilter("ignore")
            durations = list(_durations(picture))
            mime = Image.MIME[picture.format or ""]
            return Exhibit(
                path, Kind.PICTURE, mime, *picture.size, len(durations), sum(durations) / 1000.0
            )
    except OSError as error:
        if error.errno is not None:
            raise
        raise DamagedError("it cannot be read to its end") from error
    except Exception as error:
        # Depending on where the damage is, Pillow raises nearly anything.
        raise DamagedError("it cannot be read to its end") from error


def _durations(picture: Any) -> Iterator[float]:
    """Yield for how many milliseconds each frame is shown."""
    for index in range(getattr(picture, "n_frames", 1)):
        picture.seek(index)
        if picture.format == "WEBP":
            # It tells the time of a frame that it has decoded.
            picture.load()
        yield float(picture.info.get("duration", 0.0))


def _drawing(path: Path, head: bytes) -> Exhibit:
    root = ROOT.search(head)
    if root is None or not root[1] or not path.read_bytes().rstrip().endswith(b"</svg>"):
        raise DamagedError("it is cut off")
    width, height = sides_of(root[0].decode(errors="replace"))
    return Exhibit(path, Kind.PICTURE, "image/svg+xml", width, height)


def sides_of(root: str) -> tuple[int, int]:
    """Return width and height in pixels that the first tag of a drawing tells; 0 if unknown."""
    sizes = {
        name: float(number) * PIXELS[unit]
        for name, number, unit in LENGTH.findall(root)
        if unit in PIXELS
    }
    if len(sizes) < len(("width", "height")) and (view := VIEW.search(root)):
        sizes = {"width": float(view[1]), "height": float(view[2])}
    if not all(side < LARGEST_SIDE for side in sizes.values()):
        raise DamagedError("its width and height are none of a drawing")
    width, height = (round(sizes.get(name, 0.0)) for name in ("width", "height"))
    return width, height


def _video(demuxer: str, mime: str) -> Callable[[Path, bytes], Exhibit]:
    """Return the function that looks at videos of a kind."""

    def look(path: Path, _head: bytes) -> Exhibit:
        from surfaceviz.formats.video import measure

        found = measure(path, demuxer)
        size = found.width, found.height
        return Exhibit(path, Kind.VIDEO, mime, *size, found.frames, found.seconds)

    return look


def _page(path: Path, _head: bytes) -> Exhibit:
    return Exhibit(path, Kind.PAGE, "text/html", *defaults.SIZE)


def _pdf(path: Path, _head: bytes) -> Exhibit:
    if b"%%EOF" not in path.read_bytes()[-1024:]:
        raise DamagedError("it is cut off")
    return Exhibit(path, Kind.PDF, "application/pdf")


def _deck(path: Path, _head: bytes) -> Exhibit:
    return Exhibit(path, Kind.DECK)


VIDEOS = {"video/mp4": "mov", "video/webm": "matroska"}
SIGNATURES: tuple[tuple[re.Pattern[bytes], Callable[[Path, bytes], Exhibit]], ...] = (
    (re.compile(rb"(\xef\xbb\xbf)?\s*<(!doctype html|html)", re.IGNORECASE), _page),
    (re.compile(rb"GIF8[79]a|\x89PNG\r\n\x1a\n|RIFF....WEBP", re.DOTALL), _picture),
    (re.compile(rb"....ftyp", re.DOTALL), _video("mov", "video/mp4")),
    (re.compile(rb"\x1aE\xdf\xa3"), _video("matroska", "video/webm")),
    (
        re.compile(rb"(\xef\xbb\xbf)?\s*(<\?xml.*|<!--.*|<!doctype svg.*)?<svg\b", re.I | re.S),
        _drawing,
    ),
    (re.compile(rb"%PDF-"), _pdf),
    (re.compile(rb"PK\x03\x04.*ppt/", re.DOTALL), _deck),
)


def _with_recipe(exhibit: Exhibit) -> Exhibit:
    """Return an exhibit with its recipe, if it carries one."""
    from surfaceviz.formats.recipe_reading import read_recipe

    try:
        recipe = read_recipe(exhibit.path)
    except InputError as error:
        if isinstance(error.__cause__, DamagedError):
            raise
        return replace(exhibit, lacking=str(error))
    if exhibit.kind is Kind.PAGE:
        width, height = _page_size(recipe)
        return replace(exhibit, recipe=recipe, width=width, height=height)
    return replace(exhibit, recipe=recipe)


def _page_size(recipe: Recipe) -> tuple[int, int]:
    numbers = re.fullmatch(r"(\d+)x(\d+)", str(recipe.settings.get("size", "")))
    return (int(numbers[1]), int(numbers[2])) if numbers else defaults.SIZE
