"""The command that makes a film again, for whoever sees its page."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from surfaceviz.draw.look import Look
from surfaceviz.draw.themes.theme import THEMES
from surfaceviz.scene.settings import make_settings
from surfaceviz.settings.medium import Quality
from surfaceviz.settings.options import FORMS
from surfaceviz.settings.pace import Pace
from surfaceviz.settings.recipe import make_recipe
from surfaceviz.settings.recipe_data import columns, is_classic

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from surfaceviz.draw.themes.theme import Theme
    from surfaceviz.scene.scene import Scene
    from surfaceviz.settings.recipe import Recipe, Setting

PROGRAM = ("surfaceviz", "render")
# Options of one letter, and those that take no value.
SHORT = ("x", "y")
FLAGS = ("standardize", "raw")


def command_of(scene: Scene, look: Look, pace: Pace) -> list[str]:
    """Return the words of the command, of all options those that say something.

    What it writes is left to whoever adds ``-o``. Data that came from no file are named as a file
    of theirs might be, and a theme of one's own that is no table's with another colour map is left
    out: a command has no words for it.
    """
    recipe = make_recipe(scene, pace, look, Quality.GOOD)
    usual = make_recipe(replace(scene, settings=make_settings()), Pace(), Look(), Quality.GOOD)
    told: dict[str, Setting] = {
        name: value for name, value in recipe.settings.items() if value != usual.settings.get(name)
    }
    if recipe.theme is not None:
        told |= _named(recipe.theme)
    return [*PROGRAM, *_data_words(recipe), *_option_words(told)]


def _data_words(recipe: Recipe) -> Iterator[str]:
    source = recipe.data
    if source is None or is_classic(source):
        return
    yield source.file or f"{source.name}.csv"
    for name, value in columns(recipe).items():
        yield from (f"-{name}" if name in SHORT else f"--{name}", value)


def _option_words(settings: Mapping[str, Setting]) -> Iterator[str]:
    for name in (name for name in (*FORMS, "colormap") if name in settings):
        value = settings[name]
        for each in value if isinstance(value, list) else [value]:
            yield f"--{name}"
            if name not in FLAGS:
                yield str(each)


def _named(theme: Theme) -> dict[str, str]:
    """Return the words for a theme of the table with another colour map; none for any other."""
    for name, known in THEMES.items():
        if replace(known, colormap=theme.colormap) == theme:
            return {"theme": name, "colormap": theme.colormap}
    return {}
