"""A strip: a picture of each of some epochs, side by side, on the same scales."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from surfaceviz.base.errors import InputError, lookup
from surfaceviz.draw.canvas import Paper, make_canvas
from surfaceviz.draw.header import ABOVE, LINE_HEIGHT
from surfaceviz.draw.layouts import LAYOUTS
from surfaceviz.draw.layouts.layout import Box
from surfaceviz.draw.missing_glyphs import missing_said_once
from surfaceviz.draw.motion import choose_view
from surfaceviz.draw.overlays import choose_shows
from surfaceviz.draw.panels import PANELS, choose_panels
from surfaceviz.draw.stage import make_figure, plain_settings
from surfaceviz.draw.strip_places import (
    LOWEST,
    SHAPE,
    Needs,
    Places,
    best_height,
    check_places,
    find_places,
)
from surfaceviz.draw.strip_words import draw_top, make_headings, set_heading
from surfaceviz.draw.themes.theme import Style, Theme, find_theme
from surfaceviz.draw.word_places import draw_spots
from surfaceviz.words.language import words_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from surfaceviz.draw.canvas import Canvas
    from surfaceviz.draw.look import Look
    from surfaceviz.draw.panels.protocol import Panel
    from surfaceviz.scene.scene import Scene

TOGETHER = "panels"
# The labels of the surface stand within its panel.
SURFACE_SHARE = 1.4
# Between a panel and its title, as on a stage; and points of a panel's labels until they are known.
TITLE_GAP, LEFT, BELOW = 8.0, 52.0, 36.0
# Of a strip's usual size: no panel is higher.
MOST_HEIGHT = 230.0
# Titles of panels.
TITLES = (
    *("surface", "contours", "loss_curve", "fit", "fit_curve", "fit_weighted"),
    *("fit_all", "fit_all_weighted", "fit_part", "fit_part_weighted"),
)


def draw_strip(scene: Scene, look: Look, epochs: Sequence[int]) -> Figure:
    """Draw a picture of each of some epochs.

    Parameters
    ----------
    scene : Scene
        What to show.
    look : Look
        How; captions are left to whoever sets the figure.
    epochs : sequence of int
        Which epochs, two or more.

    Raises
    ------
    InputError
        If the size, a panel, the theme or the language cannot be had, the layout is another than
        that with all runs in each panel, or there is too little room.
    """
    canvas, panels = make_canvas(look.size), choose_panels(look.panels)
    theme = find_theme(look.theme)
    words = words_of(look.lang)
    _check_together(scene, look)
    style = Style(theme, choose_view(look.camera, scene), choose_shows(look.show), words)
    headings = make_headings(scene, theme, words, epochs)
    with plain_settings(), missing_said_once():
        figure = make_figure(canvas, theme)
        above = draw_top(figure, canvas, scene, theme, look.title)
        widths = [heading.widths(theme.title_size, theme) for heading in headings]
        widest = tuple(max(column) for column in zip(*widths, strict=True))
        needs = _needs(len(epochs), above, widest, panels, theme)
        # How large labels are is known once they are drawn, and they may change with the room.
        guess = find_places(needs, *canvas.points)
        needs = _measured(guess, scene, style, panels, canvas)
        places = find_places(needs, *canvas.points)
        check_places(places, *canvas.points, _called(look))
        size = theme.title_size * places.heading_scale
        for number, (epoch, heading) in enumerate(zip(epochs, headings, strict=True)):
            above_it, boxes = places.boxes(number, canvas.points[1])
            spots = set_heading(heading, above_it, places.lines, size, theme)
            draw_spots(figure, canvas, spots, theme)
            first = number % places.columns == 0
            for panel, box in zip(panels, boxes, strict=True):
                axes = figure.add_axes(box.on(canvas))
                _draw_panel(axes, panel, scene, style, epoch, labelled=first)
    return figure


def usual_height(
    width: float, count: int, panels: Sequence[Panel], theme: Theme, title: str | None
) -> float:
    """Return the height of a strip that suits its pictures, in points.

    Parameters
    ----------
    width : float
        Of the strip, in points.
    count : int
        Number of pictures.
    panels : sequence of Panel
        What each shows, from top to bottom.
    theme : Theme
        Gives the type.
    title : str or None
        A line of one's own above them.
    """
    above = ABOVE + (LINE_HEIGHT * theme.headline_size if title else 0.0)
    needs = _needs(count, above, (0.0, 0.0), panels, theme)
    return best_height(needs, width, MOST_HEIGHT)


def _check_together(scene: Scene, look: Look) -> None:
    lookup(LAYOUTS, look.layout, "layout")
    if look.layout != TOGETHER or any(run.chart is not scene.chart for run in scene.runs):
        raise InputError(
            "a strip of epochs shows all runs together in each panel: ask for one epoch, or for "
            "the layout panels in the data's coordinates (--layout panels --axes data)"
        )


def _called(look: Look) -> str:
    """Return what the frame is called in a sentence."""
    if isinstance(look.size, Paper):
        return f"a figure of {look.size.width:g}x{look.size.height:g} mm"
    return "a figure of {}x{} pixels".format(*look.size)


def _needs(
    count: int,
    above: float,
    heading: tuple[float, ...],
    panels: Sequence[Panel],
    theme: Theme,
) -> Needs:
    """Return what a strip needs if its labels are of the usual size."""
    surface = PANELS["surface"]
    return Needs(
        count,
        above,
        heading,
        theme.title_size,
        theme.title_size + TITLE_GAP,
        tuple(SURFACE_SHARE if panel is surface else 1.0 for panel in panels),
        LEFT if any(panel is not surface for panel in panels) else 0.0,
        tuple(0.0 if panel is surface else BELOW for panel in panels),
    )


def _measured(
    guess: Places, scene: Scene, style: Style, panels: Sequence[Panel], canvas: Canvas
) -> Needs:
    """Return what a strip needs, its labels measured on a page that is thrown away."""
    page = make_figure(canvas, style.theme)
    width, height = max(guess.width, LOWEST * SHAPE), max(guess.height, LOWEST)
    left, below = 0.0, []
    for panel, share in zip(panels, guess.needs.shares, strict=True):
        axes = page.add_axes(Box(0.0, 0.0, width, share * height).on(canvas))
        _draw_panel(axes, panel, scene, style, scene.epochs, labelled=True)
        drawn, inner = axes.get_tightbbox(), axes.get_window_extent()
        assert drawn is not None
        left = max(left, float(inner.x0 - drawn.x0) / canvas.scale)
        below.append(max(0.0, float(inner.y0 - drawn.y0) / canvas.scale))
    return replace(guess.needs, left=left, below=tuple(below))


def _draw_panel(
    axes: Axes, panel: Panel, scene: Scene, style: Style, epoch: int, *, labelled: bool
) -> None:
    """Draw a panel at an epoch, its title and what its upright axis says only where asked."""
    untitled: Any = dict.fromkeys(TITLES, "")
    bare = replace(style, words=replace(style.words, **untitled))
    panel.draw(axes, scene, style if labelled else bare)(epoch)
    if not labelled:
        axes.yaxis.set_tick_params(labelleft=False)
        axes.yaxis.set_label_text("")
