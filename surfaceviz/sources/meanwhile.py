"""What goes on while data are read: reports of progress, and a check that all is there."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event, Thread
from typing import TYPE_CHECKING

from surfaceviz.sources.packing import check_whole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import duckdb

    from surfaceviz.sources.protocol import Files

BETWEEN_REPORTS = 0.1


@contextmanager
def reported(
    session: duckdb.DuckDBPyConnection, report: Callable[[float], None] | None
) -> Iterator[None]:
    """Meanwhile report how far the session is."""
    if report is None:
        yield
        return
    done = Event()

    def watch() -> None:
        while not done.wait(BETWEEN_REPORTS):
            percent = session.query_progress()
            if percent >= 0:
                report(percent)

    watcher = Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        done.set()
        watcher.join()


@contextmanager
def checked(files: Files) -> Iterator[None]:
    """Meanwhile check that packed files are whole, which their readers may not notice."""
    if not files.packing:
        yield
        return
    go_on = Event()
    go_on.set()
    with ThreadPoolExecutor(1) as executor:
        checks = [
            executor.submit(check_whole, path, files.packing, files.label, go_on.is_set)
            for path in files.paths
        ]
        try:
            yield
        except Exception:
            # That the file is damaged explains any error better than the error itself.
            for check in checks:
                check.result()
            raise
        except BaseException:
            go_on.clear()
            raise
        for check in checks:
            check.result()
