"""The title row: the epoch, the loss and the line's equation, in places that never shift."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from surfaceviz.descent import Stopped
from surfaceviz.layout import EDGE, GAP
from surfaceviz.lettering import MINUS, lettered, number_format, shorten
from surfaceviz.outlines import OutlinedText, outlined_width

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from matplotlib.figure import Figure
    from matplotlib.text import Text

    from surfaceviz.arrays import FloatArray
    from surfaceviz.layout import Canvas
    from surfaceviz.panels.protocol import Update
    from surfaceviz.scene import Scene
    from surfaceviz.theme import Theme

LINE_HEIGHT = 1.5
SPACE = 0.28
ABOVE, BELOW = 12.0, 24.0
# Between the epoch's half of the row and the equation's.
BETWEEN = 2.0


@dataclass(frozen=True)
class Word:
    """A word of the title row: text that stays, or a number in a place as wide as its widest.

    Attributes
    ----------
    texts : tuple of str
        What it says at each epoch, or one text for all.
    colour : str
        Its colour.
    bold : bool
        Whether it stands out.
    space : float
        Blank before it, in ems.
    """

    texts: tuple[str, ...]
    colour: str
    bold: bool = False
    space: float = SPACE

    def at(self, epoch: int) -> str:
        """Return what it says at an epoch."""
        return self.texts[min(epoch, len(self.texts) - 1)]


@dataclass(frozen=True)
class Spot:
    """A word's place.

    Attributes
    ----------
    word : Word
        What stands there.
    right, baseline : float
        Its lower right corner, in points from the frame's lower left corner.
    """

    word: Word
    right: float
    baseline: float


@dataclass(frozen=True)
class Header:
    """The title row, planned.

    Attributes
    ----------
    height : float
        Points it takes from the frame's top.
    size : float
        Height of its letters.
    title : str or None
        A line of one's own above it.
    spots : tuple of Spot
        Its words.
    """

    height: float
    size: float
    title: str | None
    spots: tuple[Spot, ...]


def plan_header(scene: Scene, canvas: Canvas, theme: Theme, title: str | None) -> Header:
    """Return where every word of the title row goes, so that none ever moves or is cut off."""
    width, height = canvas.points
    room = width - 2 * EDGE
    groups = (_epoch_words(scene, theme), _line_words(scene, theme))
    widths = [sum(_advances(group, theme.headline_size, theme)) for group in groups]
    gap = BETWEEN * theme.headline_size
    one_row = sum(widths) + gap <= room
    # Only where the longer half is wider than the frame do the letters shrink.
    size = theme.headline_size * (1.0 if one_row else min(1.0, room / max(widths)))
    line = LINE_HEIGHT * size
    first = height - ABOVE - line * (2 if title else 1)
    if one_row:
        # Over the right column, if the epoch leaves that free and the equation fits in it.
        over_column = min((width + GAP) / 2, width - EDGE - widths[1])
        left, second = max(over_column, EDGE + widths[0] + gap), first
    else:
        left, second = EDGE, first - line
    spots = (
        *_set(groups[0], EDGE, first, size, theme),
        *_set(groups[1], left, second, size, theme),
    )
    shown = shorten(title, room, theme, fontsize=size, fontweight="bold") if title else None
    return Header(height - second + BELOW, size, shown, spots)


def draw_header(figure: Figure, canvas: Canvas, header: Header, theme: Theme) -> Update:
    """Write the title row; return the function that shows an epoch."""
    width, height = canvas.points
    if header.title:
        top = height - ABOVE - LINE_HEIGHT * header.size
        bold = {"fontsize": header.size, "fontweight": "bold"}
        title = lettered(header.title, theme, **bold)
        figure.text(EDGE / width, top / height, title.pop("text"), va="baseline", **title)
    moving: list[tuple[Text, Word]] = []
    for spot in header.spots:
        text = _write(
            figure,
            canvas,
            spot,
            lettered(spot.word.at(0), theme, **_type_of(spot.word, header.size)),
        )
        if len(spot.word.texts) > 1:
            moving.append((text, spot.word))

    def update(epoch: int) -> Sequence[Text]:
        for text, word in moving:
            text.set_text(word.at(epoch))
        return [text for text, _ in moving]

    return update


def _epoch_words(scene: Scene, theme: Theme) -> list[Word]:
    last = scene.epochs
    words = [
        Word(("epoch",), theme.text, bold=True, space=0.0),
        Word(tuple(str(epoch) for epoch in range(last + 1)), theme.text, bold=True),
        Word((f"of {last}",), theme.muted),
    ]
    if scene.runs[0].trajectory.stopped is Stopped.DIVERGED:
        words.append(Word((*[""] * last, "diverged"), theme.runs[0], bold=True, space=0.7))
    return words


def _line_words(scene: Scene, theme: Theme) -> list[Word]:
    trajectory = scene.runs[0].trajectory
    m, b = trajectory.params.T
    accent = theme.runs[0]
    losses = trajectory.losses
    loss_of = number_format(float(losses.min()), float(losses.max()))
    m_of, b_of = _parameter_format(m), _parameter_format(b)
    return [
        Word((scene.objective.label,), accent, bold=True, space=0.0),
        Word(tuple(map(loss_of, losses)), accent, bold=True),
        Word(("y =",), theme.muted, space=1.5),
        Word(tuple(map(m_of, m)), theme.text),
        Word(("x",), theme.text),
        Word(tuple("+" if value >= 0 else MINUS for value in b), theme.text),
        Word(tuple(map(b_of, np.abs(b))), theme.text),
    ]


def _parameter_format(values: FloatArray) -> Callable[[float], str]:
    """Return the formatter under which a parameter shows its steps both early and late."""
    sizes = np.abs(values)
    quarter = -(-len(sizes) // 4)
    typical = min(np.median(sizes[:quarter]), np.median(sizes[-quarter:]))
    return number_format(float(typical), float(sizes.max()))


def _advances(words: Sequence[Word], size: float, theme: Theme) -> list[float]:
    """Return how far each word moves the next one to the right, in points."""
    return [
        word.space * size
        + max(outlined_width(text, theme, **_type_of(word, size)) for text in _widest(word))
        for word in words
    ]


def _widest(word: Word) -> set[str]:
    """Return the texts that may be the widest: one of each pattern, digits being equally wide."""
    return {"".join("0" if char.isdecimal() else char for char in text) for text in word.texts}


def _set(
    words: Sequence[Word], left: float, baseline: float, size: float, theme: Theme
) -> list[Spot]:
    rights = left + np.cumsum(_advances(words, size, theme))
    return [Spot(word, float(right), baseline) for word, right in zip(words, rights, strict=True)]


def _type_of(word: Word, size: float) -> dict[str, Any]:
    return {
        "fontsize": size,
        "fontweight": "bold" if word.bold else "normal",
        "color": word.colour,
    }


def _write(figure: Figure, canvas: Canvas, spot: Spot, properties: dict[str, Any]) -> Text:
    # On whole pixels the feet of the letters are sharp.
    right, baseline = (
        round(place * canvas.scale) / side
        for place, side in ((spot.right, canvas.width), (spot.baseline, canvas.height))
    )
    text = OutlinedText(right, baseline, ha="right", va="baseline", **properties)
    text.set_transform(figure.transFigure)
    figure.add_artist(text)
    return text
