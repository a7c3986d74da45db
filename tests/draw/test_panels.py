from __future__ import annotations

import contextlib
import dataclasses
import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

import surfaceviz as sv
from surfaceviz.data.dates import MICROSECONDS, Dates
from surfaceviz.draw.artists.box import make_scale
from surfaceviz.draw.artists.mesh import Triangles
from surfaceviz.draw.artists.parts import thinned
from surfaceviz.draw.artists.paths import Settled
from surfaceviz.draw.artists.relief import make_relief
from surfaceviz.draw.artists.ticks import date_ticks
from surfaceviz.draw.lettering import text_width
from surfaceviz.draw.look import Look
from surfaceviz.draw.panels import PANELS
from surfaceviz.draw.panels.fit import TONES, shades
from surfaceviz.draw.panels.loss_curve import log_label
from surfaceviz.draw.stage import build_stage, draw_frames
from surfaceviz.draw.themes.theme import LIGHT, THEMES
from tests.conftest import SMALL


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
    later = update(55)
    # What has come to rest is only added to.
    assert [part for part in later if not isinstance(part, Settled)] == moving
    still = [part for part in axes.get_children() if part not in (*moving, *update(100))]
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


def test_of_a_sample_the_title_says_how_many_are_shown(noisy):
    scene = sv.build_scene(*noisy, epochs=1)
    sample = dataclasses.replace(scene.data, density=None)
    axes, _ = drawn("fit", dataclasses.replace(scene, data=sample), 1)
    assert axes.texts[0].get_text() == "Fitted line (2,000 of 100,000 points)"
    assert not axes.images


@pytest.fixture(scope="module")
def many(noisy):
    return sv.build_scene(*noisy, epochs=4, grid=40)


def test_many_points_are_shown_as_their_density(many):
    axes, _ = drawn("fit", many, 0)
    (image,) = axes.images
    data = many.data
    assert axes.texts[0].get_text() == "Fitted line (100,000 points)"
    assert tuple(image.get_extent()) == (*data.density.mesh.x_range, *data.density.mesh.y_range)
    assert image.get_array().shape == (*data.density.counts.shape, 4)
    assert axes.get_xlim()[0] < data.x_range[0] < data.x_range[1] < axes.get_xlim()[1]


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_the_more_points_in_a_cell_the_further_is_its_colour_from_the_page(theme, many):
    counts = many.data.density.counts
    colours = shades(counts, theme).astype(int)
    assert np.array_equal(colours[..., 3], np.where(counts > 0, 255, 0))
    there, tones = counts[counts > 0], colours[counts > 0, :3]
    distance = np.abs(tones - rgb(theme.background)).sum(axis=1)
    assert (np.diff(distance[np.argsort(there)]) >= 0).all()
    assert (tones[there == there.max()] == rgb(theme.points)).all()
    assert len(np.unique(tones, axis=0)) <= TONES
    faintest = tones[there.argmin()]
    bright, dark = sorted(map(relative_luminance, (faintest, rgb(theme.background))), reverse=True)
    assert (bright + 0.05) / (dark + 0.05) > 1.4


def test_cells_of_a_single_point_each_have_the_colour_of_points():
    colours = shades(np.array([[0, 1], [1, 0]]), LIGHT)
    assert colours[0, 1].tolist() == [*rgb(LIGHT.points), 255]
    assert colours[0, 0, 3] == 0


