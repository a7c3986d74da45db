"""The formats that a film can be written in, by their suffix."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from surfaceviz.errors import InputError
from surfaceviz.writers.base import Format, Quality, choose_quality

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from os import PathLike

WRITERS: Mapping[str, Format] = {
    ".gif": Format(
        "GIF",
        "plays anywhere, loops for ever",
        "surfaceviz.writers.gif",
        50.0,
        {
            Quality.SMALL: "64 colours",
            Quality.GOOD: "255 colours",
            Quality.BEST: "255 colours, chosen with more care",
        },
    ),
    ".mp4": Format(
        "MP4",
        "H.264 video for slides and the web",
        "surfaceviz.writers.mp4",
        240.0,
        {
            Quality.SMALL: "soft edges, a third of the size",
            Quality.GOOD: "looks like the original",
            Quality.BEST: "hardly a difference under a lens, three times the size",
        },
    ),
    ".webm": Format(
        "WebM",
        "VP9 video for the web",
        "surfaceviz.writers.webm",
        240.0,
        {
            Quality.SMALL: "soft edges",
            Quality.GOOD: "looks like the original",
            Quality.BEST: "hardly a difference under a lens; takes long",
        },
    ),
    ".webp": Format(
        "WebP",
        "for the web as GIF is, at half the size",
        "surfaceviz.writers.webp",
        90.0,
        {
            Quality.SMALL: "64 colours",
            Quality.GOOD: "255 colours",
            Quality.BEST: "every colour as drawn, three times the size",
        },
    ),
    ".apng": Format(
        "APNG",
        "every colour as drawn, plays in browsers",
        "surfaceviz.writers.apng",
        90.0,
        {
            Quality.SMALL: "every colour as drawn, compressed for longer",
            Quality.GOOD: "every colour as drawn",
            Quality.BEST: "every colour as drawn",
        },
    ),
}


def format_of(path: Path) -> Format:
    """Return the format that the suffix of ``path`` names.

    Raises
    ------
    InputError
        If no format has it; the message lists those there are.
    """
    suffix = path.suffix.lower()
    if suffix in WRITERS:
        return WRITERS[suffix]
    found = f"the suffix {path.suffix!r}" if path.suffix else "no suffix"
    raise InputError(
        f"{str(path)!r} has {found}: the suffix chooses the format, one of {', '.join(WRITERS)}"
    )


def check_paths(paths: Sequence[str | PathLike[str]]) -> dict[Path, Format]:
    """Return the format of each path, in their order.

    Raises
    ------
    InputError
        If a suffix is unknown, or two paths lead to the same file.
    """
    formats: dict[Path, Format] = {}
    seen: set[str] = set()
    for path in map(Path, paths):
        # Unlike Path.resolve, this bears links that lead to themselves.
        real = os.path.realpath(path)
        if real in seen:
            raise InputError(f"{str(path)!r} is to be written twice: give each path once")
        seen.add(real)
        formats[path] = format_of(path)
    return formats


__all__ = ["WRITERS", "Format", "Quality", "check_paths", "choose_quality", "format_of"]
