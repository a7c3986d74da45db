"""The writer of what was made whole before the frames came."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from surfaceviz.base.arrays import Frame
    from surfaceviz.formats.base import Film


def write(path: Path, film: Film, frames: Iterator[Frame]) -> None:
    """Write the bytes that the format has made of the subject; see ``Writer``."""
    # Whoever draws for other formats too waits until everyone has taken each frame.
    for _ in frames:
        pass
    path.write_bytes(film.content)
