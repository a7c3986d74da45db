"""Stories in words: every number is told, in every language, at a length that can be read."""

from __future__ import annotations

import io
import re
import sys
from dataclasses import replace
from pathlib import Path
from string import Formatter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

import surfaceviz as sv
from surfaceviz.optimizers import OPTIMIZERS
from surfaceviz.words import (
    PHRASES,
    alt_text,
    description,
    headline,
    key_alt_text,
    key_headline,
    to_say,
)
from surfaceviz.words.language import LANGUAGES
from surfaceviz.words.shown_epochs import figure_alt_text, with_shown
from surfaceviz.words.story import KeyEpoch
from surfaceviz.words.story_making import story_of
from surfaceviz.words.teller import Teller, spoken
from tests.conftest import SMALL

pytestmark = pytest.mark.filterwarnings("ignore::surfaceviz.SurfaceVizWarning")

RNG = np.random.default_rng(4)
HOURS = RNG.uniform(0, 10, 40)
SCORE = 20 + 7 * HOURS + RNG.normal(0, 5, 40)
NAMES = {"x_name": "hours", "y_name": "score", "name": "study"}
STUDY = sv.Dataset.of(HOURS, SCORE, **NAMES)
EXAMS = sv.Dataset.of(HOURS, (SCORE > 55).astype(float), x_name="hours", name="exams")
LIMIT = 0.0230
ALL = ["gd", "sgd", "momentum", "nesterov", "adam", "rmsprop", "adagrad", "newton"]
SCENES = {
    "creeping": {"start": (14, 30), "epochs": 60},
    "classic": {"data": sv.article_data(), "learning_rate": 0.01},
    "diverging": {"learning_rate": 0.05},
    "swinging": {"learning_rate": 0.97 * LIMIT},
    "Adam": {"optimizer": "adam"},
    "slow": {"optimizer": "adam:lr=0.01"},
    "momentum": {"optimizer": "momentum"},
    "small batches": {"optimizer": "sgd:batch=4"},
    "absolute": {"loss": "mae"},
    "ridge": {"loss": "mse:l2=2"},
    "Huber": {"loss": "huber"},
    "logistic": {"data": EXAMS, "loss": "logistic", "epochs": 300},
    "z-scored": {"standardize": True},
    "Newton": {"optimizer": "newton"},
    "gentle": {"standardize": True, "learning_rate": 0.01, "epochs": 300},
    "one epoch": {"epochs": 1},
    "until": {"until": 0.005, "epochs": 1000},
    "weighted": {"data": sv.Dataset.of(HOURS, SCORE, weights=RNG.integers(1, 9, 40), **NAMES)},
    "unnamed": {"data": sv.Dataset.of(HOURS, SCORE)},
    "at the optimum": {"data": sv.Dataset.of([0, 1, 2], [0, 0, 0]), "epochs": 4},
    "exact": {"data": sv.Dataset.of([0, 1, 2], [1, 3, 5]), "epochs": 500},
    "equal x": {"data": sv.Dataset.of([2, 2], [1, 3]), "learning_rate": 0.05},
    "large": {"data": sv.Dataset.of(HOURS * 1e5, SCORE * 1e4), "epochs": 2},
    "three": {"optimizer": ["gd", "momentum", "adam"]},
    "eight": {"optimizer": ALL},
    "rates": {"learning_rate": [0.05, 0.02, 0.001]},
    "two rates": {"learning_rate": [0.05, 0.02]},
    "all diverge": {"learning_rate": [0.05, 0.06]},
    "starts": {"start": [(0, 0), (14, 30), (-5, 60)], "learning_rate": 0.02},
    "coordinates": {"standardize": [False, True]},
    "ties": {"optimizer": ["newton", "newton:lr=0.9"]},
    "never near": {"optimizer": ["adam:lr=0.01", "adam:lr=0.02"]},
}
# Between digits there are commas, points, and what makes powers of ten.
NUMBER = re.compile(r"[−⁻×⁰¹²³⁴-⁹\d.,]*\d[⁻⁰¹²³⁴-⁹]*")


def make(data=STUDY, **asked):
    return story_of(sv.build_scene(data, **({"grid": 2} | asked)))


@pytest.fixture(scope="module")
def stories():
    return {name: make(**asked) for name, asked in SCENES.items()}


def numbers(text):
    return sorted(each.strip(",.") for each in NUMBER.findall(text))


def texts(story, lang):
    """All that is told of a story."""
    yield headline(story, lang)
    yield alt_text(story, lang)
    yield description(story, lang)
    yield from to_say(story, lang)
    for key in story.keys:
        yield key_headline(story, key, lang)
        yield key_alt_text(story, key, lang)


