"""Rows in memory, computed on by NumPy in pieces that fit the processor's cache."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from surfaceviz.base import checks
from surfaceviz.base.errors import InputError
from surfaceviz.data.backends.sums import NOWHERE, About, Sums
from surfaceviz.data.points import Points

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import ArrayLike

    from surfaceviz.base.arrays import BoolArray, FloatArray, IntArray
    from surfaceviz.data.backends.rows import Pairs
    from surfaceviz.data.density import Mesh

CHUNK = 1 << 16
# Of longer products OpenBLAS has its threads share the work, and waits for them longer than it
# takes.
DOT = 1 << 13
# Whose middle one is the guess; an odd number, so that it is a value of the data itself.
GUESSED_FROM = 101


@dataclass(frozen=True, eq=False)
class ArrayRows:
    """Rows in arrays.

    Attributes
    ----------
    x, y : ndarray, shape (n,)
        Coordinates.
    weights : ndarray, shape (n,), or None
        How much each point counts; all the same if None.
    """

    x: FloatArray
    y: FloatArray
    weights: FloatArray | None = None

    @classmethod
    def of(cls, x: ArrayLike, y: ArrayLike, weights: ArrayLike | None = None) -> ArrayRows:
        """Return the rows of one-dimensional arrays of one length.

        Raises
        ------
        InputError
            If they are not such.
        """
        given = {"x": x, "y": y} | ({} if weights is None else {"weights": weights})
        columns = [checks.numbers(name, values) for name, values in given.items()]
        shapes = [column.shape for column in columns]
        if columns[0].ndim != 1 or len(set(shapes)) > 1:
            names = "x, y and weights" if weights is not None else "x and y"
            found = " and ".join(map(str, shapes))
            raise InputError(
                f"{names} must be one-dimensional and equally long, got shapes {found}"
            )
        return cls(*columns)

    @property
    def at_hand(self) -> bool:
        """Arrays are."""
        return True

    def guess(self) -> About:
        """Return the middle ones of some values; equal values then are their own centre."""
        return About(_middle(self.x), _middle(self.y))

    def sums(self, about: About) -> Sums:
        """Return the sums of the usable rows, each of them to the last digit or nearly so."""
        scratch = np.empty((2, CHUNK))
        parts = [_sum_up(*chunk, about, scratch) for chunk in self._chunks(CHUNK)]
        columns = list(zip(*parts, strict=True)) if parts else [()] * (2 + len(NOTHING))
        used, negative, weight, *sums = columns[:8]
        x_low, x_high, y_low, y_high = columns[8:]
        u, v, uu, uv, vv = map(_fsum, sums)
        n = sum(used)
        return Sums(
            len(self.x),
            n,
            sum(negative),
            None if self.weights is None else math.fsum(weight),
            u,
            v,
            uu,
            uv,
            vv,
            (min(x_low, default=math.nan), max(x_high, default=math.nan)) if n else NOWHERE,
            (min(y_low, default=math.nan), max(y_high, default=math.nan)) if n else NOWHERE,
            about,
        )

    def sample(self, sums: Sums, most: int) -> Pairs:
        """Return all usable points, or evenly spread ones of the many, in their order."""
        chosen = self._chosen(sums, most)
        return self.x[chosen], self.y[chosen]

    def points(self, sums: Sums, most: int) -> Points:
        """Return all usable rows, or evenly spread ones of the many, in their order."""
        if sums.n == sums.rows <= most:
            return Points(self.x, self.y, self.weights, sums.n, sums.n)
        chosen = self._chosen(sums, most)
        weights = None if self.weights is None else _taken(self.weights, chosen)
        x, y = _taken(self.x, chosen), _taken(self.y, chosen)
        return Points(x, y, weights, chosen.size, sums.n)

    def counts(self, mesh: Mesh) -> IntArray:
        """Return how many usable rows fall into each cell of a mesh."""
        table = np.zeros(mesh.rows * mesh.columns, dtype=np.intp)
        for x, y, weights in self._chunks(CHUNK // 8):
            usable = _usable(x, y, weights)
            if not usable.all():
                x, y = x[usable], y[usable]
            cells = _places(y, mesh.y_range[0], mesh.scales[1], mesh.rows) * mesh.columns
            cells += _places(x, mesh.x_range[0], mesh.scales[0], mesh.columns)
            table += np.bincount(cells, minlength=table.size)
        return table.reshape(mesh.rows, mesh.columns)

    def _chosen(self, sums: Sums, most: int) -> IntArray:
        """Return the places of all usable rows, or of evenly spread ones."""
        if sums.n == sums.rows:
            return _spread(sums.n, most)
        usable = np.flatnonzero(_usable(self.x, self.y, self.weights))
        return usable[_spread(usable.size, most)]

    def _chunks(self, size: int) -> Iterator[tuple[FloatArray, FloatArray, FloatArray | None]]:
        for first in range(0, len(self.x), size):
            rows = slice(first, first + size)
            yield self.x[rows], self.y[rows], None if self.weights is None else self.weights[rows]


# What chunks without a usable row sum up to, but for the numbers of rows.
NOTHING = (0.0,) * 6 + (math.inf, -math.inf) * 2


def _sum_up(
    x: FloatArray,
    y: FloatArray,
    weights: FloatArray | None,
    about: About,
    scratch: FloatArray,
) -> tuple[int | float, ...]:
    """Return number of usable and of negative rows, and sums and extents of the usable ones.

    ``scratch`` (2, at least n) is memory to compute in: to ask for it anew takes longer than all.
    """
    negative = 0 if weights is None else int(np.count_nonzero(weights < 0))
    if weights is not None and not (usable := _usable(x, y, weights)).all():
        x, y, weights = x[usable], y[usable], weights[usable]
    if not x.size:
        return 0, negative, *NOTHING
    u, v = scratch[0, : x.size], scratch[1, : x.size]
    with np.errstate(over="ignore", invalid="ignore"):
        _measure(x, about.x, about.x_unit, u)
        _measure(y, about.y, about.y_unit, v)
        if weights is None:
            sums = (0.0, u.sum(), v.sum(), _dot(u, u), _dot(u, v), _dot(v, v))
        else:
            wu, wv = weights * u, weights * v
            products = _dot(wu, u), _dot(wu, v), _dot(wv, v)
            sums = (weights.sum(), wu.sum(), wv.sum(), *products)
    # What is not finite makes its sum so: where all is, to know that costs nothing.
    if weights is None and not (math.isfinite(sums[1]) and math.isfinite(sums[2])):
        usable = _usable(x, y, None)
        if not usable.all():
            return _sum_up(x[usable], y[usable], None, about, scratch)
    extents = (x.min(), x.max(), y.min(), y.max())
    return x.size, negative, *map(float, sums), *map(float, extents)


def _dot(a: FloatArray, b: FloatArray) -> float:
    """Return the sum of the products of two arrays (n,)."""
    return sum(
        float(a[first : first + DOT] @ b[first : first + DOT]) for first in range(0, len(a), DOT)
    )


def _measure(values: FloatArray, centre: float, unit: float, distances: FloatArray) -> None:
    """Put how far values (n,) are from the centre, in units, into ``distances`` (n,)."""
    np.subtract(values, centre, out=distances)
    if unit != 1.0:
        np.divide(distances, unit, out=distances)


def _usable(x: FloatArray, y: FloatArray, weights: FloatArray | None) -> BoolArray:
    usable = np.isfinite(x) & np.isfinite(y)
    return usable if weights is None else usable & np.isfinite(weights) & (weights > 0)


def _fsum(values: tuple[int | float, ...]) -> float:
    """Return the sum; infinities and overflows, which fsum refuses, come back as such."""
    try:
        return math.fsum(values)
    except (OverflowError, ValueError):
        return math.nan


def _middle(values: FloatArray) -> float:
    """Return the middle one of some evenly spread values, 0 if none of them is finite."""
    some = values[:: max(1, len(values) // GUESSED_FROM)]
    some = np.sort(some[np.isfinite(some)])
    return float(some[len(some) // 2]) if some.size else 0.0


def _spread(total: int, most: int) -> IntArray:
    return np.linspace(0, total - 1, min(total, most)).round().astype(np.intp)


def _taken(values: FloatArray, chosen: IntArray) -> FloatArray:
    """Return some of the values, read-only so that nobody needs a copy."""
    taken = values[chosen]
    taken.flags.writeable = False
    return taken


def _places(values: FloatArray, low: float, scale: float, cells: int) -> IntArray:
    """Return the cells (n,) that values (n,) fall into; the upper edge belongs to the last one."""
    return np.minimum(((values - low) * scale).astype(np.intp), cells - 1)
