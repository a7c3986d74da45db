"""How to descend, and from where."""

from __future__ import annotations

import click

from surfaceviz.cli.converters import typed
from surfaceviz.scene import defaults

RUN_OPTIONS = [
    click.option(
        "--lr",
        "lr",
        type=typed("lr"),
        metavar="FLOAT|auto",
        multiple=True,
        help="Learning rate; auto takes what suits optimizer and data, such as half the stability "
        "limit.  [default: auto; 0.01 for gd without DATA]",
    ),
    click.option(
        "--optimizer",
        type=typed("optimizer"),
        metavar="NAME[:KEY=VALUE,...]",
        multiple=True,
        default=[defaults.OPTIMIZER],
        show_default=True,
        help="How to move, as in adam:lr=0.1,beta1=0.8; 'surfaceviz list optimizers' tells which "
        "there are. Repeat it, --lr, --start or --schedule for a race: in pairs if given equally "
        "often, else all with all.",
    ),
    click.option(
        "--schedule",
        type=typed("schedule"),
        metavar="NAME[:KEY=VALUE,...]",
        multiple=True,
        default=[defaults.SCHEDULE],
        show_default=True,
        help="How the learning rate changes, as in cosine or step:every=20,factor=0.5; "
        "'surfaceviz list schedules' tells which there are.",
    ),
    click.option(
        "--loss",
        type=typed("loss"),
        metavar="NAME[:KEY=VALUE,...]",
        default=defaults.LOSS,
        show_default=True,
        help="What to minimise, as in mae, huber:delta=2 or mse:l2=0.1; 'surfaceviz list losses' "
        "tells which there are.",
    ),
    click.option(
        "--start",
        type=typed("start"),
        metavar="M,B",
        multiple=True,
        default=["{:g},{:g}".format(*defaults.START)],
        show_default=True,
        help="Slope and intercept to start from.",
    ),
    click.option(
        "--epochs", type=int, default=defaults.EPOCHS, show_default=True, help="Epochs to run."
    ),
    click.option(
        "--until",
        type=typed("until"),
        metavar="TOLERANCE",
        help="Stop a run when this share of the way down to the least loss is left, as in 1e-3.",
    ),
    click.option(
        "--standardize",
        is_flag=True,
        help="Descend in the coordinates of z-scored x, in which the bowl is round.",
    ),
    click.option(
        "--raw",
        is_flag=True,
        help="Beside --standardize: race it against the descent in the data's own coordinates.",
    ),
]
