"""What is written, and what is said about it."""

from __future__ import annotations

import click

from surfaceviz.base.texts import read_bytes
from surfaceviz.cli.converters import typed
from surfaceviz.formats import FOLDER, FORMATS
from surfaceviz.scene import defaults
from surfaceviz.settings.medium import BEAMER_FRAMES, LAST, LETTERS, SLIDES, Quality


def amount(text: str) -> int:
    """Read a number of bytes."""
    try:
        return read_bytes(text)
    except ValueError as error:
        raise click.BadParameter(f"expected a size such as 10MB or 800kB, got {text!r}") from error


OUTPUT_OPTIONS = [
    click.option(
        "-o",
        "--output",
        "paths",
        metavar="PATH",
        multiple=True,
        help=f"File to write; repeat it for several. The suffix chooses the format: "
        f"{', '.join(name for name in FORMATS if name != FOLDER)}, {FOLDER} (a folder of PNGs).  "
        "[default: outputs/NAME.gif]",
    ),
    click.option(
        "--quality",
        type=typed("quality"),
        metavar="|".join(Quality),
        default=defaults.QUALITY,
        show_default=True,
        help="Fewer bytes or a finer picture; 'surfaceviz list formats' tells what each means.",
    ),
    click.option(
        "--max-bytes",
        type=amount,
        metavar="BYTES",
        help="No file may be larger, as in 10MB: if one would be, first the quality is lowered, "
        "then the number of frames, then the size.",
    ),
    click.option("--poster", is_flag=True, help="Write the last frame, too, as NAME-poster.png."),
]

FORMAT_OPTIONS = [
    click.option(
        "--epoch",
        type=typed("epoch"),
        metavar="K|last|K,K,...",
        default=LAST,
        show_default=True,
        help="Of figures (.png, .svg, .pdf): the epoch they show, or several in a strip.",
    ),
    click.option(
        "--letters",
        type=typed("letters"),
        metavar="|".join(LETTERS),
        default=LETTERS[0],
        show_default=True,
        help="Of figures: letters as outlines, or as text to search and change; auto embeds "
        "fonts in PDF and outlines letters in SVG.",
    ),
    click.option(
        "--slides",
        type=typed("slides"),
        metavar="|".join(SLIDES),
        default=SLIDES[0],
        show_default=True,
        help="Of decks (.pptx): a slide with the film, or stills of telling epochs as well.",
    ),
    click.option(
        "--template",
        metavar="DECK.pptx",
        help="Of decks: a deck of yours, whose look they take; the new slides come after its own.",
    ),
    click.option(
        "--beamer",
        type=typed("beamer"),
        metavar="|".join(BEAMER_FRAMES),
        default=BEAMER_FRAMES[0],
        show_default=True,
        help="Of folders for LaTeX: frames as drawings or as pixels.",
    ),
]

TELLING_OPTIONS = [
    click.option("--quiet", is_flag=True, help="Print nothing but warnings and errors."),
    click.option("--json", "as_json", is_flag=True, help="Print the result as one JSON object."),
]
