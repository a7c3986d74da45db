from __future__ import annotations

import matplotlib as mpl
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg

import surfaceviz as sv
from surfaceviz.draw.artists.paths import Settled
from surfaceviz.draw.look import Look
from surfaceviz.draw.panels import PANELS
from surfaceviz.draw.stage import build_stage, draw_frames
from surfaceviz.draw.themes.theme import THEMES
from tests.conftest import SMALL

EPOCHS = [7, 0, 41, 100, 41, 3]


def full_redraw(scene, epoch, **look):
    """The same frame drawn from nothing, every artist of it."""
    canvas = FigureCanvasAgg(sv.still(scene, epoch, **look))
    canvas.draw()
    return np.asarray(canvas.buffer_rgba()).copy()


@pytest.fixture(scope="module")
def diverging():
    with pytest.warns(sv.SurfaceVizWarning):
        return sv.build_scene(sv.article_data(), learning_rate=0.04)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("panels", [*[(name,) for name in PANELS], tuple(PANELS)])
def test_a_frame_drawn_incrementally_is_the_full_redraw(article, panels, theme):
    look = {"size": SMALL, "theme": theme, "panels": panels}
    frames = draw_frames(build_stage(article, Look(**look)), EPOCHS)
    for epoch, frame in zip(EPOCHS, frames, strict=True):
        assert np.array_equal(frame, full_redraw(article, epoch, **look)), epoch


@pytest.mark.parametrize("camera", [(30, -57), (8, 20), (90, 0), (0, 180)])
def test_it_is_so_for_a_diverging_run_from_any_side(diverging, camera):
    look = {"size": (960, 540), "camera": sv.Camera(*camera), "title": "up and away"}
    last = diverging.epochs
    epochs = [last, 0, 2, last // 2]
    frames = draw_frames(build_stage(diverging, Look(**look)), epochs)
    for epoch, frame in zip(epochs, frames, strict=True):
        assert np.array_equal(frame, full_redraw(diverging, epoch, **look)), epoch


@pytest.mark.parametrize("rate", [0.002, 0.0288])
def test_it_is_so_where_much_of_a_long_path_has_come_to_rest(rate):
    scene = sv.build_scene(sv.article_data(), learning_rate=rate, epochs=300, start=(6, -2))
    epochs = [290, 5, 129, 128, 127, 256, 300, 255, 257]
    frames = draw_frames(build_stage(scene, Look(size=SMALL)), epochs)
    for epoch, frame in zip(epochs, frames, strict=True):
        assert np.array_equal(frame, full_redraw(scene, epoch, size=SMALL)), epoch


def test_a_late_frame_moves_no_more_than_an_early_one():
    scene = sv.build_scene(sv.article_data(), learning_rate=0.002, epochs=20_000)
    stage = build_stage(scene, Look(size=SMALL))

    def moving_points(epoch):
        lines = [part for part in stage.update(epoch) if hasattr(part, "get_xydata")]
        return sum(len(line.get_xydata()) for line in lines if not isinstance(line, Settled))

    assert moving_points(19_950) < 1.3 * moving_points(150)


def test_a_frame_depends_on_its_epoch_alone(short):
    look = Look(size=SMALL)
    forward = [frame.copy() for frame in draw_frames(build_stage(short, look), range(5))]
    stage = build_stage(short, look)
    backward = [frame.copy() for frame in draw_frames(stage, reversed(range(5)))]
    again = [frame.copy() for frame in draw_frames(stage, range(5))]
    assert np.array_equal(forward, backward[::-1])
    assert np.array_equal(forward, again)


def test_the_users_matplotlib_settings_do_not_show(short):
    usual = [frame.copy() for frame in sv.frames(short, size=SMALL)]
    own = {
        "axes.grid": True,
        "lines.linewidth": 9.0,
        "text.usetex": True,
        "font.family": "serif",
        "xtick.direction": "in",
        "axes.spines.top": False,
        "axes.facecolor": "red",
    }
    with mpl.rc_context(own):
        changed = list(sv.frames(short, size=SMALL))
        assert mpl.rcParams["axes.grid"]
    assert np.array_equal(usual, changed)


def test_every_epoch_looks_different_and_opaque(article):
    seen = set()
    for frame in draw_frames(build_stage(article, Look(size=SMALL)), range(101)):
        assert (frame[..., 3] == 255).all()
        seen.add(frame.tobytes())
    assert len(seen) == 101


def test_frames_are_lazy_and_the_callers_own(article):
    frames = sv.frames(article, size=SMALL)
    first = next(frames)
    kept = first.copy()
    second = next(frames)
    assert first.shape == (360, 640, 3)
    assert first.dtype == np.uint8
    assert np.array_equal(first, kept)
    assert not np.array_equal(first, second)
    assert sum(1 for _ in frames) == 99


@settings(max_examples=25, deadline=None)
@given(st.integers(160, 800), st.integers(120, 600))
def test_the_size_of_a_frame_is_exact(width, height):
    scene = sv.build_scene([0.0, 1.0, 2.0], [0.0, 2.0, 3.0], epochs=1, grid=2)
    frame = next(sv.frames(scene, size=(2 * width, 2 * height), panels=("loss",)))
    assert frame.shape == (2 * height, 2 * width, 3)


@pytest.mark.parametrize("theme", THEMES)
def test_the_page_has_the_themes_colour_to_its_edges(short, theme):
    frame = next(sv.frames(short, size=SMALL, theme=theme))
    wanted = [int(THEMES[theme].background[i : i + 2], 16) for i in (1, 3, 5)]
    for edge in (frame[0], frame[-1], frame[:, 0], frame[:, -1]):
        assert (edge == wanted).all()


def test_a_still_can_be_saved_at_any_resolution(short, tmp_path):
    figure = sv.still(short)
    for suffix in ("png", "pdf", "svg"):
        figure.savefig(tmp_path / f"still.{suffix}", dpi=200)
        assert (tmp_path / f"still.{suffix}").stat().st_size > 10_000


@pytest.mark.parametrize("epoch", [-1, 5])
def test_there_is_no_still_of_an_epoch_that_was_not_run(short, epoch):
    with pytest.raises(sv.InputError, match="epoch must be between 0 and 4"):
        sv.still(short, epoch)


@pytest.mark.parametrize(
    ("look", "says"),
    [
        ({"theme": "lihgt"}, "did you mean 'light'"),
        ({"panels": ("contuor",)}, "did you mean 'contour'"),
        ({"panels": ()}, "at least one panel"),
        ({"panels": 5}, "panels must be names of panels"),
        ({"panels": ("fit", "fit")}, "'fit' is named more than once"),
    ],
)
def test_unknown_choices_are_refused(short, look, says):
    with pytest.raises(sv.InputError, match=says):
        sv.still(short, **look)
