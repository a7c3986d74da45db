"""The keys that can follow a name, as in ``adam:lr=0.1``: what each means, and may be."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from surfaceviz.base.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Key:
    """What a key means, and the numbers that it may have.

    Attributes
    ----------
    meaning : str
        For lists and help.
    least, most : float
        The range of its values.
    above, below : bool
        Whether the values must be more than ``least``, and less than ``most``.
    whole : bool
        Whether it is a whole number.
    """

    meaning: str
    least: float = -math.inf
    most: float = math.inf
    above: bool = False
    below: bool = False
    whole: bool = False

    @property
    def expected(self) -> str:
        """What its values are, in words."""
        kind = "a whole number" if self.whole else "a number"
        low = f"{'more than' if self.above else 'at least'} {self.least:.10g}"
        high = f"{'less than' if self.below else 'at most'} {self.most:.10g}"
        bounds = [
            words for words, bound in ((low, self.least), (high, self.most)) if math.isfinite(bound)
        ]
        return " ".join([kind, " and ".join(bounds)]).rstrip()

    def holds(self, value: float) -> bool:
        """Return whether it may have this value."""
        if not math.isfinite(value) or (self.whole and value != int(value)):
            return False
        low = value > self.least if self.above else value >= self.least
        high = value < self.most if self.below else value <= self.most
        return low and high


KEYS: Mapping[str, Key] = {
    "learning_rate": Key("how long the steps are", 0.0, above=True),
    "momentum": Key("share of its velocity that a run keeps", 0.0, 1.0, below=True),
    "beta1": Key("share of the mean gradient that is kept", 0.0, 1.0, below=True),
    "beta2": Key("share of the mean squared gradient that is kept", 0.0, 1.0, below=True),
    "eps": Key("keeps the step finite where gradients vanish", 0.0, 1.0, above=True),
    "alpha": Key("share of the mean squared gradient that is kept", 0.0, 1.0, below=True),
    "rho": Key("share of the running means that is kept", 0.0, 1.0, below=True),
    "weight_decay": Key("pull of the parameters toward 0", 0.0),
    "momentum_decay": Key("how fast the momentum grows to its full share", 0.0),
    "lr_decay": Key("how fast the rate falls: it is divided by 1 + lr_decay * epochs", 0.0),
    "batch": Key("points in a batch", 1, 10**9, whole=True),
    "seed": Key("of the order in which points come", 0, 2**32 - 1, whole=True),
    "every": Key("epochs between steps of the rate", 1, 10**9, whole=True),
    "factor": Key("what the rate is multiplied by", 0.0, 1.0, above=True),
    "decay": Key("how fast the rate falls: it is divided by 1 + decay * epochs", 0.0),
    "floor": Key("share of the rate that is left at the end", 0.0, 1.0),
    "epochs": Key("epochs that it takes", 1, 10**9, whole=True),
    "warmup": Key("epochs over which the rate rises to its full size", 0, 10**9, whole=True),
    "delta": Key("residual up to which the loss is a square", 0.0, 1e15, above=True),
    "q": Key("share of the points below the line", 0.0, 1.0, above=True, below=True),
    "l1": Key("weight of the slope's size in the loss", 0.0),
    "l2": Key("weight of the slope's square in the loss", 0.0),
}
ALIASES: Mapping[str, str] = {"lr": "learning_rate"}
# As they are written, like the options that are called so.
WRITTEN = {key: alias for alias, key in ALIASES.items()}


def check(name: str, key: str, value: float) -> None:
    """Refuse a value that a key may not have.

    Raises
    ------
    InputError
        If so; the message tells which it may.
    """
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        number = math.nan
    if not KEYS[key].holds(number):
        shown = f"{value:g}" if isinstance(value, float) else repr(value)
        raise InputError(f"{name}'s {key} must be {KEYS[key].expected}, got {shown}")
