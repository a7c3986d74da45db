"""A film in slides that LaTeX makes, with beamer."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from surfaceviz.base.errors import InputError
from surfaceviz.embedding.escaping import latex
from surfaceviz.embedding.exhibit import Exhibit, Kind, Snippet
from surfaceviz.embedding.probing import DRAWN
from surfaceviz.embedding.refusing import check_name, command, instead

if TYPE_CHECKING:
    from pathlib import Path

PROGRAM = "LaTeX"
# What neither an argument nor the name of a file can hold.
STRANGE = '#%{}\\"'
FITTED = r"width=\textwidth,height=0.8\textheight,keepaspectratio"
# An argument with options takes these for its own.
STRANGE_FOLDER = f"{STRANGE},=[]"
ANIMATION = r"\animategraphics["
# The end of its options, and its four arguments.
ARGUMENTS = re.compile(r"\](\{[^{}]*\}){2}(\{\d+\}){2}")
# What stands for the folder in its own file.
FOLDER = "\\descentfolder "


def beamer(exhibit: Exhibit) -> Snippet:
    """Return what stands in a frame of beamer: an animation, a figure, or a link to the film."""
    if exhibit.kind is Kind.BEAMER:
        check_name(exhibit, PROGRAM, STRANGE_FOLDER)
        return _animation(exhibit)
    check_name(exhibit, PROGRAM, STRANGE)
    if exhibit.kind in (Kind.DECK, Kind.FRAMES):
        raise instead(exhibit, PROGRAM, "beamer/")
    if exhibit.moves:
        return _link(exhibit)
    if exhibit.kind is Kind.PDF or exhibit.mime == "image/png":
        return Snippet(_graphics(exhibit.place, exhibit.alt))
    raise instead(exhibit, PROGRAM, ".pdf")


def _graphics(place: Path, alt: str) -> str:
    return f"\\includegraphics[{FITTED},alt={{{latex(alt)}}}]{{{place.as_posix()}}}"


def _link(exhibit: Exhibit) -> Snippet:
    """Return a link that opens the film in another program, since few viewers of PDF play any."""
    shown = latex(exhibit.alt)
    if exhibit.poster is not None:
        shown = _graphics(exhibit.poster, exhibit.alt)
    hints = ["a click opens the file in another program, if the viewer of the PDF allows it"]
    if exhibit.recipe is not None:
        again = command(exhibit, "beamer/")
        hints.append(f"frames that play within the PDF come from '{again}'")
    return Snippet(f"\\href{{run:{exhibit.place.as_posix()}}}{{{shown}}}", tuple(hints))


def _animation(exhibit: Exhibit) -> Snippet:
    """Return the animation that is in the folder's own file, as seen from outside of it."""
    file = exhibit.path / DRAWN
    found = animation_in(file.read_text(encoding="utf-8", errors="replace"))
    if not found:
        raise InputError(f"{str(file)!r} has no animation: render the folder again")
    inside = found.replace(FOLDER, f"{exhibit.place.as_posix()}/")
    text = "\n".join(line.strip() for line in inside.splitlines())
    hint = r"the preamble needs \usepackage{animate}; viewers that play nothing show one picture"
    return Snippet(text, (hint,))


def animation_in(text: str) -> str:
    """Return the first command of LaTeX's that shows an animation, with all of it; or none."""
    begin = text.find(ANIMATION)
    # What ends no first one ends no later one either.
    end = ARGUMENTS.search(text, begin + len(ANIMATION)) if begin >= 0 else None
    return text[begin : end.end()] if end else ""
