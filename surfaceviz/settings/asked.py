"""What the options of a command ask for, sorted by who is asked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from surfaceviz.base.cues import check_end, in_order
from surfaceviz.base.errors import InputError
from surfaceviz.data.columns import Selection
from surfaceviz.draw.canvas import make_canvas
from surfaceviz.draw.themes.colormaps import with_colormap
from surfaceviz.scene import defaults
from surfaceviz.scene.scene import build_scene
from surfaceviz.scene.settings import Settings, make_settings
from surfaceviz.settings.options import FORMS
from surfaceviz.settings.pace import make_pace
from surfaceviz.settings.recipe_data import columns

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from surfaceviz.data.dataset import Dataset
    from surfaceviz.losses.protocol import Loss
    from surfaceviz.optimizers.protocol import Optimizer
    from surfaceviz.scene.scene import Scene
    from surfaceviz.settings.recipe import Recipe

# The rate of the article's own case.
ARTICLE_RATE = 0.01
CHOICES = ("x", "y", "weights", "where", "table", "sql", "decimal")
SETTINGS = ("optimizer", "schedule", "loss", "start", "epochs", "until", "window", "axes", "grid")
TIMING = ("fps", "hold", "frames", "every", "intro")


@dataclass(frozen=True)
class Asked:
    """What a command was asked for.

    Attributes
    ----------
    selection : Selection
        Which columns and rows.
    settings : Settings
        What to compute.
    timing, look : Mapping
        Arguments of ``film.render``: which epochs are shown how long, and how it all looks.
    """

    selection: Selection
    settings: Settings
    timing: Mapping[str, Any]
    look: Mapping[str, Any]

    def scene_of(self, data: Dataset) -> Scene:
        """Return the scene of the data, with a chart of its own for each run where there is room.

        It keeps the settings as they were asked for, so that its recipe suits other layouts too.
        """
        asked = vars(self.settings)
        if self.look.get("layout") == "grid" and self.settings.axes == defaults.AXES:
            asked = asked | {"axes": "own"}
        return replace(build_scene(data, **asked), settings=self.settings)


def sort_out(options: Mapping[str, Any], *, classic: bool) -> Asked:
    """Return what the options ask for.

    Parameters
    ----------
    options : Mapping
        The values of all options by their names.
    classic : bool
        Whether it is asked of the classic case.

    Raises
    ------
    InputError
        If something cannot be had whatever the data are.
    """
    rest = dict(options)
    selection = Selection(**{name: rest.pop(name) for name in CHOICES})
    settings = _settings(rest, classic=classic)
    if not rest:
        return Asked(selection, settings, {}, {})
    timing = {name: rest.pop(name) for name in TIMING} | {"pauses": rest.pop("pause")}
    check_end("pause", make_pace(**timing).pauses, settings.epochs)
    for name in ("size", "panels"):
        # What is usual depends on what is written.
        if rest[name] is None:
            del rest[name]
    make_canvas(rest.get("size", defaults.SIZE))
    rest["captions"] = in_order("caption", rest.pop("caption"))
    check_end("caption", rest["captions"], settings.epochs)
    if (colormap := rest.pop("colormap")) is not None:
        rest["theme"] = with_colormap(rest["theme"], colormap)
    return Asked(selection, settings, timing, rest)


def scene_options(recipe: Recipe) -> dict[str, Any]:
    """Return what a recipe asks of its data and its scene, as ``sort_out`` takes it."""
    usual = {
        "lr": (),
        "standardize": False,
        "raw": False,
        "optimizer": (FORMS["optimizer"].read(defaults.OPTIMIZER),),
        "loss": FORMS["loss"].read(defaults.LOSS),
    }
    told = {
        name: FORMS[name].values(recipe.settings[name])
        for name in (*usual, *SETTINGS)
        if name in recipe.settings
    }
    return dict.fromkeys(CHOICES) | columns(recipe) | usual | told


def _settings(rest: dict[str, Any], *, classic: bool) -> Settings:
    """Take the settings of a scene out of the options."""
    rates = rest.pop("lr")
    standardize, raw = rest.pop("standardize"), rest.pop("raw")
    if raw and not standardize:
        raise InputError("--raw races against --standardize: give both, or neither")
    if not rates and classic and not standardize and _is_plain(rest["optimizer"], rest["loss"]):
        rates = (ARTICLE_RATE,)
    return make_settings(
        learning_rate=rates or "auto",
        standardize=[False, True] if raw else standardize,
        **{name: rest.pop(name) for name in SETTINGS if name in rest},
    )


def _is_plain(optimizers: Sequence[Optimizer], loss: Loss) -> bool:
    """Return whether this is gradient descent on the mean squared error, as in the article."""
    return [str(each.spec) for each in (*optimizers, loss)] == [defaults.OPTIMIZER, defaults.LOSS]


def load(
    data: str | None,
    asked: Selection,
    report: Callable[[float], None] | None,
    *,
    points: bool,
) -> Dataset:
    """Return the data set that is asked for; without ``data`` the classic case.

    Raises
    ------
    InputError
        If it cannot be read.
    """
    if data is None:
        given = [name for name, value in vars(asked).items() if value is not None]
        if given:
            option = f"-{given[0]}" if len(given[0]) == 1 else f"--{given[0]}"
            raise InputError(f"{option} chooses from DATA: name a file to read it from")
        from surfaceviz.data.dataset import article_data

        return article_data()
    from surfaceviz.data.reading import read_dataset

    return read_dataset(data, **vars(asked), report=report, points=points)
