"""The data of a recipe: where they are, and whether these are they."""

from __future__ import annotations

import warnings
from contextlib import suppress
from dataclasses import replace
from math import isclose, sqrt
from pathlib import Path
from typing import TYPE_CHECKING

from surfaceviz.base.errors import InputError, SurfaceVizWarning
from surfaceviz.data.dataset import article_data
from surfaceviz.settings.recipe import source_of

if TYPE_CHECKING:
    from surfaceviz.data.dataset import Dataset
    from surfaceviz.data.moments import Moments
    from surfaceviz.settings.recipe import Recipe, Source

# Moments are sums, whose last digits depend on the machine.
SAME = 1e-9
# No more of a name is quoted: whoever wrote it knows it by this much.
SHOWN = 60


def find_data(recipe: Recipe, path: Path) -> str | None:
    """Return where a recipe's data are: in the current folder or beside the recipe.

    Parameters
    ----------
    recipe : Recipe
        What to render again.
    path : Path
        Where the recipe is.

    Returns
    -------
    str or None
        Path of the file; None for the classic case.

    Raises
    ------
    InputError
        If they are in neither place, or came from no file.
    """
    source = recipe.data
    if source is None or is_classic(source):
        return None
    if not source.file:
        named = f" {source.name[:SHOWN]!r}" if source.name else ""
        raise InputError(f"the recipe names no file for its data{named}: name the DATA to render")
    for folder in (Path.cwd(), path.parent):
        # A name that the system cannot have is found nowhere.
        with suppress(OSError, ValueError):
            if any(each.is_file() for each in (folder / source.file, *folder.glob(source.file))):
                # In full: a file may be called "-", which alone would mean standard input.
                return str((folder / source.file).absolute())
    raise InputError(
        f"the recipe's data {source.file[:SHOWN]!r} are neither in this folder nor beside the "
        "recipe: name the DATA to render"
    )


def columns(recipe: Recipe) -> dict[str, str]:
    """Return a recipe's columns and choice of rows by option; the classic case has none."""
    source = recipe.data
    # Of arrays there are names, but no columns that could be looked up in another file.
    if source is None or not source.file or is_classic(source):
        return {}
    return {name: value for name, value in vars(source.asked).items() if value is not None}


def warn_of_other_data(recipe: Recipe, data: Dataset) -> None:
    """Say so if a recipe was made with other data."""
    wanted, found = recipe.data.moments if recipe.data else None, data.moments
    if wanted is None or _alike(wanted, found):
        return
    differ = "their values differ"
    if wanted.n != found.n:
        differ = f"{found.n:,} points instead of {wanted.n:,}"
    warnings.warn(
        f"the data {data.name!r} are not those of the recipe: {differ}",
        SurfaceVizWarning,
        stacklevel=2,
    )


def is_classic(source: Source) -> bool:
    """Return whether these are the points that are shown without DATA."""
    classic = article_data()
    same = replace(source, moments=classic.moments) == source_of(classic)
    return same and source.moments is not None and _alike(source.moments, classic.moments)


def _alike(wanted: Moments, found: Moments) -> bool:
    """Return whether the moments are the same but for rounding."""
    scale_x, scale_y = sqrt(found.sxx), sqrt(found.syy)
    # A mean or a sum of products may be next to nothing beside the numbers that it is made of.
    slack = {"mean_x": scale_x, "mean_y": scale_y, "sxy": scale_x * scale_y}
    if (wanted.weight is None) != (found.weight is None):
        return False
    return all(
        isclose(value, getattr(found, name), rel_tol=SAME, abs_tol=SAME * slack.get(name, 0.0))
        for name, value in vars(wanted).items()
        if value is not None
    )
