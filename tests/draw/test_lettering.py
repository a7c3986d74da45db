from __future__ import annotations

import io
import platform
import shutil
import warnings
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib import font_manager
from matplotlib.figure import Figure

import surfaceviz as sv
from surfaceviz.base.texts import common_factor, number_format, one_line, short_number
from surfaceviz.draw import fonts
from surfaceviz.draw.fonts import find_fonts, font_file
from surfaceviz.draw.lettering import MISSING_GLYPH, lettered, shorten, text_width
from surfaceviz.draw.missing_glyphs import MissingGlyphs, missing_said_once
from surfaceviz.draw.outlines import OutlinedText, outline
from surfaceviz.draw.themes.theme import LIGHT, THEMES
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


TEXTS = {
    "Chinese": "学习时间（小时）",
    "Japanese": "勉強じかん・テスト",
    "Korean": "공부 시간",
    "mixed": "y = 时间 × じかん 시간 ∂",
}


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
@pytest.mark.parametrize("weight", ["normal", "bold"])
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_east_asian_texts_are_glyphs_where_a_font_has_them(text, weight, theme):
    if find_fonts(frozenset(text), theme.fonts, weight).missing:
        missing("a font with Chinese, Japanese and Korean is not installed")
    properties = lettered(text, theme, fontweight=weight)
    assert properties["text"] == text
    families = properties["fontfamily"]
    assert families[: len(theme.fonts)] == list(theme.fonts)
    for char in set(text) - {" "}:
        file = font_file(char, families, properties["fontweight"])
        assert ord(char) in font_manager.get_font(file).get_charmap()


def test_a_text_is_in_the_font_of_its_region():
    if not {"Noto Sans CJK SC", "Noto Sans CJK JP", "Noto Sans CJK KR"} <= names():
        missing("Noto Sans CJK is not installed")
    for text, region in (("骨直", "SC"), ("骨直の", "JP"), ("骨直 한국", "KR")):
        assert lettered(text, LIGHT)["fontfamily"][-1] == f"Noto Sans CJK {region}"


def names():
    # Whoever looks for a character that is nowhere has looked at all fonts.
    find_fonts(frozenset("\U0001f9ff"), LIGHT.fonts, "normal")
    return {font.name for font in font_manager.fontManager.ttflist}


@pytest.fixture
def only_dejavu(monkeypatch):
    """A system that has no fonts but those of matplotlib."""
    manager = font_manager.fontManager
    own = [font for font in manager.ttflist if "mpl-data" in font.fname]
    monkeypatch.setattr(manager, "ttflist", own)
    monkeypatch.setattr(font_manager, "findSystemFonts", list)
    forget()
    yield
    forget()


def forget():
    for cached in (fonts.find_fonts, fonts._just_installed, fonts._file, fonts._has):
        cached.cache_clear()
    font_manager.fontManager._findfont_cached.cache_clear()
    outline.cache_clear()


SCRIPTS = {
    "学": r"Chinese characters \(Han\)",
    "じ": "Japanese kana",
    "テ": "Japanese kana",
    "한": "Korean Hangul",
    "अ": "Devanagari",
    "ก": "Thai",
    "\U0001f9ff": "emoji and symbols",
}


@pytest.mark.parametrize(("char", "script"), SCRIPTS.items(), ids=SCRIPTS.values())
@pytest.mark.parametrize("weight", ["normal", "bold"])
@pytest.mark.usefixtures("only_dejavu")
def test_a_script_that_no_font_has_is_named(char, script, weight):
    with pytest.warns(MissingGlyphs, match=rf"{char}' \({script}\).*install a font .*such as"):
        properties = lettered(f"a {char}", LIGHT, fontweight=weight)
    assert properties["text"] == f"a {MISSING_GLYPH}"


SYSTEMS = {
    "Debian": ("Linux", "apt", "Noto Sans CJK (sudo apt install fonts-noto-cjk)"),
    "Fedora": ("Linux", "dnf", "Noto Sans CJK (sudo dnf install google-noto-sans-cjk-fonts)"),
    "Arch": ("Linux", "", "Noto Sans CJK (with your system's package manager)"),
    "macOS": ("Darwin", "", "Noto Sans CJK (download it and open it with Font Book)"),
    "Windows": ("Windows", "", "Noto Sans CJK (download it, right-click it and choose Install)"),
}


