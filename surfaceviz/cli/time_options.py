"""Which epochs are shown, and for how long."""

from __future__ import annotations

import click

from surfaceviz.cli.converters import typed
from surfaceviz.scene import defaults

TIME_OPTIONS = [
    click.option(
        "--fps", type=float, default=defaults.FPS, show_default=True, help="Frames a second."
    ),
    click.option(
        "--frames",
        type=typed("frames"),
        metavar="N|log|N:log",
        help="Show at most N frames, of evenly spread epochs; log has most of them near the "
        "start, where most happens.  [default: one for each epoch]",
    ),
    click.option("--every", type=int, metavar="K", help="Show each K-th epoch, and the last."),
    click.option(
        "--hold",
        type=float,
        metavar="SECONDS",
        default=defaults.HOLD,
        show_default=True,
        help="How much longer the last frame is shown.",
    ),
    click.option(
        "--pause",
        type=typed("pause"),
        metavar="EPOCH:SECONDS",
        multiple=True,
        help="Show an epoch longer; repeat it for several.",
    ),
    click.option(
        "--intro",
        type=float,
        metavar="SECONDS",
        default=0.0,
        help="Begin with the title on a page of its own; without a title, with the camera coming "
        "to its place.",
    ),
]
