"""What a page is given is what the scene is, in words and numbers that JSON has."""

from __future__ import annotations

import dataclasses
import json
import pickle
import re
import shlex
from base64 import b64decode

import numpy as np
import pytest
from matplotlib import colormaps
from matplotlib.colors import to_hex

import surfaceviz as sv
from surfaceviz.data.dataset import article_data
from surfaceviz.draw.look import Look
from surfaceviz.formats.page.coding import as_json
from surfaceviz.formats.page.payload import film_payload
from surfaceviz.settings.pace import Pace, Spread, make_pace
from surfaceviz.words.language import LANGUAGES

X = np.linspace(0.0, 9.0, 30)
Y = 2.0 * X + 1.0 + np.sin(7.0 * X)
FIELDS = (
    *("version", "lang", "words", "size", "title", "captions", "layout", "panels", "show"),
    *("theme", "colormap", "camera", "camera_keys", "data", "loss", "epochs", "until", "grid"),
    *("axes", "window", "chart", "runs", "recomputes", "why_not", "fps", "hold", "frames"),
    *("command", "numbers"),
)


def unpacked(text, kind="<f8"):
    return np.frombuffer(b64decode(text), dtype=kind)


def payload_of(scene, look=None, pace=None):
    return film_payload(scene, look or Look(), pace or Pace())


def parsed(payload):
    """What a strict reader makes of it, which knows no NaN and no infinity."""
    return json.loads(as_json(payload), parse_constant=pytest.fail)


def days():
    return np.array(["2024-02-28", "2024-02-29", "2024-03-05"], "datetime64[D]")


def orbiting():
    return Look(camera=sv.Orbit(90.0), captions=((3, "x"), (0, "y")), title="t", layout="panels")


SCENES = {
    "classic": lambda: sv.build_scene(article_data(), learning_rate=0.01),
    "race": lambda: sv.build_scene(X, Y, optimizer=["gd", "adam:beta1=0.8", "sgd"], epochs=9),
    "diverging": lambda: sv.build_scene(X, Y, learning_rate=0.1),
    "converged": lambda: sv.build_scene(X, Y, optimizer="newton", until=1e-6),
    "equal x": lambda: sv.build_scene([2.0, 2.0], [1.0, 3.0], learning_rate=0.1, epochs=5),
    "dates": lambda: sv.build_scene(days(), [1.0, 2.0, 4.0], epochs=5),
    "weighted": lambda: sv.build_scene(X, Y, weights=1.0 + X, loss="huber", epochs=5),
    "logistic": lambda: sv.build_scene(X, (X > 4) ^ (X > 8), loss="logistic", epochs=5),
    "own axes": lambda: sv.build_scene(X, Y, standardize=[False, True], axes="own", epochs=5),
    "own window": lambda: sv.build_scene(X, Y, window=sv.Window((0.0, 3.0), (-1, 2)), epochs=5),
}


@pytest.fixture(scope="module")
def scenes():
    with pytest.warns(sv.SurfaceVizWarning):
        return {name: make() for name, make in SCENES.items()}


@pytest.fixture(scope="module")
def crowded(noisy):
    return sv.build_scene(*noisy, epochs=3, grid=20)


@pytest.mark.parametrize("name", SCENES)
def test_a_page_is_given_what_the_scene_is(scenes, name):
    scene = scenes[name]
    found = parsed(payload_of(scene))
    assert tuple(found) == FIELDS
    assert found["epochs"] == scene.settings.epochs
    assert found["frames"] == list(range(scene.epochs + 1))
    np.testing.assert_array_equal(unpacked(found["data"]["x"]), scene.data.x)
    np.testing.assert_array_equal(unpacked(found["data"]["y"]), scene.data.y)
    for run, told in zip(scene.runs, found["runs"], strict=True):
        params, recorded = run.trajectory.params, told["recorded"]
        np.testing.assert_array_equal(unpacked(recorded["params"]).reshape(-1, 2), params)
        np.testing.assert_array_equal(unpacked(recorded["losses"]), run.trajectory.losses)
        assert recorded["stopped"] == run.trajectory.stopped
        assert told["start"] == list(params[0])
        asked = scene.settings.learning_rate
        given = run.optimizer.learning_rate is not None or asked != ("auto",)
        assert told["learning_rate"] == (run.learning_rate if given else None)
        assert told["optimizer"] == {
            "name": run.optimizer.spec.name,
            "keys": dict(run.optimizer.spec.keys),
        }
        assert told["chart"]["window"] == [list(run.chart.window.m), list(run.chart.window.b)]
        assert told["standardize"] is (not run.scaling.plain)