@pytest.mark.parametrize(("system", "program", "says"), SYSTEMS.values(), ids=SYSTEMS)
def test_it_is_told_how_to_install_a_font_on_this_system(system, program, says, monkeypatch):
    monkeypatch.setattr(platform, "system", lambda: system)
    monkeypatch.setattr(shutil, "which", lambda name: name if name == program else None)
    assert str(MissingGlyphs(frozenset("学习한"))).endswith(says)


def test_many_missing_characters_are_counted():
    characters = frozenset(map(chr, range(0x4E00, 0x4E00 + 50)))
    assert "' and 30 more (Chinese" in str(MissingGlyphs(characters))


@pytest.mark.usefixtures("only_dejavu")
def test_a_picture_warns_once_of_all_that_is_missing():
    data = sv.Dataset.of([1.0, 2.0, 4.0], [1.0, 3.0, 2.0], x_name="时间", y_name="성적")
    scene = sv.build_scene(data, epochs=2)
    with pytest.warns(sv.SurfaceVizWarning) as caught:
        figure = sv.still(scene, title="じかん", lang="zh", size=(640, 360))
    assert [type(each.message) for each in caught] == [MissingGlyphs]
    assert set("时间성적じかん轮损") <= caught[0].message.characters
    figure.canvas.draw()


def test_other_warnings_are_not_held_back():
    with pytest.warns(UserWarning) as caught, missing_said_once():
        warnings.warn("one", UserWarning, stacklevel=1)
        lettered("\U0001f9ff", LIGHT)
        lettered("\U0001f9ff\U00013000", LIGHT)
    told = [each.message for each in caught]
    assert str(told[0]) == "one"
    assert [each.characters for each in told[1:]] == [frozenset("\U0001f9ff\U00013000")]


@pytest.mark.usefixtures("only_dejavu")
def test_a_font_installed_since_matplotlib_looked_is_found(monkeypatch, tmp_path):
    """Of a copy of a font without its entry in the list, so that it is new to it."""
    source = font_manager.findfont("DejaVu Sans")
    manager = font_manager.fontManager
    file = tmp_path / "new.ttf"
    file.write_bytes(Path(source).read_bytes())
    (tmp_path / "broken.ttf").write_bytes(b"no font")
    mono = [font for font in manager.ttflist if font.name == "DejaVu Sans Mono"]
    monkeypatch.setattr(manager, "ttflist", mono)
    installed = [str(tmp_path / "broken.ttf"), str(file)]
    monkeypatch.setattr(font_manager, "findSystemFonts", lambda: installed)
    forget()
    # Hebrew is in DejaVu Sans, but not in its fixed-width sister.
    theme = replace(LIGHT, fonts=("DejaVu Sans Mono",))
    properties = lettered("שלום", theme)
    assert properties["fontfamily"] == ["DejaVu Sans Mono", "DejaVu Sans"]


def test_a_family_that_is_not_installed_is_left_out(caplog):
    theme = replace(LIGHT, fonts=("No Such Face", "DejaVu Serif"))
    assert lettered("a", theme)["fontfamily"] == ["DejaVu Serif"]
    assert lettered("a", replace(LIGHT, fonts=("No Such Face",)))["fontfamily"] == ["DejaVu Sans"]
    text_width("abc", theme)
    assert not caplog.records


@pytest.mark.parametrize("suffix", ["png", "pdf", "svg"])
@pytest.mark.parametrize("weight", ["normal", "bold"])
def test_outlined_text_that_changes_is_shown_in_fonts_that_have_it(suffix, weight, caplog):
    if find_fonts(frozenset("已发散"), LIGHT.fonts, weight).missing:
        missing("a font with Chinese is not installed")
    figure = Figure()
    text = OutlinedText(0.1, 0.5, **lettered("", LIGHT, fontweight=weight))
    figure.add_artist(text)
    text.set_text("已发散 2")
    # matplotlib warns of characters that a text's fonts lack.
    figure.savefig(io.BytesIO(), format=suffix)
    letters, width = outline("已发散", (LIGHT.fonts, weight))
    assert width == pytest.approx(3.0, abs=0.1)
    assert len(letters.vertices) > 60
    assert not [each for each in caplog.records if each.name == "matplotlib.font_manager"]


@pytest.mark.usefixtures("only_dejavu")
def test_outlined_text_has_squares_for_what_is_missing():
    face = (LIGHT.fonts, "normal")
    shown, width = outline("学a", face)
    square, same = outline(f"{MISSING_GLYPH}a", face)
    assert width == same
    assert np.array_equal(shown.vertices, square.vertices)


def test_one_family_may_be_a_text():
    assert lettered("a", replace(LIGHT, fonts="serif"))["fontfamily"] == ["serif"]


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
