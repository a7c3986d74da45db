from __future__ import annotations

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.text import Text

import surfaceviz as sv
from surfaceviz.base.texts import number_format
from surfaceviz.draw.artists.parts import PRESENT
from surfaceviz.draw.look import Look
from surfaceviz.draw.overlays import SHOWS, choose_shows
from surfaceviz.draw.overlays.arrows import LONGEST, SHORTEST, downhill_arrows, outlined_arrow
from surfaceviz.draw.overlays.comet import TAIL
from surfaceviz.draw.overlays.squares import SHOWN
from surfaceviz.draw.panels import PANELS
from surfaceviz.draw.stage import build_stage, draw_frames
from surfaceviz.draw.themes.theme import LIGHT
from surfaceviz.scene.leading import standings
from tests.conftest import SMALL
from tests.draw.test_stage import full_redraw

MOMENTUM = "momentum:momentum=0.8"


@pytest.fixture(scope="module")
def rolling():
    return sv.build_scene(
        sv.article_data(),
        optimizer=MOMENTUM,
        learning_rate=0.01,
        start=(5.5, -9),
        epochs=40,
        grid=40,
    )


@pytest.fixture(scope="module")
def duel():
    return sv.build_scene(
        sv.article_data(),
        optimizer=["gd", MOMENTUM],
        learning_rate=0.01,
        start=(5.5, -9),
        epochs=40,
        grid=40,
    )


def drawn(panel, scene, *show, camera=None):
    axes = Figure(figsize=(6, 4)).add_subplot()
    style = sv.Style(LIGHT, camera or sv.Camera(), show)
    return axes, PANELS[panel].draw(axes, scene, style)


def of_kind(artists, kind):
    return [part for part in artists if isinstance(part, kind)]


@pytest.mark.parametrize("camera", [None, sv.Orbit(200)])
@pytest.mark.parametrize("without", ["comet", "optimum"])
def test_what_is_shown_depends_on_the_epoch_alone(duel, without, camera):
    show = [name for name in SHOWS if name != without]
    look = {"size": SMALL, "show": show, "camera": camera}
    stage = build_stage(duel, Look(**look))
    epochs = [3, 40, 0, 34]
    forward = [frame.copy() for frame in draw_frames(stage, epochs)]
    backward = [frame.copy() for frame in draw_frames(stage, epochs[::-1])]
    assert np.array_equal(forward, backward[::-1])
    assert np.array_equal(forward[-1], full_redraw(duel, epochs[-1], **look))


@pytest.fixture(scope="module")
def plain(rolling):
    return full_redraw(rolling, 2, size=SMALL, show=())


@pytest.mark.parametrize("show", SHOWS)
def test_every_show_changes_its_panels_and_no_other(rolling, plain, show):
    figure = sv.still(rolling, 2, size=SMALL, show=(show,))
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    changed = (plain != np.asarray(canvas.buffer_rgba())).any(axis=-1)[::-1]
    # In columns from the left, each from top to bottom.
    places = dict(zip(("surface", "loss", "contour", "fit"), figure.axes, strict=True))
    for name, axes in places.items():
        (left, low), (right, high) = np.round(axes.bbox.get_points()).astype(int)
        inside = changed[low:high, left:right]
        assert inside.any() == (name in SHOWS[show].panels), name
        inside[:] = False
    assert not changed.any()


@pytest.mark.parametrize("names", [("gradinet",), ("step", "gradient", "sqares")])
def test_an_unknown_show_is_refused_with_the_closest(short, names):
    with pytest.raises(sv.InputError, match=r"unknown show .* \(did you mean '(gradient|squares)'"):
        sv.still(short, show=names)


def test_shows_are_a_sequence_of_names_each_once():
    with pytest.raises(sv.InputError, match="'step' is named more than once"):
        choose_shows(("step", "level", "step"))
    with pytest.raises(sv.InputError, match="a sequence of optimum, gradient"):
        choose_shows("step")
    assert choose_shows([]) == ()


