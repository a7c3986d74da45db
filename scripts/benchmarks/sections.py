"""The sections of the benchmark: what each measures."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Any

import duckdb

from benchmarks.contestants import everyone, orbiting, ours
from benchmarks.measure import FailedError, answer, peak_memory, seconds
from benchmarks.race import race, ratio, slope
from benchmarks.reading import race_readers, sum_arrays, tables
from surfaceviz.formats import WRITERS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from benchmarks.plan import Plan
    from benchmarks.race import Row

GROWING = (".gif", ".mp4")


def peers(plan: Plan) -> list[Row]:
    """Time everyone on the classic case."""
    return race(everyone(), plan)


def orbit(plan: Plan) -> list[Row]:
    """Time those who can turn the camera, so that everything moves in every frame."""
    return race(orbiting(), plan)


def floor(plan: Plan) -> list[Row]:
    """Compare our films with the encoding alone, of the same frames from memory, in turn."""
    return [
        _attempt({"format": form.name}, _floor_of, suffix, plan) for suffix, form in WRITERS.items()
    ]


def _floor_of(suffix: str, plan: Plan) -> Row:
    path, contestant = _place(suffix, plan), ours(suffix)
    whole: list[float] = []
    alone: list[float] = []
    for _ in range(plan.runs):
        whole.append(slope(*(seconds(contestant.line(path, n)) for n in plan.epochs), plan))
        alone.append(slope(*(answer("encoding", path, n) for n in plan.epochs), plan))
        print(
            f"  {suffix}: {whole[-1]:.2f} ms a frame, encoding alone {alone[-1]:.2f} ms",
            flush=True,
        )
    return {
        "ms_a_frame": round(median(whole), 2),
        "encoding_ms_a_frame": round(median(alone), 2),
        "times_encoding": ratio(median(whole), median(alone)),
        "all_ms_a_frame": [round(value, 2) for value in whole],
        "all_encoding_ms_a_frame": [round(value, 2) for value in alone],
    }


def sizes(plan: Plan) -> list[Row]:
    """Compare files of the same frames, and how true they are to them."""
    rows: list[Row] = answer("fidelity", plan.folder, plan.epochs[0])
    for row in rows:
        print("  " + ", ".join(f"{name}: {value}" for name, value in row.items()))
    return rows


def memory(plan: Plan) -> list[Row]:
    """Compare the memory of a long film with that of a short one, in every format."""
    return [
        _attempt({"format": form.name}, _memory_of, suffix, plan)
        for suffix, form in WRITERS.items()
    ]


def _memory_of(suffix: str, plan: Plan) -> Row:
    path, contestant = _place(suffix, plan), ours(suffix)
    peaks: dict[int, list[int]] = {plan.few: [], plan.many: []}
    for _ in range(plan.runs):
        for epochs, found in peaks.items():
            found.append(peak_memory(contestant.line(path, epochs)))
            print(f"  {suffix}: {epochs + 1} frames: {found[-1] / 1e6:.1f} MB", flush=True)
    few, many = (median(found) for found in peaks.values())
    return {
        "frames": [plan.few + 1, plan.many + 1],
        "peak_memory": [int(few), int(many)],
        "times_few": ratio(many, few),
    }


def _place(suffix: str, plan: Plan) -> str:
    """Return where a film goes, with the slash that a folder's path ends with."""
    return f"{plan.folder / 'film'}{suffix}"


def drawing(plan: Plan) -> list[Row]:
    """Compare drawing the last frames of a long film with drawing early ones."""
    return [_attempt({}, _drawing, plan)]


def _drawing(plan: Plan) -> Row:
    costs = [answer("drawing", plan.few, plan.many) for _ in range(plan.runs)]
    early, last = (median(cost[when] for cost in costs) for when in ("early", "last"))
    print(f"  frame {plan.few}: {early:.2f} ms, frame {plan.many}: {last:.2f} ms")
    return {
        "frames": [plan.few, plan.many],
        "ms": [round(early, 3), round(last, 3)],
        "times_early": ratio(last, early),
    }


