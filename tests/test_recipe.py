"""Every file tells how it was made, and can be made again from that."""

from __future__ import annotations

import json
import subprocess
import tomllib
from dataclasses import replace
from importlib import metadata

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

import surfaceviz as sv
from surfaceviz.motion import CameraPath, Orbit
from surfaceviz.options import FORMS
from surfaceviz.panels import PANELS
from surfaceviz.projection import Camera
from surfaceviz.recipe import LIBRARIES, MARK, make_recipe
from surfaceviz.recipe_parsing import parse_recipe
from surfaceviz.settings import make_settings
from surfaceviz.stage import Look
from surfaceviz.theme import DARK, THEMES
from surfaceviz.timeline import make_timeline
from surfaceviz.window import WINDOWS
from surfaceviz.writers import WRITERS, Quality
from surfaceviz.writers.base import Film
from tests.conftest import SMALL, require

ODD = (
    "q\"uo't\\e\n= ; # [x]\n[y]\\\n\té 学 \U0001f600\u200d\U0001f469 \x1b[31m\x85\x7f "
    "\\u0041 '''\"\"\" %s {0}"
)
OWN = replace(DARK, background="#203040", runs=("tab:orange",), text_size=12.5, fonts=("serif",))
RECIPE = f"{MARK}\n\n[settings]\nepochs = 3\n"


finite = st.floats(allow_nan=False, allow_infinity=False)
ranges = st.tuples(st.floats(-1e9, 1e9), st.floats(1e-3, 1e9)).map(
    lambda pair: (pair[0], pair[0] + pair[1])
)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
windows = st.sampled_from(list(WINDOWS)) | st.builds(sv.Window, ranges, ranges)
places = st.builds(Camera, st.floats(0, 90), st.floats(-360, 360))
paths = st.dictionaries(st.integers(0, 10**6), places, min_size=1, max_size=4).map(
    lambda keys: CameraPath(tuple(sorted(keys.items(), key=lambda key: key[0])))
)
orbits = st.builds(Orbit, st.floats(-360, 360).filter(bool))
cameras = st.none() | places | paths | orbits
asked = st.builds(
    make_settings,
    st.just("auto") | st.floats(min_value=0, exclude_min=True, allow_infinity=False),
    st.integers(1, 100_000),
    st.tuples(finite, finite),
    windows,
    st.integers(2, 2000),
)
looks = st.builds(
    Look,
    st.tuples(st.integers(160, 3840), st.integers(90, 2160)).map(
        lambda half: (2 * half[0], 2 * half[1])
    ),
    st.sampled_from([*THEMES, *THEMES.values(), OWN]),
    st.permutations(list(PANELS)).flatmap(lambda names: st.sampled_from([names, names[:2]])),
    cameras,
    st.none() | texts,
)


