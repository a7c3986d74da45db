"""The facts of a story against closed forms, and against the trajectories themselves."""

from __future__ import annotations

import math
from dataclasses import fields, replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import tomli_w
from hypothesis import given, settings
from hypothesis import strategies as st

import surfaceviz as sv
from surfaceviz.settings.recipe import Recipe
from surfaceviz.settings.recipe_parsing import parse_recipe
from surfaceviz.words.courses import COURSES
from surfaceviz.words.key_epochs import KINDS, best_run, first_near
from surfaceviz.words.story import LONGEST_NAME
from surfaceviz.words.story_making import key_of, story_of
from tests.conftest import SMALL, content

pytestmark = pytest.mark.filterwarnings("ignore::surfaceviz.SurfaceVizWarning")

# Two points at -10 and 10 make a quadratic loss 100 (m - 3)^2 + (b - 5)^2 + 0, whose Hessian has
# the eigenvalues 200 and 2 along the axes.
ACROSS, ALONG = 200.0, 2.0
TWO = sv.Dataset.of([-10.0, 10.0], [-25.0, 35.0])
OFFSET = np.array([-3.0, -5.0])


def scene_of(data=TWO, **asked):
    return sv.build_scene(data, **({"grid": 2} | asked))


def told(**asked):
    (run,) = story_of(scene_of(**asked)).runs
    return run


def shares(rate, epochs):
    """What is left of the way down after each epoch, as the formula tells."""
    shrinks = 1.0 - rate * np.array([ACROSS, ALONG])
    heights = np.array([ACROSS, ALONG]) / 2 * OFFSET**2
    powers = shrinks ** (2.0 * np.arange(epochs + 1)[:, np.newaxis])
    return powers @ heights / heights.sum(), powers * heights / heights


@pytest.mark.parametrize("rate", [0.0005, 0.002, 0.005, 0.008, 0.0098])
@pytest.mark.parametrize("epochs", [1, 2, 30, 400])
def test_the_shares_of_a_quadratic_loss_follow_its_closed_form(rate, epochs):
    run = told(learning_rate=rate, epochs=epochs)
    left, rest = shares(rate, epochs)
    assert run.first_step == pytest.approx(1 - left[1], rel=1e-9)
    assert run.left == pytest.approx(left[-1], rel=1e-6, abs=1e-12)
    far = np.flatnonzero(left > 0.01)
    assert run.near == (None if far[-1] == epochs else far[-1] + 1)
    assert run.condition == pytest.approx(ACROSS / ALONG)
    assert run.limit == pytest.approx(2 / ACROSS)
    if run.valley is not None:
        assert rest[run.valley, 0] <= 0.1
        assert run.valley_left == pytest.approx(left[run.valley], rel=1e-6, abs=1e-12)


@pytest.mark.parametrize("rate", [0.006, 0.008, 0.0098])
def test_crossings_are_those_of_the_factor_that_shrinks_the_distance_across(rate):
    shrink = abs(1 - rate * ACROSS)
    visible = math.floor(math.log(0.02) / math.log(shrink))
    assert told(learning_rate=rate, epochs=500).swings == visible
    assert told(learning_rate=0.005, epochs=500).swings == 0
    assert told(learning_rate=0.002, epochs=500).swings == 0


def test_a_rate_beyond_the_limit_climbs_from_the_first_epoch_on():
    run = told(learning_rate=0.0105, epochs=50)
    assert (run.course, run.above, run.drop, run.lowest) == ("diverges", 1, 0, 0)
    assert (run.near, run.valley) == (None, None)
    assert run.swings == 50


NOISY = sv.Dataset.of(np.arange(12.0), np.arange(12.0) % 5 + np.arange(12.0) * 2)
PAIRS = {
    "creeps": {"learning_rate": 0.005, "epochs": 40},
    "swings": {"learning_rate": 0.0095, "epochs": 40},
    "diverges": {"learning_rate": 0.02, "epochs": 40},
    "falls": {"learning_rate": 0.00001, "epochs": 40},
    "rests": {"start": (3.0, 5.0), "learning_rate": 0.005, "epochs": 4},
    "arrives": {"optimizer": "newton", "epochs": 3},
    "trembles": {"data": NOISY, "optimizer": "sgd:batch=2,lr=0.01", "epochs": 80},
}


