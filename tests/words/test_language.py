from __future__ import annotations

import re
import string
from dataclasses import fields, replace
from datetime import UTC, datetime

import numpy as np
import pytest
from matplotlib.text import Text

import surfaceviz as sv
from surfaceviz.data.dates import MICROSECONDS, Dates
from surfaceviz.draw.artists.ticks import date_ticks
from surfaceviz.draw.fonts import find_fonts
from surfaceviz.draw.themes.theme import LIGHT
from surfaceviz.losses import OBJECTIVES
from surfaceviz.words.language import CHINESE, ENGLISH, LANGUAGES, Words, words_of
from tests.conftest import missing

TEXTS = [each.name for each in fields(Words) if isinstance(getattr(ENGLISH, each.name), str)]
SIZES = [(1280, 720), (640, 360)]
all_languages = pytest.mark.parametrize("lang", LANGUAGES)


def places(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@all_languages
@pytest.mark.parametrize("key", TEXTS)
def test_every_language_says_everything_with_the_same_places(lang, key):
    said = getattr(LANGUAGES[lang], key)
    assert said.strip()
    assert places(said) == places(getattr(ENGLISH, key))


@all_languages
def test_languages_and_months_have_names_of_their_own(lang):
    words = LANGUAGES[lang]
    assert len(set(words.months)) == len(words.months) == 12
    assert [each.name for each in LANGUAGES.values()].count(words.name) == 1


def test_chinese_is_chinese():
    said = [getattr(CHINESE, key) for key in TEXTS if key not in ("year", "years")]
    for text in (*said, *CHINESE.months, *CHINESE.terms.values()):
        latin = set(re.findall("[A-Za-z]+", re.sub("{.*?}", "", text)))
        assert latin <= {"m", "b", "x", "Huber", "Lasso"}
        assert re.search("[\u4e00-\u9fff]", text)


LOSSES = [each.make().label for each in OBJECTIVES.values()]
LOSSES += ["MSE + ridge", "MSE + lasso", "MSE + elastic net", "quantile 0.9"]


@pytest.mark.parametrize("label", LOSSES)
def test_losses_have_names_in_chinese(label):
    latin = set(re.findall("[A-Za-z]+", CHINESE.term(label)))
    assert latin <= {"MSE", "MAE", "Huber", "Lasso", "log", "cosh"}
    assert ENGLISH.term(label) == label
    assert re.findall("[0-9.]+", CHINESE.term(label)) == re.findall("[0-9.]+", label)


def test_a_term_within_a_word_is_left_alone():
    assert CHINESE.term("bridge") == "bridge"


def test_an_unknown_language_is_told_those_there_are():
    with pytest.raises(sv.InputError, match=r"unknown language 'zn' .*choose one of en, zh"):
        words_of("zn")


def shown(scene, lang, **look):
    if find_fonts(frozenset(LANGUAGES[lang].surface), LIGHT.fonts, "normal").missing:
        missing(f"a font for {LANGUAGES[lang].name} is not installed")
    figure = sv.still(scene, lang=lang, **look)
    return [text for text in figure.findobj(Text) if text.get_visible() and text.get_text()]


@all_languages
@pytest.mark.parametrize("size", SIZES, ids=str)
def test_a_picture_speaks_its_language(lang, size, article):
    words = LANGUAGES[lang]
    texts = [text.get_text() for text in shown(article, lang, size=size)]
    for said in (
        words.surface,
        words.contours,
        words.fit,
        words.loss_curve.format(loss="MSE"),
        words.slope,
        words.intercept,
        words.epoch,
        words.before_epoch,
        words.after_epoch.format(last=100),
    ):
        assert said in texts
    strange = {getattr(ENGLISH, key) for key in TEXTS} - {getattr(words, key) for key in TEXTS}
    assert not strange & set(texts)


@all_languages
def test_how_a_descent_ended_is_said(lang):
    with pytest.warns(sv.SurfaceVizWarning, match="diverges"):
        scene = sv.build_scene(sv.article_data(), learning_rate=1.0, epochs=30)
    for layout in ("panels", "grid"):
        texts = shown(scene, lang, layout=layout)
        assert any(LANGUAGES[lang].diverged in text.get_text() for text in texts)
        # matplotlib warns of characters that a text's fonts lack.
        texts[0].figure.canvas.draw()


@all_languages
def test_titles_tell_how_many_points_there_are(lang):
    words, x = LANGUAGES[lang], np.arange(3000.0)
    weighted = sv.Dataset.of(x[:20], x[:20] + 1.0, weights=x[:20] + 1.0)
    many = sv.Dataset.of(x, x + 1.0)
    told = {
        words.fit_weighted.format(fit=words.fit): weighted,
        words.fit_all.format(fit=words.fit, total="3,000"): many,
    }
    for title, data in told.items():
        scene = sv.build_scene(data, epochs=2)
        assert title in [text.get_text() for text in shown(scene, lang, panels=("fit",))]


@all_languages
def test_dates_are_in_the_language(lang):
    words = LANGUAGES[lang]
    first = datetime(2023, 1, 1, tzinfo=UTC)
    ticks = date_ticks(dated(first), (0.0, 360.0), 2000.0, LIGHT, words)
    assert set(ticks.labels) <= set(words.months)
    assert ticks.common == words.year.format(year=2023)
    days = date_ticks(dated(first), (0.0, 5.0), 2000.0, LIGHT, words)
    assert words.day.format(day=2, month=words.months[0]) in days.labels
    hours = date_ticks(dated(first), (0.1, 0.6), 2000.0, LIGHT, words)
    assert hours.common == words.date.format(day=1, month=words.months[0], year=2023)
    years = date_ticks(dated(first), (0.0, 2000.0), 2000.0, LIGHT, words)
    assert words.year.format(year=2024) in years.labels


@all_languages
def test_dates_are_drawn_in_glyphs(lang):
    when = np.datetime64("2024-03-28") + np.arange(0, 90, 9)
    scene = sv.build_scene(sv.Dataset.of(when, np.arange(10.0)), epochs=2)
    texts = shown(scene, lang, panels=("fit",))
    assert any(LANGUAGES[lang].months[4] in text.get_text() for text in texts)
    texts[0].figure.canvas.draw()


def test_chinese_dates():
    first = datetime(2024, 5, 3, tzinfo=UTC)
    assert date_ticks(dated(first), (0.0, 80.0), 200.0, LIGHT, CHINESE).labels == ("6月", "7月")
    assert date_ticks(dated(first), (0.2, 0.4), 300.0, LIGHT, CHINESE).common == "2024年5月3日"


def dated(first):
    days = (first - datetime(1970, 1, 1, tzinfo=UTC)).days
    return Dates(days * MICROSECONDS)


def test_one_entry_makes_a_language(article, monkeypatch):
    monkeypatch.setitem(LANGUAGES, "de", replace(ENGLISH, surface="Verlustfläche"))
    figure = sv.still(article, 3, lang="de", panels=("surface",))
    assert "Verlustfläche" in [text.get_text() for text in figure.findobj(Text)]
