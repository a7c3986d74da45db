"""The data as the rest of the package sees it: exact moments, and points to show of any rows."""

from __future__ import annotations

import warnings
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, overload

import numpy as np

from surfaceviz.base import checks
from surfaceviz.base.arrays import frozen
from surfaceviz.base.errors import InputError, SurfaceVizWarning, printable
from surfaceviz.data.array_input import of_arrays
from surfaceviz.data.backends.rows import accurate_sums
from surfaceviz.data.columns import Kind, Naming, Selection
from surfaceviz.data.density import Density, mesh_over
from surfaceviz.data.moments import Moments
from surfaceviz.data.points import MOST_EVALUATED, SHOWN_POINTS

if TYPE_CHECKING:
    from pathlib import Path

    from narwhals.typing import IntoFrame
    from numpy.typing import ArrayLike

    from surfaceviz.base.arrays import FloatArray
    from surfaceviz.data.backends.rows import Rows
    from surfaceviz.data.backends.sums import Sums
    from surfaceviz.data.dates import Dates
    from surfaceviz.data.points import Points


# Smaller squares of the data leave float64 no room to compute with them.
SMALLEST_SQUARE = 1e-280
# Whole numbers beyond this have no float64 of their own.
LARGEST_WHOLE = 2**53


@dataclass(frozen=True, eq=False)
class Dataset:
    """Points (x, y) to fit a line to.

    Attributes
    ----------
    x, y : ndarray, shape (s,)
        The points to show: all of them, or a sample of the many, in the data's units.
    moments : Moments
        Of all points, shown or not.
    x_range, y_range : tuple of float
        Smallest and largest value of all points.
    x_name, y_name : str
        What the axes are called; shown as typed.
    name : str
        What the data set is called.
    left_out : int
        Rows of the source that lacked a finite x or y, or a weight.
    strays : int
        Those of them that hold text that is no number, and not that there is none.
    file : str
        Name of the file that they were read from, without its folder; "" for no file.
    dates : Dates or None
        What x means if it is days since a date.
    density : Density or None
        How many points there are where, if they are too many to show each.
    selection : Selection
        What was asked of the source.
    points : Points or None
        What a loss is computed from where the moments do not suffice, if that was asked for or
        costs nothing.
    paths : tuple of Path
        The files that they were read from, which no film may replace.
    """

    x: FloatArray
    y: FloatArray
    moments: Moments
    x_range: tuple[float, float]
    y_range: tuple[float, float]
    x_name: str = "x"
    y_name: str = "y"
    name: str = "data"
    left_out: int = 0
    strays: int = 0
    file: str = ""
    dates: Dates | None = None
    density: Density | None = None
    selection: Selection = field(default_factory=Selection)
    points: Points | None = None
    paths: tuple[Path, ...] = ()

    @overload
    @classmethod
    def of(
        cls,
        x: ArrayLike,
        y: ArrayLike,
        /,
        *,
        weights: ArrayLike | None = None,
        x_name: str | None = None,
        y_name: str | None = None,
        name: str = "data",
        points: bool = False,
    ) -> Dataset: ...

    @overload
    @classmethod
    def of(
        cls,
        frame: IntoFrame,
        /,
        *,
        x: str,
        y: str,
        weights: str | None = None,
        name: str = "data",
        points: bool = False,
    ) -> Dataset: ...

    @classmethod
    def of(
        cls,
        data: Any = None,
        second: ArrayLike | None = None,
        /,
        *,
        x: Any = None,
        y: Any = None,
        weights: Any = None,
        x_name: str | None = None,
        y_name: str | None = None,
        name: str = "data",
        points: bool = False,
    ) -> Dataset:
        """Return the data set of the points whose x and y are both finite.

        Parameters
        ----------
        data, second : array_like, shape (n,)
            The points' coordinates x and y; points with a NaN or an infinity are left out and
            counted. Dates as x become days since the first, true and false 1 and 0.
        data : data frame
            Or a frame of pandas, Polars, PyArrow, DuckDB, Dask, PySpark or whatever else Narwhals
            knows, with the names of its columns as ``x`` and ``y``. A lazy or distributed frame
            is not collected: its own engine computes the sums and draws the sample.
        x, y : str or array_like
            Names of a frame's columns; or the points, by keyword.
        weights : array_like, shape (n,), or str, optional
            How much each point counts, or the frame's column that says so; points whose weight is
            zero or missing are left out.
        x_name, y_name, name : str, optional
            What the axes and the data set are called.
        points : bool
            Whether a loss is going to need the points themselves. Those in memory are always
            there; others take another pass over them.

        Raises
        ------
        InputError
            If the shapes differ, fewer than two points remain, a column holds no numbers, a weight
            is negative, or the values are too large or too close together for their squares to be
            computed.

        Warns
        -----
        SurfaceVizWarning
            If whole numbers are too large to be told apart.
        """
        return dataset_of(data, second, x, y, weights, (x_name, y_name), name, points=points)


def article_data() -> Dataset:
    """Return the 100 points around ``y = 3 x`` of the article this project grew from."""
    # The article seeds NumPy's legacy generator; this is that stream without its global state.
    noise = np.random.RandomState(0).normal(0, 1, 100)
    x = np.linspace(0, 10, 100)
    return Dataset.of(x, 3 * x + noise, name="descent")


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
        # Only who has a frame waits for Narwhals.
        from surfaceviz.data.frame_input import of_frame

        rows, naming = of_frame(data, Selection(x, y, weights), name)
    elif data is not None and second is not None and x is None and y is None:
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
