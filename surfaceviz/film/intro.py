"""What a film shows before epoch 0: a page with its title, or the camera coming to its place."""

from __future__ import annotations

import warnings
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg

from surfaceviz.base.errors import SurfaceVizWarning
from surfaceviz.draw.canvas import make_canvas
from surfaceviz.draw.layouts.layout import EDGE
from surfaceviz.draw.lettering import lettered, shorten, text_width
from surfaceviz.draw.motion import APPROACH, approaching, choose_view
from surfaceviz.draw.stage import build_stage, make_figure, painter, plain_settings
from surfaceviz.draw.themes.theme import find_theme
from surfaceviz.settings.timeline import Opening, opening_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from surfaceviz.base.arrays import Frame
    from surfaceviz.draw.look import Look
    from surfaceviz.draw.stage import Stage
    from surfaceviz.scene.scene import Scene

# The panel that shows the camera move, and the layout that has it.
# Size of a title's letters as a multiple of the title row's: at the most, and at the least.
LARGEST, SMALLEST = 2.4, 1.2
# Blank on both sides of it, in edges.
MARGIN = 2.0


def moment_painter(scene: Scene, look: Look, stage: Stage) -> Callable[[float], Frame]:
    """Draw what stays, and return the function that draws the picture of a moment.

    Parameters
    ----------
    scene, look
        What to draw, and how.
    stage : Stage
        Of this scene and look.

    Returns
    -------
    callable
        moment -> ndarray, shape (height, width, 4): of an epoch, or from -1 up to 0 of what comes
        before the start; valid until the next call.
    """
    paint = painter(stage)

    @cache
    def before() -> Callable[[float], Frame]:
        with warnings.catch_warnings():
            # Whoever built the stage has been told already.
            warnings.simplefilter("ignore", SurfaceVizWarning)
            return _title_card(look) if opening_of(look) is Opening.CARD else _glide(scene, look)

    return lambda moment: paint(int(moment)) if moment >= 0 else before()(moment)


def _glide(scene: Scene, look: Look) -> Callable[[float], Frame]:
    """Return the function that draws epoch 0 while the camera comes to its place."""
    camera = approaching(choose_view(look.camera, scene))
    # A stage of its own: once the camera rests, the film's draws it finer and much faster.
    paint = painter(build_stage(scene, replace(look, camera=camera)))
    return lambda moment: paint(round(moment * APPROACH))


def _title_card(look: Look) -> Callable[[float], Frame]:
    """Return the function that draws the title alone on the page."""
    canvas = make_canvas(look.size)
    theme = find_theme(look.theme)
    title, bold = look.title or "", {"fontweight": "bold"}
    room = canvas.points[0] - 2 * MARGIN * EDGE
    widest = LARGEST * theme.headline_size
    fitting = widest * room / max(room, text_width(title, theme, fontsize=widest, **bold))
    size = max(fitting, SMALLEST * theme.headline_size)
    with plain_settings():
        figure = make_figure(canvas, theme)
        shown = shorten(title, room, theme, fontsize=size, **bold)
        properties = lettered(shown, theme, fontsize=size, **bold)
        figure.text(0.5, 0.5, properties.pop("text"), ha="center", va="center", **properties)
        drawn = FigureCanvasAgg(figure)
        drawn.draw()
    card = np.asarray(drawn.buffer_rgba()).copy()
    return lambda _moment: card
