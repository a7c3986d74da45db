"""How the camera moves over a film."""

from __future__ import annotations

import operator
import warnings
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from surfaceviz.base import checks
from surfaceviz.base.errors import InputError, SurfaceVizWarning, shown
from surfaceviz.base.texts import numbers, write_numbers
from surfaceviz.draw.ground import least_hiding
from surfaceviz.draw.projection import Camera

if TYPE_CHECKING:
    from surfaceviz.base.arrays import FloatArray
    from surfaceviz.scene.scene import Scene

GENTLE = 60.0
# A little higher than the usual camera: the near side of a bowl then hides less of its bottom.
ORBIT_ELEVATION = 38.0
# Looked at from here, and from a quarter turn further, the box is seen across its corner: a sweep
# of less than a quarter around it never has a wall edge on, where labels change places.
ACROSS_CORNER = -45.0
# At so many degrees of a sweep it is checked how much of the path is seen.
CHECKED = 30.0
SAMPLES = 721
# The epochs below 0 are steps of the way on which the camera comes to its place at the start.
APPROACH = 1000
# Degrees above and around that place, from where it comes, and how high it may be.
ABOVE, AROUND, HIGHEST = 24.0, 75.0, 84.0


@dataclass(frozen=True)
class CameraPath:
    """Where the surface is seen from, epoch by epoch.

    Attributes
    ----------
    keys : tuple of (int, Camera)
        Epochs, ascending, and the camera at each. In between it moves gently from one to the
        next, along their numbers of degrees; before the first and after the last it rests.
    approach : Camera or None
        From where it comes to its place at epoch 0, on its way since epoch -``APPROACH``; None if
        it is there already.
    """

    keys: tuple[tuple[int, Camera], ...]
    approach: Camera | None = None

    def __post_init__(self) -> None:
        """Refuse keys that are not in order."""
        try:
            epochs = [operator.index(epoch) for epoch, _ in self.keys]
            cameras = all(isinstance(camera, Camera) for _, camera in self.keys)
        except (TypeError, ValueError):
            cameras = False
        if not cameras:
            raise InputError(
                "the epochs of a camera's path must be whole numbers, each with a Camera; got "
                f"{shown(self.keys)}"
            )
        if not epochs:
            raise InputError("a camera's path needs at least one key: an epoch and a camera")
        if epochs[0] < 0 or any(later <= epoch for epoch, later in pairwise(epochs)):
            raise InputError(
                f"the epochs of a camera's path must rise from 0 or more, got "
                f"{', '.join(map(str, epochs))}"
            )

    def at(self, epoch: float) -> Camera:
        """Return the camera at an epoch."""
        if epoch < 0 and self.approach is not None:
            return _between(self.approach, self.at(0), max(0.0, 1.0 + epoch / APPROACH))
        epochs = [key for key, _ in self.keys]
        place = int(np.searchsorted(epochs, epoch, side="right"))
        if place in (0, len(epochs)):
            return self.keys[min(place, len(epochs) - 1)][1]
        (begin, here), (end, there) = self.keys[place - 1 : place + 1]
        return _between(here, there, (epoch - begin) / (end - begin))


@dataclass(frozen=True)
class Orbit:
    """A sweep around the surface over the whole film, from the side that shows the path.

    Attributes
    ----------
    degrees : float
        How far it goes; to the right, or to the left if negative.
    """

    degrees: float = GENTLE

    def __post_init__(self) -> None:
        """Refuse a sweep of nothing, or of more than a turn."""
        if not 0 < abs(checks.number("an orbit", self.degrees)) <= 360:
            raise InputError(
                f"an orbit must sweep up to 360 degrees, and not 0; got {shown(self.degrees)}"
            )


View: TypeAlias = Camera | CameraPath


def choose_view(choice: View | Orbit | None, scene: Scene) -> View:
    """Return from where a scene is seen.

    Parameters
    ----------
    choice : Camera, CameraPath, Orbit or None
        What was asked for; None for the usual camera, or the quarter turn of it from which the
        surface hides less of the path.
    scene : Scene
        What is seen.

    Warns
    -----
    SurfaceVizWarning
        If a path goes on when the film has ended.
    """
    if isinstance(choice, CameraPath) and choice.keys[-1][0] > scene.epochs:
        warnings.warn(
            f"the camera's path goes on to epoch {choice.keys[-1][0]}, but the film ends with "
            f"epoch {scene.epochs}",
            SurfaceVizWarning,
            stacklevel=2,
        )
    if isinstance(choice, (Camera, CameraPath)):
        return choice
    traces = [run.trace for run in scene.runs]
    if choice is None:
        usual = Camera()
        turned = [Camera(usual.elevation, azimuth) for azimuth in _quarters(usual.azimuth)]
        return turned[least_hiding(scene.surface, traces, [[camera] for camera in turned])]
    paths = [_sweep(azimuth, choice.degrees, scene.epochs) for azimuth in _quarters(ACROSS_CORNER)]
    looks = 2 + int(abs(choice.degrees) / CHECKED)
    checked = [
        [path.at(epoch) for epoch in np.linspace(0.0, scene.epochs, looks)] for path in paths
    ]
    return paths[least_hiding(scene.surface, traces, checked)]


