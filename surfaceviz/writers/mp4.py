"""MP4: H.264 as PowerPoint, QuickTime and every browser play it, encoded by ffmpeg."""

from __future__ import annotations

import subprocess
import tempfile
from contextlib import contextmanager, suppress
from typing import IO, TYPE_CHECKING

import imageio_ffmpeg

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from surfaceviz.arrays import Frame
    from surfaceviz.timeline import Timeline
    from surfaceviz.writers.base import Film, Sink

# Convert to BT.709 and say so: untagged video is shown with the wrong matrix, and colours shift.
COLOURS = (
    "scale=out_color_matrix=bt709:out_range=tv,format=yuv420p,"
    "setparams=range=tv:colorspace=bt709:color_primaries=bt709:color_trc=bt709"
)
# Ticks a second, as video has them by custom: a multiple of every usual frame rate.
CLOCK = 90_000


@contextmanager
def write(path: Path, film: Film) -> Iterator[Sink]:
    """Write an MP4 to ``path``; see ``Writer``.

    imageio finds the encoder, but frames go to it by a pipe of our own: imageio's does not notice
    when the encoder fails at the end, as on a full disk, nor can it say why.
    """
    with tempfile.TemporaryFile() as said:
        encoder = start([imageio_ffmpeg.get_ffmpeg_exe(), *arguments(film), str(path)], said)
        assert encoder.stdin is not None
        pipe = encoder.stdin

        def sink(frame: Frame) -> None:
            try:
                pipe.write(frame.data)
            except OSError as error:
                encoder.wait()
                raise OSError(last_words(said) or str(error)) from error

        try:
            yield sink
            # A pipe that broke is explained by the exit code that follows.
            with suppress(BrokenPipeError):
                pipe.close()
            if encoder.wait():
                raise OSError(last_words(said) or f"ffmpeg ended with code {encoder.returncode}")
        finally:
            encoder.kill()
            encoder.wait()
            with suppress(OSError):
                pipe.close()


def start(command: list[str], said: IO[bytes]) -> subprocess.Popen[bytes]:
    """Start the encoder; what it says goes to ``said``."""
    try:
        return subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=said
        )
    except OSError as error:
        raise OSError(f"{command[0]!r} cannot be started ({error.strerror})") from error


def arguments(film: Film) -> list[str]:
    """Return ffmpeg's arguments, the target apart, for frames of red, green, blue and opacity."""
    return [
        *("-v", "error", "-y"),
        *("-f", "rawvideo", "-pix_fmt", "rgba", "-s", f"{film.width}x{film.height}"),
        *("-r", str(film.timeline.fps), "-i", "-", "-an"),
        *("-c:v", "libx264", "-preset", "veryfast", "-crf", "18", "-vf", COLOURS),
        # Without B-frames packets come in the order of the frames, which the times rely on.
        *("-bf", "0", "-fps_mode", "passthrough", "-enc_time_base", f"1/{CLOCK}"),
        *("-bsf:v", timestamps(film.timeline)),
        *("-movflags", "+faststart", "-f", "mp4"),
    ]


def timestamps(timeline: Timeline) -> str:
    """Return the bitstream filter that says when each frame is shown, and for how long the last.

    Its clock is fine enough for a hold that is no multiple of a frame's time.
    """
    begin = f"N/{timeline.fps}/TB"
    last = f"eq(N\\,{timeline.frames - 1})"
    duration = f"(1/{timeline.fps}+{last}*{timeline.hold})/TB"
    return f"setts=pts={begin}:dts={begin}:duration={duration}"


def last_words(said: IO[bytes]) -> str:
    """Return the last line of what ffmpeg said."""
    said.seek(0)
    lines = said.read().decode(errors="replace").strip().splitlines()
    return lines[-1] if lines else ""