@pytest.mark.parametrize("course", COURSES)
def test_each_course_is_told_from_the_others(course):
    assert told(**PAIRS[course]).course == course


def test_a_run_that_starts_at_the_optimum_has_no_way_to_share():
    run = told(start=(3.0, 5.0), learning_rate=0.005, epochs=4)
    assert (run.first_step, run.left, run.near, run.valley) == (None, None, None, None)


@pytest.mark.parametrize("loss", ["mae", "quantile"])
def test_without_curvature_the_valley_is_where_a_tenth_is_left(loss):
    scene = scene_of(NOISY, loss=loss, epochs=300, schedule="inverse")
    (run,) = story_of(scene).runs
    losses = scene.runs[0].trajectory.losses
    share = (losses - scene.objective.minimum) / (losses[0] - scene.objective.minimum)
    assert run.condition is None
    assert (share[run.valley :] <= 0.1).all()
    assert share[run.valley - 1] > 0.1


asked = st.fixed_dictionaries(
    {
        "optimizer": st.sampled_from(["gd", "momentum", "adam", "sgd:batch=3", "steepest"]),
        "learning_rate": st.just("auto") | st.floats(1e-4, 0.5),
        "epochs": st.integers(1, 40),
        "loss": st.sampled_from(["mse", "mae", "huber", "mse:l2=0.5"]),
        "standardize": st.booleans(),
        "start": st.tuples(st.floats(-50, 50), st.floats(-50, 50)),
        "until": st.none() | st.just(0.05),
    }
)
points = st.lists(st.tuples(st.floats(-20, 20), st.floats(-100, 100)), min_size=3, max_size=9)


@given(asked, points.filter(lambda each: np.ptp([x for x, _ in each]) > 0.1))
@settings(max_examples=40, deadline=None)
def test_the_numbers_are_those_of_the_trajectory(asked, points):
    scene = scene_of(sv.Dataset.of(*np.array(points).T), **asked)
    story = story_of(scene)
    path, (run,) = scene.runs[0].trajectory, story.runs
    losses = path.losses
    assert run.start == tuple(path.params[0])
    assert run.end == tuple(path.params[-1])
    assert run.losses == (losses[0], losses[-1])
    assert (run.epochs, run.stopped) == (path.epochs, path.stopped)
    assert run.lowest_loss == min(losses) == losses[run.lowest]
    assert run.course in COURSES
    falls = losses[:-1] - losses[1:]
    if run.drop:
        assert falls[run.drop - 1] == falls.max() > 0
    else:
        assert not (falls > 0).any()
    if run.above is not None:
        assert (losses[run.above :] > losses[0]).all()
        assert losses[run.above - 1] <= losses[0]
    epochs = [key.epoch for key in story.keys]
    assert all(earlier < later for earlier, later in pairwise(epochs))
    assert (epochs[0], epochs[-1]) == (0, path.epochs)
    for key in story.keys:
        assert key.kind in KINDS
        assert key.params == (tuple(path.params[key.epoch]),)
        assert key.losses == (losses[key.epoch],)
    assert parse_recipe(Recipe(settings={"epochs": 1}, story=story).toml(), "it").story == story


def test_the_keys_of_a_creeping_run_are_its_turns():
    story = story_of(scene_of(learning_rate=0.005, epochs=40))
    assert [(key.epoch, key.kind) for key in story.keys] == [
        (0, "start"),
        (1, "big step"),
        (20, "halfway"),
        (40, "end"),
    ]


def test_a_run_of_one_epoch_has_two_keys():
    story = story_of(scene_of(learning_rate=0.005, epochs=1))
    assert [(key.epoch, key.kind) for key in story.keys] == [(0, "start"), (1, "end")]


