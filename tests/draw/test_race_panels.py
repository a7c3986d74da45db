from __future__ import annotations

import dataclasses
import itertools

import numpy as np
import pytest
from matplotlib.figure import Figure

import surfaceviz as sv
from surfaceviz.draw.artists.inks import MARKER_GAP, inked, marker_sizes
from surfaceviz.draw.artists.paths import Settled
from surfaceviz.draw.header_words import losses_told
from surfaceviz.draw.layouts import LAYOUTS
from surfaceviz.draw.look import Look
from surfaceviz.draw.overlays import SHOWS
from surfaceviz.draw.panels import PANELS
from surfaceviz.draw.stage import build_stage, draw_frames
from surfaceviz.draw.themes.theme import LIGHT
from surfaceviz.optimizers.descent import Stopped
from surfaceviz.scene.leading import leaders, standings
from tests.conftest import SMALL
from tests.draw.test_layout import texts_of
from tests.draw.test_stage import full_redraw

__all__ = ["texts_of"]


def race(count=3, **more):
    optimizers = ["gd", "momentum", "adam:lr=0.3", "newton", "rmsprop:lr=0.1", "adagrad", "nadam"]
    given = {"learning_rate": 0.01, "start": (5.5, -4.0), "grid": 40, "epochs": 40}
    return sv.build_scene(sv.article_data(), **given | {"optimizer": optimizers[:count]} | more)


@pytest.fixture(scope="module")
def three():
    return race()


@pytest.fixture(scope="module")
def uneven():
    """A run that converges early, one that explodes, and one that goes on."""
    with pytest.warns(sv.SurfaceVizWarning):
        return sv.build_scene(
            sv.article_data(), learning_rate=[0.02, 0.05, 1e-4], until=0.1, epochs=60, grid=40
        )


def panel(name, scene, theme=LIGHT, **more):
    axes = Figure(figsize=(6, 4)).add_subplot()
    return axes, PANELS[name].draw(axes, scene, sv.Style(theme, **more))


def of_colour(artists, colour):
    return [
        part
        for part in artists
        if colour in (part.get_color(), part.get_markeredgecolor(), part.get_markerfacecolor())
    ]


def test_the_leader_has_the_lowest_loss_of_all(uneven):
    rows, first = standings(uneven), leaders(uneven)
    assert rows.shape == (uneven.epochs + 1, 3)
    for epoch, losses in enumerate(rows):
        wanted = [run.trajectory.losses[min(epoch, run.epochs)] for run in uneven.runs]
        assert losses.tolist() == wanted
        assert losses[first[epoch]] == min(wanted)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_frames_of_a_race_depend_on_their_epoch_alone(three, layout, theme):
    look = {"size": SMALL, "theme": theme, "layout": layout}
    epochs = [40, 0, 33]
    frames = draw_frames(build_stage(three, Look(**look)), epochs)
    for epoch, frame in zip(epochs, frames, strict=True):
        assert np.array_equal(frame, full_redraw(three, epoch, **look)), epoch


@pytest.mark.parametrize("name", PANELS)
def test_every_run_is_drawn_in_its_colour_and_stays_where_it_ended(name, uneven):
    _, update = panel(name, uneven)
    assert len({run.epochs for run in uneven.runs}) == 3
    for run, ink in inked(uneven, LIGHT):
        at_its_end = [part.get_xydata() for part in of_colour(update(run.epochs), ink.colour)]
        assert at_its_end
        later = [part.get_xydata() for part in of_colour(update(uneven.epochs), ink.colour)]
        assert len(later) == len(at_its_end)
        for before, after in zip(at_its_end, later, strict=True):
            assert np.array_equal(before, after, equal_nan=True)


@pytest.mark.parametrize("name", ["contour", "surface", "loss"])
def test_where_the_runs_are_lies_over_all_paths(name, three):
    _, update = panel(name, three)
    artists = update(20)
    markers = [
        part for part in artists if part.get_marker() == "o" and part.get_markeredgewidth() > 2
    ]
    lines = [part for part in artists if part.get_linestyle() != "None"]
    assert len(markers) == 3
    assert min(part.get_zorder() for part in markers) > max(part.get_zorder() for part in lines)


def test_the_leaders_line_is_bold_on_top_and_has_the_residuals():
    scene = race(2, learning_rate=0.01)
    changes = np.flatnonzero(np.diff(leaders(scene)))
    assert changes.size
    axes, update = panel("fit", scene)
    for epoch in (int(changes[0]), int(changes[0]) + 1):
        residuals, _, *lines = update(epoch)
        leader = leaders(scene)[epoch]
        widths = [line.get_linewidth() for line in lines]
        heights = [line.get_zorder() for line in lines]
        assert np.argmax(widths) == np.argmax(heights) == leader
        m, b = scene.runs[leader].trajectory.params[epoch]
        feet = residuals.get_xydata().reshape(-1, 3, 2)[:, 1, 1]
        assert feet == pytest.approx(m * scene.data.x + b)
        assert lines[leader].get_ydata() == pytest.approx(m * np.array(axes.get_xlim()) + b)


def test_an_equal_path_is_seen_at_the_edges_of_the_one_above():
    scene = race(optimizer=["gd", "momentum:momentum=0"])
    _, update = panel("contour", scene)
    below, above = (
        next(part for part in update(5) if part.get_color() == ink.colour and part.get_linewidth())
        for _, ink in inked(scene, LIGHT)
    )
    assert np.array_equal(below.get_xydata(), above.get_xydata())
    assert below.get_linewidth() >= above.get_linewidth() + 1


