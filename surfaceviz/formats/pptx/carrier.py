"""The recipe that a deck carries: in a part of its own, and to be seen in the notes."""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from surfaceviz.base.damage import DamagedError
from surfaceviz.formats.pptx.archive import ERRORS, open_archive, parse_part, read_entry
from surfaceviz.settings.recipe import MARK

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path
    from zipfile import ZipFile

NAMESPACE = "urn:surfaceviz:recipes"
RECIPES, RECIPE = f"{{{NAMESPACE}}}recipes", f"{{{NAMESPACE}}}recipe"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
# Parts by their numbers. Programs that drop what they do not know still keep the notes.
OWN = re.compile(r"customXml/item(\d+)\.xml", re.IGNORECASE)
NOTES = re.compile(r"ppt/notesSlides/notesSlide(\d+)\.xml", re.IGNORECASE)
# Bytes of one part, and number of parts looked at.
LARGEST, MOST = 1 << 22, 2000


def carried(path: Path, _head: bytes, _tail: bytes) -> str:
    """Return the text that a deck carries, or none; of several recipes the last one.

    Raises
    ------
    DamagedError
        If it is not whole.
    """
    try:
        with path.open("rb") as stream, open_archive(stream) as archive:
            roots = (_recipes(root) for root in _parts(archive, OWN))
            notes = (_in_notes(root) for root in _parts(archive, NOTES))
            return next((text for text in chain(roots, notes) if text), "")
    except ERRORS as error:
        raise DamagedError("it cannot be unpacked") from error


def recipes_part(texts: Iterable[str]) -> bytes:
    """Return the part with the recipes of a deck, in their order."""
    ET.register_namespace("", NAMESPACE)
    root = ET.Element(RECIPES)
    for text in texts:
        ET.SubElement(root, RECIPE).text = text
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root)


def recipes_of(part: bytes) -> list[str] | None:
    """Return the recipes in a part; None if it is another's."""
    try:
        root = parse_part(part)
    except ERRORS:
        return None
    return [each.text or "" for each in root.iter(RECIPE)] if root.tag == RECIPES else None


def _parts(archive: ZipFile, names: re.Pattern[str]) -> Iterator[ET.Element]:
    """Yield the roots of the parts of such names, the last first."""
    found = [
        (match, each) for each in archive.infolist() if (match := names.fullmatch(each.filename))
    ]
    found.sort(key=lambda pair: int(pair[0][1]), reverse=True)
    for _, entry in found[:MOST]:
        yield parse_part(read_entry(archive, entry, LARGEST))


def _recipes(root: ET.Element) -> str:
    recipes = list(root.iter(RECIPE)) if root.tag == RECIPES else []
    return recipes[-1].text or "" if recipes else ""


def _in_notes(root: ET.Element) -> str:
    lines = [
        "".join(text.text or "" for text in paragraph.iter(f"{DRAWING}t"))
        for paragraph in root.iter(f"{DRAWING}p")
    ]
    begin = next((at for at, line in enumerate(lines) if line.startswith(MARK)), len(lines))
    return "\n".join(lines[begin:])