def test_a_run_that_turns_is_shown_where_it_was_lowest():
    story = story_of(scene_of(learning_rate=0.0105, start=(3.001, 50.0), epochs=120))
    (run,) = story.runs
    kinds = {key.kind: key.epoch for key in story.keys}
    assert run.course == "diverges"
    assert 0 < kinds["turning"] == run.lowest < kinds["above"] == run.above < run.epochs


def test_a_race_tells_who_is_lowest_and_who_is_near_first():
    scene = scene_of(learning_rate=[0.02, 0.0099, 0.005, 0.001], epochs=60)
    story = story_of(scene)
    ends = [run.trajectory.losses[-1] for run in scene.runs]
    assert best_run(story.runs) == int(np.argmin(ends))
    nears = [run.near for run in story.runs if run.near is not None]
    assert story.runs[first_near(story.runs)].near == min(nears)
    # The first run has exploded long before the others end.
    assert story.runs[0].epochs < story.keys[-1].epoch == 60
    assert story.keys[-1].losses[0] == story.runs[0].losses[1]


def test_a_chosen_epoch_is_told_with_its_numbers():
    scene = scene_of(learning_rate=0.005, epochs=40)
    key = key_of(scene, 7, "chosen")
    assert key.params == (tuple(scene.runs[0].trajectory.params[7]),)


HOSTILE = {
    "quotes": '"\'\'\'"""\\',
    "markup": "</script><b>&amp;]]>",
    "Chinese": "学习时间",
    "emoji": "👩\u200d🎓🏳️\u200d🌈",
    "controls": "a\nb\r\tc\x00\x1b[31m\x7f\u2028d\u0085",
    "half a character": "a\ud800b",
    "long": "x" * 5000,
    "bidi": "\u202eabc",
    "empty": "",
    "braces": "{x} {0} {",
}


@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE)
def test_any_name_comes_back_in_one_line(name):
    data = sv.Dataset.of([1.0, 2, 4], [1.0, 3, 2], name=name, x_name=name, y_name=name)
    story = story_of(scene_of(data, epochs=2))
    assert len(story.x) <= LONGEST_NAME
    assert len(story.x.splitlines()) <= 1
    recipe = Recipe(settings={"epochs": 1}, story=story)
    for plain in (str.isascii, lambda char: char not in "<>&"):
        assert parse_recipe(recipe.toml(plain), "it").story == story


def test_numbers_beyond_all_bounds_come_back():
    story = story_of(scene_of(learning_rate=0.02, epochs=4))
    run = replace(story.runs[0], losses=(1.0, math.inf), end=(-math.inf, math.nan))
    recipe = Recipe(settings={"epochs": 1}, story=replace(story, runs=(run,)))
    (found,) = parse_recipe(recipe.toml(), "it").story.runs
    assert found.losses == run.losses
    assert math.isnan(found.end[1])


def test_a_story_is_no_more_than_facts_of_plain_types():
    story = story_of(scene_of(epochs=2))
    plain = (str, int, float, bool, tuple, type(None))
    assert all(type(getattr(story, each.name)) in plain for each in fields(story))
    assert all(type(getattr(story.runs[0], each.name)) in plain for each in fields(story.runs[0]))


def table():
    import tomllib

    scene = scene_of(optimizer=["gd", "adam"], epochs=5)
    text = Recipe(settings={"epochs": 1}, story=story_of(scene)).toml()
    return tomllib.loads(text)


def at(*path):
    """Return the function that sets what stands at a path of a table."""

    def put(document, value):
        place = document["story"]
        for step in path[:-1]:
            place = place[step]
        if value is None:
            del place[path[-1]]
        else:
            place[path[-1]] = value

    return put


