"""The data as the rest of the package sees it: exact moments, and points to show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from surfaceviz.arrays import frozen
from surfaceviz.errors import InputError
from surfaceviz.moments import Moments

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from surfaceviz.arrays import FloatArray

# More dots than this cover one another and only make the file larger.
SHOWN_POINTS = 2000
# Squares of the data beyond these leave float64 no room to compute with them.
SMALLEST_SQUARE, LARGEST_SQUARE = 1e-280, 1e280


@dataclass(frozen=True, eq=False)
class Dataset:
    """Points (x, y) to fit a line to.

    Attributes
    ----------
    x, y : ndarray, shape (s,)
        The points to show: all of them, or evenly spread ones of the many, in the data's units.
    moments : Moments
        Of all points, shown or not.
    x_range, y_range : tuple of float
        Smallest and largest value of all points.
    x_name, y_name : str
        What the axes are called; shown as typed.
    name : str
        What the data set is called.
    left_out : int
        Rows of the source that lacked a finite x or y.
    file : str
        Name of the file that they were read from, without its folder; "" for no file.
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
    file: str = ""

    @classmethod
    def of(
        cls,
        x: ArrayLike,
        y: ArrayLike,
        *,
        x_name: str = "x",
        y_name: str = "y",
        name: str = "data",
    ) -> Dataset:
        """Return the data set of the points whose x and y are both finite.

        Parameters
        ----------
        x, y : array_like, shape (n,)
            The points' coordinates; points with a NaN or an infinity are left out and counted.
        x_name, y_name, name : str
            What the axes and the data set are called.

        Raises
        ------
        InputError
            If the shapes differ, fewer than two points remain, or the values are too large or
            too close together for their squares to be computed.
        """
        xs, ys = _column(x, x_name), _column(y, y_name)
        if xs.shape != ys.shape:
            raise InputError(
                f"{x_name} and {y_name} must be equally long, got {xs.size} and {ys.size} values"
            )
        usable = np.isfinite(xs) & np.isfinite(ys)
        left_out = int(xs.size - np.count_nonzero(usable))
        if left_out:
            xs, ys = xs[usable], ys[usable]
        if xs.size < 2:
            raise InputError(
                f"expected at least two points with a finite {x_name} and {y_name}, found "
                f"{xs.size}" + (f" ({left_out} more lack one of them)" if left_out else "")
            )
        moments = Moments.of(xs, ys)
        x_range, y_range = (float(xs.min()), float(xs.max())), (float(ys.min()), float(ys.max()))
        _check_scale(moments, x_range, x_name, y_name)
        shown = np.linspace(0, xs.size - 1, min(xs.size, SHOWN_POINTS)).round().astype(np.intp)
        return cls(
            frozen(xs[shown]),
            frozen(ys[shown]),
            moments,
            x_range,
            y_range,
            x_name,
            y_name,
            name,
            left_out,
        )


def article_data() -> Dataset:
    """Return the 100 points around ``y = 3 x`` of the article this project grew from."""
    # The article seeds NumPy's legacy generator; this is that stream without its global state.
    noise = np.random.RandomState(0).normal(0, 1, 100)
    x = np.linspace(0, 10, 100)
    return Dataset.of(x, 3 * x + noise, name="descent")


def _column(values: ArrayLike, name: str) -> FloatArray:
    try:
        array = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise InputError(f"{name} must hold numbers: {error}") from error
    if array.ndim != 1:
        raise InputError(f"{name} must be one-dimensional, got shape {array.shape}")
    return array


def _check_scale(moments: Moments, x_range: tuple[float, float], x_name: str, y_name: str) -> None:
    means = moments.mean_x * moments.mean_x, moments.mean_y * moments.mean_y
    spreads = moments.sxx, moments.syy
    if not max(*means, *spreads) < LARGEST_SQUARE:
        raise InputError(
            f"{x_name} and {y_name} hold values whose squares exceed what a float64 can hold "
            "(1.8e308): divide them by a constant first"
        )
    collapsed = moments.degenerate and x_range[0] != x_range[1]
    if collapsed or any(0 < spread < SMALLEST_SQUARE for spread in spreads):
        raise InputError(
            f"the values of {x_name} or {y_name} lie too close together for float64 to square "
            "their distances: multiply them by a constant first"
        )
