"""What panels show of how a descent works, by name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from surfaceviz.base.errors import InputError, lookup

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from surfaceviz.base.arrays import Update
    from surfaceviz.draw.artists.pane import Pane


class DrawShow(Protocol):
    """Draw what is shown into a panel, for every run or the leader; as a panel's ``draw``."""

    def __call__(self, pane: Pane) -> Update:
        """Draw into the pane's axes."""


@dataclass(frozen=True)
class Show:
    """An entry of the table of what can be shown.

    Attributes
    ----------
    description : str
        What it is, for lists and help.
    load : callable
        () -> the function that draws it; imports what that needs.
    panels : tuple of str
        Names of the panels that show it.
    """

    description: str
    load: Callable[[], DrawShow]
    panels: tuple[str, ...]


# What is shown where nothing is.
NOTHING = "none"
PLANE = ("contour", "surface")


def _optimum() -> DrawShow:
    from surfaceviz.draw.overlays.star import draw_optimum

    return draw_optimum


def _gradient() -> DrawShow:
    from surfaceviz.draw.overlays.arrows import draw_gradient

    return draw_gradient


def _step() -> DrawShow:
    from surfaceviz.draw.overlays.arrows import draw_step

    return draw_step


def _velocity() -> DrawShow:
    from surfaceviz.draw.overlays.arrows import draw_velocity

    return draw_velocity


def _next() -> DrawShow:
    from surfaceviz.draw.overlays.ahead import draw_next

    return draw_next


def _level() -> DrawShow:
    from surfaceviz.draw.overlays.level import draw_level

    return draw_level


def _wall() -> DrawShow:
    from surfaceviz.draw.overlays.wall import draw_wall

    return draw_wall


def _squares() -> DrawShow:
    from surfaceviz.draw.overlays.squares import draw_squares

    return draw_squares


def _comet() -> DrawShow:
    from surfaceviz.draw.overlays.comet import draw_comet

    return draw_comet


SHOWS: Mapping[str, Show] = {
    "optimum": Show("a star where the loss is smallest", _optimum, PLANE),
    "gradient": Show(
        "an arrow downhill, longer where it is steeper but never too short to see", _gradient, PLANE
    ),
    "step": Show("an arrow to where the next step leads, true to scale", _step, PLANE),
    "velocity": Show(
        "an arrow for the part of the step that momentum carries, and dashes that complete it",
        _velocity,
        PLANE,
    ),
    "next": Show("a hollow marker where the next step lands", _next, PLANE),
    "level": Show("the line of all that have the leader's loss", _level, PLANE),
    "wall": Show(
        "the leader's loss, led to the surface's upright axis",
        _wall,
        ("surface",),
    ),
    "squares": Show(
        "the leader's residuals as squares, of some points if there are many",
        _squares,
        ("fit",),
    ),
    "comet": Show(
        "the last 20 epochs of each path, fading out, instead of all",
        _comet,
        PLANE,
    ),
}


def choose_shows(names: Sequence[str]) -> tuple[str, ...]:
    """Return the names, which may be none.

    Raises
    ------
    InputError
        If one is unknown, or named more than once.
    """
    if isinstance(names, str):
        raise InputError(f"expected a sequence of {', '.join(SHOWS)}, got {names!r}")
    for name in names:
        lookup(SHOWS, name, "show")
        if list(names).count(name) > 1:
            raise InputError(f"show {name!r} is named more than once: name each once")
    return tuple(names)


def draw_shows(panel: str, names: Sequence[str], pane: Pane) -> list[Update]:
    """Draw what of ``names`` a panel shows; return the functions that show an epoch of each."""
    chosen = [lookup(SHOWS, name, "show") for name in names]
    return [show.load()(pane) for show in chosen if panel in show.panels]


def read_shows(text: str) -> tuple[str, ...]:
    """Return what is shown by a text such as "optimum,gradient", or "none"."""
    if text.strip() == NOTHING:
        return ()
    return choose_shows([name.strip() for name in text.split(",") if name.strip()])
