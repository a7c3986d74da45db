"""The command line: parse, call, print."""

from __future__ import annotations

import json
import time
from itertools import starmap
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from surfaceviz.base.keys import KEYS, WRITTEN
from surfaceviz.cli import console
from surfaceviz.cli.declaring import explain_options, render_options
from surfaceviz.cli.describe import describe
from surfaceviz.cli.embed import embed
from surfaceviz.cli.once import OnceCommand
from surfaceviz.data.readers import SOURCES
from surfaceviz.draw.canvas import Paper
from surfaceviz.draw.overlays import SHOWS
from surfaceviz.draw.panels import PANELS
from surfaceviz.draw.themes.colormaps import COLORMAPS
from surfaceviz.draw.themes.theme import THEMES
from surfaceviz.embedding.targets import TARGETS
from surfaceviz.formats import FIGURES, FORMATS, check_paths
from surfaceviz.losses import OBJECTIVES
from surfaceviz.optimizers import OPTIMIZERS
from surfaceviz.optimizers.schedules import SCHEDULES
from surfaceviz.scene.settings import COARSEST_GRID
from surfaceviz.settings.asked import load, sort_out
from surfaceviz.version import __version__
from surfaceviz.words.language import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from surfaceviz.base.entries import Entry
    from surfaceviz.settings.recipe import Recipe

DEFAULT_FOLDER = Path("outputs")


def _with_keys(table: Mapping[str, Entry[Any]]) -> dict[str, str]:
    """Return what each entry is, and below it a line for each of its keys."""
    return {
        name: "\n".join([entry.description, *starmap(_key_line, entry.keys.items())])
        for name, entry in table.items()
    }


def _key_line(key: str, default: float | None) -> str:
    shown = "auto" if default is None else f"{default:g}"
    return f"  {WRITTEN.get(key, key)}={shown}  {KEYS[key].meaning}"


LISTS: Mapping[str, Mapping[str, str]] = {
    "formats": {
        suffix: "\n".join(
            [f"{form.name}: {form.description}"]
            + [f"  --quality {quality:5}  {means}" for quality, means in form.qualities.items()]
        )
        for suffix, form in FORMATS.items()
    },
    "data": {name: f"{each.name}: {each.description}" for name, each in SOURCES.items()},
    "optimizers": _with_keys(OPTIMIZERS),
    "schedules": _with_keys(SCHEDULES),
    "losses": _with_keys(OBJECTIVES),
    "panels": {name: panel.description for name, panel in PANELS.items()},
    "shows": {name: show.description for name, show in SHOWS.items()},
    "themes": {name: theme.description for name, theme in THEMES.items()},
    "colormaps": dict(COLORMAPS),
    "targets": {name: target.description for name, target in TARGETS.items()},
    "languages": {code: words.name for code, words in LANGUAGES.items()},
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
    cls=OnceCommand,
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
""",
)
@render_options
def render(
    data: str | None,
    recipe: Recipe | None,
    paths: tuple[str, ...],
    quiet: bool,
    as_json: bool,
    **options: Any,
) -> None:
    """Render the descent on DATA: a file, a pattern such as 'part-*.parquet', or '-' for a pipe.

    It may be CSV, TSV or JSON lines, also packed (.gz, .zst), Parquet, an Excel workbook, NumPy's
    .npy or .npz, a DuckDB or SQLite database: 'surfaceviz list data' tells more.

    Without DATA it shows that of the recipe, looked for in this folder and beside the recipe, or
    the classic case: 100 points around y = 3 x. There is one frame for the start and one for each
    epoch.
    """
    began = time.perf_counter()
    if recipe is not None and not (paths and all(map(_is_figure, paths))):
        _leave_out_paper(options)
    asked = sort_out(options, classic=data is None)
    check_paths(paths)
    from surfaceviz.settings.recipe_data import warn_of_other_data

    with console.warnings_as_lines():
        with console.reading(quiet) as report:
            dataset = load(data, asked.selection, report, points=asked.settings.needs_points)
        if recipe is not None:
            warn_of_other_data(recipe, dataset)
        if not quiet:
            console.tell_long_work(dataset, asked.settings)
        scene = asked.scene_of(dataset)
        if not quiet:
            console.tell_choices(scene, data, asked.selection)
            console.tell_advice(scene)
        from surfaceviz.film import film

        places = paths or (str(DEFAULT_FOLDER / f"{dataset.name}.gif"),)
        with console.progress(quiet) as report:
            outputs = film.render(scene, *places, report=report, **asked.timing, **asked.look)
    if as_json:
        click.echo(json.dumps(console.result(scene, outputs, time.perf_counter() - began)))
    elif not quiet:
        for output in outputs:
            click.echo(console.line(output))


def _is_figure(path: str) -> bool:
    return Path(path).suffix.lower() in FIGURES


def _leave_out_paper(options: dict[str, Any]) -> None:
    """Leave out a size in millimetres that only the recipe of a figure asks for."""
    source = click.get_current_context().get_parameter_source("size")
    if source is ParameterSource.DEFAULT_MAP and isinstance(options["size"], Paper):
        options["size"] = None


@commands.command(
    cls=OnceCommand,
    epilog="""\b
Examples:
  surfaceviz explain study.csv -x hours -y score
  surfaceviz explain study.csv --optimizer gd --optimizer momentum --optimizer adam
  surfaceviz explain study.csv --lr 0.05 --json
""",
)
@explain_options
def explain(data: str | None, quiet: bool, as_json: bool, **options: Any) -> None:
    """Explain the descent on DATA in words and numbers, without drawing it.

    It tells the optimum, the curvature of the loss, which learning rates are stable, how many
    epochs each optimizer takes, and what might be done better. DATA and its options are those of
    'surfaceviz render'.
    """
    asked = sort_out(options, classic=data is None)
    from surfaceviz.cli import explain_words
    from surfaceviz.scene.explaining import explain as told_of
    from surfaceviz.scene.scene import build_scene

    with console.warnings_as_lines():
        with console.reading(quiet) as report:
            dataset = load(data, asked.selection, report, points=asked.settings.needs_points)
        scene = build_scene(dataset, **(vars(asked.settings) | {"grid": COARSEST_GRID}))
        if not quiet:
            console.tell_choices(scene, data, asked.selection)
        told = told_of(scene)
    if as_json:
        click.echo(json.dumps(explain_words.as_json(told)))
    else:
        click.echo(explain_words.as_text(told))


@commands.command(
    "list",
    cls=OnceCommand,
    epilog="""\b
Examples:
  surfaceviz list formats
  surfaceviz list data
""",
)
@click.argument("what", type=click.Choice(list(LISTS)))
def list_entries(what: str) -> None:
    """List what there is to choose from, with the keys of what can have some."""
    entries = LISTS[what]
    width = max(map(len, entries))
    for name, description in entries.items():
        first, *more = description.splitlines()
        click.echo(f"{name:{width}}  {first}")
        for line in more:
            click.echo(f"{'':{width}}  {line}")


@commands.command(
    "recipe",
    cls=OnceCommand,
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
    from surfaceviz.formats.recipe_reading import read_recipe

    with console.warnings_as_lines():
        recipe = read_recipe(file)
    click.echo(recipe.toml(console.printable), nl=False)


commands.add_command(describe)
commands.add_command(embed)
