"""Seconds and memory of a command in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import psutil

SCRIPTS = Path(__file__).resolve().parent.parent
SAMPLING = 0.01
# Samples for which a child may still be what its parent is.
YOUNG = 3


class FailedError(Exception):
    """A command that ended with an error; its message is the last line it said."""


def seconds(command: Sequence[str]) -> float:
    """Run a command and return how long it took, from start to end of its process."""
    began = time.perf_counter()
    with _running(command) as process:
        process.wait()
    return time.perf_counter() - began


def answer(module: str, *arguments: object) -> Any:
    """Run a module of this package in a process of its own, and return the JSON that it prints."""
    command = [sys.executable, "-m", f"benchmarks.{module}", *map(str, arguments)]
    with tempfile.TemporaryFile() as said, _running(command, said) as process:
        process.wait()
        said.seek(0)
        text = said.read()
    return json.loads(text or "null")


def peak_memory(command: Sequence[str]) -> int:
    """Run a command and return the most memory in bytes that it and its children held together.

    It is sampled, which slows a process down: not for use while timing.
    """
    import psutil

    most = 0
    ages: Counter[int] = Counter()
    with _running(command) as process:
        parent = psutil.Process(process.pid)
        while process.poll() is None:
            most = max(most, _held(parent, ages))
            time.sleep(SAMPLING)
    return most


def _held(parent: psutil.Process, ages: Counter[int]) -> int:
    """Return the memory of a process and its children; ``ages`` counts how often each was met.

    A child borrows its parent's memory until it starts its own program, and is not counted while
    it is that young.
    """
    import psutil

    try:
        children = parent.children(recursive=True)
    except psutil.Error:
        return 0
    ages.update(child.pid for child in children)
    grown = [child for child in children if ages[child.pid] > YOUNG]
    return sum(_held_by(process) for process in (parent, *grown))


def _held_by(process: psutil.Process) -> int:
    """Return a process's proportional share of memory, or what it has resident where none is told.

    Libraries that parent and child both have in memory then count once.
    """
    import psutil

    try:
        memory = process.memory_full_info()
    except psutil.Error:
        return 0
    return int(getattr(memory, "pss", memory.rss))


@contextmanager
def _running(
    command: Sequence[str], stdout: int | IO[bytes] = subprocess.DEVNULL
) -> Iterator[subprocess.Popen[bytes]]:
    """Start a command, and complain afterwards if it has failed."""
    with tempfile.TemporaryFile() as complaints:
        process = subprocess.Popen(command, stdout=stdout, stderr=complaints, cwd=SCRIPTS)
        try:
            yield process
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
        if process.returncode:
            complaints.seek(0)
            lines = complaints.read().decode(errors="replace").strip().splitlines()
            raise FailedError(lines[-1] if lines else f"ended with code {process.returncode}")
