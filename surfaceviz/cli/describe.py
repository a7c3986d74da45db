"""The command that tells a film in words."""

from __future__ import annotations

import sys
import unicodedata

import click

from surfaceviz.base.errors import InputError, printable
from surfaceviz.cli import console
from surfaceviz.cli.once import OnceCommand
from surfaceviz.words.language import LANGUAGES

MINUS = "\N{MINUS SIGN}"
# They join letters, and do no harm.
JOINERS = "\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}"


@click.command(
    cls=OnceCommand,
    epilog="""\b
Examples:
  surfaceviz describe descent.gif
  surfaceviz describe descent.mp4 --lang zh
  surfaceviz describe descent.html --short
""",
)
@click.argument("file")
@click.option(
    "--lang",
    type=click.Choice(list(LANGUAGES)),
    help="Language to tell it in; that of the film if not given.",
)
@click.option("--short", is_flag=True, help="Only what is seen, in a few sentences.")
def describe(file: str, lang: str | None, short: bool) -> None:
    """Describe FILE in words, for those who cannot see it.

    It tells what data there are, from where to where the descent goes, what happens in between and
    what there is to learn from it. FILE is whatever carries a recipe: a film that surfaceviz made,
    a folder of its pictures, or a recipe in TOML, whose data are then looked for in this folder
    and beside it.
    """
    from surfaceviz.embedding.describing import describe as told_of

    with console.warnings_as_lines():
        text = told_of(file, lang, short=short)
    click.echo(_writable(text))


def _writable(text: str) -> str:
    """Return a text as standard output can take it, without what would harm a terminal.

    Raises
    ------
    InputError
        If it is in a script that standard output does not have.
    """
    safe = "".join(char if char in f"\n{JOINERS}" else printable(char) for char in text)
    encoding = getattr(sys.stdout, "encoding", None) or "ascii"
    try:
        safe.encode(encoding)
    except UnicodeEncodeError:
        # Raised digits and long dashes have plainer forms; foreign names can be written by number.
        plain = unicodedata.normalize("NFKC", safe.replace(MINUS, "-"))
        letters = [char for char in plain if char.isalpha()]
        if sum(map(str.isascii, letters)) < len(letters) / 2:
            raise InputError(
                f"standard output is in {encoding}, which lacks the letters of this text: set "
                "PYTHONIOENCODING=utf-8, or give --lang en"
            ) from None
        return plain.encode(encoding, "backslashreplace").decode(encoding)
    return safe