def test_every_language_has_the_same_phrases_with_the_same_places():
    assert set(PHRASES) == set(LANGUAGES)

    def places(phrases):
        return {
            key: sorted(slot for _, slot, _, _ in Formatter().parse(text) if slot is not None)
            for key, text in phrases.items()
        }

    english = places(PHRASES["en"])
    for lang, phrases in PHRASES.items():
        assert places(phrases) == english, lang


def test_every_optimizer_has_a_name():
    for phrases in PHRASES.values():
        assert {f"optimizer.{name}" for name in OPTIMIZERS} <= set(phrases)


def test_every_phrase_is_of_use(stories, monkeypatch):
    used = set()

    class Noting(dict):
        def __getitem__(self, key):
            used.add(key)
            return super().__getitem__(key)

        def get(self, key, default=None):
            used.add(key)
            return super().get(key, default)

    monkeypatch.setitem(PHRASES, "en", Noting(PHRASES["en"]))
    for story in stories.values():
        list(texts(story, "en"))
    unused = {key for key in PHRASES["en"] if not key.startswith("optimizer.")} - used
    assert unused == RARE


# They take a run that cannot be made in a moment, or none of the table's.
RARE = {
    *("path burst", "say burst", "path strays", "say strays", "path creeps on", "say creeps on"),
    *("path diverges", "say diverges", "learn diverges", "learn trembles", "learn creeps z"),
    *("about no optimum", "about since", "one point", "loss.log-cosh"),
    *("loss.quantile", "title diverges unnamed", "title race unnamed"),
    *("still turning", "still most race", "still epoch"),
}


@pytest.mark.parametrize("name", SCENES)
def test_both_languages_tell_the_same_numbers(stories, name):
    story = stories[name]
    for english, chinese in zip(texts(story, "en"), texts(story, "zh"), strict=True):
        told, wanted = set(numbers(english)), set(numbers(chinese))
        # Where English is too long, it leaves a sentence out.
        assert told == wanted or (told < wanted and english == alt_text(story, "en"))


@pytest.mark.parametrize("lang", PHRASES)
@pytest.mark.parametrize("name", SCENES)
def test_texts_are_clean_and_of_a_length_that_can_be_read(stories, name, lang):
    story = stories[name]
    for text in texts(story, lang):
        assert text == text.strip()
        assert not re.search(r"[{}]|nan|None(?! of)|  |\d-\d|inf\b", text), text
    assert len(headline(story, lang)) <= 60
    assert 20 < len(alt_text(story, lang)) <= 350
    assert all(len(key_headline(story, key, lang)) <= 60 for key in story.keys)
    assert len({key_headline(story, key, lang) for key in story.keys}) == len(story.keys)
    full_stop = "." if lang == "en" else "。"
    for sentence in to_say(story, lang):
        assert sentence.endswith(full_stop)
        assert len(re.findall(r"\. [A-Z]|。.", sentence)) == 0


@pytest.mark.parametrize("lang", PHRASES)
def test_the_alt_text_tells_start_end_and_losses(lang):
    scene = sv.build_scene(STUDY, start=(14, 30), epochs=60, grid=2)
    path = scene.runs[0].trajectory
    text = alt_text(story_of(scene), lang)
    (slope, intercept), last = path.params[-1], path.losses[-1]
    wanted = ["40", "14", "30", "60", f"{slope:.2f}", f"{intercept:.1f}", f"{last:.1f}"]
    wanted.append(f"{path.losses[0]:,.0f}")
    assert set(wanted) <= set(numbers(text))
    assert all(name in text for name in ("study", "hours", "score"))


SEEN = {
    "creeping": "From slope 14 and intercept 30 the path drops in 1 epoch into a long narrow "
    "valley and creeps along it",
    "classic": "Animation of gradient descent fitting a line to 100 points of descent (y against "
    "x). From slope 0 and intercept 0 the path comes 99% of the way down in 2 epochs",
    "diverging": "the path leaps to and fro across the valley, farther with each step",
    "small batches": "then trembles around the optimum",
    "logistic": "fitting a logistic curve to 40 points of exams",
    "one epoch": "In 1 epoch the path goes from slope 0 and intercept 0 to",
    "weighted": "(score against hours, weighted)",
    "unnamed": "fitting a line to 40 points (y against x)",
    "at the optimum": "The path stays at slope 0 and intercept 0 for 4 epochs",
    "exact": "to practically 0.",
    "momentum": "Animation of gradient descent with momentum",
    "eight": "Newton's method has the lowest mean squared error",
    "rates": "Learning rate 0.05 diverges.",
    "two rates": "After 100 epochs, learning rate 0.02 has come to a mean squared error of",
    "all diverge": "All of them diverge.",
    "starts": "the start at −5, 60 the highest",
    "coordinates": "a race of raw and z-scored x",
    "ties": "After 100 epochs all have the same mean squared error",
    "absolute": "The mean absolute error falls",
    "ridge": "The mean squared error plus ridge falls",
    "Huber": "The Huber loss falls",
}


