"""Work on several frames at once, in threads."""

from __future__ import annotations

import os
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable
    from concurrent.futures import Future

Item = TypeVar("Item")
Result = TypeVar("Result")

# Drawing needs a processor too, and is soon what everything waits for.
THREADS = min(4, os.cpu_count() or 1)
# Items that may wait or be worked on: enough that no thread stands idle, and memory is bounded.
AHEAD = 2 * THREADS


def in_order(
    work: Callable[[Item], Result], items: Iterable[Item]
) -> Generator[Result, None, None]:
    """Yield ``work(item)`` of each item, in their order, several being worked on at a time.

    It pays for work outside of Python's lock, such as compression.

    Parameters
    ----------
    work : callable
        What to do with an item, in a thread.
    items : iterable
        They are taken one by one in the caller's thread, a few ahead of the results.

    Yields
    ------
    object
        The results.
    """
    waiting: deque[Future[Result]] = deque()
    with ThreadPoolExecutor(THREADS, "compressor") as pool:
        try:
            for item in items:
                waiting.append(pool.submit(work, item))
                if len(waiting) == AHEAD:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()
