"""What is seen in a film or a figure, in words."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from surfaceviz.scene import defaults
from surfaceviz.words import alt_text
from surfaceviz.words.shown_epochs import figure_alt_text

if TYPE_CHECKING:
    from surfaceviz.embedding.exhibit import Exhibit

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
    return replace(exhibit, alt=figure_alt_text(recipe.story, lang))
