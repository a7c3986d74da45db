"""Rows of lazy and distributed data frames, computed on by their own engines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import narwhals as nw
import numpy as np

from surfaceviz.data.backends.rows import AMPLE, larger
from surfaceviz.data.backends.sums import NOWHERE, About, Sums
from surfaceviz.data.points import Points

if TYPE_CHECKING:
    from surfaceviz.base.arrays import FloatArray, IntArray
    from surfaceviz.data.backends.rows import Pairs
    from surfaceviz.data.density import Mesh

# Steps of a sequence that fills a square evenly (Roberts, 2018), times a number that mixes well.
MIXING = 1e6 * 0.7548776662466927, 1e6 * 0.5698402909980532


@dataclass(frozen=True, eq=False)
class FrameRows:
    """Rows of a frame that Narwhals knows, of which only sums and samples are collected.

    Attributes
    ----------
    frame : narwhals.LazyFrame
        Its columns x, y and perhaps w are Float64, null or NaN where there is no number.
    weighted : bool
        Whether it has weights w.
    """

    frame: nw.LazyFrame[Any]
    weighted: bool = False

    @property
    def at_hand(self) -> bool:
        """Their engine has to be asked."""
        return False

    def guess(self) -> About:
        """Return the origin: to look at the data first takes as long as to sum them."""
        return About()

    def sums(self, about: About) -> Sums:
        """Return the sums of the usable rows, each as exact as the engine adds."""
        # Some engines hold every column in memory that is made here, so there are but few.
        names = ("x", "y", "w") if self.weighted else ("x", "y")
        kept: dict[str, nw.Expr] = {
            name: nw.when(self._usable).then(nw.col(name)) for name in names
        }
        x, y, w = nw.col("x"), nw.col("y"), nw.col("w")
        u, v = _distance(x, about.x, about.x_unit), _distance(y, about.y, about.y_unit)
        wu, wv = (w * u, w * v) if self.weighted else (u, v)
        weighing = {}
        if self.weighted:
            kept["negative"] = nw.when(w < 0).then(nw.lit(1)).otherwise(nw.lit(0))
            weighing = {"negative": nw.col("negative").sum(), "weight": w.sum()}
        found = _only_row(
            self.frame.select(**kept).select(
                **weighing,
                rows=nw.len(),
                n=x.count(),
                u=wu.sum(),
                v=wv.sum(),
                uu=(wu * u).sum(),
                uv=(wu * v).sum(),
                vv=(wv * v).sum(),
                x_low=x.min(),
                x_high=x.max(),
                y_low=y.min(),
                y_high=y.max(),
            )
        )
        n = int(found["n"] or 0)
        # What an engine knows of no rows is not a number, or nothing at all.
        numbers = {name: float(value) if n else 0.0 for name, value in found.items()}
        return Sums(
            int(found["rows"]),
            n,
            int(found.get("negative") or 0),
            numbers["weight"] if self.weighted else None,
            numbers["u"],
            numbers["v"],
            numbers["uu"],
            numbers["uv"],
            numbers["vv"],
            (numbers["x_low"], numbers["x_high"]) if n else NOWHERE,
            (numbers["y_low"], numbers["y_high"]) if n else NOWHERE,
            about,
        )

    def sample(self, sums: Sums, most: int) -> Pairs:
        """Return different points, chosen by a number that is made from their values."""
        mixed = _mixed(nw.col("x"), nw.col("y"), sums)
        points = self.frame.filter(self._usable).select("x", "y")
        share = min(1.0, AMPLE * most / sums.n)
        while True:
            chosen = points.filter(mixed < share) if share < 1.0 else points
            found = chosen.unique().collect()
            x, y = found["x"].to_numpy(), found["y"].to_numpy()
            if share >= 1.0 or len(x) >= most:
                break
            share = larger(share, most, len(x))
        order = np.lexsort((y, x, _mixed(x, y, sums)))[:most]
        return np.asarray(x[order], np.float64), np.asarray(y[order], np.float64)

    def points(self, sums: Sums, most: int) -> Points:
        """Return all usable rows, or different points chosen by a number made from their values."""
        usable = self.frame.filter(self._usable)
        if sums.n <= most:
            found = _columns(usable.select("x", "y", *(["w"] if self.weighted else [])))
            # Some engines hand their rows back in another order each time.
            order = np.lexsort(tuple(found.values()))
            columns = {name: column[order] for name, column in found.items()}
            return Points(columns["x"], columns["y"], columns.get("w"), sums.n, sums.n)
        weight = {"weight": nw.col("w").sum()} if self.weighted else {}
        mixed = _mixed(nw.col("x"), nw.col("y"), sums)
        share = min(1.0, AMPLE * most / sums.n)
        while True:
            among = usable.filter(mixed < share) if share < 1.0 else usable
            found = _columns(among.group_by("x", "y").agg(rows=nw.len(), **weight))
            x, y = found["x"], found["y"]
            if share >= 1.0 or len(x) >= most:
                break
            share = larger(share, most, len(x))
        order = np.lexsort((y, x, _mixed(x, y, sums)))[:most]
        rows = found["rows"][order]
        weights = found["weight"][order] if self.weighted else rows
        return Points(x[order], y[order], weights, int(rows.sum()), sums.n)

    def counts(self, mesh: Mesh) -> IntArray:
        """Return how many usable rows fall into each cell of a mesh."""
        found = (
            self.frame.filter(self._usable)
            .select(
                row=_place(nw.col("y"), mesh.y_range[0], mesh.scales[1]),
                column=_place(nw.col("x"), mesh.x_range[0], mesh.scales[0]),
            )
            .group_by("row", "column")
            .agg(count=nw.len())
            .collect()
        )
        row, column, count = (
            np.asarray(found[name].to_numpy(), dtype=np.intp) for name in ("row", "column", "count")
        )
        return mesh.table(row, column, count)

    @property
    def _usable(self) -> nw.Expr:
        finite = nw.col("x").is_finite() & nw.col("y").is_finite()
        if not self.weighted:
            return finite
        return finite & nw.col("w").is_finite() & (nw.col("w") > 0)


def _only_row(frame: nw.LazyFrame[Any]) -> dict[str, Any]:
    columns = frame.collect().to_dict(as_series=False)
    return {name: values[0] for name, values in columns.items()}


def _columns(frame: nw.LazyFrame[Any]) -> dict[str, FloatArray]:
    """Return the columns (n,) of a frame by their names."""
    found = frame.collect()
    return {name: np.asarray(found[name].to_numpy(), np.float64) for name in found.columns}


def _distance(values: nw.Expr, centre: float, unit: float) -> nw.Expr:
    """Return how far values are from the centre, in units."""
    distance = values - centre if centre else values
    return distance if unit == 1.0 else distance * (1.0 / unit)


def _mixed(x: Any, y: Any, sums: Sums) -> Any:
    """Return a number from 0 to 1 for each point, as good as random, and the same each time."""
    across, up = (_share(*pair) for pair in ((x, sums.x_range), (y, sums.y_range)))
    return (across * MIXING[0] + up * MIXING[1]) % 1.0


def _share(values: Any, extent: tuple[float, float]) -> Any:
    low, high = extent
    return (values - low) * (1.0 / (high - low) if high > low else 0.0)


def _place(values: nw.Expr, low: float, scale: float) -> nw.Expr:
    return ((values - low) * scale).floor().cast(nw.Int64)
