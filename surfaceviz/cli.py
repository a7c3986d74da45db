"""The command line: parse, call, print."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from surfaceviz import console
from surfaceviz.columns import Selection
from surfaceviz.errors import InputError
from surfaceviz.layout import make_canvas
from surfaceviz.panels import PANELS
from surfaceviz.render_options import render_options
from surfaceviz.sources import SOURCES
from surfaceviz.theme import THEMES
from surfaceviz.timeline import make_timeline
from surfaceviz.version import __version__
from surfaceviz.writers import WRITERS, check_paths

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from surfaceviz.dataset import Dataset
    from surfaceviz.recipe import Recipe

ARTICLE_RATE = 0.01
DEFAULT_FOLDER = Path("outputs")
LISTS: Mapping[str, Mapping[str, str]] = {
    "formats": {
        suffix: "\n".join(
            [f"{form.name}: {form.description}"]
            + [f"  --quality {quality:5}  {means}" for quality, means in form.qualities.items()]
        )
        for suffix, form in WRITERS.items()
    },
    "data": {name: f"{each.name}: {each.description}" for name, each in SOURCES.items()},
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
  surfaceviz render 'part-*.parquet' -x hours -y score --where "hours > 2"
  surfaceviz render school.db --table exams -x hours -y score -w pupils
  cat study.csv | surfaceviz render - -o study.mp4 --json
  surfaceviz render --recipe descent.gif --theme dark -o descent-dark.mp4
"""
)
@render_options
def render(
    data: str | None,
    x: str | None,
    y: str | None,
    weights: str | None,
    where: str | None,
    table: str | None,
    sql: str | None,
    recipe: Recipe | None,
    paths: tuple[str, ...],
    lr: float | str | None,
    quiet: bool,
    as_json: bool,
    epochs: int,
    start: tuple[float, float],
    window: Any,
    grid: int,
    **look: Any,
) -> None:
    """Render the descent on DATA: a file, a pattern such as 'part-*.parquet', or '-' for a pipe.

    It may be CSV, TSV or JSON lines, also packed (.gz, .zst), Parquet, an Excel workbook, NumPy's
    .npy or .npz, a DuckDB or SQLite database: 'surfaceviz list data' tells more.

    Without DATA it shows that of the recipe, looked for in this folder and beside the recipe, or
    the classic case: 100 points around y = 3 x. There is one frame for the start and one for each
    epoch.
    """
    began = time.perf_counter()
    _check_look(paths, **look)
    from surfaceviz.recipe_data import warn_of_other_data
    from surfaceviz.scene import build_scene
    from surfaceviz.settings import make_settings

    if lr is None:
        lr = ARTICLE_RATE if data is None else "auto"
    settings = make_settings(lr, epochs, start, window, grid)
    with console.warnings_as_lines():
        with console.reading(quiet) as report:
            dataset = _load(data, Selection(x, y, weights, where, table, sql), report)
        if recipe is not None:
            warn_of_other_data(recipe, dataset)
        scene = build_scene(dataset, **vars(settings))
        if not quiet:
            console.tell_choices(scene, (data, x, y), lr)
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
  surfaceviz list data
""",
)
@click.argument("what", type=click.Choice(list(LISTS)))
def list_entries(what: str) -> None:
    """List what there is to choose from: formats, kinds of data, panels or themes."""
    entries = LISTS[what]
    width = max(map(len, entries))
    for name, description in entries.items():
        first, *more = description.splitlines()
        click.echo(f"{name:{width}}  {first}")
        for line in more:
            click.echo(f"{'':{width}}  {line}")


@commands.command(
    "recipe",
    epilog="""\b
Examples:
  surfaceviz recipe descent.gif
  surfaceviz recipe descent.mp4 > recipe.toml
  surfaceviz render --recipe recipe.toml
""",
)
@click.argument("file")
def show_recipe(file: str) -> None:
    """Print the recipe of FILE as TOML: the settings that made it.

    FILE is a film that surfaceviz made, a folder of its pictures, or a recipe in TOML.
    """
    from surfaceviz.recipe_reading import read_recipe

    with console.warnings_as_lines():
        recipe = read_recipe(file)
    click.echo(recipe.toml(console.printable), nl=False)


def _check_look(
    paths: Sequence[str],
    *,
    fps: float,
    hold: float,
    frames: int | None,
    size: tuple[int, int],
    **_checked_when_read: Any,
) -> None:
    """Refuse what cannot be drawn or written before any data are read."""
    make_timeline(0, fps, hold, frames)
    make_canvas(size)
    check_paths(paths)


def _load(data: str | None, asked: Selection, report: Callable[[float], None] | None) -> Dataset:
    if data is None:
        given = [name for name, value in vars(asked).items() if value is not None]
        if given:
            option = f"-{given[0]}" if len(given[0]) == 1 else f"--{given[0]}"
            raise InputError(f"{option} chooses from DATA: name a file to read it from")
        from surfaceviz.dataset import article_data

        return article_data()
    from surfaceviz.reading import read_dataset

    return read_dataset(data, **vars(asked), report=report)