@pytest.mark.parametrize("name", SCENES)
def test_scenes_are_the_same_to_a_page_when_they_come_from_another_process(scenes, name):
    scene = scenes[name]
    before = as_json(payload_of(scene))
    assert as_json(payload_of(pickle.loads(pickle.dumps(scene)))) == before


def test_the_six_numbers_are_enough_to_descend_again(scenes):
    told = parsed(payload_of(scenes["classic"]))
    moments, run = told["data"]["moments"], told["runs"][0]
    path = [np.array(run["start"])]
    for _ in range(told["epochs"]):
        m, b = path[-1]
        off = m * moments["mean_x"] + b - moments["mean_y"]
        bend = (m * moments["sxx"] - moments["sxy"]) / moments["n"]
        gradient = 2.0 * np.array([bend + off * moments["mean_x"], off])
        path.append(path[-1] - run["learning_rate"] * gradient)
    recorded = unpacked(run["recorded"]["params"]).reshape(-1, 2)
    np.testing.assert_allclose(path, recorded, rtol=1e-12, atol=1e-12)


def test_many_points_come_as_their_density_and_a_sample(crowded):
    data = parsed(payload_of(crowded))["data"]
    density = data["density"]
    counts = unpacked(density["counts"], "<u4").reshape(density["rows"], density["columns"])
    np.testing.assert_array_equal(counts, crowded.data.density.counts)
    assert counts.sum() == data["moments"]["n"] == 100_000
    assert len(unpacked(data["x"])) == len(unpacked(data["y"])) == 2000
    assert data["w"] is None


def test_more_shown_points_than_a_page_holds_are_thinned_with_a_word(crowded, noisy):
    x, y = noisy
    everything = dataclasses.replace(crowded.data, x=x, y=y, density=None)
    scene = dataclasses.replace(crowded, data=everything)
    with pytest.warns(sv.SurfaceVizWarning, match="at most 2,000 points: .* of the 100,000"):
        told = payload_of(scene)
    shown = unpacked(told["data"]["x"])
    assert shown.size == 2000
    assert shown[[0, -1]].tolist() == x[[0, -1]].tolist()
    assert np.isin(shown, x).all()
    assert len(as_json(told)) < 60_000


def test_dates_are_told_by_their_first(scenes):
    assert payload_of(scenes["dates"])["data"]["dates"] == "2024-02-28"
    hours = np.array(["2024-02-28T06:30", "2024-02-28T07:30", "2024-03-01T06:00"], "M8[m]")
    scene = sv.build_scene(hours, [1.0, 2.0, 3.0], epochs=2)
    assert payload_of(scene)["data"]["dates"] == "2024-02-28T06:30:00"


def test_the_camera_is_told_as_it_moves(scenes):
    told = parsed(payload_of(scenes["classic"], orbiting()))
    assert [key[0] for key in told["camera_keys"]] == [0, 100]
    assert told["camera_keys"][1][2] - told["camera_keys"][0][2] == 90.0
    assert list(told["camera"].values()) == told["camera_keys"][0][1:]
    assert told["captions"] == [[0, "y"], [3, "x"]]
    still = parsed(payload_of(scenes["classic"], Look(camera=sv.Camera(40, 10))))
    assert (still["camera"], still["camera_keys"]) == ({"elevation": 40, "azimuth": 10}, None)


