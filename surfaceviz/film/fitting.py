"""Films within a number of bytes: what is given up for it, and in which order."""

from __future__ import annotations

import math
import shutil
import warnings
from dataclasses import replace
from typing import TYPE_CHECKING

from surfaceviz.base import checks
from surfaceviz.base.errors import InputError, SurfaceVizWarning
from surfaceviz.draw.canvas import DOTS, SMALLEST, Paper, make_canvas
from surfaceviz.draw.stage import build_stage
from surfaceviz.film.shooting import shoot
from surfaceviz.settings.medium import Quality
from surfaceviz.settings.pace import SLOWEST, Spread

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from concurrent.futures import Executor
    from pathlib import Path

    from surfaceviz.draw.look import Look
    from surfaceviz.film.shooting import Cut, Take
    from surfaceviz.formats import Format
    from surfaceviz.scene.scene import Scene

# Bytes that a limit may be.
LEAST, MOST = 1, 1 << 50
# Frames of the start and the end are a film; of fewer than so many the size is lowered first.
FEW, FEWEST = 24, 2
# What is tried is a little less than what should do, and less than before by this at least.
CAREFUL, LOWER = 0.92, 0.9
# By which a width is multiplied at the least and at the most.
SMALL, NEXT = 0.5, 0.9


def check_most(given: int | None) -> int | None:
    """Return the largest number of bytes that a file may have; None for any.

    Raises
    ------
    InputError
        If it is no whole number above 0.
    """
    return None if given is None else checks.whole_number("max_bytes", given, LEAST, MOST)


def shoot_within(
    most: int | None,
    scene: Scene,
    cut: Cut,
    targets: Mapping[Path, tuple[Format, Path]],
    executor: Executor | None,
    report: Callable[[int, int], None],
) -> dict[Path, Take]:
    """Shoot as ``shoot`` does, and again with less what is too large, until all is small enough.

    Parameters
    ----------
    most : int or None
        Bytes that each draft may have; None for any number.
    scene, cut, targets, executor, report
        As in ``shoot``.

    Raises
    ------
    InputError
        If even what has least is too large.
    OutputError
        If an encoder fails.

    Warns
    -----
    SurfaceVizWarning
        If something was given up; it says what.
    """
    done = 0

    def counted(now: int, total: int) -> None:
        report(done + now, done + total)

    takes = shoot(scene, cut, targets, executor, counted)
    if most is None:
        return takes
    for path, (form, draft) in targets.items():
        lowered, size = cut, _bytes(draft)
        while size > most:
            lower = _lowered(lowered, form, scene, most / size)
            if lower is None:
                raise InputError(_too_large(path, most, size, _given_up(cut, lowered, scene)))
            done += takes[path].timeline.frames + 1
            _clear(draft)
            takes |= shoot(scene, lower, {path: (form, draft)}, executor, counted)
            lowered, size = lower, _bytes(draft)
        if lowered is not cut:
            warnings.warn(
                f"{str(path)!r} has {size:,} of {most:,} bytes; given up for that: "
                f"{_given_up(cut, lowered, scene)}",
                SurfaceVizWarning,
                stacklevel=3,
            )
    return takes


def _lowered(cut: Cut, form: Format, scene: Scene, share: float) -> Cut | None:
    """Return the cut with the next thing given up; None where nothing is left to give up.

    Parameters
    ----------
    cut, form, scene
        What was too large.
    share : float
        How much of its bytes there may be.
    """
    lower = [quality for quality in form.qualities if _rank(quality) < _rank(cut.quality)]
    if lower:
        return replace(cut, quality=max(lower, key=_rank))
    return (
        _with_fewer_frames(cut, form, scene, share, FEW)
        or _with_smaller_frames(cut, form, scene, share)
        or _with_fewer_frames(cut, form, scene, share, FEWEST)
    )


def _rank(quality: Quality) -> int:
    return list(Quality).index(quality)


def _with_fewer_frames(
    cut: Cut, form: Format, scene: Scene, share: float, fewest: int
) -> Cut | None:
    """Return the cut with fewer frames, which take as long together; None if it has the fewest."""
    pace = cut.pace
    frames = len(pace.epochs(scene.epochs))
    fewer = max(fewest, int(frames * min(LOWER, CAREFUL * share)))
    if not form.framed or fewer >= frames:
        return None
    log = pace.frames is not None and pace.frames.log
    slower = replace(
        pace,
        frames=Spread(fewer, log=log),
        every=None,
        fps=max(SLOWEST, pace.fps * fewer / frames),
    )
    # Epochs with a pause have a frame whatever is asked.
    if len(slower.epochs(scene.epochs)) >= frames:
        return None
    return replace(cut, pace=slower)


def _with_smaller_frames(cut: Cut, form: Format, scene: Scene, share: float) -> Cut | None:
    """Return the cut with smaller frames; None if no smaller ones hold the picture."""
    if not (form.framed or form.still):
        return None
    likely = min(NEXT, max(SMALL, CAREFUL * math.sqrt(share)))
    for factor in (likely, NEXT):
        size = _smaller(cut.look.size, factor)
        look = replace(cut.look, size=size)
        if size != cut.look.size and _holds(scene, look):
            return replace(cut, look=look)
    return None


def _smaller(size: tuple[int, int] | Paper, factor: float) -> tuple[int, int] | Paper:
    """Return a size multiplied by a factor, of the same shape, as far as frames may be so small."""
    if isinstance(size, Paper):
        return replace(size, dpi=max(DOTS[0], int(size.dpi * factor)))
    width, height = size
    least = max(SMALLEST[0] / width, SMALLEST[1] / height)
    if factor < least:
        factor = min(1.0, least)
    return 2 * math.ceil(width * factor / 2), 2 * math.ceil(height * factor / 2)


def _holds(scene: Scene, look: Look) -> bool:
    """Return whether there is room for the picture."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SurfaceVizWarning)
            build_stage(scene, look)
    except InputError:
        return False
    return True


def _given_up(before: Cut, after: Cut, scene: Scene) -> str:
    """Return in words what one cut has less than another."""
    told = []
    if after.quality is not before.quality:
        told.append(f"quality {before.quality} for {after.quality}")
    frames, fewer = (len(cut.pace.epochs(scene.epochs)) for cut in (before, after))
    if fewer < frames:
        told.append(f"{frames} frames for {fewer} at {after.pace.fps:.3g} a second")
    if after.look.size != before.look.size:
        large, small = (make_canvas(cut.look.size) for cut in (before, after))
        told.append(f"{large.width}x{large.height} for {small.width}x{small.height}")
    return ", ".join(told)


def _too_large(path: Path, most: int, size: int, given_up: str) -> str:
    after = f" even with {given_up}" if given_up else ""
    return (
        f"{str(path)!r} has {size:,} bytes{after}, and nothing is left to give up: allow it more "
        f"than {most:,} bytes, or choose another format"
    )


def _bytes(draft: Path) -> int:
    """Return the size of a file, or of all files in a folder."""
    files = draft.iterdir() if draft.is_dir() else [draft]
    return sum(file.stat().st_size for file in files)


def _clear(draft: Path) -> None:
    """Empty a folder; a file is written over."""
    if draft.is_dir():
        shutil.rmtree(draft)
        draft.mkdir()
