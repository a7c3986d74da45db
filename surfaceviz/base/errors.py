"""What can go wrong, said in one sentence to the person who can put it right."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Entry = TypeVar("Entry")
# Names that a sentence lists; a table may have thousands of columns.
MOST_NAMES = 50


class SurfaceVizError(Exception):
    """Base of every error that surfaceviz raises on purpose."""


class InputError(SurfaceVizError, ValueError):
    """The caller gave something that cannot be used; the message says what would be."""


class OutputError(SurfaceVizError):
    """A film could not be written although it was asked for correctly."""


class SurfaceVizWarning(UserWarning):
    """The film is made, but something about it deserves to be known."""


class NumbersWarning(SurfaceVizWarning):
    """Numbers were taken for what is usual, and may as well mean something else."""


def lookup(table: Mapping[str, Entry], name: str, kind: str) -> Entry:
    """Return ``table[name]``.

    Raises
    ------
    InputError
        If there is no such entry; the message lists those there are and suggests the closest.
    """
    if isinstance(name, str) and name in table:
        return table[name]
    raise InputError(unknown(kind, name, table))


def one_of(names: Sequence[str], name: str, kind: str) -> str:
    """Return ``name``.

    Raises
    ------
    InputError
        If it is none of ``names``, as ``lookup``.
    """
    if isinstance(name, str) and name in names:
        return name
    raise InputError(unknown(kind, name, names))


def unknown(kind: str, name: object, names: Iterable[str]) -> str:
    """Return the sentence for what is none of ``names``."""
    known = list(names)
    close = did_you_mean(name, known) if isinstance(name, str) else ""
    return f"unknown {kind} {shown(name)}{close}: choose one of {listed(known)}"


def did_you_mean(name: str, known: Sequence[str]) -> str:
    """Return the question after the closest of the ``known`` names; "" if none is close."""
    # Case counts in names, but someone who errs in it means the name all the same.
    folded = {entry.casefold(): entry for entry in reversed(known)}
    close = difflib.get_close_matches(name.casefold(), folded, n=1, cutoff=0.5)
    return f" (did you mean {folded[close[0]]!r}?)" if close else ""


def listed(names: Sequence[str]) -> str:
    """Return names in one line, and of many how many more there are."""
    more = f" and {len(names) - MOST_NAMES:,} more" if len(names) > MOST_NAMES else ""
    return printable(", ".join(names[:MOST_NAMES])) + more


def printable(text: str) -> str:
    """Return text without line ends and whatever else has no sign of its own."""
    return "".join(char if char.isprintable() else repr(char)[1:-1] for char in text)


def shown(value: object, most: int = 60) -> str:
    """Return how a value is written, in at most so many characters."""
    try:
        return printable(repr(value))[:most]
    except ValueError:
        # Python refuses to write out a whole number of thousands of digits.
        return "a number of thousands of digits"