@pytest.mark.parametrize("panel", ["contour", "surface"])
def test_there_is_no_star_unless_it_is_named(rolling, panel):
    def stars(*show):
        return [part for part in drawn(panel, rolling, *show)[0].lines if part.get_marker() == "*"]

    assert len(stars("optimum")) == 1
    assert not stars()


@pytest.mark.parametrize("epoch", [0, 1, 5])
def test_the_step_arrow_begins_where_the_run_is_and_ends_at_the_next_point(rolling, epoch):
    _, update = drawn("contour", rolling, "step")
    (arrow,) = of_kind(update(epoch), PathPatch)
    path = rolling.runs[0].path
    outline = arrow.get_path().vertices
    tip = np.linalg.norm((outline - path[epoch + 1]), axis=1).min()
    assert tip < 1e-6
    # Both corners of the shaft's end lie around the present point.
    assert (outline[0] + outline[-1]) / 2 == pytest.approx(path[epoch])


def test_on_the_surface_arrows_end_at_the_next_point_too(rolling):
    axes, update = drawn("surface", rolling, "step", "next")
    (arrow,) = of_kind(update(3), PathPatch)
    outline = arrow.get_path().vertices.copy()
    landed = next(part for part in update(4) if part.get_zorder() == PRESENT).get_xydata()[0]
    apart = np.linalg.norm(outline - landed, axis=1).min()
    assert apart < 1e-6 * np.ptp(axes.get_xlim())


def test_the_last_epoch_shows_the_step_that_is_not_taken_any_more(rolling):
    _, update = drawn("contour", rolling, "next")
    *_, ring = update(40)
    run = rolling.runs[0]
    assert ring.get_xydata()[0] == pytest.approx(run.path[40] + run.steps[40])
    *_, ring = update(3)
    assert ring.get_xydata()[0] == pytest.approx(run.path[4])


def test_downhill_arrows_point_against_the_gradient_and_can_be_seen(rolling):
    (run,) = rolling.runs
    arrows = downhill_arrows(run)
    gradients = run.trajectory.gradients
    cross = arrows[:, 0] * gradients[:, 1] - arrows[:, 1] * gradients[:, 0]
    lengths = np.linalg.norm(arrows, axis=1) * np.linalg.norm(gradients, axis=1)
    assert np.abs(cross / lengths).max() < 1e-9
    assert (np.sum(arrows * gradients, axis=1) < 0).all()
    shares = np.hypot(*(arrows / np.ptp([rolling.window.m, rolling.window.b], axis=1)).T)
    assert shares.max() == pytest.approx(LONGEST)
    assert shares.min() >= SHORTEST * LONGEST * (1 - 1e-9)


def test_velocity_and_the_downhill_part_make_the_step(rolling):
    (run,) = rolling.runs
    downhill = run.downhill * 0.01
    assert run.carried + downhill == pytest.approx(run.steps)
    _, update = drawn("contour", rolling, "velocity")
    artists = update(2)
    (arrow,) = of_kind(artists, PathPatch)
    tip = run.path[2] + run.carried[2]
    assert np.linalg.norm(arrow.get_path().vertices - tip, axis=1).min() < 1e-6
    sides = artists[-2].get_xydata()
    for corner in (tip, run.path[3], run.path[2] + downhill[2], run.path[2]):
        assert np.linalg.norm(sides - corner, axis=1).min() < 1e-6


def test_a_run_without_momentum_has_no_velocity(article, duel):
    assert not of_kind(drawn("contour", article, "velocity")[1](3), PathPatch)
    assert len(of_kind(drawn("contour", duel, "velocity")[1](3), PathPatch)) == 1


