"""What ffmpeg tells of a video, and its last frame."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from surfaceviz.base.damage import DamagedError
from surfaceviz.formats.video_reading import ffmpeg_says

if TYPE_CHECKING:
    from surfaceviz.base.arrays import Frame


@dataclass(frozen=True)
class Measures:
    """What a video is.

    Attributes
    ----------
    width, height : int
        Pixels as it is shown.
    frames : int
        How many it has.
    seconds : float
        Playing time.
    """

    width: int
    height: int
    frames: int
    seconds: float


def measure(path: Path, demuxer: str) -> Measures:
    """Return what a video is, having read it to its end.

    Parameters
    ----------
    path : Path
        The file.
    demuxer : str
        ffmpeg's name of its format, the only one that is tried.

    Raises
    ------
    DamagedError
        If it cannot be read.
    """
    # A checksum of each packet comes with its times; a decoded picture is turned as it is shown.
    told, packets = _listing(_ffmpeg(path, demuxer, "-c", "copy", "-f", "framecrc", "-"))
    turned, _ = _listing(_ffmpeg(path, demuxer, "-frames:v", "1", "-f", "framecrc", "-"))
    if not packets or "dimensions" not in turned:
        raise DamagedError("it holds no pictures")
    width, height = map(int, turned["dimensions"].split("x"))
    ticks, second = map(int, told["tb"].split("/"))
    begins = min(pts for pts, _ in packets)
    ends = max(pts + duration for pts, duration in packets)
    return Measures(width, height, len(packets), (ends - begins) * ticks / second)


def last_frame(path: Path, demuxer: str) -> Frame:
    """Return the last picture of a video, as an array (height, width, 3).

    Raises
    ------
    DamagedError
        If it cannot be read.
    """
    from PIL import Image

    with tempfile.TemporaryDirectory() as folder:
        picture = Path(folder) / "last.ppm"
        # Each frame takes the place of the one before.
        _ffmpeg(path, demuxer, "-f", "image2", "-update", "1", "-c:v", "ppm", "-y", str(picture))
        if not picture.exists():
            raise DamagedError("it holds no pictures")
        with Image.open(picture) as opened:
            return np.asarray(opened.convert("RGB"))


def _ffmpeg(path: Path, demuxer: str, *output: str) -> str:
    """Return what ffmpeg says of the pictures of a video."""
    return ffmpeg_says(path, demuxer, "-map", "0:v:0", *output)


def _listing(text: str) -> tuple[dict[str, str], list[tuple[int, int]]]:
    """Return the head of a list of packets by its names, and of each its time and duration."""
    head: dict[str, str] = {}
    packets = []
    for line in text.splitlines():
        if line.startswith("#"):
            name, _, value = line.lstrip("#").partition(":")
            head[name.split()[0]] = value.strip()
        else:
            _, _, pts, duration, *_ = line.split(",")
            packets.append((int(pts), int(duration)))
    return head, packets
