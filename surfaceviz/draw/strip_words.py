"""What stands above the pictures of a strip, and above them all."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from surfaceviz.draw.artists.inks import inked
from surfaceviz.draw.header import ABOVE, APART, LINE_HEIGHT
from surfaceviz.draw.header_words import LABEL_WIDTH, SWATCH, losses_told
from surfaceviz.draw.layouts.layout import EDGE
from surfaceviz.draw.lettering import lettered, shorten
from surfaceviz.draw.word_places import Spot, Word, advances, draw_spots, set_row
from surfaceviz.scene.leading import leaders

if TYPE_CHECKING:
    from collections.abc import Iterable

    from matplotlib.figure import Figure

    from surfaceviz.draw.canvas import Canvas
    from surfaceviz.draw.layouts.layout import Box
    from surfaceviz.draw.themes.theme import Theme
    from surfaceviz.scene.scene import Scene
    from surfaceviz.words.language import Words

# Between the epoch and the loss in ems, and of a line's height what is above the letters' feet.
BETWEEN, RISE = 0.8, 0.65


@dataclass(frozen=True)
class Heading:
    """What stands above a picture.

    Attributes
    ----------
    epoch : tuple of Word
        Which epoch it shows.
    loss : tuple of Word
        The lowest loss then, in the colour of the run that has it.
    """

    epoch: tuple[Word, ...]
    loss: tuple[Word, ...]

    def widths(self, size: float, theme: Theme) -> tuple[float, float]:
        """Return the widths of both, with the blank between them."""
        first, second = (sum(advances(part, size, theme)) for part in (self.epoch, self.loss))
        return first, second


def make_headings(scene: Scene, theme: Theme, words: Words, epochs: Iterable[int]) -> list[Heading]:
    """Return what stands above each picture."""
    told, first = losses_told(scene), leaders(scene)
    inks = [ink.colour for _, ink in inked(scene, theme)]
    text, name = (theme.text,), words.term(scene.objective.label)
    headings = []
    for epoch in epochs:
        run = int(first[epoch])
        accent, loss = (inks[run],), told[run][min(epoch, len(told[run]) - 1)]
        headings.append(
            Heading(
                (Word((words.epoch,), text, True, 0.0), Word((str(epoch),), text, True)),
                (Word((name,), accent, space=BETWEEN), Word((loss,), accent)),
            )
        )
    return headings


def set_heading(heading: Heading, box: Box, lines: int, size: float, theme: Theme) -> list[Spot]:
    """Return the places of a heading's words, in one line or in two."""
    line = box.height / lines
    baseline = box.bottom + box.height - RISE * line
    spots = set_row(heading.epoch, box.left, baseline, size, theme)
    if lines == 1:
        return [*spots, *set_row(heading.loss, spots[-1].right, baseline, size, theme)]
    name, loss = heading.loss
    below = (replace(name, space=0.0), loss)
    return [*spots, *set_row(below, box.left, baseline - line, size, theme)]


def draw_top(
    figure: Figure, canvas: Canvas, scene: Scene, theme: Theme, title: str | None
) -> float:
    """Write the title, and of a race whose colours are whose; return the height they take."""
    width, height = canvas.points
    room, size, top = width - 2 * EDGE, theme.headline_size, height - ABOVE
    if title:
        top -= LINE_HEIGHT * size
        bold = {"fontsize": size, "fontweight": "bold"}
        properties = lettered(shorten(title, room, theme, **bold), theme, **bold)
        figure.text(EDGE / width, top / height, properties.pop("text"), **properties)
        top -= 0.5 * size
    if len(scene.runs) > 1:
        spots = _set_legend(scene, theme, room, top)
        draw_spots(figure, canvas, spots, theme)
        top = spots[-1].baseline - theme.text_size
    return height - top


def _set_legend(scene: Scene, theme: Theme, room: float, top: float) -> list[Spot]:
    """Return the places of the runs' names, in as many rows as they need."""
    size = theme.text_size
    left, baseline, spots = EDGE, top - LINE_HEIGHT * size, []
    for run, ink in inked(scene, theme):
        label = shorten(run.label, LABEL_WIDTH, theme, fontsize=size)
        entry = [
            Word((SWATCH,), (ink.colour,), space=0.0),
            Word((label,), (theme.text,), space=0.4, side="left"),
        ]
        wide = sum(advances(entry, size, theme))
        if left > EDGE and left + wide > EDGE + room:
            left, baseline = EDGE, baseline - LINE_HEIGHT * size
        spots += set_row(entry, left, baseline, size, theme)
        left += wide + APART * size
    return spots
