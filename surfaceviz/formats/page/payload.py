"""What a page shows, as a table that JSON can hold."""

from __future__ import annotations

import warnings
from contextlib import suppress
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np

from surfaceviz.base.errors import InputError, SurfaceVizWarning
from surfaceviz.data.points import SHOWN_POINTS
from surfaceviz.draw.canvas import make_canvas
from surfaceviz.draw.captions import check_captions
from surfaceviz.draw.motion import CameraPath, choose_view
from surfaceviz.draw.overlays import choose_shows
from surfaceviz.draw.themes.theme import find_theme
from surfaceviz.formats.page.coding import packed
from surfaceviz.formats.page.colours import colormap_table, theme_colours
from surfaceviz.formats.page.command import command_of
from surfaceviz.formats.page.recomputing import is_complete, orders_of, why_recorded
from surfaceviz.formats.page.still import numbers_of
from surfaceviz.losses.evaluated import points_of
from surfaceviz.scene.surface import sample_surface
from surfaceviz.scene.window import Window
from surfaceviz.version import __version__
from surfaceviz.words.language import words_of
from surfaceviz.words.words import page_words_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from surfaceviz.base.entries import Specified
    from surfaceviz.data.dataset import Dataset
    from surfaceviz.data.dates import Dates
    from surfaceviz.data.density import Density
    from surfaceviz.draw.look import Look
    from surfaceviz.draw.motion import View
    from surfaceviz.scene.runs import Chart, Run
    from surfaceviz.scene.scene import Scene
    from surfaceviz.settings.pace import Pace

# Samples of a surface that is carried instead of computed, along each axis: some 20 KB.
RECORDED_GRID = 60
# The panels that the page's program draws.
DRAWN = ("surface", "contour", "fit", "loss")


def make_payload(scene: Scene, look: Look, pace: Pace, view: View) -> dict[str, Any]:
    """Return what a page needs to show a scene, and to compute it anew.

    Arrays are in base64 (``packed``), names are those of the package, and every number is finite.

    Parameters
    ----------
    scene : Scene
        What to show.
    look : Look
        How it looks.
    pace : Pace
        Which epochs are shown, and how fast.
    view : Camera or CameraPath
        Where the film sees the surface from.

    Raises
    ------
    InputError
        If the look or the pace is not one of this scene.

    Warns
    -----
    SurfaceVizWarning
        If more points are to be shown than a page holds.
    """
    words, asked = words_of(look.lang), scene.settings
    theme = find_theme(look.theme)
    why_not = why_recorded(scene, look.lang, words.term(scene.objective.label))
    keys = view.keys if isinstance(view, CameraPath) else ()
    place, canvas = view.at(0), make_canvas(look.size)
    return {
        "version": __version__,
        "lang": look.lang,
        "words": asdict(words)
        | {"months": list(words.months), "page": asdict(page_words_of(look.lang))},
        "size": [canvas.width, canvas.height],
        "title": look.title,
        "captions": [list(caption) for caption in check_captions(look.captions)],
        "layout": look.layout,
        "panels": _drawn_panels(look.panels),
        "show": list(choose_shows(look.show)),
        "theme": theme_colours(theme),
        "colormap": colormap_table(theme.colormap),
        "camera": {"elevation": float(place.elevation), "azimuth": float(place.azimuth)},
        "camera_keys": [
            [epoch, float(camera.elevation), float(camera.azimuth)] for epoch, camera in keys
        ]
        or None,
        "data": _data(scene.data),
        "loss": _spec(asked.loss) | {"label": scene.objective.label},
        "epochs": asked.epochs,
        "until": asked.until,
        "grid": asked.grid if why_not is None else min(asked.grid, RECORDED_GRID),
        "axes": asked.axes,
        "window": _window(asked.window) if isinstance(asked.window, Window) else asked.window,
        "chart": _chart(scene.chart) | (_recorded(scene) if why_not is not None else {}),
        "runs": [_run(run, scene, orders=why_not is None) for run in scene.runs],
        "recomputes": why_not is None,
        "why_not": why_not,
        "fps": float(pace.fps),
        "hold": float(pace.hold),
        "frames": list(pace.epochs(scene.epochs)),
        "command": command_of(scene, look, pace),
        "numbers": list(numbers_of(scene, words)),
    }


