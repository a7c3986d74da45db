"""A look out of what was asked for in Python: values, or texts as on the command line."""

from __future__ import annotations

from dataclasses import fields
from operator import index
from typing import TYPE_CHECKING, Any

from surfaceviz.base.errors import InputError, shown, unknown
from surfaceviz.draw.canvas import Paper, read_sheet
from surfaceviz.draw.look import Look
from surfaceviz.draw.motion import CameraPath, Orbit, read_camera
from surfaceviz.draw.overlays import read_shows
from surfaceviz.draw.panels import read_panels
from surfaceviz.draw.projection import Camera
from surfaceviz.draw.themes.theme import Theme
from surfaceviz.draw.themes.theme_files import choose_theme, theme_in

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

NAMES = tuple(each.name for each in fields(Look))
# What each may be, in words; and what reads it.
EXPECTED = {
    "size": "two whole numbers or a text, as in (1280, 720) or '1280x720'",
    "theme": "a theme, its name, or a dict as in {'base': 'dark', 'accent': 'red'}",
    "panels": "names of panels, as in ('contour', 'fit') or 'contour,fit'",
    "camera": "a camera, two degrees or a text, as in (30, -60) or 'orbit:90'",
    "title": "a text",
    "captions": "epochs and texts, as in {20: 'the valley'}",
    "layout": "a text",
    "show": "names of what is shown, as in ('optimum', 'gradient') or 'optimum,gradient'",
    "lang": "a text",
}


def make_look(asked: Mapping[str, Any], others: Sequence[str] = ()) -> Look:
    """Return the look that is asked for, by the names of its attributes.

    Parameters
    ----------
    asked : Mapping
        What is asked for.
    others : sequence of str
        Names of what else may be asked for there.

    Raises
    ------
    InputError
        If a name is unknown, or a value is of no kind that it may be of.
    """
    return Look(**read_looks(asked, others))


def read_looks(asked: Mapping[str, Any], others: Sequence[str] = ()) -> dict[str, Any]:
    """Return the attributes of a look that are asked for, read; see ``make_look``."""
    for name in asked:
        if name not in NAMES:
            raise InputError(unknown("keyword", name, (*NAMES, *others)))
    return {name: _read(name, value) for name, value in asked.items()}


def _read(name: str, value: Any) -> Any:
    """Return the value of an attribute, in the words of Python where it is none."""
    try:
        return READERS[name](value)
    except InputError:
        raise
    except (TypeError, ValueError, KeyError, AttributeError, OverflowError):
        raise InputError(f"{name} must be {EXPECTED[name]}, got {shown(value)}") from None


def _size(value: Any) -> tuple[int, int] | Paper:
    if isinstance(value, str):
        return read_sheet(value)
    if isinstance(value, Paper):
        return value
    width, height = map(index, value)
    return width, height


def _theme(value: Any) -> Theme:
    if isinstance(value, (str, Theme)):
        return choose_theme(value)
    # As in TOML, where there are lists alone.
    table = dict(value).items()
    return theme_in({key: list(each) if isinstance(each, tuple) else each for key, each in table})


def _camera(value: Any) -> Camera | CameraPath | Orbit | None:
    if value is None or isinstance(value, (Camera, CameraPath, Orbit)):
        return value
    if isinstance(value, str):
        return read_camera(value)
    elevation, azimuth = map(float, value)
    return Camera(elevation, azimuth)


def _names(read: Callable[[str], tuple[str, ...]]) -> Callable[[Any], tuple[str, ...]]:
    """Return the function that takes names as they are, or as one text."""

    def names(value: Any) -> tuple[str, ...]:
        if isinstance(value, str):
            return read(value)
        several = tuple(value)
        if isinstance(value, bytes) or not all(isinstance(each, str) for each in several):
            raise TypeError
        return several

    return names


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _captions(value: Any) -> Any:
    from surfaceviz.base.cues import in_order

    return in_order("caption", value)


READERS: Mapping[str, Callable[[Any], Any]] = {
    "size": _size,
    "theme": _theme,
    "panels": _names(read_panels),
    "camera": _camera,
    "title": lambda value: None if value is None else _text(value),
    "captions": _captions,
    "layout": _text,
    "show": _names(read_shows),
    "lang": _text,
}
