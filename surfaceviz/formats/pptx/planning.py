"""What a deck is going to be, settled before its film is drawn."""

from __future__ import annotations

import warnings
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from surfaceviz.base.errors import InputError, SurfaceVizWarning
from surfaceviz.draw.canvas import Paper
from surfaceviz.draw.stage import build_stage, painter
from surfaceviz.draw.themes.theme import find_theme
from surfaceviz.formats.pptx.layouts import Place, choose_place
from surfaceviz.formats.pptx.own import make_deck
from surfaceviz.formats.pptx.slides import Words
from surfaceviz.formats.pptx.templates import open_template
from surfaceviz.formats.pptx.texts import cut, fitting_size, shown_line
from surfaceviz.words import alt_text, headline, key_alt_text, key_headline, to_say

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pptx.presentation import Presentation as Deck

    from surfaceviz.base.arrays import Frame
    from surfaceviz.formats.subject import Subject
    from surfaceviz.words.story import Story

KEY_FRAMES = "key-frames"
# A language with the country whose spelling it has, as decks name it.
TAGS = {"en": "en-GB", "zh": "zh-CN"}


@dataclass(frozen=True, eq=False)
class Plan:
    """What a deck is going to be.

    Attributes
    ----------
    deck : Presentation
        What the slides are appended to.
    place : Place
        Where on them the film is.
    words : Words
        Of the slide with the film.
    stills : tuple of (ndarray, Words)
        Pictures (height, width, 4), each for a slide of its own.
    """

    deck: Deck
    place: Place
    words: Words
    stills: tuple[tuple[Frame, Words], ...]


def make_plan(subject: Subject) -> Plan:
    """Return the plan of a deck, with the pictures that it needs beside the film.

    Raises
    ------
    InputError
        If the template cannot be used.
    """
    look, medium, story = subject.look, subject.medium, subject.recipe.story
    if story is None or isinstance(look.size, Paper):
        raise InputError("a deck needs a film: a size in pixels, and a story")
    words = _film_words(subject, story)
    if medium.template is None:
        theme = find_theme(look.theme)
        deck, place = make_deck(theme, look.size, words.title, words.lang)
    else:
        deck = open_template(medium.template)
        place = choose_place(deck, look.size, repr(str(medium.template)))
    stills = tuple(_stills(subject, story)) if medium.slides == KEY_FRAMES else ()
    titles = [each.title for each in (words, *(said for _, said in stills))]
    return Plan(deck, _with_one_size(place, titles), words, stills)


def _with_one_size(place: Place, titles: Sequence[str]) -> Place:
    """Return the place with the size of letters that all titles fit with: they must not jump."""
    if place.size is None:
        return place
    return replace(
        place,
        size=min(fitting_size(cut(shown_line(title)), place.title, place.size) for title in titles),
    )


def _film_words(subject: Subject, story: Story) -> Words:
    look = subject.look
    return Words(
        subject.title or headline(story, look.lang),
        alt_text(story, look.lang),
        (*to_say(story, look.lang), "", *subject.recipe.toml().splitlines()),
        _tag(look.lang),
    )


def _stills(subject: Subject, story: Story) -> Iterator[tuple[Frame, Words]]:
    """Yield the pictures of telling epochs, and what their slides say."""
    lang = subject.look.lang
    with warnings.catch_warnings():
        # Whoever built the film's stage has been told already.
        warnings.simplefilter("ignore", SurfaceVizWarning)
        paint = painter(build_stage(subject.scene, subject.look))
    for key in story.keys:
        seen = key_alt_text(story, key, lang)
        words = Words(key_headline(story, key, lang), seen, (seen,), _tag(lang))
        yield paint(key.epoch).copy(), words


def _tag(lang: str) -> str:
    return TAGS.get(lang, lang)
