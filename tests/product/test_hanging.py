"""Whatever looks for something in files of others takes time in proportion to their length."""

from __future__ import annotations

import time

import pytest

from surfaceviz.base.damage import DamagedError
from surfaceviz.data.readers.layout import Layout
from surfaceviz.data.readers.lines import _cut, _quoted
from surfaceviz.data.readers.sheets import FAR_CELL, filled_cells
from surfaceviz.embedding import probing
from surfaceviz.embedding.latex import animation_in
from surfaceviz.formats.recipe_carriers import CARRIERS, in_metadata, in_script
from surfaceviz.formats.recipe_documents import IN_PDF
from surfaceviz.settings.recipe_parsing import unquoted

MARK = 'id="surfaceviz-recipe">'
CELL = b"<c r='A1'"
# What is done to a text, and how it begins, and what of it comes again and again.
SCANNED = {
    "texts of TOML": (unquoted, "", '\\"'),
    "texts of TOML, single": (unquoted, "", "'\""),
    "scripts of a page": (in_script, "", "<script "),
    "scripts of a page, marked": (in_script, "", f"<script {MARK}"),
    "marks of a page": (in_script, "", MARK),
    "tags of a film": (in_metadata, "", "\\\n"),
    "tags of a film, without a value": (in_metadata, "a", "\\\\\\"),
    "animations": (animation_in, "", "\\animategraphics["),
    "animations that do not end": (animation_in, "\\animategraphics[", "]{}{a}{1"),
    "first tags of a drawing": (probing.ROOT.findall, b"", b"<svg "),
    "sides of a drawing": (probing.sides_of, '<svg width="1', " "),
    "sides of a drawing, many": (probing.sides_of, "<svg", ' width="1'),
    "part of a drawing": (probing.sides_of, '<svg viewBox="0', " "),
    "part of a drawing, many": (probing.sides_of, "<svg", ' viewBox="0 0 1'),
    "texts of PDF": (IN_PDF.match, b"", b"\\\\a"),
    "cells of a sheet": (filled_cells, b"", b" r='A1'"),
    "cells of a sheet, far": (lambda text: filled_cells(text, FAR_CELL), b"<c", b" r='AA1'"),
    "cells in quotes": (
        lambda text: _cut(text, _quoted(Layout(",", '"', '"', 0, True, ()))),
        b',"""',
        b',""',
    ),
    "cells in quotes, with escapes": (
        lambda text: _cut(text, _quoted(Layout(",", '"', "\\", 0, True, ()))),
        b',"',
        b',\\"',
    ),
    "beginning of a drawing": (
        lambda text: [each.signature.match(text) for each in CARRIERS],
        b"",
        b"<!> ",
    ),
    "beginning of a film": (
        lambda text: [pattern.match(text) for pattern, _ in probing.SIGNATURES],
        b"<!--",
        b"<sv",
    ),
}
LENGTH = 25_000


@pytest.mark.parametrize("what", SCANNED)
def test_time_grows_with_length_not_with_its_square(what):
    scan, head, again = SCANNED[what]
    short, long = (head + again * (times * LENGTH // len(again)) for times in (1, 8))

    def seconds(text):
        began = time.thread_time()
        scan(text)
        return time.thread_time() - began

    # What takes next to no time cannot be compared, and needs no comparison.
    once, eight = (min(seconds(text) for _ in range(3)) for text in (short, long))
    assert eight <= max(16 * once, 0.1)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ('a."b.c".d', "a..d"),
        (r'"a\".b".c', ".c"),
        ("'a.\"b'.c", ".c"),
        ('"a.b\nc.d', '"a.b\nc.d'),
        ("'a.b", "'a.b"),
        ('"""\na.b"""', '"\na.b"'),
    ],
)
def test_texts_in_quotes_are_left_out_where_they_end(text, left):
    assert unquoted(text) == left


@pytest.mark.parametrize(
    ("text", "held"),
    [
        (f"<script {MARK}a = 1</script>", "a = 1"),
        (f'<p>{MARK}</p><script type="a" {MARK}a</script><script {MARK}b</script>', "a"),
        (f"<script >{MARK}a</script>", ""),
        (f"<script {MARK}a", ""),
        ("", ""),
    ],
)
def test_the_recipe_of_a_page_is_in_its_script(text, held):
    assert in_script(text) == held


@pytest.mark.parametrize(
    ("told", "comment"),
    [
        (";FFMETADATA1\ntitle=a\nCOMMENT=b\\=c\\\nd\nencoder=e\n", "b=c\nd"),
        ("a\\=comment=b\ncomment=c", "c"),
        ("comment", ""),
        ("comment=a\\", "a"),
    ],
)
def test_the_comment_of_a_film_is_found(told, comment):
    assert in_metadata(told) == comment


def test_an_animation_is_found_with_its_arguments():
    wanted = r"\animategraphics[a={]},b]{20}{x/frame-}{0}{9}"
    assert animation_in(f"\\begin{{frame}}{wanted} {wanted}") == wanted
    assert not animation_in(r"\animategraphics[a]{20}{x}{0}")


def test_only_cells_that_hold_anything_count():
    sheet = b'<c r="B2"><v>1</v></c><c r="C3"/><c r="D4"></c><c t="n" r = "E5" s="1"><v>1</v></c>'
    assert filled_cells(sheet) == [(b"B", b"2"), (b"E", b"5")]


@pytest.mark.parametrize("side", ["9" * 400, "1" * 20])
def test_a_drawing_of_no_size_is_damaged(side):
    with pytest.raises(DamagedError, match="width and height"):
        probing.sides_of(f'<svg width="{side}" height="1">')
