"""How much to measure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Plan:
    """The extent of a benchmark.

    Attributes
    ----------
    folder : Path
        Where films go while they are measured.
    runs : int
        How often everything is repeated.
    long_runs : int
        In how many of the repetitions the peers, too, make the longer film.
    epochs : tuple of int
        Of the shorter and the longer film; the cost of a frame is the slope between them.
    few, many : int
        Epochs between which the memory and the cost of a frame are to stay the same.
    frames : tuple of int
        Epochs for the growth in frames.
    sizes : tuple of str
        For the growth in size.
    grids, points : tuple of int
        For the growth in these.
    parquet_rows, csv_rows, table_rows : int
        Of files that are read: of those two formats, and of all others but workbooks, which have a
        tenth of that.
    array_points : int
        Of arrays in memory.
    is_quick : bool
        Whether this only shows that everything works.
    """

    folder: Path
    runs: int = 3
    long_runs: int = 1
    epochs: tuple[int, int] = (100, 500)
    few: int = 100
    many: int = 5000
    frames: tuple[int, ...] = (100, 500, 2000, 5000)
    sizes: tuple[str, ...] = ("1280x720", "1920x1080", "3840x2160")
    grids: tuple[int, ...] = (50, 100, 200, 500, 1000)
    points: tuple[int, ...] = (10**2, 10**3, 10**4, 10**5, 10**6, 10**7)
    parquet_rows: int = 20_000_000
    csv_rows: int = 85_000_000
    table_rows: int = 1_000_000
    array_points: int = 10**7
    is_quick: bool = False

    def quickly(self) -> Plan:
        """Return a plan that only shows that everything works."""
        return replace(
            self,
            runs=1,
            epochs=(5, 15),
            few=20,
            many=60,
            frames=(5, 15),
            grids=(50, 1000),
            points=(10**2, 10**5),
            parquet_rows=50_000,
            csv_rows=50_000,
            table_rows=25_000,
            array_points=10**5,
            is_quick=True,
        )
