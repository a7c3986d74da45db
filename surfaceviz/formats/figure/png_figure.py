"""A figure as a PNG: every colour as drawn, and its size in print."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg

from surfaceviz.draw.stage import plain_settings
from surfaceviz.formats.figure.figures import dots_of, draw_figure
from surfaceviz.formats.poster import poster_png
from surfaceviz.formats.ready import write

if TYPE_CHECKING:
    from surfaceviz.formats.subject import Subject

__all__ = ["content", "write"]


def content(subject: Subject) -> bytes:
    """Return the file."""
    canvas = FigureCanvasAgg(draw_figure(subject))
    with plain_settings():
        canvas.draw()
    frame = np.asarray(canvas.buffer_rgba())
    return poster_png(frame, subject.recipe.toml(), dots_of(subject.look))
