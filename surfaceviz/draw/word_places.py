"""Words of the title row, in places as wide as the widest that each of them says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from surfaceviz.draw.lettering import lettered
from surfaceviz.draw.outlines import OutlinedText, outlined_width

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.figure import Figure
    from matplotlib.text import Text

    from surfaceviz.base.arrays import Update
    from surfaceviz.draw.canvas import Canvas
    from surfaceviz.draw.themes.theme import Theme

SPACE = 0.28


@dataclass(frozen=True)
class Word:
    """A word of the title row: text that stays, or a number in a place as wide as its widest.

    Attributes
    ----------
    texts : tuple of str
        What it says at each epoch, or one text for all.
    colours : tuple of str
        Its colour at each epoch, or one for all.
    bold : bool
        Whether it stands out.
    space : float
        Blank before it, in ems.
    side : str
        Which side of its place it keeps to, "right" as numbers do, or "left".
    """

    texts: tuple[str, ...]
    colours: tuple[str, ...]
    bold: bool = False
    space: float = SPACE
    side: str = "right"

    def at(self, epoch: int) -> str:
        """Return what it says at an epoch."""
        return self.texts[min(epoch, len(self.texts) - 1)]

    def colour(self, epoch: int) -> str:
        """Return its colour at an epoch."""
        return self.colours[min(epoch, len(self.colours) - 1)]

    @property
    def moving(self) -> bool:
        """Whether it changes."""
        return len(self.texts) > 1 or len(self.colours) > 1


@dataclass(frozen=True)
class Spot:
    """A word's place.

    Attributes
    ----------
    word : Word
        What stands there.
    left, right, baseline : float
        Where it begins and ends, and the line it stands on, in points from the frame's lower left
        corner.
    size : float
        Height of its letters.
    """

    word: Word
    left: float
    right: float
    baseline: float
    size: float


def advances(words: Sequence[Word], size: float, theme: Theme) -> list[float]:
    """Return how far each word moves the next one to the right, in points."""
    return [word.space * size + word_width(word, size, theme) for word in words]


def word_width(word: Word, size: float, theme: Theme) -> float:
    """Return how wide the widest is that a word says, in points."""
    return max(outlined_width(text, theme, **_type_of(word, size)) for text in _widest(word))


def set_row(
    words: Sequence[Word], left: float, baseline: float, size: float, theme: Theme
) -> list[Spot]:
    """Return the places of words that follow one another."""
    spots = []
    for word, advance in zip(words, advances(words, size, theme), strict=True):
        spots.append(Spot(word, left + word.space * size, left + advance, baseline, size))
        left += advance
    return spots


def draw_spots(figure: Figure, canvas: Canvas, spots: Sequence[Spot], theme: Theme) -> Update:
    """Write the words; return the function that shows an epoch."""
    moving: list[tuple[Text, Word]] = []
    for spot in spots:
        text = _write(figure, canvas, spot, theme)
        if spot.word.moving:
            moving.append((text, spot.word))

    def update(epoch: int) -> Sequence[Text]:
        for text, word in moving:
            text.set_text(word.at(epoch))
            if len(word.colours) > 1:
                text.set_color(word.colour(epoch))
        return [text for text, _ in moving]

    return update


def _widest(word: Word) -> set[str]:
    """Return the texts that may be the widest: one of each pattern, digits being equally wide."""
    return {"".join("0" if char.isdecimal() else char for char in text) for text in word.texts}


def _type_of(word: Word, size: float) -> dict[str, Any]:
    return {
        "fontsize": size,
        "fontweight": "bold" if word.bold else "normal",
        "color": word.colour(0),
    }


def _write(figure: Figure, canvas: Canvas, spot: Spot, theme: Theme) -> Text:
    # On whole pixels the feet of the letters are sharp.
    anchor = spot.right if spot.word.side == "right" else spot.left
    across, baseline = (
        round(place * canvas.scale) / side
        for place, side in ((anchor, canvas.width), (spot.baseline, canvas.height))
    )
    properties = lettered(spot.word.at(0), theme, **_type_of(spot.word, spot.size))
    text = OutlinedText(across, baseline, ha=spot.word.side, va="baseline", **properties)
    text.set_transform(figure.transFigure)
    figure.add_artist(text)
    return text
