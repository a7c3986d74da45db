"""Which epoch each frame shows, and for how long."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

import numpy as np

from surfaceviz.base.errors import InputError
from surfaceviz.settings.pace import LONGEST, make_pace

if TYPE_CHECKING:
    from surfaceviz.base.arrays import FloatArray
    from surfaceviz.draw.look import Look
    from surfaceviz.settings.pace import FramesGiven, Pace


SURFACE, WITH_SURFACE = "surface", "panels"


class Opening(Enum):
    """What is shown in the seconds before epoch 0."""

    CARD = "a page with the title"
    GLIDE = "the camera on its way to its place"
    START = "epoch 0"


@dataclass(frozen=True)
class Timeline:
    """The frames of a film in time.

    Attributes
    ----------
    epochs : tuple of float
        The moment that each frame shows, rising: an epoch, or from -1 up to 0 what comes before
        the start.
    fps : float
        Frames a second, the hold and the pauses apart.
    hold : float
        Seconds by which the last frame is shown longer than the others.
    pauses : tuple of (float, float)
        Moments that have a frame, rising, and the seconds by which each is shown longer.
    """

    epochs: tuple[float, ...]
    fps: float
    hold: float
    pauses: tuple[tuple[float, float], ...] = ()

    @property
    def frames(self) -> int:
        """Number of frames."""
        return len(self.epochs)

    @property
    def duration(self) -> float:
        """Length of the film in seconds."""
        return self.frames / self.fps + float(self.extra.sum())

    @property
    def extra(self) -> FloatArray:
        """Seconds by which each frame is shown longer than its share, shape (frames,)."""
        extra = np.zeros(self.frames)
        if self.pauses:
            moments, seconds = np.array(self.pauses).T
            extra[np.searchsorted(self.epochs, moments)] = seconds
        extra[-1] += self.hold
        return extra

    def ticks(self, clock: int, shortest: int, longest: int) -> list[int]:
        """Return for how many ticks of a clock each frame is shown.

        Rounding the moments at which frames change, not the times between them, keeps the film's
        total duration right to a tick.

        Parameters
        ----------
        clock : int
            Ticks a second.
        shortest, longest : int
            What a format can say.
        """
        waited = np.concatenate([[0.0], np.cumsum(self.extra)])
        changes = np.round(clock * (np.arange(self.frames + 1) / self.fps + waited))
        return [int(ticks) for ticks in np.diff(changes).clip(shortest, longest)]


def make_timeline(
    epochs: int, fps: float, hold: float, frames: FramesGiven | None = None
) -> Timeline:
    """Return the timeline with a frame for the start and one for each of ``epochs`` epochs.

    Parameters
    ----------
    epochs : int
        The last epoch.
    fps, hold, frames
        As in ``make_pace``.

    Raises
    ------
    InputError
        If fps, hold or frames is out of range.
    """
    return lay_out(make_pace(fps, hold, frames), epochs)


def opening_of(look: Look) -> Opening:
    """Return what a film of this look shows before epoch 0."""
    if look.title:
        return Opening.CARD
    seen = SURFACE in look.panels and look.layout == WITH_SURFACE
    return Opening.GLIDE if seen else Opening.START


def lay_out(pace: Pace, epochs: int, opening: Opening = Opening.START) -> Timeline:
    """Return the timeline of a film.

    Parameters
    ----------
    pace : Pace
        What is asked of its time.
    epochs : int
        The last epoch.
    opening : Opening
        What is shown before epoch 0, if there is anything.

    Raises
    ------
    InputError
        If there is a pause after the last epoch, or a frame would be shown for too long.
    """
    shown = pace.epochs(epochs)
    pauses: dict[float, float] = dict(pace.pauses)
    before = _moments_before(pace, opening)
    if before:
        # What is left of the intro when each of its frames has had its share.
        pauses[-1.0] = max(0.0, pace.intro - len(before) / pace.fps)
    else:
        pauses[0] = pauses.get(0, 0.0) + pace.intro
    timeline = Timeline(
        (*before, *shown),
        pace.fps,
        pace.hold,
        tuple((moment, seconds) for moment, seconds in sorted(pauses.items()) if seconds),
    )
    longest = int(np.argmax(timeline.extra))
    if timeline.extra[longest] > LONGEST:
        raise InputError(
            f"epoch {timeline.epochs[longest]} would be shown for {timeline.extra[longest]:g} "
            f"seconds longer: let its pause, the intro and the hold be {LONGEST:g} at most in all"
        )
    return timeline


def _moments_before(pace: Pace, opening: Opening) -> tuple[float, ...]:
    """Return the moments before epoch 0 that have a frame: of a page that stays, a single one."""
    if not pace.intro or opening is Opening.START:
        return ()
    count = 1 if opening is Opening.CARD else max(1, int(pace.intro * pace.fps + 1e-9))
    return tuple(frame / count - 1.0 for frame in range(count))
