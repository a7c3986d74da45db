"""Settings as texts, on the command line and in recipes, and the values that they mean."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import click

from surfaceviz.cues import read_cue, write_cue
from surfaceviz.entries import made
from surfaceviz.errors import InputError, one_of
from surfaceviz.keys import short
from surfaceviz.language import LANGUAGES
from surfaceviz.layout import LAYOUTS
from surfaceviz.motion import CameraPath, Orbit
from surfaceviz.objectives import OBJECTIVES
from surfaceviz.optimizers import OPTIMIZERS
from surfaceviz.pace import read_spread
from surfaceviz.panels import choose_panels
from surfaceviz.panels.shows import SHOWS, choose_shows
from surfaceviz.projection import Camera
from surfaceviz.schedules import SCHEDULES
from surfaceviz.settings import AXES
from surfaceviz.theme import THEMES, Theme
from surfaceviz.theme_files import choose_theme
from surfaceviz.window import WINDOWS, Window
from surfaceviz.writers import choose_quality

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from surfaceviz.entries import Entry
    from surfaceviz.motion import View


# What is shown where nothing is.
NOTHING = "none"


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
    several : bool
        Whether the option may be repeated; its value then is a tuple of such values.
    """

    expected: str
    read: Callable[[str], Any]
    write: Callable[[Any], str | int | float]
    several: bool = False

    def written(self, value: Any) -> str | int | float | list[str | int | float]:
        """Return how a setting's value is written: of several a list, of a single one that one."""
        if not self.several:
            return self.write(value)
        texts = list(map(self.write, value))
        return texts[0] if len(texts) == 1 else texts


def typed(name: str) -> Callable[[str], Any]:
    """Return the type of the option that has the setting's name."""
    form = FORMS[name]

    def convert(text: str) -> Any:
        """Read the text of an option."""
        try:
            return form.read(text)
        except InputError as error:
            raise click.BadParameter(str(error)) from error
        except (ValueError, KeyError) as error:
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


def read_theme(text: str | Theme) -> Theme:
    """Return the theme of a name or a TOML file; a theme of a recipe's own stays as it is."""
    return choose_theme(text) if isinstance(text, str) else text


def read_shows(text: str) -> tuple[str, ...]:
    """Return what is shown by a text such as "optimum,gradient", or "none"."""
    if text.strip() == NOTHING:
        return ()
    return choose_shows([name.strip() for name in text.split(",") if name.strip()])


def read_pause(text: str) -> tuple[int, float]:
    """Return the epoch and the seconds in a text such as "20:1.5"."""
    epoch, seconds = read_cue(text)
    return epoch, float(seconds)


def read_flag(text: str) -> bool:
    """Return what yes or no means."""
    return {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}[
        text.lower()
    ]


def entries(table: Mapping[str, Entry[Any]], kind: str) -> Form:
    """Return the form of a name in a table that keys can follow."""
    return Form(
        f"one of {', '.join(table)}, perhaps with keys as in 'name:key=1'",
        lambda text: made(text, table, kind),
        lambda value: str(value.spec),
        several=True,
    )


# By the long names of the command line's options, in the order of its help.
FORMS: Mapping[str, Form] = {
    "lr": Form("a positive number or 'auto'", read_rate, lambda rate: rate, several=True),
    "epochs": Form("a whole number", int, int),
    "start": Form(
        "two numbers, as in 0,1.5",
        lambda text: numbers(text, ","),
        lambda start: write_numbers(start, ","),
        several=True,
    ),
    "optimizer": entries(OPTIMIZERS, "optimizer"),
    "schedule": entries(SCHEDULES, "schedule"),
    "loss": replace(entries(OBJECTIVES, "loss"), several=False),
    "standardize": Form("yes or no", read_flag, lambda value: "yes" if value else "no"),
    "raw": Form("yes or no", read_flag, lambda value: "yes" if value else "no"),
    "axes": Form(f"one of {', '.join(AXES)}", lambda text: one_of(AXES, text, "axes"), str),
    "until": Form("a number between 0 and 1", float, float),
    "panels": Form("names with commas between them", read_panels, ",".join),
    "size": Form(
        "two whole numbers, as in 1280x720", read_size, lambda size: "{:d}x{:d}".format(*size)
    ),
    "fps": Form("a number", float, float),
    "hold": Form("a number", float, float),
    "frames": Form("a whole number, log, or both as in 60:log", read_spread, str),
    "every": Form("a whole number", int, int),
    "pause": Form(
        "an epoch and seconds, as in 20:1.5",
        read_pause,
        lambda pause: write_cue((pause[0], short(pause[1]))),
        several=True,
    ),
    "intro": Form("a number of seconds", float, float),
    "caption": Form(
        "an epoch and a text, as in '20:the valley'",
        read_cue,
        write_cue,
        several=True,
    ),
    "layout": Form(
        f"one of {', '.join(LAYOUTS)}", lambda text: one_of(tuple(LAYOUTS), text, "layout"), str
    ),
    "show": Form(
        f"names with commas between them, of {', '.join(SHOWS)}, or {NOTHING}",
        read_shows,
        lambda shows: ",".join(shows) or NOTHING,
    ),
    "lang": Form(
        f"one of {', '.join(LANGUAGES)}",
        lambda text: one_of(tuple(LANGUAGES), text, "language"),
        str,
    ),
    "window": Form(
        f"one of {', '.join(WINDOWS)}, or two ranges as in 0:6,-5:5", read_window, write_window
    ),
    "grid": Form("a whole number", int, int),
    "theme": Form(f"one of {', '.join(THEMES)}, or a TOML file", read_theme, str),
    "camera": Form(
        "degrees above and around as in 30,-60, or orbit:90, or epochs with both as in "
        "'0:35,-60 50:60,-120'",
        read_camera,
        write_camera,
    ),
    "quality": Form("small, good or best", choose_quality, str),
    "title": Form("a text", str, str),
}
