"""The texts of the command line as values."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import click

from surfaceviz.errors import InputError
from surfaceviz.motion import CameraPath, Orbit
from surfaceviz.projection import Camera
from surfaceviz.window import WINDOWS, Window

if TYPE_CHECKING:
    from collections.abc import Callable

    from surfaceviz.motion import View

Value = TypeVar("Value")


def reader(expected: str, read: Callable[[str], Value]) -> Callable[[str], Value]:
    """Return the type of an option whose text the function ``read`` turns into a value.

    Parameters
    ----------
    expected : str
        What the text should be, in words and with an example.
    read : callable
        text -> value; a ValueError means that the text is not of this form.
    """

    def convert(text: str) -> Value:
        """Read the text of an option."""
        try:
            return read(text)
        except InputError as error:
            raise click.BadParameter(str(error)) from error
        except ValueError as error:
            raise click.BadParameter(f"expected {expected}, got {text!r}") from error

    return convert


def numbers(text: str, separator: str) -> tuple[float, float]:
    """Return the two numbers in a text such as "0,1"."""
    first, second = map(float, text.split(separator))
    return first, second


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


def read_camera(text: str) -> View | Orbit:
    """Return the camera in a text such as "30,-60", "orbit:90" or "0:35,-60 50:60,-120"."""
    if text.startswith("orbit"):
        _, colon, degrees = text.partition(":")
        return Orbit(float(degrees)) if colon or text != "orbit" else Orbit()
    if ":" not in text:
        return Camera(*numbers(text, ","))
    keys = (key.split(":") for key in text.split())
    return CameraPath(tuple((int(epoch), Camera(*numbers(place, ","))) for epoch, place in keys))


def read_names(text: str) -> tuple[str, ...]:
    """Return the names in a text such as "contour,fit"."""
    return tuple(name.strip() for name in text.split(",") if name.strip())


RATE = reader("a positive number or 'auto'", read_rate)
START = reader("two numbers, as in 0,1.5", lambda text: numbers(text, ","))
SIZE = reader("two whole numbers, as in 1280x720", read_size)
WINDOW = reader(f"one of {', '.join(WINDOWS)}, or two ranges as in 0:6,-5:5", read_window)
CAMERA = reader(
    "degrees above and around as in 30,-60, or orbit:90, or epochs with both as in "
    "'0:35,-60 50:60,-120'",
    read_camera,
)
NAMES = reader("names with commas between them", read_names)
