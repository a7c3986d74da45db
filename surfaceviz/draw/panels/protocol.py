"""What a panel is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

    from matplotlib.axes import Axes

    from surfaceviz.base.arrays import Update
    from surfaceviz.draw.themes.theme import Style
    from surfaceviz.scene.scene import Scene


class Draw(Protocol):
    """Draw what stays of a panel into axes; return the function that shows an epoch.

    The returned function moves the panel's artists to an epoch and returns all of them: first
    those at rest (``Settled``), to which later epochs only add, then those that move, always the
    same ones in the same order. A frame depends on its epoch alone.
    """

    def __call__(self, axes: Axes, scene: Scene, style: Style) -> Update:
        """Draw into ``axes``."""


class Drawing(Protocol):
    """A module that draws a panel."""

    @property
    def draw(self) -> Draw:
        """Draw what stays of the panel."""


@dataclass(frozen=True)
class Panel:
    """An entry of the table of panels.

    Attributes
    ----------
    description : str
        What it shows, for lists and help.
    load : callable
        () -> the module that draws it, by the function ``draw``; imports what that needs.
    height : float
        Its share of a column's height, relative to the other panels in the column.
    """

    description: str
    load: Callable[[], Drawing]
    height: float

    @property
    def draw(self) -> Draw:
        """The function that draws it, imported with all that it needs."""
        return self.load().draw
