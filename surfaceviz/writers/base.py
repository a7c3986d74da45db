"""What a writer is."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol, cast

from surfaceviz.errors import lookup

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from surfaceviz.arrays import Frame
    from surfaceviz.timeline import Timeline


class Quality(StrEnum):
    """How much a format may give up for a smaller file."""

    SMALL = "small"
    GOOD = "good"
    BEST = "best"


def choose_quality(name: str) -> Quality:
    """Return the quality of this name.

    Raises
    ------
    InputError
        If there is none; the message lists those there are.
    """
    return lookup({str(quality): quality for quality in Quality}, name, "quality")


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
        Frames that between them show every colour, in the order of the film.
    quality : Quality
        How much to give up for a smaller file.
    recipe : str
        Text to carry along, in ASCII.
    payload : Mapping
        What a page shows, as ``make_payload`` returns it; empty where there is no page.
    """

    width: int
    height: int
    timeline: Timeline
    key_frames: tuple[Frame, ...]
    quality: Quality = Quality.GOOD
    recipe: str = ""
    payload: Mapping[str, Any] = field(default_factory=dict)


class Writer(Protocol):
    """Write a film to a path: a file to make, or a folder to fill.

    A frame is an array (height, width, 4) of red, green, blue and opacity that is valid until the
    next one is asked for; there are as many as the timeline says. When the function returns the
    file is complete. When it raises, as it does when the frames do, every process and handle is
    closed, and the file is whoever's who gave the path.
    """

    def __call__(self, path: Path, film: Film, frames: Iterator[Frame]) -> None:
        """Write the film."""


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
    qualities : Mapping
        What each quality means.
    names : re.Pattern or None
        For a folder of files, all names that its files can have; None for a single file.
    framed : bool
        Whether its writer takes every frame; else the last key frame will do.
    """

    name: str
    description: str
    module: str
    most_fps: float
    qualities: Mapping[Quality, str]
    names: re.Pattern[str] | None = None
    framed: bool = True

    def writer(self) -> Writer:
        """Return the writer, importing what it needs."""
        return cast("Writer", import_module(self.module).write)

    def prepare(self) -> None:
        """Import the writer, and let it do what takes time and needs no film (``prepare``)."""
        module = import_module(self.module)
        if hasattr(module, "prepare"):
            module.prepare()
