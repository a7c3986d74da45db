from __future__ import annotations

import numpy as np
import pytest

import surfaceviz as sv
from surfaceviz.scene.racing import MOST_RUNS

X = np.arange(8.0)
Y = np.array([1.0, 0.0, 3.0, 2.0, 6.0, 4.0, 7.0, 6.5])


def race(**options):
    return sv.build_scene(X, Y, epochs=5, grid=3, **options)


def told(scene):
    return [(run.optimizer.spec.name, run.learning_rate) for run in scene.runs]


def test_lists_of_one_length_make_pairs():
    scene = race(optimizer=["gd", "momentum"], learning_rate=[0.01, 0.02])
    assert told(scene) == [("gd", 0.01), ("momentum", 0.02)]


def test_one_list_is_combined_with_what_all_share():
    scene = race(optimizer=["gd", "adam"], learning_rate=0.03, start=(1, 2))
    assert told(scene) == [("gd", 0.03), ("adam", 0.03)]
    assert all(run.trajectory.params[0].tolist() == [1, 2] for run in scene.runs)


def test_lists_of_different_lengths_make_every_combination():
    scene = race(learning_rate=[0.01, 0.02, 0.005], start=[(0, 0), (2, 2)])
    combined = {(run.learning_rate, *run.trajectory.params[0]) for run in scene.runs}
    assert combined == {(rate, at, at) for rate in (0.01, 0.02, 0.005) for at in (0.0, 2.0)}


def test_a_race_has_its_limit():
    race(learning_rate=[0.001 * k for k in range(1, MOST_RUNS + 1)])
    with pytest.raises(sv.InputError, match=r"at most 8 runs, got 18: repeat fewer"):
        race(
            learning_rate=[0.01, 0.02, 0.03],
            start=[(0, 0), (1, 1), (2, 2)],
            schedule=["constant", "cosine"],
        )
    with pytest.raises(sv.InputError, match="at most 8 runs, got 9"):
        race(learning_rate=[0.001 * k for k in range(1, MOST_RUNS + 2)])


def test_an_optimizers_own_rate_comes_before_that_of_all():
    scene = race(optimizer=["gd:lr=0.002", "adam", "steepest"], learning_rate=0.05)
    assert told(scene) == [("gd", 0.002), ("adam", 0.05), ("steepest", None)]


@pytest.mark.parametrize(
    ("options", "labels"),
    [
        ({}, ["gd"]),
        ({"optimizer": ["gd", "adam"]}, ["gd", "adam"]),
        ({"learning_rate": [0.01, 0.02]}, ["lr 0.01", "lr 0.02"]),
        (
            {"optimizer": ["momentum:momentum=0.5", "momentum"], "learning_rate": 0.01},
            ["momentum momentum 0.5", "momentum"],
        ),
        ({"start": [(0, 0), (1, -2)], "learning_rate": 0.01}, ["from 0, 0", "from 1, -2"]),
        (
            {"standardize": [False, True], "learning_rate": 0.01},
            ["raw", "standardized"],
        ),
        (
            {"optimizer": ["gd", "adam"], "standardize": [False, True]},
            ["gd raw", "adam raw", "gd standardized", "adam standardized"],
        ),
        (
            {"optimizer": ["gd", "adam"], "start": [(0, 0), (1, 1)]},
            ["gd from 0, 0", "adam from 1, 1"],
        ),
        (
            {"optimizer": ["gd", "gd", "adam"], "learning_rate": [0.01, 0.02, 0.03]},
            ["gd lr 0.01", "gd lr 0.02", "adam"],
        ),
    ],
)
def test_runs_are_called_by_what_tells_them_apart(options, labels):
    assert [run.label for run in race(**options).runs] == labels


def test_all_runs_are_framed_by_one_window():
    scene = race(start=[(0, 0), (6, -9), (-4, 3)], learning_rate=0.01, window="path")
    assert len({id(run.chart) for run in scene.runs}) == 1
    for run in scene.runs:
        assert scene.window.contains(run.path).all()


def test_a_run_is_the_same_alone_and_in_a_race():
    together = race(optimizer=["gd", "adam:lr=0.1", "sgd:batch=3,seed=2"])
    for run, name in zip(together.runs, ("gd", "adam:lr=0.1", "sgd:batch=3,seed=2"), strict=True):
        alone = race(optimizer=name).runs[0]
        assert np.array_equal(run.trajectory.params, alone.trajectory.params)


def test_two_runs_that_are_the_same_are_refused():
    with pytest.raises(sv.InputError, match="two runs of the race are the same, gd: change one"):
        race(learning_rate=[0.01, 0.01])
    with pytest.raises(sv.InputError, match="are the same"):
        race(optimizer="gd:lr=0.01", learning_rate=[0.02, 0.03])
