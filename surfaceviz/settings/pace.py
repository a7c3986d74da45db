"""What is asked of a film's time, before it is known how many epochs there are to show."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from surfaceviz.base import checks, cues
from surfaceviz.base.errors import InputError
from surfaceviz.scene import defaults

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

SLOWEST, FASTEST = 0.1, 240.0
# Seconds for which a frame may be shown.
LONGEST = 600.0
LONGEST_INTRO = 60.0
# What a video's encoder can be told in one go.
MOST_PAUSES = 1000
FRAMES = (2, 1_000_000)
LOG = "log"
# Of a spread that says nothing but that it is logarithmic: three seconds at the usual rate.
LOG_FRAMES = 60
HALVINGS = 60


@dataclass(frozen=True)
class Spread:
    """Fewer frames than epochs, and where they lie.

    Attributes
    ----------
    count : int
        How many frames there are at most.
    log : bool
        Whether each step is longer than the one before by the same factor, beginning with single
        epochs, which shows most of the start; else they are all alike.
    """

    count: int
    log: bool = False

    def __post_init__(self) -> None:
        """Refuse an impossible number of frames."""
        object.__setattr__(self, "count", checks.whole_number("frames", self.count, *FRAMES))

    def __str__(self) -> str:
        """Write it so that ``read_spread`` reads it."""
        return f"{self.count}:{LOG}" if self.log else str(self.count)

    def epochs(self, last: int) -> tuple[int, ...]:
        """Return the epochs that are shown, strictly rising from 0 to the last."""
        steps = min(self.count, last + 1) - 1
        if not self.log or steps < 2:
            shown = np.linspace(0, last, steps + 1).round()
            return tuple(int(epoch) for epoch in shown)
        growth = _growth(steps, last)
        places = growth * np.arange(steps + 1)
        # No step is shorter than 1, so that none is lost by rounding.
        shown = np.arange(steps + 1.0) if not growth else np.expm1(places) / math.expm1(growth)
        return (*(int(epoch) for epoch in np.floor(shown[:-1] + 0.5)), last)


FramesGiven: TypeAlias = "int | str | tuple[int, str] | Spread"


@dataclass(frozen=True)
class Pace:
    """What is asked of a film's time.

    Attributes
    ----------
    fps : float
        Frames a second.
    hold : float
        Seconds by which the last frame is shown longer than the others.
    frames : Spread or None
        How many frames there are at most, and where they lie; None for one for each epoch.
    every : int or None
        Each how many epochs there is a frame, and one of the last; None for each.
    pauses : tuple of (int, float)
        Epochs, rising, and the seconds by which each is shown longer.
    intro : float
        Seconds before epoch 0.
    """

    fps: float = defaults.FPS
    hold: float = defaults.HOLD
    frames: Spread | None = None
    every: int | None = None
    pauses: tuple[tuple[int, float], ...] = ()
    intro: float = 0.0

    def epochs(self, last: int) -> tuple[int, ...]:
        """Return the epochs that have a frame, strictly rising from 0 to the last.

        Raises
        ------
        InputError
            If there is a pause after the last.
        """
        cues.check_end("pause", self.pauses, last)
        if self.frames is not None:
            shown = self.frames.epochs(last)
        else:
            shown = (*range(0, last, self.every or 1), last)
        return tuple(sorted({*shown, *(epoch for epoch, _ in self.pauses)}))


def make_pace(
    fps: float = defaults.FPS,
    hold: float = defaults.HOLD,
    frames: FramesGiven | None = None,
    every: int | None = None,
    pauses: Mapping[int, float] | Iterable[tuple[int, float]] = (),
    intro: float = 0.0,
) -> Pace:
    """Return what is asked of a film's time, checked.

    Parameters
    ----------
    fps, hold
        As in ``Pace``.
    frames : int, str, tuple of (int, str) or Spread, optional
        Show at most so many, of evenly spread epochs; or "log", or (so many, "log"), for most of
        them near the start; or the spread itself.
    every, pauses, intro
        As in ``Pace``; pauses in any order, or as a mapping.

    Raises
    ------
    InputError
        If a value is out of range, or both frames and every are given.
    """
    if frames is not None and every is not None:
        raise InputError("frames and every both say which epochs are shown: give one of them")
    paused = cues.in_order("pause", pauses)
    if len(paused) > MOST_PAUSES:
        raise InputError(f"there can be at most {MOST_PAUSES} pauses, got {len(paused)}")
    return Pace(
        checks.number_within("fps", fps, SLOWEST, FASTEST),
        checks.number_within("hold", hold, 0.0, LONGEST, " seconds"),
        None if frames is None else make_spread(frames),
        None if every is None else checks.whole_number("every", every, 1, FRAMES[1]),
        tuple(
            (
                epoch,
                checks.number_within(
                    f"the pause at epoch {epoch}", seconds, 0.0, LONGEST, " seconds"
                ),
            )
            for epoch, seconds in paused
        ),
        checks.number_within("intro", intro, 0.0, LONGEST_INTRO, " seconds"),
    )


def make_spread(given: FramesGiven) -> Spread:
    """Return the spread that is meant by a number, "log", both of them, or itself.

    Raises
    ------
    InputError
        If it is none of these, or a number out of range.
    """
    if isinstance(given, Spread):
        return given
    if isinstance(given, str):
        if given == LOG:
            return Spread(LOG_FRAMES, log=True)
        raise InputError(f"frames must be a whole number, {LOG!r} or both, got {given!r}")
    if not isinstance(given, tuple):
        return Spread(given)
    if len(given) != 2 or given[1] != LOG:
        raise InputError(f"frames must be a whole number, {LOG!r} or both, got {given!r}")
    return Spread(given[0], log=True)


def read_spread(text: str) -> Spread:
    """Return the spread in a text such as "60", "log" or "60:log".

    Raises
    ------
    ValueError
        If it is of none of these forms.
    """
    count, colon, kind = text.partition(":")
    return make_spread((int(count), kind) if colon else text if text == LOG else int(text))


def _growth(steps: int, last: int) -> float:
    """Return the logarithm of the factor by which each of the steps from 0 to last is longer.

    The first is 1 long. Their sum grows with the factor, which is found by bisection.
    """
    # Not even the last of them is longer than all.
    low, high = 0.0, math.log(last) / (steps - 1)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        if middle and math.expm1(steps * middle) / math.expm1(middle) > last:
            high = middle
        else:
            low = middle
    return low


def read_pause(text: str) -> tuple[int, float]:
    """Return the epoch and the seconds in a text such as "20:1.5"."""
    epoch, seconds = cues.read_cue(text)
    return epoch, float(seconds)
