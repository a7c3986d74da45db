"""How many points there are where, for data of which there are too many to show each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from surfaceviz.base.arrays import FloatArray, IntArray

# Cells of some five pixels in the panel of a common frame. One less divides well, so that equally
# spaced values, such as marks from 1 to 5, fall into the middle of cells.
ROWS, COLUMNS = 61, 121
# So many different values are shown as tiles.
FEW_VALUES = 24


@dataclass(frozen=True)
class Mesh:
    """Equal cells that cover a rectangle.

    Attributes
    ----------
    x_range, y_range : tuple of float
        What they cover, from the first cell's edge to the last one's.
    rows, columns : int
        Numbers of cells upwards and to the right.
    """

    x_range: tuple[float, float]
    y_range: tuple[float, float]
    rows: int = ROWS
    columns: int = COLUMNS

    @property
    def scales(self) -> tuple[float, float]:
        """Cells per unit of x and of y; 0 where all values are equal."""
        return (
            _per_unit(self.x_range, self.columns),
            _per_unit(self.y_range, self.rows),
        )

    def table(self, rows: IntArray, columns: IntArray, counts: IntArray) -> IntArray:
        """Return counts (k,) of cells (k,) as a table (rows, columns).

        The upper edges belong to the last cells.
        """
        table = np.zeros((self.rows, self.columns), dtype=np.intp)
        places = np.minimum(rows, self.rows - 1), np.minimum(columns, self.columns - 1)
        np.add.at(table, places, counts)
        return table


@dataclass(frozen=True, eq=False)
class Density:
    """Numbers of points in the cells of a mesh.

    Attributes
    ----------
    mesh : Mesh
        The cells.
    counts : ndarray, shape (rows, columns)
        Points in each; row 0 is that of the smallest y.
    """

    mesh: Mesh
    counts: IntArray

    @property
    def x_edges(self) -> FloatArray:
        """Edges between the columns, shape (columns + 1,)."""
        return np.linspace(*self.mesh.x_range, self.mesh.columns + 1)

    @property
    def y_edges(self) -> FloatArray:
        """Edges between the rows, shape (rows + 1,)."""
        return np.linspace(*self.mesh.y_range, self.mesh.rows + 1)


def mesh_over(
    x_range: tuple[float, float],
    y_range: tuple[float, float],
    x: FloatArray | None = None,
    y: FloatArray | None = None,
) -> Mesh:
    """Return the mesh whose outermost cells have their middle at the ends of the ranges.

    Parameters
    ----------
    x_range, y_range : tuple of float
        Smallest and largest values.
    x, y : ndarray, shape (s,), optional
        Values of a sample: where they are few different ones at equal distances, such as marks
        from 1 to 5, cells are half that distance wide.
    """
    columns, rows = _cells(x_range, x, COLUMNS), _cells(y_range, y, ROWS)
    return Mesh(_widened(x_range, columns), _widened(y_range, rows), rows, columns)


def _cells(extent: tuple[float, float], values: FloatArray | None, usual: int) -> int:
    different = np.unique(values) if values is not None else np.empty(0)
    if not 1 < len(different) <= FEW_VALUES:
        return usual
    places = (np.append(different, extent[1]) - extent[0]) / np.diff(different).min()
    even = np.allclose(places, np.round(places), rtol=0.0, atol=1e-6)
    return 2 * round(places[-1]) + 1 if even and places[-1] <= FEW_VALUES else usual


def _widened(extent: tuple[float, float], cells: int) -> tuple[float, float]:
    half = (extent[1] - extent[0]) / (cells - 1) / 2
    return extent[0] - half, extent[1] + half


def _per_unit(extent: tuple[float, float], cells: int) -> float:
    length = extent[1] - extent[0]
    return cells / length if length else 0.0
