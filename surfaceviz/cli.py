"""The command line: parse, call, print."""

from __future__ import annotations

import json
import time
from dataclasses import astuple
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from surfaceviz import console, defaults, options
from surfaceviz.errors import InputError, lookup
from surfaceviz.layout import make_canvas
from surfaceviz.panels import PANELS, choose_panels
from surfaceviz.projection import Camera
from surfaceviz.theme import THEMES
from surfaceviz.timeline import make_timeline
from surfaceviz.version import __version__
from surfaceviz.window import WINDOWS
from surfaceviz.writers import WRITERS, check_paths

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from surfaceviz.dataset import Dataset

ARTICLE_RATE = 0.01
DEFAULT_FOLDER = Path("outputs")
LISTS: Mapping[str, Mapping[str, str]] = {
    "formats": {suffix: f"{form.name}: {form.description}" for suffix, form in WRITERS.items()},
    "panels": {name: panel.description for name, panel in PANELS.items()},
    "themes": {name: theme.description for name, theme in THEMES.items()},
}


@click.group(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Examples: 'surfaceviz render' shows the classic case; "
    "'surfaceviz render data.csv -o descent.mp4' shows yours.",
)
@click.version_option(__version__, prog_name="surfaceviz", message="%(prog)s %(version)s")
def commands() -> None:
    """Show gradient descent fitting the line y = m x + b, as a film for a slide or a page."""


@commands.command(
    epilog="""\b
Examples:
  surfaceviz render
  surfaceviz render study.csv -x hours -y score -o descent.gif -o descent.mp4
  surfaceviz render study.csv --lr 0.02 --epochs 60 --start 5,-20 --theme dark
  surfaceviz render --panels contour,fit --size 1080x1080 --window 0:6,-5:5
  cat study.csv | surfaceviz render - -o study.mp4 --json
"""
)
@click.argument("data", required=False)
@click.option("-x", "x", metavar="COLUMN", help="Column for x.  [default: first of numbers]")
@click.option("-y", "y", metavar="COLUMN", help="Column for y.  [default: next of numbers]")
@click.option(
    "-o",
    "--output",
    "paths",
    metavar="PATH",
    multiple=True,
    help=f"File to write; repeat it for several. The suffix chooses the format: "
    f"{', '.join(WRITERS)}.  [default: outputs/NAME.gif]",
)
@click.option(
    "--lr",
    "rate",
    type=options.RATE,
    metavar="FLOAT|auto",
    help="Learning rate; auto takes half the stability limit.  [default: auto; 0.01 without DATA]",
)
@click.option(
    "--epochs", type=int, default=defaults.EPOCHS, show_default=True, help="Epochs to run."
)
@click.option(
    "--start",
    type=options.START,
    metavar="M,B",
    default="{:g},{:g}".format(*defaults.START),
    show_default=True,
    help="Slope and intercept to start from.",
)
@click.option(
    "--panels",
    type=options.NAMES,
    metavar="NAME,...",
    default=",".join(defaults.SHOWN_PANELS),
    show_default=True,
    help="What to show, clockwise from the upper left.",
)
@click.option(
    "--size",
    type=options.SIZE,
    metavar="WIDTHxHEIGHT",
    default="{}x{}".format(*defaults.SIZE),
    show_default=True,
    help="Pixels of a frame, both even.",
)
@click.option("--fps", type=float, default=defaults.FPS, show_default=True, help="Frames a second.")
@click.option(
    "--hold",
    type=float,
    metavar="SECONDS",
    default=defaults.HOLD,
    show_default=True,
    help="How much longer the last frame is shown.",
)
@click.option(
    "--window",
    type=options.WINDOW,
    metavar="|".join([*WINDOWS, "M0:M1,B0:B1"]),
    default=defaults.WINDOW,
    show_default=True,
    help="Part of the (m, b) plane: around the path, the whole bowl of the start, "
    "something between, or ranges of m and b.",
)
@click.option(
    "--grid",
    type=int,
    default=defaults.GRID,
    show_default=True,
    help="Loss samples along each axis.",
)
@click.option(
    "--theme",
    metavar="|".join(THEMES),
    default=defaults.THEME,
    show_default=True,
    help="Colours.",
)
@click.option(
    "--camera",
    type=options.CAMERA,
    metavar="ELEV,AZIM|orbit[:DEGREES]|EPOCH:ELEV,AZIM ...",
    help="Degrees above and around the surface; a sweep around it; or such places at epochs, as in "
    "'0:35,-60 50:60,-120 100:35,-60'.  "
    "[default: {:g},{:g} or the quarter turn that shows more of the path]".format(
        *astuple(Camera())
    ),
)
@click.option("--title", metavar="TEXT", help="A line of your own at the top.")
@click.option("--quiet", is_flag=True, help="Print nothing but warnings and errors.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as one JSON object.")
def render(
    data: str | None,
    x: str | None,
    y: str | None,
    paths: tuple[str, ...],
    rate: float | str | None,
    quiet: bool,
    as_json: bool,
    epochs: int,
    start: tuple[float, float],
    window: Any,
    grid: int,
    **look: Any,
) -> None:
    """Render the descent on DATA, a CSV or TSV file ('-' for standard input).

    Without DATA it shows the classic case: 100 points around y = 3 x. There is one frame for the
    start and one for each epoch.
    """
    began = time.perf_counter()
    _check_look(paths, **look)
    with console.warnings_as_lines():
        dataset = _load(data, x, y)
        if rate is None:
            rate = ARTICLE_RATE if data is None else "auto"
        from surfaceviz.scene import build_scene

        scene = build_scene(
            dataset, learning_rate=rate, epochs=epochs, start=start, window=window, grid=grid
        )
        if not quiet:
            console.tell_choices(scene, (data, x, y), rate)
        from surfaceviz import film

        targets = paths or (str(DEFAULT_FOLDER / f"{dataset.name}.gif"),)
        with console.progress(quiet) as report:
            outputs = film.render(scene, *targets, report=report, **look)
    if as_json:
        click.echo(json.dumps(console.result(scene, outputs, time.perf_counter() - began)))
    elif not quiet:
        for output in outputs:
            click.echo(console.line(output))


@commands.command(
    "list",
    epilog="""\b
Examples:
  surfaceviz list formats
  surfaceviz list panels
""",
)
@click.argument("what", type=click.Choice(list(LISTS)))
def list_entries(what: str) -> None:
    """List what there is to choose from: formats, panels or themes."""
    entries = LISTS[what]
    width = max(map(len, entries))
    for name, description in entries.items():
        click.echo(f"{name:{width}}  {description}")


def _check_look(
    paths: Sequence[str],
    *,
    fps: float,
    hold: float,
    size: tuple[int, int],
    panels: Sequence[str],
    theme: str,
    **_checked_when_read: Any,
) -> None:
    """Refuse what cannot be drawn or written before any data are read."""
    make_timeline(0, fps, hold)
    make_canvas(size)
    choose_panels(panels)
    lookup(THEMES, theme, "theme")
    check_paths(paths)


def _load(data: str | None, x: str | None, y: str | None) -> Dataset:
    if data is None:
        if x is not None or y is not None:
            raise InputError("-x and -y choose columns of DATA: name a file to read them from")
        from surfaceviz.dataset import article_data

        return article_data()
    from surfaceviz.reading import read_dataset

    return read_dataset(data, x, y)
