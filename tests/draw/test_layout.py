from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text

import surfaceviz as sv
from surfaceviz.draw.canvas import make_canvas
from surfaceviz.draw.layouts.side_by_side import arrange
from surfaceviz.draw.outlines import OutlinedText
from surfaceviz.draw.panels import PANELS
from tests.conftest import SMALL

EVEN = st.integers(160, 1000).map(lambda half: 2 * half)
ORDERS = [
    order for count in range(1, len(PANELS) + 1) for order in itertools.permutations(PANELS, count)
]


@given(EVEN, EVEN, st.sampled_from(ORDERS), st.floats(40, 90))
def test_cells_lie_inside_and_apart(width, height, order, header):
    canvas = make_canvas((width, height))
    try:
        columns = arrange([PANELS[name].height for name in order], canvas, header)
    except sv.InputError:
        assume(False)
    cells = {number: box for column in columns for number, box in column}
    assert sorted(cells) == list(range(len(order)))
    right, top = canvas.points
    for box in cells.values():
        assert box.left >= 0
        assert box.bottom >= 0
        assert box.left + box.width <= right
        assert box.bottom + box.height <= top - header + 1e-9
    for a, b in itertools.combinations(cells.values(), 2):
        beside = a.left + a.width <= b.left or b.left + b.width <= a.left
        over = a.bottom + a.height <= b.bottom or b.bottom + b.height <= a.bottom
        assert beside or over


@pytest.mark.parametrize("order", [order for order in ORDERS if len(order) == 4][:2])
def test_the_first_panel_is_at_the_upper_left(order):
    columns = arrange([PANELS[name].height for name in order], make_canvas((1280, 720)), 60)
    assert columns[0][0][0] == 0


@pytest.mark.parametrize(
    ("size", "says"),
    [
        ((1281, 720), "nearest is 1282x720"),
        ((1280, 719), "nearest is 1280x720"),
        ((2, 2), "320 to 7680 pixels wide"),
        ((1280, 100), "240 to 4320 pixels high"),
        ((100_000, 720), "320 to 7680"),
        ((-4, 720), "320 to 7680"),
        ((99_999, 99_999), "320 to 7680"),
        ((7680, 4319), "nearest is 7680x4320"),
        ((640.5, 480), "two whole numbers"),
        ((640,), "two whole numbers"),
    ],
)
def test_impossible_sizes_are_refused(size, says):
    with pytest.raises(sv.InputError, match=says):
        make_canvas(size)


@pytest.mark.parametrize(
    ("size", "columns"), [((1280, 720), 2), ((720, 1280), 1), ((2560, 720), 4)]
)
def test_the_frames_shape_decides_the_columns(size, columns):
    cells = arrange([panel.height for panel in PANELS.values()], make_canvas(size), 60)
    assert len(cells) == columns


def test_sizes_may_be_numpys(short):
    frame = next(sv.frames(short, size=tuple(np.array(SMALL)), panels=("fit",)))
    assert frame.shape == (360, 640, 3)


def test_too_many_panels_for_a_small_frame_are_refused(short):
    with pytest.raises(sv.InputError, match=r"too small for .* panels .4."):
        next(sv.frames(short, size=(320, 240)))


@pytest.mark.parametrize("order", [("surface",), ("contour", "fit"), ("loss", "surface", "fit")])
@pytest.mark.parametrize("size", [(640, 480), (1280, 720), (720, 1280), (1080, 1080)])
def test_everything_stays_inside_the_frame(short, order, size):
    figure = sv.still(short, 2, size=size, panels=order, title="A title " * 40)
    width, height = figure.bbox.size
    for part in [*figure.texts, *(axes.get_tightbbox() for axes in figure.axes)]:
        box = part.get_window_extent() if hasattr(part, "get_window_extent") else part
        assert box.x0 >= 0
        assert box.y0 >= 0
        assert box.x1 <= width + 0.5
        assert box.y1 <= height + 0.5


@pytest.fixture
def texts_of(monkeypatch):
    """Return the function that tells which texts a figure draws, and where."""

    def texts_of(figure):
        drawn = {}

        def recorded(draw):
            def record(text, renderer):
                if text.get_visible() and text.get_text() and text.get_alpha() != 0:
                    drawn[id(text)] = (text, text.get_window_extent(renderer))
                draw(text, renderer)

            return record

        with monkeypatch.context() as patch:
            for kind in (Text, OutlinedText):
                patch.setattr(kind, "draw", recorded(kind.draw))
            FigureCanvasAgg(figure).draw()
        return list(drawn.values())

    return texts_of


@pytest.mark.parametrize("size", [(1280, 720), (720, 1280), (960, 960), (2560, 720)])
@pytest.mark.parametrize("count", [1, 2, 3, 4])
@pytest.mark.parametrize("camera", [(30, -57), (10, 33), (60, 150), (90, 0)])
def test_no_text_covers_another(short, texts_of, size, count, camera):
    look = {"size": size, "panels": tuple(PANELS)[:count], "camera": sv.Camera(*camera)}
    texts = texts_of(sv.still(short, 3, title="Title", **look))
    straight = [(text, box) for text, box in texts if not text.get_rotation() % 90]
    assert len(straight) > 8
    for (a, first), (b, second) in itertools.combinations(straight, 2):
        overlap = np.minimum(first.max, second.max) - np.maximum(first.min, second.min)
        assert not (overlap > 1.5).all(), (a.get_text(), b.get_text())


def test_type_is_never_small(short, texts_of):
    figure = sv.still(short, 3, size=(1280, 720), title="Title")
    for text, _ in texts_of(figure):
        assert text.get_fontsize() * figure.dpi / 72 >= 12
