"""The surface as a mesh of lit triangles, drawn from the far side to the near one."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.artist import Artist, allow_rasterization

from surfaceviz.draw.projection import Camera, project

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import TypeAlias

    from matplotlib.axes import Axes
    from matplotlib.backend_bases import RendererBase

    from surfaceviz.base.arrays import FloatArray, IntArray, Update
    from surfaceviz.draw.ground import Ground
    from surfaceviz.draw.motion import View

    Drawing: TypeAlias = Callable[["Triangles", RendererBase], None]

# Share of full brightness where the surface faces away from the light, and where it faces it.
SHADE, GLOSS = 0.945, 1.025
# Rows and columns of vertices beyond which triangles are smaller than pixels; and, where they are
# drawn for every frame, beyond which they look no better while turning.
FINEST_MESH, FINEST_TURNING = 300, 60


_or_as_pixels: Callable[[Drawing], Drawing] = allow_rasterization


class Triangles(Artist):
    """Triangles whose corners' colours run into one another, in the order they are given.

    Attributes
    ----------
    corners : ndarray, shape (n, 3, 2)
        The corners in data coordinates.
    colours : ndarray, shape (n, 3, 4)
        Red, green, blue and opacity at the corners, 0 to 1.
    """

    def __init__(self) -> None:
        super().__init__()
        self.corners: FloatArray = np.empty((0, 3, 2))
        self.colours: FloatArray = np.empty((0, 3, 4))

    # In a drawing they can be pixels: shapes would be many, with gaps between them.
    @_or_as_pixels
    def draw(self, renderer: RendererBase) -> None:
        """Hand the triangles straight to the renderer."""
        if not self.get_visible() or self.axes is None:
            return
        context = renderer.new_gc()
        context.set_clip_rectangle(self.axes.bbox)
        renderer.draw_gouraud_triangles(context, self.corners, self.colours, self.axes.transData)
        context.restore()
        self.stale = False


def draw_mesh(axes: Axes, ground: Ground, vertex_colours: FloatArray, view: View) -> Update:
    """Draw the lit surface; return the function that shows it as it is seen at an epoch."""
    finest = FINEST_MESH if isinstance(view, Camera) else FINEST_TURNING
    shown = np.ix_(*(_spread(count, finest) for count in ground.height.shape))
    vertices, normals = ground.vertices()[shown], _normals(ground)[shown]
    colours = vertex_colours[shown]
    artist = Triangles()
    artist.set_zorder(2)
    artist.set_in_layout(False)
    axes.add_artist(artist)

    def update(epoch: int) -> Sequence[Artist]:
        camera = view.at(epoch)
        corners = _far_to_near(vertices.shape[:2], camera)
        lit = colours.copy()
        lit[..., :3] = np.minimum(1.0, lit[..., :3] * _light(normals, camera)[..., None])
        artist.corners = project(vertices, camera)[0].reshape(-1, 2)[corners]
        artist.colours = lit.reshape(-1, 4)[corners]
        return [artist]

    return update


def _spread(count: int, most: int) -> IntArray:
    """Return which of ``count`` rows to draw: all, or ``most`` evenly spread ones."""
    return np.linspace(0, count - 1, min(count, most)).round().astype(np.intp)


def _far_to_near(shape: tuple[int, ...], camera: Camera) -> IntArray:
    """Return the vertices of each triangle (n, 3), the far ones before those that may hide them.

    Over a grid no sorting is needed: going row by row and column by column toward the eye, what
    comes later is never behind what came before.
    """
    index = np.arange(math.prod(shape)).reshape(shape)
    toward_x, toward_y = camera.axes[2, :2]
    index = index[:: 1 if toward_y > 0 else -1, :: 1 if toward_x > 0 else -1]
    far, left, near, right = index[:-1, :-1], index[1:, :-1], index[1:, 1:], index[:-1, 1:]
    halves = np.stack([[far, left, right], [near, left, right]])
    return np.moveaxis(halves, (0, 1), (2, 3)).reshape(-1, 3)


def _normals(ground: Ground) -> FloatArray:
    """Return the direction in which the surface faces at every grid point, shape (B, M, 3)."""
    rows, columns = ground.height.shape
    by_y, by_x = np.gradient(ground.height, 2.0 / (rows - 1), 2.0 / (columns - 1))
    normal = np.stack([-by_x, -by_y, np.ones_like(by_x)], axis=-1)
    return np.asarray(normal / np.linalg.norm(normal, axis=-1, keepdims=True))


def _light(normals: FloatArray, camera: Camera) -> FloatArray:
    """Return the brightness (...) of what faces so (..., 3), lit over the eye's left shoulder."""
    lamp = np.array([-0.55, 0.6, 0.6]) @ camera.axes
    facing = np.clip(normals @ (lamp / np.linalg.norm(lamp)), 0.0, 1.0)
    return np.asarray(SHADE + (GLOSS - SHADE) * facing)
