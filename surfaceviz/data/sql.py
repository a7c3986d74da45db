"""Texts and names as SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def literal(text: str) -> str:
    """Return text as SQL."""
    return "'" + text.replace("'", "''") + "'"


def literals(texts: Iterable[str]) -> str:
    """Return texts as an SQL list."""
    return "[" + ", ".join(map(literal, texts)) + "]"


def identifier(name: str) -> str:
    """Return the name of a table or a column as SQL."""
    return '"' + name.replace('"', '""') + '"'
