"""What is given is never harmed, and never too large to be refused in a sentence."""

from __future__ import annotations

import os
import warnings
from contextlib import suppress
from dataclasses import replace

import numpy as np
import pytest

import surfaceviz as sv
from surfaceviz.base.atomic import spare
from surfaceviz.draw.look_making import make_look
from surfaceviz.optimizers import OPTIMIZERS
from surfaceviz.scene.settings import make_settings

ROWS = "x,y\n1,2\n2,3\n3,5\n"
LARGE = [1e308, -1e308, 1e200, 10**400]


@pytest.mark.parametrize("name", ["dd.gif", "hard.gif", "soft.gif", "DD.gif"])
def test_a_film_never_replaces_its_own_data(tmp_path, name):
    source = tmp_path / "dd.gif"
    source.write_text(ROWS)
    (tmp_path / "soft.gif").symlink_to(source)
    os.link(source, tmp_path / "hard.gif")
    if not (tmp_path / name).exists():
        pytest.skip("names differ by their case here")
    scene = sv.build_scene(sv.read_dataset(str(source)), epochs=2, grid=11)
    with pytest.raises(sv.InputError, match=r"would replace 'dd\.gif', which the film is made"):
        sv.render(scene, tmp_path / name)
    assert source.read_text() == ROWS


def test_neither_its_files_of_a_pattern_nor_its_template_nor_what_a_folder_holds(tmp_path):
    for name in ("a.gif", "b.gif"):
        (tmp_path / name).write_text(ROWS)
    frames = tmp_path / "frames"
    frames.mkdir()
    (frames / "epoch-1.png").write_text(ROWS)
    many = sv.build_scene(sv.read_dataset(str(tmp_path / "?.gif")), epochs=2, grid=11)
    with pytest.raises(sv.InputError, match=r"would replace 'b\.gif'"):
        sv.render(many, tmp_path / "b.gif")
    one = sv.build_scene(sv.read_dataset(str(frames / "epoch-1.png")), epochs=2, grid=11)
    with pytest.raises(sv.InputError, match=r"would replace 'epoch-1\.png'"):
        sv.render(one, frames)


def test_what_is_new_or_another_file_is_written(tmp_path):
    (tmp_path / "a").touch()
    (tmp_path / "b").touch()
    spare([tmp_path / "a", tmp_path / "new"], [tmp_path / "b", tmp_path / "gone"])


@pytest.mark.parametrize("value", LARGE)
@pytest.mark.parametrize(
    "build",
    [
        lambda value: sv.Dataset.of([1, 2, value], [1, 2, 3]),
        lambda value: sv.Dataset.of([1, 2, 3], [1, 2, value]),
        lambda value: sv.Dataset.of([value, -value, 1], [1, 2, 3]),
        lambda value: sv.build_scene([1, 2], [1, 2], start=(value, 0)),
        lambda value: sv.build_scene([1, 2], [1, 2], until=value),
        lambda value: sv.build_scene([1, 2], [1, 2], window=((0, value), (0, 1))),
        lambda value: sv.build_scene([1, 2], [1, 2], window=((0, 1), (-value, value))),
        lambda value: sv.Camera(value, 0),
        lambda value: sv.Orbit(value),
    ],
)
def test_what_is_too_large_is_refused_in_a_sentence(build, value):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(sv.InputError) as caught:
            build(value)
    assert len(str(caught.value)) < 300


def test_a_rate_that_no_float_holds_is_refused():
    with pytest.raises(sv.InputError, match="must be a positive finite number"):
        sv.build_scene([1, 2], [1, 2], learning_rate=10**400)


def test_values_and_predictions_of_other_shapes_are_refused():
    with pytest.raises(sv.InputError, match=r"one shape, got \(3,\) and \(3, 1\)"):
        sv.mse_loss([1, 2, 3], [[1], [2], [3]])


@pytest.mark.parametrize("name", OPTIMIZERS)
@pytest.mark.parametrize("loss", ["mse", "huber", "log-cosh"])
def test_the_largest_rate_is_a_descent_that_explodes(name, loss):
    x, y = [1.0, 2.0, 3.0, 4.0], [1.0, 2.0, 4.0, 5.0]
    for standardize in (False, True):
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            warnings.simplefilter("ignore", sv.SurfaceVizWarning)
            settings = {"optimizer": name, "loss": loss, "standardize": standardize}
            scene = sv.build_scene(x, y, learning_rate=1e308, epochs=5, grid=5, **settings)
        assert len(scene.runs) == 1


@pytest.mark.parametrize("row", ["1e308,1", "1,1e308", "-1e308,1", "1e308,1\n-1e308,2"])
def test_a_file_of_too_large_values_is_refused(tmp_path, row):
    (tmp_path / "d.csv").write_text(f"{ROWS}{row}\n")
    with pytest.raises(sv.InputError, match="divide them by a constant first"):
        sv.read_dataset(str(tmp_path / "d.csv"))


