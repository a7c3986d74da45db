"""Every file tells how it was made, and can be made again from that."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tomllib
from dataclasses import replace
from importlib import metadata
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

import surfaceviz as sv
from surfaceviz.draw.layouts import LAYOUTS
from surfaceviz.draw.look import Look
from surfaceviz.draw.motion import CameraPath, Orbit
from surfaceviz.draw.overlays import SHOWS
from surfaceviz.draw.panels import PANELS
from surfaceviz.draw.projection import Camera
from surfaceviz.draw.themes.theme import DARK, THEMES
from surfaceviz.formats import FOLDER, WRITERS
from surfaceviz.formats.base import Film
from surfaceviz.losses import OBJECTIVES
from surfaceviz.optimizers import OPTIMIZERS
from surfaceviz.optimizers.schedules import SCHEDULES
from surfaceviz.scene.settings import AXES, make_settings
from surfaceviz.scene.window import WINDOWS
from surfaceviz.settings.medium import Quality
from surfaceviz.settings.options import FORMS
from surfaceviz.settings.pace import make_pace
from surfaceviz.settings.recipe import LIBRARIES, MARK, make_recipe
from surfaceviz.settings.recipe_parsing import parse_recipe
from surfaceviz.settings.timeline import make_timeline
from surfaceviz.words.language import LANGUAGES
from tests.conftest import SMALL, content, place, require

QUICK = ["--size", "640x360", "--panels", "fit", "--epochs", "3", "--quiet"]
ODD = (
    "q\"uo't\\e\n= ; # [x]\n[y]\\\n\té 学 \U0001f600\u200d\U0001f469 \x1b[31m\x85\x7f "
    "\\u0041 '''\"\"\" %s {0}"
)
OWN = replace(DARK, background="#203040", runs=("tab:orange",), text_size=12.5, fonts=("serif",))


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


def several(values):
    """One value, or a list of them."""
    return values | st.lists(values, min_size=1, max_size=3)


rates = st.just("auto") | st.floats(min_value=0, exclude_min=True, allow_infinity=False)
shares = st.floats(0, 1, exclude_min=True, exclude_max=True)
optimizers = (
    st.sampled_from(list(OPTIMIZERS))
    | shares.map(lambda share: f"adam:lr=0.1,beta1={share!r}")
    | st.builds(sv.optimizers.momentum, learning_rate=shares, momentum=shares)
)
asked = st.builds(
    make_settings,
    learning_rate=several(rates),
    epochs=st.integers(1, 100_000),
    start=several(st.tuples(finite, finite)),
    window=windows,
    grid=st.integers(2, 2000),
    optimizer=several(optimizers),
    loss=st.sampled_from(list(OBJECTIVES)) | shares.map(lambda share: f"huber:delta={share!r}"),
    schedule=several(st.sampled_from(list(SCHEDULES))),
    standardize=st.sampled_from([False, True, [False, True]]),
    until=st.none() | shares,
    axes=st.sampled_from(AXES),
)
cues = st.dictionaries(st.integers(0, 4), texts, max_size=3).map(lambda cues: [*cues.items()])
looks = st.builds(
    Look,
    st.tuples(st.integers(160, 3840), st.integers(90, 2160)).map(
        lambda half: (2 * half[0], 2 * half[1])
    ),
    st.sampled_from([*THEMES, *THEMES.values(), OWN]),
    st.permutations(list(PANELS)).flatmap(lambda names: st.sampled_from([names, names[:2]])),
    cameras,
    st.none() | texts,
    captions=cues,
    layout=st.sampled_from(list(LAYOUTS)),
    show=st.lists(st.sampled_from(list(SHOWS)), unique=True),
    lang=st.sampled_from(list(LANGUAGES)),
)
paces = st.builds(
    make_pace,
    st.floats(0.1, 240),
    st.floats(0, 600),
    st.none() | st.integers(2, 99) | st.just("log") | st.tuples(st.integers(2, 99), st.just("log")),
    pauses=st.dictionaries(st.integers(0, 4), st.floats(0, 600), max_size=3),
    intro=st.floats(0, 60),
)


@given(
    asked=asked,
    look=looks,
    pace=paces,
    quality=st.sampled_from(list(Quality)),
    names=st.tuples(texts, texts, texts),
)
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_recipe_comes_back_as_it_was(request, asked, look, pace, quality, names):
    short = request.getfixturevalue("short")
    name, x_name, y_name = names
    data = replace(short.data, name=name, x_name=x_name, y_name=y_name)
    scene = replace(short, settings=asked, data=data)
    recipe = make_recipe(scene, pace, look, quality)
    text = recipe.toml()
    assert text.isascii()
    assert not set(text) & set(map(chr, range(32))) - {"\n", "\t"}
    for written in (text, recipe.toml(str.isprintable)):
        found = parse_recipe(written, "it")
        assert found == recipe
        assert (found.data.name, found.data.asked.x, found.data.asked.y) == names
        assert found.data.moments == scene.data.moments
        means = {key: read(FORMS[key], value) for key, value in found.settings.items()}
        assert means["lr"] == asked.learning_rate
        for key in ("optimizer", "schedule"):
            specs = [each.spec for each in means[key]]
            assert specs == [each.spec for each in getattr(asked, key)]
        assert means["loss"].spec == asked.loss.spec
        standardize = [False, True] if means.get("raw") else [means.get("standardize", False)]
        assert (tuple(standardize), means["axes"]) == (asked.standardize, asked.axes)
        assert means.get("until") == asked.until
        assert means.get("caption", ()) == tuple(sorted(look.captions))
        assert (means["layout"], means["lang"]) == (look.layout, look.lang)
        assert means["show"] == tuple(look.show)
        assert (means.get("frames"), means.get("intro", 0.0)) == (pace.frames, pace.intro)
        assert means.get("pause", ()) == pace.pauses
        assert (means["epochs"], means["grid"]) == (asked.epochs, asked.grid)
        assert (means["start"], means["window"]) == (asked.start, asked.window)
        assert (means["size"], means["panels"]) == (look.size, tuple(look.panels))
        assert (means.get("camera"), means.get("title")) == (look.camera, look.title)
        assert (means["fps"], means["hold"], means["quality"]) == (pace.fps, pace.hold, quality)
        shown = THEMES.get(look.theme, look.theme) if isinstance(look.theme, str) else look.theme
        assert shown in (found.theme, means.get("theme"))


def read(form, written):
    """Return what a setting means, or several of them."""
    if not form.several:
        return form.read(str(written))
    listed = written if isinstance(written, list) else [written]
    return tuple(form.read(str(each)) for each in listed)


def test_a_race_is_rendered_again_byte_for_byte(run, folder):
    race = ["--optimizer", "gd:lr=0.01", "--optimizer", "sgd:batch=9,seed=3", "--lr", "0.002"]
    told = ["--show", "none", "--caption", "1:x=1, y:2", "--pause", "2:0.5", "--frames", "3:log"]
    looks = ["--theme", "paper", "--colormap", "magma", "--lang", "zh", "--until", "0.001"]
    assert run("render", *QUICK, *race, *told, *looks, "-o", "a.gif")[0] == 0
    assert run("render", "--recipe", "a.gif", "-o", "b.gif", "--quiet")[0] == 0
    assert (folder / "a.gif").read_bytes() == (folder / "b.gif").read_bytes()


def test_both_coordinates_are_rendered_again(run, folder):
    both = ["--standardize", "--raw", "--layout", "grid", "--axes", "own", "--lr", "0.01"]
    assert run("render", *QUICK, *both, "-o", "a.gif")[0] == 0
    assert run("render", "--recipe", "a.gif", "-o", "b.gif", "--quiet")[0] == 0
    assert (folder / "a.gif").read_bytes() == (folder / "b.gif").read_bytes()


@pytest.mark.parametrize("suffix", [suffix for suffix in WRITERS if suffix != FOLDER])
@given(title=texts)
@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_title_survives_in_a_file(tmp_path, short, suffix, title):
    look = Look(SMALL, title=title)
    recipe = make_recipe(short, make_pace(20, 0), look, Quality.GOOD)
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
        scene, place(tmp_path, suffix), size=SMALL, title=ODD, theme=OWN, quality="small"
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
        "optimizer": "gd",
        "schedule": "constant",
        "loss": "mse",
        "axes": "auto",
        "layout": "panels",
        "show": "optimum",
        "lang": "en",
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


@pytest.mark.parametrize("suffix", WRITERS)
def test_the_same_recipe_makes_the_same_bytes(run, folder, suffix):
    film, again, third = (place(folder, suffix, name) for name in ("film", "again", "third"))
    own = ["--title", ODD, "--camera", "20.5,-33.3", "--fps", "12.5", "--lr", "0.1"]
    code, _, err = run("render", "study.csv", "-o", film, *own, *QUICK)
    assert code == 0, err
    code, _, err = run("render", "--recipe", film, "-o", again, "--quiet")
    assert code == 0, err
    assert content(film) == content(again)
    code, out, _ = run("recipe", again)
    (folder / "recipe.toml").write_text(out, encoding="utf-8")
    assert run("render", "--recipe", "recipe.toml", "-o", third, "--quiet")[0] == 0
    assert content(film) == content(third)


@pytest.mark.parametrize("camera", ["orbit", "orbit:-45", "0:35,-60 2:60,-120.5"])
def test_a_moving_camera_moves_the_same_way_again(run, folder, camera):
    moving = ["--size", "640x360", "--epochs", "3", "--quiet", "--panels", "surface"]
    moving += ["--camera", camera]
    assert run("render", "study.csv", "-o", "film.gif", *moving)[0] == 0
    assert run("render", "--recipe", "film.gif", "-o", "again.gif", "--quiet")[0] == 0
    assert content(folder / "film.gif") == content(folder / "again.gif")


def test_the_classic_case_and_a_theme_of_ones_own_are_rendered_again(run, folder, short):
    sv.render(short, "film.gif", size=SMALL, theme=OWN, panels=("fit",))
    code, _, err = run("render", "--recipe", "film.gif", "-o", "again.gif", "--quiet")
    assert (code, err) == (0, "")
    assert content(folder / "film.gif") == content(folder / "again.gif")
    assert (
        run("render", "--recipe", "film.gif", "--theme", "dark", "-o", "b.gif", "--quiet")[0] == 0
    )
    assert sv.read_recipe("b.gif").settings["theme"] == "dark"
    assert sv.read_recipe("b.gif").theme is None


def test_a_theme_may_have_what_matplotlib_takes_for_a_colour(short, tmp_path):
    own = replace(DARK, background=(0.0, 0.5, 1.0), runs=[np.array([1.0, 0, 0])], fonts="serif")
    sv.render(short, tmp_path / "film.gif", size=SMALL, panels=("fit",), theme=own)
    theme = sv.read_recipe(tmp_path / "film.gif").theme
    assert (theme.background, theme.runs) == ("#0080ffff", ("#ff0000ff",))
    assert theme.fonts == ("serif",)


def test_options_beside_a_recipe_win(run):
    assert run("render", "study.csv", "-o", "film.gif", "--title", "one", *QUICK)[0] == 0
    beside = ["--epochs", "5", "--title", "two", "--panels", "loss", "-x", "score", "-y", "hours"]
    assert run("render", "--recipe", "film.gif", "-o", "new.gif", "--quiet", *beside)[0] == 0
    old, new = sv.read_recipe("film.gif"), sv.read_recipe("new.gif")
    changed = {"epochs": 5, "title": "two", "panels": "loss"}
    assert new.settings == {**old.settings, **changed}
    assert (new.data.asked.x, new.data.asked.y) == ("score", "hours")


def test_a_recipe_by_hand_has_the_words_of_the_help(run, folder):
    (folder / "by hand.toml").write_text(
        "\ufeff# mine\r\n[data]\r\nfile = 'study.csv'\r\n[settings]\r\n"
        'lr = 0.05\r\nepochs = "4"\r\nsize = "640x360"\r\nhold = 1\r\ntitle = 2024\r\n',
        encoding="utf-8",
    )
    code, out, err = run("render", "--recipe", "by hand.toml", "--json")
    assert code == 0, err
    (output,) = json.loads(out)["outputs"]
    assert output["path"] == str(Path("outputs", "study.gif"))
    assert output["frames"] == 5
    recipe = sv.read_recipe(output["path"])
    assert (recipe.settings["lr"], recipe.settings["title"]) == (0.05, "2024")
    assert (recipe.data.asked.x, recipe.data.asked.y) == ("hours", "score")


def test_no_path_of_the_machine_is_told(run, folder, monkeypatch):
    monkeypatch.setenv("HOME", str(folder / "home of somebody"))
    films = [place(folder / "deep down", suffix) for suffix in WRITERS]
    wanted = [argument for film in films for argument in ("-o", film)]
    assert run("render", folder / "study.csv", *wanted, *QUICK)[0] == 0
    for film in films:
        assert sv.read_recipe(film).data.file == "study.csv"
        for part in ("deep down", "home of", folder.name, folder.parent.name, str(Path.cwd())):
            assert part.encode() not in content(film)


def test_the_data_are_found_in_this_folder_and_beside_the_recipe(run, folder, monkeypatch):
    assert run("render", "study.csv", "-o", "films/film.gif", *QUICK)[0] == 0
    film = folder / "films" / "film.gif"
    (folder / "elsewhere").mkdir()
    monkeypatch.chdir(folder / "elsewhere")
    again = ["render", "--recipe", film, "-o", "again.gif"]
    code, _, err = run(*again)
    assert code == 2
    assert "'study.csv' are neither in this folder nor beside the recipe" in err
    assert run(*again[:1], "../study.csv", *again[1:])[0] == 0
    shutil.copy(folder / "study.csv", folder / "films")
    code, _, err = run(*again, "--quiet")
    assert (code, err) == (0, "warning: 1 row without a finite hours and score left out\n")
    assert content(film) == content(Path("again.gif"))
    Path("study.csv").write_text("hours,score\n1,50\n2,57\n3,61\n")
    code, _, err = run(*again, "--quiet")
    assert code == 0
    assert err == "warning: the data 'study' are not those of the recipe: their values differ\n"
    Path("study.csv").write_text("hours,score\n1,50\n2,57\n")
    assert "2 points instead of 3" in run(*again, "--quiet")[2]


def test_a_file_may_be_called_as_standard_input_is(run, folder):
    (folder / "study.csv").rename("-")
    assert run("render", "./-", "-o", "film.gif", *QUICK)[0] == 0
    assert run("render", "--recipe", "film.gif", "-o", "again.gif", "--quiet")[0] == 0
    assert content(folder / "film.gif") == content(folder / "again.gif")


def test_arrays_have_no_file_to_find_again(run, folder):
    sv.render(sv.build_scene([1, 2, 3], [3, 5, 6], epochs=2), "film.gif", size=SMALL)
    code, _, err = run("render", "--recipe", "film.gif")
    assert code == 2
    assert "names no file for its data 'data': name the DATA to render" in err
    (folder / "same.csv").write_text("x,y\n1,3\n2,5\n3,6\n")
    code, _, err = run("render", "same.csv", "--recipe", "film.gif", "-o", "b.gif", "--quiet")
    assert (code, err) == (0, "")


def test_the_look_of_the_classic_case_suits_other_data(run):
    assert run("render", "-o", "film.gif", *QUICK)[0] == 0
    code, _, err = run("render", "study.csv", "--recipe", "film.gif", "-o", "b.gif")
    assert code == 0
    assert "columns: x is 'hours', y is 'score'" in err
    assert "3 points instead of 100" in err


def test_the_recipe_is_printed_for_people_and_never_harms_a_terminal(run):
    run("render", "study.csv", "-o", "film.gif", "--title", ODD, *QUICK)
    _, out, _ = run("recipe", "film.gif")
    assert "é 学 \U0001f600" in out
    assert all(char.isprintable() or char in "\n\t" for char in out)
    command = [sys.executable, "-m", "surfaceviz", "recipe", "film.gif"]
    plain = os.environ | {"PYTHONIOENCODING": "cp1252"}
    done = subprocess.run(command, capture_output=True, check=True, env=plain)
    assert tomllib.loads(done.stdout.decode("ascii")) == tomllib.loads(out)


def test_a_library_without_a_version_of_its_own_is_left_out(monkeypatch, short):
    def unknown(_name):
        raise metadata.PackageNotFoundError

    monkeypatch.setattr(metadata, "version", unknown)
    recipe = make_recipe(short, make_pace(20, 0), Look(), Quality.GOOD)
    assert list(recipe.versions) == ["surfaceviz"]
