from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from mpl_toolkits.mplot3d import proj3d

import surfaceviz as sv
from surfaceviz.draw.ground import Ground, is_hidden
from surfaceviz.draw.motion import choose_view
from surfaceviz.draw.projection import EYE_DISTANCE, project
from surfaceviz.scene.surface import Surface

ELEVATIONS, AZIMUTHS = st.floats(0, 90), st.floats(-360, 360)
SIDE = np.linspace(-1, 1, 41)


def ground(loss):
    return Ground(Surface(SIDE, SIDE, loss), 1.0)


@given(ELEVATIONS, AZIMUTHS)
def test_a_camera_looks_along_three_perpendicular_directions(elevation, azimuth):
    axes = sv.Camera(elevation, azimuth).axes
    assert axes @ axes.T == pytest.approx(np.eye(3), abs=1e-12)
    assert np.linalg.det(axes) == pytest.approx(1)


@given(st.floats(1, 89), AZIMUTHS)
def test_the_view_is_that_of_matplotlibs_camera(elevation, azimuth):
    camera = sv.Camera(elevation, azimuth)
    points = np.random.default_rng(0).uniform(-1, 1, (20, 3))
    eye = EYE_DISTANCE * camera.axes[2]
    view = proj3d._view_transformation_uvw(*camera.axes, eye)
    perspective = proj3d._persp_transformation(1, 2 * EYE_DISTANCE, 1)
    x, y, _ = proj3d.proj_transform(*points.T, perspective @ view)
    assert project(points, camera)[0] == pytest.approx(EYE_DISTANCE * np.stack([x, y], axis=1))


@pytest.mark.parametrize("start", [(4.0, -6.0), (-4.0, 6.0), (5.0, 5.0), (-5.0, -5.0)])
def test_the_usual_camera_turns_to_where_the_path_is_seen(start):
    rng = np.random.default_rng(1)
    x, y = rng.normal(0, 1, (2, 300)) * [[1.0], [5.0]]
    scene = sv.build_scene(x, y, start=start, epochs=300, learning_rate=0.1)
    camera = choose_view(None, scene)
    landscape = Ground(scene.surface, 0.6)
    # The first steps are the long ones.
    places = landscape.place(scene.runs[0].trace.params, scene.runs[0].trace.losses)[:5]
    assert is_hidden(places.reshape(-1, 3), landscape, camera).mean() <= 0.1


def test_the_usual_camera_stays_where_it_shows_the_path(article):
    assert choose_view(None, article) == sv.Camera()


@pytest.mark.parametrize("camera", [(-1, 0), (91, 0), (np.nan, 0), (30, 400), (30, np.nan)])
def test_an_impossible_camera_is_refused(camera):
    with pytest.raises(sv.InputError, match="camera's"):
        sv.Camera(*camera)


def test_a_wall_hides_what_stands_behind_it():
    loss = np.zeros((41, 41))
    loss[:, 20] = 1.0  # a wall along b at m = 0
    low = ground(loss)
    floor = np.array([[-0.5, 0.0, -1.0], [0.5, 0.0, -1.0], [0.0, 0.0, 1.0]])
    from_the_right = is_hidden(floor, low, sv.Camera(20, 0))
    from_the_left = is_hidden(floor, low, sv.Camera(20, 180))
    assert from_the_right.tolist() == [True, False, False]
    assert from_the_left.tolist() == [False, True, False]
    assert not is_hidden(floor, low, sv.Camera(90, 0)).any()


@given(st.floats(5, 90), AZIMUTHS)
def test_nothing_hides_on_a_plane(elevation, azimuth):
    m, b = np.meshgrid(SIDE, SIDE)
    plane = Ground(Surface(SIDE, SIDE, 2 * m - b), 1e-3)
    points = plane.vertices().reshape(-1, 3)[::17]
    assert not is_hidden(points, plane, sv.Camera(elevation, azimuth)).any()


def test_what_is_no_place_or_outside_is_not_hidden():
    points = np.array([[np.nan, 0, 0], [3.0, 0, 0], [0, -9.0, 0]])
    assert not is_hidden(points, ground(np.zeros((41, 41))), sv.Camera()).any()


def test_hiding_agrees_with_a_depth_buffer():
    """Draw the bowl as dense points, keep the nearest in each cell, compare.

    What lies on the upper side of a sheet that shows its lower side is hidden by it as well.
    """
    m, b = np.meshgrid(SIDE, SIDE)
    bowl, camera = ground(m**2 + 0.3 * b**2), sv.Camera(35, -20)
    x, y = np.meshgrid(*[np.linspace(-1, 1, 1500)] * 2)
    dense = bowl.place(np.stack([x, y], axis=-1), x**2 + 0.3 * y**2).reshape(-1, 3)
    picture, nearness = project(dense, camera)
    depth = np.full((260, 260), -np.inf)
    np.maximum.at(depth, tuple(np.floor((picture + 3) * 40).astype(int).T), nearness)
    probe = bowl.vertices()[2:-2:3, 2:-2:3].reshape(-1, 3)
    spots, near = project(probe, camera)
    behind = depth[tuple(np.floor((spots + 3) * 40).astype(int).T)] - near
    rise = 2.0 / 1.3 * probe[:, :2] * [2.0, 0.6]
    upward = np.concatenate([-rise, np.ones((len(probe), 1))], axis=1)
    toward_eye = EYE_DISTANCE * camera.axes[2] - probe
    facing = np.sum(upward * toward_eye, axis=1) / np.linalg.norm(upward, axis=1) / EYE_DISTANCE
    # Where a sheet is seen edge on, or a cell is on an outline, the buffer cannot tell.
    clear = (np.abs(facing) > 0.1) & ((behind > 0.5) | (behind < 0.2))
    assert clear.sum() > 0.6 * len(probe)
    wanted = (behind > 0.5) | (facing < 0)
    assert 20 < wanted.sum() < len(probe) - 20
    hidden = is_hidden(probe, bowl, camera)
    assert np.mean(hidden[clear] == wanted[clear]) > 0.98