KINDS = [
    *(None, True, -1, float("nan"), float("inf"), "", "nonsense", ":", b"x", [], (), {}),
    *(object(), (1,), (1, 2, 3), [[1, 2]], 10**400, {"accent": 1}, {"nonsense": "red"}),
    *(0, 1.5, 1e308, 1j, "1", {1, 2}, ["gd", 3], range(3), lambda: 3, np.array([1.0, 2.0])),
]
LOOKS = ["size", "theme", "panels", "camera", "title", "captions", "layout", "show", "lang"]


@pytest.fixture(scope="module")
def scene():
    return sv.build_scene([1, 2, 3], [1, 2, 4], epochs=2, grid=11)


class EnoughError(Exception):
    """What was asked for is taken: no more of it is drawn."""


def stop(*_done):
    raise EnoughError


def build(name, value):
    return sv.build_scene([1, 2, 3], [1, 2, 4], **{"epochs": 2, "grid": 5, name: value})


def points(name, value):
    return sv.Dataset.of(**{"x": [1, 2, 3], "y": [1, 2, 4], name: value})


def read(name, value):
    return sv.read_dataset(**{"source": "d.csv", name: value})


def film(name, value):
    scene = sv.build_scene([1, 2, 3], [1, 2, 4], epochs=2, grid=5)
    asked = {"scene": scene, "path": "o.gif", "size": (160, 120), "report": stop, name: value}
    with suppress(EnoughError):
        sv.render(asked.pop("scene"), asked.pop("path"), **asked)


TAKES = {
    build: "weights learning_rate epochs start window grid optimizer loss schedule standardize "
    "until axes",
    points: "x y weights name x_name y_name",
    read: "source x where table sql decimal",
    film: "scene path fps hold frames every pauses intro quality max_bytes executor report epoch "
    "letters slides template beamer",
    "of one argument": "describe explain read_recipe read_theme still story_of widget Orbit "
    "CameraPath Camera build_scene",
    "first of two": "embed Window Moments.of with_colormap mse_loss",
    "second of two": "describe embed with_colormap Camera",
}
FIRST = {"describe": lambda: build("grid", 5), "embed": lambda: "o.gif"}
FIRST |= {"with_colormap": lambda: sv.THEMES["light"], "Camera": lambda: 30}


def call(how, name, value):
    if callable(how):
        how(name, value)
    elif name == "Moments.of":
        sv.Moments.of(value, [1, 2])
    elif how == "of one argument":
        getattr(sv, name)(value)
    elif how == "first of two":
        getattr(sv, name)(value, (0, 1))
    else:
        getattr(sv, name)(FIRST[name](), value)


@pytest.mark.filterwarnings("ignore::surfaceviz.SurfaceVizWarning")
@pytest.mark.parametrize(
    ("how", "name"), [(how, name) for how, names in TAKES.items() for name in names.split()]
)
def test_an_argument_of_the_wrong_kind_is_refused_in_a_sentence(tmp_path, monkeypatch, how, name):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "d.csv").write_text(ROWS)
    for value in KINDS:
        try:
            call(how, name, value)
        except sv.SurfaceVizError as error:
            assert 10 < len(str(error)) < 2000


@pytest.mark.parametrize("name", LOOKS)
def test_a_look_of_the_wrong_kind_is_refused_in_a_sentence(name):
    for value in KINDS:
        try:
            make_look({name: value})
        except sv.InputError as error:
            assert len(str(error)) < 2000


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ({"camera": "orbit"}, {"camera": sv.Orbit()}),
        ({"camera": "orbit:90"}, {"camera": sv.Orbit(90)}),
        ({"camera": (40, -30)}, {"camera": sv.Camera(40, -30)}),
        ({"panels": "contour"}, {"panels": ("contour",)}),
        ({"panels": "contour,fit"}, {"panels": ("contour", "fit")}),
        ({"size": "640x360"}, {"size": (640, 360)}),
        ({"show": "gradient"}, {"show": ("gradient",)}),
        ({"theme": {"base": "dark"}}, {"theme": sv.THEMES["dark"]}),
        (
            {"theme": {"base": "paper", "fonts": ("serif",)}},
            {"theme": replace(sv.THEMES["paper"], fonts=("serif",))},
        ),
    ],
)
def test_python_takes_what_the_command_line_takes(asked, meant):
    assert vars(make_look(asked)).items() >= meant.items()


def test_a_theme_may_be_a_table_and_a_window_two_ranges(scene):
    assert make_look({"theme": {"background": "teal"}}).theme.background == "teal"
    wanted = sv.Window((0, 12), (0, 80))
    for window in (((0, 12), (0, 80)), "0:12,0:80", wanted):
        assert make_settings(window=window).window == wanted
    assert sv.still(scene, camera="orbit", panels="contour", size="320x240") is not None


def test_an_unknown_keyword_is_told_the_closest(scene, tmp_path):
    with pytest.raises(sv.InputError, match="did you mean 'camera'"):
        sv.still(scene, camra="orbit")
    with pytest.raises(sv.InputError, match="did you mean 'letters'"):
        sv.render(scene, tmp_path / "a.gif", leters="text")
