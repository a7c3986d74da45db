"""What a page can compute anew, and the sentence that says why not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from surfaceviz import losses as objectives
from surfaceviz import optimizers
from surfaceviz.data.points import SHOWN_POINTS
from surfaceviz.formats.page.coding import packed
from surfaceviz.losses.evaluated import points_of
from surfaceviz.optimizers import schedules
from surfaceviz.optimizers.descent import batch_order
from surfaceviz.words.language import told_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from surfaceviz.base.entries import Specified
    from surfaceviz.data.dataset import Dataset
    from surfaceviz.scene.runs import Run
    from surfaceviz.scene.scene import Scene

# Places of points in the orders of all epochs of all runs together: some 800 KB.
MOST_ORDERED = 400_000
# What the page's program computes too; it has a table of each. The functions are named, not the
# tables they are in: who adds to those has not yet taught it to the page.
COMPUTED: Mapping[str, tuple[Callable[..., Specified], ...]] = {
    "OPTIMIZERS": (
        optimizers.gd,
        optimizers.sgd,
        optimizers.momentum,
        optimizers.nesterov,
        optimizers.adagrad,
        optimizers.rmsprop,
        optimizers.adadelta,
        optimizers.adam,
        optimizers.adamw,
        optimizers.nadam,
        optimizers.steepest,
        optimizers.cg,
        optimizers.bfgs,
        optimizers.newton,
    ),
    "LOSSES": (
        objectives.mse,
        objectives.mae,
        objectives.huber,
        objectives.log_cosh,
        objectives.quantile,
        objectives.logistic,
    ),
    "SCHEDULES": (
        schedules.constant,
        schedules.step,
        schedules.exponential,
        schedules.cosine,
        schedules.inverse,
        schedules.warmup,
    ),
}


@dataclass(frozen=True)
class Reasons:
    """Why a page only plays what was computed; names in braces are places for what differs.

    Attributes
    ----------
    own : str
        What the run was made with has no name.
    unknown : str
        It has one, but the page's program does not know it.
    loss_needs_points : str
        The loss needs all points, of which the page has but some.
    batches_need_points : str
        So do batches.
    many_orders : str
        The batches of all epochs take too much room.
    """

    own: str
    unknown: str
    loss_needs_points: str
    batches_need_points: str
    many_orders: str


REASONS: Mapping[str, Reasons] = {
    "en": Reasons(
        own="This page plays the recorded run: what it was made with is known to Python alone.",
        unknown="This page plays the recorded run: it cannot compute {names}.",
        loss_needs_points="This page plays the recorded run: {loss} needs all {total} points, of "
        "which it holds {shown}.",
        batches_need_points="This page plays the recorded run: its batches are drawn from all "
        "{total} points, of which it holds {shown}.",
        many_orders="This page plays the recorded run: the batches of all its epochs would take "
        "too much room.",
    ),
    "zh": Reasons(
        own="本页播放已记录的运行：它所用的方法只有 Python 知道。",
        unknown="本页播放已记录的运行：它无法计算 {names}。",
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
    reasons = told_in(lang, REASONS)
    loss, data = scene.settings.loss, scene.data
    batched = [run for run in scene.runs if run.optimizer.batches is not None]
    unknown = list(dict.fromkeys(_unknown(scene)))
    sentence = None
    if unknown:
        sentence = reasons.unknown if all(unknown) else reasons.own
    elif not loss.closed and not is_complete(data):
        sentence = reasons.loss_needs_points
    elif batched and not is_complete(data):
        sentence = reasons.batches_need_points
    elif len(batched) * data.moments.n * (scene.settings.epochs + 1) > MOST_ORDERED:
        sentence = reasons.many_orders
    if sentence is None:
        return None
    shown = min(len(data.x), SHOWN_POINTS)
    return sentence.format(
        loss=term,
        total=f"{data.moments.n:,}",
        shown=f"{shown:,}",
        names=", ".join(unknown),
    )


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


def _unknown(scene: Scene) -> Iterator[str]:
    """Yield the names of what a scene was made with and the page's program does not know."""
    asked = scene.settings
    for each in (asked.loss, *asked.optimizer, *asked.schedule):
        if not any(each.spec.make in known for known in COMPUTED.values()):
            yield each.spec.name
