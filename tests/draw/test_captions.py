from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

import surfaceviz as sv
from surfaceviz.draw.canvas import make_canvas
from surfaceviz.draw.captions import SIZE, draw_captions, plan_captions
from surfaceviz.draw.layouts.layout import EDGE
from surfaceviz.draw.look import Look
from surfaceviz.draw.stage import build_stage, draw_frames, make_figure
from surfaceviz.draw.themes.theme import DARK, LIGHT, THEMES
from tests.conftest import SMALL

TEXTS = [
    "The loss falls",
    "a price of $5 to $6 and $\\frac{1}{$",
    "<b>bold</b> & \\textbf{x} 100 %",
    "two\nlines\tin one",
    "word " * 60,
]


def room_below(captions):
    """Points below the panels: a margin that is always there, and the captions' row."""
    return 0.7 * EDGE + captions.height


def written(text, size=(1280, 720)):
    """The rows and columns where a page with nothing but a caption has any ink."""
    canvas = make_canvas(size)
    figure = make_figure(canvas, LIGHT)
    captions = plan_captions([(0, text)], 10, canvas, LIGHT)
    draw_captions(figure, canvas, captions, LIGHT)(0)
    drawn = FigureCanvasAgg(figure)
    drawn.draw()
    pixels = np.asarray(drawn.buffer_rgba())[..., :3]
    rows, columns = np.nonzero((pixels != pixels[0, 0]).any(axis=-1))
    return rows, columns, captions


@pytest.mark.parametrize("size", [(1280, 720), (640, 360), (1080, 1080), (3840, 2160)])
@pytest.mark.parametrize("text", TEXTS)
def test_a_caption_lies_in_the_middle_of_its_row_and_within_the_frame(text, size):
    rows, columns, captions = written(text, size=size)
    scale = make_canvas(size).scale
    assert size[1] - rows.min() <= room_below(captions) * scale
    assert rows.max() < size[1] - 1
    assert columns.min() >= EDGE * scale - 2
    assert columns.max() <= size[0] - EDGE * scale + 2
    assert (columns.min() + columns.max()) / 2 == pytest.approx(size[0] / 2, abs=4 * scale)


@pytest.mark.parametrize("theme", THEMES.values())
def test_it_can_be_read(theme):
    """Letters at least as large as those of the panels' titles."""
    captions = plan_captions([(0, "word")], 10, make_canvas(SMALL), theme)
    assert captions.size == SIZE * theme.headline_size >= theme.title_size


def test_a_character_that_no_font_has_is_named():
    with pytest.warns(sv.SurfaceVizWarning, match="no installed font"):
        rows, _, _ = written("a\U00013000")
    assert rows.size


def test_without_captions_no_room_is_taken():
    captions = plan_captions([], 10, make_canvas(SMALL), DARK)
    assert captions.height == 0
    assert draw_captions(Figure(), make_canvas(SMALL), captions, DARK)(3) == []


@given(
    st.dictionaries(st.integers(0, 50), st.sampled_from(["a", "b", ""]), max_size=6), st.randoms()
)
@settings(max_examples=60, deadline=None)
def test_a_caption_shows_from_its_epoch_until_the_next(given_captions, random):
    pairs = list(given_captions.items())
    random.shuffle(pairs)
    canvas = make_canvas(SMALL)
    update = draw_captions(Figure(), canvas, plan_captions(pairs, 50, canvas, LIGHT), LIGHT)
    for epoch in range(51):
        begun = [begin for begin in given_captions if begin <= epoch]
        wanted = given_captions[max(begun)] if begun else ""
        assert "".join(text.get_text() for text in update(epoch) if text.get_visible()) == wanted


@pytest.mark.parametrize(
    ("captions", "says"),
    [
        ([(5, "a"), (5, "b")], "two captions at epoch 5"),
        ([(120, "a"), (3, "b")], "a caption at epoch 120, but the film ends with epoch 100"),
        ([(-1, "a")], "a caption at epoch -1, but the film begins with epoch 0"),
        ([(2.5, "a")], "each caption must be a pair"),
        (["ab", "c"], "each caption must be a pair"),
        ([(5, 7)], "the caption at epoch 5 must be a text, got 7"),
        (5, "each caption must be a pair"),
    ],
)
def test_what_cannot_be_a_caption_is_refused(article, captions, says):
    with pytest.raises(sv.InputError, match=says):
        build_stage(article, Look(size=SMALL, captions=captions))


def drawn(scene, epochs, **look):
    frames = draw_frames(build_stage(scene, Look(size=SMALL, **look)), epochs)
    return np.array([frame.copy() for frame in frames])


@pytest.mark.parametrize("theme", THEMES)
def test_captions_change_nothing_outside_of_their_row(short, theme):
    look = {"theme": theme, "panels": ("loss", "fit")}
    captions = [(1, "The loss falls"), (3, "word " * 40), (4, "")]
    said, silent = (drawn(short, range(5), captions=cues, **look) for cues in (captions, [(0, "")]))
    canvas = make_canvas(SMALL)
    height = room_below(plan_captions(captions, 4, canvas, LIGHT))
    row = SMALL[1] - int(height * canvas.scale)
    assert np.array_equal(said[:, :row], silent[:, :row])
    differs = (said != silent).any(axis=(1, 2, 3))
    assert differs.tolist() == [False, True, True, True, False]
    # The panels keep out of it.
    page = silent[0, -1, 0]
    assert np.all(silent[:, row:] == page)


def test_a_frame_with_a_caption_depends_on_its_epoch_alone(short):
    look = {"panels": ("loss",), "captions": [(3, "late"), (1, "early")]}
    order = [4, 0, 3, 1, 2, 0, 4]
    assert np.array_equal(drawn(short, order, **look), drawn(short, range(5), **look)[order])
