"""Figures: one epoch, or a strip of some, for a paper or a page."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from surfaceviz.base.errors import lookup
from surfaceviz.draw.canvas import MILLIMETRES, ON_PAPER, POINTS_PER_INCH, Paper, make_canvas
from surfaceviz.draw.header import LEGEND, plan_header
from surfaceviz.draw.layouts import LAYOUTS
from surfaceviz.draw.panels import choose_panels
from surfaceviz.draw.stage import build_stage
from surfaceviz.draw.strip import draw_strip, usual_height
from surfaceviz.draw.themes.theme import find_theme
from surfaceviz.scene import defaults
from surfaceviz.words.language import words_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matplotlib.figure import Figure

    from surfaceviz.draw.look import Look
    from surfaceviz.draw.themes.theme import Theme
    from surfaceviz.formats.subject import Subject
    from surfaceviz.scene.scene import Scene

# Millimetres: the width of a page's text, and the height beside it of a film's shape.
WIDTH, HEIGHT = 180.0, 101.25
STRIP_PANELS = ("contour", "fit")
# Pixels to an inch, where nothing is said.
DOTS = 300


def figure_look(epochs: Sequence[int], asked: Mapping[str, Any]) -> dict[str, Any]:
    """Return how figures of some epochs look where nothing else is asked for.

    Parameters
    ----------
    epochs : sequence of int
        The epochs they show; none for the last one.
    asked : Mapping
        What is asked for, by the names of the attributes of ``Look``.
    """
    if len(epochs) < 2:
        return {"size": Paper(WIDTH, HEIGHT)}
    panels = asked.get("panels", STRIP_PANELS)
    theme = _quiet(find_theme(asked.get("theme", defaults.THEME)), race=False)
    width = WIDTH / MILLIMETRES * POINTS_PER_INCH / ON_PAPER
    high = usual_height(width, len(epochs), choose_panels(panels), theme, asked.get("title"))
    height = round(high * ON_PAPER / POINTS_PER_INCH * MILLIMETRES)
    return {"size": Paper(WIDTH, float(height)), "panels": panels}


def draw_figure(subject: Subject) -> Figure:
    """Draw the epochs that are asked for."""
    scene, epochs = subject.scene, subject.medium.epoch
    look = _for_paper(subject.look, scene)
    if len(epochs) > 1:
        return draw_strip(scene, look, epochs)
    stage = build_stage(scene, look)
    stage.update(epochs[0] if epochs else scene.epochs)
    return stage.canvas.figure


def dots_of(look: Look) -> int:
    """Return how many pixels an inch of the figure has in print."""
    return look.size.dpi if isinstance(look.size, Paper) else DOTS


def points_of(look: Look) -> tuple[float, float]:
    """Return width and height of the figure in points, not rounded to pixels."""
    if not isinstance(look.size, Paper):
        return make_canvas(look.size).points
    sides = (look.size.width, look.size.height)
    width, height = (side / MILLIMETRES * POINTS_PER_INCH / ON_PAPER for side in sides)
    return width, height


def _for_paper(look: Look, scene: Scene) -> Look:
    """Return the look with a title row that suits a page, if it is for one."""
    if not isinstance(look.size, Paper):
        return look
    race = len(scene.runs) > 1
    theme = _quiet(find_theme(look.theme), race=race)
    if race:
        return replace(look, theme=theme)
    small = replace(theme, headline_size=min(theme.headline_size, theme.text_size))
    saved = _header_height(scene, look, theme) - _header_height(scene, look, small)
    # In a narrow column the letters that are a little smaller save a row.
    return replace(look, theme=small if saved > theme.text_size else theme)


def _header_height(scene: Scene, look: Look, theme: Theme) -> float:
    legend = lookup(LAYOUTS, look.layout, "layout").legend
    words = words_of(look.lang)
    return plan_header(
        scene, make_canvas(look.size), theme, words, look.title, legend=legend
    ).height


def _quiet(theme: Theme, *, race: bool) -> Theme:
    """Return the theme with a title row that is no larger than needed.

    A talk's is read from the last row of seats; here its legend is as large as all other text.
    """
    size = max(theme.title_size, theme.text_size / LEGEND if race else 0.0)
    return replace(theme, headline_size=min(theme.headline_size, size))