@pytest.mark.parametrize("name", SEEN)
def test_what_is_seen_is_what_happens(stories, name):
    assert SEEN[name] in alt_text(stories[name], "en")


LESSONS = {
    "creeping": "z-scoring x would make it round",
    "diverging": "is 2.2 times the limit of 0.0231",
    "swinging": "is 96.7% of the limit 0.0231",
    "momentum": "the price of speed",
    "small batches": "only 4 points",
    "z-scored": "makes the bowl round",
    "one epoch": "One step is not the whole way",
    "classic": "epoch 1 alone did 90.1% of the way",
    "rates": "Learning rate 0.05 diverged",
    "three": "did not end lowest",
    "never near": "None of them came 99% of the way down",
}


@pytest.mark.parametrize("name", LESSONS)
def test_what_there_is_to_learn_is_about_what_happened(stories, name):
    assert LESSONS[name] in to_say(stories[name], "en")[2]
    assert to_say(stories[name], "en")[2] in description(stories[name], "en")


def test_a_date_is_told(tmp_path):
    path = tmp_path / "sales.csv"
    path.write_text("day,sales\n2024-01-31,1\n2024-02-03,4\n2024-02-05,5\n")
    story = make(sv.read_dataset(str(path)), epochs=3)
    assert "Here day is counted in days from 2024-01-31." in description(story, "en")
    assert "2024-01-31" in description(story, "zh")


SPOKEN = {
    0.0: "0",
    14.0: "14",
    7.0249: "7.02",
    -0.5: "−0.5",
    1234.4: "1,234",
    999_400.0: "999,400",
    1.5e16: "1.5×10¹⁶",
    -2e-9: "−2×10⁻⁹",
    100.0: "100",
    0.0012: "0.0012",
}


@pytest.mark.parametrize("value", SPOKEN)
def test_numbers_are_as_short_as_they_are_spoken(value):
    assert spoken(value) == SPOKEN[value]


@given(st.floats(1e-300, 1e300))
def test_a_spoken_number_has_three_digits_of_the_true_one(value):
    mantissa, _, power = spoken(value).replace(",", "").partition("×10")
    raised = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
    told = float(f"{mantissa}e{power.translate(raised) or 0}")
    assert told == pytest.approx(value, rel=5.1e-3)


SHARES = {
    0.0: "0%",
    1e-16: "0%",
    -0.1: "0%",
    1e-6: "less than 0.01%",
    0.00509: "0.51%",
    0.25: "25%",
    0.992: "99.2%",
    0.99999: "99.9%",
    1.0: "100%",
}


@pytest.mark.parametrize("value", SHARES)
def test_a_share_is_never_all_or_nothing_unless_it_is(stories, value):
    teller = Teller(stories["classic"], PHRASES["en"], LANGUAGES["en"])
    assert teller.share(value) == SHARES[value]


@given(st.text(max_size=120), st.sampled_from(list(PHRASES)))
@settings(max_examples=40, deadline=None)
def test_any_name_leaves_the_texts_readable(name, lang):
    for base in (LONG_ONE, LONG_RACE):
        story = replace(base, data=name, x=name, y=name)
        assert len(headline(story, lang)) <= 60
        assert len(alt_text(story, lang)) <= 350
        for key in story.keys:
            assert len(key_headline(story, key, lang)) <= 60
            assert len(key_alt_text(story, key, lang)) <= 350


LONG_ONE = make(epochs=3)
LONG_RACE = make(optimizer=ALL, epochs=3)


def test_a_name_is_told_as_it_is():
    odd = 'a"b<c>&{x} 学习A 👩'
    story = replace(LONG_ONE, data=odd, x=odd, y=odd)
    for lang in PHRASES:
        assert alt_text(story, lang).count(odd) == 3


def test_an_epoch_of_no_kind_is_told_by_its_number():
    key = KeyEpoch(2, "chosen")
    assert key_headline(LONG_ONE, key, "en") == "Epoch 2"
    assert key_alt_text(LONG_ONE, key, "zh").count("第 2 轮") == 1


def test_an_unknown_language_is_refused():
    with pytest.raises(sv.InputError, match="unknown language 'fr'"):
        headline(LONG_ONE, "fr")


