"""A theme of one's own as a table of a recipe, and back."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

from surfaceviz.base.errors import InputError, did_you_mean, shown
from surfaceviz.draw.themes.colormaps import COLORMAPS, closest_colormap, has_colormap
from surfaceviz.draw.themes.theme import LIGHT, Theme

if TYPE_CHECKING:
    from collections.abc import Mapping

NO_COLOURS = ("description", "colormap", "fonts")
SIZES = tuple(each.name for each in fields(Theme) if isinstance(getattr(LIGHT, each.name), float))
COLOURS = tuple(each.name for each in fields(Theme) if each.name not in (*NO_COLOURS, *SIZES))
SMALLEST_TYPE, LARGEST_TYPE = 1.0, 200.0


def theme_table(theme: Theme) -> dict[str, Any]:
    """Return a theme's fields as texts, numbers and lists of texts."""
    return {each.name: _plain(theme, each.name) for each in fields(Theme)}


def theme_of(table: Mapping[str, Any], base: Theme = LIGHT) -> Theme:
    """Return the theme of such fields; those not given are those of ``base``.

    Raises
    ------
    InputError
        If a field is of another type, or nothing that can be drawn with.
    """
    values: dict[str, Any] = {}
    for name, value in table.items():
        kind = type(getattr(LIGHT, name))
        texts = isinstance(value, list) and all(isinstance(word, str) for word in value)
        number = isinstance(value, (int, float)) and not isinstance(value, bool)
        fits, expected = {
            str: (isinstance(value, str), "a text"),
            float: (number, "a number"),
            tuple: (texts, "a list of texts"),
        }[kind]
        if not fits:
            raise InputError(f"the theme's {name} must be {expected}, got {shown(value)}")
        values[name] = tuple(value) if texts else value
    theme = replace(base, **values)
    check_theme(theme)
    return theme


def check_theme(theme: Theme) -> None:
    """Refuse a theme that cannot be drawn with.

    Raises
    ------
    InputError
        If a colour or a colour map is unknown, a size absurd, or there is no accent or font.
    """
    from matplotlib.colors import CSS4_COLORS, is_color_like

    for name in COLOURS:
        value = getattr(theme, name)
        for colour in value if isinstance(getattr(LIGHT, name), tuple) else (value,):
            if not is_color_like(colour):
                hint = did_you_mean(str(colour), list(CSS4_COLORS))
                raise InputError(
                    f"the theme's {name} must be a colour, got {shown(colour)}{hint}: write it as "
                    "'#1c2333' or by a name such as 'navy'"
                )
    if not has_colormap(theme.colormap):
        raise InputError(
            f"the theme's colormap must be one that matplotlib has, got {shown(theme.colormap)}"
            f"{closest_colormap(theme.colormap)}: {', '.join(COLORMAPS)} are even to the eye"
        )
    for name in SIZES:
        if not SMALLEST_TYPE <= getattr(theme, name) <= LARGEST_TYPE:
            raise InputError(
                f"the theme's {name} must be between {SMALLEST_TYPE:g} and {LARGEST_TYPE:g}, got "
                f"{shown(getattr(theme, name))}"
            )
    for name in ("runs", "fonts"):
        if not getattr(theme, name):
            raise InputError(f"the theme's {name} must hold at least one entry")


def _plain(theme: Theme, name: str) -> Any:
    value = getattr(theme, name)
    like = getattr(LIGHT, name)
    if isinstance(like, float):
        return float(value)
    if isinstance(like, tuple):
        return [_text(word) for word in ((value,) if isinstance(value, str) else value)]
    return _text(value)


def _text(value: Any) -> str:
    """Return a text for what should be one; matplotlib takes colours of other types too."""
    if isinstance(value, str):
        return value
    from matplotlib.colors import is_color_like, to_hex

    return to_hex(value, keep_alpha=True) if is_color_like(value) else str(value)
