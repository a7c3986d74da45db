"""The panels of a picture, by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import lazy_loader

from surfaceviz.errors import InputError, lookup
from surfaceviz.panels.protocol import Panel

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

PANELS: Mapping[str, Panel] = {
    "surface": Panel(
        "the loss surface in 3D, with the path on it", "surfaceviz.panels.surface3d", 2.9
    ),
    "contour": Panel(
        "the loss over the (m, b) plane as a map, with the path", "surfaceviz.panels.contour", 1.0
    ),
    "fit": Panel("the points, the fitted line and the residuals", "surfaceviz.panels.fit", 1.0),
    "loss": Panel("the loss against the epoch", "surfaceviz.panels.loss_curve", 1.0),
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


# The modules draw with matplotlib, which is imported only when one of them is used.
__getattr__, __dir__, _ = lazy_loader.attach(
    __name__, submodules=[panel.module.rpartition(".")[2] for panel in PANELS.values()]
)
