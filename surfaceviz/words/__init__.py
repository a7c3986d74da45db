"""A story in words: for those who cannot see the film, and for those who speak to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from surfaceviz.words.chinese import CHINESE
from surfaceviz.words.english import ENGLISH
from surfaceviz.words.films import long_text, seen, spoken_text, title
from surfaceviz.words.language import told_in, words_of
from surfaceviz.words.stills import still_seen, still_title
from surfaceviz.words.teller import WIDTHS, Teller

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from surfaceviz.words.story import KeyEpoch, Story

__all__ = [
    "PHRASES",
    "alt_text",
    "description",
    "headline",
    "key_alt_text",
    "key_headline",
    "to_say",
]

# The phrases of each language in ``LANGUAGES``.
PHRASES: Mapping[str, Mapping[str, str]] = {"en": ENGLISH, "zh": CHINESE}
# Characters of a title, and of what tells what is seen.
TITLE, SEEN = 60, 350
# Sentences on a race that may be left out.
OPTIONAL = 2
# Beyond this many characters a name helps no one.
NAME = 40


def headline(story: Story, lang: str) -> str:
    """Return a title for the film, of at most 60 characters.

    Parameters
    ----------
    story : Story
        What happens.
    lang : str
        A code in ``LANGUAGES``.
    """
    return _fitted(story, lang, TITLE, title)


def alt_text(story: Story, lang: str) -> str:
    """Return what is seen in the film, with its numbers, in a few sentences.

    They have at most 350 characters: names are cut where they are longer.

    Parameters
    ----------
    story, lang : Story, str
        As in ``headline``.
    """
    for left_out in range(OPTIONAL):
        whole = seen(_teller(story, lang, NAME), left_out)
        if len(whole) <= SEEN:
            return whole
    return _fitted(story, lang, SEEN, lambda teller: seen(teller, OPTIONAL))


def description(story: Story, lang: str) -> str:
    """Return the whole story, in a line for each of its parts.

    Parameters
    ----------
    story, lang : Story, str
        As in ``headline``.
    """
    return long_text(_teller(story, lang, NAME))


def to_say(story: Story, lang: str) -> tuple[str, str, str]:
    """Return three sentences to say while the film runs.

    What we look at, what happens, and what there is to learn from it.

    Parameters
    ----------
    story, lang : Story, str
        As in ``headline``.
    """
    return spoken_text(_teller(story, lang, NAME))


def key_headline(story: Story, key: KeyEpoch, lang: str) -> str:
    """Return the title of a picture of a telling epoch, of at most 60 characters.

    Parameters
    ----------
    story, lang : Story, str
        As in ``headline``.
    key : KeyEpoch
        One of ``story.keys``.
    """
    return _fitted(story, lang, TITLE, lambda teller: still_title(teller, key))


def key_alt_text(story: Story, key: KeyEpoch, lang: str) -> str:
    """Return what is seen in the picture of a telling epoch, with its numbers.

    Parameters
    ----------
    story, key, lang : Story, KeyEpoch, str
        As in ``key_headline``.
    """
    return _fitted(story, lang, SEEN, lambda teller: still_seen(teller, key))


def _teller(story: Story, lang: str, width: int) -> Teller:
    # A language that has just begun says the rest in English.
    own = told_in(lang, PHRASES)
    phrases = own if ENGLISH.keys() <= own.keys() else {**ENGLISH, **own}
    return Teller(story, phrases, words_of(lang), width)


def _fitted(story: Story, lang: str, most: int, tell: Callable[[Teller], str]) -> str:
    """Return a text with names as long as they may be if it is not to be too long."""
    for width in WIDTHS:
        text = tell(_teller(story, lang, width))
        if len(text) <= most:
            return text
    return f"{text[: most - 1].rstrip()}…"
