"""The command that prints what to paste for a film."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from surfaceviz.base.errors import printable
from surfaceviz.cli import console
from surfaceviz.cli.converters import typed
from surfaceviz.cli.once import OnceCommand
from surfaceviz.embedding.exhibit import Kind
from surfaceviz.embedding.refusing import command
from surfaceviz.embedding.targets import TARGETS
from surfaceviz.words.language import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from surfaceviz.embedding.exhibit import Exhibit, Snippet
    from surfaceviz.embedding.targets import Target


@click.command(
    cls=OnceCommand,
    epilog="""\b
Examples:
  surfaceviz embed descent.mp4 --for reveal
  surfaceviz embed descent.mp4 --for html --write >> page.html
  surfaceviz embed public/descent.webm --for slidev --lang zh
  surfaceviz embed beamer/ --for beamer
""",
)
@click.argument("file")
@click.option(
    "--for",
    "name",
    type=click.Choice(list(TARGETS)),
    required=True,
    help="The program to show it in; 'surfaceviz list targets' tells more.",
)
@click.option(
    "--write",
    is_flag=True,
    help="Write the last frame as NAME-poster.png and the alternative text as NAME-alt.txt, too.",
)
@click.option(
    "--lang",
    type=typed("lang"),
    metavar="|".join(LANGUAGES),
    help="Language of the alternative text.  [default: the film's]",
)
def embed(file: str, name: str, write: bool, lang: str | None) -> None:
    """Print what to paste to show FILE in slides, on a page or in a notebook.

    FILE is a film, a page, a figure or a folder for LaTeX. Hints go to standard error.
    """
    from surfaceviz.embedding.probing import look_at

    target = TARGETS[name]
    with console.warnings_as_lines():
        exhibit = look_at(file, lang)
        snippet = target.snippet(exhibit)
        if write:
            from surfaceviz.embedding.companions import write_companions

            for path in write_companions(exhibit):
                click.echo(f"wrote {printable(str(path))}", err=True)
            exhibit = exhibit.with_poster()
            snippet = target.snippet(exhibit)
    encoding = getattr(sys.stdout, "encoding", None) or "ascii"
    click.echo(snippet.text.encode(encoding, target.unencodable).decode(encoding))
    for line in _hints(exhibit, snippet, target):
        click.echo(line, err=True)


def _hints(exhibit: Exhibit, snippet: Snippet, target: Target) -> Iterator[str]:
    """Yield what is good to know about what was printed, a line for each."""
    size = f", {exhibit.width}x{exhibit.height}" if exhibit.width else ""
    time = f", {exhibit.frames} frames, {exhibit.seconds:.2f} s" if exhibit.frames > 1 else ""
    what = exhibit.mime or exhibit.kind
    yield f"{printable(str(exhibit.path))}: {what}{size}{time}"
    yield f"place: {printable(exhibit.place.as_posix())} is looked for {target.place}"
    for hint in snippet.hints:
        yield f"hint: {hint}"
    if exhibit.lacking:
        yield f"lacking: {exhibit.lacking}; describe yourself what is seen in it"
    if exhibit.poster is None and _minds(exhibit, snippet, target):
        how = f"'{command(exhibit, '.html')} --poster'" if exhibit.kind is Kind.PAGE else "--write"
        yield f"lacking: no poster is beside it; {how} makes one"


def _minds(exhibit: Exhibit, snippet: Snippet, target: Target) -> bool:
    """Return whether a poster would make a difference."""
    if not exhibit.moves:
        return False
    return target.snippet(replace(exhibit, poster=exhibit.poster_path)).text != snippet.text