def frames(plan: Plan) -> list[Row]:
    """Time films of more and more frames."""
    rows: list[Row] = []
    for suffix in GROWING:
        last: Row | None = None
        for epochs in plan.frames:
            row = _attempt({"format": suffix[1:].upper()}, _frames, suffix, epochs, plan)
            if last and "failed" not in row and "failed" not in last:
                more = row["seconds"] - last["seconds"]
                row["ms_a_further_frame"] = round(1000 * more / (row["frames"] - last["frames"]), 2)
            rows.append(row)
            last = row
    return rows


def _frames(suffix: str, epochs: int, plan: Plan) -> Row:
    path = plan.folder / f"film{suffix}"
    took = median(seconds(ours(suffix).line(path, epochs)) for _ in range(plan.runs))
    print(f"  {suffix[1:]}: {epochs + 1} frames: {took:.2f} s", flush=True)
    return {"frames": epochs + 1, "seconds": round(took, 3), "bytes": path.stat().st_size}


def size(plan: Plan) -> list[Row]:
    """Time films of larger and larger frames."""
    return _grown("--size", plan.sizes, plan)


def grid(plan: Plan) -> list[Row]:
    """Time films of finer and finer surfaces."""
    return _grown("--grid", plan.grids, plan)


def _grown(option: str, values: tuple[int, ...] | tuple[str, ...], plan: Plan) -> list[Row]:
    names = [str(value) for value in values]
    return _race_alone([ours(s, option, name, name=name) for s in GROWING for name in names], plan)


def points(plan: Plan) -> list[Row]:
    """Time films of more and more points, read from a CSV file."""
    rows = []
    for count in plan.points:
        table = plan.folder / "points.csv"
        _write_points(str(table), count)
        options = str(table), "--lr", "0.01"
        rows += _race_alone([ours(s, *options, name=f"{count:,}") for s in GROWING], plan)
        table.unlink()
    return sorted(rows, key=lambda row: str(row["format"]))


def _write_points(path: str, count: int) -> None:
    """Write points around y = 3 x, the same each time."""
    noise = "(hash(i) % 1000000 + hash(i + 1000000007) % 1000000) / 500000 - 2"
    query = f"SELECT 10.0 * i / {count} AS x, 30.0 * i / {count} + {noise} AS y FROM range({count})"
    with duckdb.connect() as session:
        session.execute(f"COPY ({query} AS numbers(i)) TO '{path}' (HEADER)")


def _race_alone(contestants: list[Any], plan: Plan) -> list[Row]:
    """Run ourselves in several ways; there is no one to compare with."""
    rows = race(contestants, plan)
    unwanted = ("ours", "times_ours_a_frame", "times_ours_whole")
    return [{key: row[key] for key in row if key not in unwanted} for row in rows]


def reading(plan: Plan) -> list[Row]:
    """Time reading files to their moments, a sample and extents, beside others' six numbers."""
    return [row for table in tables(plan) for row in race_readers(table, plan)]


def arrays(plan: Plan) -> list[Row]:
    """Time the moments of arrays in memory, beside NumPy's plainest sums."""
    try:
        return sum_arrays(plan)
    except FailedError as error:
        print(f"  failed: {error}")
        return [{"failed": str(error)}]


def _attempt(known: Row, measure: Callable[..., Row], *arguments: Any) -> Row:
    """Return a row, which says so if what it needs fails."""
    try:
        return {**known, **measure(*arguments)}
    except FailedError as error:
        print(f"  failed: {error}")
        return {**known, "failed": str(error)}


@dataclass(frozen=True)
class Section:
    """A part of the benchmark that can be run on its own.

    Attributes
    ----------
    title : str
        Its heading.
    measure : callable
        plan -> rows.
    """

    title: str
    measure: Callable[[Plan], list[Row]]


SECTIONS: Mapping[str, Section] = {
    "peers": Section("Beside others", peers),
    "floor": Section("Beside the encoding alone", floor),
    "orbit": Section("With a turning camera", orbit),
    "sizes": Section("Files of the same frames", sizes),
    "memory": Section("Memory of short and long films", memory),
    "drawing": Section("Drawing early and late frames", drawing),
    "frames": Section("Growth in frames", frames),
    "size": Section("Growth in size", size),
    "grid": Section("Growth in grid", grid),
    "points": Section("Growth in points", points),
    "reading": Section("Reading files", reading),
    "arrays": Section("Summing arrays", arrays),
}