@pytest.mark.parametrize("theme", THEMES)
def test_cells_are_where_their_points_are_and_empty_ones_show_the_page(theme):
    x = np.r_[0.0, np.full(4000, 5.04), 10.0]
    scene = sv.build_scene(x, x, epochs=1)
    figure = sv.still(scene, 0, panels=("fit",), theme=theme)
    (axes,) = (axes for axes in figure.axes if axes.images)
    for part in (*axes.lines, *axes.get_xgridlines(), *axes.get_ygridlines()):
        part.set_visible(False)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    frame = np.asarray(canvas.buffer_rgba())[::-1, :, :3].astype(int)

    density = scene.data.density
    (left, wide), (low, high) = (
        (edges[0], edges[1] - edges[0]) for edges in (density.x_edges, density.y_edges)
    )

    def colours(row, column):
        """Of a cell, in its middle and near its corners."""
        places = [(0.5, 0.5), (0.2, 0.2), (0.8, 0.2), (0.8, 0.8), (0.2, 0.8)]
        points = [(left + (column + x) * wide, low + (row + y) * high) for x, y in places]
        pixels = np.floor(axes.transData.transform(points)).astype(int)
        return {tuple(frame[line, place].tolist()) for place, line in pixels}

    page, full = (tuple(rgb(getattr(THEMES[theme], part))) for part in ("background", "points"))
    faint = tuple(shades(np.array([[1, 4000]]), THEMES[theme])[0, 0, :3].tolist())
    first, middle, last = np.argwhere(density.counts > 0)
    assert colours(*first) == colours(*last) == {faint}
    assert colours(*middle) == {full}
    for cell in (first, middle, last):
        for step in [(0, 1), (1, 0), (0, -1), (-1, 0), (1, 1)]:
            assert colours(*(cell + step)) == {page}


@pytest.mark.parametrize(("spread_x", "spread_y"), [(0, 1), (1, 0)])
def test_a_density_without_width_or_height_is_a_strip(spread_x, spread_y):
    steps = np.linspace(-1.0, 1.0, 3000)
    data = sv.Dataset.of(2.0 + spread_x * steps, 7.0 + spread_y * steps)
    with pytest.warns(sv.SurfaceVizWarning) if not spread_x else contextlib.nullcontext():
        scene = sv.build_scene(data, epochs=1, learning_rate=0.01)
    axes, _ = drawn("fit", scene, 0)
    (image,) = axes.images
    left, right, low, high = image.get_extent()
    width, height = np.ptp(axes.transData.transform([(left, low), (right, high)]), axis=0)
    thin = (width if not spread_x else height) * 72 / axes.figure.dpi
    assert thin == pytest.approx(10.0)
    assert ((left + right) / 2, (low + high) / 2) == pytest.approx((2.0, 7.0))


def test_residuals_of_a_density_start_at_dots(many):
    axes, (residuals, *_) = drawn("fit", many, 0)
    (dots,) = (line for line in axes.lines if line.get_marker() == "o")
    starts = residuals.get_xydata().reshape(-1, 3, 2)[:, 0]
    assert np.array_equal(starts[:, 0], dots.get_xdata())
    shown = ~np.isnan(starts[:, 1])
    gap = np.abs(starts[shown, 1] - dots.get_ydata()[shown])
    pixels = gap * axes.bbox.height / np.ptp(axes.get_ylim()) * 72 / axes.figure.dpi
    assert pixels == pytest.approx(np.full(shown.sum(), dots.get_markersize() / 2))


def test_a_frame_of_many_points_moves_no_more_than_one_of_few():
    def moving_points(count):
        x = np.linspace(-2.0, 2.0, count)
        _, artists = drawn("fit", sv.build_scene(x, x**3, epochs=3), 2)
        return [len(artist.get_xydata()) for artist in artists]

    assert moving_points(3_000) == moving_points(300_000)


def dated(first, span, count=60, **more):
    """A scene of dates from ``first`` on, as long as ``span``."""
    steps = np.linspace(0.0, 1.0, count)
    length = np.timedelta64(span, "us").astype(int)
    x = np.datetime64(first, "us") + (steps * length).astype("timedelta64[us]")
    data = sv.Dataset.of(x, 3 * steps, x_name="when")
    meaning = dataclasses.replace(data.dates, **more)
    return sv.build_scene(dataclasses.replace(data, dates=meaning), epochs=4, grid=20)


