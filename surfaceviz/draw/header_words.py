"""What the title row says: the epoch, losses, and the equation of the line."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from surfaceviz.base.texts import MINUS, number_format, short_number
from surfaceviz.draw.artists.inks import inked
from surfaceviz.draw.lettering import shorten
from surfaceviz.draw.word_places import Word
from surfaceviz.optimizers.descent import Stopped
from surfaceviz.scene.leading import leaders, side_by_side

if TYPE_CHECKING:
    from collections.abc import Callable

    from surfaceviz.base.arrays import FloatArray
    from surfaceviz.draw.themes.theme import Theme
    from surfaceviz.scene.runs import Run
    from surfaceviz.scene.scene import Scene
    from surfaceviz.words.language import Words

SWATCH = "●"
# Digits of a parameter's last value, or of this share of its largest if that is more.
DIGITS, SHARE = 3, 0.05
# Beyond these, numbers would be long.
MOST_DECIMALS, LONG = 6, 1e5
# Points that a run's label in the legend may be wide.
LABEL_WIDTH = 210.0


def epoch_words(scene: Scene, theme: Theme, words: Words) -> list[Word]:
    """Return the words for the epoch; of a run alone also how it ended, if it exploded."""
    last, text = scene.epochs, (theme.text,)
    told = [
        Word((words.before_epoch,), text, bold=True, space=0.0),
        Word(tuple(str(epoch) for epoch in range(last + 1)), text, bold=True),
        Word((words.after_epoch.format(last=last),), (theme.muted,)),
    ]
    if len(scene.runs) == 1 and scene.runs[0].trajectory.stopped is Stopped.DIVERGED:
        ending = (*[""] * last, words.diverged)
        told.append(Word(ending, theme.runs[:1], bold=True, space=0.7))
    return told


def line_words(scene: Scene, theme: Theme, words: Words) -> list[Word]:
    """Return the words for the loss and the equation of a run alone."""
    (run,) = scene.runs
    accent, told = theme.runs[:1], losses_told(scene)[0]
    return [
        Word((words.term(scene.objective.label),), accent, bold=True, space=0.0),
        Word(told, accent, bold=True),
        *_equation(scene, run.trajectory.params, theme, 1.5),
    ]


def leader_words(scene: Scene, theme: Theme) -> list[Word]:
    """Return the words for the equation of the run that leads, with its colour."""
    first = leaders(scene)
    params = side_by_side([run.trajectory.params for run in scene.runs])
    inks = [ink.colour for _, ink in inked(scene, theme)]
    swatch = Word((SWATCH,), tuple(inks[number] for number in first), space=0.0)
    return [swatch, *_equation(scene, params[np.arange(len(first)), first], theme, 0.4)]


def legend_words(scene: Scene, theme: Theme, words: Words, size: float) -> list[list[Word]]:
    """Return for each run its swatch, its label, its loss now, and how it ended, if any did."""
    ends = {
        Stopped.DIVERGED: words.diverged,
        Stopped.CONVERGED: words.converged,
        Stopped.RAN_ALL_EPOCHS: "",
    }
    entries = []
    for (run, ink), told in zip(inked(scene, theme), losses_told(scene), strict=True):
        accent = (ink.colour,)
        label = shorten(run.label, LABEL_WIDTH, theme, fontsize=size)
        entry = [
            Word((SWATCH,), accent, space=0.0),
            Word((label,), (theme.text,), space=0.4, side="left"),
            Word(told, accent, bold=True, space=0.6),
        ]
        if any(ends[each.trajectory.stopped] for each in scene.runs):
            ending = (*[""] * run.epochs, ends[run.trajectory.stopped])
            entry.append(Word(ending, (theme.muted,), space=0.5, side="left"))
        entries.append(entry)
    return entries


def losses_told(scene: Scene) -> list[tuple[str, ...]]:
    """Return each run's losses as they are written, epoch by epoch, (E + 1,) each or shorter."""
    least = min(float(run.trajectory.losses.min()) for run in scene.runs)
    return [_told(run, least) for run in scene.runs]


def _told(run: Run, least: float) -> tuple[str, ...]:
    losses = run.trajectory.losses
    return tuple(map(number_format(least, float(losses.max())), losses.tolist()))


def _equation(scene: Scene, params: FloatArray, theme: Theme, space: float) -> list[Word]:
    """Return the words for the line's equation; of a curve for that of its log-odds."""
    m, b = params.T
    m_of, b_of = parameter_format(m), parameter_format(b)
    signs = np.where(b < 0, MINUS, "+").tolist()
    constant = tuple(
        f"{sign} {b_of(size)}" for sign, size in zip(signs, np.abs(b).tolist(), strict=True)
    )
    begins = "logit y =" if scene.objective.curved else "y ="
    text = (theme.text,)
    return [
        Word((begins,), (theme.muted,), space=space),
        Word(tuple(map(m_of, m.tolist())), text),
        Word(("x",), text),
        Word(constant, text, side="left"),
    ]


def parameter_format(values: FloatArray) -> Callable[[float], str]:
    """Return the formatter of a parameter: for all its values as many decimals as suit the last.

    Only where that would make long numbers each has three digits, with a power of ten if need be.
    """
    largest, last = float(np.abs(values).max()), abs(float(values[-1]))
    typical = max(last, SHARE * largest) or 1.0
    decimals = max(0, DIGITS - 1 - math.floor(math.log10(typical)))
    if decimals > MOST_DECIMALS or largest >= LONG:
        return short_number
    # Of what rounds to zero the sign would be left.
    return lambda value: f"{round(value, decimals) + 0.0:.{decimals}f}".replace("-", MINUS)
