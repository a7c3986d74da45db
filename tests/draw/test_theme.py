from __future__ import annotations

import itertools
from dataclasses import fields, replace

import numpy as np
import pytest
import tomli_w
from hypothesis import given
from hypothesis import strategies as st
from matplotlib import colormaps
from matplotlib.colors import to_rgb

import surfaceviz as sv
from surfaceviz.draw.artists.relief import make_relief
from surfaceviz.draw.themes.colormaps import COLORMAPS, with_colormap
from surfaceviz.draw.themes.own_theme import theme_table
from surfaceviz.draw.themes.theme import DARK, LIGHT, THEMES, Theme
from surfaceviz.draw.themes.theme_files import KEYS, choose_theme, read_theme

# Machado, Oliveira and Fernandes 2009, for linear RGB at full severity.
SIGHTS = {
    "usual": np.eye(3),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
}
# Between neighbours of a scale of ten equal steps from black to white lie 0.1.
APART = {"usual": 0.14, "protanopia": 0.08, "deuteranopia": 0.08}
all_themes = pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
all_maps = pytest.mark.parametrize("colormap", COLORMAPS)


def linear(colours):
    channels = np.array([to_rgb(colour) for colour in colours])
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def oklab(light):
    """Ottosson 2020."""
    cones = np.array(
        [
            [0.4122214708, 0.5363325363, 0.0514459929],
            [0.2119034982, 0.6806995451, 0.1073969566],
            [0.0883024619, 0.2817188376, 0.6299787005],
        ]
    )
    lab = np.array(
        [
            [0.2104542553, 0.7936177850, -0.0040720468],
            [1.9779984951, -2.4285922050, 0.4505937099],
            [0.0259040371, 0.7827717662, -0.8086757660],
        ]
    )
    return np.cbrt(light @ cones.T) @ lab.T


def seen(colours, sight):
    return oklab(np.clip(linear(colours) @ SIGHTS[sight].T, 0.0, 1.0))


def differences(some, others, sight="usual"):
    a, b = seen(some, sight), seen(others, sight)
    return np.linalg.norm(a[:, None] - b, axis=-1)


def contrast(colour, page):
    """WCAG 2.2."""
    light, dark = sorted(linear([colour, page]) @ [0.2126, 0.7152, 0.0722], reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_measures_are_those_of_their_sources():
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.478, abs=1e-3)
    assert oklab(linear(["#ffffff"]))[0] == pytest.approx([1.0, 0.0, 0.0], abs=1e-3)
    assert oklab(linear(["#ff0000"]))[0] == pytest.approx([0.6280, 0.2249, 0.1258], abs=1e-3)


@all_themes
@pytest.mark.parametrize("sight", SIGHTS)
def test_runs_are_told_apart(theme, sight):
    assert len(theme.runs) == 8
    between = differences(theme.runs, theme.runs, sight)
    assert between[~np.eye(8, dtype=bool)].min() >= APART[sight]


@all_themes
def test_runs_stand_out_from_the_page(theme):
    """WCAG 2.2: 3 to 1 for what is no text."""
    assert min(contrast(run, theme.background) for run in theme.runs) >= 2.99


@all_themes
@all_maps
def test_a_path_with_its_halo_stands_out_from_any_colour_map(theme, colormap):
    ground = colormaps[colormap](np.linspace(0, 1, 256))[:, :3]
    of_halo = differences([theme.halo], ground)
    of_runs = differences(theme.runs, ground)
    assert np.maximum(of_halo, of_runs).min() >= 0.11
    assert differences(theme.runs, [theme.halo]).min() >= 0.18


@all_themes
def test_type_can_be_read(theme):
    """WCAG 2.2: 4.5 to 1, and 7 to 1 for enhanced contrast."""
    least = 4.5 if theme in (LIGHT, DARK) else 7.0
    assert contrast(theme.text, theme.background) >= least
    assert contrast(theme.muted, theme.background) >= least


def test_all_of_high_contrast_can_be_read_as_type():
    theme = THEMES["high-contrast"]
    colours = (theme.text, theme.muted, theme.axis, theme.points, theme.residuals, *theme.runs)
    assert min(contrast(colour, theme.background) for colour in colours) >= 7.0
    assert contrast(theme.grid, theme.background) >= 2.9


@pytest.mark.parametrize("name", [name for name, theme in THEMES.items() if theme.levels])
@all_maps
def test_strong_level_lines_stand_out_from_what_they_run_on(name, colormap, article):
    relief = make_relief(article, with_colormap(THEMES[name], colormap))
    steps = np.arange(1, len(relief.levels) + 1) / (len(relief.levels) + 1)
    for ground, line in zip(colormaps[colormap](steps), relief.level_colours, strict=True):
        assert contrast(line[:3], ground[:3]) >= 4.0


