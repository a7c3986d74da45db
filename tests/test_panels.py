from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

import surfaceviz as sv
from surfaceviz.panels import PANELS
from surfaceviz.panels.box import make_scale
from surfaceviz.panels.loss_curve import log_label
from surfaceviz.panels.mesh import Triangles
from surfaceviz.panels.parts import thinned
from surfaceviz.panels.relief import make_relief
from surfaceviz.theme import LIGHT, THEMES


def drawn(name, scene, epoch, theme=LIGHT):
    figure = Figure(figsize=(6, 4))
    axes = figure.add_subplot()
    artists = PANELS[name].draw(axes, scene, sv.Style(theme))(epoch)
    FigureCanvasAgg(figure).draw()
    return axes, artists


@pytest.mark.parametrize("name", PANELS)
@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_a_panel_can_be_drawn_into_axes_of_ones_own(name, theme, article):
    axes, artists = drawn(name, article, 12, theme)
    assert artists
    assert all(artist.axes is axes for artist in artists)


@pytest.mark.parametrize("name", PANELS)
def test_every_run_is_drawn_and_stays_where_it_ended(name, article, short):
    runs = (*article.runs, *short.runs * 5)
    axes = Figure().add_subplot()
    update = PANELS[name].draw(axes, dataclasses.replace(article, runs=runs), sv.Style())
    each = len(PANELS[name].draw(Figure().add_subplot(), article, sv.Style())(0))
    moving = update(100)
    assert len(moving) == 6 * each
    update(4)
    at_its_end = [artist.get_xydata() for artist in moving[each:]]
    update(77)
    for artist, before in zip(moving[each:], at_its_end, strict=True):
        assert np.array_equal(artist.get_xydata(), before, equal_nan=True)


def test_residuals_end_at_the_points_of_a_crowd(noisy):
    scene = sv.build_scene(noisy[0][:900], noisy[1][:900], epochs=1)
    axes, (residuals, _) = drawn("fit", scene, 0)
    points = next(line for line in axes.lines if len(line.get_xydata()) == 900)
    ends = residuals.get_xydata().reshape(-1, 3, 2)[:, 0]
    shown = ends[~np.isnan(ends[:, 1])]
    distance = np.abs(shown[:, None, 1] - scene.data.y).min(axis=1)
    pixels = distance * axes.bbox.height / np.ptp(axes.get_ylim()) * 72 / axes.figure.dpi
    assert pixels.max() <= points.get_markersize() / 2 + 1e-6


def test_a_very_fine_grid_is_drawn_in_reasonable_time_and_memory():
    scene = sv.build_scene(sv.article_data(), epochs=1, grid=1200)
    axes, _ = drawn("surface", scene, 1)
    mesh = next(part for part in axes.get_children() if isinstance(part, Triangles))
    assert len(mesh.corners) < 200_000


@pytest.mark.parametrize("name", PANELS)
def test_what_moves_is_always_the_same_and_above_the_rest(name, article):
    axes = Figure().add_subplot()
    update = PANELS[name].draw(axes, article, sv.Style())
    moving = update(0)
    assert update(55) == moving
    still = [part for part in axes.get_children() if part not in moving]
    spines_and_axes = [*axes.spines.values(), axes.xaxis, axes.yaxis, axes.patch]
    lowest = min(artist.get_zorder() for artist in moving)
    texts = [part for part in still if hasattr(part, "get_text")]
    for part in still:
        if part not in spines_and_axes and part not in texts:
            assert part.get_zorder() < lowest


def test_modules_of_panels_are_reached_by_name(article):
    update = sv.panels.contour.draw(Figure().add_subplot(), article, sv.Style())
    assert update(3)


def test_the_map_shows_the_path_so_far(article):
    axes, (halo, core, _dots, present) = drawn("contour", article, 2)
    params = article.runs[0].trajectory.params
    assert core.get_xydata() == pytest.approx(params[:3])
    assert halo.get_xydata() == pytest.approx(params[:3])
    assert present.get_xydata() == pytest.approx(params[2:3])
    assert axes.get_xlim() == pytest.approx(article.window.m)
    assert axes.get_ylim() == pytest.approx(article.window.b)


