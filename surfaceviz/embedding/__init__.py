"""Lines that show a film in slides, on a page or in a notebook, ready to be pasted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from surfaceviz.base.errors import lookup
from surfaceviz.embedding.targets import TARGETS

if TYPE_CHECKING:
    from os import PathLike

    from surfaceviz.embedding.exhibit import Exhibit, Snippet


def embed(path: str | PathLike[str], target: str, lang: str | None = None) -> str:
    """Return the lines that show a film, a page or a figure in a program.

    A film plays by itself there, muted and again and again. Its poster, ``NAME-poster.png``, is
    named if it is beside it. Paths are those from the current folder, or the file's mere name if
    it is elsewhere.

    Parameters
    ----------
    path : path-like
        A film, a page, a figure or a folder for LaTeX, ours or another's.
    target : str
        The program, one of ``TARGETS``: "reveal", "slidev", "marp", "quarto", "html", "markdown",
        "beamer" or "jupyter".
    lang : str, optional
        Language of the alternative text; by default that of the film.

    Returns
    -------
    str
        What to paste.

    Raises
    ------
    InputError
        If the file is missing, damaged, or nothing that the program could show.
    """
    from surfaceviz.embedding.probing import look_at

    return snippet_of(look_at(path, lang), target).text


def snippet_of(exhibit: Exhibit, target: str) -> Snippet:
    """Return what to paste for an exhibit, and what to know about it; see ``embed``."""
    return lookup(TARGETS, target, "target").snippet(exhibit)


__all__ = ["TARGETS", "embed", "snippet_of"]
