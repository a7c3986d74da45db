"""What is asked of rows of data, whoever holds them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeAlias

if TYPE_CHECKING:
    from surfaceviz.arrays import FloatArray, IntArray
    from surfaceviz.density import Mesh
    from surfaceviz.sums import About, Sums

Points: TypeAlias = "tuple[FloatArray, FloatArray]"
# A better centre is found in one further look; a second is for means that overflow at first.
MOST_LOOKS = 3


class Rows(Protocol):
    """Rows of an x, a y and perhaps a weight each, to be summed where they are.

    A row is usable if x, y and its weight are finite and the weight is more than zero.
    """

    def guess(self) -> About:
        """Return about what to sum at first."""

    def sums(self, about: About) -> Sums:
        """Return the sums of the usable rows."""

    def sample(self, sums: Sums, most: int) -> Points:
        """Return at most so many of the usable points, the same each time.

        Of more than ``most`` different points that number comes back. Engines that find rows by
        value rather than by place leave out points that are the same as others.
        """

    def counts(self, mesh: Mesh) -> IntArray:
        """Return how many usable rows fall into each cell of a mesh, shape (rows, columns)."""


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
