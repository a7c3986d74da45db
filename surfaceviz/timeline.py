"""Which epoch each frame shows, and for how long."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from surfaceviz.errors import InputError, whole_number

SLOWEST, FASTEST = 0.1, 240.0
LONGEST_HOLD = 600.0
FRAMES = (2, 1_000_000)


@dataclass(frozen=True)
class Timeline:
    """The frames of a film in time.

    Attributes
    ----------
    epochs : tuple of int
        The epoch that each frame shows.
    fps : float
        Frames a second, the last frame's hold apart.
    hold : float
        Seconds by which the last frame is shown longer than the others.
    """

    epochs: tuple[int, ...]
    fps: float
    hold: float

    @property
    def frames(self) -> int:
        """Number of frames."""
        return len(self.epochs)

    @property
    def duration(self) -> float:
        """Length of the film in seconds."""
        return self.frames / self.fps + self.hold

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
        changes = np.round(clock * np.arange(self.frames + 1) / self.fps)
        changes[-1] = np.round(clock * self.duration)
        return [int(ticks) for ticks in np.diff(changes).clip(shortest, longest)]


def make_timeline(epochs: int, fps: float, hold: float, frames: int | None = None) -> Timeline:
    """Return the timeline with a frame for the start and one for each of ``epochs`` epochs.

    Parameters
    ----------
    epochs : int
        The last epoch.
    fps, hold : float
        Frames a second, and seconds by which the last one is shown longer.
    frames : int, optional
        Show at most so many, of epochs spread evenly from the first to the last.

    Raises
    ------
    InputError
        If fps, hold or frames is out of range.
    """
    fps, hold = _number("fps", fps), _number("hold", hold)
    if not (np.isfinite(fps) and SLOWEST <= fps <= FASTEST):
        raise InputError(f"fps must be between {SLOWEST:g} and {FASTEST:g}, got {fps:g}")
    if not (np.isfinite(hold) and 0 <= hold <= LONGEST_HOLD):
        raise InputError(f"hold must be between 0 and {LONGEST_HOLD:g} seconds, got {hold:g}")
    if frames is None:
        return Timeline(tuple(range(epochs + 1)), fps, hold)
    most = whole_number("frames", frames, *FRAMES)
    shown = np.linspace(0, epochs, min(most, epochs + 1)).round()
    return Timeline(tuple(int(epoch) for epoch in shown), fps, hold)


def _number(name: str, value: float) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        raise InputError(f"{name} must be a number, got {value!r}") from None
