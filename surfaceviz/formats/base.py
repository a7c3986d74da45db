"""What a writer is."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Protocol

from surfaceviz.base.errors import InputError
from surfaceviz.settings.medium import Quality

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from surfaceviz.base.arrays import Frame
    from surfaceviz.formats.subject import Subject
    from surfaceviz.settings.timeline import Timeline


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


class Writing(Protocol):
    """A module that writes a format.

    It may have ``content``, which makes of a subject what the writer needs beside the frames, and
    ``prepare``, which does what takes time and needs no film.
    """

    @property
    def write(self) -> Writer:
        """Write a film to a path."""


@dataclass(frozen=True)
class Format:
    """An entry of the table of formats.

    Attributes
    ----------
    name : str
        What it is called.
    description : str
        What it is good for.
    load : callable
        () -> the module that has its writer, as the function ``write``; imports what that needs.
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
    load: Callable[[], Writing]
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
        return self.load().write

    def content(self, subject: Subject) -> Any:
        """Return what the writer needs beside the frames (its module's ``content``).

        It is made where frames are drawn, before them, for nobody else may draw meanwhile.
        """
        make = getattr(self.load(), "content", None)
        return None if make is None else make(subject)

    def prepare(self) -> None:
        """Import the writer, and let it do what takes time and needs no film (``prepare``)."""
        prepare = getattr(self.load(), "prepare", None)
        if prepare is not None:
            prepare()
