"""A picture of a single epoch in words."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from surfaceviz.words.courses import LONG
from surfaceviz.words.films import race

if TYPE_CHECKING:
    from surfaceviz.words.story import KeyEpoch
    from surfaceviz.words.teller import Teller


def still_title(teller: Teller, key: KeyEpoch) -> str:
    """Return the title of a picture of a telling epoch."""
    slots = _slots(teller, key)
    return teller.say(_kind(teller, key), **(slots | {"who": slots.get("title_who", "")}))


def still_seen(teller: Teller, key: KeyEpoch) -> str:
    """Return what is seen in the picture of a telling epoch."""
    slots = _slots(teller, key)
    if len(teller.story.runs) > 1:
        parts = [teller.say("still seen race", **slots)]
        if key.losses:
            ties = slots["now"] == slots["worst_now"]
            parts.append(teller.say("still now ties" if ties else "still now race", **slots))
        return teller.sentences(parts)
    parts = [teller.say("still seen", **slots)]
    if key.params and key.losses:
        parts.append(teller.say("still now", **slots))
        left = _left(teller, key)
        if 0 < left < 1:
            parts.append(teller.say("still left", left=teller.share(left)))
    return teller.sentences(parts)


def _kind(teller: Teller, key: KeyEpoch) -> str:
    """Return the key of the phrase that is the title."""
    story = teller.story
    run, racing = story.runs[key.run], len(story.runs) > 1
    valley = run.condition is not None and run.condition >= LONG
    if not (key.params and key.losses):
        return "still epoch"
    if key.kind == "end" and run.course == "diverges":
        return "still end diverges"
    if key.kind in ("start", "end"):
        return f"still {key.kind} race" if racing else f"still {key.kind}"
    if key.kind == "big step" and valley and run.valley == key.epoch and not racing:
        return "still into valley"
    whose = " race" if racing else ""
    return {
        "big step": f"still big step{whose}",
        "valley": f"still {'valley' if valley else 'most'}{whose}",
        "near": "still first" if racing else "still near",
        "turning": "still turning",
        "above": "still above",
        "halfway": "still halfway" if run.course == "creeps" else "still on its way",
    }.get(key.kind, "still epoch")


def _slots(teller: Teller, key: KeyEpoch) -> dict[str, str]:
    story = teller.story
    run = story.runs[key.run]
    slots = teller.about_data() | {
        "optimizer": teller.optimizer(run),
        "race": race(teller),
        "epoch": f"{key.epoch:,}",
        "all": f"{max(each.epochs for each in story.runs):,}",
        "fit": teller.phrases["still curve" if story.curved else "still line"],
    }
    if key.params:
        slots |= teller.pair(key.params[key.run])
        slots["params"] = teller.params(key.params[key.run])
    if not key.losses:
        return slots
    told = [
        teller.loss(loss, each.losses[0]) for loss, each in zip(key.losses, story.runs, strict=True)
    ]
    slots["now"] = told[key.run]
    if len(story.runs) > 1:
        sizes = [math.inf if math.isnan(loss) else loss for loss in key.losses]
        best, worst = sizes.index(min(sizes)), sizes.index(max(sizes))
        # Whose epoch it is need not be lowest then.
        chosen = best if key.kind == "end" else key.run
        slots["title_who"] = teller.label(story.runs[chosen])
        slots |= {"who": teller.label(story.runs[best]), "worst": teller.label(story.runs[worst])}
        slots |= {"now": told[best], "worst_now": told[worst]}
    return slots


def _left(teller: Teller, key: KeyEpoch) -> float:
    """Return the share of the way down that is left, or NaN."""
    run, least = teller.story.runs[key.run], teller.story.least
    way = run.losses[0] - least
    return (key.losses[key.run] - least) / way if 0 < way < math.inf else math.nan