DAMAGED = {
    "no table": (lambda it, value: it.update(story=value), 3, "'story' must be a table"),
    "a number for a name": (at("data"), 3, "story.data must be a text, got 3"),
    "a novel": (at("x"), "x" * 1000, "at most 120 characters"),
    "an escape": (at("y"), "\x1b[31m", "without control characters"),
    "two lines": (at("runs", 0, "label"), "a\nb", "story.runs.label must be a text in one line"),
    "half a point": (at("points"), 1.5, "story.points must be a whole number"),
    "less than none": (at("points"), -1, "story.points must be a whole number"),
    "a truth for a number": (at("least"), True, "story.least must be a number"),
    "no least": (at("least"), math.nan, "story.least must be a number, got nan"),
    "no rate": (at("runs", 0, "learning_rate"), math.nan, "must be a number above 0"),
    "a rate below 0": (at("runs", 0, "learning_rate"), -1.0, "must be a number above 0"),
    "no share": (at("runs", 0, "left"), math.nan, "story.runs.left must be a number"),
    "words for a truth": (at("weighted"), "yes", "story.weighted must be true or false"),
    "three params": (at("optimum"), [1.0, 2.0, 3.0], "story.optimum must be two numbers"),
    "params in words": (at("runs", 0, "end"), ["a", "b"], "story.runs.end must be a number"),
    "unknown course": (at("runs", 0, "course"), "crawls", "unknown story.runs.course 'crawls'"),
    "a list for a course": (at("runs", 0, "course"), [1], "unknown story.runs.course"),
    "unknown end": (at("runs", 0, "stopped"), "tired", "unknown story.runs.stopped 'tired'"),
    "no runs": (at("runs"), [], "story.runs must be 1 to 8 tables"),
    "a crowd": (at("runs"), [{}] * 9, "story.runs must be 1 to 8 tables"),
    "runs in words": (at("runs"), ["a"], "story.runs must be tables"),
    "missing": (at("points"), None, "[story] lacks 'points'"),
    "missing in a run": (at("runs", 1, "epochs"), None, "[story.runs] lacks 'epochs'"),
    "missing in a key": (at("keys", 0, "kind"), None, "[story.keys] lacks 'kind'"),
    "unknown key": (at("mood"), "gay", "unknown key of [story] 'mood'"),
    "endless": (at("runs", 0, "epochs"), 10**9, "story.runs.epochs must be a whole number"),
    "falling keys": (at("keys", 0, "epoch"), 5, "story.keys must rise from epoch 0 to 5"),
    "too many keys": (at("keys"), [{}] * 100, "story.keys must be 1 to 20 tables"),
    "a key of nobody": (at("keys", 0, "run"), 7, "must tell of 2 runs"),
    "a key of one": (at("keys", 0, "losses"), [1.0], "must tell of 2 runs"),
}


@pytest.mark.parametrize(("damage", "value", "says"), DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_story_is_refused_in_one_line(run, folder, damage, value, says):
    document = table()
    damage(document, value)
    (folder / "a.toml").write_text(tomli_w.dumps(document), encoding="utf-8")
    code, out, err = run("recipe", "a.toml")
    assert (code, out) == (2, "")
    assert says in err
    assert err.count("\n") == 1
    assert len(err) < 600


def test_of_a_newer_story_what_is_unknown_is_left_out(run, folder):
    document = table()
    document["versions"] = {"surfaceviz": "99.0"}
    document["story"]["mood"] = "merry"
    (folder / "a.toml").write_text(tomli_w.dumps(document), encoding="utf-8")
    code, out, err = run("recipe", "a.toml")
    assert code == 0
    assert "left out: key of [story] 'mood'" in err
    assert "merry" not in out


def test_a_film_tells_its_own_story_not_that_of_its_recipe(run, folder):
    quick = ["--epochs", "3", "--size", f"{SMALL[0]}x{SMALL[1]}", "--quiet"]
    assert run("render", "study.csv", "-o", "film.gif", *quick)[0] == 0
    _, out, _ = run("recipe", "film.gif")
    other = out.replace('loss = "MSE"', 'loss = "another"')
    assert other != out
    Path("other.toml").write_text(other, encoding="utf-8")
    assert run("render", "--recipe", "other.toml", "-o", "again.gif", "--quiet")[0] == 0
    assert content(folder / "film.gif") == content(folder / "again.gif")
