"""Options given to commands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from surfaceviz.cli.data_options import DATA_OPTIONS
from surfaceviz.cli.look_options import LOOK_OPTIONS
from surfaceviz.cli.output_options import FORMAT_OPTIONS, OUTPUT_OPTIONS, TELLING_OPTIONS
from surfaceviz.cli.recipe_option import RECIPE_OPTION
from surfaceviz.cli.run_options import RUN_OPTIONS
from surfaceviz.cli.time_options import TIME_OPTIONS

if TYPE_CHECKING:
    from collections.abc import Callable

    Command = Callable[..., Any]


def render_options(command: Command) -> Command:
    """Give a command the argument and the options of ``surfaceviz render``."""
    return _declare(
        command,
        [
            *DATA_OPTIONS,
            RECIPE_OPTION,
            *RUN_OPTIONS,
            *TIME_OPTIONS,
            *LOOK_OPTIONS,
            *OUTPUT_OPTIONS,
            *FORMAT_OPTIONS,
            *TELLING_OPTIONS,
        ],
    )


def explain_options(command: Command) -> Command:
    """Give a command the argument and the options of ``surfaceviz explain``."""
    return _declare(command, [*DATA_OPTIONS, *RUN_OPTIONS, *TELLING_OPTIONS])


def _declare(command: Command, options: list[Callable[[Command], Command]]) -> Command:
    # Decorators that stand above one another apply from the last to the first.
    for option in reversed(options):
        command = option(command)
    return command
