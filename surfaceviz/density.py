"""How many points there are where, for data of which there are too many to show each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from surfaceviz.arrays import FloatArray, IntArray

# Cells of some five pixels in the panel of a common frame. One less divides well, so that equally
# spaced values, such as marks from 1 to 5, fall into the middle of cells.
ROWS, COLUMNS = 61, 121


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


def mesh_over(x_range: tuple[float, float], y_range: tuple[float, float]) -> Mesh:
    """Return the mesh whose outermost cells have their middle at the ends of the ranges."""
    return Mesh(_widened(x_range, COLUMNS), _widened(y_range, ROWS))


def _widened(extent: tuple[float, float], cells: int) -> tuple[float, float]:
    half = (extent[1] - extent[0]) / (cells - 1) / 2
    return extent[0] - half, extent[1] + half


def _per_unit(extent: tuple[float, float], cells: int) -> float:
    length = extent[1] - extent[0]
    return cells / length if length else 0.0
