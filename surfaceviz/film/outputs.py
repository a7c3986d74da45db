"""What was written, as paths that show themselves in a notebook."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Output:
    """A file, or a folder of them, that was written; may be used as its path.

    Attributes
    ----------
    path : Path
        Where it is.
    format : str
        "gif", "mp4", "png": what it is.
    frames : int
        Number of frames.
    fps : float
        Frames a second, as the file has them.
    width, height : int
        Pixels.
    seconds : float
        Playing time.
    bytes : int
        Size of the file, or of all files in the folder.
    alt : str
        What is seen in it, for those who cannot.
    """

    path: Path
    format: str
    frames: int
    fps: float
    width: int
    height: int
    seconds: float
    bytes: int
    alt: str = ""

    def __fspath__(self) -> str:
        """Return the path."""
        return str(self.path)

    def _repr_html_(self) -> str:
        """Show itself in a notebook: the film as it plays, the figure, the page."""
        from surfaceviz.embedding.display import html_of

        size = (self.width, self.height)
        return html_of(self.path, self.format, size, self.bytes, self.alt)


class Outputs(tuple[Output, ...]):
    """What one call wrote, in the order in which it was asked for."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        """Show all of it in a notebook, one below the other."""
        return "\n".join(output._repr_html_() for output in self)
