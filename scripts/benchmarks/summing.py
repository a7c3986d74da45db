"""Print the seconds, of several repeats in turn, that sums of arrays in memory take.

NumPy's own five are the least that the moments can be had from, if nothing is checked.
"""

from __future__ import annotations

import json
import sys
import time
from typing import TYPE_CHECKING, Any

import numpy as np

import surfaceviz as sv
from surfaceviz.data.backends.memory import ArrayRows
from surfaceviz.data.columns import Naming
from surfaceviz.data.dataset import gather, with_density

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from surfaceviz.base.arrays import FloatArray

NUMPY, MOMENTS = "numpy: three dots, two means", "surfaceviz.Moments.of"


def ways(x: FloatArray, y: FloatArray) -> Mapping[str, Callable[[], Any]]:
    """Return what is timed of points x, y (n,)."""
    rows, naming = ArrayRows(x, y), Naming()
    gathered = gather(rows, naming)
    return {
        NUMPY: lambda: (np.dot(x, y), np.dot(x, x), np.dot(y, y), x.mean(), y.mean()),
        MOMENTS: lambda: sv.Moments.of(x, y),
        "moments, sample and extents": lambda: gather(rows, naming),
        "the density alone": lambda: with_density(gathered, rows, naming),
        "surfaceviz.Dataset.of, all of it": lambda: sv.Dataset.of(x, y),
    }


def main(count: int, repeats: int) -> None:
    """Time all in turn, once more than asked: the first time is for the memory to be there."""
    rng = np.random.default_rng(0)
    x = rng.normal(3.0, 2.0, count)
    y = 3.0 * x + rng.normal(0.0, 1.0, count)
    found: dict[str, list[float]] = {}
    for _ in range(repeats + 1):
        for name, run in ways(x, y).items():
            began = time.perf_counter()
            run()
            found.setdefault(name, []).append(time.perf_counter() - began)
    print(json.dumps({name: times[1:] for name, times in found.items()}))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
