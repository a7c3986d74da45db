"""A figure as a page of PDF that is just as large as asked for."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from surfaceviz.draw.canvas import ON_PAPER
from surfaceviz.draw.stage import plain_settings
from surfaceviz.formats.figure.figures import dots_of, draw_figure, points_of
from surfaceviz.formats.figure.vector import write_pdf
from surfaceviz.formats.ready import write
from surfaceviz.version import __version__
from surfaceviz.words.figure_words import figure_words

if TYPE_CHECKING:
    from surfaceviz.formats.subject import Subject

__all__ = ["content", "write"]


def content(subject: Subject) -> bytes:
    """Return the file."""
    figure, look = draw_figure(subject), subject.look
    title, seen = figure_words(subject.recipe.story, subject.title, look.lang)
    info = {"Creator": f"surfaceviz {__version__}", "Title": title, "Subject": seen}
    width, height = points_of(look)
    file = BytesIO()
    with plain_settings():
        write_pdf(
            file,
            figure,
            [figure.draw],
            info,
            size=(width * ON_PAPER, height * ON_PAPER),
            dots=dots_of(look),
            shaped=subject.medium.letters == "outlines",
            recipe=subject.recipe.toml(),
        )
    return file.getvalue()
