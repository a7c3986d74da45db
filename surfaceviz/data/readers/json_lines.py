"""JSON: an object a line, or one array of objects."""

from __future__ import annotations

import codecs
from dataclasses import replace
from typing import TYPE_CHECKING

from surfaceviz.base.errors import InputError
from surfaceviz.data.columns import PLAIN
from surfaceviz.data.numerals import Numerals
from surfaceviz.data.readers.packing import PIECE, read_head, unpacked
from surfaceviz.data.readers.protocol import Table, Way
from surfaceviz.data.readers.session import pattern
from surfaceviz.data.readers.text import check_text, check_whole_text
from surfaceviz.data.readers.typing import (
    Writing,
    head_of,
    judge_texts,
    kind_of,
    numerals_of,
    text_columns,
    text_evidence,
    view_of,
)
from surfaceviz.data.sql import identifier, literal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import duckdb

    from surfaceviz.data.columns import Chosen, Selection
    from surfaceviz.data.readers.protocol import Files


def open_table(files: Files, session: duckdb.DuckDBPyConnection, asked: Selection) -> Table:
    """Return the table of objects whose keys are its columns."""
    check_text(files, "JSON")
    array = _is_array(files.head)
    files = replace(files, paths=tuple(_filled(files, array=array)))
    check_whole_text(files, "JSON")
    if array:
        _check_closed(files)
    # An array that is damaged cannot be read on; of lines, those that are whole can.
    found = _objects(files, session, array=array, tolerant=not array)
    names, given = found.columns, [kind_of(str(dtype)) for dtype in found.types]
    text = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in names)
    options = f"columns = {{{text}}}"
    head = head_of(session, _objects(files, session, options, array=array, tolerant=not array))
    cells = [identifier(name) for name in names]
    evidence = text_evidence(head, cells)
    # Of numbers that are no text JSON says itself how they are written.
    told = [k for k, kind in enumerate(given) if kind not in PLAIN]
    texts, known = [cells[k] for k in told], [evidence[k] for k in told]
    numerals = dict(zip(told, numerals_of(head, texts, known, "", asked.decimal), strict=True))
    writings = [Writing(numerals.get(k, Numerals())) for k in range(len(cells))]
    kinds = [each.kind for each in judge_texts(head, cells, writings, evidence)]
    columns = text_columns(names, kinds, writings)

    def ways(chosen: Chosen) -> Iterator[Way]:
        for tolerant in (False,) if array else (False, True):
            rows = _objects(files, session, options, array=array, tolerant=tolerant)
            sure = view_of(columns, writings, cells, strict=chosen.all)
            yield Way(rows.project(sure), dear=True)
            seen = view_of(columns, writings, cells, checked=chosen.all)
            yield Way(rows.project(seen), dear=True, strays=True)

    return Table(columns, ways)


def _filled(files: Files, *, array: bool) -> Iterator[Path]:
    """Yield the files that hold anything, and refuse those that are written otherwise."""
    for path in files.paths:
        head = read_head(path, files.packing, len(files.head), files.label)
        if not head.strip():
            continue
        if _is_array(head) != array:
            raise InputError(
                f"{files.label} matches files written in different ways: some are an array of "
                "objects, others have an object a line"
            )
        yield path


def _check_closed(files: Files) -> None:
    """Refuse arrays that are cut off, which DuckDB takes for whole if that is between objects."""
    for path in files.paths:
        last = b""
        with unpacked(path, files.packing) as stream:
            if not files.packing:
                stream.seek(max(0, path.stat().st_size - PIECE))
            while piece := stream.read(PIECE):
                last = piece.rstrip()[-1:] or last
        if last != b"]":
            raise InputError(f"{files.label} is cut off: its array never closes")


def _is_array(head: bytes) -> bool:
    return head.removeprefix(codecs.BOM_UTF8).lstrip().startswith(b"[")


def _objects(
    files: Files,
    session: duckdb.DuckDBPyConnection,
    options: str = "auto_detect = true, map_inference_threshold = -1",
    *,
    array: bool,
    tolerant: bool,
) -> duckdb.DuckDBPyRelation:
    """Return the objects as rows; what is none becomes a row of nothing if that is tolerated."""
    return session.sql(
        f"FROM read_json($1, format = '{'array' if array else 'newline_delimited'}', "
        f"records = true, compression = {literal(files.packing or 'uncompressed')}, "
        f"hive_partitioning = false, ignore_errors = {tolerant}, {options})",
        params=[[pattern(path) for path in files.paths]],
    )
