"""Captions: a line below the panels that tells what is happening."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from surfaceviz.base import cues
from surfaceviz.base.errors import InputError
from surfaceviz.draw.layouts.layout import EDGE
from surfaceviz.draw.lettering import lettered, shorten

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from matplotlib.figure import Figure
    from matplotlib.text import Text

    from surfaceviz.base.arrays import Update
    from surfaceviz.draw.canvas import Canvas
    from surfaceviz.draw.themes.theme import Theme

# Size of the letters as a share of the title row's, and heights in sizes of the letters: of the
# row, and of what is below the line that the letters stand on.
SIZE, ROW, BELOW = 0.8, 1.75, 0.95


@dataclass(frozen=True)
class Captions:
    """The row of captions, planned.

    Attributes
    ----------
    height : float
        Points that it takes from the panels; 0 if there are no captions.
    size : float
        Height of the letters.
    begins : tuple of int
        The epochs, rising, at which a caption takes the place of the one before.
    texts : tuple of str
        What each says, no wider than the frame; "" for nothing.
    """

    height: float
    size: float
    begins: tuple[int, ...]
    texts: tuple[str, ...]


def plan_captions(
    given: Mapping[int, str] | Iterable[tuple[int, str]], epochs: int, canvas: Canvas, theme: Theme
) -> Captions:
    """Return which caption begins when, and the room that they need.

    Parameters
    ----------
    given : iterable of (int, str)
        Epochs, in any order, and what is said from each until the next.
    epochs : int
        The last epoch.
    canvas : Canvas
        The frame.
    theme : Theme
        Gives the type.

    Raises
    ------
    InputError
        If two captions begin at the same epoch, one has no epoch of the film, or is no text.
    """
    captions = check_captions(given)
    cues.check_end("caption", captions, epochs)
    size = SIZE * theme.headline_size
    room = canvas.points[0] - 2 * EDGE
    return Captions(
        ROW * size if captions else 0.0,
        size,
        tuple(epoch for epoch, _ in captions),
        tuple(shorten(text, room, theme, fontsize=size) for _, text in captions),
    )


def check_captions(
    given: Mapping[int, str] | Iterable[tuple[int, str]],
) -> tuple[tuple[int, str], ...]:
    """Return captions by rising epochs.

    Raises
    ------
    InputError
        If two begin at the same epoch or one before the film, or one is no text.
    """
    captions = cues.in_order("caption", given)
    for epoch, text in captions:
        if not isinstance(text, str):
            raise InputError(f"the caption at epoch {epoch} must be a text, got {text!r}")
    return captions


def draw_captions(figure: Figure, canvas: Canvas, captions: Captions, theme: Theme) -> Update:
    """Write the captions; return the function that shows that of an epoch."""
    width, _ = canvas.points
    # On whole pixels the feet of the letters are sharp.
    baseline = round(BELOW * captions.size * canvas.scale) / canvas.height
    middle = round(width * canvas.scale / 2) / canvas.width
    place = {"ha": "center", "va": "baseline", "visible": False}
    lines = []
    for text in captions.texts:
        properties = lettered(text, theme, fontsize=captions.size, **place)
        lines.append(figure.text(middle, baseline, properties.pop("text"), **properties))

    def update(epoch: int) -> Sequence[Text]:
        current = bisect_right(captions.begins, epoch) - 1
        for number, line in enumerate(lines):
            line.set_visible(number == current)
        return lines

    return update
