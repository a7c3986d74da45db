"""A figure as a PNG: every colour as drawn, and its size in print."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg

from surfaceviz.figures import dots_of, draw_figure
from surfaceviz.stage import plain_settings
from surfaceviz.writers.poster import poster_png

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from surfaceviz.arrays import Frame
    from surfaceviz.subject import Subject
    from surfaceviz.writers.base import Film


def content(subject: Subject) -> Callable[[str], bytes]:
    """Return the function that makes the file, with a text that it carries."""
    canvas = FigureCanvasAgg(draw_figure(subject))
    with plain_settings():
        canvas.draw()
    return partial(poster_png, np.asarray(canvas.buffer_rgba()), dpi=dots_of(subject.look))


def write(path: Path, film: Film, frames: Iterator[Frame]) -> None:
    """Write the figure as the file ``path``; see ``Writer``."""
    for _ in frames:
        pass
    path.write_bytes(film.content(film.recipe))
