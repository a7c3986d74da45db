from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from matplotlib.colors import to_hex

import surfaceviz as sv
from surfaceviz.draw.canvas import make_canvas
from surfaceviz.draw.layouts import LAYOUTS
from surfaceviz.draw.layouts.grid import grid_boxes
from surfaceviz.draw.layouts.layout import Margins
from surfaceviz.draw.look import Look
from surfaceviz.draw.overlays import SHOWS
from surfaceviz.draw.stage import build_stage, draw_frames
from surfaceviz.draw.themes.theme import LIGHT
from tests.conftest import SMALL
from tests.draw.test_layout import EVEN, texts_of

__all__ = ["texts_of"]


def several(count, **more):
    rates = np.linspace(0.005, 0.02, count).tolist()
    return sv.build_scene(
        sv.article_data(), learning_rate=rates, start=(5.5, -4.0), epochs=12, grid=20, **more
    )


def maps(figure):
    return [axes for axes in figure.axes if axes.images]


@given(EVEN, EVEN, st.integers(1, 8), st.integers(0, 2), st.floats(40, 90), st.floats(0, 30))
def test_maps_lie_inside_apart_and_in_rows(width, height, runs, shared, header, footer):
    canvas = make_canvas((width, height))
    try:
        columns, below = grid_boxes(runs, shared, canvas, Margins(header, footer))
    except sv.InputError:
        assume(False)
    boxes = [*itertools.chain(*columns), *below]
    assert len(boxes) == runs + shared
    right, top = canvas.points
    for box in boxes:
        assert box.left >= 0
        assert box.bottom >= footer
        assert box.left + box.width <= right
        assert box.bottom + box.height <= top - header + 1e-9
    for a, b in itertools.combinations(boxes, 2):
        beside = a.left + a.width <= b.left or b.left + b.width <= a.left
        over = a.bottom + a.height <= b.bottom or b.bottom + b.height <= a.bottom
        assert beside or over
    lengths = [len(column) for column in columns]
    assert lengths == sorted(lengths, reverse=True)
    assert lengths[0] - lengths[-1] <= 1


@pytest.mark.parametrize(
    ("size", "runs", "columns"),
    [((1280, 720), 2, 2), ((1280, 720), 8, 4), ((720, 1280), 2, 1), ((2560, 720), 4, 4)],
)
def test_the_frames_shape_decides_the_columns(size, runs, columns):
    found, _ = grid_boxes(runs, 1, make_canvas(size), Margins(60))
    assert len(found) == columns


def test_too_many_maps_for_a_small_frame_are_refused():
    with pytest.raises(sv.InputError, match=r"320x240 .* too small for a grid of 8 maps"):
        sv.still(several(8), size=(320, 240), layout="grid")


def test_an_unknown_layout_is_refused(short):
    with pytest.raises(sv.InputError, match=r"unknown layout 'gird' .*did you mean 'grid'"):
        sv.still(short, layout="gird")


@pytest.mark.parametrize("count", [1, 3, 6])
def test_every_run_has_a_map_of_the_same_window_with_its_name_and_loss(count, texts_of):
    scene = several(count)
    figure = sv.still(scene, 7, layout="grid")
    found = maps(figure)
    assert len(found) == count
    assert len({(axes.get_xlim(), axes.get_ylim()) for axes in found}) == 1
    said = {text.get_text(): to_hex(text.get_color()) for text, _ in texts_of(figure)}
    for run, colour in zip(scene.runs, LIGHT.runs, strict=False):
        assert said[run.label] == colour
        assert said[f"{run.trajectory.losses[7]:.2f}"] == colour
    for run in scene.runs:
        ends = [axes for axes in found if has_path(axes, run.path[:8])]
        assert len(ends) == 1


def has_path(axes, path):
    return any(
        line.get_xydata().shape == path.shape and np.allclose(line.get_xydata(), path)
        for line in axes.lines
        if line.get_linestyle() != "None"
    )


@pytest.mark.parametrize(
    ("panels", "shared"),
    [(("contour",), 0), (("loss",), 1), (("surface", "fit", "loss"), 2), (("fit",), 1)],
)
def test_below_the_maps_are_the_panels_that_all_runs_share(panels, shared):
    figure = sv.still(several(2), 3, layout="grid", panels=panels)
    assert len(figure.axes) == 2 + shared


def test_raw_and_standardized_runs_are_shown_side_by_side():
    scene = sv.build_scene(
        sv.article_data(), standardize=[False, True], axes="own", epochs=5, grid=30
    )
    raw, round_one = maps(sv.still(scene, layout="grid"))
    assert raw.get_xlabel() == "slope m"
    assert round_one.get_xlabel() == "slope m′ (z-scored x)"
    assert raw.get_xlim() != round_one.get_xlim()
    hessian = scene.runs[1].chart.objective.hessian(np.zeros(2))
    assert np.linalg.cond(hessian) == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("count", "size"), [(6, (1280, 720)), (6, (720, 1280)), (2, (2560, 720)), (2, SMALL)]
)
def test_no_text_of_a_grid_covers_another_or_is_cut(count, size, texts_of):
    figure = sv.still(several(count), 12, layout="grid", size=size, panels=("loss",), title="T")
    texts = [(text, box) for text, box in texts_of(figure) if not text.get_rotation() % 90]
    for text, box in texts:
        assert box.x0 >= 0, text
        assert box.x1 <= size[0] + 0.5, text
        assert box.y0 >= 0, text
        assert box.y1 <= size[1], text
    for (a, first), (b, second) in itertools.combinations(texts, 2):
        overlap = np.minimum(first.max, second.max) - np.maximum(first.min, second.min)
        assert not (overlap > 1.5).all(), (a.get_text(), b.get_text())


def test_layouts_tell_what_they_are():
    assert list(LAYOUTS) == ["panels", "grid"]
    for layout in LAYOUTS.values():
        assert layout.description
        assert callable(layout.deal)


def test_a_grid_of_one_run_is_its_map(short):
    figure = sv.still(short, layout="grid", size=SMALL, panels=("contour",))
    assert len(figure.axes) == 1


def test_a_map_stays_as_it_is_when_its_run_has_ended():
    with pytest.warns(sv.SurfaceVizWarning):
        scene = sv.build_scene(sv.article_data(), learning_rate=[0.05, 0.001], epochs=50, grid=20)
    ended = scene.runs[0].epochs
    assert ended < scene.epochs
    look = Look(size=SMALL, layout="grid", panels=("contour",), show=tuple(SHOWS))
    before, after = (
        frame[100:, : SMALL[0] // 2].copy()
        for frame in draw_frames(build_stage(scene, look), (ended, 50))
    )
    assert np.array_equal(before, after)
