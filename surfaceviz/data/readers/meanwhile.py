"""What goes on while data are read: reports of progress, and a check that all is there."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event, Thread
from typing import TYPE_CHECKING

from surfaceviz.base import checks
from surfaceviz.data.readers.packing import check_whole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    import duckdb

    from surfaceviz.data.readers.protocol import Files

BETWEEN_REPORTS = 0.1


@contextmanager
def reported(
    session: duckdb.DuckDBPyConnection, report: Callable[[float], None] | None
) -> Iterator[None]:
    """Meanwhile report how far the session is."""
    if report is None:
        yield
        return
    checks.function("report", report)
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
def checked(files: Files, session: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Meanwhile check that packed files are whole, which their readers may not notice.

    One that is not ends what the session is doing.
    """
    if not files.packing:
        yield
        return
    going_on, done = Event(), Event()
    going_on.set()

    def check(path: Path) -> None:
        try:
            check_whole(path, files.packing, files.label, going_on.is_set)
        except Exception:
            # It may be between two queries, and not hear it.
            while not done.wait(BETWEEN_REPORTS):
                session.interrupt()
            raise

    with ThreadPoolExecutor(1) as executor:
        checks = [executor.submit(check, path) for path in files.paths]
        try:
            with _set_after(done):
                yield
        except Exception as error:
            if isinstance(error, RuntimeError):
                # Whoever interrupts has no time to wait for the rest.
                going_on.clear()
            # That the file is damaged explains any error better than the error itself.
            _results(checks)
            raise
        except BaseException:
            going_on.clear()
            raise
        _results(checks)


@contextmanager
def _set_after(done: Event) -> Iterator[None]:
    try:
        yield
    finally:
        done.set()


def _results(checks: Iterable[Future[None]]) -> None:
    for check in checks:
        check.result()
