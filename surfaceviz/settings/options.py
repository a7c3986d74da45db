"""Settings as texts, on the command line and in recipes, and the values that they mean."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from surfaceviz.base.cues import read_cue, write_cue
from surfaceviz.base.entries import made, name_in
from surfaceviz.base.errors import InputError, one_of
from surfaceviz.base.texts import numbers, read_flag, short, write_numbers
from surfaceviz.draw.canvas import read_sheet, write_sheet
from surfaceviz.draw.layouts import LAYOUTS
from surfaceviz.draw.motion import read_camera, write_camera
from surfaceviz.draw.overlays import NOTHING, SHOWS, read_shows
from surfaceviz.draw.panels import read_panels
from surfaceviz.draw.themes.theme import THEMES
from surfaceviz.draw.themes.theme_files import choose_theme
from surfaceviz.losses import OBJECTIVES
from surfaceviz.optimizers import OPTIMIZERS
from surfaceviz.optimizers.schedules import SCHEDULES
from surfaceviz.scene.settings import AXES
from surfaceviz.scene.window import WINDOWS, read_window, write_window
from surfaceviz.settings.medium import (
    BEAMER_FRAMES,
    LETTERS,
    SLIDES,
    choose_quality,
    read_epochs,
    write_epochs,
)
from surfaceviz.settings.pace import read_pause, read_spread
from surfaceviz.words.language import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Mapping

    from surfaceviz.base.entries import Entry

# How what has no name is written.
OWN = "own"


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
    named : container of str or None
        The names that values are made by; None for values that are no entries of a table.
    """

    expected: str
    read: Callable[[str], Any]
    write: Callable[[Any], str | int | float]
    several: bool = False
    named: Container[str] | None = None

    def knows(self, text: str) -> bool:
        """Return whether the name that a text begins with is one of those there are."""
        return self.named is None or name_in(text) in self.named

    def values(self, written: Any) -> Any:
        """Return what a recipe's setting means, that ``written`` gave."""
        texts = written if isinstance(written, list) else [written]
        values = tuple(self.read(str(text)) for text in texts)
        return values if self.several else values[0]

    def written(self, value: Any) -> str | int | float | list[str | int | float]:
        """Return how a setting's value is written: of several a list, of a single one that one."""
        if not self.several:
            return self.write(value)
        texts = list(map(self.write, value))
        return texts[0] if len(texts) == 1 else texts


def entries(table: Mapping[str, Entry[Any]], kind: str) -> Form:
    """Return the form of a name in a table that keys can follow."""

    def read(text: str) -> Any:
        if text == OWN and OWN not in table:
            raise InputError(
                f"the {kind} is one of its maker's own, which only the Python program that made it "
                f"has: render it there, or give another with --{kind}"
            )
        return made(text, table, kind)

    return Form(
        f"one of {', '.join(table)}, perhaps with keys as in 'name:key=1'",
        read,
        lambda value: str(value.spec) or OWN,
        several=True,
        named=table,
    )


def choice(names: tuple[str, ...], kind: str) -> Form:
    """Return the form of one of some names."""
    return Form(f"one of {', '.join(names)}", lambda text: one_of(names, text, kind), str)


def read_rate(text: str) -> float | str:
    """Return a learning rate, or "auto"."""
    return text if text == "auto" else float(text)


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
    "axes": choice(AXES, "axes"),
    "until": Form("a number between 0 and 1", float, float),
    "panels": Form("names with commas between them", read_panels, ",".join),
    "size": Form(
        "two whole numbers, as in 1280x720, or of figures millimetres, as in 85mmx60mm",
        read_sheet,
        write_sheet,
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
    "layout": choice(tuple(LAYOUTS), "layout"),
    "show": Form(
        f"names with commas between them, of {', '.join(SHOWS)}, or {NOTHING}",
        read_shows,
        lambda shows: ",".join(shows) or NOTHING,
    ),
    "lang": choice(tuple(LANGUAGES), "language"),
    "window": Form(
        f"one of {', '.join(WINDOWS)}, or two ranges as in 0:6,-5:5", read_window, write_window
    ),
    "grid": Form("a whole number", int, int),
    "theme": Form(f"one of {', '.join(THEMES)}, or a TOML file", choose_theme, str),
    "camera": Form(
        "degrees above and around as in 30,-60, or orbit:90, or epochs with both as in "
        "'0:35,-60 50:60,-120'",
        read_camera,
        write_camera,
    ),
    "quality": Form("small, good or best", choose_quality, str),
    "title": Form("a text", str, str),
    "epoch": Form("epochs, as in 20 or 0,5,20, or last", read_epochs, write_epochs),
    "letters": choice(LETTERS, "letters"),
    "slides": choice(SLIDES, "slides"),
    "beamer": choice(BEAMER_FRAMES, "frames for beamer"),
}
