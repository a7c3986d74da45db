"""Which epochs of a film are worth a picture of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from surfaceviz.words.courses import SLOW

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from surfaceviz.words.story import RunStory

# What makes an epoch worth a picture, the more telling first where one is worth it twice.
KINDS = ("start", "end", "big step", "valley", "near", "turning", "above", "halfway")


def telling_epochs(runs: Sequence[RunStory]) -> list[tuple[int, str, int]]:
    """Return epochs that are worth a picture, why, and of which run, rising.

    Of a race these are epochs of the run that ends lowest, and the one at which the first comes
    near the optimum.
    """
    best = best_run(runs)
    found = list(_moments(runs[best], best))
    quickest = first_near(runs)
    if quickest is not None and len(runs) > 1:
        found.append((runs[quickest].near or 0, "near", quickest))
    last = max(run.epochs for run in runs)
    found += [(0, "start", best), (last, "end", best)]
    found.sort(key=lambda each: (each[0], KINDS.index(each[1])))
    firsts = {epoch: each for each in reversed(found) for epoch in each[:1]}
    return sorted(firsts.values())


def best_run(runs: Sequence[RunStory]) -> int:
    """Return the number of the run whose last loss is lowest; of equals the first."""
    ends = np.array([run.losses[1] for run in runs])
    return int(np.where(np.isnan(ends), np.inf, ends).argmin())


def first_near(runs: Sequence[RunStory]) -> int | None:
    """Return the number of the run that is first to come near the optimum; None if none is.

    Of those that do so in the same epoch it is the one that ends lowest.
    """
    arrived = [
        (run.near, run.losses[1], number) for number, run in enumerate(runs) if run.near is not None
    ]
    return min(arrived)[-1] if arrived else None


def _moments(run: RunStory, number: int) -> Iterator[tuple[int, str, int]]:
    """Yield the telling epochs of a run, in no order."""
    if run.course == "diverges":
        yield run.lowest, "turning", number
        if run.above is not None:
            yield run.above, "above", number
        return
    yield run.drop, "big step", number
    if run.valley is not None:
        yield run.valley, "valley", number
    if run.near is not None:
        yield run.near, "near", number
    down = max(run.drop, run.valley or 0)
    if run.course in ("creeps", "falls") and run.epochs - down >= 2 * SLOW:
        yield (down + run.epochs) // 2, "halfway", number
