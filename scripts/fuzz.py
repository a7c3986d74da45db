"""Read thousands of damaged files, and see that each is read truly or refused in one sentence.

Small files of every kind are made, damaged by a seeded generator and read in processes of their
own. A file fails if reading it ends in anything but a data set or an InputError of one line, takes
too long or too much memory, or if the data set has another number of rows than an independent look
at the file finds. Files that fail are kept, and the exit code is 1.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
READER = "surfaceviz.data.reading:read_dataset"
# Files of no kind in particular: a signature, and then random bytes.
NOISE = "noise"

if TYPE_CHECKING:
    from fuzzing.crew import Finished
    from fuzzing.originals import Original


def main() -> None:
    """Run what is asked for."""
    asked = parse()
    began = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="surfaceviz-fuzz-") as folder:
        by_kind = kinds(Path(folder), asked.kind)
        tried, failures = run(asked, by_kind, Path(folder))
    print(table(tried, list(by_kind)))
    print(
        f"{sum(tried.values()):,} files in {time.perf_counter() - began:.0f} s, seed {asked.seed}"
    )
    if failures:
        sys.exit(f"{failures:,} failed; they are in {asked.keep}")


def parse() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--files", type=int, default=6000, help="how many (default: 6000)")
    parser.add_argument("--seed", default="0", help="what they follow from (default: 0)")
    parser.add_argument(
        "--seconds", type=float, default=3600.0, help="stop after so long (default: 3600)"
    )
    parser.add_argument(
        "--each", type=float, default=10.0, help="seconds that a file may take (default: 10)"
    )
    parser.add_argument("--kind", metavar="NAME", help="only files of this kind")
    parser.add_argument(
        "--keep",
        type=Path,
        default=ROOT / "outputs" / "fuzz",
        metavar="FOLDER",
        help="for files that fail (default: outputs/fuzz)",
    )
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument(
        "--reader", default=READER, metavar="MODULE:FUNCTION", help=f"(default: {READER})"
    )
    return parser.parse_args()


def kinds(folder: Path, kind: str | None) -> dict[str, list[Original]]:
    """Return the whole files by what they are."""
    from fuzzing.originals import originals

    by_kind: dict[str, list[Original]] = {NOISE: []}
    for original in originals(folder):
        by_kind.setdefault(original.kind, []).append(original)
    if kind is None:
        return by_kind
    if kind not in by_kind:
        sys.exit(f"unknown kind {kind!r}, choose from {', '.join(by_kind)}")
    return {kind: by_kind[kind]}


def run(
    asked: argparse.Namespace, by_kind: dict[str, list[Original]], folder: Path
) -> tuple[Counter[tuple[str, str]], int]:
    """Try the files; return how many of each kind came to what, and how many failed."""
    from fuzzing import crew

    task = crew.Task(asked.seed, by_kind, asked.reader, asked.each)
    tried: Counter[tuple[str, str]] = Counter()
    failures = 0
    for each in crew.run(task, folder, asked.files, asked.seconds, asked.processes):
        tried[each.kind, each.verdict.outcome] += 1
        if each.verdict.outcome == "failed":
            failures += 1
            report(each, asked)
    return tried, failures


def report(each: Finished, asked: argparse.Namespace) -> None:
    """Keep a file that failed, and say why."""
    asked.keep.mkdir(parents=True, exist_ok=True)
    kept = asked.keep / f"{each.kind}-{asked.seed}-{each.number}{''.join(each.path.suffixes)}"
    shutil.copyfile(each.path, kept)
    print(f"{kept} (seed {asked.seed}, file {each.number}): {each.verdict.said}", flush=True)


def table(tried: Counter[tuple[str, str]], names: list[str]) -> str:
    """Return how many files of each kind came to what."""
    outcomes = ("read", "refused", "failed")
    lines = [f"{'kind':10}{'tried':>9}" + "".join(f"{outcome:>9}" for outcome in outcomes)]
    for name in names:
        counts = [tried[name, outcome] for outcome in outcomes]
        lines.append(f"{name:10}" + "".join(f"{count:>9,}" for count in (sum(counts), *counts)))
    return "\n".join(lines)


if __name__ == "__main__":
    main()
