"""Measure what films cost, beside FuncAnimation and other ways to make the same film.

Each section is printed as it comes along. Its results replace those of its last run in
docs/benchmarks.json, from which docs/benchmarks.md is written anew; figures of another machine,
or of other versions of the libraries, are not kept.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
NEEDED = ("celluloid", "gif", "openpyxl", "pandas", "psutil")


def main() -> None:
    """Run what is asked for."""
    from benchmarks.plan import Plan
    from benchmarks.sections import SECTIONS

    asked = parse(list(SECTIONS))
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        sys.exit(f"{', '.join(missing)} not installed here: pip install -e '.[bench]'")
    with tempfile.TemporaryDirectory() as folder:
        plan = Plan(Path(folder), asked.runs, min(asked.long_runs, asked.runs))
        plan = plan.quickly() if asked.quick else plan
        for name in asked.only:
            print(f"{name}: {SECTIONS[name].measure.__doc__}", flush=True)
            began = time.perf_counter()
            rows = SECTIONS[name].measure(plan)
            print(f"{name}: {time.perf_counter() - began:.0f} s in all", flush=True)
            keep(asked.to, name, rows, plan)
            publish(asked.to)
    print("\n" + publish(asked.to))


def parse(sections: list[str]) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    names = ",".join(sections)
    parser.add_argument("--runs", type=int, default=3, help="how often (default: 3)")
    parser.add_argument(
        "--long-runs",
        type=int,
        default=1,
        help="how often the peers make the longer film, which takes them minutes (default: 1)",
    )
    parser.add_argument("--only", metavar="NAME,...", default=names, help=f"sections of {names}")
    parser.add_argument(
        "--page", action="store_true", help="measure nothing, only write the page anew"
    )
    parser.add_argument(
        "--quick",
        action="store_true",
        help="few frames, one run, to see that all works; results go to outputs/",
    )
    parser.add_argument("--to", type=Path, metavar="FOLDER", help="for the results (default: docs)")
    asked = parser.parse_args()
    asked.only = [] if asked.page else [name for name in asked.only.split(",") if name]
    unknown = [name for name in asked.only if name not in sections]
    if unknown:
        parser.error(f"unknown section {unknown[0]!r}, choose from {names}")
    if min(asked.runs, asked.long_runs) < 1:
        parser.error("runs must be at least 1")
    asked.to = asked.to or ROOT / ("outputs" if asked.quick else "docs")
    return asked


def keep(folder: Path, name: str, rows: list[dict[str, Any]], plan: Any) -> None:
    """Put a section's results with those of the others."""
    from benchmarks.machine import commit, describe

    results = load(folder)
    machine = describe()
    # What has come to be told since does not make it another machine.
    if results["machine"] != {name: machine.get(name) for name in results["machine"]}:
        if results["sections"]:
            print("the machine or its software is another one: earlier figures are dropped")
        results = {"machine": machine, "sections": {}}
    results["machine"] = machine
    results["sections"][name] = {
        "version": commit(),
        "quick": plan.is_quick,
        "runs": plan.runs,
        "long_runs": plan.long_runs,
        "epochs": plan.epochs,
        "rows": rows,
    }
    text = json.dumps(results, indent=1, ensure_ascii=False)
    (folder / "benchmarks.json").write_text(text + "\n", encoding="utf-8")


def load(folder: Path) -> dict[str, Any]:
    """Return the results so far."""
    path = folder / "benchmarks.json"
    if not path.exists():
        return {"machine": {}, "sections": {}}
    return dict(json.loads(path.read_text(encoding="utf-8")))


def publish(folder: Path) -> str:
    """Write the page anew, and return it."""
    from benchmarks.page import write_page

    text = write_page(load(folder))
    (folder / "benchmarks.md").write_text(text, encoding="utf-8")
    return text


if __name__ == "__main__":
    main()
