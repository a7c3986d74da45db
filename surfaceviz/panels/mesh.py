"""The surface as a mesh of lit triangles, drawn from the far side to the near one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.artist import Artist

from surfaceviz.projection import project

if TYPE_CHECKING:
    from matplotlib.backend_bases import RendererBase

    from surfaceviz.arrays import FloatArray, IntArray
    from surfaceviz.ground import Ground
    from surfaceviz.projection import Camera

# Share of full brightness where the surface faces away from the light, and where it faces it.
SHADE, GLOSS = 0.93, 1.03
# Rows and columns of vertices beyond which triangles are smaller than pixels.
FINEST_MESH = 300


class Triangles(Artist):
    """Triangles whose corners' colours run into one another, in the order they are given.

    Parameters
    ----------
    corners : ndarray, shape (n, 3, 2)
        The corners in data coordinates.
    colours : ndarray, shape (n, 3, 4)
        Red, green, blue and opacity at the corners, 0 to 1.
    """

    def __init__(self, corners: FloatArray, colours: FloatArray) -> None:
        super().__init__()
        self.corners = corners
        self.colours = colours

    def draw(self, renderer: RendererBase) -> None:
        """Hand the triangles straight to the renderer."""
        if not self.get_visible() or self.axes is None:
            return
        context = renderer.new_gc()
        context.set_clip_rectangle(self.axes.bbox)
        renderer.draw_gouraud_triangles(context, self.corners, self.colours, self.axes.transData)
        context.restore()
        self.stale = False


def lit_mesh(ground: Ground, vertex_colours: FloatArray, camera: Camera) -> Triangles:
    """Return the lit surface, its far triangles first so that near ones cover them."""
    shown = np.ix_(*(_spread(count) for count in ground.height.shape))
    picture, nearness = project(ground.vertices()[shown], camera)
    rows, columns = nearness.shape
    index = np.arange(rows * columns).reshape(rows, columns)
    a, b, c, d = index[:-1, :-1], index[:-1, 1:], index[1:, 1:], index[1:, :-1]
    corners = np.concatenate(
        [np.stack([a, b, c], axis=-1).reshape(-1, 3), np.stack([a, c, d], axis=-1).reshape(-1, 3)]
    )
    order = np.argsort(nearness.ravel()[corners].sum(axis=1), kind="stable")
    corners = corners[order]
    colours = vertex_colours[shown]
    light = _light(ground, camera)[shown][..., None]
    colours[..., :3] = np.clip(colours[..., :3] * light, 0.0, 1.0)
    artist = Triangles(picture.reshape(-1, 2)[corners], colours.reshape(-1, 4)[corners])
    artist.set_zorder(2)
    artist.set_in_layout(False)
    return artist


def _spread(count: int) -> IntArray:
    """Return which of ``count`` rows to draw: all, or evenly spread ones of very many."""
    return np.linspace(0, count - 1, min(count, FINEST_MESH)).round().astype(np.intp)


def _light(ground: Ground, camera: Camera) -> FloatArray:
    """Return the brightness of every grid point, lit from over the eye's left shoulder."""
    rows, columns = ground.height.shape
    by_y, by_x = np.gradient(ground.height, 2.0 / (rows - 1), 2.0 / (columns - 1))
    normal = np.stack([-by_x, -by_y, np.ones_like(by_x)], axis=-1)
    normal /= np.linalg.norm(normal, axis=-1, keepdims=True)
    lamp = np.array([-0.55, 0.6, 0.6]) @ camera.axes
    facing = np.clip(normal @ (lamp / np.linalg.norm(lamp)), 0.0, 1.0)
    return np.asarray(SHADE + (GLOSS - SHADE) * facing)
