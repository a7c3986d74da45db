"""The choices that make a picture out of a scene."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypedDict

from surfaceviz.scene import defaults

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from surfaceviz.draw.canvas import Paper
    from surfaceviz.draw.motion import Orbit, View
    from surfaceviz.draw.themes.theme import Theme


@dataclass(frozen=True, eq=False)
class Look:
    """The choices that make a picture out of a scene.

    Attributes
    ----------
    size : tuple of int or Paper
        Width and height in pixels, both even; of figures also in millimetres.
    theme : str or Theme
        A name in ``THEMES``, or the theme itself.
    panels : sequence of str
        Names in ``PANELS``, clockwise from the upper left.
    camera : Camera, CameraPath, Orbit or None
        Where the surface is seen from; None for where most of the path is seen.
    title : str or None
        A line of one's own at the top.
    captions : Mapping or sequence of (int, str)
        Epochs, in any order, and what is said below the panels from each until the next; an empty
        text ends a caption.
    layout : str
        A name in ``LAYOUTS``: "panels", or "grid" for a map of its own for each run.
    show : sequence of str
        Names in ``SHOWS``: what is shown of how the descent works.
    lang : str
        A code in ``LANGUAGES``: the language of the picture's words.
    """

    size: tuple[int, int] | Paper = defaults.SIZE
    theme: str | Theme = defaults.THEME
    panels: Sequence[str] = defaults.SHOWN_PANELS
    camera: View | Orbit | None = None
    title: str | None = None
    captions: Mapping[int, str] | Sequence[tuple[int, str]] = ()
    layout: str = defaults.LAYOUT
    show: Sequence[str] = defaults.SHOW
    lang: str = defaults.LANG


class LookOptions(TypedDict, total=False):
    """The attributes of ``Look`` as keywords, each of them optional."""

    size: str | tuple[int, int] | Paper
    theme: str | Theme | Mapping[str, object]
    panels: Sequence[str]
    camera: str | tuple[float, float] | View | Orbit | None
    title: str | None
    captions: Mapping[int, str] | Sequence[tuple[int, str]]
    layout: str
    show: Sequence[str]
    lang: str
