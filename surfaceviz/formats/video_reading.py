"""Videos as ffmpeg reads them: whole, patiently, and nothing but the file."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

from surfaceviz.base.damage import DamagedError

if TYPE_CHECKING:
    from pathlib import Path

# Reading a film takes a fraction of a second.
PATIENCE = 60.0


def ffmpeg_says(path: Path, demuxer: str, *output: str) -> str:
    """Return what ffmpeg prints when it has read a video to its end.

    It is told the format, and may open nothing else: there are formats that name other files to
    play.

    Parameters
    ----------
    path : Path
        The video.
    demuxer : str
        ffmpeg's name of its format.
    *output : str
        ffmpeg's arguments for what it is to print or write.

    Raises
    ------
    DamagedError
        If it cannot be read to its end.
    """
    import imageio_ffmpeg

    command = [
        *(imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-nostdin"),
        *("-protocol_whitelist", "file,pipe", "-f", demuxer, "-i", f"file:{path.absolute()}"),
        *output,
    ]
    try:
        done = subprocess.run(command, capture_output=True, check=False, timeout=PATIENCE)
    except subprocess.TimeoutExpired as error:
        raise DamagedError("ffmpeg does not come to its end") from error
    if done.returncode or done.stderr:
        raise DamagedError("ffmpeg cannot read it to its end")
    return done.stdout.decode(errors="replace")
