"""Print what the same frames become in our writers and in imageio's: bytes, and how true they are.

The frames are those of the classic case. A film is read back as a player shows it, each frame at
the time when it is due, and compared with what was drawn.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import imageio.v2 as imageio
import imageio_ffmpeg
import numpy as np
from PIL import Image, ImageSequence

from benchmarks.held import hold
from surfaceviz.formats import WRITERS
from surfaceviz.scene import defaults

if TYPE_CHECKING:
    from collections.abc import Iterator

    from surfaceviz.base.arrays import Frame

OURS, GIFSICLE = "surfaceviz", "surfaceviz, then gifsicle -O3"
# imageio's defaults depend on what it is given: with opacity, its GIF is smaller and less true.
IMAGEIO = {"imageio, from RGB": 3, "imageio, from RGBA": 4}


def measure(folder: Path, epochs: int) -> list[dict[str, Any]]:
    """Return a row for each file."""
    film, drawn = hold(epochs)
    true = np.ascontiguousarray(drawn[..., :3])
    rates = {".gif": {"duration": 1000 / defaults.FPS, "loop": 0}, ".mp4": {"fps": defaults.FPS}}
    rows = []
    for suffix, rate in rates.items():
        ours, theirs = folder / f"ours{suffix}", folder / f"imageio{suffix}"
        WRITERS[suffix].writer()(ours, film, iter(drawn))
        rows.append(_row(OURS, ours, true))
        if suffix == ".gif":
            rows.append(_optimised(ours, folder / "optimised.gif", true))
        for name, channels in IMAGEIO.items():
            imageio.mimsave(theirs, [frame[..., :channels] for frame in drawn], **rate)
            rows.append(_row(name, theirs, true))
    return rows


def _optimised(source: Path, target: Path, true: Frame) -> dict[str, Any]:
    program = shutil.which("gifsicle")
    if program is None:
        return {"name": GIFSICLE, "format": "GIF", "failed": "gifsicle is not installed here"}
    subprocess.run([program, "-O3", str(source), "-o", str(target)], check=True)
    return _row(GIFSICLE, target, true)


def _row(name: str, path: Path, true: Frame) -> dict[str, Any]:
    """Compare a film with the frames (n, height, width, 3) it was made of."""
    shown = _shown_gif(path, len(true)) if path.suffix == ".gif" else _shown_video(path, true.shape)
    errors, white, kept = [], 0, 0
    for wanted, got in zip(true, shown, strict=True):
        errors.append(np.mean(np.square(wanted.astype(np.float32) - got), dtype=np.float64))
        is_white = np.all(wanted == 255, axis=-1)
        white += int(np.count_nonzero(is_white))
        kept += int(np.count_nonzero(np.all(got[is_white] == 255, axis=-1)))
    return {
        "name": name,
        "format": path.suffix[1:].upper(),
        "bytes": path.stat().st_size,
        "psnr": round(_decibels(np.mean(errors)), 2),
        "worst_psnr": round(_decibels(np.max(errors)), 2),
        "white_kept": kept / white,
    }


def _decibels(error: float) -> float:
    """Return the peak signal-to-noise ratio of a mean squared error."""
    return float(10 * np.log10(255**2 / max(error, 1e-12)))


def _shown_gif(path: Path, count: int) -> Iterator[Frame]:
    """Yield what a GIF shows when each of ``count`` frames is due.

    Some writers join equal frames, so that those in the file may be fewer.
    """
    due, ends = 0, 0.0
    with Image.open(path) as image:
        for picture in ImageSequence.Iterator(image):
            frame = np.asarray(picture.convert("RGB"))
            ends += picture.info["duration"]
            while due < count and due * 1000 / defaults.FPS < ends:
                yield frame
                due += 1


def _shown_video(path: Path, shape: tuple[int, ...]) -> Iterator[Frame]:
    """Yield the first frames of a video as ffmpeg decodes them, ``shape`` in all."""
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-i", str(path)]
    # The more careful of its ways from luma and chroma to red, green and blue.
    command += ["-sws_flags", "accurate_rnd+full_chroma_int+bicubic"]
    command += ["-fps_mode", "passthrough", "-f", "rawvideo", "-pix_fmt", "rgb24", "-"]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as decoder:
        assert decoder.stdout is not None
        for _ in range(shape[0]):
            content = decoder.stdout.read(int(np.prod(shape[1:])))
            yield np.frombuffer(content, dtype=np.uint8).reshape(shape[1:])


if __name__ == "__main__":
    print(json.dumps(measure(Path(sys.argv[1]), int(sys.argv[2]))))
