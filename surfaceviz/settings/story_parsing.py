"""Stories from TOML: every key and every type checked, and said by name where it is wrong."""

from __future__ import annotations

import math
import unicodedata
from dataclasses import MISSING, fields
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from surfaceviz.base.errors import InputError, shown, unknown
from surfaceviz.optimizers.descent import Stopped
from surfaceviz.scene.racing import MOST_RUNS
from surfaceviz.scene.settings import MOST_EPOCHS
from surfaceviz.settings.medium import MOST_PICTURES
from surfaceviz.words.courses import COURSES
from surfaceviz.words.key_epochs import KINDS
from surfaceviz.words.shown_epochs import CHOSEN
from surfaceviz.words.story import LONGEST_NAME, UNTOLD, KeyEpoch, RunStory, Story

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    # (table, what it is called, names) -> its entries of these names.
    Known = Callable[[dict[str, Any], str, Iterable[str]], dict[str, Any]]

# TOML's whole numbers have 64 bits.
LARGEST = 2**63
MOST_KEYS = 20


def story_from(table: dict[str, Any], known: Known) -> Story:
    """Return the story of such a table.

    Parameters
    ----------
    table : dict
        The table [story] of a recipe.
    known : callable
        (table, what it is called, names) -> its entries of these names; what it does with others
        is its own affair.

    Raises
    ------
    InputError
        If a key is missing, or a value is of another type or impossible.
    """
    values = _read(Story, STORY, "story", table, known)
    last = max(run.epochs for run in values["runs"])
    keys = values["keys"]
    epochs = [key.epoch for key in keys]
    if epochs[0] != 0 or epochs[-1] != last or any(b <= a for a, b in pairwise(epochs)):
        raise InputError(
            f"story.keys must rise from epoch 0 to {last}, got {', '.join(map(str, epochs))}"
        )
    count = len(values["runs"])
    shown_epochs = values.get("shown", ())
    for number, key in enumerate((*keys, *shown_epochs), start=1):
        if key.run >= count or {len(key.params), len(key.losses)} - {0, count}:
            raise InputError(f"story.keys {number} must tell of {count} runs, as story.runs does")
    return Story(**values)


def _read(
    made: type[KeyEpoch | RunStory | Story],
    forms: Mapping[str, Callable[[str, Any, Known], Any]],
    name: str,
    table: dict[str, Any],
    known: Known,
) -> dict[str, Any]:
    """Return the values of a table by the names of the fields that they are for."""
    given = known(table, f"key of [{name}]", forms)
    for each in fields(made):
        if each.name not in given and each.default is MISSING:
            raise InputError(f"[{name}] lacks {each.name!r}: expected it as surfaceviz wrote it")
    return {key: forms[key](f"{name}.{key}", value, known) for key, value in given.items()}


def _text(name: str, value: Any, _known: Known) -> str:
    if not isinstance(value, str):
        raise _wrong(name, "a text", value)
    if len(value) > LONGEST_NAME:
        raise _wrong(name, f"a text of at most {LONGEST_NAME} characters", value)
    if any(unicodedata.category(char) in UNTOLD for char in value):
        raise _wrong(name, "a text in one line, without control characters", value)
    return value


def _flag(name: str, value: Any, _known: Known) -> bool:
    if not isinstance(value, bool):
        raise _wrong(name, "true or false", value)
    return value


def _whole(name: str, value: Any, most: int = LARGEST) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < most:
        raise _wrong(name, "a whole number from 0 on", value)
    return value


def _count(name: str, value: Any, _known: Known) -> int:
    return _whole(name, value)


def _epoch(name: str, value: Any, _known: Known) -> int:
    return _whole(name, value, MOST_EPOCHS + 1)


def _number(name: str, value: Any, _known: Known) -> float:
    """Return a number; what diverges may have no finite one."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise _wrong(name, "a number", value)
    try:
        return float(value)
    except OverflowError as error:
        raise _wrong(name, "a number", value) from error


def _known_number(name: str, value: Any, known: Known) -> float:
    number = _number(name, value, known)
    if math.isnan(number):
        raise _wrong(name, "a number", value)
    return number


def _rate(name: str, value: Any, known: Known) -> float:
    number = _number(name, value, known)
    if not 0 < number < math.inf:
        raise _wrong(name, "a number above 0", value)
    return number


def _one_of(names: tuple[str, ...]) -> Callable[[str, Any, Known], str]:
    def read(name: str, value: Any, _known: Known) -> str:
        if value not in names:
            raise InputError(unknown(name, shown(value).strip("'"), names))
        return str(value)

    return read


def _list(
    form: Callable[[str, Any, Known], Any], least: int, most: int, expected: str
) -> Callable[[str, Any, Known], tuple[Any, ...]]:
    """Return the form of a list of so many values."""

    def read(name: str, value: Any, known: Known) -> tuple[Any, ...]:
        if not isinstance(value, list) or not least <= len(value) <= most:
            raise _wrong(name, expected, value)
        return tuple(form(name, each, known) for each in value)

    return read


def _run(name: str, value: Any, known: Known) -> RunStory:
    if not isinstance(value, dict):
        raise _wrong(name, "tables", value)
    return RunStory(**_read(RunStory, RUN, name, value, known))


def _key(name: str, value: Any, known: Known) -> KeyEpoch:
    if not isinstance(value, dict):
        raise _wrong(name, "tables", value)
    return KeyEpoch(**_read(KeyEpoch, KEY, name, value, known))


def _wrong(name: str, expected: str, value: Any) -> InputError:
    return InputError(f"{name} must be {expected}, got {shown(value)}")


_PAIR = _list(_number, 2, 2, "two numbers")
_KIND = _one_of((*KINDS, CHOSEN))
KEY = {
    "epoch": _epoch,
    "kind": _KIND,
    "run": _count,
    "params": _list(_PAIR, 0, MOST_RUNS, "pairs of numbers, one for each run"),
    "losses": _list(_number, 0, MOST_RUNS, "numbers, one for each run"),
}
RUN = {
    **dict.fromkeys(("label", "optimizer"), _text),
    **dict.fromkeys(("start", "end", "losses"), _PAIR),
    **dict.fromkeys(("epochs", "lowest", "swings", "rises", "drop"), _epoch),
    **dict.fromkeys(("valley", "near", "above"), _epoch),
    **dict.fromkeys(("first_step", "left", "valley_left"), _known_number),
    **dict.fromkeys(("learning_rate", "limit"), _rate),
    "condition": _known_number,
    "lowest_loss": _number,
    "standardized": _flag,
    "batch": _count,
    "stopped": _one_of(tuple(map(str, Stopped))),
    "course": _one_of(COURSES),
}
STORY = {
    **dict.fromkeys(("data", "x", "y", "since", "loss"), _text),
    **dict.fromkeys(("weighted", "curved", "unique"), _flag),
    "points": _count,
    "least": _known_number,
    "optimum": _PAIR,
    "runs": _list(_run, 1, MOST_RUNS, f"1 to {MOST_RUNS} tables"),
    "keys": _list(_key, 1, MOST_KEYS, f"1 to {MOST_KEYS} tables"),
    "shown": _list(_key, 0, MOST_PICTURES, f"at most {MOST_PICTURES} tables"),
}
