"""What a page can compute anew, and the sentence that says why not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from surfaceviz.descent import batch_order
from surfaceviz.errors import lookup
from surfaceviz.gathering import SHOWN_POINTS
from surfaceviz.objectives import OBJECTIVES
from surfaceviz.objectives.evaluated import points_of
from surfaceviz.optimizers import OPTIMIZERS
from surfaceviz.player.coding import packed
from surfaceviz.schedules import SCHEDULES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from surfaceviz.dataset import Dataset
    from surfaceviz.runs import Run
    from surfaceviz.scene import Scene

# Places of points in the orders of all epochs of all runs together: some 800 KB.
MOST_ORDERED = 400_000


@dataclass(frozen=True)
class Reasons:
    """Why a page only plays what was computed; names in braces are places for what differs.

    Attributes
    ----------
    own : str
        What the run was made with is in no table.
    loss_needs_points : str
        The loss needs all points, of which the page has but some.
    batches_need_points : str
        So do batches.
    many_orders : str
        The batches of all epochs take too much room.
    """

    own: str
    loss_needs_points: str
    batches_need_points: str
    many_orders: str


REASONS: Mapping[str, Reasons] = {
    "en": Reasons(
        own="This page plays the recorded run: what it was made with is known to Python alone.",
        loss_needs_points="This page plays the recorded run: {loss} needs all {total} points, of "
        "which it holds {shown}.",
        batches_need_points="This page plays the recorded run: its batches are drawn from all "
        "{total} points, of which it holds {shown}.",
        many_orders="This page plays the recorded run: the batches of all its epochs would take "
        "too much room.",
    ),
    "zh": Reasons(
        own="本页播放已记录的运行：它所用的方法只有 Python 知道。",
        loss_needs_points="本页播放已记录的运行：{loss}需要全部 {total} 个数据点，而本页只有 "
        "{shown} 个。",
        batches_need_points="本页播放已记录的运行：批次取自全部 {total} 个数据点，而本页只有 "
        "{shown} 个。",
        many_orders="本页播放已记录的运行：所有轮次的批次会占用太多空间。",
    ),
}


def is_complete(data: Dataset) -> bool:
    """Return whether a page can hold all points of the data, and what each counts."""
    points, total = points_of(data), data.moments.n
    weighted = (points.weights is not None) == (data.moments.weight is not None)
    return len(points.x) == points.rows == total <= SHOWN_POINTS and weighted


def why_recorded(scene: Scene, lang: str, term: str) -> str | None:
    """Return why a page cannot compute a scene anew; None if it can.

    Parameters
    ----------
    scene : Scene
        What the page shows.
    lang : str
        A code in ``LANGUAGES``.
    term : str
        What the loss is called in that language.
    """
    reasons = lookup(REASONS, lang, "language")
    loss, data = scene.settings.loss, scene.data
    batched = [run for run in scene.runs if run.optimizer.batches is not None]
    known = loss.spec.name in OBJECTIVES and all(_is_known(run) for run in scene.runs)
    sentence = None
    if not known:
        sentence = reasons.own
    elif not loss.closed and not is_complete(data):
        sentence = reasons.loss_needs_points
    elif batched and not is_complete(data):
        sentence = reasons.batches_need_points
    elif len(batched) * data.moments.n * (scene.settings.epochs + 1) > MOST_ORDERED:
        sentence = reasons.many_orders
    if sentence is None:
        return None
    shown = min(len(data.x), SHOWN_POINTS)
    return sentence.format(loss=term, total=f"{data.moments.n:,}", shown=f"{shown:,}")


def orders_of(run: Run, points: int, epochs: int) -> str | None:
    """Return the orders of points that a run's batches are dealt in, in base64.

    They are whole numbers of 16 bits (epochs + 1, points): those of the last epoch make the step
    that is not taken any more. None for a run without batches.
    """
    batches = run.optimizer.batches
    if batches is None:
        return None
    orders = [batch_order(batches, epoch, points) for epoch in range(epochs + 1)]
    return packed(np.array(orders), np.uint16)


def _is_known(run: Run) -> bool:
    return run.optimizer.spec.name in OPTIMIZERS and run.schedule.spec.name in SCHEDULES
