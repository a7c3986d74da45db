from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.figure import Figure

import surfaceviz as sv
from surfaceviz.draw.ground import CLEARANCE, Ground, is_hidden, overlap
from surfaceviz.draw.look import Look
from surfaceviz.draw.motion import choose_view, waypoints
from surfaceviz.draw.panels.surface3d import draw as draw_surface
from surfaceviz.draw.sight import hidden_from
from surfaceviz.draw.stage import build_stage, draw_frames
from tests.conftest import SMALL
from tests.draw.test_stage import full_redraw

PATH = sv.CameraPath(((0, sv.Camera(35, -60)), (50, sv.Camera(60, -120)), (90, sv.Camera(20, 30))))
keys = st.lists(st.tuples(st.floats(0, 90), st.floats(-360, 360)), min_size=1, max_size=5).map(
    lambda places: tuple((7 * k + 3, sv.Camera(*place)) for k, place in enumerate(places))
)


def angles(camera):
    return np.array([camera.elevation, camera.azimuth])


@given(keys)
def test_a_path_passes_through_its_keys_and_stays_between_them(keys):
    path = sv.CameraPath(keys)
    for epoch, camera in keys:
        assert angles(path.at(epoch)) == pytest.approx(angles(camera))
    corners = np.array([angles(camera) for _, camera in keys])
    for epoch in np.linspace(-1, 50, 103):
        assert np.all(angles(path.at(epoch)) >= corners.min(axis=0) - 1e-9)
        assert np.all(angles(path.at(epoch)) <= corners.max(axis=0) + 1e-9)
    assert path.at(0) == keys[0][1]
    assert path.at(1000) == keys[-1][1]


@given(keys)
def test_a_path_sets_off_and_arrives_gently(keys):
    path = sv.CameraPath(keys)
    for epoch, camera in keys:
        for near in (epoch - 1e-4, epoch + 1e-4):
            assert angles(path.at(near)) == pytest.approx(angles(camera), abs=1e-4)


@pytest.mark.parametrize("keys", [(), ((5, sv.Camera()), (5, sv.Camera())), ((-1, sv.Camera()),)])
def test_keys_that_are_not_in_order_are_refused(keys):
    with pytest.raises(sv.InputError, match="camera's path"):
        sv.CameraPath(keys)


def test_keys_are_at_whole_epochs():
    with pytest.raises(sv.InputError, match="whole numbers"):
        sv.CameraPath(((2.5, sv.Camera()),))


@pytest.mark.parametrize("degrees", [0, 361, -400, np.nan])
def test_an_orbit_of_nothing_or_too_much_is_refused(degrees):
    with pytest.raises(sv.InputError, match="an orbit must sweep"):
        sv.Orbit(degrees)


@pytest.mark.parametrize("degrees", [60, -60, 90, 360])
def test_an_orbit_sweeps_as_far_as_asked(article, degrees):
    path = choose_view(sv.Orbit(degrees), article)
    assert path.at(100).azimuth - path.at(0).azimuth == pytest.approx(degrees)
    assert path.at(0).elevation == path.at(50).elevation


@pytest.mark.parametrize("start", [(0, 0), (6, 0), (3, 8), (6, -6), (0, 4)])
def test_a_gentle_orbit_keeps_the_path_in_view(start):
    scene = sv.build_scene(sv.article_data(), learning_rate=0.01, start=start)
    path = choose_view(sv.Orbit(), scene)
    landscape, trace = Ground(scene.surface, 0.6), scene.runs[0].trace
    places = landscape.place(trace.params, trace.losses).reshape(-1, 3)
    lengths = np.nan_to_num(np.linalg.norm(np.diff(places, axis=0), axis=1))
    for epoch in (0, 25, 50, 75, 100):
        hidden = is_hidden(places, landscape, path.at(epoch))[:-1]
        assert hidden @ lengths <= 0.1 * lengths.sum()


RESTING = sv.CameraPath(
    (
        (30, sv.Camera(35, -60)),
        (50, sv.Camera(35, -120)),
        (60, sv.Camera(35, -120)),
        (70, sv.Camera(60, 0)),
    )
)


