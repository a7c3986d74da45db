"""From the drawing to the encoders: every frame drawn once, each encoder beside the drawing."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, wait
from queue import SimpleQueue
from threading import Event, Semaphore
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from concurrent.futures import Future

    from surfaceviz.base.arrays import Frame

Consumer: TypeAlias = "Callable[[Iterator[Frame]], None]"

# Frames that the drawing may be ahead of the slowest encoder; all share their memory.
AHEAD = 6


class AbandonedError(Exception):
    """The film that an encoder is waiting for is not coming."""


def relay(frames: Iterable[Frame], consumers: Sequence[Consumer]) -> None:
    """Hand every frame to each consumer, which works in a thread of its own.

    Encoding mostly happens outside of Python's lock, in other processes or in compiled code, so
    that it goes on while the next frames are drawn here.

    Parameters
    ----------
    frames : iterable of ndarray, shape (height, width, 4)
        Each valid until the next is asked for.
    consumers : sequence of callable
        Each takes an iterator of the frames, whose frames, too, are valid until the next.

    Raises
    ------
    BaseException
        What the frames or a consumer raised; the other consumers then meet ``AbandonedError``.
    """
    over = Event()
    lines = [_Line(over) for _ in consumers]
    with ThreadPoolExecutor(len(consumers), "encoder") as pool:
        running: list[Future[None]] = []
        try:
            for line, consume in zip(lines, consumers, strict=True):
                running.append(pool.submit(line.serve, consume))
            _hand_on(frames, lines, running)
            for line in lines:
                line.put(None)
            for served in running:
                served.result()
        except BaseException:
            over.set()
            for line in lines:
                line.put(None)
            # Nobody may still be writing when whoever called tidies up.
            wait(running)
            raise


def _hand_on(frames: Iterable[Frame], lines: Sequence[_Line], running: list[Future[None]]) -> None:
    ring: list[Frame] = []
    for number, frame in enumerate(frames):
        if len(ring) < AHEAD:
            ring.append(np.empty_like(frame))
        for line, served in zip(lines, running, strict=True):
            if not line.wait_for_room():
                # A consumer has no reason to end before the frames do, but for an error.
                served.result()
        shared = ring[number % AHEAD]
        np.copyto(shared, frame)
        for line in lines:
            line.put(shared)


class _Line:
    """The frames on their way to one consumer."""

    def __init__(self, over: Event) -> None:
        self._over = over
        self._ready: SimpleQueue[Frame | None] = SimpleQueue()
        self._room = Semaphore(AHEAD)
        self._ended = False

    def wait_for_room(self) -> bool:
        """Wait until one more frame may come; return whether anyone is there to take it."""
        self._room.acquire()
        return not self._ended

    def put(self, frame: Frame | None) -> None:
        self._ready.put(frame)

    def serve(self, consume: Consumer) -> None:
        """Let ``consume`` have the frames; whatever becomes of it, never hold up the others."""
        try:
            consume(self._frames())
        finally:
            self._ended = True
            self._room.release()

    def _frames(self) -> Iterator[Frame]:
        while (frame := self._ready.get()) is not None and not self._over.is_set():
            yield frame
            self._room.release()
        if self._over.is_set():
            raise AbandonedError
