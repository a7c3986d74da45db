"""The loss on a grid: for each slope the points are put into bins once, for all intercepts.

For one slope, t = v - b with a number v of each point. Within a bin that no kink divides, the sum
of the losses follows from the sums of powers of v about the bin's middle, by Taylor's series; it
ends where the loss is a polynomial there, and else after as many terms as a float64 can tell. So
the cost for one slope is that of the points and that of the intercepts, not their product.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from surfaceviz.losses.pointwise import mean_value

if TYPE_CHECKING:
    from surfaceviz.base.arrays import BoolArray, FloatArray, IntArray
    from surfaceviz.losses.pointwise import Curve, Terms

# Of fewer points each is computed on its own.
FEW = 400
CHUNK = 1 << 15
# Cells of equal width in which the edges of the bins are looked up, and how many edges in one
# cell are still found faster by going through them.
CELLS = 1 << 14
MOST_STEPS = 6
# Numbers that are held for all slopes or all intercepts at once.
MOST_HELD = 1 << 22


@dataclass(frozen=True, eq=False)
class Bins:
    """Bins that cover all numbers, and how to find the one that a number is in.

    Attributes
    ----------
    edges : ndarray, shape (r - 1,)
        Where each but the first begins.
    middles : ndarray, shape (r,)
        About which sums are taken; of the first and the last some place in them.
    fine : ndarray, shape (r,)
        Whether all powers are summed; else numbers and distances only.
    firsts : ndarray, shape (c,)
        The first bin that each of many equal cells meets.
    steps : int
        Most edges that a cell holds.
    scale : float
        Cells per unit.
    """

    edges: FloatArray
    middles: FloatArray
    fine: BoolArray
    firsts: IntArray
    steps: int
    scale: float

    def find(self, values: FloatArray) -> IntArray:
        """Return the bins (n,) of values (n,)."""
        if self.steps > MOST_STEPS:
            return np.asarray(self.edges.searchsorted(values, "right"))
        cells = np.fmax((values - self.edges[0]) * self.scale, 0.0)
        cells = np.fmin(cells, len(self.firsts) - 1)
        found: IntArray = self.firsts[cells.astype(np.intp)]
        starts = np.append(self.edges, np.nan)
        for _ in range(self.steps):
            found += values >= starts[found]
        return found


@dataclass(frozen=True, eq=False)
class Table:
    """What the sums in the bins are multiplied by to get the loss at each intercept.

    Attributes
    ----------
    bins : Bins
        The bins.
    intercepts : ndarray, shape (B,)
        The intercepts b of t = v - b.
    band : ndarray, shape (B, W)
        For each intercept the bins in which the loss may bend, or all; those before and after are
        on the curve's left and right straight lines.
    factors : ndarray, shape (B, degree + 1, W)
        For each power and each of these bins what to multiply its sum by.
    """

    bins: Bins
    intercepts: FloatArray
    band: IntArray
    factors: FloatArray

    @property
    def whole(self) -> bool:
        """Whether the band is that of all bins."""
        return bool(self.band.shape[1] == len(self.bins.middles))


@np.errstate(over="ignore", invalid="ignore")
def grid_of_means(
    curve: Curve, terms: Terms, m: FloatArray, b: FloatArray, shifts: FloatArray
) -> FloatArray:
    """Return mean losses (B, M) at slopes m (M,) and intercepts b (B,) plus the slopes' shifts."""
    m, b = np.asarray(m, dtype=np.float64), np.asarray(b, dtype=np.float64)
    if len(terms) <= FEW:
        slopes, intercepts = np.meshgrid(m, b)
        return mean_value(curve, terms, np.stack([slopes, intercepts + shifts], axis=-1))
    losses = np.zeros((len(b), len(m)))
    for sign in (-1.0, 1.0):
        some = terms.sign == sign
        if not some.any():
            continue
        chosen = terms if some.all() else terms.at(np.flatnonzero(some))
        table = _table(curve, -sign * b, len(m))
        sums = (
            _sums_in_bins(table, chosen, slope, sign * shift)
            for slope, shift in zip(m, shifts, strict=True)
        )
        if table.whole:
            columns = np.stack([each.ravel() for each in sums], axis=-1)
            losses += table.factors.reshape(len(b), -1) @ columns
        else:
            losses += np.stack([_losses(curve, table, each) for each in sums], axis=-1)
    return losses / (len(terms) if terms.shares is None else 1.0)


