"""Sheets as drawings: what stays is drawn once, what moves for each frame."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, cast

from matplotlib.backend_bases import RendererBase
from matplotlib.text import Text

from surfaceviz.draw.artists.paths import Settled
from surfaceviz.draw.outlines import OutlinedText
from surfaceviz.draw.stage import plain_settings
from surfaceviz.formats.beamer.sheets import DRAWING, Sheet, add_sheet
from surfaceviz.formats.figure.vector import write_pdf

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from matplotlib.artist import Artist
    from matplotlib.backend_bases import GraphicsContextBase
    from matplotlib.figure import Figure
    from matplotlib.font_manager import FontProperties

    from surfaceviz.draw.stage import Stage


def draw_sheets(stage: Stage, epochs: Sequence[int], start: int) -> list[Sheet]:
    """Return the sheets of a film, drawn.

    Parameters
    ----------
    stage : Stage
        What to draw.
    epochs : sequence of int
        The epoch that each frame shows, rising.
    start : int
        Number of the first of these frames.
    """
    for artist in stage.update(epochs[0]):
        artist.set_animated(True)
    piles = _Piles(start, len(epochs))
    with TemporaryDirectory() as folder, plain_settings():
        draw = _Drawing(Path(folder) / f"sheet{DRAWING}", stage.canvas.figure)
        piles.stay(draw.page(draw.figure.draw), start)
        for frame, epoch in enumerate(epochs, start):
            _draw_frame(piles, draw, stage.update(epoch), frame)
    return piles.sheets


def _draw_frame(piles: _Piles, draw: _Drawing, artists: Sequence[Artist], frame: int) -> None:
    """Draw what a frame adds."""
    seen = [artist for artist in artists if _shows(artist)]
    settled = [artist for artist in seen if isinstance(artist, Settled)]
    words = [artist for artist in seen if _stands(artist)]
    moving = [artist for artist in seen if not (isinstance(artist, Settled) or _stands(artist))]
    fresh = [artist for artist in settled if artist not in piles.settled]
    if fresh:
        piles.stay(draw.artists(fresh), frame)
        piles.settled.update(fresh)
    if words:
        add_sheet(piles.words, draw.artists(words), frame, DRAWING)
    if moving:
        piles.moving.append(Sheet(frame, 1, draw.artists(moving), DRAWING))


def _shows(artist: Artist) -> bool:
    """Tell whether there is anything to see of this."""
    return artist.get_visible() and not (isinstance(artist, Text) and not artist.get_text())


def _stands(artist: Artist) -> bool:
    """Tell whether this is a text that stands for some time, as a caption does."""
    return isinstance(artist, Text) and not isinstance(artist, OutlinedText)


@dataclass(frozen=True, eq=False)
class _Piles:
    """The sheets so far.

    Attributes
    ----------
    start, frames : int
        Number of the first frame, and how many there are.
    resting, words, moving : list of Sheet
        What stays to the end, what stands for some frames, and what moves: each over the one
        before.
    settled : set of Settled
        What stays already.
    """

    start: int
    frames: int
    resting: list[Sheet] = field(default_factory=list)
    words: list[Sheet] = field(default_factory=list)
    moving: list[Sheet] = field(default_factory=list)
    settled: set[Artist] = field(default_factory=set)

    def stay(self, data: bytes, frame: int) -> None:
        """Add a sheet that stays from a frame to the end."""
        self.resting.append(Sheet(frame, self.start + self.frames - frame, data, DRAWING))

    @property
    def sheets(self) -> list[Sheet]:
        """All sheets by the frames in which they are first seen, the lowest first."""
        together = [*self.resting, *self.words, *self.moving]
        return sorted(together, key=lambda sheet: sheet.first)


@dataclass(frozen=True, eq=False)
class _Drawing:
    """Where sheets are drawn.

    Attributes
    ----------
    path : Path
        A file to write each into.
    figure : Figure
        Whose artists they show.
    """

    path: Path
    figure: Figure

    def page(self, draw: Callable[[RendererBase], Any]) -> bytes:
        """Return a page that is drawn by a function."""

        def outlined(renderer: RendererBase) -> None:
            # It need only be able to do what a renderer can.
            draw(cast("RendererBase", _Outlining(renderer)))

        write_pdf(self.path, self.figure, [outlined], {})
        return self.path.read_bytes()

    def artists(self, artists: Sequence[Artist]) -> bytes:
        """Return a transparent page with some artists."""

        def draw(renderer: RendererBase) -> None:
            for artist in artists:
                artist.draw(renderer)

        return self.page(draw)


class _Outlining:
    """A renderer that draws letters as outlines.

    A font in each of a hundred files would take more room than all that is drawn.
    """

    def __init__(self, renderer: RendererBase) -> None:
        self._renderer = renderer

    def __getattr__(self, name: str) -> Any:
        return getattr(self._renderer, name)

    def draw_text(
        self,
        context: GraphicsContextBase,
        x: float,
        y: float,
        text: str,
        font: FontProperties,
        angle: float,
        ismath: Any = False,
        mtext: Text | None = None,
    ) -> None:
        """Draw a text as renderers do that know no fonts."""
        RendererBase.draw_text(self._renderer, context, x, y, text, font, angle, ismath, mtext)