@pytest.mark.parametrize("view", [sv.Camera(), PATH, RESTING, sv.CameraPath(((7, sv.Camera()),))])
def test_waypoints_lie_close_together(view):
    stops = waypoints(view, 100, 5.0)
    assert (stops[0], stops[-1]) == (0, 100)
    places = np.array([angles(view.at(stop)) for stop in stops])
    assert np.abs(np.diff(places, axis=0)).sum(axis=1).max() <= 6.0


@pytest.mark.parametrize("epoch", [0, 15, 30, 50, 55, 60, 70, 85, 100])
def test_nothing_changes_while_the_camera_rests(epoch):
    m, b = np.meshgrid(np.linspace(-1, 1, 60), np.linspace(-1, 1, 60))
    landscape = Ground(sv.Surface(m[0], b[:, 0], m**2 + 0.3 * b**2), 0.6)
    points = landscape.vertices()[::3, ::3].reshape(-1, 3)
    found = hidden_from(RESTING, points, landscape, 100)(epoch)
    assert np.array_equal(found, is_hidden(points, landscape, RESTING.at(epoch)))


@settings(max_examples=15, deadline=None)
@given(st.floats(0, 100))
def test_what_a_moving_camera_sees_is_what_a_resting_one_sees_there(epoch):
    m, b = np.meshgrid(np.linspace(-1, 1, 60), np.linspace(-1, 1, 60))
    surface = sv.Surface(m[0], b[:, 0], m**2 + 0.3 * b**2)
    landscape = Ground(surface, 0.6)
    points = landscape.vertices()[::3, ::3].reshape(-1, 3)
    found = hidden_from(PATH, points, landscape, 100)(epoch)
    rise = overlap(points, landscape, PATH.at(epoch))
    differs = found != (rise > CLEARANCE)
    assert differs.mean() < 0.05
    # Where they differ it is a matter of a hair: of the box's height, by which a point is hidden.
    assert np.all(np.abs(rise[differs] - CLEARANCE) < 0.05)


@pytest.mark.parametrize("camera", [sv.Orbit(), sv.Orbit(360), PATH])
def test_a_frame_under_a_moving_camera_is_the_full_redraw(article, camera):
    look = {"size": SMALL, "camera": camera}
    epochs = [100, 0, 49, 3]
    frames = draw_frames(build_stage(article, Look(**look)), epochs)
    for epoch, frame in zip(epochs, frames, strict=True):
        assert np.array_equal(frame, full_redraw(article, epoch, **look)), epoch


def test_a_moving_camera_changes_the_surface_alone(article):
    still = [frame.copy() for frame in draw_frames(build_stage(article, Look()), (0, 60))]
    moving = build_stage(article, Look(camera=sv.Orbit(90)))
    for rest, frame in zip(still, draw_frames(moving, (0, 60)), strict=True):
        changed = np.argwhere((rest != frame).any(axis=-1))
        assert len(changed) > 1000
        (top, left), (bottom, right) = changed.min(axis=0), changed.max(axis=0)
        assert top > 60
        assert bottom < 550
        assert left >= 0
        assert right < 640


def test_labels_glide_and_fade_and_never_jump():
    scene = sv.build_scene(sv.article_data(), learning_rate=0.01, epochs=750, grid=30)
    axes = Figure(figsize=(6, 5), dpi=100).add_subplot()
    update = draw_surface(axes, scene, sv.Style(camera=choose_view(sv.Orbit(360), scene)))
    before = None
    for epoch in range(751):
        texts = [part for part in update(epoch) if hasattr(part, "get_text")]
        now = [
            (text.get_transform().transform(text.get_position()), text.get_alpha())
            for text in texts
        ]
        for (old, old_alpha), (new, alpha) in zip(before or now, now, strict=True):
            # Half a degree of turning moves a label by a few pixels, unless nobody can see it.
            seen = min(old_alpha, alpha)
            assert seen < 0.25 or np.hypot(*(new - old)) < 6
            assert abs(old_alpha - alpha) < 0.35
        before = now


def test_a_path_that_outlasts_the_film_is_told(short):
    path = sv.CameraPath(((0, sv.Camera()), (5, sv.Camera(60, 0))))
    with pytest.warns(sv.SurfaceVizWarning, match="goes on to epoch 5, .* ends with epoch 4"):
        assert choose_view(path, short) is path