def _table(curve: Curve, b: FloatArray, slopes: int) -> Table:
    """Return the table for intercepts (B,) and a number of slopes."""
    bins = _bins(curve, b)
    lows, highs = bins.find(b - curve.bend), bins.find(b + curve.bend)
    powers = len(curve.taylor(np.zeros(1)))
    if powers * len(bins.middles) * max(len(b), slopes) <= MOST_HELD:
        lows, highs = np.zeros_like(lows), np.full_like(highs, len(bins.middles) - 1)
    band = lows[:, None] + np.arange((highs - lows).max() + 1)
    inside = band < len(bins.middles)
    band = np.minimum(band, len(bins.middles) - 1)
    t = bins.middles[band] - b[:, None]
    factors = curve.taylor(np.clip(t, -curve.bend, curve.bend))
    for beyond, (slope, height) in ((t <= -curve.bend, curve.left), (t >= curve.bend, curve.right)):
        factors[:, beyond] = 0.0
        factors[0][beyond] = height + slope * t[beyond]
        factors[1][beyond] = slope
    return Table(bins, b, band, np.ascontiguousarray(np.moveaxis(factors * inside, 0, 1)))


def _bins(curve: Curve, b: FloatArray) -> Bins:
    """Return bins over which the loss at each intercept is a polynomial, or as good as one."""
    if curve.kinks:
        edges = np.unique(np.add.outer(curve.kinks, b))
    else:
        edges = _fine_edges(np.unique(b), curve.bend, curve.width)
    span = float(edges[-1] - edges[0])
    margin = span / len(edges) or 1.0
    inner, centre = (edges[1:] + edges[:-1]) / 2.0, float(b.min() / 2.0 + b.max() / 2.0)
    # A bin may be so much wider than the intercepts are apart that its middle is far from them.
    inner[(edges[:-1] < centre) & (centre < edges[1:])] = centre
    middles = np.concatenate([[edges[0] - margin], inner, [edges[-1] + margin]])
    fine = np.zeros(len(middles), dtype=np.bool_)
    fine[1:-1] = np.diff(edges) <= 1.5 * curve.width
    scale = CELLS / span if span > 0 else 1.0
    # A cell begins a little early, so that rounding cannot put a number before it.
    starts = edges[0] + (np.arange(CELLS + 2) - 1e-6) / scale
    firsts = edges.searchsorted(starts, "right")
    return Bins(edges, middles, fine, firsts[:-1], int(np.diff(firsts).max()) + 1, scale)


def _fine_edges(b: FloatArray, bend: float, width: float) -> FloatArray:
    """Return edges that are so far apart, wherever the loss bends for one of the intercepts."""
    gaps = np.flatnonzero(np.diff(b) > 2.0 * bend + 4.0 * width)
    firsts, lasts = np.append(0, gaps + 1), np.append(gaps, len(b) - 1)
    # The middle of each stretch is that of a bin: values that are all alike keep their digits.
    pieces = []
    for low, high in zip(b[firsts], b[lasts], strict=True):
        half = np.ceil(((high - low) / 2.0 + bend) / width) + 0.5
        pieces.append((low + high) / 2.0 + width * np.arange(-half, half + 1.0))
    return np.concatenate(pieces)


def _sums_in_bins(table: Table, terms: Terms, slope: float, shift: float) -> FloatArray:
    """Return sums (degree + 1, r) of powers of the points' distances from the bins' middles."""
    bins = table.bins
    sums = np.zeros((table.factors.shape[1], len(bins.middles)))
    for first in range(0, len(terms), CHUNK):
        piece = terms.at(slice(first, first + CHUNK))
        values = (piece.offset + slope * piece.across) + shift
        found = bins.find(values)
        away = values - bins.middles[found]
        products = piece.shares
        for power in sums:
            power += np.bincount(found, products, len(power))
            products = away if products is None else products * away
    sums[2:, ~bins.fine] = 0.0
    return sums


def _losses(curve: Curve, table: Table, sums: FloatArray) -> FloatArray:
    """Return the sums of the losses (B,) at all intercepts."""
    middles, b = table.bins.middles, table.intercepts
    centre = (b[0] + b[-1]) / 2.0
    counts = np.append(0.0, np.cumsum(sums[0]))
    totals = np.append(0.0, np.cumsum(sums[1] + (middles - centre) * sums[0]))
    before, after = table.band[:, 0], table.band[:, -1] + 1
    bent = np.einsum("bkw,kbw->b", table.factors, sums[:, table.band])
    slope, height = curve.left
    left = slope * totals[before] + (height + slope * (centre - b)) * counts[before]
    slope, height = curve.right
    rest, count = totals[-1] - totals[after], counts[-1] - counts[after]
    return np.asarray(bent + left + (slope * rest + (height + slope * (centre - b)) * count))
