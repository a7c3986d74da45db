"""What is asked of rows of data, whoever holds them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeAlias

if TYPE_CHECKING:
    from surfaceviz.base.arrays import FloatArray, IntArray
    from surfaceviz.data.backends.sums import About, Sums
    from surfaceviz.data.density import Mesh
    from surfaceviz.data.points import Points

Pairs: TypeAlias = "tuple[FloatArray, FloatArray]"
# A better centre is found in one further look; a second is for means that overflow at first.
MOST_LOOKS = 3
# To find a number of points, so many times as many are looked for, and some of them taken.
AMPLE = 2


class Rows(Protocol):
    """Rows of an x, a y and perhaps a weight each, to be summed where they are.

    A row is usable if x, y and its weight are finite and the weight is more than zero.
    """

    @property
    def at_hand(self) -> bool:
        """Whether points can be taken out without another pass over the rows."""

    def guess(self) -> About:
        """Return about what to sum at first."""

    def sums(self, about: About) -> Sums:
        """Return the sums of the usable rows."""

    def sample(self, sums: Sums, most: int) -> Pairs:
        """Return at most so many of the usable points, the same each time.

        Of more than ``most`` different points that number comes back. Engines that find rows by
        value rather than by place leave out points that are the same as others.
        """

    def points(self, sums: Sums, most: int) -> Points:
        """Return all usable rows, or of more than ``most`` a sample, the same each time.

        Engines that find rows by value rather than by place sample different points, each with
        the weight of all rows that are the same.
        """

    def counts(self, mesh: Mesh) -> IntArray:
        """Return how many usable rows fall into each cell of a mesh, shape (rows, columns)."""


def larger(share: float, most: int, found: int) -> float:
    """Return of which share of the rows to look for points, as many are the same as others."""
    return min(1.0, share * max(4.0, AMPLE * most / max(1, found)))


def accurate_sums(rows: Rows) -> Sums:
    """Return sums about a centre and in units from which accurate moments follow.

    Raises
    ------
    InputError
        If the rows cannot be read.
    """
    sums = rows.sums(rows.guess())
    for _ in range(MOST_LOOKS - 1):
        if sums.accurate:
            break
        sums = rows.sums(sums.better)
    return sums
