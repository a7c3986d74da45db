"""A race in words: who ends lowest, who is quick, and who never arrives."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from surfaceviz.words.key_epochs import best_run, first_near

if TYPE_CHECKING:
    from collections.abc import Iterator

    from surfaceviz.words.story import RunStory
    from surfaceviz.words.teller import Teller


def race_seen(teller: Teller, race: str, left_out: int) -> Iterator[str]:
    """Yield what is seen in a race; first left out is where it starts, then who is quick."""
    runs = teller.story.runs
    yield teller.say("seen race", **teller.about_data(), race=race)
    if left_out < 1 and len({run.start for run in runs}) == 1:
        yield teller.say("race from", start=teller.params(runs[0].start))
    yield from race_ends(teller, quick=left_out < 2)


def race_ends(teller: Teller, *, quick: bool = True) -> Iterator[str]:
    """Yield how a race ends, and perhaps who is quick."""
    runs = teller.story.runs
    arriving = [run for run in runs if run.course != "diverges"]
    if arriving:
        yield _ranking(teller, sorted(arriving, key=_last))
    quickest = first_near(runs)
    if quick and quickest is not None:
        shared = " shared" if _shared(runs, quickest) else ""
        yield teller.say(f"race first{shared}", **_quickest(teller, runs[quickest]))
    if not arriving:
        yield teller.phrases["race all diverge"]
    for run in runs:
        if arriving and run.course == "diverges":
            yield teller.say("race diverging", diverging=teller.label(run))


def say_race(teller: Teller) -> tuple[str, str]:
    """Return what happens in a race, and what there is to learn from it."""
    runs = teller.story.runs
    arriving = sorted((run for run in runs if run.course != "diverges"), key=_last)
    slots = _places(teller, arriving or sorted(runs, key=_last))
    if not arriving:
        happens = "say race all diverge"
    elif len(arriving) == 1:
        happens = "say race one"
    else:
        happens = "say race ties" if slots["last"] == slots["worst_last"] else "say race"
    return teller.say(happens, **slots), _lesson(teller)


def _lesson(teller: Teller) -> str:
    runs = teller.story.runs
    diverging = [run for run in runs if run.course == "diverges"]
    if diverging:
        names = teller.phrases["and"].join(map(teller.label, diverging[:2]))
        return teller.say("learn race diverging", diverging=names)
    number = first_near(runs)
    if number is None:
        return teller.phrases["learn race"]
    slots = _quickest(teller, runs[number])
    if _shown(teller, runs[best_run(runs)]) != _shown(teller, runs[number]):
        return teller.say("learn race sprint", **slots)
    kind = "shared" if _shared(runs, number) else "first"
    return teller.say(f"learn race {kind}", **slots)


def _shared(runs: tuple[RunStory, ...], quickest: int) -> bool:
    """Return whether others come near the optimum as soon."""
    return [run.near for run in runs].count(runs[quickest].near) > 1


def _quickest(teller: Teller, run: RunStory) -> dict[str, str]:
    return {"quickest": teller.label(run), "near": teller.about_run(run)["near"]}


def _ranking(teller: Teller, ranked: list[RunStory]) -> str:
    """Return the sentence on who is where at the end."""
    slots = _places(teller, ranked)
    if len(ranked) == 1:
        return teller.say("race ends one", **slots)
    if slots["last"] == slots["worst_last"]:
        return teller.say("race ties", **slots)
    if len(ranked) == 2:
        return teller.say("race ends", **slots)
    if len(ranked) == 3:
        middle = {"middle": teller.label(ranked[1]), "middle_last": _shown(teller, ranked[1])}
        return teller.say("race ends three", **slots, **middle)
    return teller.say("race ends more", **slots, others=teller.count("other", len(ranked) - 2))


def _places(teller: Teller, ranked: list[RunStory]) -> dict[str, str]:
    return {
        "epochs": teller.count("epoch", max(run.epochs for run in teller.story.runs)),
        "loss": teller.loss_name(),
        "best": teller.label(ranked[0]),
        "last": _shown(teller, ranked[0]),
        "worst": teller.label(ranked[-1]),
        "worst_last": _shown(teller, ranked[-1]),
    }


def _shown(teller: Teller, run: RunStory) -> str:
    return teller.loss(run.losses[1], run.losses[0])


def _last(run: RunStory) -> float:
    return math.inf if math.isnan(run.losses[1]) else run.losses[1]
