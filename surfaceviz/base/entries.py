"""Tables of names that keys can follow, as in ``adam:lr=0.1,beta1=0.8``: from text to value."""

from __future__ import annotations

import functools
import inspect
import pickle
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Generic, ParamSpec, TypeVar

from surfaceviz.base.errors import InputError, lookup, unknown
from surfaceviz.base.keys import ALIASES, KEYS, WRITTEN, check
from surfaceviz.base.texts import short

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

# Other names for some entries.
SYNONYMS: Mapping[str, str] = {"minibatch": "sgd"}


@dataclass(frozen=True)
class Spec:
    """A name with keys, as it is written.

    Attributes
    ----------
    name : str
        Of an entry of a table.
    keys : tuple of (str, float)
        What was given, in the order of the entry's signature.
    make : callable or None
        The entry's function, for which these are the arguments.
    """

    name: str
    keys: tuple[tuple[str, float], ...] = ()
    make: Callable[..., Specified] | None = field(default=None, compare=False, repr=False)

    def __str__(self) -> str:
        """Return the text that ``made`` reads as the same."""
        keys = ",".join(f"{WRITTEN.get(key, key)}={short(value)}" for key, value in self.keys)
        return f"{self.name}:{keys}" if keys else self.name


@dataclass(frozen=True)
class Specified:
    """What a table's entry makes: something that knows how it is written.

    Attributes
    ----------
    spec : Spec
        The entry's name, and the keys that it was made with.
    """

    spec: Spec = field(default=Spec(""), kw_only=True)

    @property
    def keys(self) -> Mapping[str, float]:
        """All keys of the entry with their values; those that are chosen by the data left out."""
        if self.spec.make is None:
            return dict(self.spec.keys)
        defaults = Entry("", self.spec.make).keys
        known = {name: value for name, value in defaults.items() if value is not None}
        return known | dict(self.spec.keys)

    def __reduce__(self) -> tuple[Callable[..., Specified], tuple[()]]:
        """Let pickle store how it is written, since functions within functions it cannot."""
        if self.spec.make is None:
            raise pickle.PicklingError(
                f"this {type(self).__name__} is in no table, so other processes cannot make it"
            )
        return functools.partial(self.spec.make, **dict(self.spec.keys)), ()


Made = TypeVar("Made", bound=Specified)
Arguments = ParamSpec("Arguments")


@dataclass(frozen=True)
class Entry(Generic[Made]):
    """An entry of a table of names that keys can follow.

    Attributes
    ----------
    description : str
        What it is, for lists and help.
    make : callable
        Keys by their names -> what the entry stands for; made by ``checked``.
    """

    description: str
    make: Callable[..., Made]

    @property
    def keys(self) -> Mapping[str, float | None]:
        """Its keys and what they are where they are not given; None for chosen by the data."""
        signature = inspect.signature(self.make)
        return {name: each.default for name, each in signature.parameters.items()}


def checked(make: Callable[Arguments, Made]) -> Callable[Arguments, Made]:
    """Let a function that makes an entry refuse what ``KEYS`` does not allow.

    What it makes learns how it is written: the function's name, and the arguments that differ
    from their defaults.
    """
    signature = inspect.signature(make)
    # Which names it takes, its signature tells, not its type.
    by_names: Callable[..., Made] = make
    name = make.__name__.replace("_", "-")

    @functools.wraps(make)
    def checking(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Made:
        meant = {ALIASES.get(key, key): value for key, value in kwargs.items()}
        strange = [key for key in meant if key not in signature.parameters]
        if strange:
            raise InputError(unknown(f"key of {name}", strange[0], signature.parameters))
        given = signature.bind(*args, **meant).arguments
        for key, value in given.items():
            if value is not None:
                check(name, key, value)
        keys = tuple(
            (key, value)
            for key in signature.parameters
            if (value := given.get(key)) is not None and value != signature.parameters[key].default
        )
        return replace(by_names(**given), spec=Spec(name, keys, checking))

    return checking


def made(text: str, table: Mapping[str, Entry[Made]], kind: str) -> Made:
    """Return what a text such as ``adam:lr=0.1,beta1=0.8`` stands for.

    Parameters
    ----------
    text : str
        A name in the table, and perhaps a colon and keys with their values.
    table : Mapping
        The names, and what they make.
    kind : str
        What such a name is called in messages.

    Raises
    ------
    InputError
        If the name, a key or a value is not one of those there are.
    """
    name, rest = name_in(text), text.partition(":")[2]
    entry = lookup(table, name, kind)
    values: dict[str, float] = {}
    for part in filter(None, map(str.strip, rest.split(","))):
        written, equals, value = (piece.strip() for piece in part.partition("="))
        key = ALIASES.get(written, written)
        if key not in entry.keys:
            raise InputError(_unknown_key(name, key, entry))
        if key in values:
            raise InputError(f"{name}'s {key} is given twice: give it once")
        if not equals:
            raise InputError(f"{name}'s {key} needs a value, as in {name}:{written}=0.5")
        values[key] = _number(name, key, value)
    return entry.make(**values)


def name_in(text: str) -> str:
    """Return the name that a text such as ``adam:lr=0.1,beta1=0.8`` begins with."""
    name = text.partition(":")[0].strip()
    return SYNONYMS.get(name, name)


def _unknown_key(name: str, key: str, entry: Entry[Made]) -> str:
    if not entry.keys:
        return f"{name} has no keys, got {key!r}: write just {name}"
    return unknown(f"key of {name}", key, entry.keys)


def _number(name: str, key: str, text: str) -> float:
    whole = KEYS[key].whole
    try:
        return int(text) if whole else float(text)
    except ValueError:
        raise InputError(f"{name}'s {key} must be {KEYS[key].expected}, got {text!r}") from None
