"""What all video formats share: ffmpeg in a process of its own, and colours that come back true."""

from __future__ import annotations

import subprocess
import tempfile
from contextlib import suppress
from typing import IO, TYPE_CHECKING

import imageio_ffmpeg
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from surfaceviz.base.arrays import Frame
    from surfaceviz.formats.base import Film
    from surfaceviz.settings.timeline import Timeline

# Convert to BT.709 and say so: untagged video is shown with the wrong matrix, and colours shift.
COLOURS = (
    "scale=out_color_matrix=bt709:out_range=tv,format=yuv420p,"
    "setparams=range=tv:colorspace=bt709:color_primaries=bt709:color_trc=bt709"
)
# Ticks a second, as video has them by custom: a multiple of every usual frame rate.
CLOCK = 90_000
# Bytes; as many as Linux gives to everyone.
PIPE = 1 << 20


def prepare() -> None:
    """Let imageio find and try ffmpeg, which takes a tenth of a second, and remember it."""
    with suppress(RuntimeError):
        imageio_ffmpeg.get_ffmpeg_exe()


def encode(path: Path, film: Film, frames: Iterator[Frame], codec: Sequence[str]) -> None:
    """Write a video to ``path``.

    imageio finds the encoder, but frames go to it by a pipe of our own: imageio's does not notice
    when the encoder fails at the end, as on a full disk, nor can it say why.

    Parameters
    ----------
    path : Path
        The file to write.
    film : Film
        What is coming.
    frames : iterator of ndarray, shape (height, width, 4)
        The pictures.
    codec : sequence of str
        ffmpeg's arguments for the format.

    Raises
    ------
    OSError
        If ffmpeg fails; it says what ffmpeg said last.
    """
    try:
        program = imageio_ffmpeg.get_ffmpeg_exe()
    except RuntimeError as error:
        raise OSError("no ffmpeg is found: install imageio-ffmpeg anew") from error
    with tempfile.TemporaryFile() as said:
        encoder = _start([program, *arguments(film), *codec, str(path)], said)
        assert encoder.stdin is not None
        pipe = encoder.stdin
        _widen(pipe)
        try:
            # A pipe that breaks is explained by what ffmpeg says.
            with suppress(BrokenPipeError):
                for frame in frames:
                    _write(pipe, frame)
                pipe.close()
            if encoder.wait() or not pipe.closed:
                raise OSError(_last_words(said) or f"ffmpeg ended with code {encoder.returncode}")
        finally:
            encoder.kill()
            encoder.wait()
            with suppress(OSError):
                pipe.close()


def arguments(film: Film) -> list[str]:
    """Return ffmpeg's arguments for frames of red, green, blue and opacity in their true times."""
    return [
        *("-v", "error", "-y"),
        *("-f", "rawvideo", "-pix_fmt", "rgba", "-s", f"{film.width}x{film.height}"),
        *("-r", str(film.timeline.fps), "-i", "-", "-an", "-vf", COLOURS),
        # It is ready long before the codec is, and more threads of it only get in the way.
        *("-filter_threads", "1"),
        *("-fps_mode", "passthrough", "-enc_time_base", f"1/{CLOCK}"),
        *("-bsf:v", _timestamps(film.timeline)),
        # Without it the file would hold a random number, and never be the same twice.
        *("-fflags", "+bitexact", "-metadata", f"comment={film.recipe}"),
    ]


def _timestamps(timeline: Timeline) -> str:
    """Return the bitstream filter that says when each frame is shown, and for how long the last.

    Its clock is fine enough for a hold that is no multiple of a frame's time. Packets must come
    in the order of the frames.
    """
    extra = timeline.extra
    longer = np.flatnonzero(extra[:-1])
    waited = [0.0, *np.cumsum(extra[longer])]
    begin = f"(N/{timeline.fps}+{_stairs(waited, [int(frame) for frame in longer])})/TB"
    last = f"eq(N\\,{timeline.frames - 1})"
    duration = f"(1/{timeline.fps}+{last}*{float(extra[-1])})/TB"
    return f"setts=ts={begin}:duration={duration}"


def _stairs(heights: Sequence[float], edges: Sequence[int]) -> str:
    """Return the expression that has the first height up to frame edges[0], then the second, ...

    It is a tree: ffmpeg refuses expressions that are nested deeply, and goes through all of a sum
    for each frame.
    """
    if not edges:
        return f"{heights[0]:.6f}"
    middle = len(edges) // 2
    below = _stairs(heights[: middle + 1], edges[:middle])
    above = _stairs(heights[middle + 1 :], edges[middle + 1 :])
    return f"if(lte(N\\,{edges[middle]})\\,{below}\\,{above})"


def _start(command: list[str], said: IO[bytes]) -> subprocess.Popen[bytes]:
    """Start the encoder; what it says goes to ``said``."""
    try:
        return subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=said, bufsize=0
        )
    except OSError as error:
        raise OSError(f"{command[0]!r} cannot be started ({error.strerror})") from error


def _write(pipe: IO[bytes], frame: Frame) -> None:
    """Write all of a frame; a process that was stopped meanwhile writes only part of it at once."""
    rest = frame.data.cast("B")
    while rest:
        rest = rest[pipe.write(rest) :]


def _widen(pipe: IO[bytes]) -> None:
    """Let a pipe hold a quarter of a frame, where the system lets us: fewer waits on both sides."""
    with suppress(ImportError, AttributeError, OSError):
        import fcntl

        fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, PIPE)


def _last_words(said: IO[bytes]) -> str:
    """Return the last line of what ffmpeg said."""
    said.seek(0)
    lines = said.read().decode(errors="replace").strip().splitlines()
    return lines[-1] if lines else ""
