"""Contestants in turn: seconds of whole processes, the cost of a frame, memory and bytes."""

from __future__ import annotations

from dataclasses import dataclass, field
from statistics import median
from typing import TYPE_CHECKING, Any

from benchmarks.measure import FailedError, peak_memory, seconds

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from benchmarks.contestants import Contestant
    from benchmarks.plan import Plan

Row = dict[str, Any]
# Epochs of a film that is hardly more than its beginning and its end.
FEW = 2


@dataclass
class _Entry:
    """What is known so far of a contestant."""

    contestant: Contestant
    short: list[float] = field(default_factory=list)
    long: list[float] = field(default_factory=list)
    few: float = 0.0
    bytes: int = 0
    memory: int = 0
    failed: str = ""


def race(contestants: Iterable[Contestant], plan: Plan) -> list[Row]:
    """Run all of them in turn, round by round, and return a row for each.

    A contestant that fails once is out, and its row says why.
    """
    entries = [_Entry(contestant) for contestant in contestants]
    for entry in entries:
        _attempt(entry, plan, _warm_up)
    for number in range(plan.runs):
        for entry in entries:
            _attempt(entry, plan, _shorter)
        for entry in entries:
            # Theirs take minutes: a few tenths of a second, which is our slope, are nothing there.
            if entry.contestant.is_ours or (entry.contestant.is_long and number < plan.long_runs):
                _attempt(entry, plan, _longer)
    for entry in entries:
        _attempt(entry, plan, _memory)
    return with_ratios([_row(entry, plan) for entry in entries])


def _attempt(entry: _Entry, plan: Plan, measure: Any) -> None:
    if entry.failed:
        return
    try:
        measure(entry, plan)
    except FailedError as error:
        entry.failed = str(error)
        _say(entry, f"failed: {error}")


def _warm_up(entry: _Entry, plan: Plan) -> None:
    """Let Python compile, and the system read, what is needed before anything is timed."""
    seconds(_line(entry, plan, FEW))
    entry.few = seconds(_line(entry, plan, FEW))


def _shorter(entry: _Entry, plan: Plan) -> None:
    entry.short.append(seconds(_line(entry, plan, plan.epochs[0])))
    entry.bytes = _path(entry, plan).stat().st_size
    _say(entry, f"{plan.epochs[0] + 1} frames: {entry.short[-1]:.2f} s")


def _longer(entry: _Entry, plan: Plan) -> None:
    entry.long.append(seconds(_line(entry, plan, plan.epochs[1])))
    _say(entry, f"{plan.epochs[1] + 1} frames: {entry.long[-1]:.2f} s")


def _memory(entry: _Entry, plan: Plan) -> None:
    entry.memory = peak_memory(_line(entry, plan, plan.epochs[0]))
    _say(entry, f"{plan.epochs[0] + 1} frames: {entry.memory / 1e6:.0f} MB at the most")


def _line(entry: _Entry, plan: Plan, epochs: int) -> list[str]:
    return entry.contestant.line(_path(entry, plan), epochs)


def _path(entry: _Entry, plan: Plan) -> Any:
    return plan.folder / f"film{entry.contestant.suffix}"


def _say(entry: _Entry, text: str) -> None:
    print(f"  {entry.contestant.format}  {entry.contestant.name}: {text}", flush=True)


def _row(entry: _Entry, plan: Plan) -> Row:
    known = {
        "name": entry.contestant.name,
        "format": entry.contestant.format,
        "ours": entry.contestant.is_ours,
    }
    if entry.failed:
        return {**known, "failed": entry.failed}
    short = median(entry.short)
    return {
        **known,
        "ms_a_frame": round(_frame_cost(entry, short, plan), 2),
        "seconds": round(short, 3),
        "peak_memory": entry.memory,
        "bytes": entry.bytes,
        "all_seconds": [round(value, 3) for value in entry.short],
        "all_longer_seconds": [round(value, 3) for value in entry.long],
    }


def _frame_cost(entry: _Entry, short: float, plan: Plan) -> float:
    if entry.long:
        return slope(short, median(entry.long), plan)
    return 1000 * (short - entry.few) / (plan.epochs[0] - FEW)


def slope(short: float, long: float, plan: Plan) -> float:
    """Return milliseconds a frame from the seconds of the shorter and the longer film."""
    return 1000 * (long - short) / (plan.epochs[1] - plan.epochs[0])


def with_ratios(rows: Sequence[Row]) -> list[Row]:
    """Return the rows with how many times as long as ours each takes, a frame and as a whole."""
    done = []
    for row in rows:
        own = next(
            (other for other in rows if other["ours"] and other["format"] == row["format"]), row
        )
        ratios = {
            f"times_ours_{what}": ratio(row.get(key), own.get(key))
            for what, key in (("a_frame", "ms_a_frame"), ("whole", "seconds"))
        }
        done.append({**row, **ratios})
    return done


def ratio(value: float | None, own: float | None) -> float | None:
    """Return how many times ``own`` a cost is, or None if either is unknown or lost in noise."""
    if value is None or own is None or min(value, own) <= 0:
        return None
    return round(value / own, 3)
