"""Drawing shared out: parts of a film drawn by whoever an executor has."""

from __future__ import annotations

import pickle
import warnings
from collections import deque
from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from surfaceviz.base.arrays import raw
from surfaceviz.base.errors import SurfaceVizWarning
from surfaceviz.draw.canvas import make_canvas
from surfaceviz.draw.stage import build_stage
from surfaceviz.film.intro import moment_painter

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence
    from concurrent.futures import Executor, Future

    from surfaceviz.base.arrays import Frame, Packed
    from surfaceviz.draw.look import Look
    from surfaceviz.scene.scene import Scene

# Which pixels of a frame differ from the one before, or None for all, and what they are now.
Difference: TypeAlias = "tuple[Packed | None, Packed]"

# Frames that are drawn in one go, and how many such parts may be under way or waiting.
PART, UNDER_WAY = 8, 8
# matplotlib's settings are one for all threads, so in each process one draws at a time.
DRAWING = Lock()


def draw_shared(
    executor: Executor, scene: Scene, look: Look, moments: Sequence[float]
) -> Generator[Frame, None, None]:
    """Yield the picture of each moment, drawn by an executor's workers.

    Parameters
    ----------
    executor : Executor
        Of threads, processes or a cluster; workers need surfaceviz, and the same versions of it
        and of matplotlib as here for the same picture.
    scene, look
        What to draw, and how.
    moments : sequence of float
        Epochs, and below 0 what comes before the start, in the order of the film.

    Yields
    ------
    ndarray, shape (height, width, 4), uint8
        Red, green, blue and opacity; valid until the next frame is asked for.
    """
    work = pickle.dumps((scene, look), protocol=5)
    parts = deque(tuple(moments[at : at + PART]) for at in range(0, len(moments), PART))
    under_way: deque[Future[list[Difference]]] = deque()
    canvas = make_canvas(look.size)
    frame = np.zeros((canvas.height, canvas.width, 4), dtype=np.uint8)
    pixels = raw(frame).ravel()
    try:
        while parts or under_way:
            while parts and len(under_way) < UNDER_WAY:
                under_way.append(executor.submit(draw_part, work, parts.popleft()))
            for places, values in under_way.popleft().result():
                pixels[slice(None) if places is None else places] = values
                yield frame
    finally:
        for future in under_way:
            future.cancel()


def draw_part(work: bytes, moments: Sequence[float]) -> list[Difference]:
    """Draw some frames, and return what of each differs from the one before.

    Parameters
    ----------
    work : bytes
        Scene and look, pickled.
    moments : sequence of float
        Which frames; all of the first one is returned.
    """
    changes: list[Difference] = []
    with DRAWING:
        paint = _painter_of(work)
        before: Packed | None = None
        for moment in moments:
            now = raw(paint(moment)).ravel()
            if before is None:
                changes.append((None, now.copy()))
            else:
                places = np.flatnonzero(now != before)
                changes.append((places.astype(np.uint32), now[places]))
            before = now.copy()
    return changes


@lru_cache(maxsize=1)
def _painter_of(work: bytes) -> Callable[[float], Frame]:
    """Return what draws a film, kept for the next part of the same film."""
    scene, look = pickle.loads(work)
    with warnings.catch_warnings():
        # Whoever shares out the work has been told already.
        warnings.simplefilter("ignore", SurfaceVizWarning)
        return moment_painter(scene, look, build_stage(scene, look))