@all_maps
def test_a_colour_map_keeps_its_order_in_grey(colormap):
    lightness = oklab(linear(colormaps[colormap](np.linspace(0, 1, 256))[:, :3]))[:, 0]
    assert (np.diff(lightness) > 0).all()
    assert np.ptp(lightness) > 0.6


@all_maps
def test_a_colour_map_is_the_themes(colormap):
    assert with_colormap(DARK, colormap) == replace(DARK, colormap=colormap)


def test_any_colour_map_of_matplotlib_will_do():
    assert with_colormap(LIGHT, "twilight").colormap == "twilight"


@pytest.mark.parametrize(("name", "meant"), [("virids", "viridis"), ("Twilght", "twilight")])
def test_an_unknown_colour_map_is_told_the_closest(name, meant):
    with pytest.raises(sv.InputError, match=f"did you mean '{meant}'.*{', '.join(COLORMAPS)}"):
        with_colormap(LIGHT, name)


@all_themes
def test_a_theme_is_read_as_it_was_written(theme, tmp_path):
    file = tmp_path / "mine.toml"
    file.write_text(tomli_w.dumps(theme_table(theme)), encoding="utf-8")
    assert read_theme(file) == theme


@pytest.mark.parametrize("base", THEMES)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=repr)
def test_what_a_file_leaves_out_is_its_bases(base, encoding, end, tmp_path):
    lines = ['text = "navy"', 'description = "für die 学校"', "text_size = 16", f'base = "{base}"']
    (tmp_path / "a.toml").write_bytes(end.join(lines).encode(encoding))
    changed = {"text": "navy", "description": "für die 学校", "text_size": 16}
    assert read_theme(tmp_path / "a.toml") == replace(THEMES[base], **changed)


def test_without_a_base_it_is_the_light_theme(tmp_path):
    (tmp_path / "a.toml").write_text("")
    assert read_theme(str(tmp_path / "a.toml")) == LIGHT


def test_a_theme_is_chosen_by_its_name_or_its_file(tmp_path):
    file = tmp_path / "a.TOML"
    file.write_text('base = "dark"')
    assert choose_theme(str(file)) == choose_theme("dark") == DARK
    with pytest.raises(
        sv.InputError, match=r"did you mean 'dark'.*high-contrast.*ending in \.toml"
    ):
        choose_theme("drak")


def test_a_theme_of_ones_own_can_be_drawn(tmp_path, article):
    (tmp_path / "a.toml").write_text('base = "dark"\nbackground = "#001122"\nruns = ["lime"]\n')
    figure = sv.still(article, 3, theme=read_theme(tmp_path / "a.toml"), size=(640, 360))
    assert to_rgb(figure.get_facecolor()[:3]) == to_rgb("#001122")


WRONG = {
    "key": ('# mine\nbakground = "red"\n', 2, r"unknown key 'bakground' \(did you mean 'backgr"),
    "keys": ("x = 1\n", 1, f"choose one of {', '.join(KEYS)}"),
    "table": ('text = "red"\n[theme]\n', 2, "unknown key 'theme'"),
    "colour": ('text = "gren"\n', 1, r"must be a colour, got 'gren' \(did you mean 'green'\?\)"),
    "hex colour": ('\n\ntext = "#12"\n', 3, "must be a colour, got '#12': write it as '#1c2333'"),
    "run": ('runs = [\n  "red",\n  "blu",\n]\n', 1, "runs must be a colour, got 'blu'"),
    "level": ('text = "red"\nlevels = ["x"]\n', 2, "levels must be a colour, got 'x'"),
    "type": ("text = 3\n", 1, "text must be a text, got 3"),
    "size in words": ('text_size = "big"\n', 1, "text_size must be a number, got 'big'"),
    "giant size": ("text_size = 500\n", 1, "text_size must be between 1 and 200, got 500"),
    "no number": ("text_size = nan\n", 1, "text_size must be between 1 and 200, got nan"),
    "endless size": (f"text_size = 1{'0' * 400}\n", 1, "between 1 and 200, got 1000"),
    "endless number": (f"text_size = 0x1{'0' * 9000}\n", 1, "got a number of thousands of dig"),
    "yes": ("text_size = true\n", 1, "text_size must be a number, got True"),
    "list": ('fonts = "Arial"\n', 1, "fonts must be a list of texts"),
    "no fonts": ("fonts = []\n", 1, "fonts must hold at least one entry"),
    "colour map": ('colormap = "virids"\n', 1, r"matplotlib has.*\(did you mean 'viridis'\?\)"),
    "base": ('text = "red"\n\nbase = "drak"', 3, r"unknown theme 'drak' \(did you mean 'dark'\?\)"),
    "base a number": ("base = 3", 1, "base must be the name of a theme, got 3"),
    "quoted key": ('"te\\u0078t" = 4', 1, "text must be a text"),
    "key within a text": ('description = """\ntext = 3\n"""\ntext = 3', 4, "text must be a text"),
    "dotted": ('text.a = "red"', 1, "text must be a text"),
    "no TOML": ('text = "red"\nrun s = 3\n', 2, "not valid TOML"),
    "not UTF-8": (b'\ntext = "\xff"', 2, "save it as UTF-8"),
    "UTF-16": ('text = "red"'.encode("utf-16"), 1, "save it as UTF-8"),
}


