from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import surfaceviz as sv
from surfaceviz.draw.canvas import make_canvas
from surfaceviz.draw.header import plan_header
from surfaceviz.draw.header_words import LABEL_WIDTH, line_words, parameter_format
from surfaceviz.draw.layouts.layout import EDGE
from surfaceviz.draw.outlines import outlined_width
from surfaceviz.draw.themes.theme import LIGHT
from surfaceviz.scene.leading import leaders
from surfaceviz.words.language import ENGLISH

SIZES = [(1280, 720), (720, 1280), (640, 360), (960, 960), (2560, 720)]


def race(count):
    rates = np.geomspace(0.05, 1e-4, count).tolist()
    return sv.build_scene(sv.article_data(), learning_rate=rates, epochs=60, grid=10)


@pytest.fixture(scope="module", params=[1, 2, 5, 8])
def scene(request):
    with pytest.warns(sv.SurfaceVizWarning):
        return race(request.param)


def spots(scene, size, title=None):
    header = plan_header(scene, make_canvas(size), LIGHT, ENGLISH, title, legend=True)
    return header, header.spots


@pytest.mark.parametrize("size", SIZES)
def test_places_of_words_lie_inside_and_apart(scene, size):
    canvas = make_canvas(size)
    header, places = spots(scene, size, "A title")
    width, height = canvas.points
    for spot in places:
        assert spot.left >= EDGE - 1e-6
        assert spot.right <= width - EDGE + 1e-6
        assert height - header.height < spot.baseline < height
    for a, b in itertools.combinations(places, 2):
        beside = a.right <= b.left + 1e-6 or b.right <= a.left + 1e-6
        assert beside or abs(a.baseline - b.baseline) > max(a.size, b.size)


@pytest.mark.parametrize("size", SIZES)
def test_nothing_that_a_word_ever_says_is_wider_than_its_place(scene, size):
    for spot in spots(scene, size)[1]:
        look = {"fontsize": spot.size, "fontweight": "bold" if spot.word.bold else "normal"}
        widest = max(outlined_width(said, LIGHT, **look) for said in set(spot.word.texts))
        assert widest <= spot.right - spot.left + 1e-6


def test_the_equation_of_a_race_is_the_leaders():
    scene = sv.build_scene(
        sv.article_data(),
        optimizer=["gd", "momentum"],
        learning_rate=0.01,
        start=(5.5, -4.0),
        epochs=40,
        grid=10,
    )
    first = leaders(scene)
    assert len(set(first.tolist())) == 2
    swatch, _, slope, _, constant = spots(scene, (1280, 720))[1][3:8]
    for epoch in (0, 3, 17, 40):
        m, b = scene.runs[first[epoch]].trajectory.params[epoch]
        assert swatch.word.colour(epoch) == LIGHT.runs[first[epoch]]
        assert float(slope.word.at(epoch)) == pytest.approx(m, abs=0.006)
        told = constant.word.at(epoch).replace("−", "-").replace(" ", "")
        assert float(told) == pytest.approx(b, abs=0.006)


def test_in_a_narrow_frame_the_legend_goes_before_the_equation():
    with pytest.warns(sv.SurfaceVizWarning):
        scene = race(2)
    said = [spot.word.at(0) for spot in spots(scene, (320, 640))[1]]
    assert "y =" not in said
    assert {run.label for run in scene.runs} <= set(said)


def test_a_long_label_is_shortened():
    scene = sv.build_scene(
        sv.article_data(),
        optimizer=["adam:beta1=0.8,beta2=0.99,eps=0.001,lr=0.1", "adam:lr=0.2"],
        epochs=2,
        grid=10,
    )
    label = next(s for s in spots(scene, (1280, 720))[1] if s.word.at(0).endswith("…"))
    assert scene.runs[0].label.startswith(label.word.at(0)[:-1])
    assert label.right - label.left <= LABEL_WIDTH


def test_the_sign_stands_before_its_number_and_the_article_has_no_powers(article):
    *_, x, constant = line_words(article, LIGHT, ENGLISH)
    assert x.texts == ("x",)
    assert constant.side == "left"
    for told, (_, b) in zip(constant.texts, article.runs[0].trajectory.params, strict=True):
        assert told[:2] == ("− " if b < 0 else "+ ")
        assert float(told[2:]) == pytest.approx(abs(b), abs=0.0006)
    assert len({len(told) for told in constant.texts}) == 1


@given(
    st.lists(st.floats(-1e9, 1e9, allow_subnormal=False), min_size=1, max_size=30),
    st.floats(-12, 3),
)
def test_a_parameter_is_told_truly_and_in_few_characters(values, power):
    values = np.array(values) * 10.0**power
    tell = parameter_format(values)
    tiny = max(abs(values[-1]), 0.05 * np.abs(values).max())
    digits = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹−", "-0123456789-")
    for value in values.tolist():
        told = tell(value)
        assert len(told) <= 12
        read = float(told.translate(digits).replace("×10", "e"))
        assert read == pytest.approx(value, rel=0.006, abs=0.006 * tiny)
        assert told not in ("−0", "−0.0", "−0.00", "−0.000")
