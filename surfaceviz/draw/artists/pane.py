"""A panel as that which is shown of the descents is drawn into it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from surfaceviz.draw.artists.inks import inked
from surfaceviz.draw.artists.parts import in_points
from surfaceviz.draw.ground import is_hidden
from surfaceviz.draw.projection import project
from surfaceviz.draw.sight import hidden_from

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

    from surfaceviz.base.arrays import BoolArray, FloatArray, Update
    from surfaceviz.draw.artists.inks import Ink
    from surfaceviz.draw.ground import Ground
    from surfaceviz.draw.motion import View
    from surfaceviz.draw.themes.theme import Theme
    from surfaceviz.scene.runs import Run
    from surfaceviz.scene.scene import Scene

Hidden: TypeAlias = "Callable[[float], BoolArray]"
Seen: TypeAlias = "Callable[[int, int], Sequence[Artist]]"

# What the surface hides is drawn this faintly.
FAINT = 0.4
# Losses of so many points of data are summed in some milliseconds; for more, which would be summed
# for every frame, the loss is read off the surface.
MOST_SUMMED = 1e6


@dataclass(frozen=True, eq=False)
class Space:
    """A landscape, and from where it is seen.

    Attributes
    ----------
    ground : Ground
        The landscape.
    view : Camera or CameraPath
        Where the eye is.
    epochs : int
        The last epoch.
    """

    ground: Ground
    view: View
    epochs: int

    def hidden(self, points: FloatArray) -> Hidden:
        """Return the function that tells which points (n, 3) are hidden at an epoch."""
        return hidden_from(self.view, points, self.ground, self.epochs)


@dataclass(frozen=True, eq=False)
class Pane:
    """A panel as that which is shown of the descents is drawn into it.

    Attributes
    ----------
    axes : Axes
        Where to draw.
    scene : Scene
        What is shown.
    theme : Theme
        Colours, type and sizes.
    place : callable
        params (n, 2), losses (n,) or None -> positions (n, d) on the map or, with the losses read
        off the surface if not given, in space; NaN outside the window in space.
    see : callable
        (positions (n, d), epoch) -> where they appear then, in the axes' units (n, 2), and which
        of them are hidden (n,).
    space : Space or None
        What it is a picture of, if not flat.
    """

    axes: Axes
    scene: Scene
    theme: Theme
    place: Callable[[FloatArray, FloatArray | None], FloatArray]
    see: Callable[[FloatArray, int], tuple[FloatArray, BoolArray]]
    space: Space | None = None

    def of_runs(self, draw: Callable[[Run, Ink], Seen]) -> Update:
        """Draw something of every run; return the function that shows an epoch of all.

        Parameters
        ----------
        draw : callable
            (run, ink) -> the function that shows of this run an epoch that it has, as it is seen
            at another: a run stays before its start and after its end, but the camera may move.
        """
        updates = [(run.epochs, draw(run, ink)) for run, ink in inked(self.scene, self.theme)]
        return lambda epoch: [
            artist for last, update in updates for artist in update(max(0, min(epoch, last)), epoch)
        ]

    def in_points(self, params: FloatArray, epoch: int) -> tuple[FloatArray, bool]:
        """Return where params (n, 2) appear, in points, and whether the first is hidden.

        Those that are not to be seen at all are left out.
        """
        picture, hidden = self.see(self.place(params, None), epoch)
        shown = np.isfinite(picture).all(axis=-1)
        return in_points(self.axes, picture[shown]), bool(shown.any() and hidden[shown][0])


def space_pane(axes: Axes, scene: Scene, theme: Theme, space: Space) -> Pane:
    """Return the pane of axes that show a landscape."""
    ground, view, objective = space.ground, space.view, scene.chart.objective

    def place(params: FloatArray, losses: FloatArray | None) -> FloatArray:
        inside = scene.window.contains(params)[..., np.newaxis]
        inner = np.where(inside, params, np.nan)
        if losses is None:
            dear = objective.evaluated * len(inner) > MOST_SUMMED
            losses = scene.surface.at(inner) if dear else objective.value(inner)
        return ground.place(inner, losses)

    def see(places: FloatArray, epoch: int) -> tuple[FloatArray, BoolArray]:
        camera = view.at(epoch)
        return project(places, camera)[0], is_hidden(places, ground, camera)

    return Pane(axes, scene, theme, place, see, space)


def flat_pane(axes: Axes, scene: Scene, theme: Theme) -> Pane:
    """Return the pane of axes whose units are those of what they show."""
    return Pane(
        axes,
        scene,
        theme,
        lambda params, _losses: params,
        lambda places, _epoch: (places, np.zeros(len(places), dtype=bool)),
    )