@pytest.mark.parametrize(("content", "line", "says"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_in_a_theme_is_told_with_its_line(content, line, says, tmp_path):
    file = tmp_path / "mine.toml"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(sv.InputError, match=says) as caught:
        read_theme(file)
    message = str(caught.value)
    assert f"line {line}" in message
    assert str(file) in message
    assert "\n" not in message


STATEMENTS = {
    "text": 'text = "red"\n',
    "runs": 'runs = [\n  "red", # one\n\n  "blue",\n]\n',
    "description": 'description = """\nbackgrund = "red"\n[x]\n"""\n',
    "comment": '# backgrund = "red"\n\n',
    "base": 'base = "dark"\r\n',
    "muted": "'muted'='gray'   # [\n",
}


@given(st.permutations(list(STATEMENTS)), st.integers(0, len(STATEMENTS)))
def test_the_line_is_right_wherever_the_mistake_is(tmp_path_factory, order, place):
    texts = [STATEMENTS[name] for name in order]
    file = tmp_path_factory.getbasetemp() / "placed.toml"
    text = "".join([*texts[:place], 'backgrund = "red"\n', *texts[place:]])
    file.write_text(text, encoding="utf-8", newline="")
    line = 1 + sum(each.count("\n") for each in texts[:place])
    with pytest.raises(sv.InputError, match=rf"line {line}: unknown key 'backgrund'"):
        read_theme(file)


VALUES = st.recursive(
    st.text(max_size=20)
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats()
    | st.booleans()
    | st.dates()
    | st.sampled_from(["red", "#123", "viridis", "dark", 16]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)


@given(st.dictionaries(st.sampled_from(KEYS) | st.text(max_size=5), VALUES, max_size=3))
@pytest.mark.filterwarnings("ignore:theme .* asks for fonts")
def test_any_table_is_a_theme_or_refused_in_one_line(tmp_path_factory, table):
    content = tomli_w.dumps(table).encode()
    read_or_refused(tmp_path_factory.getbasetemp() / "table.toml", content)


@given(st.binary(max_size=60) | st.text("tex=[]{}'\"\n#.base1 ", max_size=40).map(str.encode))
def test_any_bytes_are_a_theme_or_refused_in_one_line(tmp_path_factory, content):
    read_or_refused(tmp_path_factory.getbasetemp() / "bytes.toml", content)


def read_or_refused(file, content):
    file.write_bytes(content)
    try:
        assert isinstance(read_theme(file), Theme)
    except sv.InputError as error:
        assert str(error).isprintable()
        assert str(file) in str(error)


def test_what_is_no_file_or_too_large_is_refused(tmp_path):
    large = tmp_path / "large.toml"
    large.write_text("# " + "x" * 10_000)
    cases = {
        tmp_path: "is not a file",
        tmp_path / "none.toml": "cannot read theme .*none.toml: No such file",
        large: "larger than 10,000 bytes",
        "a\0b.toml": "cannot read theme",
    }
    for path, says in cases.items():
        with pytest.raises(sv.InputError, match=says):
            read_theme(path)


def test_a_font_that_is_not_installed_is_told(tmp_path):
    (tmp_path / "a.toml").write_text('fonts = ["No Such Face", "serif", "DejaVu Sans"]')
    with pytest.warns(sv.SurfaceVizWarning, match="not installed.*: No Such Face$"):
        assert read_theme(tmp_path / "a.toml").fonts[0] == "No Such Face"


def test_every_field_of_a_theme_is_a_key_and_told_of():
    assert set(KEYS) == {"base", *(each.name for each in fields(Theme))}
    for theme, other in itertools.combinations(THEMES.values(), 2):
        assert theme.description != other.description
