"""How numbers and texts travel in a page: arrays in base64, all else as JSON."""

from __future__ import annotations

import json
from base64 import b64encode
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, DTypeLike

# What would mean something to whoever reads HTML, wherever in a text it stands.
MARKUP = str.maketrans({char: f"\\u{ord(char):04x}" for char in "<>&"})


def packed(values: ArrayLike, kind: DTypeLike = np.float64) -> str:
    """Return an array's numbers as base64, row by row, least significant bytes first.

    Parameters
    ----------
    values : array_like
        The numbers, of any shape.
    kind : dtype
        As what they are written.
    """
    written = np.ascontiguousarray(values, dtype=np.dtype(kind).newbyteorder("<"))
    return b64encode(written.tobytes()).decode("ascii")


def as_json(value: Any) -> str:
    """Return JSON in ASCII that ends no element of HTML and begins none.

    Raises
    ------
    ValueError
        If a number is not finite, for which JSON has no word.
    """
    return escaped(json.dumps(value, allow_nan=False, separators=(",", ":")))


def escaped(text: str) -> str:
    """Return JSON, or a recipe in TOML, with signs of HTML written by their numbers.

    In both such signs stand within quotes only, where their numbers mean the same.
    """
    return text.translate(MARKUP)