DAY = np.timedelta64(1, "D")
SPANS = {
    "days": ("2024-01-30", 3 * DAY),
    "weeks": ("2023-12-10", 40 * DAY),
    "months": ("2024-02-10", 243 * DAY),
    "months of two years": ("2023-09-10", 243 * DAY),
    "years": ("1980-03-01", 14610 * DAY),
    "hours": ("2024-05-02T01", np.timedelta64(17, "h")),
    "minutes": ("2024-05-02T10:10", np.timedelta64(90, "m")),
    "seconds": ("2024-05-02T10:10", np.timedelta64(45, "s")),
    "microseconds": ("2024-05-02T10:10", np.timedelta64(4, "us")),
    "millennia": ("0001-01-01", 3652058 * DAY),
}
TOLD = {
    "days": "30 Jan|12:00|31 Jan|12:00|1 Feb|12:00|2 Feb when (2024)",
    "weeks": "11 Dec|18 Dec|25 Dec|1 Jan|8 Jan|15 Jan when (2023–2024)",
    "months": "Mar|May|Jul|Sep when (2024)",
    "months of two years": "Sep|Nov|2024|Mar|May when",
    "years": "1980|1990|2000|2010|2020 when",
    "hours": "03:00|06:00|09:00|12:00|15:00|18:00 when (2 May 2024)",
    "minutes": "10:15|10:30|10:45|11:00|11:15|11:30 when (2 May 2024)",
    "seconds": "10:10:00|10:10:10|10:10:20|10:10:30|10:10:40 when (2 May 2024)",
    "microseconds": "|".join(f"0.00000{digit} s" for digit in range(5))
    + " when (2 May 2024, 10:10)",
    "millennia": "2000|4000|6000|8000 when",
}


def fit_axes(scene, **look):
    """The axes of the fit in a frame."""
    figure = sv.still(scene, 0, **look)
    FigureCanvasAgg(figure).draw()
    return next(axes for axes in figure.axes if axes.get_xlabel().startswith("when"))


@pytest.mark.parametrize("span", SPANS)
def test_ticks_of_dates_are_round_dates_and_say_which(span):
    axes = fit_axes(dated(*SPANS[span]))
    labels = "|".join(label.get_text() for label in axes.get_xticklabels())
    assert f"{labels} {axes.get_xlabel()}" == TOLD[span]


def test_a_tick_lies_at_its_date():
    axes = fit_axes(dated(*SPANS["days"]))
    assert axes.get_xticks() == pytest.approx(np.arange(0, 3.1, 0.5))
    scene = dated(*SPANS["months of two years"])
    told = [str(scene.data.dates.at(place).date()) for place in fit_axes(scene).get_xticks()]
    assert told == ["2023-09-01", "2023-11-01", "2024-01-01", "2024-03-01", "2024-05-01"]


def test_points_in_time_are_said_to_be_in_utc():
    axes = fit_axes(dated(*SPANS["minutes"], zoned=True))
    assert axes.get_xlabel() == "when (2 May 2024, UTC)"
    axes = fit_axes(dated(*SPANS["years"], zoned=True))
    assert axes.get_xlabel() == "when (UTC)"


def test_times_of_day_have_no_date_and_end_at_midnight():
    axes = fit_axes(dated("1970-01-01T01", np.timedelta64(22, "h"), clock=True))
    labels = [label.get_text() for label in axes.get_xticklabels()]
    assert labels == [
        "00:00",
        "03:00",
        "06:00",
        "09:00",
        "12:00",
        "15:00",
        "18:00",
        "21:00",
        "24:00",
    ]
    assert axes.get_xlabel() == "when"
    axes = fit_axes(dated("1970-01-01T09", np.timedelta64(40, "s"), clock=True))
    assert axes.get_xticklabels()[0].get_text() == "09:00:00"


def test_the_common_part_of_dates_is_never_cut():
    scene = dated(*SPANS["days"])
    data = dataclasses.replace(scene.data, x_name="when " + 50 * "and why ")
    label = fit_axes(dataclasses.replace(scene, data=data)).get_xlabel()
    assert label.startswith("when and")
    assert label.endswith("… (2024)")


@pytest.mark.parametrize("size", [(1280, 720), SMALL, (360, 640)], ids=str)
@pytest.mark.parametrize("span", SPANS)
def test_labels_of_dates_lie_apart_and_within_the_frame(span, size):
    axes = fit_axes(dated(*SPANS[span]), size=size)
    boxes = [label.get_window_extent() for label in axes.get_xticklabels()]
    assert all(left.x1 + 4 < right.x0 for left, right in itertools.pairwise(boxes))
    for box in (*boxes, axes.xaxis.label.get_window_extent()):
        assert 0 <= box.x0 < box.x1 <= size[0]
        assert 0 <= box.y0 < box.y1 <= size[1]


