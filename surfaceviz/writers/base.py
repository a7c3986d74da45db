"""What a writer is."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Protocol, TypeAlias, cast

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from pathlib import Path

    from surfaceviz.arrays import Frame
    from surfaceviz.timeline import Timeline

Sink: TypeAlias = "Callable[[Frame], None]"


@dataclass(frozen=True, eq=False)
class Film:
    """What a writer must know before the first frame comes.

    Attributes
    ----------
    width, height : int
        Pixels of a frame, both even.
    timeline : Timeline
        How many frames there are, and for how long each is shown.
    key_frames : tuple of ndarray, each of shape (height, width, 4)
        Frames that between them show every colour.
    """

    width: int
    height: int
    timeline: Timeline
    key_frames: tuple[Frame, ...]


class Writer(Protocol):
    """Write a film to a path: a context manager that gives the function to hand frames to.

    A frame is an array (height, width, 4) of red, green, blue and opacity that is valid during
    the call alone. When the block ends the file is complete; when it ends by an exception, every
    process and handle is closed, and the file is whoever's who gave the path.
    """

    def __call__(self, path: Path, film: Film) -> AbstractContextManager[Sink]:
        """Open the file."""


@dataclass(frozen=True)
class Format:
    """An entry of the table of formats.

    Attributes
    ----------
    name : str
        What it is called.
    description : str
        What it is good for.
    module : str
        Where its writer is, as the function ``write``; imported when first used.
    most_fps : float
        Frames a second beyond which players do not follow.
    """

    name: str
    description: str
    module: str
    most_fps: float

    def writer(self) -> Writer:
        """Return the writer, importing what it needs."""
        return cast("Writer", import_module(self.module).write)
