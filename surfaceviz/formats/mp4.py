"""MP4: H.264 as PowerPoint, QuickTime and every browser play it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from surfaceviz.formats.ffmpeg import encode, prepare
from surfaceviz.settings.medium import Quality

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from surfaceviz.base.arrays import Frame
    from surfaceviz.formats.base import Film

# x264's preset, and its constant rate factor: less is better and larger.
SETTINGS = {
    Quality.SMALL: ("medium", "26"),
    Quality.GOOD: ("veryfast", "19"),
    Quality.BEST: ("medium", "10"),
}

__all__ = ["prepare", "write"]


def write(path: Path, film: Film, frames: Iterator[Frame]) -> None:
    """Write an MP4 to ``path``; see ``Writer``."""
    preset, factor = SETTINGS[film.quality]
    codec = [
        *("-c:v", "libx264", "-preset", preset, "-crf", factor),
        # One core is for the drawing.
        *("-threads", str(max(1, (os.cpu_count() or 2) - 1))),
        # Without B-frames packets come in the order of the frames, which the times rely on.
        *("-bf", "0", "-movflags", "+faststart", "-f", "mp4"),
    ]
    encode(path, film, frames, codec)
