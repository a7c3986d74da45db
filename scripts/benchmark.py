"""Time the classic case, from the shell and with imports, beside a plain FuncAnimation script.

Both make 101 frames of 1280 x 720 with the same four panels. They run in turn, each in a process
of its own, and the ratios are taken run by run, so that a machine whose speed drifts does not
favour either.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PEER = Path(__file__).parent / "peers" / "funcanimation.py"


def seconds(command: list[str]) -> float:
    """Run a command and return how long it took."""
    began = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - began


def compare(suffix: str, runs: int, folder: Path) -> str:
    """Return the row of the table for one format."""
    ours, theirs = folder / f"ours{suffix}", folder / f"peer{suffix}"
    pairs = [
        (
            seconds([sys.executable, "-m", "surfaceviz", "render", "-o", str(ours)]),
            seconds([sys.executable, str(PEER), str(theirs)]),
        )
        for _ in range(runs)
    ]
    mine, others = (statistics.median(column) for column in zip(*pairs, strict=True))
    ratio = statistics.median(other / own for own, other in pairs)
    sizes = [f"{path.stat().st_size / 1e6:.2f}" for path in (ours, theirs)]
    return f"| {suffix[1:]} | {mine:.2f} | {others:.2f} | {ratio:.1f} | {' | '.join(sizes)} |"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3, help="runs of each (default: 3)")
    runs = parser.parse_args().runs
    print(f"{os.cpu_count()} cores, Python {sys.version.split()[0]}, medians of {runs} runs\n")
    print("| film | surfaceviz, s | FuncAnimation, s | ratio | surfaceviz, MB | peer, MB |")
    print("|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for suffix in (".gif", ".mp4"):
            print(compare(suffix, runs, Path(folder)), flush=True)


if __name__ == "__main__":
    main()
