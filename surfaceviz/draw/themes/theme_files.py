"""Themes of one's own in TOML files: every mistake named by its line and what is allowed."""

from __future__ import annotations

import io
import tomllib
import warnings
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from surfaceviz.base import checks
from surfaceviz.base.errors import InputError, SurfaceVizWarning, lookup, printable, shown, unknown
from surfaceviz.draw.themes.own_theme import theme_of
from surfaceviz.draw.themes.theme import LIGHT, THEMES, Theme

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from os import PathLike
    from pathlib import Path

SUFFIX = ".toml"
# The theme to start from, by its name.
BASE = "base"
KEYS = (BASE, *(each.name for each in fields(Theme)))
# A theme that sets everything has a tenth of this.
MOST_BYTES = 10_000
SHOWN = 60


def choose_theme(text: str | Theme) -> Theme:
    """Return the theme of a name in ``THEMES``, or of a TOML file; a theme stays as it is.

    Raises
    ------
    InputError
        If there is no such theme, or the file cannot be used.
    """
    if isinstance(text, Theme):
        return text
    if text.lower().endswith(SUFFIX):
        return read_theme(text)
    if text in THEMES:
        return THEMES[text]
    raise InputError(f"{unknown('theme', text, THEMES)}, or a file of your own ending in {SUFFIX}")


def read_theme(path: str | PathLike[str]) -> Theme:
    """Return the theme that a TOML file describes.

    The file has the fields of ``Theme``, each as a key; "base" names the theme that gives those
    that are left out, else it is the light one.

    Raises
    ------
    InputError
        If there is no such file, it is no TOML, or a key or a value cannot be used.

    Warns
    -----
    SurfaceVizWarning
        If a font is not installed.
    """
    path = checks.path(path)
    label, text = printable(str(path)), _text(path)
    try:
        table = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        reason = "too deeply nested" if isinstance(error, RecursionError) else error
        raise InputError(f"theme {label} is not valid TOML: {reason}") from error
    theme = theme_in(table, lambda key: f"theme {label}, line {_line(text, key)}: ")
    _warn_of_fonts(theme, label)
    return theme


def theme_in(table: Mapping[str, Any], place: Callable[[str], str] = lambda _key: "") -> Theme:
    """Return the theme that a table describes, as in a TOML file.

    Parameters
    ----------
    table : Mapping
        Fields of ``Theme``, and perhaps the name of the theme to start from as "base".
    place : callable, optional
        key -> how a message begins that is about it.

    Raises
    ------
    InputError
        If a key or a value cannot be used.
    """
    base = LIGHT
    for key, value in table.items():
        try:
            if key == BASE:
                base = _base(value)
            elif key in KEYS:
                # One by one, so that it is known which of them is wrong.
                theme_of({key: value})
            else:
                raise InputError(unknown("key", printable(str(key)[:SHOWN]), KEYS))
        except InputError as error:
            raise InputError(f"{place(key)}{error}") from error
    return theme_of({key: value for key, value in table.items() if key != BASE}, base)


def _warn_of_fonts(theme: Theme, label: str) -> None:
    from surfaceviz.draw.fonts import is_installed

    absent = [family for family in theme.fonts if not is_installed(family)]
    if absent:
        warnings.warn(
            f"theme {label} asks for fonts that are not installed, and does without: "
            f"{printable(', '.join(absent))[:SHOWN]}",
            SurfaceVizWarning,
            stacklevel=3,
        )


def _text(path: Path) -> str:
    label = printable(str(path))
    # A pipe or a device would have no end.
    if path.exists() and not path.is_file():
        raise InputError(f"theme {label} is not a file: name a TOML file")
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise InputError(f"cannot read theme {label}: {reason}") from error
    if len(content) > MOST_BYTES:
        raise InputError(
            f"theme {label} is larger than {MOST_BYTES:,} bytes: a theme holds {', '.join(KEYS)}"
        )
    try:
        # Some editors put a mark at the beginning, which TOML does not know.
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise InputError(f"theme {label}, line {line}: not UTF-8; save it as UTF-8") from error


def _base(value: Any) -> Theme:
    if not isinstance(value, str):
        raise InputError(f"{BASE} must be the name of a theme, got {shown(value)}")
    return lookup(THEMES, value[:SHOWN], "theme")


def _line(text: str, key: str) -> int:
    """Return the number of the line on which the statement that gives ``key`` begins.

    A theme has no tables, so each statement is TOML by itself, and one that is none goes on.
    """
    statement, begin = "", 1
    for number, line in enumerate(io.StringIO(text, newline="\n"), 1):
        statement += line
        try:
            found = tomllib.loads(statement)
        except ValueError:
            continue
        if key in found:
            return begin
        statement, begin = "", number + 1
    return begin