def test_a_scene_is_described_in_python():
    scene = sv.build_scene(STUDY, epochs=3, grid=2)
    assert sv.describe(scene).startswith("Gradient descent on study: score from hours\n\nData: 40")
    assert sv.describe(scene, "zh", short=True) == alt_text(story_of(scene), "zh")


@pytest.mark.parametrize("suffix", [".gif", ".mp4", ".html"])
def test_a_film_is_described(run, folder, suffix):
    quick = ["--epochs", "3", "--size", f"{SMALL[0]}x{SMALL[1]}", "--quiet", "--lang", "zh"]
    assert run("render", "study.csv", "-o", f"film{suffix}", *quick)[0] == 0
    story = sv.read_recipe(f"film{suffix}").story
    (folder / "study.csv").unlink()
    code, out, err = run("describe", f"film{suffix}")
    assert (code, err) == (0, "")
    assert out == f"{headline(story, 'zh')}\n\n{description(story, 'zh')}\n"
    assert run("describe", f"film{suffix}", "--lang", "en", "--short")[1] == (
        f"{alt_text(story, 'en')}\n"
    )


def test_a_recipe_without_a_story_is_told_from_its_data(run, folder):
    Path("a.toml").write_text(
        "[data]\nfile = 'study.csv'\nx = 'hours'\ny = 'score'\n[settings]\nepochs = 7\nlr = 0.01\n"
    )
    code, out, err = run("describe", "a.toml", "--short")
    assert code == 0
    assert "3 points of study (score against hours)" in out
    assert "7 epochs" in out
    assert err == "warning: 1 row without a finite hours and score left out\n"
    (folder / "study.csv").unlink()
    code, out, err = run("describe", "a.toml")
    assert (code, out) == (2, "")
    assert "'a.toml' tells no story, and to tell it the data are needed" in err
    assert "'study.csv' are neither in this folder nor beside the recipe" in err
    assert err.count("\n") == 1


def test_a_recipe_of_the_classic_case_needs_no_data(run):
    Path("a.toml").write_text("[settings]\nepochs = 5\n")
    code, out, _ = run("describe", "a.toml")
    assert code == 0
    assert out.startswith("Gradient descent on descent: y from x\n")


def test_a_foreign_picture_is_refused(run):
    Image.new("RGB", (8, 8)).save("plain.png")
    refusal = run("recipe", "plain.png")
    assert run("describe", "plain.png") == refusal
    assert refusal[0] == 2
    assert run("describe", "none.gif")[0] == 2


@pytest.mark.parametrize(
    ("lang", "code", "says"),
    [("en", 0, "\\u5b66"), ("zh", 2, "set PYTHONIOENCODING=utf-8, or give --lang en")],
)
def test_output_that_lacks_letters_is_written_plainly_or_refused(
    run, monkeypatch, lang, code, says
):
    data = sv.Dataset.of([1.0, 2, 4], [1.0, 3, -9], name="学")
    sv.render(sv.build_scene(data, epochs=2, grid=2), "film.png", size=SMALL)
    plain = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", plain)
    assert run("describe", "film.png", "--lang", lang)[0] == code
    plain.flush()
    out = plain.buffer.getvalue().decode("ascii")
    assert (says in out) == (code == 0)
    assert "−" not in out


@pytest.mark.parametrize("suffix", [".png", ".svg", ".pdf"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_of_a_figure_is_told_what_it_shows(run, folder, suffix, lang):
    quick = ["--epochs", "9", "--panels", "fit", "--quiet", "--lang", lang]
    assert run("render", "study.csv", "-o", f"one{suffix}", "--epoch", "4", *quick)[0] == 0
    story = sv.read_recipe(f"one{suffix}").story
    (shown,) = story.shown
    scene = sv.build_scene(sv.read_dataset(str(folder / "study.csv")), epochs=9, grid=2)
    path = scene.runs[0].trajectory
    assert shown.params == (tuple(path.params[4].tolist()),)
    assert shown.losses == (path.losses[4],)
    told = run("describe", f"one{suffix}", "--short")[1]
    assert told == f"{key_alt_text(story, shown, lang)}\n"
    assert told in run("describe", f"one{suffix}")[1]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_of_a_strip_all_epochs_are_told(lang):
    scene = sv.build_scene(STUDY, epochs=60, grid=2)
    story = with_shown(story_of(scene), scene, (0, 7, 23, 60))
    told = figure_alt_text(story, lang)
    for epoch in ("0", "7", "23", "60"):
        assert re.search(rf"(?<!\d){epoch}(?!\d)", told)
    for key in (story.shown[0], story.shown[-1]):
        assert key_alt_text(story, key, lang) in told
    assert story_of(scene).shown == ()
