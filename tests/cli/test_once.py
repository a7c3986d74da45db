"""Options that take one value take it once."""

from __future__ import annotations

import click
import pytest

from surfaceviz.cli.main import commands

OPTIONS = [
    (name, option)
    for name, command in commands.commands.items()
    for option in command.params
    if isinstance(option, click.Option)
]
TAKING_ONE = [
    pytest.param(name, option, id=f"{name} {option.name}")
    for name, option in OPTIONS
    if not (option.multiple or option.is_flag)
]
TAKING_MORE = {"lr", "optimizer", "schedule", "start", "caption", "pause", "paths"}


def test_these_options_take_several_values():
    assert {option.name for _, option in OPTIONS if option.multiple} == TAKING_MORE


@pytest.mark.parametrize(("command", "option"), TAKING_ONE)
@pytest.mark.parametrize("times", [2, 3])
def test_a_value_too_many_is_refused_in_a_sentence(run, folder, command, option, times):
    first, last = option.opts[0], option.opts[-1]
    # Equal values, short and long names, joined and apart: all the same.
    joined = f"{last}=1" if last.startswith("--") else f"{last}1"
    before = sorted(folder.rglob("*"))
    code, out, err = run(command, *([first, "1"] * (times - 1)), joined)
    assert (code, out) == (2, "")
    often = {2: "twice", 3: "3 times"}[times]
    assert err.startswith(f"surfaceviz: {last} takes one value but is given {often}: ")
    assert err.count("\n") == 1
    assert sorted(folder.rglob("*")) == before


@pytest.mark.parametrize(
    ("option", "way_out"),
    [
        ("--panels", "with commas between them, as in contour,fit"),
        ("--show", "with commas between them, as in gradient,step"),
        ("--epoch", "with commas between them, as in 0,10,last"),
        ("--where", "join conditions with AND"),
        ("--camera", "'0:35,-60 50:60,-120'"),
        ("--loss", "leave out all but one"),
    ],
)
def test_the_sentence_names_the_way_out(run, option, way_out):
    assert way_out in run("render", option, "a", option, "b")[2]


def test_what_may_be_repeated_still_may(run, folder):
    words = ["--lr=0.01", "--lr", "0.02", "--size", "640x360", "--panels", "fit", "--epochs", "1"]
    flags = ["--quiet", "--quiet", "--poster", "--poster"]
    outputs = ["-o", "a.gif", "--output", "b.gif"]
    assert run("render", *words, *flags, *outputs) == (0, "", "")
    assert (folder / "a.gif").exists()
    assert (folder / "b.gif").exists()


def test_beside_a_recipe_an_option_is_given_once(run):
    made = run("render", "--epochs", "1", "--panels", "fit", "--size", "640x360", "-o", "a.gif")
    assert made[0] == 0
    code, _, err = run("render", "--recipe", "a.gif", "--epochs", "2", "-o", "b.gif")
    assert (code, "given twice" in err) == (0, False)
    assert "epochs = 2" in run("recipe", "b.gif")[1]
