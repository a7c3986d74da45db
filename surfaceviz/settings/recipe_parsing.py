"""Recipes from TOML: every key and every type checked, and said by name where it is wrong."""

from __future__ import annotations

import re
import tomllib
import warnings
from dataclasses import fields
from pathlib import Path, PureWindowsPath
from typing import TYPE_CHECKING, Any

from surfaceviz.base.errors import InputError, SurfaceVizWarning, unknown
from surfaceviz.data.columns import Selection
from surfaceviz.data.moments import Moments
from surfaceviz.draw.themes.own_theme import theme_of
from surfaceviz.draw.themes.theme import Theme
from surfaceviz.draw.themes.theme_files import SUFFIX, read_theme
from surfaceviz.settings.options import FORMS
from surfaceviz.settings.recipe import Recipe, Source
from surfaceviz.settings.story_parsing import story_from
from surfaceviz.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterable

TABLES = ("versions", "data", "settings", "theme", "story")
ASKED = tuple(each.name for each in fields(Selection))
WORDS = ("name", "file", *ASKED)
MOMENTS = tuple(each.name for each in fields(Moments))
# Only weighted points have it.
OPTIONAL = "weight"
# A key of many parts takes a time that grows with the square of their number: 30,000 take 21 s.
MOST_DOTS = 1000
# One that is left open is taken to the end of its line, lest each of its marks be tried anew.
QUOTED = re.compile(r'"(?:[^"\\\n]++|\\.)*+("?)|\'[^\'\n]*+(\'?)')
# TOML's whole numbers have 64 bits.
LARGEST = 2**63
HERE = Path()
SHOWN = 60
BARE = "a file's name without its folder"
# Names that are none of a file: the folder above, and whatever lies below this one.
ELSEWHERE = ("..", "**")


def parse_recipe(text: str, label: str, folder: Path = HERE) -> Recipe:
    """Return the recipe that a text in TOML holds.

    Parameters
    ----------
    text : str
        The TOML.
    label : str
        What to call it in messages.
    folder : Path, optional
        Where the files are that it names; the current one if not given.

    Raises
    ------
    InputError
        If the text is no TOML, or a key or a value is not one of a recipe.

    Warns
    -----
    SurfaceVizWarning
        If the recipe is newer than this program and something in it is unknown, and left out.
    """
    if unquoted(text).count(".") > MOST_DOTS:
        raise InputError(f"{label} is no recipe: it has more than {MOST_DOTS} dots in its keys")
    try:
        document = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        reason = "too deeply nested" if isinstance(error, RecursionError) else error
        raise InputError(f"{label} is not valid TOML: {reason}") from error
    try:
        return _recipe(document, label, folder)
    except InputError as error:
        raise InputError(f"in {label}: {error}") from error


def unquoted(text: str) -> str:
    """Return TOML without its texts in quotes, but for those that do not end on their line."""
    return QUOTED.sub(lambda found: "" if found[1] or found[2] else found[0], text)


def _recipe(document: dict[str, Any], label: str, folder: Path) -> Recipe:
    misplaced = next((key for key in document if key in FORMS and key not in TABLES), None)
    if misplaced is not None:
        raise InputError(f"{misplaced!r} must stand below a line [settings]")
    versions = _table(document, "versions")
    for name, version in versions.items():
        if not isinstance(version, str):
            raise _wrong(f"versions.{name}", "a text", version)
    newer = _release(versions.get("surfaceviz", "")) > _release(__version__)
    unknowns: list[str] = []

    def known(table: dict[str, Any], kind: str, names: Iterable[str]) -> dict[str, Any]:
        """Return the entries of known names; a newer program may have had more."""
        names = tuple(names)
        strange = [key for key in table if key not in names]
        if strange and not newer:
            raise InputError(unknown(kind, strange[0][:SHOWN], names))
        unknowns.extend(f"{kind} {key[:SHOWN]!r}" for key in strange)
        return {key: value for key, value in table.items() if key in names}

    if not known(document, "table", TABLES).keys() - {"versions", "story"}:
        raise InputError("it holds no settings: expected some below a line [settings]")
    settings = known(_table(document, "settings"), "setting", FORMS)
    data = story = None
    theme = _theme_beside(settings, folder)
    for name, value in settings.items():
        _check_setting(name, value, told="story" in document)
    if "data" in document:
        data = _source(known(_table(document, "data"), "key of [data]", (*WORDS, *MOMENTS)))
    if "theme" in document:
        names = [each.name for each in fields(Theme)]
        theme = theme_of(known(_table(document, "theme"), "key of [theme]", names))
    if "story" in document:
        story = story_from(_table(document, "story"), known)
    if unknowns:
        warnings.warn(
            f"{label} was made by surfaceviz {versions['surfaceviz'][:SHOWN]}, newer than this "
            f"{__version__}; what is not known here is left out: {', '.join(unknowns)}",
            SurfaceVizWarning,
            stacklevel=4,
        )
    return Recipe(versions, data, settings, theme, story)


