"""What the figures are to show, and whether they do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from benchmarks.contestants import FFMPEG_WRITER, OURS, PILLOW_WRITER
from benchmarks.fidelity import GIFSICLE
from benchmarks.summing import MOMENTS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from benchmarks.race import Row

PLAIN = {"GIF": PILLOW_WRITER, "MP4": FFMPEG_WRITER}


@dataclass(frozen=True)
class Target:
    """A figure and its bound.

    Attributes
    ----------
    claim : str
        What the figure is.
    section : str
        Where it is from.
    bound : float
        What it must reach, or not exceed.
    at_least : bool
        Whether it must reach the bound.
    value : callable
        rows of the section -> the figure; an error that it was not measured.
    """

    claim: str
    section: str
    bound: float
    at_least: bool
    value: Callable[[Sequence[Row]], float]

    def line(self, sections: Mapping[str, Any]) -> list[str]:
        """Return claim, bound, figure and verdict as cells of a table."""
        bound = f"{'at least' if self.at_least else 'at most'} {self.bound:g}"
        try:
            section = sections[self.section]
            value = self.value(section["rows"])
        except (LookupError, TypeError, ValueError):
            return [self.claim, bound, "not measured", ""]
        held = value >= self.bound if self.at_least else value <= self.bound
        verdict = "yes" if held else "**no**"
        return [self.claim, bound, f"{value:.2f}", "(quick)" if section["quick"] else verdict]


def _find(rows: Sequence[Row], **known: str) -> Row:
    """Return the row with these values."""
    for row in rows:
        if all(row.get(key) == value for key, value in known.items()):
            return row
    raise LookupError(f"no row with {known}")


def _beside_plain(form: str, key: str) -> Callable[[Sequence[Row]], float]:
    return lambda rows: float(_find(rows, name=PLAIN[form], format=form)[key])


def _of_format(form: str, key: str) -> Callable[[Sequence[Row]], float]:
    return lambda rows: float(_find(rows, format=form)[key])


def _our_file(form: str, key: str) -> Callable[[Sequence[Row]], float]:
    return lambda rows: float(_find(rows, name=OURS, format=form)[key])


def _bytes_beside_imageio(form: str) -> Callable[[Sequence[Row]], float]:
    """Compare with imageio's smallest."""

    def value(rows: Sequence[Row]) -> float:
        theirs = [
            row["bytes"]
            for row in rows
            if row["format"] == form and row["name"].startswith("imageio")
        ]
        return float(_find(rows, name=OURS, format=form)["bytes"] / min(theirs))

    return value


def _bytes_beside_gifsicle(rows: Sequence[Row]) -> float:
    return float(
        _find(rows, name=OURS, format="GIF")["bytes"] / _find(rows, name=GIFSICLE)["bytes"]
    )


def _most_growth(rows: Sequence[Row]) -> float:
    return max(float(row["times_few"]) for row in rows)


TARGETS = (
    *(
        Target(
            f"{form}: {PLAIN[form]}'s time a frame, times ours",
            "peers",
            bound,
            True,
            _beside_plain(form, "times_ours_a_frame"),
        )
        for form, bound in (("GIF", 40), ("MP4", 25))
    ),
    *(
        Target(
            f"{form}: {PLAIN[form]}'s time as a whole, times ours",
            "peers",
            15,
            True,
            _beside_plain(form, "times_ours_whole"),
        )
        for form in PLAIN
    ),
    *(
        Target(
            f"{form}: drawing and encoding a frame, times encoding alone",
            "floor",
            1.4,
            False,
            _of_format(form, "times_encoding"),
        )
        for form in PLAIN
    ),
    *(
        Target(
            f"{form}, turning camera: {PLAIN[form]}'s time a frame, times ours",
            "orbit",
            8,
            True,
            _beside_plain(form, "times_ours_a_frame"),
        )
        for form in PLAIN
    ),
    Target("GIF: bytes, times imageio's", "sizes", 0.25, False, _bytes_beside_imageio("GIF")),
    Target("GIF: bytes, times gifsicle -O3 of it", "sizes", 1.05, False, _bytes_beside_gifsicle),
    Target("GIF: PSNR, dB", "sizes", 50, True, _our_file("GIF", "psnr")),
    Target(
        "GIF: share of white that stays white", "sizes", 1, True, _our_file("GIF", "white_kept")
    ),
    Target("MP4: bytes, times imageio's", "sizes", 1.3, False, _bytes_beside_imageio("MP4")),
    Target(
        "memory of a long film, times a short one's: worst format",
        "memory",
        1.1,
        False,
        _most_growth,
    ),
    Target(
        "drawing a late frame, times an early one",
        "drawing",
        1.3,
        False,
        lambda rows: float(rows[0]["times_early"]),
    ),
    *(
        Target(
            f"reading {form}, {what}, times DuckDB's own sums",
            "reading",
            bound,
            False,
            _our_file(form, key),
        )
        for form, bound in (("Parquet", 1.5), ("CSV", 1.3))
        for what, key in (("whole process", "times_peer_whole"), ("alone", "times_peer_alone"))
    ),
    Target(
        "reading Parquet: memory, MB",
        "reading",
        600,
        False,
        lambda rows: _our_file("Parquet", "peak_memory")(rows) / 1e6,
    ),
    Target(
        "moments of arrays, times NumPy's three dots and two means",
        "arrays",
        3,
        False,
        lambda rows: float(_find(rows, name=MOMENTS)["times_numpy"]),
    ),
)
