"""What films are embedded in: a function and a line of the table for each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from surfaceviz.embedding.latex import beamer
from surfaceviz.embedding.pages import jupyter, page, readme
from surfaceviz.embedding.slides import marp, quarto, reveal, slidev

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from surfaceviz.embedding.exhibit import Exhibit, Snippet


@dataclass(frozen=True)
class Target:
    """What a film is embedded in.

    Attributes
    ----------
    description : str
        What it is.
    place : str
        Where it looks for files.
    snippet : callable
        exhibit -> what to paste.
    unencodable : str
        What becomes of signs that standard output cannot take, as ``str.encode`` names it.
    """

    description: str
    place: str
    snippet: Callable[[Exhibit], Snippet]
    unencodable: str = "xmlcharrefreplace"


TARGETS: Mapping[str, Target] = {
    "reveal": Target("a slide of reveal.js", "beside the deck's index.html", reveal),
    "slidev": Target("a slide of Slidev", "in the folder public/ beside slides.md", slidev),
    "marp": Target("a slide of Marp", "beside the deck, also when that is converted", marp),
    "quarto": Target("slides or a page of Quarto", "beside the .qmd", quarto),
    "html": Target("a page of HTML", "beside the page", page),
    "markdown": Target("a README, or other Markdown", "beside the .md", readme),
    "beamer": Target(
        "a frame of LaTeX's beamer", "beside the .tex, and later the PDF", beamer, "replace"
    ),
    "jupyter": Target("a cell of a notebook", "beside the notebook", jupyter, "backslashreplace"),
}