def test_markers_in_one_place_are_rings_around_one_another():
    together, apart = np.zeros((2, 4, 2)), np.zeros((1, 4, 2))
    apart[0, :, 0] = np.arange(4) * (MARKER_GAP + 1)
    sizes = marker_sizes(np.concatenate([together, apart]))
    assert (np.diff(sizes[0]) < -3).all()
    assert len(set(sizes[2])) == 1


def rivals():
    """A run that explodes beside one that does not."""
    with pytest.warns(sv.SurfaceVizWarning):
        return sv.build_scene(sv.article_data(), learning_rate=[0.01, 0.05], epochs=30, grid=20)


def test_a_run_that_explodes_leaves_the_loss_of_the_others_readable():
    scene = rivals()
    axes, update = panel("loss", scene)
    tame, wild = (run.trajectory for run in scene.runs)
    assert tame.losses.max() < axes.get_ylim()[1] < 100 * tame.losses.max()
    last = update(wild.epochs)[-1]
    assert last.get_marker() == "^"
    assert last.get_xydata().tolist() == [[wild.epochs, axes.get_ylim()[1]]]
    assert update(0)[-1].get_marker() == "o"


@pytest.mark.parametrize("epoch", [0, 5, 60])
def test_the_legend_tells_each_runs_loss(uneven, epoch):
    shown = [
        part.get_text()
        for part in sv.still(uneven, epoch).get_children()
        if hasattr(part, "get_text")
    ]
    for run in uneven.runs:
        told = float(
            shown[shown.index(run.label) + 1]
            .replace("×10", "e")
            .translate(str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789"))
        )
        loss = run.trajectory.losses[min(epoch, run.epochs)]
        assert told == pytest.approx(loss, rel=0.01)
        wanted = {Stopped.DIVERGED: "diverged", Stopped.CONVERGED: "converged"}
        ended = wanted.get(run.trajectory.stopped, "") if epoch >= run.epochs else ""
        assert shown[shown.index(run.label) + 2] == ended


def test_the_losses_of_a_race_are_written_alike(three):
    told = losses_told(three)
    decimals = {len(text.partition(".")[2]) for losses in told for text in losses}
    assert decimals == {2}


@pytest.mark.parametrize("axes", ["own", "data"])
def test_runs_in_coordinates_of_their_own_need_a_grid(axes):
    scene = sv.build_scene(
        sv.article_data(), standardize=[False, True], axes=axes, epochs=2, grid=10
    )
    if axes == "data":
        assert sv.still(scene, size=SMALL)
        return
    with pytest.raises(sv.InputError, match=r"--layout grid.*--axes data"):
        sv.still(scene)


def test_axes_of_standardized_params_say_so():
    scene = sv.build_scene(sv.article_data(), standardize=True, epochs=2, grid=10)
    axes, _ = panel("contour", scene)
    assert axes.get_xlabel() == "slope m′ (z-scored x)"
    assert axes.get_ylabel() == "intercept b′"


def test_a_curve_is_drawn_as_what_the_objective_predicts(short):
    def predict(x, params):
        return 1.0 / (1.0 + np.exp(-(params[0] * x + params[1])))

    curved = dataclasses.replace(short.objective, predict=predict, curved=True)
    data = sv.Dataset.of(np.arange(10.0), np.repeat([0.0, 1.0], 5))
    scene = dataclasses.replace(short, objective=curved, data=data)
    axes, update = panel("fit", scene)
    residuals, line = update(3)
    x, y = line.get_data()
    params = scene.runs[0].trajectory.params[3]
    assert len(x) > 50
    assert y == pytest.approx(predict(x, params))
    low, high = axes.get_ylim()
    assert -0.2 < low < 0 < 1 < high < 1.2
    assert residuals.get_xydata().reshape(-1, 3, 2)[:, 1, 1] == pytest.approx(
        predict(data.x, params)
    )


def test_what_rests_is_shared_by_runs_that_end_at_other_times(uneven):
    _, update = panel("contour", uneven)
    resting = [sum(isinstance(part, Settled) for part in update(epoch)) for epoch in (5, 40, 60)]
    assert resting[0] == 0
    assert resting == sorted(resting)
    assert resting[-1] > 0


@pytest.mark.parametrize(
    ("count", "size"), [(2, (1280, 720)), (7, (1280, 720)), (7, (720, 1280)), (2, (2560, 720))]
)
def test_no_text_of_a_race_covers_another_or_is_small(count, size, texts_of):
    texts = texts_of(sv.still(race(count), 20, size=size, title="Title", show=tuple(SHOWS)))
    # The wall's tag is meant to cover what is below it.
    straight = [
        (text, box)
        for text, box in texts
        if not text.get_rotation() % 90 and text.get_bbox_patch() is None
    ]
    assert len(straight) > 8 + 2 * count
    for text, box in straight:
        assert text.get_fontsize() * text.get_figure().dpi / 72 >= 12 or size != (1280, 720)
        assert box.x0 >= 0
        assert box.x1 <= size[0] + 0.5
    for (a, first), (b, second) in itertools.combinations(straight, 2):
        overlap = np.minimum(first.max, second.max) - np.maximum(first.min, second.min)
        assert not (overlap > 1.5).all(), (a.get_text(), b.get_text())


def test_of_a_logistic_fit_the_header_tells_the_log_odds():
    x, y = np.arange(8.0), np.array([0, 0, 1, 0, 1, 0, 1, 1])
    scene = sv.build_scene(x, y, loss="logistic", epochs=3, grid=10)
    assert scene.objective.curved
    said = [part.get_text() for part in sv.still(scene).get_children() if hasattr(part, "get_text")]
    assert "logit y =" in said
    assert "y =" not in said
    _, update = panel("fit", scene)
    *_, line = update(3)
    assert 0 < line.get_ydata().min() < line.get_ydata().max() < 1