def film_payload(scene: Scene, look: Look, pace: Pace) -> dict[str, Any]:
    """Return what the page of a film needs, as ``make_payload``.

    Whoever draws the film has been told already what there is to say of its camera.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SurfaceVizWarning)
        view = choose_view(look.camera, scene)
    return make_payload(scene, look, pace, view)


def _drawn_panels(names: Sequence[str]) -> list[str]:
    """Return those of the panels that a page draws; that it leaves out others is told."""
    drawn = [name for name in names if name in DRAWN]
    strange = ", ".join(name for name in names if name not in DRAWN)
    if not drawn:
        raise InputError(
            f"a page cannot draw the panel {strange}: name one of {', '.join(DRAWN)} beside it, "
            "or write another format"
        )
    if strange:
        warnings.warn(
            f"a page cannot draw the panel {strange}: it is left out",
            SurfaceVizWarning,
            stacklevel=4,
        )
    return drawn


def _data(data: Dataset) -> dict[str, Any]:
    complete = is_complete(data)
    x, y = _shown_points(data, complete=complete)
    weights = points_of(data).weights if complete else None
    return {
        "name": data.name,
        "x_name": data.x_name,
        "y_name": data.y_name,
        "moments": {
            name: None if value is None else float(value)
            for name, value in vars(data.moments).items()
        }
        | {"n": int(data.moments.n)},
        "x": packed(x),
        "y": packed(y),
        "w": None if weights is None else packed(weights),
        "complete": complete,
        "x_range": list(map(float, data.x_range)),
        "y_range": list(map(float, data.y_range)),
        "dates": _first_date(data.dates),
        "density": None if data.density is None else _density(data.density),
    }


def _shown_points(data: Dataset, *, complete: bool) -> tuple[Any, Any]:
    """Return x and y of all points, else of those that are shown, or of some of these."""
    if complete:
        points = points_of(data)
        return points.x, points.y
    count = len(data.x)
    if count <= SHOWN_POINTS:
        return data.x, data.y
    warnings.warn(
        f"a page shows at most {SHOWN_POINTS:,} points: it gets every so many of the {count:,}",
        SurfaceVizWarning,
        stacklevel=5,
    )
    some = np.linspace(0, count - 1, SHOWN_POINTS).round().astype(np.intp)
    return data.x[some], data.y[some]


def _first_date(dates: Dates | None) -> str | None:
    """Return the date of day 0, with its time if it has one; None if there is none to write."""
    if dates is None or dates.clock:
        return None
    with suppress(OverflowError):
        first = dates.at(0.0)
        return first.isoformat() if first.time() != first.time().min else first.date().isoformat()
    return None


def _density(density: Density) -> dict[str, Any]:
    mesh = density.mesh
    return {
        "x_range": list(map(float, mesh.x_range)),
        "y_range": list(map(float, mesh.y_range)),
        "rows": mesh.rows,
        "columns": mesh.columns,
        "counts": packed(density.counts, np.uint32),
    }


def _run(run: Run, scene: Scene, *, orders: bool) -> dict[str, Any]:
    trajectory, points = run.trajectory, scene.data.moments.n
    return {
        "label": run.label,
        "optimizer": _spec(run.optimizer),
        "learning_rate": _given_rate(run, scene),
        "schedule": _spec(run.schedule),
        "start": list(map(float, trajectory.params[0])),
        "standardize": not run.scaling.plain,
        "chart": _chart(run.chart),
        "recorded": {
            "params": packed(trajectory.params),
            "losses": packed(trajectory.losses),
            "stopped": str(trajectory.stopped),
        },
        "orders": orders_of(run, points, scene.settings.epochs) if orders else None,
    }


def _given_rate(run: Run, scene: Scene) -> float | None:
    """Return the rate that a run was given; None for one that it chose, or has none."""
    chosen = run.optimizer.learning_rate is None and scene.settings.learning_rate == ("auto",)
    return None if chosen or run.learning_rate is None else float(run.learning_rate)


def _chart(chart: Chart) -> dict[str, Any]:
    return {"window": _window(chart.window), "standardized": not chart.scaling.plain}


def _recorded(scene: Scene) -> dict[str, Any]:
    """Return the surface of a chart that the page cannot compute."""
    objective, window = scene.chart.objective, scene.chart.window
    surface = sample_surface(objective, window, min(scene.settings.grid, RECORDED_GRID))
    best = objective.optimum if objective.unique else None
    return {
        "losses": packed(surface.loss, np.float32),
        "minimum": float(objective.minimum),
        "optimum": None if best is None else list(map(float, best)),
    }


def _window(window: Window) -> list[list[float]]:
    return [list(map(float, window.m)), list(map(float, window.b))]


def _spec(made: Specified) -> dict[str, Any]:
    """Return a name and its keys, which may be of NumPy's types."""
    keys = {key: value if isinstance(value, int) else float(value) for key, value in made.spec.keys}
    return {"name": made.spec.name, "keys": keys}
