"""A deck as a file that is the same every time, with its recipe."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_URL, uuid5
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from pptx.opc.constants import CONTENT_TYPE as CT
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.opc.package import Part
from pptx.opc.packuri import PackURI
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn

from surfaceviz.formats.pptx.carrier import NAMESPACE, recipes_of, recipes_part

if TYPE_CHECKING:
    from pathlib import Path

    from pptx.presentation import Presentation as Deck

# Compressed already.
DENSE = (".mp4", ".png", ".jpg", ".jpeg", ".gif")
ITEM = "http://schemas.openxmlformats.org/officeDocument/2006/customXml"
# Zips name the system they come from; this one everywhere.
UNIX, READABLE = 3, 0o600 << 16


def add_recipe(deck: Deck, text: str) -> None:
    """Let a deck carry a recipe, after those that it carries already."""
    for relation in deck.part._rels.values():
        if relation.reltype == RT.CUSTOM_XML and not relation.is_external:
            part = relation.target_part
            before = recipes_of(part.blob)
            if before is not None:
                part.blob = recipes_part([*before, text])
                return
    package = deck.part.package
    name = package.next_partname("/customXml/item%d.xml")
    part = Part(name, CT.XML, package, recipes_part([text]))
    # PowerPoint keeps a part of anyone's that has properties of its own.
    number = name.rpartition("item")[2]
    properties = Part(
        PackURI(f"/customXml/itemProps{number}"),
        CT.OFC_CUSTOM_XML_PROPERTIES,
        package,
        _properties(),
    )
    part.relate_to(properties, RT.CUSTOM_XML_PROPS)
    deck.part.relate_to(part, RT.CUSTOM_XML)


def _properties() -> bytes:
    identity = str(uuid5(NAMESPACE_URL, NAMESPACE)).upper()
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="no"?>\n'
        f'<ds:datastoreItem xmlns:ds="{ITEM}" ds:itemID="{{{identity}}}">'
        f'<ds:schemaRefs><ds:schemaRef ds:uri="{NAMESPACE}"/></ds:schemaRefs></ds:datastoreItem>'
    ).encode()


def save(deck: Deck, path: Path) -> None:
    """Write a deck as a file, without the time of day."""
    _list_notes_master(deck)
    packed = BytesIO()
    deck.save(packed)
    with ZipFile(packed) as source, ZipFile(path, "w") as target:
        for name in source.namelist():
            entry = ZipInfo(name)
            entry.create_system, entry.external_attr = UNIX, READABLE
            dense = name.lower().endswith(DENSE)
            entry.compress_type = ZIP_STORED if dense else ZIP_DEFLATED
            target.writestr(entry, source.read(name))


def _list_notes_master(deck: Deck) -> None:
    """Name the master of the notes where a deck names its parts; python-pptx leaves it out."""
    root: Any = deck.part._element
    relations: Any = deck.part._rels
    masters = [name for name, each in relations.items() if each.reltype == RT.NOTES_MASTER]
    if not masters or root.find(qn("p:notesMasterIdLst")) is not None:
        return
    listed = f'<p:notesMasterId r:id="{masters[0]}"/>'
    root.find(qn("p:sldMasterIdLst")).addnext(
        parse_xml(f"<p:notesMasterIdLst {nsdecls('p', 'r')}>{listed}</p:notesMasterIdLst>")
    )
