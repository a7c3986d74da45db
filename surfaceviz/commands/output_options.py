"""What is written, and what is said about it."""

from __future__ import annotations

import click

from surfaceviz import defaults
from surfaceviz.options import typed
from surfaceviz.writers import FOLDER, FORMATS, Quality

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
]

TELLING_OPTIONS = [
    click.option("--quiet", is_flag=True, help="Print nothing but warnings and errors."),
    click.option("--json", "as_json", is_flag=True, help="Print the result as one JSON object."),
]
