"""A film described: from the story that its recipe tells, or else from its data."""

from __future__ import annotations

from os import fspath
from pathlib import Path
from typing import TYPE_CHECKING

from surfaceviz.base.errors import InputError
from surfaceviz.formats.recipe_reading import read_recipe
from surfaceviz.scene import defaults
from surfaceviz.scene.scene import Scene, build_scene
from surfaceviz.scene.settings import COARSEST_GRID
from surfaceviz.settings.asked import load, scene_options, sort_out
from surfaceviz.settings.recipe_data import find_data, warn_of_other_data
from surfaceviz.words import alt_text, description, headline
from surfaceviz.words.shown_epochs import figure_alt_text
from surfaceviz.words.story_making import story_of

if TYPE_CHECKING:
    from os import PathLike

    from surfaceviz.settings.recipe import Recipe
    from surfaceviz.words.story import Story

# What a message about missing data ends with, where they can be named.
ADVICE = ": name the DATA to render"


def describe(
    what: Scene | str | PathLike[str], lang: str | None = None, *, short: bool = False
) -> str:
    """Return what a film tells, in words, for those who cannot see it.

    Parameters
    ----------
    what : Scene or path-like
        A scene; or a file that carries a recipe, as for ``read_recipe``.
    lang : str, optional
        A code in ``LANGUAGES``; that of the film if not given, of a scene English.
    short : bool
        Whether to tell in a few sentences what is seen, as an alternative text. Else there are a
        title and a line for each part of the story.

    Raises
    ------
    InputError
        If the language is unknown, or the file carries no recipe; or if its recipe tells no story
        and the data are not there to tell it anew.

    Warns
    -----
    SurfaceVizWarning
        If the data are needed and are not those of the recipe.
    """
    if isinstance(what, Scene):
        story, usual = story_of(what), defaults.LANG
    else:
        recipe = read_recipe(what)
        story = recipe.story or _told_anew(recipe, fspath(what))
        usual = str(recipe.settings.get("lang", defaults.LANG))
    lang = usual if lang is None else lang
    seen = figure_alt_text(story, lang) if story.shown else alt_text(story, lang)
    if short:
        return seen
    parts = [headline(story, lang), *([seen] if story.shown else []), description(story, lang)]
    return "\n\n".join(parts)


def _told_anew(recipe: Recipe, path: str) -> Story:
    """Return the story of a recipe that tells none, by computing its scene."""
    try:
        data = find_data(recipe, Path(path))
        asked = sort_out(scene_options(recipe), classic=data is None)
        dataset = load(data, asked.selection, None, points=asked.settings.needs_points)
    except InputError as error:
        raise InputError(
            f"{path!r} tells no story, and to tell it the data are needed: "
            f"{str(error).removesuffix(ADVICE)}"
        ) from error
    warn_of_other_data(recipe, dataset)
    return story_of(build_scene(dataset, **(vars(asked.settings) | {"grid": COARSEST_GRID})))
