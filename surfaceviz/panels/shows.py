"""What panels show of how a descent works, by name."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

from surfaceviz.errors import InputError, lookup

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from surfaceviz.panels.pane import Pane
    from surfaceviz.panels.protocol import Update


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
    module : str
        Where it is drawn, by the function ``draw_`` and its name; imported when first used.
    panels : tuple of str
        Names of the panels that show it.
    """

    description: str
    module: str
    panels: tuple[str, ...]


# What is shown where nothing is.
NOTHING = "none"
PLANE = ("contour", "surface")
ARROWS = "surfaceviz.panels.arrows"
SHOWS: Mapping[str, Show] = {
    "optimum": Show("a star where the loss is smallest", "surfaceviz.panels.star", PLANE),
    "gradient": Show(
        "an arrow downhill, longer where it is steeper but never too short to see", ARROWS, PLANE
    ),
    "step": Show("an arrow to where the next step leads, true to scale", ARROWS, PLANE),
    "velocity": Show(
        "an arrow for the part of the step that momentum carries, and dashes that complete it",
        ARROWS,
        PLANE,
    ),
    "next": Show("a hollow marker where the next step lands", "surfaceviz.panels.ahead", PLANE),
    "level": Show("the line of all that have the leader's loss", "surfaceviz.panels.level", PLANE),
    "wall": Show(
        "the leader's loss, led to the surface's upright axis",
        "surfaceviz.panels.wall",
        ("surface",),
    ),
    "squares": Show(
        "the leader's residuals as squares, of some points if there are many",
        "surfaceviz.panels.squares",
        ("fit",),
    ),
    "comet": Show(
        "the last 20 epochs of each path, fading out, instead of all",
        "surfaceviz.panels.comet",
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
    chosen = {name: lookup(SHOWS, name, "show") for name in names}
    return [
        cast("DrawShow", getattr(import_module(show.module), f"draw_{name}"))(pane)
        for name, show in chosen.items()
        if panel in show.panels
    ]


def read_shows(text: str) -> tuple[str, ...]:
    """Return what is shown by a text such as "optimum,gradient", or "none"."""
    if text.strip() == NOTHING:
        return ()
    return choose_shows([name.strip() for name in text.split(",") if name.strip()])
