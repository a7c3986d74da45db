"""What is seen in a film or a figure, in words."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from surfaceviz import defaults
from surfaceviz.figure_words import CHOSEN
from surfaceviz.medium import LAST, read_epochs
from surfaceviz.story import KeyEpoch
from surfaceviz.telling import alt_text, key_alt_text

if TYPE_CHECKING:
    from surfaceviz.embedding.exhibit import Exhibit
    from surfaceviz.recipe import Recipe
    from surfaceviz.story import Story

PLACEHOLDER = "Describe what is seen here"


def in_words(exhibit: Exhibit, lang: str | None) -> Exhibit:
    """Return an exhibit with what is seen in it, as far as its recipe tells.

    Parameters
    ----------
    exhibit : Exhibit
        What is seen.
    lang : str or None
        A code in ``LANGUAGES``; None for that of its recipe.
    """
    recipe = exhibit.recipe
    if recipe is None:
        return replace(exhibit, alt=PLACEHOLDER)
    if recipe.story is None:
        lacking = f"the recipe of {str(exhibit.path)!r} tells no story"
        return replace(exhibit, alt=PLACEHOLDER, lacking=lacking)
    lang = lang or str(recipe.settings.get("lang", defaults.LANG))
    if exhibit.moves:
        return replace(exhibit, alt=alt_text(recipe.story, lang))
    seen = (key_alt_text(recipe.story, key, lang) for key in _shown(recipe, recipe.story))
    return replace(exhibit, alt=" ".join(seen))


def _shown(recipe: Recipe, story: Story) -> list[KeyEpoch]:
    """Return the epoch that a figure shows, or of a strip the first and the last."""
    last = story.keys[-1].epoch
    epochs = read_epochs(str(recipe.settings.get("epoch", LAST))) or (last,)
    known = {key.epoch: key for key in story.keys}
    ends = dict.fromkeys((epochs[0], epochs[-1]))
    return [known.get(epoch) or KeyEpoch(epoch, CHOSEN) for epoch in ends]