@given(
    asked=asked,
    look=looks,
    fps=st.floats(0.1, 240),
    hold=st.floats(0, 600),
    quality=st.sampled_from(list(Quality)),
    names=st.tuples(texts, texts, texts),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_recipe_comes_back_as_it_was(short, asked, look, fps, hold, quality, names):
    name, x_name, y_name = names
    data = replace(short.data, name=name, x_name=x_name, y_name=y_name)
    scene = replace(short, settings=asked, data=data)
    recipe = make_recipe(scene, make_timeline(4, fps, hold), look, quality)
    text = recipe.toml()
    assert text.isascii()
    assert not set(text) & set(map(chr, range(32))) - {"\n", "\t"}
    for written in (text, recipe.toml(str.isprintable)):
        found = parse_recipe(written, "it")
        assert found == recipe
        assert (found.data.name, found.data.x, found.data.y) == names
        assert found.data.moments == scene.data.moments
        means = {key: FORMS[key].read(str(value)) for key, value in found.settings.items()}
        assert means["lr"] == asked.learning_rate
        assert (means["epochs"], means["grid"]) == (asked.epochs, asked.grid)
        assert (means["start"], means["window"]) == (asked.start, asked.window)
        assert (means["size"], means["panels"]) == (look.size, tuple(look.panels))
        assert (means.get("camera"), means.get("title")) == (look.camera, look.title)
        assert (means["fps"], means["hold"], means["quality"]) == (fps, hold, quality)
        assert look.theme in (found.theme, means.get("theme"), THEMES.get(means.get("theme")))


@pytest.mark.parametrize("suffix", [".gif", ".mp4", ".webm"])
@given(title=texts)
@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_title_survives_in_a_file(tmp_path, short, suffix, title):
    look = Look(SMALL, title=title)
    recipe = make_recipe(short, make_timeline(1, 20, 0), look, Quality.GOOD)
    frame = np.full((16, 16, 4), 255, dtype=np.uint8)
    film = Film(16, 16, make_timeline(1, 20, 0), (frame,), Quality.GOOD, recipe.toml())
    path = tmp_path / f"film{suffix}"
    WRITERS[suffix].writer()(path, film, iter([frame, frame]))
    assert sv.read_recipe(path) == recipe


@pytest.mark.filterwarnings("ignore:no installed font")
@pytest.mark.parametrize("suffix", WRITERS)
def test_every_format_carries_all_settings(tmp_path, suffix):
    scene = sv.build_scene(
        [1.0, 2.0, 4.0], [0.1, 0.3, 0.9], learning_rate=0.01, epochs=2, start=(-0.1, 1e-9)
    )
    (output,) = sv.render(
        scene, tmp_path / f"film{suffix}", size=SMALL, title=ODD, theme=OWN, quality="small"
    )
    recipe = sv.read_recipe(output.path)
    assert recipe.settings == {
        "lr": 0.01,
        "epochs": 2,
        "start": "-0.1,1e-09",
        "panels": "surface,contour,fit,loss",
        "size": "640x360",
        "fps": 20.0,
        "hold": 2.0,
        "window": "auto",
        "grid": 120,
        "quality": "small",
        "title": ODD,
    }
    assert recipe.theme == OWN
    assert recipe.data.moments == scene.data.moments
    assert (recipe.data.name, recipe.data.file) == ("data", "")
    assert list(recipe.versions) == ["surfaceviz", *LIBRARIES]
    assert recipe.versions["numpy"] == np.__version__


@pytest.mark.filterwarnings("ignore:no installed font")
def test_others_find_the_recipe_where_the_formats_have_their_comment(tmp_path, short):
    gif, mp4, webm = (tmp_path / f"film{suffix}" for suffix in (".gif", ".mp4", ".webm"))
    sv.render(short, gif, mp4, webm, size=SMALL, title=ODD)
    with Image.open(gif) as film:
        found = [film.info["comment"].decode("ascii")]
    for path in (mp4, webm):
        report = subprocess.run(
            [require("ffprobe"), "-v", "error", "-show_format", "-of", "json", str(path)],
            capture_output=True,
            check=True,
        )
        tags = json.loads(report.stdout)["format"]["tags"]
        found += [tags.get("comment") or tags["COMMENT"]]
    for text in found:
        assert text.startswith(MARK)
        assert tomllib.loads(text)["settings"]["title"] == ODD
    assert len({text.strip() for text in found}) == 1


def as_png(path):
    about = PngImagePlugin.PngInfo()
    about.add_text("Comment", RECIPE)
    Image.new("RGB", (8, 8)).save(path, pnginfo=about)


def as_webp(path):
    about = Image.Exif()
    about[0x010E] = RECIPE
    Image.new("RGB", (8, 8)).save(path, exif=about)


def as_apng(path):
    about = PngImagePlugin.PngInfo()
    about.add_text("Comment", RECIPE)
    pages = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue")]
    pages[0].save(path, pnginfo=about, save_all=True, append_images=pages[1:])


@pytest.mark.parametrize("save", [as_png, as_webp, as_apng])
def test_pictures_are_read_and_refused_when_cut_off(tmp_path, save):
    path = tmp_path / {as_png: "a.png", as_webp: "a.webp", as_apng: "b.png"}[save]
    save(path)
    assert sv.read_recipe(path).settings == {"epochs": 3}
    whole = path.read_bytes()
    for length in (12, len(whole) // 2, len(whole) - 1):
        path.write_bytes(whole[:length])
        with pytest.raises(sv.InputError, match="damaged"):
            sv.read_recipe(path)


def test_a_folder_of_pictures_is_read_by_its_first(tmp_path):
    (tmp_path / "film").mkdir()
    as_png(tmp_path / "film" / "film-000.png")
    Image.new("RGB", (8, 8)).save(tmp_path / "film" / "film-001.png")
    (tmp_path / "film" / "a note.txt").write_text("-")
    assert sv.read_recipe(tmp_path / "film").settings == {"epochs": 3}


def test_a_theme_may_have_what_matplotlib_takes_for_a_colour(short, tmp_path):
    own = replace(DARK, background=(0.0, 0.5, 1.0), runs=[np.array([1.0, 0, 0])], fonts="serif")
    sv.render(short, tmp_path / "film.gif", size=SMALL, panels=("fit",), theme=own)
    theme = sv.read_recipe(tmp_path / "film.gif").theme
    assert (theme.background, theme.runs) == ("#0080ffff", ("#ff0000ff",))
    assert theme.fonts == ("serif",)


def test_a_library_without_a_version_of_its_own_is_left_out(monkeypatch, short):
    def unknown(_name):
        raise metadata.PackageNotFoundError

    monkeypatch.setattr(metadata, "version", unknown)
    recipe = make_recipe(short, make_timeline(1, 20, 0), Look(), Quality.GOOD)
    assert list(recipe.versions) == ["surfaceviz"]
