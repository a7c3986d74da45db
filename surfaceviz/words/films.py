"""A film in words: its title, what is seen in it, and what to say to it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from surfaceviz.words.courses import LONG
from surfaceviz.words.races import race_ends, race_seen, say_race

if TYPE_CHECKING:
    from collections.abc import Iterator

    from surfaceviz.words.story import RunStory
    from surfaceviz.words.teller import Teller

# Beside these shares an epoch's part of the way is worth a word, and a rate is bold.
WORTH_SAYING, BOLD = 0.05, 0.5


def title(teller: Teller) -> str:
    """Return the title of a film."""
    story = teller.story
    run = story.runs[0]
    kind = "title"
    if len(story.runs) > 1:
        kind += " race"
    elif run.course == "diverges":
        kind += " diverges"
    slots = teller.about_data() | {"optimizer": teller.optimizer(run)}
    return teller.say(kind if teller.named else f"{kind} unnamed", **slots, race=race(teller))


def seen(teller: Teller, left_out: int = 0) -> str:
    """Return what is seen in a film, without as many of a race's sentences as may be left out."""
    story = teller.story
    if len(story.runs) > 1:
        return teller.sentences(race_seen(teller, race(teller), left_out))
    (run,) = story.runs
    slots = teller.about_data() | teller.about_run(run)
    parts = [teller.say("seen", **slots), teller.say(path_of(run), **slots)]
    if run.epochs:
        parts.append(teller.say(_loss_goes(run, slots), **slots))
    return teller.sentences(parts)


def long_text(teller: Teller) -> str:
    """Return all that a story knows, in a line for each of its parts."""
    lines = [teller.sentences(_about_data(teller))]
    for run in teller.story.runs:
        head = teller.phrases["comma"].join(_heads(teller, run))
        told = teller.sentences(_about_run(teller, run))
        lines.append(f"{head}{teller.phrases['between lines']}{told}")
    if len(teller.story.runs) > 1:
        lines.append(teller.sentences(race_ends(teller)))
    lines.append(spoken_text(teller)[2])
    return "\n".join(lines)


def spoken_text(teller: Teller) -> tuple[str, str, str]:
    """Return what is looked at, what happens, and what there is to learn from it."""
    story, data = teller.story, teller.about_data()
    if len(story.runs) > 1:
        look = teller.say("say look race", **data, race=race(teller))
        return (look, *say_race(teller))
    (run,) = story.runs
    slots = data | teller.about_run(run)
    return (
        teller.say("say look", **slots),
        teller.say("say" + path_of(run).removeprefix("path"), **slots),
        teller.say(_lesson(run), **slots),
    )


def race(teller: Teller) -> str:
    """Return what races against each other, and how many of them."""
    runs = teller.story.runs
    labels = [run.label for run in runs]
    kind = "runs"
    if labels == [run.optimizer for run in runs]:
        kind = "optimizers"
    elif all(label.startswith("lr ") and label.count(" ") == 1 for label in labels):
        kind = "rates"
    elif set(labels) == {"raw", "standardized"}:
        kind = "coordinates"
    elif all(label.startswith("from ") and label.count(" ") == 2 for label in labels):
        kind = "starts"
    return teller.say(f"race {kind}", n=f"{len(runs)}")


def path_of(run: RunStory) -> str:
    """Return the key of the phrase for how a run goes."""
    if run.course == "diverges":
        if run.epochs == 0:
            return "path burst"
        return "path diverges across" if run.swings > 1 else "path diverges"
    if run.course == "creeps" and run.valley == 0:
        return "path creeps on"
    if run.course in ("arrives", "falls") and run.losses[1] > run.losses[0]:
        return "path strays"
    if run.course in ("arrives", "falls") and run.epochs == 1:
        return "path one"
    return f"path {run.course}"


def _loss_goes(run: RunStory, slots: dict[str, str]) -> str:
    if slots["first"] == slots["last"]:
        return "stays"
    return "falls" if run.losses[1] < run.losses[0] else "rises"


def _about_data(teller: Teller) -> Iterator[str]:
    story, slots = teller.story, teller.about_data()
    yield teller.say("about data", **slots)
    if story.since:
        yield teller.say("about since", x=slots["x"], since=story.since)
    first = max(run.losses[0] for run in story.runs)
    slots["least"] = teller.loss(story.least, first)
    if story.optimum is None:
        yield teller.say("about no optimum", **slots)
        return
    slots["optimum"] = teller.params(story.optimum)
    yield teller.say("about optimum" if story.unique else "about optima", **slots)


def _heads(teller: Teller, run: RunStory) -> Iterator[str]:
    """Yield what a run was asked for."""
    slots = teller.about_run(run)
    if len(teller.story.runs) > 1:
        slots["optimizer"] = teller.label(run)
    yield teller.say("about run", **slots)
    if run.learning_rate is not None and "lr " not in run.label:
        yield teller.say("about rate", **slots)
    if run.limit is not None:
        yield teller.say("about limit", **slots)
    if run.batch:
        yield teller.say("about batch", **slots)
    if run.standardized:
        yield teller.phrases["about z"]


def _about_run(teller: Teller, run: RunStory) -> Iterator[str]:
    """Yield what a run does."""
    slots = teller.about_data() | teller.about_run(run)
    told = {
        "about start": True,
        "about first step": run.first_step is not None and run.first_step > 0,
        "about drop": run.drop > 1,
        "about valley": bool(run.valley) and LONG <= (run.condition or 0.0) < math.inf,
        "about near": run.near is not None and run.near != run.valley,
        "about left": _is_left(run) and run.epochs != run.valley,
        "about swings": run.swings > 0,
        "about rises": run.rises > 0 and run.course != "diverges",
        "about lowest": 0 < run.lowest < run.epochs and slots["lowest_loss"] != slots["last"],
        "about above": run.above is not None,
        f"about {run.stopped}": run.stopped in ("converged", "diverged"),
    }
    for key, worth in told.items():
        if worth:
            yield teller.say(key, **slots)


def _is_left(run: RunStory) -> bool:
    """Return whether something of the way down is left that is worth a word."""
    return run.left is not None and run.course != "diverges" and 0 < run.left < 1


def _lesson(run: RunStory) -> str:
    """Return the key of the phrase for what a run teaches."""
    above = bool(run.learning_rate and run.limit and run.learning_rate > run.limit)
    if run.course == "diverges":
        return "learn limit" if above else "learn diverges"
    if run.course == "trembles":
        return "learn batch" if run.batch else "learn trembles"
    if run.course == "swings":
        bold = run.learning_rate and run.limit and run.learning_rate > BOLD * run.limit
        return "learn bold" if bold and not above and run.optimizer == "gd" else "learn swings"
    if run.course == "creeps":
        return "learn creeps z" if run.standardized else "learn creeps"
    if run.course == "rests":
        return "learn rests"
    return _lesson_of_arriving(run)


def _lesson_of_arriving(run: RunStory) -> str:
    soon = run.near is not None and run.near <= 1
    if soon and run.optimizer == "newton":
        return "learn newton"
    if soon and run.standardized:
        return "learn round"
    if run.course == "falls":
        return "learn falls"
    if run.epochs == 1:
        return "learn one"
    large = run.first_step is not None and run.first_step > WORTH_SAYING
    return "learn arrives" if large else "learn slow start"
