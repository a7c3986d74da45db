"""Recipes in: out of the metadata of a film, or from a TOML file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from surfaceviz.base import checks
from surfaceviz.base.damage import DamagedError
from surfaceviz.base.errors import InputError
from surfaceviz.formats.recipe_carriers import CARRIERS, PNG_END
from surfaceviz.settings.recipe import MARK
from surfaceviz.settings.recipe_parsing import parse_recipe

if TYPE_CHECKING:
    from os import PathLike

    from surfaceviz.settings.recipe import Recipe

# A film's recipe stands at its beginning, and no recipe is longer than this.
HEAD_BYTES = 1 << 20


def read_recipe(path: str | PathLike[str]) -> Recipe:
    """Return the recipe that a film carries, or that a TOML file is.

    What the file is, its content tells, not its suffix.

    Parameters
    ----------
    path : path-like
        A film, a folder of PNG pictures, or a recipe in TOML.

    Raises
    ------
    InputError
        If the file cannot be read, is damaged, or holds no recipe.

    Warns
    -----
    SurfaceVizWarning
        If a newer surfaceviz made the recipe and something in it is unknown, and left out.
    """
    path = checks.path(path)
    label = repr(str(path))
    try:
        file = _only_file(path, label)
        with file.open("rb") as stream:
            head = stream.read(HEAD_BYTES)
            stream.seek(-min(len(head), len(PNG_END)), 2)
            tail = stream.read()
        carrier = next((each for each in CARRIERS if each.signature.match(head)), None)
        if carrier is None:
            return parse_recipe(_decoded(head, file, label), label, Path(path).parent)
        text = carrier.carried(file, head, tail)
    except DamagedError as error:
        raise InputError(f"{label} is damaged: {error}") from error
    except OSError as error:
        raise InputError(f"{label} cannot be read: {error.strerror or error}") from error
    if not text.startswith(MARK):
        raise InputError(
            f"{label} carries no recipe: surfaceviz did not make it, or another program has "
            "changed it since"
        )
    return parse_recipe(text, f"the recipe in {label}", Path(path).parent)


def _only_file(path: Path, label: str) -> Path:
    """Return the path of the file to read: of the pictures in a folder, the first."""
    if path.is_dir():
        pictures = sorted(each for each in path.iterdir() if each.suffix.lower() == ".png")
        if not pictures:
            raise InputError(f"{label} is a folder without PNG pictures: expected a film's file")
        path = pictures[0]
    if not path.exists():
        raise InputError(f"no such file: {label}; check its name and folder")
    if not path.is_file():
        # A pipe could keep us waiting for ever.
        raise InputError(f"{label} is no regular file: expected a film or a recipe in TOML")
    return path


def _decoded(content: bytes, path: Path, label: str) -> str:
    """Return the text of what should be TOML."""
    called_toml = path.suffix.lower() == ".toml"
    kinds = "expected a film that surfaceviz made, or a recipe in TOML"
    if not content:
        raise InputError(f"{label} is empty: {kinds}")
    if len(content) == HEAD_BYTES:
        raise InputError(f"{label} holds no recipe, it is too large for one: {kinds}")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if called_toml:
            raise InputError(
                f"{label} is not UTF-8 text (byte {error.start + 1} is "
                f"0x{content[error.start]:02x}): save it as TOML in UTF-8"
            ) from error
        raise InputError(f"{label} holds no recipe: {kinds}") from error
    if not called_toml and "=" not in text:
        raise InputError(f"{label} holds no recipe: {kinds}")
    return text
