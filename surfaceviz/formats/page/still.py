"""What a page shows to those without JavaScript: a small picture, and the numbers."""

from __future__ import annotations

from base64 import b64encode
from io import BytesIO
from typing import TYPE_CHECKING

import numpy as np

from surfaceviz.optimizers.descent import Stopped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PIL.Image import Image

    from surfaceviz.base.arrays import Frame
    from surfaceviz.scene.scene import Scene
    from surfaceviz.words.language import Words

WIDTHS = (640, 320)
# Bytes, and numbers of colours; the first size and number that keep to the bytes are taken.
LARGEST = 24_000
COLOURS = (32, 16, 8, 4, 2)


def still_of(frame: Frame) -> bytes:
    """Return a picture (height, width, 4) as a small PNG, of few colours if it takes that."""
    from PIL import Image

    picture = Image.fromarray(np.ascontiguousarray(frame[..., :3]))
    files = (_png(picture, width, colours) for width in WIDTHS for colours in COLOURS)
    return next(file for file in files if len(file) <= LARGEST)


def data_url(png: bytes) -> str:
    """Return the address that is a PNG itself."""
    return f"data:image/png;base64,{b64encode(png).decode('ascii')}"


def numbers_of(scene: Scene, words: Words) -> Iterator[str]:
    """Yield a line for each run: where it ended, and with which loss."""
    loss = words.term(scene.objective.label)
    endings = {Stopped.DIVERGED: words.diverged, Stopped.CONVERGED: words.converged}
    for run in scene.runs:
        trajectory = run.trajectory
        (m, b), least = trajectory.params[-1], trajectory.losses[-1]
        ending = endings.get(trajectory.stopped)
        how = f" ({ending})" if ending else ""
        yield (
            f"{run.label}: {words.epoch} {run.epochs}{how}, "
            f"m = {m:.6g}, b = {b:.6g}, {loss} = {least:.6g}"
        )


def _png(picture: Image, width: int, colours: int) -> bytes:
    from PIL import Image

    share = min(1.0, width / picture.width)
    size = round(picture.width * share), max(1, round(picture.height * share))
    small = picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)
    few = small.quantize(colours, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    file = BytesIO()
    few.save(file, format="PNG", optimize=True)
    return file.getvalue()
