"""The data as the rest of the package sees it: exact moments, and points to show."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, overload

import numpy as np

from surfaceviz.columns import Selection

if TYPE_CHECKING:
    from pathlib import Path

    from narwhals.typing import IntoFrame
    from numpy.typing import ArrayLike

    from surfaceviz.arrays import FloatArray
    from surfaceviz.dates import Dates
    from surfaceviz.density import Density
    from surfaceviz.moments import Moments
    from surfaceviz.points import Points


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
        from surfaceviz.gathering import dataset_of

        return dataset_of(data, second, x, y, weights, (x_name, y_name), name, points=points)


def article_data() -> Dataset:
    """Return the 100 points around ``y = 3 x`` of the article this project grew from."""
    # The article seeds NumPy's legacy generator; this is that stream without its global state.
    noise = np.random.RandomState(0).normal(0, 1, 100)
    x = np.linspace(0, 10, 100)
    return Dataset.of(x, 3 * x + noise, name="descent")
