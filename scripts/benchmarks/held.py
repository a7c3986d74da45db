"""The classic case as frames in memory, for measuring what comes after the drawing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from surfaceviz.data.dataset import article_data
from surfaceviz.draw.look import Look
from surfaceviz.draw.stage import build_stage, draw_frames
from surfaceviz.film.shooting import KEY_SHARES
from surfaceviz.formats.base import Film
from surfaceviz.scene import defaults
from surfaceviz.scene.scene import Scene, build_scene
from surfaceviz.settings.asked import ARTICLE_RATE
from surfaceviz.settings.timeline import make_timeline

if TYPE_CHECKING:
    from surfaceviz.base.arrays import Frame


def classic_scene(epochs: int) -> Scene:
    """Return what `surfaceviz render` shows."""
    return build_scene(article_data(), learning_rate=ARTICLE_RATE, epochs=epochs)


def hold(epochs: int) -> tuple[Film, Frame]:
    """Return a film and all its frames, shape (epochs + 1, height, width, 4)."""
    stage = build_stage(classic_scene(epochs), Look())
    width, height = stage.canvas.get_width_height()
    frames = np.empty((epochs + 1, height, width, 4), dtype=np.uint8)
    for place, frame in zip(frames, draw_frames(stage, range(epochs + 1)), strict=True):
        place[:] = frame
    # Those that `surfaceviz render` chooses the palette by.
    keys = tuple(frames[round(share * (len(frames) - 1))] for share in KEY_SHARES)
    timeline = make_timeline(epochs, defaults.FPS, defaults.HOLD)
    return Film(width, height, timeline, keys), frames
