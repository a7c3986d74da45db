"""From a scene to pixels: what stays is drawn once, what moves once for each frame."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from matplotlib import style
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from surfaceviz.base import checks
from surfaceviz.base.errors import lookup
from surfaceviz.draw.artists.paths import Settled
from surfaceviz.draw.canvas import POINTS_PER_INCH, make_canvas
from surfaceviz.draw.captions import draw_captions, plan_captions
from surfaceviz.draw.header import draw_header, plan_header
from surfaceviz.draw.layouts import LAYOUTS
from surfaceviz.draw.layouts.layout import Margins, make_room
from surfaceviz.draw.look_making import make_look
from surfaceviz.draw.missing_glyphs import missing_said_once
from surfaceviz.draw.motion import choose_view
from surfaceviz.draw.overlays import choose_shows
from surfaceviz.draw.themes.theme import Style, Theme, find_theme
from surfaceviz.scene.scene import check_scene
from surfaceviz.words.language import words_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from contextlib import AbstractContextManager
    from typing import Unpack

    from matplotlib.artist import Artist

    from surfaceviz.base.arrays import Frame, Update
    from surfaceviz.draw.canvas import Canvas
    from surfaceviz.draw.look import Look, LookOptions
    from surfaceviz.scene.scene import Scene


@dataclass(frozen=True, eq=False)
class Stage:
    """A scene drawn once, ready to show any epoch.

    Attributes
    ----------
    canvas : FigureCanvasAgg
        Of the figure with everything in it.
    update : callable
        epoch -> the artists that move, put where they are then, in drawing order.
    """

    canvas: FigureCanvasAgg
    update: Callable[[int], Sequence[Artist]]


def build_stage(scene: Scene, look: Look) -> Stage:
    """Draw a scene, and fix the place of everything in it.

    Raises
    ------
    InputError
        If the size, a panel, the layout, the theme or the language cannot be had.
    """
    check_scene(scene)
    canvas = make_canvas(look.size)
    layout = lookup(LAYOUTS, look.layout, "layout")
    theme = find_theme(look.theme)
    words = words_of(look.lang)
    how = Style(theme, choose_view(look.camera, scene), choose_shows(look.show), words=words)
    with plain_settings(), missing_said_once():
        figure = make_figure(canvas, theme)
        header = plan_header(scene, canvas, theme, words, look.title, legend=layout.legend)
        captions = plan_captions(look.captions, scene.epochs, canvas, theme)
        updates = [
            _from_start(draw_header(figure, canvas, header, theme)),
            _from_start(draw_captions(figure, canvas, captions, theme)),
        ]
        free = Margins(header.height, captions.height)
        for column in layout.deal(scene, look.panels, how, canvas, free):
            drawn = []
            for part in column:
                under_title = part.box.inset(0.0, 0.0, 0.0, theme.title_size + 8.0)
                axes = figure.add_axes(under_title.on(canvas))
                show = part.draw(axes, part.scene, part.style)
                # Before the start nothing moves but the camera.
                updates.append(show if part.turning else _from_start(show))
                drawn.append((axes, part.box))
            make_room(drawn, canvas)

    def update(epoch: int) -> list[Artist]:
        artists = [artist for panel in updates for artist in panel(epoch)]
        # A full redraw draws by rising zorder; drawn alone, they must come in the same order.
        return sorted(artists, key=lambda artist: artist.get_zorder())

    return Stage(FigureCanvasAgg(figure), update)


def _from_start(update: Update) -> Update:
    """Return the function that shows an epoch, and epoch 0 before the start."""
    return lambda epoch: update(max(0, epoch))


def plain_settings() -> AbstractContextManager[None]:
    """Return the context in which matplotlib draws by its defaults, not by the user's settings."""
    return style.context("default")


def draw_frames(stage: Stage, epochs: Iterable[int]) -> Iterator[Frame]:
    """Return the pictures of epochs, drawn as they are asked for and only where they move.

    Parameters
    ----------
    stage : Stage
        What to draw.
    epochs : iterable of int
        Any epochs, in any order.

    Returns
    -------
    iterator of ndarray, shape (height, width, 4), uint8
        Red, green, blue and opacity. A view of the canvas: valid until the next frame is asked
        for.
    """
    return map(painter(stage), epochs)


def painter(stage: Stage) -> Callable[[int], Frame]:
    """Draw what stays, and return the function that draws the picture of an epoch.

    What it returns, an array (height, width, 4), is a view of the canvas, and valid until the
    next call.
    """
    canvas = stage.canvas
    for artist in stage.update(0):
        artist.set_animated(True)
    with plain_settings():
        canvas.draw()
    renderer = canvas.get_renderer()
    empty = background = canvas.copy_from_bbox(canvas.figure.bbox)
    there: set[Settled] = set()

    def paint(epoch: int) -> Frame:
        nonlocal background, there
        artists = stage.update(epoch)
        at_rest = [artist for artist in artists if isinstance(artist, Settled)]
        if not there.issubset(at_rest):
            background, there = empty, set()
        canvas.restore_region(background)
        if len(at_rest) > len(there):
            for settled in at_rest:
                if settled not in there:
                    settled.draw(renderer)
            background = canvas.copy_from_bbox(canvas.figure.bbox)
            there.update(at_rest)
        for artist in artists:
            if not isinstance(artist, Settled):
                artist.draw(renderer)
        return np.asarray(canvas.buffer_rgba())

    return paint


def frames(scene: Scene, **look: Unpack[LookOptions]) -> Iterator[Frame]:
    """Yield a picture for the start and for each epoch, drawn as they are asked for.

    Parameters
    ----------
    scene : Scene
        What to draw.
    **look
        How it looks: the attributes of ``Look``, such as ``size``, ``theme`` and ``panels``.

    Yields
    ------
    ndarray, shape (height, width, 3), uint8
        Red, green and blue.
    """
    for frame in draw_frames(build_stage(scene, make_look(look)), range(scene.epochs + 1)):
        yield frame[..., :3].copy()


def still(scene: Scene, epoch: int | None = None, **look: Unpack[LookOptions]) -> Figure:
    """Return the picture of one epoch as a figure, for a paper or to change further.

    Parameters
    ----------
    scene : Scene
        What to draw.
    epoch : int, optional
        Which epoch; the last one if not given.
    **look
        As in ``frames``.

    Raises
    ------
    InputError
        If there is no such epoch, or an argument is out of its range.
    """
    check_scene(scene)
    last = scene.epochs
    shown = last if epoch is None else checks.whole_number("epoch", epoch, 0, last)
    stage = build_stage(scene, make_look(look))
    stage.update(shown)
    return stage.canvas.figure


def make_figure(canvas: Canvas, theme: Theme) -> Figure:
    """Return the empty page."""
    dpi = POINTS_PER_INCH * canvas.scale
    # A hair more than the exact size, so that rounding down to pixels cannot lose one.
    inches = ((canvas.width + 1e-4) / dpi, (canvas.height + 1e-4) / dpi)
    return Figure(figsize=inches, dpi=dpi, facecolor=theme.background)
