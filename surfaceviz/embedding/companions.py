"""What goes with a film: its last frame and its alternative text, as files beside it."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

import numpy as np

from surfaceviz.base.atomic import replacing
from surfaceviz.base.damage import DamagedError
from surfaceviz.base.errors import InputError
from surfaceviz.embedding.exhibit import Exhibit, Kind
from surfaceviz.embedding.probing import VIDEOS

if TYPE_CHECKING:
    from pathlib import Path

    from surfaceviz.base.arrays import Frame
    from surfaceviz.settings.recipe import Recipe


def write_companions(exhibit: Exhibit) -> tuple[Path, ...]:
    """Write the poster and the alternative text of an exhibit, as far as there can be any.

    A poster that the same recipe made stays, for it may be finer than a frame of the film.

    Returns
    -------
    tuple of Path
        The files that were written.

    Raises
    ------
    InputError
        If there is a file of somebody else's in the place of one, which nothing is done to.
    """
    files = {
        path: content
        for path, content in (_poster(exhibit), _alt_text(exhibit))
        if content is not None and not _is_there(path, content)
    }
    with ExitStack() as drafts:
        for path, content in files.items():
            drafts.enter_context(replacing(path)).write_bytes(content)
    return tuple(files)


def alt_path(exhibit: Exhibit) -> Path:
    """Return where the alternative text of an exhibit goes."""
    return exhibit.path.with_name(f"{exhibit.path.stem}-alt.txt")


def _alt_text(exhibit: Exhibit) -> tuple[Path, bytes | None]:
    path = alt_path(exhibit)
    return path, None if exhibit.lacking else f"{exhibit.alt}\n".encode()


def _poster(exhibit: Exhibit) -> tuple[Path, bytes | None]:
    path = exhibit.poster_path
    if not exhibit.moves or exhibit.kind is Kind.PAGE or _is_kept(path, exhibit.recipe):
        return path, None
    from surfaceviz.formats.poster import poster_png

    try:
        frame = _last_frame(exhibit)
    except DamagedError as error:
        raise InputError(f"{str(exhibit.path)!r} is damaged: {error}") from error
    return path, poster_png(frame, "" if exhibit.recipe is None else exhibit.recipe.toml())


def _last_frame(exhibit: Exhibit) -> Frame:
    if exhibit.kind is Kind.VIDEO:
        from surfaceviz.formats.video import last_frame

        return last_frame(exhibit.path, VIDEOS[exhibit.mime])
    from PIL import Image

    with Image.open(exhibit.path) as picture:
        picture.seek(exhibit.frames - 1)
        seen = picture.convert("RGBA")
    paper = Image.new("RGBA", seen.size, "white")
    return np.asarray(Image.alpha_composite(paper, seen).convert("RGB"))


def _is_kept(path: Path, recipe: Recipe | None) -> bool:
    """Return whether there is a poster that the same recipe made."""
    return recipe is not None and _recipe_of(path) == recipe


def _is_there(path: Path, content: bytes) -> bool:
    """Return whether a file has this content already.

    Raises
    ------
    InputError
        If it has another, and is not one of ours.
    """
    if not path.exists():
        return False
    if path.is_file() and path.read_bytes() == content:
        return True
    if _recipe_of(path) is None:
        raise InputError(
            f"{str(path)!r} is there already, and is not what --write would put there: move or "
            "delete it first"
        )
    return False


def _recipe_of(path: Path) -> Recipe | None:
    """Return the recipe of a picture; None if it is none of ours."""
    from surfaceviz.formats.recipe_reading import read_recipe

    try:
        return read_recipe(path) if path.is_file() else None
    except InputError:
        return None
