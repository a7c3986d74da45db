"""What the command line tells the user, and where: results on standard output, the rest not."""

from __future__ import annotations

import signal
import sys
import time
import warnings
from contextlib import ExitStack, contextmanager
from itertools import islice
from math import isclose
from typing import TYPE_CHECKING, Any

import click

from surfaceviz.base.errors import NumbersWarning, SurfaceVizWarning
from surfaceviz.scene.advice import advise
from surfaceviz.scene.cautions import diverging
from surfaceviz.scene.stability import limit_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from types import FrameType

    from surfaceviz.data.columns import Selection
    from surfaceviz.data.dataset import Dataset
    from surfaceviz.film.outputs import Output
    from surfaceviz.scene.scene import Scene
    from surfaceviz.scene.settings import Settings


# Ctrl-C, a polite request to end, and a terminal that is closed (which Windows has not).
ENDING_SIGNALS = [
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
]

# Points whose losses take seconds to compute.
MANY = 200_000
# Seconds after which a reader wants to know how long it will take.
PATIENCE = 0.7


def tell_choices(scene: Scene, data: str | None, asked: Selection) -> None:
    """Say on standard error what was chosen for the user."""
    if data is not None and (asked.x is None or asked.y is None):
        click.echo(f"columns: x is {scene.data.x_name!r}, y is {scene.data.y_name!r}", err=True)
    if "auto" not in scene.settings.learning_rate:
        return
    for run in scene.runs:
        if run.learning_rate is None or run.optimizer.learning_rate is not None:
            continue
        limit = ""
        highest = limit_of(run.optimizer, run.analysis)
        if run.optimizer.spec.name == "gd" and highest is not None:
            half = isclose(run.learning_rate, highest / 2)
            limit = f", {'half' if half else 'below'} the stability limit {highest:.4g}"
        whose = f" of {run.label}" if len(scene.runs) > 1 else ""
        click.echo(f"learning rate{whose}: {run.learning_rate:.4g}{limit}", err=True)


def tell_long_work(data: Dataset, asked: Settings) -> None:
    """Say on a terminal that computing takes some seconds, if it does."""
    if asked.needs_points and data.moments.n >= MANY and sys.stderr and sys.stderr.isatty():
        click.echo(f"computing {asked.loss.label} on {data.moments.n:,} points ...", err=True)


def tell_advice(scene: Scene) -> None:
    """Say on standard error what might be done better, if it matters and no warning has said it."""
    if any(diverging(run) for run in scene.runs):
        return
    for sentence in islice(advise(scene), 1):
        click.echo(f"advice: {sentence}", err=True)


@contextmanager
def warnings_as_lines() -> Iterator[None]:
    """Print our own warnings as plain lines on standard error, each once."""
    usual = warnings.showwarning
    said: set[str] = set()

    def show(message: Warning | str, category: type[Warning], *more: Any, **rest: Any) -> None:
        if issubclass(category, SurfaceVizWarning):
            if str(message) not in said:
                label = "numbers" if issubclass(category, NumbersWarning) else "warning"
                click.echo(f"{label}: {message}", err=True)
            said.add(str(message))
        else:
            usual(message, category, *more, **rest)

    with warnings.catch_warnings():
        warnings.simplefilter("always", SurfaceVizWarning)
        # numpy's word of rounding at the edge of what a float can hold helps no one here.
        warnings.simplefilter("ignore", RuntimeWarning)
        warnings.showwarning = show
        yield


@contextmanager
def progress(quiet: bool) -> Iterator[Callable[[int, int], None]]:
    """Give the function that moves the progress bar, which only a terminal gets to see."""
    with interruptible() as check:
        if quiet or sys.stderr is None or not sys.stderr.isatty():
            yield lambda _done, _total: check()
            return
        with click.progressbar(length=1, label="rendering", file=sys.stderr) as bar:

            def report(done: int, total: int) -> None:
                check()
                bar.length = total
                bar.update(done - bar.pos)

            yield report


@contextmanager
def reading(quiet: bool) -> Iterator[Callable[[float], None] | None]:
    """Give the function that shows how far reading is, if it takes long, to a terminal."""
    with interruptible(), ExitStack() as stack:
        if quiet or sys.stderr is None or not sys.stderr.isatty():
            yield None
            return
        began = time.monotonic()
        bars: list[Any] = []

        def report(percent: float) -> None:
            if time.monotonic() - began < PATIENCE:
                return
            if not bars:
                bar = click.progressbar(length=100, label="reading", file=sys.stderr)
                bars.append(stack.enter_context(bar))
            # Another pass begins anew, and a bar's own update does not go back.
            bars[0].pos = round(percent)
            bars[0].render_progress()

        yield report


def printable(char: str) -> bool:
    """Return whether standard output can take a character as it is, without harm.

    Where it is not in UTF-8, as in files on some systems, only ASCII is sure to be read again.
    """
    encoding = getattr(sys.stdout, "encoding", None) or "ascii"
    unicode = encoding.lower().replace("-", "") == "utf8"
    return char.isprintable() if unicode else char.isascii()


def line(output: Output) -> str:
    """Return the line that tells of a file that was written."""
    return (
        f"{output.path}  {output.width}x{output.height}  {output.frames} frames  "
        f"{output.seconds:.2f} s  {output.bytes:,} bytes"
    )


def result(scene: Scene, outputs: Sequence[Output], seconds: float) -> dict[str, Any]:
    """Return what --json prints."""
    objective, analysis = scene.objective, scene.analysis
    m, b = None, None
    if objective.unique and objective.optimum is not None:
        m, b = map(float, objective.optimum)
    return {
        "outputs": [
            {
                "path": str(output.path),
                "format": output.format,
                "frames": output.frames,
                "fps": output.fps,
                "width": output.width,
                "height": output.height,
                "bytes": output.bytes,
                "alt": output.alt,
            }
            for output in outputs
        ],
        "runs": [
            {
                "label": run.label,
                "optimizer": str(run.optimizer.spec),
                "learning_rate": run.learning_rate,
                "epochs": run.trajectory.epochs,
                "stopped": str(run.trajectory.stopped),
                "m": float(run.trajectory.params[-1, 0]),
                "b": float(run.trajectory.params[-1, 1]),
                "loss": float(run.trajectory.losses[-1]),
            }
            for run in scene.runs
        ],
        "optimum": {"m": m, "b": b, "loss": scene.objective.minimum},
        "learning_rate": scene.runs[0].learning_rate,
        "stability_limit": None if analysis is None else analysis.stability_limit,
        "seconds": round(seconds, 3),
    }


@contextmanager
def interruptible() -> Iterator[Callable[[], None]]:
    """Turn signals that end the program into exceptions, so that files are tidied up.

    Gives the function that raises such an exception again if it got lost: Python raises it
    wherever it happens to be, and in a callback of a weak reference, of which matplotlib has
    many, it is printed and forgotten.
    """
    pressed: list[BaseException] = []

    def note(number: int, _frame: FrameType | None) -> None:
        interrupt = number == signal.SIGINT
        pressed.append(KeyboardInterrupt() if interrupt else SystemExit(128 + number))
        raise pressed[-1]

    def check() -> None:
        if pressed:
            raise pressed[-1]

    usual = {number: signal.signal(number, note) for number in ENDING_SIGNALS}
    try:
        yield check
    except (Exception, KeyboardInterrupt) as error:
        # Interrupted C code, or an encoder that was interrupted too, may fail in its own way.
        if pressed:
            raise pressed[-1] from error
        raise
    finally:
        for number, handler in usual.items():
            signal.signal(number, handler)
