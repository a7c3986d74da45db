"""What a writer is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Protocol, cast

from surfaceviz.errors import InputError, lookup

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from surfaceviz.arrays import Frame
    from surfaceviz.subject import Subject
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
    content : object
        What the format has made of the subject beside the frames; None for most.
    """

    width: int
    height: int
    timeline: Timeline
    key_frames: tuple[Frame, ...]
    quality: Quality = Quality.GOOD
    recipe: str = ""
    content: Any = None


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
    keyed : bool
        Whether it needs key frames; what needs none draws for itself (``content``).
    heeds : frozenset of str
        Names of the attributes of ``Medium`` that it takes notice of.
    needs : tuple of str
        A module that does not come with surfaceviz, and the extra that brings it; or nothing.
    titled : bool
        Whether it shows the title itself, so that the picture need not.
    still : bool
        Whether it shows no motion, and may have a size in millimetres.
    """

    name: str
    description: str
    module: str
    most_fps: float
    qualities: Mapping[Quality, str]
    names: re.Pattern[str] | None = None
    framed: bool = True
    keyed: bool = True
    heeds: frozenset[str] = frozenset()
    needs: tuple[str, ...] = ()
    titled: bool = False
    still: bool = False

    def check(self) -> None:
        """Refuse the format if what it needs is not installed.

        Raises
        ------
        InputError
            If so; the message names the extra.
        """
        if self.needs and find_spec(self.needs[0]) is None:
            raise InputError(
                f"{self.name} needs more than comes with surfaceviz: "
                f"pip install 'surfaceviz[{self.needs[1]}]'"
            )

    def writer(self) -> Writer:
        """Return the writer, importing what it needs."""
        return cast("Writer", import_module(self.module).write)

    def content(self, subject: Subject) -> Any:
        """Return what the writer needs beside the frames (its module's ``content``).

        It is made where frames are drawn, before them, for nobody else may draw meanwhile.
        """
        module = import_module(self.module)
        return module.content(subject) if hasattr(module, "content") else None

    def prepare(self) -> None:
        """Import the writer, and let it do what takes time and needs no film (``prepare``)."""
        module = import_module(self.module)
        if hasattr(module, "prepare"):
            module.prepare()