def test_outside_the_window_an_arrow_at_the_edge_points_the_way():
    scene = sv.build_scene(
        sv.article_data(), learning_rate=0.01, window=sv.Window((1.0, 2.0), (0.0, 1.0))
    )
    _, (*_, present) = drawn("contour", scene, 100)
    ((m, b),) = present.get_xydata()
    assert 1.9 < m < 2.0
    assert 0.0 < b < 1.0
    assert present.get_marker() != "o"


def test_the_fit_shows_the_line_and_the_residuals(article):
    axes, (residuals, line) = drawn("fit", article, 40)
    m, b = article.runs[0].trajectory.params[40]
    x, y = line.get_data()
    assert y == pytest.approx(m * x + b)
    assert tuple(x) == axes.get_xlim()
    segments = residuals.get_xydata().reshape(-1, 3, 2)
    assert len(segments) == 100
    assert np.isnan(segments[:, 2, 1]).all()
    assert segments[:, 1, 1] == pytest.approx(m * article.data.x + b)
    shown = ~np.isnan(segments[:, 0, 1])
    gap = np.abs(segments[shown, 0, 1] - article.data.y[shown])
    assert gap == pytest.approx(np.full(shown.sum(), gap[0]))


def test_of_many_points_the_title_says_how_many_are_shown(noisy):
    axes, _ = drawn("fit", sv.build_scene(*noisy, epochs=1), 1)
    assert "2,000 of 100,000 points" in next(text.get_text() for text in axes.texts)


def test_the_loss_curve_is_the_losses(article):
    axes, (path, present) = drawn("loss", article, 30)
    losses = article.runs[0].trajectory.losses
    assert path.get_ydata() == pytest.approx(losses[:31])
    assert present.get_xydata() == pytest.approx(np.array([[30, losses[30]]]))
    assert axes.get_yscale() == "log"
    assert axes.get_xlim() == (0, 100)


def test_a_loss_that_hardly_changes_has_a_linear_axis():
    scene = sv.build_scene([0.0, 1.0, 2.0, 3.0], [5.0, -5.0, 5.0, -5.0], epochs=5)
    axes, _ = drawn("loss", scene, 5)
    assert axes.get_yscale() == "linear"


@pytest.mark.parametrize("start", [(3.0, 0.0), (4.0, 0.0), (9.0, 0.0), (100.0, 0.0)])
def test_a_logarithmic_loss_axis_always_has_labels(start):
    scene = sv.build_scene([-1.0, 0.0, 1.0], [1.0, 0.0, 4.0], start=start, epochs=30)
    axes, _ = drawn("loss", scene, 5)
    low, high = axes.get_ylim()
    shown = [tick for tick in axes.get_yticks() if low <= tick <= high]
    assert len(shown) >= 2


def test_a_loss_of_zero_can_be_drawn():
    scene = sv.build_scene([0.0, 1.0], [0.0, 1.0], start=(1.0, 0.0), epochs=3)
    assert scene.runs[0].trajectory.losses.max() == 0
    for name in PANELS:
        drawn(name, scene, 3)


def test_the_path_in_space_is_the_trace_seen_by_the_camera(article):
    _, (faint, halo, core, _dots, present) = drawn("surface", article, 5)
    assert np.array_equal(halo.get_xydata(), core.get_xydata(), equal_nan=True)
    seen, behind = core.get_xydata(), faint.get_xydata()
    # Every point is either in sight or drawn as hidden; the ends of pieces are both.
    assert not (np.isnan(seen).any(axis=1) & np.isnan(behind).any(axis=1)).any()
    assert len(seen) == 5 * article.runs[0].trace.params.shape[1]
    assert present.get_xydata() == pytest.approx(seen[-1:])


