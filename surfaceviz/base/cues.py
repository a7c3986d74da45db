"""What is said of single epochs, such as a caption or a pause: pairs of an epoch and a value."""

from __future__ import annotations

import operator
from collections.abc import Mapping
from itertools import pairwise
from typing import TYPE_CHECKING, TypeVar

from surfaceviz.base.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable

Value = TypeVar("Value")


def in_order(
    kind: str, given: Mapping[int, Value] | Iterable[tuple[int, Value]]
) -> tuple[tuple[int, Value], ...]:
    """Return pairs of an epoch and a value by rising epochs.

    Parameters
    ----------
    kind : str
        What they are, as in "caption".
    given : Mapping or iterable of (int, value)
        In any order.

    Raises
    ------
    InputError
        If an epoch is no whole number, is negative or comes twice.
    """
    pairs = given.items() if isinstance(given, Mapping) else given
    try:
        cues = [(operator.index(epoch), value) for epoch, value in pairs]
    except (TypeError, ValueError):
        raise InputError(
            f"each {kind} must be a pair whose first is an epoch, a whole number; got {given!r}"
        ) from None
    cues.sort(key=operator.itemgetter(0))
    if cues and cues[0][0] < 0:
        raise InputError(f"a {kind} at epoch {cues[0][0]}, but the film begins with epoch 0")
    for (epoch, _), (later, _) in pairwise(cues):
        if later == epoch:
            raise InputError(f"two {kind}s at epoch {epoch}: give each epoch one at most")
    return tuple(cues)


def check_end(kind: str, cues: tuple[tuple[int, Value], ...], last: int) -> None:
    """Refuse pairs, by rising epochs, of which the last comes after the film's end.

    Raises
    ------
    InputError
        If it does; the message says how the film ends.
    """
    if cues and cues[-1][0] > last:
        raise InputError(
            f"a {kind} at epoch {cues[-1][0]}, but the film ends with epoch {last}: choose an "
            "earlier one, or more epochs"
        )


def read_cue(text: str) -> tuple[int, str]:
    """Return the epoch and the rest of a text such as "20:The loss falls".

    Raises
    ------
    ValueError
        If it does not begin with a whole number and a colon.
    """
    epoch, colon, rest = text.partition(":")
    if not colon:
        raise ValueError(f"there is no colon in {text!r}")
    return int(epoch), rest


def write_cue(cue: tuple[int, object]) -> str:
    """Return the text of an epoch and a value."""
    epoch, value = cue
    return f"{epoch:d}:{value}"
