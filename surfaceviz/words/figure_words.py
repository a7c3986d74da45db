"""What figures say of themselves: a title, and what is seen for those who cannot see it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from surfaceviz.words import headline, key_headline
from surfaceviz.words.shown_epochs import figure_alt_text
from surfaceviz.words.story import named

if TYPE_CHECKING:
    from surfaceviz.words.story import Story

# Characters that no XML can hold, in no way.
UNWRITABLE = re.compile("[\ufffe\uffff]")


def figure_words(story: Story | None, title: str | None, lang: str) -> tuple[str, str]:
    """Return the title of a figure and what is seen in it; of a strip at its two ends.

    Neither has characters that a PDF or an SVG cannot hold.
    """
    asked = named(title or "")
    if story is None:
        return _plain(asked), ""
    shown = story.shown or story.keys[-1:]
    one = len(shown) == 1
    own = key_headline(story, shown[0], lang) if one else headline(story, lang)
    return _plain(asked or own), _plain(figure_alt_text(story, lang))


def _plain(text: str) -> str:
    return UNWRITABLE.sub("\N{REPLACEMENT CHARACTER}", text)
