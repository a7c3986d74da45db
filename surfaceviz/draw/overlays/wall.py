"""The loss of the leading run, led to the upright axis of the surface's box."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.text import Text
from matplotlib.transforms import ScaledTranslation

from surfaceviz.base.texts import number_format
from surfaceviz.draw.artists.box import way_to_corner
from surfaceviz.draw.artists.inks import inked
from surfaceviz.draw.artists.parts import MOVING, PRESENT, moving_line
from surfaceviz.draw.lettering import lettered
from surfaceviz.scene.leading import leaders, standings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.artist import Artist

    from surfaceviz.base.arrays import FloatArray, Update
    from surfaceviz.draw.artists.pane import Pane

UNDER = MOVING + 0.05
WIDTH, HALO = 1.6, 3.6
# Where the surface hides it.
DASHES, FAINTER = (0.0, (2.0, 2.0)), 0.75
# Points along each piece of the way.
SAMPLES = 40
# From the axis to the tag, in points, and around its letters in ems.
ASIDE, PADDING = 8.0, 0.25


def draw_wall(pane: Pane) -> Update:
    """Draw a level line from where the leader is to the upright axis, and its loss there."""
    assert pane.space is not None
    view, theme, first = pane.space.view, pane.theme, leaders(pane.scene)
    losses = standings(pane.scene).min(axis=-1)
    inks = inked(pane.scene, theme)
    told = number_format(float(losses.min()), float(losses.max()))
    halo = moving_line(pane.axes, color=theme.halo, linewidth=HALO, zorder=UNDER)
    seen = moving_line(pane.axes, linewidth=WIDTH, zorder=UNDER)
    behind = moving_line(pane.axes, linewidth=WIDTH, linestyle=DASHES, alpha=FAINTER, zorder=UNDER)
    tag = _tag(pane)

    def update(epoch: int) -> Sequence[Artist]:
        reached = max(0, epoch)
        run, ink = inks[first[reached]]
        here = run.path[[min(reached, run.epochs)]]
        (spot,) = pane.place(here, losses[[reached]])
        way, hidden = pane.see(_sampled(way_to_corner(spot, view.at(epoch))), epoch)
        for line, unseen in ((halo, hidden), (seen, hidden), (behind, ~hidden)):
            line.set_data(*np.where(unseen[:, np.newaxis], np.nan, way).T)
            if line is not halo:
                line.set_color(ink.colour)
        tag.set_visible(bool(np.isfinite(spot).all()))
        tag.set_position(tuple(way[-1]))
        tag.set_text(told(float(losses[reached])))
        tag.set_bbox(_sticker(ink.colour))
        return [halo, seen, behind, tag]

    return update


def _sampled(way: FloatArray) -> FloatArray:
    """Return points along a way of two straight pieces (3, 3), shape (n, 3)."""
    shares = np.linspace(0.0, 1.0, SAMPLES)[:, np.newaxis]
    return np.concatenate([begin + shares * (end - begin) for begin, end in pairwise(way)])


def _tag(pane: Pane) -> Text:
    """Add the tag on which the loss is told, right of its place."""
    theme = pane.theme
    tag = Text(
        ha="left", va="center", zorder=PRESENT, **lettered("0", theme, color=theme.background)
    )
    pane.axes.add_artist(tag)
    aside = ScaledTranslation(ASIDE / 72.0, 0.0, pane.axes.figure.dpi_scale_trans)
    tag.set_transform(pane.axes.transData + aside)
    tag.set_in_layout(False)
    return tag


def _sticker(colour: str) -> dict[str, Any]:
    return {"boxstyle": f"round,pad={PADDING}", "facecolor": colour, "edgecolor": "none"}
