"""How the values of settings are written as texts, and read from them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from surfaceviz.canvas import Paper, make_canvas
from surfaceviz.cues import read_cue
from surfaceviz.keys import short
from surfaceviz.motion import CameraPath, Orbit
from surfaceviz.panels import choose_panels
from surfaceviz.panels.shows import choose_shows
from surfaceviz.projection import Camera
from surfaceviz.theme_files import choose_theme
from surfaceviz.window import Window

if TYPE_CHECKING:
    from collections.abc import Sequence

    from surfaceviz.motion import View
    from surfaceviz.theme import Theme

# What is shown where nothing is.
NOTHING = "none"
# What an amount of bytes is written in.
UNITS = {"": 1, "k": 10**3, "m": 10**6, "g": 10**9, "ki": 1 << 10, "mi": 1 << 20, "gi": 1 << 30}
AMOUNT = re.compile(r"(\d+(?:\.\d+)?) *([kmg]?i?)b?")


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


def read_sheet(text: str) -> tuple[int, int] | Paper:
    """Return the size in a text such as "1280x720", "85mmx60mm" or "85mmx60mm@600"."""
    sheet, _, dots = text.lower().replace(" ", "").partition("@")
    if "mm" not in sheet:
        width, height = map(int, text.lower().split("x"))
        return width, height
    across, up = (float(side.removesuffix("mm")) for side in sheet.split("x"))
    paper = Paper(across, up, int(dots.removesuffix("dpi"))) if dots else Paper(across, up)
    make_canvas(paper)
    return paper


def write_sheet(size: tuple[int, int] | Paper) -> str:
    """Return the text of a size."""
    if isinstance(size, Paper):
        return "{}mmx{}mm@{:d}".format(*map(short, (size.width, size.height)), size.dpi)
    return "{:d}x{:d}".format(*size)


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


def read_bytes(text: str) -> int:
    """Return the number in a text such as "10MB", "800 kB", "1.5 MiB" or "250000".

    Raises
    ------
    ValueError
        If it is no such text.
    """
    amount = AMOUNT.fullmatch(text.strip().lower())
    if amount is None or amount[2] not in UNITS:
        raise ValueError(text)
    return int(float(amount[1]) * UNITS[amount[2]])
