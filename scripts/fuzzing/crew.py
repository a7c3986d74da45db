"""Processes that read damaged files, so that one that crashes or hangs takes none along."""

from __future__ import annotations

import os
import resource
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import wait
from typing import TYPE_CHECKING, Any

from fuzzing.trial import Verdict, judge, make, reader_called

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from multiprocessing.connection import Connection
    from pathlib import Path

    from fuzzing.originals import Original

# A process that has its libraries loaded takes up far less.
MOST_MEMORY = 1536 << 20
# What no reader gets, so that the machine goes on.
ALL_MEMORY = 8 << 30
# Before the first file libraries are loaded.
SECONDS_TO_START = 60.0


@dataclass(frozen=True)
class Task:
    """What a process is to do.

    Attributes
    ----------
    seed : str
        What the files follow from, together with their numbers.
    by_kind : mapping of str to sequence of Original
        What the files are made of.
    reader : str
        Who reads them, as ``module:function``.
    seconds : float
        How long a file may take.
    """

    seed: str
    by_kind: Mapping[str, Sequence[Original]]
    reader: str
    seconds: float


@dataclass(frozen=True)
class Finished:
    """A file that was tried.

    Attributes
    ----------
    number : int
        Which one.
    kind : str
        What it is.
    path : Path
        Where it is, until the next one is tried.
    verdict : Verdict
        What came of it.
    seconds : float
        How long that took.
    """

    number: int
    kind: str
    path: Path
    verdict: Verdict
    seconds: float


class Worker:
    """A process, and the file that it has before it."""

    def __init__(self, task: Task, folder: Path) -> None:
        """Start it; it has ``folder`` to itself."""
        self.task, self.folder = task, folder
        folder.mkdir(exist_ok=True)
        self._start()

    def _start(self) -> None:
        context = get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(target=_work, args=(theirs, self.task, self.folder))
        self.process.start()
        theirs.close()
        self.ready, self.number, self.began = False, -1, time.monotonic()

    def give(self, number: int) -> None:
        """Have it try a file."""
        self.number, self.began = number, time.monotonic()
        self.pipe.send(number)

    @property
    def late(self) -> bool:
        """Whether it should long be done."""
        allowed = self.task.seconds if self.ready else SECONDS_TO_START
        return time.monotonic() - self.began > allowed

    def take(self) -> Finished | None:
        """Return the file that it is done with; None if it was only starting."""
        try:
            said = self.pipe.recv()
        except (EOFError, OSError):
            return self._ended(f"the process ended by {self._how()}")
        if not self.ready:
            self.ready = True
            return None
        verdict, memory = said
        if memory > MOST_MEMORY:
            self.stop()
            return self._ended(f"took {memory >> 20:,} MB of memory")
        return self._finished(verdict)

    def give_up(self) -> Finished:
        """End it, as it takes too long."""
        self.process.kill()
        return self._ended(f"not done after {self.task.seconds:g} s")

    def stop(self) -> None:
        """End it in good order."""
        with suppress(OSError):
            self.pipe.send(None)
        self.process.join(5)
        self.process.kill()

    def _how(self) -> str:
        self.process.join(5)
        code = self.process.exitcode
        return f"signal {-code}" if code is not None and code < 0 else f"exit code {code}"

    def _ended(self, why: str) -> Finished:
        if not self.ready:
            raise RuntimeError(f"a process cannot start: {why}")
        self.process.join()
        finished = self._finished(Verdict("failed", why))
        self._start()
        return finished

    def _finished(self, verdict: Verdict) -> Finished:
        kinds = list(self.task.by_kind)
        kind = kinds[self.number % len(kinds)]
        # SQLite may have put more files beside it, with longer names.
        path = min(self.folder.glob("case.*"), key=lambda each: len(each.name))
        return Finished(self.number, kind, path, verdict, time.monotonic() - self.began)


def run(task: Task, folder: Path, files: int, seconds: float, processes: int) -> Iterator[Finished]:
    """Yield files as they are tried, as many as fit into the time."""
    began, number = time.monotonic(), 0
    crew = [Worker(task, folder / f"worker{place}") for place in range(processes)]
    busy = {worker.pipe: worker for worker in crew}
    try:
        while busy:
            for worker in _due(busy):
                finished = worker.give_up() if worker.late else worker.take()
                if finished is not None:
                    yield finished
                busy = {pipe: each for pipe, each in busy.items() if each is not worker}
                if number < files and time.monotonic() - began < seconds:
                    if worker.ready:
                        worker.give(number)
                        number += 1
                    busy[worker.pipe] = worker
    finally:
        for worker in crew:
            worker.stop()


def _due(busy: Mapping[Any, Worker]) -> list[Worker]:
    """Return the workers that have something to say, or are late."""
    while True:
        said = wait(list(busy), timeout=0.5)
        due = [busy[pipe] for pipe in said] or [each for each in busy.values() if each.late]
        if due:
            return due


def _work(pipe: Connection, task: Task, folder: Path) -> None:
    """Try the files whose numbers come through the pipe."""
    resource.setrlimit(resource.RLIMIT_AS, (ALL_MEMORY, ALL_MEMORY))
    # Whatever libraries print is no part of the report.
    with (folder / "printed.txt").open("w") as printed:
        os.dup2(printed.fileno(), 2)
    reader = reader_called(task.reader)
    pipe.send("ready")
    while (number := pipe.recv()) is not None:
        case = make(task.seed, number, task.by_kind)
        for old in folder.glob("case.*"):
            old.unlink()
        path = folder / f"case{case.suffix}"
        path.write_bytes(case.content)
        verdict = judge(case, path, reader)
        pipe.send((verdict, _peak_memory()))


def _peak_memory() -> int:
    """Return how many bytes this process has taken up at most."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024
