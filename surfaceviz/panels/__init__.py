"""The panels of a picture, by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import lazy_loader

from surfaceviz.panels.protocol import Panel

if TYPE_CHECKING:
    from collections.abc import Mapping

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

# The modules draw with matplotlib, which is imported only when one of them is used.
__getattr__, __dir__, _ = lazy_loader.attach(
    __name__, submodules=[panel.module.rpartition(".")[2] for panel in PANELS.values()]
)
