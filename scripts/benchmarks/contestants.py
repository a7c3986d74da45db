"""Who takes part, and by which command."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from benchmarks.measure import SCRIPTS

if TYPE_CHECKING:
    from pathlib import Path

OURS = "surfaceviz"
PILLOW_WRITER = "FuncAnimation + PillowWriter"
FFMPEG_WRITER = "FuncAnimation + FFMpegWriter"


@dataclass(frozen=True)
class Contestant:
    """A way to make a film.

    Attributes
    ----------
    name : str
        What the table calls it.
    suffix : str
        Of the file it writes.
    command : tuple of str
        What to run, before the epochs and the path.
    naming : tuple of str
        What comes before the path.
    is_ours : bool
        Whether the others are compared with it.
    is_long : bool
        Whether it makes the longer film, too; the cost of a frame of the others is the slope
        between a film of a few frames and the shorter one.
    """

    name: str
    suffix: str
    command: tuple[str, ...]
    naming: tuple[str, ...] = ()
    is_ours: bool = False
    is_long: bool = False

    @property
    def format(self) -> str:
        """The suffix as people say it."""
        return self.suffix[1:].upper()

    def line(self, path: Path | str, epochs: int) -> list[str]:
        """Return the command line of a film."""
        return [*self.command, "--epochs", str(epochs), *self.naming, str(path)]


def ours(suffix: str, *options: str, name: str = OURS) -> Contestant:
    """Return our command line as a user types it."""
    command = (sys.executable, "-m", "surfaceviz", "render", *options)
    return Contestant(name, suffix, command, ("-o",), is_ours=True, is_long=True)


def peer(name: str, suffix: str, script: str, *options: str) -> Contestant:
    """Return one of the peers."""
    command = (sys.executable, str(SCRIPTS / "peers" / f"{script}.py"), *options)
    return Contestant(name, suffix, command, is_long=script == "funcanimation" and not options)


def everyone() -> list[Contestant]:
    """Return all, ours first in each format."""
    return [
        ours(".gif"),
        peer(PILLOW_WRITER, ".gif", "funcanimation"),
        peer("celluloid", ".gif", "celluloid_camera"),
        peer("gif", ".gif", "gif_package"),
        peer("imageio, full redraws", ".gif", "imageio_redraws"),
        ours(".mp4"),
        peer(FFMPEG_WRITER, ".mp4", "funcanimation"),
        peer("celluloid", ".mp4", "celluloid_camera"),
        peer("imageio, full redraws", ".mp4", "imageio_redraws"),
    ]


def orbiting(camera: str = "orbit:360") -> list[Contestant]:
    """Return those who can turn the camera from frame to frame."""
    return [
        ours(".gif", "--camera", camera),
        peer(PILLOW_WRITER, ".gif", "funcanimation", "--orbit"),
        ours(".mp4", "--camera", camera),
        peer(FFMPEG_WRITER, ".mp4", "funcanimation", "--orbit"),
    ]