def waypoints(view: View, epochs: int, apart: float) -> FloatArray:
    """Return epochs (k,), 0 and the last among them, between which the camera hardly turns.

    Those of an approach are below 0.

    Parameters
    ----------
    view : Camera or CameraPath
        What turns.
    epochs : int
        The last epoch.
    apart : float
        Degrees by which it may turn, roughly, from one of them to the next.
    """
    along = np.linspace(0.0, epochs, SAMPLES)
    if isinstance(view, CameraPath) and view.approach is not None:
        along = np.concatenate([np.linspace(-APPROACH, 0.0, SAMPLES)[:-1], along])
    cameras = [view.at(epoch) for epoch in along]
    degrees = np.array([(camera.elevation, camera.azimuth) for camera in cameras])
    turned = np.concatenate([[0.0], np.abs(np.diff(degrees, axis=0)).sum(axis=1).cumsum()])
    if not turned[-1]:
        return np.array([0.0, float(epochs)])
    wanted = np.linspace(0.0, turned[-1], 2 + int(turned[-1] / apart))
    # Where the camera rests, all of the time falls on one of these; its keys tell when that ends.
    keys = [key for key, _ in view.keys if key <= epochs] if isinstance(view, CameraPath) else []
    return np.unique([*np.interp(wanted, turned, along), 0.0, epochs, *keys])


def approaching(view: View) -> CameraPath:
    """Return a view with a way to its place at epoch 0, from further above and around."""
    path = CameraPath(((0, view),)) if isinstance(view, Camera) else view
    place = path.at(0)
    height = max(place.elevation, min(place.elevation + ABOVE, HIGHEST))
    # To the side that has room among the azimuths.
    aside = AROUND if place.azimuth <= 0 else -AROUND
    return replace(path, approach=Camera(height, place.azimuth + aside))


def _between(here: Camera, there: Camera, share: float) -> Camera:
    """Return the camera on its way, which speeds up and slows down."""
    # The cubic whose slope is 0 at both ends.
    eased = share * share * (3.0 - 2.0 * share)
    return Camera(
        here.elevation + eased * (there.elevation - here.elevation),
        here.azimuth + eased * (there.azimuth - here.azimuth),
    )


def _quarters(azimuth: float) -> list[float]:
    """Return an azimuth and its quarter turns, from -180 to 180, those to the sides first."""
    return [(azimuth + turn + 180.0) % 360.0 - 180.0 for turn in (0.0, 90.0, -90.0, 180.0)]


def _sweep(azimuth: float, degrees: float, epochs: int) -> CameraPath:
    begin = Camera(ORBIT_ELEVATION, azimuth - degrees / 2)
    end = Camera(ORBIT_ELEVATION, azimuth + degrees / 2)
    return CameraPath(((0, begin), (max(1, epochs), end)))


def read_camera(text: str) -> View | Orbit:
    """Return the camera in a text such as "30,-60", "orbit:90" or "0:35,-60 50:60,-120"."""
    if text.startswith("orbit"):
        _, colon, degrees = text.partition(":")
        return Orbit(float(degrees)) if colon or text != "orbit" else Orbit()
    if ":" not in text:
        return Camera(*numbers(text, ","))
    keys = (key.split(":") for key in text.split())
    return CameraPath(tuple((int(epoch), Camera(*numbers(place, ","))) for epoch, place in keys))


def write_camera(camera: View | Orbit) -> str:
    """Return the text of a camera."""
    if isinstance(camera, Orbit):
        return f"orbit:{write_numbers((camera.degrees,), ',')}"
    if isinstance(camera, Camera):
        return write_numbers((camera.elevation, camera.azimuth), ",")
    return " ".join(f"{epoch:d}:{write_camera(place)}" for epoch, place in camera.keys)
