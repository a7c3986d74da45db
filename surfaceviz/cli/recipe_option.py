"""The option that makes the settings of a recipe the defaults of all others."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from surfaceviz.cli import console
from surfaceviz.settings.options import FORMS

if TYPE_CHECKING:
    from surfaceviz.settings.recipe import Recipe, Setting


def _take_over(context: click.Context, _option: click.Parameter, file: str | None) -> Recipe | None:
    """Make the settings of a recipe the defaults of all that is not given beside it."""
    if file is None:
        return None
    from surfaceviz.formats.recipe_reading import read_recipe
    from surfaceviz.settings.recipe_data import columns, find_data

    with console.warnings_as_lines():
        recipe = read_recipe(file)
    context.default_map = {
        **{name: _default(name, value) for name, value in recipe.settings.items()},
        **columns(recipe),
        # The data are looked for only if no others are given.
        "data": partial(find_data, recipe, Path(file)),
    }
    if recipe.theme is not None:
        context.default_map["theme"] = recipe.theme
    return recipe


def _default(name: str, value: Setting) -> str | list[str]:
    """Return a recipe's setting as click takes the texts of an option, repeated or not."""
    texts = [str(each) for each in (value if isinstance(value, list) else [value])]
    return texts if FORMS[name].several else texts[0]


RECIPE_OPTION = click.option(
    "--recipe",
    metavar="FILE",
    is_eager=True,
    callback=_take_over,
    help="Render as FILE was, a film or a recipe in TOML; what is given beside it wins.",
)
