"""The words of the page to play with."""

import re
from dataclasses import fields
from importlib.resources import files

import pytest

from surfaceviz.words.language import LANGUAGES
from surfaceviz.words.words import PAGE_LANGUAGES, PageWords, page_words_of

PLACE = re.compile(r"\{(\w+)\}")
NAMES = [field.name for field in fields(PageWords)]


def test_a_page_speaks_every_language_of_the_picture():
    assert PAGE_LANGUAGES.keys() == LANGUAGES.keys()


@pytest.mark.parametrize("code", PAGE_LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_sentences_have_the_same_places_in_every_language(code, name):
    told = getattr(page_words_of(code), name)
    assert told.strip()
    assert sorted(PLACE.findall(told)) == sorted(PLACE.findall(getattr(page_words_of("en"), name)))


def test_the_page_uses_every_word():
    program = files("surfaceviz.formats.page")
    parts = [part for part in program.iterdir() if part.name == "player.js"]
    text = "".join(part.read_text(encoding="utf-8") for part in parts)
    # These two are looked up by what the button does next.
    used = {"play", "pause", *re.findall(r"\bwords\.(\w+)", text)}
    assert set(NAMES) <= used
