"""What a story says in one language: its phrases with numbers and names in their places."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from itertools import pairwise
from string import Formatter
from typing import TYPE_CHECKING

from surfaceviz.base.texts import MINUS, short_number

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from surfaceviz.words.language import Words
    from surfaceviz.words.story import RunStory, Story

# Characters that names are cut to, from as they are to as short as can be.
WIDTHS = (60, 40, 30, 20, 14, 10, 7, 5, 3)
# Names that say nothing, of data that were given none.
NAMELESS = ("", "data")
# Words of other scripts stand apart from those that are written without spaces.
BORDER = re.compile(
    r"[\u4e00-\u9fff][A-Za-z0-9\u2212]|[A-Za-z0-9%\u207b\u2070-\u2079\u00b2\u00b3\u00b9][\u4e00-\u9fff]"
)
# Beside others of its kind a param of less than this share is rounding, as is a loss beside the
# first one.
NOTHING_OF_PARAMS, NOTHING_OF_LOSSES = 1e-6, 1e-9
# In percent: below the one, a share is told as less than that; above the other, not as all.
LEAST_SHARE, MOST_SHARE, WHOLE = 0.01, 99.9, 1e-12


@dataclass(frozen=True)
class Teller:
    """Who tells a story in a language.

    Attributes
    ----------
    story : Story
        What happens.
    phrases : Mapping
        The language's phrases, with names in braces as places for what differs.
    words : Words
        The language's words for losses.
    width : int
        Characters that each name may have.
    """

    story: Story
    phrases: Mapping[str, str]
    words: Words
    width: int = WIDTHS[0]

    def say(self, key: str, **slots: str) -> str:
        """Return a phrase with its places filled in."""
        pieces, first = [], True
        for literal, slot, _, _ in Formatter().parse(self.phrases[key]):
            pieces.append(literal)
            if slot is not None:
                # No sentence begins small, but a column is called as it is called.
                begins = first and not literal and slot not in ("x", "y", "data")
                text = slots[slot]
                pieces.append(text[:1].upper() + text[1:] if begins else text)
            first = False
        kept = [piece for piece in pieces if piece]
        spaces = [" " if BORDER.match(a[-1] + b[0]) else "" for a, b in pairwise(kept)]
        return "".join(map("".join, zip(kept, [*spaces, ""], strict=True)))

    def sentences(self, parts: Iterable[str]) -> str:
        """Return sentences one after the other."""
        return self.phrases["between sentences"].join(filter(None, parts))

    def count(self, kind: str, n: int) -> str:
        """Return so many "epoch", "point", "time" or "other"."""
        return self.phrases[f"one {kind}"] if n == 1 else self.say(f"{kind}s", n=f"{n:,}")

    def number(self, value: float) -> str:
        """Return a number as it is spoken of."""
        return spoken(value) if math.isfinite(value) else self.phrases["infinite"]

    def share(self, value: float) -> str:
        """Return a share in percent."""
        percent = 100.0 * value
        if abs(percent) < WHOLE or percent < 0:
            return "0%"
        if percent < LEAST_SHARE:
            return self.say("under", share=f"{LEAST_SHARE:g}%")
        if percent < 10:
            return f"{percent:.2g}%"
        if MOST_SHARE < percent < 100 - WHOLE:
            percent = MOST_SHARE
        return f"{percent:.1f}".removesuffix(".0") + "%"

    def loss(self, value: float, first: float) -> str:
        """Return a loss; of one that is nothing beside the first, just that."""
        if 0 < abs(value) < NOTHING_OF_LOSSES * abs(first):
            return self.phrases["next to nothing"]
        return self.number(value)

    def params(self, params: tuple[float, float]) -> str:
        """Return a slope and an intercept in words."""
        return self.say("params", **self.pair(params))

    def pair(self, params: tuple[float, float]) -> dict[str, str]:
        """Return a slope and an intercept; of what rounding leaves of nothing, nothing."""
        known = [run.start for run in self.story.runs]
        known += [run.end for run in self.story.runs if run.course != "diverges"]
        if self.story.optimum is not None:
            known.append(self.story.optimum)
        told = []
        for value, others in zip(params, zip(*known, strict=True), strict=True):
            largest = max((abs(other) for other in others if math.isfinite(other)), default=0.0)
            told.append("0" if abs(value) < NOTHING_OF_PARAMS * largest else self.number(value))
        return {"m": told[0], "b": told[1]}

    def name(self, name: str) -> str:
        """Return a name, cut to what there is room for."""
        return name if len(name) <= self.width else f"{name[: self.width - 1].rstrip()}…"

    @property
    def named(self) -> bool:
        """Whether the data have a name that says something."""
        return self.story.data not in NAMELESS

    def about_data(self) -> dict[str, str]:
        """Return what there is to say of the data and the loss."""
        story, names = self.story, {}
        for slot in ("data", "x", "y"):
            names[slot] = self.name(getattr(story, slot))
        columns = "columns weighted" if story.weighted else "columns"
        return names | {
            "points": self.count("point", story.points),
            "of_data": self.say("of data", data=names["data"]) if self.named else "",
            "columns": self.say(columns, x=names["x"], y=names["y"]),
            "fit": self.phrases["fit.curve" if story.curved else "fit.line"],
            "loss": self.loss_name(),
        }

    def loss_name(self) -> str:
        """Return what the loss is called, in full."""
        label = self.words.term(self.story.loss)
        for short in ("MSE", "MAE"):
            label = re.sub(rf"\b{short}\b", self.phrases[f"loss.{short}"], label)
        for short in ("Huber", "log-cosh", "quantile"):
            if self.story.loss.startswith(short):
                named = self.words.term(short)
                label = label.replace(named, self.phrases[f"loss.{short}"], 1)
        return self.name(label.replace(" + ", self.phrases["loss. + "]))

    def optimizer(self, run: RunStory) -> str:
        """Return what the optimizer of a run alone is called."""
        known = self.phrases.get(f"optimizer.{run.optimizer}")
        known = self.phrases.get(f"alone.{run.optimizer}", known)
        if known is None:
            known = run.label if run.label not in ("", "run") else self.phrases["optimizer.own"]
        return self.name(known)

    def label(self, run: RunStory) -> str:
        """Return what a run of a race is called: its optimizer, and in what it differs."""
        name = self.phrases.get(f"optimizer.{run.optimizer}")
        if name is None:
            return self.name(run.label)
        rest = run.label.removeprefix(run.optimizer).strip()
        rest = re.sub(r"-(?=\d)(?<!e-)", MINUS, rest)
        for word, key in (("lr", "rate"), ("from", "from")):
            rest = re.sub(rf"\b{word} (?=[\d{MINUS}])", f"{self.phrases[f'label.{key}']} ", rest)
        for word in ("raw", "standardized"):
            rest = re.sub(rf"\b{word}$", self.phrases[f"label.{word}"], rest)
        if not rest:
            return self.name(name)
        if not run.label.startswith(run.optimizer):
            return self.name(rest)
        both = self.phrases["label.both"]
        return both.format(optimizer=self.name(name), rest=self.name(rest))

    def about_run(self, run: RunStory) -> dict[str, str]:
        """Return what there is to say of a run; what is not known of it is left out."""
        first = run.losses[0]
        told = {
            "optimizer": self.optimizer(run),
            "start": self.params(run.start),
            "end": self.params(run.end),
            "first": self.loss(first, first),
            "last": self.loss(run.losses[1], first),
            "lowest_loss": self.loss(run.lowest_loss, first),
            "epochs": self.count("epoch", run.epochs),
            "swings": self.count("time", run.swings),
            "rises": self.count("epoch", run.rises),
            "batch": self.count("point", run.batch),
            "epoch": f"{run.epochs:,}",
            "lowest": f"{run.lowest:,}",
            "drop": f"{run.drop:,}",
        }
        maybe: Mapping[str, tuple[float | None, Callable[[float], str]]] = {
            "done": (run.first_step, self.share),
            "left": (run.left, self.share),
            "valley_left": (run.valley_left, self.share),
            "rate": (run.learning_rate, self.number),
            "limit": (run.limit, self.number),
            "condition": (run.condition, self.number),
            "valley": (run.valley, lambda epoch: self.count("epoch", int(epoch))),
            "near": (run.near, lambda epoch: self.count("epoch", int(epoch))),
            "valley_epoch": (run.valley, "{:,}".format),
            "near_epoch": (run.near, "{:,}".format),
            "above": (run.above, "{:,}".format),
        }
        for slot, (value, write) in maybe.items():
            if value is not None:
                told[slot] = write(value)
        if run.learning_rate is not None and run.limit is not None:
            told["ratio"] = _ratio(run.learning_rate / run.limit)
            told["share"] = self.share(run.learning_rate / run.limit)
        return told


def spoken(value: float) -> str:
    """Return a number with three digits and no more zeros than it takes, in groups of thousands.

    Its minus is the sign that programs for the blind read out: they pass over a hyphen.
    """
    mantissa, times, power = short_number(value).partition("×")
    if "." in mantissa:
        mantissa = mantissa.rstrip("0").rstrip(".")
    whole, dot, decimals = mantissa.removeprefix(MINUS).partition(".")
    sign = MINUS if mantissa.startswith(MINUS) else ""
    return f"{sign}{int(whole):,}{dot}{decimals}{times}{power}"


def _ratio(value: float) -> str:
    """Return how many times a limit is exceeded; of a little more than one, that it is more."""
    text = f"{value:.2g}"
    return spoken(value) if value >= 100 else text if text != "1" else f"{value:.5g}"
