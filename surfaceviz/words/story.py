"""What happens in a film, in numbers: enough to tell it in words, without the data."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

import numpy as np

# Characters of a name that are told; a column may be called by a whole page.
LONGEST_NAME = 120
# Line breaks and other controls, and halves of characters.
UNTOLD = ("Cc", "Cs", "Zl", "Zp")


@dataclass(frozen=True)
class KeyEpoch:
    """An epoch worth a picture of its own.

    Attributes
    ----------
    epoch : int
        Which one.
    kind : str
        What it is, one of ``KINDS``; any other word for an epoch that was chosen for no reason
        that can be told.
    run : int
        The number of the run that makes it worth a picture, counted from 0.
    params : tuple of (float, float)
        Slope and intercept of each run then; empty if that is not known.
    losses : tuple of float
        The loss of each run then; empty if that is not known.
    """

    epoch: int
    kind: str
    run: int = 0
    params: tuple[tuple[float, float], ...] = ()
    losses: tuple[float, ...] = ()


@dataclass(frozen=True)
class RunStory:
    """What one run does.

    Attributes
    ----------
    label : str
        What it is called.
    start, end : tuple of float
        Slope and intercept it begins and ends with.
    losses : tuple of float
        The first and the last loss.
    epochs : int
        How many it takes.
    stopped : str
        Why it ended, a value of ``Stopped``.
    optimizer : str
        The name of its optimizer; "" for one that is in no table.
    course : str
        How it goes, one of ``COURSES``.
    standardized : bool
        Whether it descends in the coordinates of z-scored x.
    batch : int
        Points that a step sees; 0 for all of them.
    lowest : int
        The epoch of its lowest loss.
    lowest_loss : float
        The loss then.
    swings : int
        How often it crosses the valley, visibly.
    rises : int
        Epochs in which its loss rises, visibly.
    drop : int
        The epoch after its largest drop; 0 if the loss never falls.
    first_step : float or None
        The share of the way down, from the first loss to the minimum, that the first epoch does;
        None if there is no way down. Negative where the loss rises.
    left : float or None
        The share of that way that is left at the end.
    valley : int or None
        The epoch from which on it is down in the valley: its distance across is gone, and what is
        left lies along the floor. Without a long valley, from which on a tenth of the way is left.
    valley_left : float or None
        The share of the way that is left then.
    near : int or None
        The epoch from which on no more than a hundredth of the way is left.
    above : int or None
        The epoch from which on its loss is above the first one.
    learning_rate : float or None
        Its rate, before the schedule; None if its optimizer has none.
    limit : float or None
        The rate above which its optimizer diverges on a quadratic loss.
    condition : float or None
        How much steeper its valley is across than along; None for a loss without curvature.
    """

    label: str
    start: tuple[float, float]
    end: tuple[float, float]
    losses: tuple[float, float]
    epochs: int
    stopped: str
    optimizer: str
    course: str
    standardized: bool
    batch: int
    lowest: int
    lowest_loss: float
    swings: int
    rises: int
    drop: int
    first_step: float | None = None
    left: float | None = None
    valley: int | None = None
    valley_left: float | None = None
    near: int | None = None
    above: int | None = None
    learning_rate: float | None = None
    limit: float | None = None
    condition: float | None = None


@dataclass(frozen=True)
class Story:
    """What happens in a film.

    Attributes
    ----------
    data, x, y : str
        Names of the data set and of its columns, without line breaks and not too long.
    points : int
        Number of points.
    weighted : bool
        Whether some of them count more than others.
    since : str
        The date that x counts days from, as in "2024-01-31"; "" if x is no date.
    loss : str
        What the loss is called, in English.
    curved : bool
        Whether the fit is a curve, not a straight line.
    unique : bool
        Whether there is one optimum only.
    least : float
        The loss at the optimum, or what it falls toward.
    runs : tuple of RunStory
        What each run does.
    keys : tuple of KeyEpoch
        Telling epochs, rising, the first and the last among them.
    optimum : tuple of float or None
        Slope and intercept there; None if the loss falls for ever.
    shown : tuple of KeyEpoch
        Of a figure the epochs that it shows, rising; none of a film.
    """

    data: str
    x: str
    y: str
    points: int
    weighted: bool
    since: str
    loss: str
    curved: bool
    unique: bool
    least: float
    runs: tuple[RunStory, ...]
    keys: tuple[KeyEpoch, ...]
    optimum: tuple[float, float] | None = None
    shown: tuple[KeyEpoch, ...] = ()


def story_table(story: Story) -> dict[str, Any]:
    """Return a story as TOML can hold it."""
    table: dict[str, Any] = _plain(story)
    if not story.shown:
        del table["shown"]
    return table


def named(name: str) -> str:
    """Return a name as it is told: in one line, and not too long."""
    spaced = (" " if unicodedata.category(char) in UNTOLD else char for char in name)
    line = " ".join("".join(spaced).split())
    return line if len(line) <= LONGEST_NAME else line[: LONGEST_NAME - 1].rstrip() + "…"


def pair(params: Any) -> tuple[float, float]:
    """Return a slope and an intercept as numbers of Python."""
    slope, intercept = np.asarray(params, dtype=np.float64).tolist()
    return slope, intercept


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if is_dataclass(value):
        return {
            each.name: _plain(getattr(value, each.name))
            for each in fields(value)
            if getattr(value, each.name) is not None
        }
    return value
