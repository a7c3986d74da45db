"""WebM: VP9 video as browsers play it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from surfaceviz.formats.ffmpeg import encode, prepare
from surfaceviz.settings.medium import Quality

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from surfaceviz.base.arrays import Frame
    from surfaceviz.formats.base import Film

# libvpx's deadline, its speed and its constant quality factor: less is better and larger.
SETTINGS = {
    Quality.SMALL: ("good", "4", "40"),
    Quality.GOOD: ("realtime", "8", "26"),
    Quality.BEST: ("good", "3", "12"),
}

__all__ = ["prepare", "write"]


def write(path: Path, film: Film, frames: Iterator[Frame]) -> None:
    """Write a WebM to ``path``; see ``Writer``."""
    deadline, speed, factor = SETTINGS[film.quality]
    codec = [
        *("-c:v", "libvpx-vp9", "-deadline", deadline, "-cpu-used", speed),
        *("-crf", factor, "-b:v", "0", "-row-mt", "1", "-threads", "2"),
        # Frames that are never shown would come as packets of their own, and upset the times.
        *("-auto-alt-ref", "0", "-lag-in-frames", "0", "-f", "webm"),
    ]
    encode(path, film, frames, codec)
