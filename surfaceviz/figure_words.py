"""What figures say of themselves: a title, and what is seen for those who cannot see it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from surfaceviz.shown_epochs import figure_alt_text
from surfaceviz.story import named
from surfaceviz.telling import headline, key_headline

if TYPE_CHECKING:
    from surfaceviz.subject import Subject

# Characters that no XML can hold, in no way.
UNWRITABLE = re.compile("[\ufffe\uffff]")


def figure_words(subject: Subject) -> tuple[str, str]:
    """Return the title of a figure and what is seen in it; of a strip at its two ends.

    Neither has characters that a PDF or an SVG cannot hold.
    """
    look, story = subject.look, subject.recipe.story
    asked = named(subject.title or "")
    if story is None:
        return _plain(asked), ""
    shown = story.shown or story.keys[-1:]
    one = len(shown) == 1
    own = key_headline(story, shown[0], look.lang) if one else headline(story, look.lang)
    return _plain(asked or own), _plain(figure_alt_text(story, look.lang))


def _plain(text: str) -> str:
    return UNWRITABLE.sub("\N{REPLACEMENT CHARACTER}", text)
