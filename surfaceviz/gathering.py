"""From rows, whoever holds them, to a data set: moments, a sample and a density."""

from __future__ import annotations

import warnings
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from surfaceviz import checks
from surfaceviz.arrays import frozen
from surfaceviz.columns import Kind, Selection
from surfaceviz.dataset import Dataset
from surfaceviz.density import Density, mesh_over
from surfaceviz.engines.rows import accurate_sums
from surfaceviz.errors import InputError, SurfaceVizWarning, printable
from surfaceviz.moments import Moments
from surfaceviz.points import MOST_EVALUATED

if TYPE_CHECKING:
    from surfaceviz.dates import Dates
    from surfaceviz.engines.rows import Rows
    from surfaceviz.points import Points
    from surfaceviz.sums import Sums

# More dots than this cover one another and only make the file larger.
SHOWN_POINTS = 2000
# Smaller squares of the data leave float64 no room to compute with them.
SMALLEST_SQUARE = 1e-280
# Whole numbers beyond this have no float64 of their own.
LARGEST_WHOLE = 2**53


@dataclass(frozen=True)
class Naming:
    """What rows are called, and what their numbers mean.

    Attributes
    ----------
    x_name, y_name, name : str
        What the axes and the data set are called.
    x_kind, y_kind : Kind
        What their columns hold.
    dates : Dates or None
        What x means if it is days since a date.
    selection : Selection
        What was asked of the source.
    """

    x_name: str = "x"
    y_name: str = "y"
    name: str = "data"
    x_kind: Kind = Kind.NUMBERS
    y_kind: Kind = Kind.NUMBERS
    dates: Dates | None = None
    selection: Selection = field(default_factory=Selection)

    @property
    def both(self) -> str:
        """The names of x and y in a sentence."""
        return printable(f"{self.x_name} and {self.y_name}")


def dataset_of(
    data: Any,
    second: Any,
    x: Any,
    y: Any,
    weights: Any,
    names: tuple[str | None, str | None] = (None, None),
    name: str = "data",
    *,
    points: bool = False,
) -> Dataset:
    """Return the data set of arrays or of a frame; what goes with which, ``Dataset.of`` says."""
    for what, each in (("name", name), ("x_name", names[0]), ("y_name", names[1])):
        checks.text(what, each)
    if data is None and second is None and not isinstance(x, str) and not isinstance(y, str):
        data, second, x, y = x, y, None, None
    if isinstance(x, str) and isinstance(y, str) and second is None:
        from surfaceviz.frame_input import of_frame

        rows, naming = of_frame(data, Selection(x, y, weights), name)
    elif data is not None and second is not None and x is None and y is None:
        from surfaceviz.array_input import of_arrays

        rows, naming = of_arrays(data, second, weights, names, name)
    else:
        raise InputError(
            "expected the values of x and y, or a data frame and the names of its columns as "
            "x=... and y=..."
        )
    return with_density(gather(rows, naming, points=points), rows, naming)


def gather(rows: Rows, naming: Naming, *, points: bool = False) -> Dataset:
    """Return the data set of the usable rows, without its density.

    Parameters
    ----------
    rows : Rows
        Whoever holds them.
    naming : Naming
        What they are called.
    points : bool
        Whether to keep the points themselves even if that takes another pass.

    Raises
    ------
    InputError
        As ``Dataset.of``.

    Warns
    -----
    SurfaceVizWarning
        If whole numbers are too large to be told apart.
    """
    sums = accurate_sums(rows)
    _check_rows(sums, naming)
    moments, (x, y), x_range = (
        Moments.from_sums(sums),
        rows.sample(sums, SHOWN_POINTS),
        sums.x_range,
    )
    _check_scale(moments, x_range, naming)
    _warn_of_rounding(sums, naming)
    kept = rows.points(sums, MOST_EVALUATED) if points or rows.at_hand else None
    dates = naming.dates
    if dates is not None:
        dates, first = dates.later(x_range[0]), x_range[0]
        moments = replace(moments, mean_x=moments.mean_x - first)
        x, x_range = x - first, (0.0, x_range[1] - first)
        kept = kept and replace(kept, x=kept.x - first)
    return Dataset(
        frozen(x),
        frozen(y),
        moments,
        x_range,
        sums.y_range,
        naming.x_name,
        naming.y_name,
        naming.name,
        sums.rows - sums.n,
        dates=dates,
        selection=naming.selection,
        points=kept and _frozen(kept),
    )


def with_density(data: Dataset, rows: Rows, naming: Naming) -> Dataset:
    """Return the data set with its density, which takes another pass over the rows."""
    if data.moments.n <= SHOWN_POINTS:
        return data
    mesh = read = mesh_over(data.x_range, data.y_range, data.x, data.y)
    if data.dates is not None and naming.dates is not None:
        first = naming.dates.days_to(data.dates)
        read = replace(mesh, x_range=(first + mesh.x_range[0], first + mesh.x_range[1]))
    return replace(data, density=Density(mesh, rows.counts(read)))


def _frozen(points: Points) -> Points:
    weights = None if points.weights is None else frozen(points.weights)
    return replace(points, x=frozen(points.x), y=frozen(points.y), weights=weights)


def _check_rows(sums: Sums, naming: Naming) -> None:
    weights = naming.selection.weights
    if sums.negative:
        raise InputError(
            f"weights must not be negative, {sums.negative:,} of {sums.rows:,} in "
            f"{weights or 'weights'!r} are"
        )
    if sums.n < 2:
        left = sums.rows - sums.n
        wanted = naming.both
        if sums.weight is not None:
            wanted += " and a weight"
        raise InputError(
            f"expected at least two points with a finite {wanted}, found {sums.n}"
            + (f" ({left:,} more lack one of them)" if left else "")
        )


def _check_scale(moments: Moments, x_range: tuple[float, float], naming: Naming) -> None:
    moments.check_scale(naming.both)
    spreads = moments.sxx, moments.syy
    collapsed = moments.degenerate and x_range[0] != x_range[1]
    if collapsed or any(0 < spread < SMALLEST_SQUARE for spread in spreads):
        raise InputError(
            f"the values of {naming.both} lie too close together for float64 "
            "to square their distances: multiply them by a constant first"
        )


def _warn_of_rounding(sums: Sums, naming: Naming) -> None:
    for name, kind, extent in (
        (naming.x_name, naming.x_kind, sums.x_range),
        (naming.y_name, naming.y_kind, sums.y_range),
    ):
        if kind is Kind.WHOLE and max(map(abs, extent)) > LARGEST_WHOLE:
            warnings.warn(
                f"{printable(name)} holds whole numbers beyond 2^53 = {LARGEST_WHOLE:,}, which are "
                "rounded: subtract a constant from them first to tell them apart",
                SurfaceVizWarning,
                stacklevel=4,
            )
