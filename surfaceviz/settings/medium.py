"""What is asked of files: how good they are, and what only some formats ask for."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from dataclasses import dataclass, fields
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING, TypedDict

from surfaceviz.base import checks
from surfaceviz.base.errors import InputError, SurfaceVizWarning, lookup, one_of

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from os import PathLike
    from pathlib import Path

LETTERS = ("auto", "outlines", "text")
SLIDES = ("film", "key-frames")
BEAMER_FRAMES = ("pdf", "png")
LAST = "last"
# Of a strip there can be no more pictures that anyone could read.
MOST_PICTURES = 12


class Quality(StrEnum):
    """How much a format may give up for a smaller file."""

    SMALL = "small"
    GOOD = "good"
    BEST = "best"


def choose_quality(name: str) -> Quality:
    """Return the quality of this name.

    Raises
    ------
    InputError
        If there is none; the message lists those there are.
    """
    return lookup({str(quality): quality for quality in Quality}, name, "quality")


@dataclass(frozen=True)
class Medium:
    """What only some formats ask for; each attribute but the template is an option's name.

    Attributes
    ----------
    epoch : tuple of int
        Of figures: the epochs they show, one below or beside the other; none for the last.
    letters : str
        Of figures: "outlines", which look the same everywhere, or "text", which can be searched
        and changed; "auto" outlines letters in SVG, and embeds fonts in PDF.
    slides : str
        Of decks: "film" for a slide with the film, "key-frames" for stills of telling epochs, too.
    template : Path or None
        Of decks: the deck whose layout they take, and whose slides stay before theirs.
    beamer : str
        Of folders for LaTeX: "pdf" for frames as drawings, "png" for pixels.
    """

    epoch: tuple[int, ...] = ()
    letters: str = LETTERS[0]
    slides: str = SLIDES[0]
    template: Path | None = None
    beamer: str = BEAMER_FRAMES[0]

    @property
    def told(self) -> frozenset[str]:
        """Names of the attributes that are not as usual."""
        return frozenset(
            each.name for each in fields(self) if getattr(self, each.name) != each.default
        )


class MediumOptions(TypedDict, total=False):
    """What ``make_medium`` takes, as keywords."""

    epoch: int | str | Sequence[int]
    letters: str
    slides: str
    template: str | PathLike[str] | None
    beamer: str


def make_medium(
    epoch: int | str | Sequence[int] = (),
    letters: str = LETTERS[0],
    slides: str = SLIDES[0],
    template: str | PathLike[str] | None = None,
    beamer: str = BEAMER_FRAMES[0],
) -> Medium:
    """Return what is asked of a format, checked as far as it can be without the scene.

    Parameters
    ----------
    epoch : int, str or sequence of int
        One epoch, "last", or several in rising order.
    letters, slides, template, beamer
        As in ``Medium``.

    Raises
    ------
    InputError
        If something is none of what it can be.
    """
    return Medium(
        check_epochs(epoch),
        one_of(LETTERS, letters, "letters"),
        one_of(SLIDES, slides, "slides"),
        None if template is None else checks.path(template),
        one_of(BEAMER_FRAMES, beamer, "frames for beamer"),
    )


def check_epochs(given: int | str | Sequence[int]) -> tuple[int, ...]:
    """Return the epochs that are meant by a number, "last" or several numbers.

    Raises
    ------
    InputError
        If they are none of these, do not rise, or are more than a strip can show.
    """
    if isinstance(given, str):
        if given == LAST:
            return ()
        raise InputError(f"epoch must be a number, {LAST!r} or several numbers, got {given!r}")
    several = tuple(given) if isinstance(given, Iterable) else (given,)
    epochs = tuple(checks.whole_number("epoch", each, 0, 10**9) for each in several)
    if len(epochs) > MOST_PICTURES:
        raise InputError(f"a figure shows at most {MOST_PICTURES} epochs, got {len(epochs)}")
    if any(after <= before for before, after in pairwise(epochs)):
        raise InputError(f"epochs must rise, got {', '.join(map(str, epochs))}")
    return epochs


def read_epochs(text: str) -> tuple[int, ...]:
    """Return the epochs in a text such as "last", "20" or "0,5,20,100"."""
    return () if text.strip() == LAST else check_epochs([int(each) for each in text.split(",")])


def write_epochs(epochs: Sequence[int]) -> str:
    """Return the text of epochs, as ``read_epochs`` reads it."""
    return ",".join(map(str, epochs)) or LAST


def check_epochs_of(medium: Medium, last: int) -> None:
    """Refuse epochs beyond the run.

    Raises
    ------
    InputError
        If there are such; the message tells the last.
    """
    beyond = [epoch for epoch in medium.epoch if epoch > last]
    if beyond:
        raise InputError(f"there is no epoch {beyond[0]} in this run: its last is {last}")


def warn_of_unheard(medium: Medium, heard: Iterable[Collection[str]]) -> None:
    """Say so if something is asked for that none of the formats takes notice of.

    Parameters
    ----------
    medium : Medium
        What is asked for.
    heard : iterable of collections of str
        Of each format, the names of what it takes notice of.
    """
    listening = {name for each in heard for name in each}
    for name in sorted(medium.told - listening):
        warnings.warn(
            f"{name} has no effect here: no format that is written takes notice of it",
            SurfaceVizWarning,
            stacklevel=3,
        )
