"""What is embedded, and what is printed for it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from surfaceviz.settings.recipe import Recipe


class Kind(StrEnum):
    """What a file or folder is to a program that shows it."""

    PICTURE = "picture"
    VIDEO = "video"
    PAGE = "page"
    PDF = "PDF"
    DECK = "deck"
    FRAMES = "folder of pictures"
    BEAMER = "folder for LaTeX"


@dataclass(frozen=True)
class Exhibit:
    """A film, page or figure that is to be embedded.

    Attributes
    ----------
    path : Path
        Where it is, as it was named.
    kind : Kind
        What it is.
    mime : str
        The same as the web calls it; "" for folders.
    width, height : int
        Pixels; 0 for what has none.
    frames : int
        Number of its pictures.
    seconds : float
        Playing time.
    recipe : Recipe or None
        What made it; None if that was another program.
    lacking : str
        Why there is no recipe; "" if there is one.
    alt : str
        What is seen in it, in words.
    poster : Path or None
        The place of its last frame, if that is beside it.
    """

    path: Path
    kind: Kind
    mime: str = ""
    width: int = 0
    height: int = 0
    frames: int = 1
    seconds: float = 0.0
    recipe: Recipe | None = None
    lacking: str = ""
    alt: str = ""
    poster: Path | None = None

    @property
    def place(self) -> Path:
        """Its path from the current folder; just its name if it is elsewhere."""
        path = self.path
        return path if _within(path) else type(path)(path.name)

    @property
    def moves(self) -> bool:
        """Whether a still picture of it would be another one."""
        return self.kind in (Kind.VIDEO, Kind.PAGE) or self.frames > 1

    @property
    def poster_path(self) -> Path:
        """Where its last frame is, or would be."""
        return self.path.with_name(f"{self.path.stem}-poster.png")

    def with_poster(self) -> Exhibit:
        """Return it with its poster, if there is one now."""
        if not (self.moves and self.poster_path.is_file()):
            return self
        return replace(self, poster=self.place.with_name(self.poster_path.name))


@dataclass(frozen=True)
class Snippet:
    """What to paste, and what to know about it.

    Attributes
    ----------
    text : str
        The lines to paste.
    hints : tuple of str
        Sentences for the person who pastes them.
    """

    text: str
    hints: tuple[str, ...] = ()


def _within(path: Path) -> bool:
    """Return whether a path leads down from the current folder."""
    return not path.anchor and ".." not in path.parts
