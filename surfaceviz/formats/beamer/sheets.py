"""Sheets: pictures that lie above one another, and when each of them is seen."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from surfaceviz.settings.timeline import Timeline

# How the suffixes of a sheet's file are called.
DRAWING, PIXELS = ".pdf", ".png"
# A frame rate is told to so many digits, and never as a power of ten, which TeX cannot read.
DIGITS = 6


@dataclass(frozen=True)
class Sheet:
    """A picture that is transparent where it shows nothing.

    Attributes
    ----------
    first : int
        The first frame in which it is seen.
    frames : int
        Number of frames, one after another, in which it is.
    data : bytes
        Content of its file.
    suffix : str
        Of its file.
    """

    first: int
    frames: int
    data: bytes
    suffix: str


def add_sheet(sheets: list[Sheet], data: bytes, frame: int, suffix: str) -> None:
    """Add a sheet for a frame; if it is the same as the one before, show that for longer."""
    last = sheets[-1] if sheets else None
    if last is not None and last.data == data and last.first + last.frames == frame:
        sheets[-1] = replace(last, frames=last.frames + 1)
    else:
        sheets.append(Sheet(frame, 1, data, suffix))


def timeline_text(timeline: Timeline, sheets: Sequence[Sheet]) -> str:
    """Return the file that tells LaTeX's package animate which sheets make which frame.

    Each frame has a line: a frame rate where it changes, then the numbers of the sheets that are
    put on top of those that lie there, and for how many frames each stays. A frame that is shown
    for longer has a lower rate.

    Parameters
    ----------
    timeline : Timeline
        For how long each frame is shown.
    sheets : sequence of Sheet
        In the order of their numbers, and of each frame the lowest first.
    """
    beginning: dict[int, list[str]] = {}
    for number, sheet in enumerate(sheets):
        stay = f"x{sheet.frames}" if sheet.frames > 1 else ""
        beginning.setdefault(sheet.first, []).append(f"{number}{stay}")
    lines, current = [], decimal(timeline.fps)
    for frame, extra in enumerate(timeline.extra.tolist()):
        rate = decimal(1.0 / (1.0 / timeline.fps + extra))
        told = rate if rate != current else ""
        current = rate
        lines.append(f":{told}:{','.join(beginning.get(frame, []))}\n")
    return "".join(lines)


def decimal(number: float) -> str:
    """Return a number as TeX reads it."""
    return f"{number:.{DIGITS}f}".rstrip("0").rstrip(".")
