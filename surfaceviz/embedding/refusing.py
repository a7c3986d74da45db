"""Refusals of what a program cannot show, with the command that makes what it can."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from surfaceviz.base.errors import InputError, printable
from surfaceviz.embedding.exhibit import Kind

if TYPE_CHECKING:
    from collections.abc import Collection

    from surfaceviz.embedding.exhibit import Exhibit

# What browsers show.
IN_BROWSERS = (Kind.VIDEO, Kind.PICTURE, Kind.PAGE)


def check_kind(exhibit: Exhibit, program: str, suffix: str = ".mp4") -> None:
    """Refuse what browsers do not show.

    Parameters
    ----------
    exhibit : Exhibit
        What is to be shown.
    program : str
        Where.
    suffix : str
        What should be rendered for it instead.

    Raises
    ------
    InputError
        If it is nothing for a browser; the message says what would be.
    """
    if exhibit.kind not in IN_BROWSERS:
        raise instead(exhibit, program, ".svg" if exhibit.kind is Kind.PDF else suffix)


def instead(exhibit: Exhibit, program: str, suffix: str) -> InputError:
    """Return the refusal of what a program cannot show, with what to render; see ``check_kind``."""
    name = printable(str(exhibit.path))
    if exhibit.kind is Kind.DECK:
        return InputError(
            f"{name!r} is a deck of its own: open it in PowerPoint, Keynote or LibreOffice; there "
            f"is nothing to embed, render a {suffix} for {program}"
        )
    return InputError(
        f"{program} cannot show {name!r}, a {exhibit.kind}: render what it can, with "
        f"'{command(exhibit, suffix)}'"
    )


def command(exhibit: Exhibit, suffix: str) -> str:
    """Return the command that renders an exhibit again, in another format."""
    name, stem = printable(str(exhibit.path)), printable(exhibit.path.stem)
    output = suffix if suffix.endswith("/") else f"{stem}{suffix}"
    return f"surfaceviz render --recipe {shlex.quote(name)} -o {shlex.quote(output)}"


def check_name(exhibit: Exhibit, program: str, strange: Collection[str]) -> None:
    """Refuse names with signs that a program cannot bear.

    Raises
    ------
    InputError
        If there is such a sign; the message names it.
    """
    name = exhibit.place.as_posix()
    found = next((sign for sign in name if sign in strange or not sign.isprintable()), None)
    if found is not None:
        raise InputError(
            f"{program} cannot bear {printable(found)} in a name: rename {printable(name)}"
        )