@pytest.mark.parametrize("theme", [*sv.THEMES, "own"])
def test_colours_are_plain_and_right(scenes, theme):
    own = dataclasses.replace(sv.THEMES["light"], text="navy", grid="#00000080", halo="0.5")
    told = payload_of(scenes["classic"], Look(theme=own if theme == "own" else theme))
    colours = told["theme"]
    for name, value in colours.items():
        if name != "fonts" and not name.endswith("size"):
            for colour in value if isinstance(value, list) else [value]:
                assert re.fullmatch("#[0-9a-f]{6}", colour), name
    if theme == "own":
        assert (colours["text"], colours["halo"]) == (to_hex("navy"), "#808080")
        assert colours["grid"] in ("#7f7f7f", "#808080")
    else:
        assert colours["runs"] == list(sv.THEMES[theme].runs)
        table = unpacked(told["colormap"], np.uint8).reshape(256, 3)
        wanted = colormaps[sv.THEMES[theme].colormap](np.arange(256))[:, :3]
        np.testing.assert_allclose(table / 255.0, wanted, atol=0.5 / 255)


COMMANDS = {
    "classic": [],
    "keys": ["--optimizer", "adam:lr=0.5,beta1=0.8", "--loss", "huber:delta=2", "--every", "2"],
    "race": ["--lr", "0.01", "--lr", "0.02", "--start", "-1,2", "--standardize", "--raw"],
    "texts": ["--title", "it's $5 <b>", "--caption", "0:a b", "--caption", "2:", "--lang", "zh"],
    "time": ["--frames", "3:log", "--pause", "1:2", "--intro", "1", "--hold", "0", "--fps", "7"],
    "look": ["--theme", "dark", "--colormap", "magma", "--camera", "orbit:30", "--show", "none"],
    "plane": ["--window", "0:6,-5:5", "--grid", "30", "--axes", "data", "--layout", "grid"],
    "data": ["study.csv", "-x", "id", "-y", "score", "--where", "hours > 1 and hours < 9"],
}


@pytest.mark.parametrize("words", COMMANDS.values(), ids=COMMANDS)
def test_the_command_makes_the_film_again(run, folder, words):
    (folder / "study.csv").write_text("id,hours,score\n1,2,50\n2,3,57\n3,4,60\n4,,9\n")
    brief = ["--epochs", "4", "--size", "960x540", "--panels", "fit", "--quiet"]
    assert run("render", *words, *brief, "-o", "first.html")[0] == 0
    found = re.search(
        '"command":(\\[.*?\\]),"', (folder / "first.html").read_text(encoding="utf-8")
    )
    command = json.loads(found[1])
    assert shlex.split(shlex.join(command)) == command
    assert command[:2] == ["surfaceviz", "render"]
    assert run(*command[1:], "--quiet", "-o", "second.html")[0] == 0
    first, second = (sv.read_recipe(folder / f"{name}.html") for name in ("first", "second"))
    assert first == second


def test_the_classic_command_is_short_and_arrays_are_named_as_a_file(scenes):
    assert payload_of(scenes["classic"])["command"] == ["surfaceviz", "render", "--lr", "0.01"]
    told = payload_of(scenes["diverging"])["command"]
    assert told == ["surfaceviz", "render", "data.csv", "--lr", "0.1"]


def test_epochs_that_have_frames_are_told(scenes):
    for pace in (make_pace(every=7), Pace(frames=Spread(5)), Pace(frames=Spread(9, log=True))):
        told = payload_of(scenes["classic"], pace=pace)
        assert told["frames"] == list(pace.epochs(100))
        assert (told["fps"], told["hold"]) == (pace.fps, pace.hold)


def test_lines_for_those_without_script_tell_how_each_run_ended(scenes):
    (line,) = payload_of(scenes["diverging"], Look(lang="zh"))["numbers"]
    run = scenes["diverging"].runs[0]
    assert f"{run.trajectory.losses[-1]:.6g}" in line
    assert LANGUAGES["zh"].diverged in line
    assert len(payload_of(scenes["race"])["numbers"]) == 3
