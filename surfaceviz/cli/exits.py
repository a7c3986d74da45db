"""How the command line ends: every error as one line and an exit code."""

from __future__ import annotations

import logging
import os
from typing import TYPE_CHECKING

import click

from surfaceviz.base.errors import InputError, OutputError
from surfaceviz.cli import INTERRUPTED, console
from surfaceviz.cli.main import commands

if TYPE_CHECKING:
    from collections.abc import Sequence

# Set in the environment, it lets an error that is nobody's input show its traceback.
DEBUG = "SURFACEVIZ_DEBUG"


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    # What matplotlib logs about its font cache is not the user's concern.
    logging.getLogger("matplotlib").setLevel(logging.ERROR)
    try:
        # Options are read before a command begins: what is worth a warning there is one line too.
        with console.warnings_as_lines():
            commands.main(arguments, prog_name="surfaceviz", standalone_mode=False)
    except (click.Abort, KeyboardInterrupt):
        return _complain("interrupted: no file was written or changed", INTERRUPTED)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        return 2
    except click.UsageError as error:
        command = error.ctx.command_path if error.ctx else "surfaceviz"
        sentence = " ".join(error.format_message().split()).rstrip(".")
        return _complain(f"{sentence} (see '{command} --help')", 2)
    except InputError as error:
        return _complain(str(error), 2)
    except (OutputError, OSError, MemoryError) as error:
        return _complain(str(error) or "out of memory", 1)
    except Exception as error:
        if DEBUG in os.environ:
            raise
        said = f"{type(error).__name__}: {error}".splitlines()[0]
        return _complain(f"unexpected {said} (set {DEBUG}=1 to see where, and report it)", 1)
    return 0


def _complain(message: str, code: int) -> int:
    click.echo(f"surfaceviz: {message}", err=True)
    return code
