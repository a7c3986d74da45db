"""Settings as texts, on the command line and in recipes, and the values that they mean."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from surfaceviz.errors import InputError, lookup
from surfaceviz.motion import CameraPath, Orbit
from surfaceviz.panels import choose_panels
from surfaceviz.projection import Camera
from surfaceviz.theme import THEMES, Theme
from surfaceviz.window import WINDOWS, Window
from surfaceviz.writers import choose_quality

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from surfaceviz.motion import View


@dataclass(frozen=True)
class Form:
    """How a setting is written.

    Attributes
    ----------
    expected : str
        What the text should be, in words and with an example.
    read : callable
        text -> value; a ValueError means that the text is not of this form.
    write : callable
        value -> the text or the number that is read as this value.
    """

    expected: str
    read: Callable[[str], Any]
    write: Callable[[Any], str | int | float]


def typed(name: str) -> Callable[[str], Any]:
    """Return the type of the option that has the setting's name."""
    form = FORMS[name]

    def convert(text: str) -> Any:
        """Read the text of an option."""
        try:
            return form.read(text)
        except InputError as error:
            raise click.BadParameter(str(error)) from error
        except ValueError as error:
            raise click.BadParameter(f"expected {form.expected}, got {text!r}") from error

    return convert


def numbers(text: str, separator: str) -> tuple[float, float]:
    """Return the two numbers in a text such as "0,1"."""
    first, second = map(float, text.split(separator))
    return first, second


def write_numbers(values: Sequence[float], separator: str) -> str:
    """Return numbers as the shortest text that is read as just these."""
    return separator.join(repr(float(value)).removesuffix(".0") for value in values)


def read_rate(text: str) -> float | str:
    """Return a learning rate, or "auto"."""
    return text if text == "auto" else float(text)


def read_size(text: str) -> tuple[int, int]:
    """Return width and height in a text such as "1280x720"."""
    width, height = map(int, text.lower().split("x"))
    return width, height


def read_window(text: str) -> str | Window:
    """Return the name of a window, or the window in a text such as "0:6,-5:5"."""
    if ":" not in text:
        return text
    m, b = text.split(",")
    return Window(numbers(m, ":"), numbers(b, ":"))


def write_window(window: str | Window) -> str:
    """Return the text of a window."""
    if isinstance(window, str):
        return window
    return ",".join(write_numbers(side, ":") for side in (window.m, window.b))


def read_camera(text: str) -> View | Orbit:
    """Return the camera in a text such as "30,-60", "orbit:90" or "0:35,-60 50:60,-120"."""
    if text.startswith("orbit"):
        _, colon, degrees = text.partition(":")
        return Orbit(float(degrees)) if colon or text != "orbit" else Orbit()
    if ":" not in text:
        return Camera(*numbers(text, ","))
    keys = (key.split(":") for key in text.split())
    return CameraPath(tuple((int(epoch), Camera(*numbers(place, ","))) for epoch, place in keys))


def write_camera(camera: View | Orbit) -> str:
    """Return the text of a camera."""
    if isinstance(camera, Orbit):
        return f"orbit:{write_numbers((camera.degrees,), ',')}"
    if isinstance(camera, Camera):
        return write_numbers((camera.elevation, camera.azimuth), ",")
    return " ".join(f"{epoch:d}:{write_camera(place)}" for epoch, place in camera.keys)


def read_panels(text: str) -> tuple[str, ...]:
    """Return the panels in a text such as "contour,fit"."""
    names = tuple(name.strip() for name in text.split(",") if name.strip())
    choose_panels(names)
    return names


def read_theme(text: str | Theme) -> str | Theme:
    """Return the name of a theme; a theme of a recipe's own stays as it is."""
    if isinstance(text, str):
        lookup(THEMES, text, "theme")
    return text


# By the long names of the command line's options, in the order of its help.
FORMS: Mapping[str, Form] = {
    "lr": Form("a positive number or 'auto'", read_rate, lambda rate: rate),
    "epochs": Form("a whole number", int, int),
    "start": Form(
        "two numbers, as in 0,1.5",
        lambda text: numbers(text, ","),
        lambda start: write_numbers(start, ","),
    ),
    "panels": Form("names with commas between them", read_panels, ",".join),
    "size": Form(
        "two whole numbers, as in 1280x720", read_size, lambda size: "{:d}x{:d}".format(*size)
    ),
    "fps": Form("a number", float, float),
    "hold": Form("a number", float, float),
    "frames": Form("a whole number", int, int),
    "window": Form(
        f"one of {', '.join(WINDOWS)}, or two ranges as in 0:6,-5:5", read_window, write_window
    ),
    "grid": Form("a whole number", int, int),
    "theme": Form(f"one of {', '.join(THEMES)}", read_theme, str),
    "camera": Form(
        "degrees above and around as in 30,-60, or orbit:90, or epochs with both as in "
        "'0:35,-60 50:60,-120'",
        read_camera,
        write_camera,
    ),
    "quality": Form("small, good or best", choose_quality, str),
    "title": Form("a text", str, str),
}
