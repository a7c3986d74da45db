"""What only some formats ask for."""

from __future__ import annotations

import json
import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st

import surfaceviz as sv
from surfaceviz.draw.canvas import DOTS, Paper, make_canvas, read_sheet, write_sheet
from surfaceviz.settings.medium import (
    MOST_PICTURES,
    Medium,
    check_epochs,
    make_medium,
    read_epochs,
    write_epochs,
)
from tests.conftest import SMALL


@given(st.sets(st.integers(0, 10**6), max_size=MOST_PICTURES))
def test_epochs_are_read_as_they_are_written(epochs):
    rising = tuple(sorted(epochs))
    assert read_epochs(write_epochs(rising)) == rising


@pytest.mark.parametrize(
    ("given", "meant"),
    [("last", ()), (7, (7,)), ([0, 5, 20], (0, 5, 20)), ((), ()), (range(3), (0, 1, 2))],
)
def test_epochs_are_one_or_several_or_the_last(given, meant):
    assert check_epochs(given) == meant


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (-1, "between 0 and"),
        ("first", "a number, 'last' or several"),
        ([5, 5], "must rise, got 5, 5"),
        ([5, 0], "must rise"),
        ([0.5], "whole number"),
        (range(MOST_PICTURES + 1), f"at most {MOST_PICTURES} epochs"),
    ],
)
def test_what_are_no_epochs_is_refused(given, says):
    with pytest.raises(sv.InputError, match=says):
        check_epochs(given)


@pytest.mark.parametrize("name", ["letters", "slides", "beamer"])
def test_what_is_none_of_the_choices_is_refused(name):
    with pytest.raises(sv.InputError, match=r"unknown .* 'films'.*: choose one of"):
        make_medium(**{name: "films"})


def test_a_medium_tells_what_is_not_as_usual():
    assert Medium().told == frozenset()
    assert make_medium(epoch=5, slides="key-frames").told == {"epoch", "slides"}


@pytest.mark.parametrize(
    ("options", "name"),
    [
        ({"epoch": 2}, "epoch"),
        ({"letters": "text"}, "letters"),
        ({"slides": "key-frames"}, "slides"),
        ({"beamer": "png"}, "beamer"),
    ],
)
def test_what_no_format_takes_notice_of_is_said(tmp_path, short, options, name):
    with pytest.warns(sv.SurfaceVizWarning, match=f"{name} has no effect here"):
        sv.render(short, tmp_path / "a.gif", size=SMALL, panels=("loss",), **options)


def test_what_one_of_the_formats_takes_notice_of_is_not_complained_of(tmp_path, short):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        sv.render(
            short, tmp_path / "a.gif", tmp_path / "a.svg", size=SMALL, panels=("loss",), epoch=2
        )


@pytest.mark.parametrize("epochs", [5, [0, 9], 4711])
def test_an_epoch_beyond_the_run_is_refused_before_anything_is_drawn(tmp_path, short, epochs):
    with pytest.raises(sv.InputError, match=r"there is no epoch \d+ in this run: its last is 4"):
        sv.render(short, tmp_path / "a.svg", epoch=epochs)
    assert list(tmp_path.iterdir()) == []


@given(
    st.floats(57, 900, allow_nan=False).map(lambda side: round(side, 2)),
    st.floats(43, 700, allow_nan=False).map(lambda side: round(side, 2)),
    st.integers(*DOTS),
)
def test_a_size_on_paper_is_read_as_it_is_written(width, height, dpi):
    paper = Paper(width, height, dpi)
    try:
        canvas = make_canvas(paper)
    except sv.InputError as error:
        assert "choose a smaller size or fewer dots" in str(error)
        return
    assert read_sheet(write_sheet(paper)) == paper
    # A figure is as large as it should be to half a dot.
    assert canvas.width == pytest.approx(width / 25.4 * dpi, abs=0.5)
    assert canvas.height == pytest.approx(height / 25.4 * dpi, abs=0.5)
    # In print its type has the same size whatever the dots: half a point for each of the layout's.
    assert canvas.points[0] == pytest.approx(2 * width / 25.4 * 72, rel=1e-2)


@pytest.mark.parametrize("text", ["85mmx60mm", "85x60mm", "85mm x 60mm", "85MMx60MM@300dpi"])
def test_people_write_millimetres_in_several_ways(text):
    assert read_sheet(text) == Paper(85, 60, 300)


@pytest.mark.parametrize(
    "text", ["20mmx60mm", "85mmx9000mm", "85mmx60mm@20", "nanmmx60mm", "85mmx", "mmxmm", "85mm"]
)
def test_what_is_no_size_on_paper_is_refused(run, text):
    code, out, err = run("render", "--size", text, "-o", "a.svg")
    assert (code, out) == (2, "")
    assert err.count("\n") == 1


def test_films_have_no_millimetres(tmp_path, short):
    with pytest.raises(sv.InputError, match=r"a size in millimetres is for figures; .*a\.gif"):
        sv.render(short, tmp_path / "a.svg", tmp_path / "a.gif", size=Paper(85, 60))


def test_posters_lie_beside_their_films(tmp_path, short):
    outputs = sv.render(
        short,
        *(tmp_path / name for name in ("a.gif", "a.mp4", "b.webp")),
        size=SMALL,
        panels=("loss",),
        poster=True,
    )
    names = [output.path.name for output in outputs]
    assert names == ["a.gif", "a.mp4", "b.webp", "a-poster.png", "b-poster.png"]
    assert all(output.path.stat().st_size == output.bytes for output in outputs)


def test_a_poster_that_is_a_figure_too_is_refused(tmp_path, short):
    with pytest.raises(sv.InputError, match="written twice"):
        sv.render(short, tmp_path / "a.gif", tmp_path / "a-poster.png", poster=True)


def test_a_film_is_made_from_a_figure_on_paper(run, folder):
    quick = ["--epochs", "4", "--panels", "loss", "--quiet"]
    assert run("render", "study.csv", "-o", "one.svg", "--size", "85mmx60mm", *quick)[0] == 0
    for more in ([], ["-o", "film.gif"]):
        code, out, _ = run("render", "--recipe", "one.svg", "--json", *more)
        assert code == 0
        (output,) = json.loads(out)["outputs"]
        assert (output["format"], output["width"], output["height"]) == ("gif", 1280, 720)
    assert run("render", "--recipe", "one.svg", "-o", "two.svg", "--quiet")[0] == 0
    assert (folder / "two.svg").read_bytes() == (folder / "one.svg").read_bytes()
