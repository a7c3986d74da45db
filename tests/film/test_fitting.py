"""Files within a number of bytes."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

import surfaceviz as sv
from surfaceviz.base.texts import read_bytes
from surfaceviz.film.fitting import FEW, FEWEST
from surfaceviz.formats import WRITERS
from surfaceviz.settings.medium import Quality
from tests.conftest import OLD, SMALL, content, is_old, place, put_old
from tests.film.test_film import left_behind

# Drawn in no time; still, no two frames are alike.
LOOK = {"panels": ("loss",), "size": SMALL}
# At these formats "small" is smaller than "good".
COARSER = [".gif", ".mp4", ".webm", ".webp"]
GIVEN_UP = re.compile(r"given up for that: (.*)$")


@pytest.fixture(scope="module")
def descent():
    return sv.build_scene(sv.article_data(), learning_rate=0.01, epochs=36, grid=40)


@pytest.fixture(scope="module")
def full(tmp_path_factory, descent):
    """By suffix and quality, how large the film is when nothing is given up."""
    folder = tmp_path_factory.mktemp("full")
    return {
        (suffix, quality): len(
            content(
                sv.render(descent, place(folder, suffix, quality), quality=quality, **LOOK)[0].path
            )
        )
        for suffix in WRITERS
        for quality in ("small", "good")
    }


def fitted(scene, target, most, **options):
    """Render within a limit; return what was written and what was given up for that."""
    with pytest.warns(sv.SurfaceVizWarning, match="given up for that") as said:
        (output,) = sv.render(scene, target, max_bytes=most, **LOOK | options)
    assert len(content(output.path)) <= most
    return output, GIVEN_UP.search(str(said[0].message))[1]


@pytest.mark.parametrize("suffix", WRITERS)
def test_what_is_small_enough_stays_as_it_is(tmp_path, descent, full, suffix):
    target = place(tmp_path, suffix)
    (output,) = sv.render(descent, target, max_bytes=full[suffix, "good"], **LOOK)
    assert output.bytes == full[suffix, "good"]
    assert output.frames == 37


@pytest.mark.parametrize("suffix", COARSER)
def test_quality_goes_first_and_alone_where_that_does(tmp_path, descent, full, suffix):
    most = (full[suffix, "good"] + full[suffix, "small"]) // 2
    output, given_up = fitted(descent, place(tmp_path, suffix), most)
    assert given_up == "quality good for small"
    assert output.bytes == full[suffix, "small"]
    assert (output.frames, output.width) == (37, SMALL[0])
    assert sv.read_recipe(output.path).settings["quality"] == "small"


@pytest.mark.parametrize("suffix", WRITERS)
def test_frames_go_next_and_the_film_lasts_as_long(tmp_path, descent, full, suffix):
    (few,) = sv.render(
        descent,
        place(tmp_path, suffix, "few"),
        quality="small",
        frames=FEW,
        fps=20 * FEW / 37,
        **LOOK,
    )
    most = (few.bytes + full[suffix, "small"]) // 2
    output, given_up = fitted(descent, place(tmp_path, suffix), most)
    assert FEW <= output.frames < 37
    assert (output.width, output.height) == SMALL
    assert given_up.startswith(f"quality good for small, 37 frames for {output.frames} at ")
    assert output.seconds == pytest.approx(37 / 20 + 2, abs=0.02)
    recipe = sv.read_recipe(output.path)
    assert recipe.settings["frames"] == str(output.frames)


@pytest.mark.parametrize("suffix", [".gif", ".mp4"])
def test_size_goes_last(tmp_path, descent, suffix):
    large = {"size": (1280, 720)}
    few, target = LOOK | large | {"frames": FEW}, place(tmp_path, suffix)
    (whole,) = sv.render(descent, place(tmp_path, suffix, "few"), quality="small", **few)
    output, given_up = fitted(descent, target, int(0.8 * whole.bytes), **large)
    assert output.frames == FEW
    assert output.width < 1280
    assert output.width / output.height == pytest.approx(16 / 9, rel=0.02)
    assert given_up.endswith(f", 1280x720 for {output.width}x{output.height}")


@pytest.mark.parametrize("suffix", WRITERS)
def test_what_is_too_little_for_anything_is_refused_and_nothing_lost(tmp_path, short, suffix):
    target = place(tmp_path, suffix)
    put_old(target)
    with pytest.raises(sv.InputError, match=r"nothing is left to give up: .* more than 300 bytes"):
        sv.render(short, target, max_bytes=300, **LOOK)
    assert is_old(target)
    assert len(left_behind(tmp_path)) == 1


def test_the_least_film_has_two_small_frames(tmp_path, descent):
    with pytest.raises(sv.InputError, match=rf"37 frames for {FEWEST} at .*640x360 for 428x240"):
        sv.render(descent, tmp_path / "a.gif", max_bytes=300, **LOOK)


def test_each_file_has_its_own_limit_and_the_others_stay(tmp_path, descent, full):
    most = int(1.02 * full[".mp4", "good"])
    paths = [tmp_path / "a.gif", tmp_path / "a.mp4"]
    with pytest.warns(sv.SurfaceVizWarning, match=r"a\.gif.* given up"):
        gif, mp4 = sv.render(descent, *paths, max_bytes=most, **LOOK)
    assert mp4.bytes == full[".mp4", "good"]
    assert gif.bytes <= most
    assert left_behind(tmp_path) == ["a.gif", "a.mp4"]


def test_a_page_has_nothing_to_give_up(tmp_path, short):
    target = tmp_path / "page.html"
    target.write_bytes(OLD)
    with pytest.raises(sv.InputError, match=r"page\.html' has [\d,]+ bytes, and nothing is left"):
        sv.render(short, target, max_bytes=10_000)
    assert target.read_bytes() == OLD


def test_spread_and_pauses_are_kept(tmp_path, descent):
    options = {"frames": "log", "pauses": {7: 0.5}}
    (whole,) = sv.render(descent, tmp_path / "whole.gif", quality="small", **LOOK, **options)
    output, _ = fitted(descent, tmp_path / "a.gif", int(0.8 * whole.bytes), **options)
    settings = sv.read_recipe(output.path).settings
    assert re.fullmatch(r"\d+:log", settings["frames"])
    assert settings["pause"] == "7:0.5"


def test_progress_never_goes_back(tmp_path, descent, full):
    seen = []
    with pytest.warns(sv.SurfaceVizWarning, match="given up"):
        sv.render(
            descent,
            tmp_path / "a.gif",
            max_bytes=full[".gif", "small"] // 2,
            report=lambda done, total: seen.append((done, total)),
            **LOOK,
        )
    done = [step for step, _ in seen]
    assert done == sorted(done)
    assert all(step <= total for step, total in seen)
    assert seen[-1][0] == seen[-1][1]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("250000", 250_000),
        ("10MB", 10_000_000),
        ("10 mb", 10_000_000),
        ("1.5M", 1_500_000),
        ("800kB", 800_000),
        ("2GB", 2_000_000_000),
        ("1KiB", 1024),
        ("0.5 MiB", 524_288),
    ],
)
def test_amounts_are_read_as_people_write_them(text, number):
    assert read_bytes(text) == number


@pytest.mark.parametrize("text", ["", "MB", "ten", "-5MB", "1,5MB", "5TB", "5i", "1e6", "nan"])
def test_what_is_no_amount_is_refused(run, text):
    code, out, err = run("render", f"--max-bytes={text}", "-o", "a.gif")
    assert (code, out) == (2, "")
    assert "expected a size such as 10MB" in err


@given(st.integers(1, 10**12))
def test_any_number_of_bytes_is_read_as_it_is(number):
    assert read_bytes(str(number)) == number


@pytest.mark.parametrize("most", [0, -1, 2.5, "many"])
def test_a_limit_that_is_no_number_of_bytes_is_refused(tmp_path, short, most):
    with pytest.raises(sv.InputError, match="max_bytes must be"):
        sv.render(short, tmp_path / "a.gif", max_bytes=most)


def test_the_command_says_what_it_gave_up(run):
    code, out, err = run(
        "render", "--max-bytes", "60kB", "-o", "a.gif", "--panels", "fit", "--size", "640x360"
    )
    assert code == 0
    assert re.search(r"a\.gif  \d+x\d+  \d+ frames", out)
    assert re.search(
        r"^warning: 'a\.gif' has [\d,]+ of 60,000 bytes; given up for that:", err, re.M
    )


def test_qualities_are_in_rising_order():
    assert [str(quality) for quality in Quality] == ["small", "good", "best"]
    for form in WRITERS.values():
        assert form.qualities
