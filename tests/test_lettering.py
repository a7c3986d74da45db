from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib import font_manager
from matplotlib.figure import Figure

import surfaceviz as sv
from surfaceviz.lettering import (
    MISSING_GLYPH,
    common_factor,
    lettered,
    number_format,
    one_line,
    short_number,
    shorten,
    text_width,
)
from surfaceviz.theme import LIGHT
from tests.conftest import missing


@given(st.text(max_size=60))
def test_a_line_has_no_control_characters(text):
    line = one_line(text)
    assert not set(line) & {"\n", "\r", "\t", "\x00", "\u2028"}
    assert one_line(line) == line


@pytest.mark.parametrize("text", ["price $", "$x_1$", "a_b^{c}", "<b>", "100 %", "\\frac", '"q"'])
def test_markup_is_shown_as_typed(text):
    figure = Figure()
    written = figure.text(0, 0, "")
    written.update(lettered(text, LIGHT))
    figure.canvas.draw()
    assert written.get_text() == text
    assert not written.get_parse_math()


def test_a_missing_character_is_named_and_drawn_as_a_square():
    with pytest.warns(sv.SurfaceVizWarning, match="no installed font .* install a font"):
        properties = lettered("a\U0001f9ff\U00013000", LIGHT)
    assert properties["text"] == "a" + 2 * MISSING_GLYPH


def test_common_characters_need_no_other_font():
    assert lettered("größe αβγ ∂ × ⁻⁰¹²³⁴⁵⁶⁷⁸⁹ Жы", LIGHT)["fontfamily"] == list(LIGHT.fonts)


def test_chinese_is_drawn_where_a_font_has_it():
    if not any("CJK" in font.name for font in font_manager.fontManager.ttflist):
        missing("a font with Chinese is not installed")
    properties = lettered("学习时间", LIGHT)
    assert properties["text"] == "学习时间"
    assert len(properties["fontfamily"]) == 2


@given(st.text(st.characters(codec="latin-1"), max_size=120), st.floats(30, 400))
def test_what_is_shortened_fits(text, width):
    short = shorten(text, width, LIGHT)
    assert text_width(short, LIGHT) <= width
    if short != one_line(text):
        assert short.endswith("…")
        assert one_line(text).startswith(short[:-1])


NUMBERS = st.floats(-1e12, 1e12).map(lambda value: value if abs(value) > 1e-12 else 0.0)


@given(st.lists(NUMBERS, min_size=1, max_size=8))
def test_numbers_are_written_within_their_rounding(values):
    sizes = [abs(value) for value in values]
    write = number_format(min(sizes), max(sizes))
    for value in values:
        text = write(value)
        assert len(text) <= 13
        assert read(text) == pytest.approx(value, rel=0.0051, abs=0.51 * 10 ** -decimals(text))


def decimals(text):
    return len(text.partition(".")[2]) if "×" not in text else 300


def read(text):
    digits = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹−", "-0123456789-")
    mantissa, _, power = text.translate(digits).partition("×10")
    return float(mantissa) * 10.0 ** int(power or 0)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (1.0, "1.00"),
        (-28375.2, "−28375"),
        (0.0123, "0.0123"),
        (3.2e-7, "3.20×10⁻⁷"),
        (-2.876e13, "−2.88×10¹³"),
        (9.996, "10.0"),
    ],
)
def test_short_numbers(value, text):
    assert short_number(value) == text


@pytest.mark.parametrize(
    ("offset", "said"), [("", ""), ("1e6", " (×1e6)"), ("+3e6", " (+3e6)"), ("−2e3", " (−2e3)")]
)
def test_a_label_says_what_its_ticks_leave_out(offset, said):
    assert common_factor(offset) == said
