"""Numbers as texts: those that settings are written in, and those that people read."""

from __future__ import annotations

import math
import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

# What an amount of bytes is written in.
UNITS = {"": 1, "k": 10**3, "m": 10**6, "g": 10**9, "ki": 1 << 10, "mi": 1 << 20, "gi": 1 << 30}
AMOUNT = re.compile(r"(\d+(?:\.\d+)?) *([kmg]?i?)b?")
MINUS = "\N{MINUS SIGN}"
SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
DIGITS = 3
# Beyond these, a number reads better as a power of ten.
MOST_DECIMALS, MOST_CHARACTERS = 4, 7


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


def one_line(text: str) -> str:
    """Return ``text`` with line breaks and other control characters turned into spaces."""
    controls = ("Cc", "Zl", "Zp")
    spaced = (" " if unicodedata.category(char) in controls else char for char in text)
    return " ".join("".join(spaced).split())


def number_format(typical: float, largest: float) -> Callable[[float], str]:
    """Return a formatter for numbers that follow one another in the same place.

    As many decimals for all as show three digits of a typical one; where that would make long
    numbers, three digits of each, with a power of ten if need be.

    Parameters
    ----------
    typical, largest : float
        Sizes of the numbers: one that matters, and the greatest.
    """
    decimals = max(0, DIGITS - 1 - math.floor(math.log10(typical or largest or 1.0)))
    if decimals <= MOST_DECIMALS and largest < 10 ** (MOST_CHARACTERS - decimals):
        return lambda value: f"{value:.{decimals}f}".replace("-", MINUS)
    return short_number


def short_number(value: float) -> str:
    """Return ``value`` with three digits, as a power of ten where it would be long."""
    if not value:
        return "0"
    mantissa, exponent = f"{value:.{DIGITS - 1}e}".replace("-", MINUS).split("e")
    power = int(exponent.replace(MINUS, "-"))
    if -MOST_DECIMALS < power < MOST_CHARACTERS - 1:
        return f"{value:.{max(0, DIGITS - 1 - power)}f}".replace("-", MINUS)
    return f"{mantissa}×{power_of_ten(power)}"


def power_of_ten(exponent: int) -> str:
    """Return 10 to the power of ``exponent`` in small raised digits."""
    return "10" + str(exponent).translate(SUPERSCRIPTS)


def common_factor(offset: str) -> str:
    """Return how an axis's label says what its tick labels leave out, such as " (×1e6)".

    Parameters
    ----------
    offset : str
        What matplotlib's formatter factored out: "1e6", "+3e9", or nothing.
    """
    if not offset:
        return ""
    return f" ({offset})" if offset[0] in ("+", "-", MINUS) else f" (×{offset})"
