"""Rows that DuckDB computes on: in files of any size, or in a relation of the user's own."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median_low
from typing import TYPE_CHECKING, Any

import numpy as np

from surfaceviz.data.backends.rows import AMPLE, larger
from surfaceviz.data.backends.sums import NOWHERE, About, Sums
from surfaceviz.data.points import Points

if TYPE_CHECKING:
    from collections.abc import Sequence

    import duckdb

    from surfaceviz.base.arrays import IntArray
    from surfaceviz.data.backends.rows import Pairs
    from surfaceviz.data.density import Mesh

# Rows with the smallest hashes that are kept while summing; the points among them can be shown.
KEPT = 4096
HASHES = 2**64
# To keep them in order takes time, so it is done with this share of all rows only.
KEPT_OF = 1 / 32
# Rows whose middle ones are the guess.
HEAD_ROWS = 2048


@dataclass(frozen=True, eq=False)
class DuckDBRows:
    """Rows of a relation.

    Attributes
    ----------
    relation : DuckDBPyRelation
        Its columns x, y and perhaps w are DOUBLE, NULL where there is no number.
    weighted : bool
        Whether it has weights w.
    dear : bool
        Whether to read it takes so long that the sample is drawn while summing.
    """

    relation: duckdb.DuckDBPyRelation
    weighted: bool = False
    dear: bool = False

    @property
    def at_hand(self) -> bool:
        """They have to be read."""
        return False

    def guess(self) -> About:
        """Return the middle ones of the first rows; equal values then are their own centre."""
        head = [row[:2] for row in self._usable().limit(HEAD_ROWS).fetchall() if row[0] is not None]
        xs, ys = zip(*head, strict=True) if head else ((0.0,), (0.0,))
        return About(median_low(xs), median_low(ys))

    def sums(self, about: About) -> Sums:
        """Return the sums of the usable rows, by Kahan's summation."""
        w = "w * " if self.weighted else ""
        measured = self._usable().project(
            f"*, {_distance('x', about.x, about.x_unit)} AS u, "
            f"{_distance('y', about.y, about.y_unit)} AS v, hash(x, y) AS h"
        )
        figures = (
            f"count(*), count(x), {'count_if(negative)' if self.weighted else '0'}, "
            f"{'fsum(w)' if self.weighted else '0'}, fsum({w}u), fsum({w}v), "
            f"fsum({w}u * u), fsum({w}u * v), fsum({w}v * v), min(x), max(x), min(y), max(y)"
        )
        if self.dear:
            among = f"x IS NOT NULL AND h <= {int(KEPT_OF * HASHES)}::UBIGINT"
            figures += f", min({{'h': h, 'x': x, 'y': y}}, {KEPT}) FILTER ({among})"
        (found,) = measured.aggregate(figures).fetchall()
        return self._sums(found, about)

    def sample(self, sums: Sums, most: int) -> Pairs:
        """Return different points whose hashes are the smallest."""
        share = min(1.0, AMPLE * most / max(1, sums.n))
        if sums.points is not None:
            x, y = sums.points
            if len(x) >= most:
                return x[:most], y[:most]
            # There are not that many rows, or many points are the same as others.
            share = min(1.0, share * KEPT / max(1, len(x)))
        while True:
            points = self._hashed(share)
            if share >= 1.0 or len(points) >= most:
                return _columns(points[:most])
            share = larger(share, most, len(points))

    def points(self, sums: Sums, most: int) -> Points:
        """Return all usable rows, or different points whose hashes are the smallest."""
        if sums.n <= most:
            found = self.relation.filter(self._condition).fetchnumpy()
            columns = {name: np.ma.getdata(column) for name, column in found.items()}
            return Points(columns["x"], columns["y"], columns.get("w"), sums.n, sums.n)
        weight = "fsum(w)" if self.weighted else "count(*)::DOUBLE"
        share = min(1.0, AMPLE * most / sums.n)
        while True:
            chosen = self._among(share).aggregate(
                f"hash(x, y) AS h, x, y, {weight} AS weight, count(*) AS rows", "x, y"
            )
            table = chosen.order("h, x, y").limit(most).fetchnumpy()
            x, y, weights, rows = (
                np.ma.getdata(table[name]) for name in ("x", "y", "weight", "rows")
            )
            if share >= 1.0 or len(x) >= most:
                return Points(x, y, weights, int(rows.sum()), sums.n)
            share = larger(share, most, len(x))

    def counts(self, mesh: Mesh) -> IntArray:
        """Return how many usable rows fall into each cell of a mesh."""
        row = _place("y", mesh.y_range[0], mesh.scales[1])
        column = _place("x", mesh.x_range[0], mesh.scales[0])
        # One number for both is quicker to group by; the upper edge is a place of its own.
        places = mesh.columns + 1
        cells = (
            self.relation.filter(self._condition)
            .project(f"({row} * {places} + {column})::INTEGER AS cell")
            .aggregate("cell, count(*)", "cell")
            .fetchnumpy()
        )
        numbers, counts = cells.values()
        return mesh.table(numbers // places, numbers % places, counts)

    @property
    def _condition(self) -> str:
        """What a usable row is."""
        finite = "isfinite(x) AND isfinite(y)"
        return f"{finite} AND isfinite(w) AND w > 0" if self.weighted else finite

    def _usable(self) -> duckdb.DuckDBPyRelation:
        """Return the rows with NULL for all numbers of those that cannot be used."""
        usable = self._condition
        columns = [f"CASE WHEN {usable} THEN {name} END AS {name}" for name in "xy"]
        if self.weighted:
            columns += [f"CASE WHEN {usable} THEN w END AS w", "w < 0 AS negative"]
        return self.relation.project(", ".join(columns))

    def _hashed(self, share: float) -> list[tuple[float, float]]:
        """Return different points of a share of all hashes, by rising hash."""
        found = self._among(share).aggregate("hash(x, y) AS h, x, y", "x, y").fetchall()
        return [(x, y) for _, x, y in sorted(found)]

    def _among(self, share: float) -> duckdb.DuckDBPyRelation:
        """Return the usable rows with a share of all hashes."""
        bound = min(HASHES - 1, int(share * HASHES))
        return self.relation.filter(f"{self._condition} AND hash(x, y) <= {bound}::UBIGINT")

    def _sums(self, found: tuple[Any, ...], about: About) -> Sums:
        """Return what was found as sums, with the points that were kept."""
        rows, n, negative, *totals = found[:9]
        weight, u, v, uu, uv, vv = (0.0 if total is None else float(total) for total in totals)
        kept = None
        if self.dear and n:
            kept = _columns(sorted({(row["h"], row["x"], row["y"]) for row in found[13] or ()}), 1)
        return Sums(
            rows,
            n,
            negative,
            weight if self.weighted else None,
            u,
            v,
            uu,
            uv,
            vv,
            (found[9], found[10]) if n else NOWHERE,
            (found[11], found[12]) if n else NOWHERE,
            about,
            kept,
        )


def _distance(name: str, centre: float, unit: float) -> str:
    distance = f"({name} - {_double(centre)})"
    return distance if unit == 1.0 else f"{distance} * {_double(1.0 / unit)}"


def _place(name: str, low: float, scale: float) -> str:
    return f"floor(({name} - {_double(low)}) * {_double(scale)})"


def _double(value: float) -> str:
    """Return a number as SQL; plain digits would be a decimal number there."""
    return f"'{value!r}'::DOUBLE"


def _columns(points: Sequence[Sequence[float]], first: int = 0) -> Pairs:
    """Return two columns of a table, from the first of them on."""
    table = np.array([row[first : first + 2] for row in points], dtype=np.float64).reshape(-1, 2)
    return table[:, 0], table[:, 1]
