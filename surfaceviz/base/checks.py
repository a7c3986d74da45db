"""What an argument is to be, and the sentence for one that is not."""

from __future__ import annotations

import operator
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from surfaceviz.base.errors import InputError, shown

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import ArrayLike

    from surfaceviz.base.arrays import FloatArray

Function = TypeVar("Function", bound="Callable[..., Any]")


def number(name: str, value: Any) -> float:
    """Return ``value`` as a float.

    Raises
    ------
    InputError
        If it is no number, or exceeds what a float can hold.
    """
    try:
        return float(value)
    except (TypeError, ValueError, OverflowError):
        raise InputError(f"{name} must be a number, got {shown(value)}") from None


def number_within(name: str, value: Any, least: float, most: float, unit: str = "") -> float:
    """Return ``value`` as a float.

    Raises
    ------
    InputError
        If it is no number from ``least`` to ``most``.
    """
    checked = number(name, value)
    if not least <= checked <= most:
        raise InputError(f"{name} must be between {least:g} and {most:g}{unit}, got {checked:g}")
    return checked


def whole_number(name: str, value: Any, least: int, most: int) -> int:
    """Return ``value`` as an int.

    Raises
    ------
    InputError
        If it is no whole number from ``least`` to ``most``.
    """
    try:
        checked = operator.index(value)
    except TypeError:
        raise InputError(f"{name} must be a whole number, got {shown(value)}") from None
    if not least <= checked <= most:
        raise InputError(f"{name} must be between {least} and {most}, got {shown(checked)}")
    return checked


def numbers(name: str, values: ArrayLike) -> FloatArray:
    """Return ``values`` as an array of floats.

    Raises
    ------
    InputError
        If there are others than numbers among them, or one exceeds what a float can hold.
    """
    try:
        return np.asarray(values, np.float64)
    except (TypeError, ValueError, OverflowError) as error:
        raise InputError(f"{name} must be numbers: {error}") from None


def text(name: str, value: Any) -> None:
    """Refuse what is neither text nor None.

    Raises
    ------
    InputError
        If it is neither.
    """
    if not isinstance(value, str | None):
        raise InputError(f"{name} must be a text, got {shown(value)}")


def path_text(value: Any) -> str:
    """Return the text of a path, which unlike a ``Path`` may end with a slash.

    Raises
    ------
    InputError
        If ``value`` is no path.
    """
    found = os.fspath(value) if isinstance(value, (str, os.PathLike)) else value
    if not isinstance(found, str):
        raise InputError(f"expected the path of a file, got {shown(value)}")
    return found


def path(value: Any) -> Path:
    """Return ``value`` as a path; errors as of ``path_text``."""
    return Path(path_text(value))


def function(name: str, value: Function) -> Function:
    """Return ``value``.

    Raises
    ------
    InputError
        If it cannot be called.
    """
    if callable(value):
        return value
    raise InputError(f"{name} must be a function, got {shown(value)}")
