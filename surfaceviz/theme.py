"""Colours, type and sizes of a picture."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from surfaceviz.projection import Camera

if TYPE_CHECKING:
    from collections.abc import Mapping

    from surfaceviz.motion import View


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
    colormap: str = "viridis"
    fonts: tuple[str, ...] = ("DejaVu Sans",)
    headline_size: float = 24.0
    title_size: float = 15.0
    text_size: float = 13.0


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
    runs=("#e5274a", "#0f7bdc", "#d9730d", "#7c3aed"),
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
    runs=("#ff4d6d", "#4db5ff", "#ffa94d", "#b794ff"),
    halo="#ffffff",
)

THEMES: Mapping[str, Theme] = {"light": LIGHT, "dark": DARK}


@dataclass(frozen=True)
class Style:
    """What a panel needs to know beside the scene.

    Attributes
    ----------
    theme : Theme
        Colours, type and sizes.
    camera : Camera or CameraPath
        Where the surface is seen from.
    """

    theme: Theme = LIGHT
    camera: View = field(default_factory=Camera)
