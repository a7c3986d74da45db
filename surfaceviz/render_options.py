"""The options of ``surfaceviz render``."""

from __future__ import annotations

from dataclasses import astuple
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from surfaceviz import console, defaults
from surfaceviz.options import typed
from surfaceviz.projection import Camera
from surfaceviz.theme import THEMES
from surfaceviz.window import WINDOWS
from surfaceviz.writers import WRITERS, Quality

if TYPE_CHECKING:
    from collections.abc import Callable

    from surfaceviz.recipe import Recipe


def _take_over(context: click.Context, _option: click.Parameter, file: str | None) -> Recipe | None:
    """Make the settings of a recipe the defaults of all that is not given beside it."""
    if file is None:
        return None
    from surfaceviz.recipe_data import columns, find_data
    from surfaceviz.recipe_reading import read_recipe

    with console.warnings_as_lines():
        recipe = read_recipe(file)
    context.default_map = {
        **{name: str(value) for name, value in recipe.settings.items()},
        **columns(recipe),
        # The data are looked for only if no others are given.
        "data": partial(find_data, recipe, Path(file)),
    }
    if recipe.theme is not None:
        context.default_map["theme"] = recipe.theme
    return recipe


OPTIONS = [
    click.argument("data", required=False),
    click.option(
        "--recipe",
        metavar="FILE",
        is_eager=True,
        callback=_take_over,
        help="Render as FILE was, a film or a recipe in TOML; what is given beside it wins.",
    ),
    click.option("-x", "x", metavar="COLUMN", help="Column for x.  [default: first of numbers]"),
    click.option("-y", "y", metavar="COLUMN", help="Column for y.  [default: next of numbers]"),
    click.option(
        "-w", "--weights", metavar="COLUMN", help="Column that says how much each row counts."
    ),
    click.option(
        "--where",
        metavar="SQL",
        help="Use only rows that meet a condition, as in \"hours > 2 AND city = 'Oslo'\".",
    ),
    click.option(
        "--table", metavar="NAME", help="Table of a database, or sheet of a workbook, to read."
    ),
    click.option(
        "--sql",
        metavar="QUERY",
        help="Rows to take from a database, as in 'SELECT hours, score FROM exams'.",
    ),
    click.option(
        "-o",
        "--output",
        "paths",
        metavar="PATH",
        multiple=True,
        help=f"File to write; repeat it for several. The suffix chooses the format: "
        f"{', '.join(WRITERS)} (a folder of PNGs).  [default: outputs/NAME.gif]",
    ),
    click.option(
        "--lr",
        "lr",
        type=typed("lr"),
        metavar="FLOAT|auto",
        help="Learning rate; auto takes half the stability limit.  "
        "[default: auto; 0.01 without DATA]",
    ),
    click.option(
        "--epochs", type=int, default=defaults.EPOCHS, show_default=True, help="Epochs to run."
    ),
    click.option(
        "--start",
        type=typed("start"),
        metavar="M,B",
        default="{:g},{:g}".format(*defaults.START),
        show_default=True,
        help="Slope and intercept to start from.",
    ),
    click.option(
        "--panels",
        type=typed("panels"),
        metavar="NAME,...",
        default=",".join(defaults.SHOWN_PANELS),
        show_default=True,
        help="What to show, clockwise from the upper left.",
    ),
    click.option(
        "--size",
        type=typed("size"),
        metavar="WIDTHxHEIGHT",
        default="{}x{}".format(*defaults.SIZE),
        show_default=True,
        help="Pixels of a frame, both even.",
    ),
    click.option(
        "--fps", type=float, default=defaults.FPS, show_default=True, help="Frames a second."
    ),
    click.option(
        "--hold",
        type=float,
        metavar="SECONDS",
        default=defaults.HOLD,
        show_default=True,
        help="How much longer the last frame is shown.",
    ),
    click.option(
        "--frames",
        type=int,
        metavar="N",
        help="Show at most N frames, of evenly spread epochs.  [default: one for each epoch]",
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
        "--grid",
        type=int,
        default=defaults.GRID,
        show_default=True,
        help="Loss samples along each axis.",
    ),
    click.option(
        "--theme",
        type=typed("theme"),
        metavar="|".join(THEMES),
        default=defaults.THEME,
        show_default=True,
        help="Colours.",
    ),
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
        "--quality",
        type=typed("quality"),
        metavar="|".join(Quality),
        default=defaults.QUALITY,
        show_default=True,
        help="Fewer bytes or a finer picture; 'surfaceviz list formats' tells what each means.",
    ),
    click.option("--title", metavar="TEXT", help="A line of your own at the top."),
    click.option("--quiet", is_flag=True, help="Print nothing but warnings and errors."),
    click.option("--json", "as_json", is_flag=True, help="Print the result as one JSON object."),
]


def render_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the argument and the options of ``surfaceviz render``."""
    # Decorators that stand above one another apply from the last to the first.
    for declare in reversed(OPTIONS):
        command = declare(command)
    return command
