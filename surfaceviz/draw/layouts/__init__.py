"""Where the panels of a picture stand: the layouts, by name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from surfaceviz.draw.canvas import Canvas
    from surfaceviz.draw.layouts.layout import Margins, Part
    from surfaceviz.draw.themes.theme import Style
    from surfaceviz.scene.scene import Scene


@dataclass(frozen=True)
class Layout:
    """An entry of the table of layouts.

    Attributes
    ----------
    description : str
        What stands where, for lists and help.
    load : callable
        () -> the function that gives every panel its place; imports what that needs.
    legend : bool
        Whether the title row has to name the runs of a race.
    """

    description: str
    load: Callable[[], Deal]
    legend: bool

    @property
    def deal(self) -> Deal:
        """The function that gives every panel its place, imported with all that it needs."""
        return self.load()


class Deal(Protocol):
    """Give every panel its place: return columns from left to right, each from top to bottom.

    Raises
    ------
    InputError
        If the scene cannot be shown so, or there is not enough room.
    """

    def __call__(
        self, scene: Scene, panels: Sequence[str], style: Style, canvas: Canvas, free: Margins
    ) -> list[list[Part]]:
        """Return the parts."""


def _together() -> Deal:
    from surfaceviz.draw.layouts.side_by_side import deal

    return deal


def _grid() -> Deal:
    from surfaceviz.draw.layouts.grid import deal

    return deal


LAYOUTS: Mapping[str, Layout] = {
    "panels": Layout("all runs together in each panel", _together, legend=True),
    "grid": Layout(
        "a map of its own for each run, above the loss and the fit", _grid, legend=False
    ),
}