def _source(table: dict[str, Any]) -> Source:
    words = {name: table[name] for name in WORDS if name in table}
    for name, value in words.items():
        if not isinstance(value, str):
            raise _wrong(f"data.{name}", "a text", value)
    _check_bare("data.file", words.get("file", ""))
    asked = Selection(**{name: words.pop(name) for name in ASKED if name in words})
    numbers = {name: table[name] for name in MOMENTS if name in table}
    if not numbers:
        return Source(**words, asked=asked)
    needed = [name for name in MOMENTS if name != OPTIONAL]
    for name in MOMENTS:
        if name not in numbers:
            if name == OPTIONAL:
                continue
            raise InputError(f"[data] lacks {name!r}: expected all of {', '.join(needed)}")
        if not _is_number(numbers[name]) or (name == "n" and isinstance(numbers[name], float)):
            expected = "a whole number" if name == "n" else "a number"
            raise _wrong(f"data.{name}", expected, numbers[name])
    count = numbers.pop("n")
    moments = Moments(count, **{name: float(value) for name, value in numbers.items()})
    return Source(**words, asked=asked, moments=moments)


def _theme_beside(settings: dict[str, Any], folder: Path) -> Theme | None:
    """Take a theme's file out of the settings, and return the theme in it; None for no file."""
    name = settings.get("theme")
    if not isinstance(name, str) or not name.lower().endswith(SUFFIX):
        return None
    _check_bare("theme", name)
    # By hand it is written for any system.
    if PureWindowsPath(name).name != name or ":" in name or not name.isprintable():
        raise _wrong("theme", BARE, name)
    del settings["theme"]
    return read_theme(folder / name)


def _check_bare(key: str, name: str) -> None:
    """Refuse a file's name that leads anywhere else: whose recipe it is, is not known."""
    if Path(name).name != name or name in ELSEWHERE or "\0" in name:
        raise _wrong(key, BARE, name)


def _check_setting(name: str, value: Any, *, told: bool) -> None:
    """Refuse a setting that is not written as on the command line.

    Where its story is told, a film may have been made with what only its maker's program has: its
    name is refused by whoever renders it, not by whoever reads what it tells.
    """
    form = FORMS[name]
    if form.several and isinstance(value, list) and value:
        for each in value:
            _check_setting(name, each, told=told)
        return
    if not (isinstance(value, (str, bool)) or _is_number(value)):
        raise _wrong(name, form.expected, value)
    if told and isinstance(value, str) and not form.knows(value):
        return
    try:
        form.read(str(value))
    except InputError as error:
        raise InputError(f"{name}: {error}") from error
    except (ValueError, KeyError) as error:
        raise _wrong(name, form.expected, value) from error


def _is_number(value: Any) -> bool:
    whole = isinstance(value, int) and not isinstance(value, bool) and abs(value) < LARGEST
    return whole or isinstance(value, float)


def _wrong(name: str, expected: str, value: Any) -> InputError:
    try:
        shown = repr(value)
    except ValueError:
        # Python refuses to write out a whole number of thousands of digits.
        shown = "a number of thousands of digits"
    return InputError(f"{name[:SHOWN]} must be {expected}, got {shown[:SHOWN]}")


def _table(document: dict[str, Any], name: str) -> dict[str, Any]:
    table = document.get(name, {})
    if not isinstance(table, dict):
        raise InputError(f"{name!r} must be a table, as below a line [{name}]")
    return table


def _release(version: str) -> tuple[int, ...]:
    """Return the numbers in a version, to compare it by."""
    return tuple(map(int, re.findall(r"\d{1,9}", version[:SHOWN])))
