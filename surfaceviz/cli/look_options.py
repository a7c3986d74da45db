"""What the picture shows, and how it looks."""

from __future__ import annotations

from dataclasses import astuple

import click

from surfaceviz.cli.converters import typed
from surfaceviz.draw.layouts import LAYOUTS
from surfaceviz.draw.projection import Camera
from surfaceviz.draw.themes.colormaps import COLORMAPS
from surfaceviz.draw.themes.theme import THEMES
from surfaceviz.scene import defaults
from surfaceviz.scene.settings import AXES
from surfaceviz.scene.window import WINDOWS
from surfaceviz.words.language import LANGUAGES

LOOK_OPTIONS = [
    click.option(
        "--panels",
        type=typed("panels"),
        metavar="NAME,...",
        help="What to show, clockwise from the upper left.  "
        f"[default: {','.join(defaults.SHOWN_PANELS)}; of a strip contour,fit]",
    ),
    click.option(
        "--size",
        type=typed("size"),
        metavar="WIDTHxHEIGHT",
        help="Pixels of a frame, both even; of figures also millimetres, as in 85mmx60mm, or "
        "85mmx60mm@600 dots per inch.  [default: {}x{}, of figures alone 180 mm wide]".format(
            *defaults.SIZE
        ),
    ),
    click.option(
        "--layout",
        type=typed("layout"),
        metavar="|".join(LAYOUTS),
        default=defaults.LAYOUT,
        show_default=True,
        help="The panels together, or a grid with a map of its own for each run.",
    ),
    click.option(
        "--show",
        type=typed("show"),
        metavar="NAME,...",
        default=",".join(defaults.SHOW),
        show_default=True,
        help="What is shown of how the descent works, as in optimum,gradient,step; or none. "
        "'surfaceviz list shows' tells what there is.",
    ),
    click.option(
        "--caption",
        type=typed("caption"),
        metavar="EPOCH:TEXT",
        multiple=True,
        help="A line below the panels from an epoch on, until the next; repeat it for several.",
    ),
    click.option(
        "--theme",
        type=typed("theme"),
        metavar="|".join([*THEMES, "FILE.toml"]),
        default=defaults.THEME,
        show_default=True,
        help="Colours and type.",
    ),
    click.option(
        "--colormap",
        metavar="|".join(COLORMAPS),
        help="Colours of the loss, these or another of matplotlib's.  [default: the theme's]",
    ),
    click.option(
        "--lang",
        type=typed("lang"),
        metavar="|".join(LANGUAGES),
        default=defaults.LANG,
        show_default=True,
        help="Language of the picture's words.",
    ),
    click.option("--title", metavar="TEXT", help="A line of your own at the top."),
    click.option(
        "--camera",
        type=typed("camera"),
        metavar="ELEV,AZIM|orbit[:DEGREES]|EPOCH:ELEV,AZIM ...",
        help="Degrees above and around the surface; a sweep around it; or such places at epochs, "
        "as in '0:35,-60 50:60,-120 100:35,-60'.  "
        "[default: {:g},{:g} or the quarter turn that shows more of the path]".format(
            *astuple(Camera())
        ),
    ),
    click.option(
        "--window",
        type=typed("window"),
        metavar="|".join([*WINDOWS, "M0:M1,B0:B1"]),
        default=defaults.WINDOW,
        show_default=True,
        help="Part of the (m, b) plane: around the path, the whole bowl of the start, "
        "something between, or ranges of m and b.",
    ),
    click.option(
        "--axes",
        type=typed("axes"),
        metavar="|".join(AXES),
        default=defaults.AXES,
        show_default=True,
        help="Coordinates of the (m, b) plane in the picture.",
    ),
    click.option(
        "--grid",
        type=int,
        default=defaults.GRID,
        show_default=True,
        help="Loss samples along each axis.",
    ),
]