def test_hidden_parts_of_the_path_are_faint():
    scene = sv.build_scene(sv.article_data(), learning_rate=0.005, window="bowl", epochs=20)
    axes = Figure().add_subplot()
    update = sv.panels.surface3d.draw(axes, scene, sv.Style(camera=sv.Camera(15, -160)))
    faint, _, core, _, present = update(20)
    assert np.isfinite(faint.get_xydata()).all(axis=1).any()
    assert np.isfinite(core.get_xydata()).all(axis=1).any()
    assert faint.get_alpha() < 0.5
    shown = []
    for epoch in range(21):
        update(epoch)
        shown.append(present.get_alpha() or 1.0)
    assert {alpha < 0.5 for alpha in shown} == {True, False}


def test_colours_are_logarithmic_above_the_least_loss(article):
    relief = make_relief(article, LIGHT)
    least = article.objective.value(article.objective.optimum)
    assert np.diff(np.log(relief.levels - least)) == pytest.approx(
        np.full(
            relief.levels.size - 1,
            np.log(relief.levels[1] - least) - np.log(relief.levels[0] - least),
        )
    )
    assert relief.colours.shape == (120, 120, 4)
    order = np.argsort(article.surface.loss, axis=None)
    green = relief.colours[..., 1].ravel()[order]
    assert (np.diff(green) >= 0).all()  # viridis grows greener all the way


@pytest.mark.parametrize(
    ("low", "high"), [(0, 1), (-1.24, 7.18), (0, 4.2e13), (1e6, 1e6 + 3), (-2e-9, 3e-9), (5, 5)]
)
def test_ticks_lie_on_the_axis_and_their_labels_tell_their_values(low, high):
    scale = make_scale("m", low, high)
    assert (np.abs(scale.places) <= 1 + 1e-9).all()
    assert 1 <= len(scale.places) == len(scale.labels) <= 6
    factor, offset = 1.0, 0.0
    if "×" in scale.name:
        factor = float(scale.name.split("×")[1].split(")")[0].split("+")[0].replace("−", "-"))
    if "+" in scale.name:
        offset = float(scale.name.split("+")[1].rstrip(")"))
    for place, label in zip(scale.places, scale.labels, strict=True):
        value = low + (place + 1) / 2 * (high - low)
        told = float(label.replace("−", "-")) * factor + offset
        assert told == pytest.approx(value, abs=0.02 * (high - low) + 1e-300)


@pytest.mark.parametrize(
    ("value", "label"),
    [
        (1, "1"),
        (1e-3, "0.001"),
        (1e4, "10,000"),
        (1e5, "10⁵"),
        (1e-9, "10⁻⁹"),
        (0.02, "0.02"),
        (5e6, "5×10⁶"),
    ],
)
def test_labels_of_a_log_axis_are_plain_where_that_is_short(value, label):
    assert log_label(value) == label


def test_dots_that_are_kept_lie_apart_and_leave_no_gap():
    places = np.cumsum(np.random.default_rng(3).normal(0, 1, (500, 2)), axis=0)
    places[17] = np.nan
    kept = thinned(places, 4.0)
    assert kept[0] == 0
    assert 17 not in kept
    between = np.linalg.norm(places[kept][:, None] - places[kept], axis=-1)
    assert between[~np.eye(len(kept), dtype=bool)].min() >= 4.0
    finite = places[np.isfinite(places).all(axis=1)]
    assert np.linalg.norm(finite[:, None] - places[kept], axis=-1).min(axis=1).max() < 4.0


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_type_stands_out_from_the_page(theme):
    """WCAG 2.2: 4.5 to 1 for text."""
    for colour in (theme.text, theme.muted, theme.runs[0]):
        light, dark = sorted([luminance(colour), luminance(theme.background)], reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4.5 - 0.1 * (colour == theme.runs[0])


def luminance(colour):
    channels = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return linear @ [0.2126, 0.7152, 0.0722]