@pytest.mark.parametrize("epoch", [0, 2, 10])
def test_the_level_line_is_where_the_loss_is_the_leaders(duel, epoch):
    _, update = drawn("contour", duel, "level")
    *_, line = update(epoch)
    points = line.get_xydata()
    points = points[np.isfinite(points).all(axis=1)]
    loss = min(run.trajectory.losses[epoch] for run in duel.runs)
    assert len(points) > 20
    spread = np.ptp(duel.surface.loss)
    assert np.abs(duel.objective.value(points) - loss).max() < 0.01 * spread
    best = min(duel.runs, key=lambda run: run.trajectory.losses[epoch]).path[epoch]
    size = np.ptp([duel.window.m, duel.window.b], axis=1)
    assert np.linalg.norm((points - best) / size, axis=1).min() < 0.03


@pytest.mark.parametrize("camera", [(30, -57), (30, 40), (50, 130), (20, -140)])
def test_the_wall_tells_the_loss_beside_the_upright_axis(duel, camera):
    axes, update = drawn("surface", duel, "wall", camera=sv.Camera(*camera))
    for epoch in (0, 3, 40):
        (tag,) = of_kind(update(epoch), Text)
        losses = standings(duel).min(axis=1).tolist()
        told = number_format(min(losses), max(losses))(losses[epoch])
        assert tag.get_text() == told
        upright = [line for line in axes.collections[1].get_segments() if np.ptp(line[:, 0]) < 0.2]
        assert min(np.abs(line[:, 0] - tag.get_position()[0]).min() for line in upright) < 0.1


@pytest.mark.parametrize("count", [5, 12, 2000])
def test_squares_are_square_on_the_screen_and_as_high_as_residuals(count):
    x = np.linspace(0, 3, count)
    scene = sv.build_scene(x, 2 * x + np.cos(9 * x), epochs=3, grid=10, start=(5.0, 0.0))
    figure = sv.still(scene, 1, panels=("fit",), show=("squares",))
    (axes,) = figure.axes
    patch = axes.collections[0]
    assert isinstance(patch, PolyCollection)
    corners = np.array([path.vertices[:4] for path in patch.get_paths()])
    assert len(corners) == min(count, SHOWN)
    m, b = scene.runs[0].trajectory.params[1]
    pixels = axes.transData.transform(corners.reshape(-1, 2)).reshape(corners.shape)
    sides = np.linalg.norm(np.roll(pixels, -1, axis=1) - pixels, axis=-1)
    assert sides == pytest.approx(np.repeat(sides[:, :1], 4, axis=1))
    for square in corners:
        (x0, fitted), (_, y0) = square[:2]
        assert fitted == pytest.approx(m * x0 + b)
        assert np.abs(scene.data.x - x0).min() < 1e-12
        # The line runs along the square's edge, not through it.
        inner = square.mean(axis=0)
        assert np.sign(inner[1] - (m * inner[0] + b)) == np.sign(y0 - fitted)


@pytest.mark.parametrize("panel", ["contour", "surface"])
def test_a_comet_is_the_last_epochs_fading_out(rolling, panel):
    _, update = drawn(panel, rolling, "comet")
    _, path = update(35)[-2:]
    shades = path.get_colors()[:, 3]
    assert len(np.unique(shades)) == TAIL
    assert shades.max() == 1.0
    if panel == "contour":
        ends = path.get_segments()[-1]
        run = rolling.runs[0]
        assert ends[np.isfinite(ends).all(axis=1)][-1] == pytest.approx(run.path[35])
        first = path.get_segments()[0]
        assert first[0] == pytest.approx(run.path[35 - TAIL])


def test_a_short_arrow_is_small_and_one_of_no_length_is_none():
    long = outlined_arrow(np.array([[0.0, 0.0], [100.0, 0.0]]))
    short = outlined_arrow(np.array([[0.0, 0.0], [6.0, 0.0]]))
    assert np.ptp(short[:, 1]) < np.ptp(long[:, 1])
    assert short[:, 0].max() == 6.0
    assert len(outlined_arrow(np.zeros((13, 2)))) == 0
    assert len(outlined_arrow(np.empty((0, 2)))) == 0