@settings(max_examples=200, deadline=None)
@given(
    st.integers(-62_135_596_800 * 10**6, 253_402_300_799 * 10**6),
    st.floats(0.0, 18.5).map(lambda power: 10.0**power),
    st.floats(100.0, 2000.0),
    st.booleans(),
)
def test_any_extent_of_dates_has_ticks_with_room(first, length, room, zoned):
    extent = (-0.05 * length / MICROSECONDS, max(1.0, 1.05 * length) / MICROSECONDS)
    ticks = date_ticks(Dates(first, zoned=zoned), extent, room, LIGHT)
    assert 1 <= len(ticks.places) == len(ticks.labels) <= 9
    assert extent[0] <= ticks.places[0]
    assert ticks.places[-1] <= extent[1]
    widths = np.array([text_width(label, LIGHT) for label in ticks.labels])
    gaps = np.diff(ticks.places) / (extent[1] - extent[0]) * room
    assert (gaps > (widths[1:] + widths[:-1]) / 2).all()


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("kind", ["density", "dates"])
def test_incremental_frames_of_a_density_and_of_dates_are_full_redraws(kind, theme, many):
    scene = many if kind == "density" else dated(*SPANS["days"])
    look = {"size": SMALL, "theme": theme}
    epochs = [3, 0, 4, 1]
    frames = draw_frames(build_stage(scene, Look(**look)), epochs)
    for epoch, frame in zip(epochs, frames, strict=True):
        canvas = FigureCanvasAgg(sv.still(scene, epoch, **look))
        canvas.draw()
        assert np.array_equal(frame, np.asarray(canvas.buffer_rgba())), epoch


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
    return relative_luminance(rgb(colour))


def rgb(colour):
    return [int(colour[i : i + 2], 16) for i in (1, 3, 5)]


def relative_luminance(colour):
    channels = np.array(colour) / 255
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return linear @ [0.2126, 0.7152, 0.0722]


def test_a_loss_curve_of_the_usual_length_has_no_knots(article):
    """Where sections of a line meet, its soft edges would be drawn twice."""
    update = PANELS["loss"].draw(Figure().add_subplot(), article, sv.Style())
    assert not any(isinstance(part, Settled) for part in update(100))


YEARS = np.arange(1990.0, 2021.0)
GUESSES = {
    "the README's start": ("study", (14.0, 30.0), True),
    "the origin": ("study", (0.0, 0.0), True),
    "falling": ("study", (-10.0, 90.0), True),
    "far above": ("study", (0.0, 400.0), False),
    "steep": ("study", (1000.0, 0.0), True),
    "years from the origin": ("years", (0.0, 0.0), False),
}


@pytest.mark.parametrize(("name", "start", "seen"), GUESSES.values(), ids=GUESSES)
def test_the_first_guess_is_in_the_picture_and_the_data_keep_their_place(name, start, seen):
    study = sv.read_dataset("docs/study.csv")
    x, y = (study.x, study.y) if name == "study" else (YEARS, 14.0 + np.sin(YEARS))
    axes, (_, line) = drawn("fit", sv.build_scene(x, y, start=start, epochs=1, grid=2), 0)
    (low, high), ends = axes.get_ylim(), line.get_ydata()
    assert (min(ends) < high and max(ends) > low) == seen
    # With a guess on one side two fifths, less the margin; on both sides a quarter.
    one_sided = min(ends) >= y.min() or max(ends) <= y.max()
    assert np.ptp(y) / (high - low) >= (0.35 if one_sided else 0.22)


def test_what_is_overshot_leaves_more_to_the_data():
    study = sv.read_dataset("docs/study.csv")
    with pytest.warns(sv.SurfaceVizWarning, match="diverges"):
        scene = sv.build_scene(study, learning_rate=0.05, start=(5.0, 30.0), epochs=20, grid=2)
    low, high = drawn("fit", scene, 0)[0].get_ylim()
    assert np.ptp(study.y) / (high - low) >= 1 / (1 + 2 * 0.35) * 0.9
