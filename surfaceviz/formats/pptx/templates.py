"""Decks of other people, to put slides into: what they may be, and what they must not."""

from __future__ import annotations

import warnings
from io import BytesIO
from typing import TYPE_CHECKING, Any
from zipfile import ZIP_STORED, BadZipFile, ZipFile

from pptx import Presentation
from pptx.opc.constants import CONTENT_TYPE as CT

from surfaceviz.base.errors import InputError, SurfaceVizWarning
from surfaceviz.formats.pptx.archive import ERRORS, SIGNATURE, open_archive, parse_part, read_entry

if TYPE_CHECKING:
    from pathlib import Path

    from pptx.presentation import Presentation as Deck

OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
TYPES = "[Content_Types].xml"
# Bytes of a file, and of all its parts; of a part that is parsed.
LARGEST, LARGEST_PART = 1 << 30, 1 << 26
PARSED = (".xml", ".rels")
PLAIN = CT.PML_PRESENTATION_MAIN
# Templates, slide shows, and all of them with macros: the same within.
ALIKE = (
    CT.PML_TEMPLATE_MAIN,
    CT.PML_SLIDESHOW_MAIN,
    CT.PML_PRES_MACRO_MAIN,
    "application/vnd.ms-powerpoint.template.macroEnabled.main+xml",
    "application/vnd.ms-powerpoint.slideshow.macroEnabled.main+xml",
)
OTHERS = {"wordprocessingml": "a text of Word's", "spreadsheetml": "a workbook of Excel's"}
MACROS = "http://schemas.microsoft.com/office/2006/relationships/vbaProject"
EXPECTED = "expected a deck in PowerPoint's format (.pptx or .potx)"


def open_template(path: Path) -> Deck:
    """Return the deck in a file.

    Raises
    ------
    InputError
        If it is none, or cannot be read.

    Warns
    -----
    SurfaceVizWarning
        If it has macros, which a .pptx cannot hold.
    """
    label = repr(str(path))
    content = _plain(_read(path, label), label)
    try:
        deck = Presentation(BytesIO(content))
    except Exception as error:
        # Depending on what is missing in it, python-pptx raises nearly anything.
        raise InputError(
            f"the template {label} cannot be read: open it in PowerPoint or LibreOffice and save "
            "it as .pptx again"
        ) from error
    _drop_macros(deck, label)
    return deck


def _read(path: Path, label: str) -> bytes:
    """Return the bytes of a file, which begin as a zip does."""
    try:
        if not path.exists():
            raise InputError(f"no such template: {label}; check its name and folder")
        if not path.is_file():
            what = "a folder" if path.is_dir() else "no regular file"
            raise InputError(f"the template {label} is {what}: {EXPECTED}")
        if path.stat().st_size > LARGEST:
            raise InputError(f"the template {label} is larger than a gigabyte: {EXPECTED}")
        content = path.read_bytes()
    except OSError as error:
        raise InputError(
            f"the template {label} cannot be read: {error.strerror or error}"
        ) from error
    if content.startswith(OLD):
        raise InputError(
            f"the template {label} is protected by a password, or in PowerPoint's format before "
            "2007: save it as .pptx without a password"
        )
    if not content.startswith(SIGNATURE):
        what = "empty" if not content else "no deck"
        raise InputError(f"the template {label} is {what}: {EXPECTED}")
    return content


def _plain(content: bytes, label: str) -> bytes:
    """Return a deck's bytes, as those of a .pptx if it is a template or a show."""
    try:
        with open_archive(BytesIO(content)) as archive:
            _check_sizes(archive)
            types = _types(archive)
            found = {each.get("ContentType", "") for each in parse_part(types)} if types else set()
            if PLAIN in found:
                return content
            alike = [kind for kind in ALIKE if kind in found]
            if alike:
                changed = types.replace(alike[0].encode(), PLAIN.encode())
                return _repacked(archive, {TYPES: changed})
    except ERRORS as error:
        raise InputError(
            f"the template {label} is damaged ({_reason(error)}): fetch or save it again"
        ) from error
    words = [what for kind, what in OTHERS.items() if any(kind in each for each in found)]
    raise InputError(f"the template {label} is {(words or ['no deck'])[0]}: {EXPECTED}")


def _reason(error: Exception) -> str:
    return str(error) if isinstance(error, BadZipFile) else "it cannot be unpacked"


def _check_sizes(archive: ZipFile) -> None:
    """Refuse what would unpack to more than a deck has; no entry unpacks to more than it says."""
    entries = archive.infolist()
    large = [
        each.filename
        for each in entries
        if each.filename.lower().endswith(PARSED) and each.file_size > LARGEST_PART
    ]
    if large or sum(each.file_size for each in entries) > LARGEST:
        raise BadZipFile("it unpacks to far more than any deck")


def _types(archive: ZipFile) -> bytes:
    """Return the part that tells what the others are; nothing if there is none."""
    entry = next((each for each in archive.infolist() if each.filename == TYPES), None)
    return b"" if entry is None else read_entry(archive, entry, LARGEST_PART)


def _repacked(archive: ZipFile, changed: dict[str, bytes]) -> bytes:
    file = BytesIO()
    with ZipFile(file, "w", ZIP_STORED) as copy:
        for entry in archive.infolist():
            name = entry.filename
            copy.writestr(name, changed[name] if name in changed else archive.read(entry))
    return file.getvalue()


def _drop_macros(deck: Deck, label: str) -> None:
    relations: Any = deck.part._rels
    macros = [name for name, each in relations.items() if each.reltype == MACROS]
    for name in macros:
        relations.pop(name)
    if macros:
        warnings.warn(
            f"the macros of the template {label} are left out: a .pptx holds none",
            SurfaceVizWarning,
            stacklevel=2,
        )
