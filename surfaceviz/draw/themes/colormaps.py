"""Colour maps for the loss, by name."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from surfaceviz.base.errors import InputError, did_you_mean, shown
from surfaceviz.draw.themes.theme import Theme

if TYPE_CHECKING:
    from collections.abc import Mapping

# All even to the eye, and ever lighter from the least loss up: printed in grey they keep their
# order.
COLORMAPS: Mapping[str, str] = {
    "viridis": "blue over green to yellow; safe for the colour-blind, the usual one",
    "cividis": "blue over grey to yellow; looks the same to most who are colour-blind",
    "plasma": "blue over magenta to yellow; bright, for dark rooms",
    "magma": "black over purple to cream; goes with dark slides",
    "inferno": "black over red to yellow; the strongest range of light",
    "gray": "black to white; leaves all colour to the runs",
}


def with_colormap(theme: Theme, name: str) -> Theme:
    """Return the theme with another colour map.

    Parameters
    ----------
    theme : Theme
        What else the picture looks like.
    name : str
        A name in ``COLORMAPS``, or any other that matplotlib has.

    Raises
    ------
    InputError
        If there is no such colour map; the message suggests the closest there is.
    """
    if not isinstance(theme, Theme):
        raise InputError(f"expected a theme, as read_theme returns, got {shown(theme)}")
    if not isinstance(name, str) or not has_colormap(name):
        close = closest_colormap(name) if isinstance(name, str) else ""
        raise InputError(
            f"unknown colour map {shown(name)}{close}: choose one of "
            f"{', '.join(COLORMAPS)}, or any other that matplotlib has"
        )
    return replace(theme, colormap=name)


def has_colormap(name: str) -> bool:
    """Return whether there is a colour map of this name."""
    if name in COLORMAPS:
        return True
    # Only those who ask for another one wait for matplotlib.
    from matplotlib import colormaps

    return name in colormaps


def closest_colormap(name: str) -> str:
    """Return the question after the colour map whose name is closest, of all that there are."""
    from matplotlib import colormaps

    return did_you_mean(name, [*COLORMAPS, *colormaps])
