"""A theme as a page takes it: colours as #rrggbb, the colour map as a table."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

import numpy as np

from surfaceviz.draw.themes.own_theme import COLOURS
from surfaceviz.formats.page.coding import packed

if TYPE_CHECKING:
    from surfaceviz.draw.themes.theme import Theme

# Steps of a colour map, as many as matplotlib's own have.
STEPS = 256
ELSEWHERE = ("description", "colormap")


def theme_colours(theme: Theme) -> dict[str, Any]:
    """Return a theme's colours, fonts and sizes by the names of its fields."""
    table: dict[str, Any] = {}
    for name in (each.name for each in fields(theme) if each.name not in ELSEWHERE):
        value = getattr(theme, name)
        if name not in COLOURS:
            table[name] = list(value) if isinstance(value, tuple) else float(value)
        elif isinstance(value, tuple):
            table[name] = [_hex(colour, theme.background) for colour in value]
        else:
            table[name] = _hex(value, theme.background)
    return table


def colormap_table(name: str) -> str:
    """Return the red, green and blue of 256 even steps of a colour map, in base64."""
    from matplotlib import colormaps

    table = np.asarray(colormaps[name](np.linspace(0.0, 1.0, STEPS)))
    return packed(np.rint(255.0 * table[:, :3]), np.uint8)


def _hex(colour: Any, page: Any) -> str:
    """Return a colour as #rrggbb; one that is seen through, as it looks on the page."""
    from matplotlib.colors import to_hex, to_rgb, to_rgba

    red, green, blue, opacity = to_rgba(colour)
    solid = zip((red, green, blue), to_rgb(page), strict=True)
    red, green, blue = (opacity * on + (1.0 - opacity) * below for on, below in solid)
    return to_hex((red, green, blue))
