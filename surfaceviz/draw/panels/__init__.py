"""The panels of a picture, by name."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from surfaceviz.base.errors import InputError, lookup
from surfaceviz.draw.panels.protocol import Panel

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from types import ModuleType

    from surfaceviz.draw.panels.protocol import Drawing


# Only who draws waits for matplotlib.
def _surface() -> Drawing:
    from surfaceviz.draw.panels import surface3d

    return surface3d


def _contour() -> Drawing:
    from surfaceviz.draw.panels import contour

    return contour


def _fit() -> Drawing:
    from surfaceviz.draw.panels import fit

    return fit


def _loss() -> Drawing:
    from surfaceviz.draw.panels import loss_curve

    return loss_curve


PANELS: Mapping[str, Panel] = {
    "surface": Panel("the loss surface in 3D, with the path on it", _surface, 2.9),
    "contour": Panel("the loss over the (m, b) plane as a map, with the path", _contour, 1.0),
    "fit": Panel("the points, the fitted line and the residuals", _fit, 1.0),
    "loss": Panel("the loss against the epoch", _loss, 1.0),
}


def choose_panels(names: Sequence[str]) -> list[Panel]:
    """Return the panels of these names.

    Raises
    ------
    InputError
        If there is none, one is unknown, or one is named more than once.
    """
    if isinstance(names, str) or not names:
        raise InputError(f"expected a sequence of at least one panel of {', '.join(PANELS)}")
    repeated = [name for name in names if list(names).count(name) > 1]
    if repeated:
        raise InputError(f"panel {repeated[0]!r} is named more than once: name each panel once")
    return [lookup(PANELS, name, "panel") for name in names]


def read_panels(text: str) -> tuple[str, ...]:
    """Return the panels in a text such as "contour,fit"."""
    names = tuple(name.strip() for name in text.split(",") if name.strip())
    choose_panels(names)
    return names


def __getattr__(name: str) -> ModuleType:
    """Return a module of this folder, imported with matplotlib when it is first used."""
    try:
        return import_module(f"{__name__}.{name}")
    except ModuleNotFoundError:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}") from None
