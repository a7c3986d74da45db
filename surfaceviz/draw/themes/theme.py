"""Colours, type and sizes of a picture."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from surfaceviz.base.errors import lookup
from surfaceviz.draw.projection import Camera
from surfaceviz.words.language import ENGLISH, Words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from surfaceviz.draw.motion import View


@dataclass(frozen=True)
class Theme:
    """How a picture looks, whatever it shows.

    Colours are anything matplotlib understands; sizes are pixels of a 1280 x 720 frame, and
    points in a figure of one's own.

    Attributes
    ----------
    description : str
        What it is good for.
    background, text, muted, grid, axis : str
        Of the page, its words, its less important words, grid lines and axis lines.
    points, residuals, optimum : str
        Of the data, their distances from the line, and the star at the best line.
    runs : tuple of str
        One accent for each run.
    halo : str
        Under paths and markers, to keep them apart from any colour below.
    levels : tuple of str
        Of level lines, which take the one that stands out most from what they run on; with none,
        they are a lighter tone of that.
    colormap : str
        Name of the matplotlib colour map for the loss.
    fonts : tuple of str
        Families, the preferred one first.
    headline_size, title_size, text_size : float
        Of the title row, the panels' titles, and all other text.
    """

    description: str
    background: str
    text: str
    muted: str
    grid: str
    axis: str
    points: str
    residuals: str
    optimum: str
    runs: tuple[str, ...]
    halo: str
    levels: tuple[str, ...] = ()
    colormap: str = "viridis"
    fonts: tuple[str, ...] = ("DejaVu Sans",)
    headline_size: float = 24.0
    title_size: float = 15.0
    text_size: float = 13.0


# The runs' colours are told apart by those who are colour-blind too, for whom red and green, blue
# and violet of the same lightness are one.
# The less important words and all lines are tints of the text's colour on the page: their soft
# edges then share their colours, which leaves a GIF's palette more for the surface.
LIGHT = Theme(
    description="dark type on white, for slides and print",
    background="#ffffff",
    text="#1c2333",
    muted="#696e78",
    grid="#e8e9eb",
    axis="#a9abb1",
    points="#4666e5",
    residuals="#f08c00",
    optimum="#ffd43b",
    runs=(
        "#e5274a",
        "#0f7bdc",
        "#e17a13",
        "#6202aa",
        "#168565",
        "#0f285c",
        "#c82aac",
        "#5e2a08",
    ),
    halo="#ffffff",
)

DARK = Theme(
    description="light type on near black, for dark slides",
    background="#0f131d",
    text="#eef1f8",
    muted="#999da5",
    grid="#2a2e37",
    axis="#5d616a",
    points="#7c9cff",
    residuals="#ffb454",
    optimum="#ffd43b",
    runs=(
        "#ff4d6d",
        "#4db5ff",
        "#fc9204",
        "#a346fa",
        "#31dd9b",
        "#e7db28",
        "#ad85ad",
        "#346faf",
    ),
    halo="#ffffff",
)

PAPER = Theme(
    description="black on white with strong lines, for grey prints and pale projectors",
    background="#ffffff",
    text="#000000",
    muted="#4d4d4d",
    grid="#d0d0d0",
    axis="#404040",
    points="#33509b",
    residuals="#c46a00",
    optimum="#ffffff",
    runs=(
        "#b5122f",
        "#33509b",
        "#b16202",
        "#440b77",
        "#15664b",
        "#020102",
        "#a014e4",
        "#6d7786",
    ),
    halo="#ffffff",
    levels=("#000000", "#ffffff"),
    colormap="cividis",
    title_size=16.0,
    text_size=14.0,
)

HIGH_CONTRAST = Theme(
    description="white and bright colours on black, for those who see little",
    background="#000000",
    text="#ffffff",
    muted="#d9d9d9",
    grid="#595959",
    axis="#ffffff",
    points="#8ecbff",
    residuals="#ff9e7a",
    optimum="#ffffff",
    runs=(
        "#ffe600",
        "#33b1c9",
        "#f26788",
        "#ffffff",
        "#69db7b",
        "#9985fe",
        "#ce960f",
        "#c0cadf",
    ),
    halo="#000000",
    levels=("#000000", "#ffffff"),
    colormap="gray",
    title_size=17.0,
    text_size=15.0,
)

THEMES: Mapping[str, Theme] = {
    "light": LIGHT,
    "dark": DARK,
    "paper": PAPER,
    "high-contrast": HIGH_CONTRAST,
}


def find_theme(theme: str | Theme) -> Theme:
    """Return the theme of a name in ``THEMES``, or the theme that is given.

    Raises
    ------
    InputError
        If there is none of this name; the message lists those there are.
    """
    return lookup(THEMES, theme, "theme") if isinstance(theme, str) else theme


@dataclass(frozen=True)
class Style:
    """What a panel needs to know beside the scene.

    Attributes
    ----------
    theme : Theme
        Colours, type and sizes.
    camera : Camera or CameraPath
        Where the surface is seen from.
    show : tuple of str
        Names in ``SHOWS``: what is shown of how the descent works.
    words : Words
        The language it speaks.
    """

    theme: Theme = LIGHT
    camera: View = field(default_factory=Camera)
    show: tuple[str, ...] = ("optimum",)
    words: Words = ENGLISH
