"""How numbers are written as texts, and read from them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

# What an amount of bytes is written in.
UNITS = {"": 1, "k": 10**3, "m": 10**6, "g": 10**9, "ki": 1 << 10, "mi": 1 << 20, "gi": 1 << 30}
AMOUNT = re.compile(r"(\d+(?:\.\d+)?) *([kmg]?i?)b?")


def short(value: float) -> str:
    """Return the shortest text that is read as this number."""
    return repr(float(value)).removesuffix(".0")


def numbers(text: str, separator: str) -> tuple[float, float]:
    """Return the two numbers in a text such as "0,1"."""
    first, second = map(float, text.split(separator))
    return first, second


def write_numbers(values: Sequence[float], separator: str) -> str:
    """Return numbers as the shortest text that is read as just these."""
    return separator.join(repr(float(value)).removesuffix(".0") for value in values)


def read_flag(text: str) -> bool:
    """Return what yes or no means."""
    return {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}[
        text.lower()
    ]


def read_bytes(text: str) -> int:
    """Return the number in a text such as "10MB", "800 kB", "1.5 MiB" or "250000".

    Raises
    ------
    ValueError
        If it is no such text.
    """
    amount = AMOUNT.fullmatch(text.strip().lower())
    if amount is None or amount[2] not in UNITS:
        raise ValueError(text)
    return int(float(amount[1]) * UNITS[amount[2]])
