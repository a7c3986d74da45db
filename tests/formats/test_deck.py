"""Decks: a slide with the film, read back by python-pptx, lxml, ffprobe and LibreOffice."""

from __future__ import annotations

import json
import os
import posixpath
import subprocess
import sys
import warnings
import zipfile
from io import BytesIO
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from lxml import etree
from PIL import Image
from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.util import Emu

import surfaceviz as sv
from surfaceviz.base.atomic import check_file
from surfaceviz.base.damage import DamagedError
from surfaceviz.draw.themes.theme import THEMES
from surfaceviz.formats import base
from surfaceviz.formats.pptx import archive
from surfaceviz.formats.pptx.areas import Area
from surfaceviz.formats.pptx.carrier import carried, recipes_part
from surfaceviz.formats.pptx.colours import palette_of
from surfaceviz.formats.pptx.texts import fitting_size, shown_line
from surfaceviz.settings.recipe import MARK
from surfaceviz.words import alt_text, headline, key_alt_text, key_headline, to_say
from surfaceviz.words.story_making import story_of
from tests.conftest import OLD, SMALL, require
from tests.office import convert, page_pictures

NS = {
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "p": "http://schemas.openxmlformats.org/presentationml/2006/main",
    "p14": "http://schemas.microsoft.com/office/powerpoint/2010/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "rel": "http://schemas.openxmlformats.org/package/2006/relationships",
    "ct": "http://schemas.openxmlformats.org/package/2006/content-types",
}
ODF = {
    "anim": "urn:oasis:names:tc:opendocument:xmlns:animation:1.0",
    "smil": "urn:oasis:names:tc:opendocument:xmlns:smil-compatible:1.0",
    "svg": "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0",
    "draw": "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0",
    "presentation": "urn:oasis:names:tc:opendocument:xmlns:presentation:1.0",
}
# In which order the standard has an element's children (ECMA-376, part 1, annex A).
ORDER = {
    "p:presentation": "sldMasterIdLst notesMasterIdLst handoutMasterIdLst sldIdLst sldSz notesSz "
    "custShowLst photoAlbum custDataLst kinsoku defaultTextStyle modifyVerifier extLst",
    "p:sld": "cSld clrMapOvr transition timing extLst",
    "p:pic": "nvPicPr blipFill spPr style extLst",
    "p:nvPicPr": "cNvPr cNvPicPr nvPr",
    "p:nvPr": "ph audioCd wavAudioFile audioFile videoFile quickTimeFile custDataLst extLst",
    "p:cNvPr": "hlinkClick hlinkHover extLst",
    "p:timing": "tnLst bldLst extLst",
    "p:cTn": "stCondLst endCondLst endSync iterate childTnLst subTnLst",
    "p:seq": "cTn prevCondLst nextCondLst",
    "p:cMediaNode": "cTn tgtEl",
    "p:cBhvr": "cTn tgtEl attrNameLst",
    "p:sldMaster": "cSld clrMap sldLayoutIdLst transition timing hf txStyles extLst",
    "a:clrScheme": "dk1 lt1 dk2 lt2 accent1 accent2 accent3 accent4 accent5 accent6 hlink "
    "folHlink extLst",
    "a:majorFont": "latin ea cs font extLst",
    "a:themeElements": "clrScheme fontScheme fmtScheme extLst",
}
ODD = "<b> & \"q\" 'a' 学习\U0001f600 \x07bell\ttab\nline \ud800"
COARSE = (120, 68)
QUICK = ["--size", "640x360", "--panels", "fit", "--epochs", "3", "--quiet"]


def parts(path):
    with zipfile.ZipFile(path) as file:
        return {name: file.read(name) for name in file.namelist()}


def check_package(path):
    """Check that a deck holds together: names, kinds, relationships, order of elements."""
    with zipfile.ZipFile(path) as file:
        names = file.namelist()
    found = parts(path)
    assert len(names) == len(set(names))
    assert names[0] == "[Content_Types].xml"
    kinds = etree.fromstring(found["[Content_Types].xml"])
    endings = {each.get("Extension").lower() for each in kinds.iterfind("ct:Default", NS)}
    named = {each.get("PartName") for each in kinds.iterfind("ct:Override", NS)}
    assert named <= {f"/{name}" for name in names}
    for name, content in found.items():
        assert f"/{name}" in named or name.rpartition(".")[2].lower() in endings, name
        if name.endswith((".xml", ".rels")):
            check_order(etree.fromstring(content), name)
        if name.endswith(".rels"):
            folder = posixpath.dirname(posixpath.dirname(name))
            for relation in etree.fromstring(content).iterfind("rel:Relationship", NS):
                target = posixpath.normpath(posixpath.join(folder, relation.get("Target")))
                assert target.lstrip("/") in names, (name, target)


def check_order(root, name):
    for element, children in ORDER.items():
        prefix, tag = element.split(":")
        order = children.split()
        for each in root.iter(f"{{{NS[prefix]}}}{tag}"):
            places = [order.index(etree.QName(child).localname) for child in each]
            assert places == sorted(places), (name, element)


def film_on(slide):
    (picture,) = slide._element.xpath(".//p:pic")
    return picture


def related(slide, number):
    return slide.part.related_part(number)


def area(picture):
    (place,) = picture.iter(f"{{{NS['a']}}}xfrm")
    (off, ext) = place
    return Area(*(int(each) for each in (off.get("x"), off.get("y"), ext.get("cx"), ext.get("cy"))))


def lecture(path, size=None, slides=2):
    """Write a deck as somebody might have it, with slides and a picture of a logo."""
    deck = Presentation()
    if size is not None:
        deck.slide_width, deck.slide_height = map(Emu, size)
    for number in range(slides):
        slide = deck.slides.add_slide(deck.slide_layouts[number % 2])
        slide.shapes.title.text = f"Lecture {number}"
    deck.save(path)
    return path


def keep_layouts(path, kinds):
    """Leave a deck only the layouts of these kinds."""
    deck = Presentation(path)
    for layout in list(deck.slide_layouts):
        if layout._element.get("type") not in kinds:
            deck.slide_layouts.remove(layout)
    deck.save(path)
    return path


def changed(path, change):
    """Rewrite a zip with some of its parts changed, or left out if None."""
    found = parts(path)
    with zipfile.ZipFile(path, "w") as file:
        for name, content in found.items():
            new = change(name, content)
            if new is not None:
                file.writestr(name, new)
    return path


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    return tmp_path_factory.mktemp("decks")


@pytest.fixture(scope="module")
def rendered(place, short):
    """The same short film in decks of all kinds, by their names."""
    template = lecture(place / "lecture.pptx")
    looks = {
        "light": {"slides": "key-frames"},
        "dark": {"theme": "dark", "title": ODD},
        "square": {"size": (480, 480), "panels": ["fit"]},
        "chinese": {"lang": "zh"},
        "templated": {"template": template},
    }
    for name, look in looks.items():
        with warnings.catch_warnings():
            # Not every machine has the letters of every title.
            warnings.simplefilter("ignore", sv.SurfaceVizWarning)
            sv.render(short, place / f"{name}.pptx", hold=0.2, **({"size": SMALL} | look))
    return {name: place / f"{name}.pptx" for name in looks}


@pytest.fixture
def light(rendered):
    return Presentation(rendered["light"])


@pytest.mark.parametrize("name", ["light", "dark", "square", "chinese", "templated"])
def test_the_package_holds_together(rendered, name):
    check_package(rendered[name])


def test_the_film_is_an_mp4(light, place, short):
    slide = light.slides[0]
    picture = film_on(slide)
    # python-pptx's own elements know only its own names.
    find = etree.ElementBase.xpath
    (link,) = find(picture, ".//a:videoFile/@r:link", namespaces=NS)
    (embedded,) = find(picture, ".//p14:media/@r:embed", namespaces=NS)
    assert related(slide, link) is related(slide, embedded)
    film = place / "out.mp4"
    film.write_bytes(related(slide, link).blob)
    command = [
        *(require("ffprobe"), "-v", "error", "-count_frames", "-of", "json"),
        *("-show_streams", "-show_format", str(film)),
    ]
    told = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    (stream,) = told["streams"]
    assert (stream["codec_name"], stream["pix_fmt"]) == ("h264", "yuv420p")
    assert (stream["width"], stream["height"]) == SMALL
    assert int(stream["nb_read_frames"]) == short.epochs + 1
    (span,) = (
        int(each.get("dur"))
        for each in slide._element.iter(f"{{{NS['p']}}}cTn")
        if each.get("dur", "1") not in ("1", "indefinite")
    )
    assert span == pytest.approx(1000 * float(told["format"]["duration"]), abs=2)


def poster_of(slide):
    (embedded,) = film_on(slide).xpath(".//a:blip/@r:embed")
    with Image.open(BytesIO(related(slide, embedded).blob)) as poster:
        return np.asarray(poster.convert("RGB"))


def assert_alike(seen, drawn):
    """Check that a picture of few colours looks like what was drawn, and that white is white."""
    noise = np.mean((seen.astype(float) - drawn) ** 2)
    assert 10 * np.log10(255**2 / noise) > 46
    assert (seen[drawn.min(axis=2) == 255] == 255).all()


def test_the_poster_is_the_last_frame(light, short):
    *_, last = sv.frames(short, size=SMALL)
    assert_alike(poster_of(light.slides[0]), last)


def test_the_poster_of_the_best_deck_is_exact(tmp_path, short):
    sv.render(short, tmp_path / "best.pptx", size=SMALL, quality="best")
    *_, last = sv.frames(short, size=SMALL)
    assert (poster_of(Presentation(tmp_path / "best.pptx").slides[0]) == last).all()


def test_a_slide_says_what_is_seen(light, short):
    story = story_of(short)
    slide = light.slides[0]
    assert slide.shapes.title.text == headline(story, "en")
    assert slide.shapes.title.is_placeholder
    (shape,) = film_on(slide).xpath(".//p:cNvPr")
    assert shape.get("descr") == shown_line(alt_text(story, "en"))
    notes = slide.notes_slide.notes_text_frame.text
    for sentence in to_say(story, "en"):
        assert sentence in notes
    assert light.core_properties.title == headline(story, "en")
    assert len(list(slide.placeholders)) == 1


def test_key_frames_have_slides_of_their_own(light, short):
    story = story_of(short)
    assert len(light.slides) == 1 + len(story.keys)
    frames = list(sv.frames(short, size=SMALL))
    for slide, key in zip(list(light.slides)[1:], story.keys, strict=True):
        assert slide.shapes.title.text == key_headline(story, key, "en")
        (shape,) = film_on(slide).xpath(".//p:cNvPr")
        assert shape.get("descr") == shown_line(key_alt_text(story, key, "en"))
        assert slide.notes_slide.notes_text_frame.text
        (embedded,) = film_on(slide).xpath(".//a:blip/@r:embed")
        with Image.open(BytesIO(related(slide, embedded).blob)) as picture:
            assert_alike(np.asarray(picture.convert("RGB")), frames[key.epoch])


def test_the_film_plays_by_itself_and_for_ever(light):
    root = light.slides[0]._element
    numbers = root.xpath(".//p:cTn/@id")
    assert len(numbers) == len(set(numbers))
    shapes = set(root.xpath(".//p:cNvPr/@id"))
    assert set(root.xpath(".//p:spTgt/@spid")) <= shapes
    (play,) = root.xpath(".//p:cTn[@presetClass='mediacall'][@nodeType='afterEffect']")
    assert [each.get("cmd") for each in play.iter(f"{{{NS['p']}}}cmd")] == ["playFrom(0.0)"]
    assert "mainSeq" in [each.get("nodeType") for each in play.iterancestors()]
    assert root.xpath("//p:video/p:cMediaNode/p:cTn/@repeatCount") == ["indefinite"]


def test_odd_titles_survive(rendered):
    deck = Presentation(rendered["dark"])
    title = deck.slides[0].shapes.title.text
    assert title == "<b> & \"q\" 'a' 学习\U0001f600 bell tab line"
    assert deck.core_properties.title == title


@pytest.mark.parametrize(("name", "lang"), [("light", "en-GB"), ("chinese", "zh-CN")])
def test_texts_name_their_language(rendered, short, name, lang):
    slide = Presentation(rendered[name]).slides[0]
    for root in (slide._element, slide.notes_slide._element):
        told = root.xpath(".//a:r/a:rPr/@lang")
        assert told
        assert set(told) == {lang}
    assert slide.shapes.title.text == headline(story_of(short), lang[:2])


@pytest.mark.parametrize("name", list(THEMES))
def test_a_deck_has_the_colours_of_its_theme(name):
    theme = THEMES[name]
    palette = palette_of(theme)
    scheme = ET.fromstring(palette.scheme)
    colours = {each.tag.rpartition("}")[2]: each[0].get("val").lower() for each in scheme}
    page, text = ("dk1", "lt1") if palette.dark else ("lt1", "dk1")
    assert f"#{colours[page]}" == theme.background
    assert f"#{colours[text]}" == theme.text
    assert f"#{colours['accent1']}" == theme.runs[0]
    assert palette.dark == (name in ("dark", "high-contrast"))


@pytest.mark.parametrize("name", ["light", "square", "templated"])
def test_films_keep_their_shape_and_clear_of_the_title(rendered, name):
    deck = Presentation(rendered[name])
    slide = list(deck.slides)[-1]
    film, title = area(film_on(slide)), slide.shapes.title
    wide, high = (480, 480) if name == "square" else SMALL
    assert film.width / film.height == pytest.approx(wide / high, rel=1e-4)
    assert not film.meets(Area(title.left, title.top, title.width, title.height))
    assert film.left >= 0 <= film.top
    assert film.right <= deck.slide_width
    assert film.bottom <= deck.slide_height
    assert film.left + film.right == pytest.approx(deck.slide_width, abs=4)


@pytest.mark.parametrize("letters", [10, 60, 90, 199])
def test_long_titles_get_smaller_letters(letters):
    room = Area(0, 0, 9_800_000, 685_800)
    size = fitting_size("W" * letters, room, 28)
    lines = -(-letters * 0.7 * size // (room.width / 12700))
    assert lines * 1.2 * size <= room.height / 12700
    assert fitting_size("学" * letters, room, 28) <= size


def test_a_deck_is_hardly_more_than_its_film(rendered):
    found = parts(rendered["square"])
    media = sum(len(content) for name, content in found.items() if "/media/" in name)
    assert rendered["square"].stat().st_size - media < 25_000
    assert sum("slideLayout" in name and name.endswith(".xml") for name in found) == 1


def test_the_same_recipe_gives_the_same_bytes(run, folder):
    for seed in "12":
        command = [sys.executable, "-m", "surfaceviz", "render", "-o", f"{seed}.pptx", *QUICK]
        subprocess.run(command, check=True, env=os.environ | {"PYTHONHASHSEED": seed})
    assert (folder / "1.pptx").read_bytes() == (folder / "2.pptx").read_bytes()
    small = run("render", "-o", "small.pptx", "--quality", "small", *QUICK)
    assert small[0] == 0
    assert (folder / "small.pptx").stat().st_size < (folder / "1.pptx").stat().st_size


# Templates.


def test_a_template_stays_as_it_is(rendered, place):
    before, after = Presentation(place / "lecture.pptx"), Presentation(rendered["templated"])
    assert len(after.slides) == len(before.slides) + 1
    for old, new in zip(before.slides, after.slides, strict=False):
        assert etree.tostring(old._element) == etree.tostring(new._element)
    old, new = parts(place / "lecture.pptx"), parts(rendered["templated"])
    for name in old:
        if "slideLayouts/" in name or "slideMasters/" in name or "theme/" in name:
            assert new[name] == old[name], name
    slide = after.slides[2]
    assert slide.slide_layout._element.get("type") == "titleOnly"
    assert [each.placeholder_format.type for each in slide.placeholders] == [PP_PLACEHOLDER.TITLE]
    assert (after.slide_width, after.slide_height) == (before.slide_width, before.slide_height)


@pytest.mark.parametrize(
    ("kinds", "chosen"),
    [
        ({"title", "titleOnly", "obj"}, "titleOnly"),
        ({"title", "obj", "twoObj"}, "obj"),
        ({"picTx", "blank"}, "picTx"),
        ({"title", "vertTitleAndTx"}, "title"),
        ({"blank"}, "blank"),
    ],
)
def test_the_best_layout_is_taken(tmp_path, short, kinds, chosen):
    template = keep_layouts(lecture(tmp_path / "mine.pptx", slides=0), kinds)
    sv.render(short, tmp_path / "film.pptx", size=SMALL, panels=["fit"], template=template)
    check_package(tmp_path / "film.pptx")
    deck = Presentation(tmp_path / "film.pptx")
    (slide,) = deck.slides
    assert slide.slide_layout._element.get("type") == chosen
    film = area(film_on(slide))
    assert film.size >= 0.15 * deck.slide_width * deck.slide_height
    texts = [each.text_frame.text for each in slide.shapes if each.has_text_frame]
    assert texts == [headline(story_of(short), "en")]
    for layout in slide.slide_layout.placeholders:
        kind = layout.placeholder_format.type
        if kind in (PP_PLACEHOLDER.OBJECT, PP_PLACEHOLDER.PICTURE):
            assert layout.left <= film.left
            assert film.right <= layout.left + layout.width


def test_the_template_may_be_the_target(tmp_path, short):
    target = lecture(tmp_path / "mine.pptx", slides=1)
    for number in (2, 3):
        sv.render(
            short, target, size=SMALL, panels=["fit"], template=target, title=f"Film {number}"
        )
        check_package(target)
        assert len(Presentation(target).slides) == number
    assert 'title = "Film 3"' in carried(target, b"", b"")


@pytest.mark.parametrize("kind", ["template", "slideshow", "macros"])
def test_templates_shows_and_macros_become_plain_decks(tmp_path, short, kind):
    main = b"application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
    other = {
        "template": main.replace(b"presentation.main", b"template.main"),
        "slideshow": main.replace(b"presentation.main", b"slideshow.main"),
        "macros": b"application/vnd.ms-powerpoint.presentation.macroEnabled.main+xml",
    }[kind]
    template = lecture(tmp_path / "mine.potx", slides=1)

    def change(name, content):
        if name == "[Content_Types].xml":
            return content.replace(main, other)
        if kind == "macros" and name == "ppt/_rels/presentation.xml.rels":
            macros = (
                '<Relationship Id="rId99" Target="presProps.xml" Type="http://schemas.microsoft.com'
                '/office/2006/relationships/vbaProject"/></Relationships>'
            )
            return content.replace(b"</Relationships>", macros.encode())
        return content

    changed(template, change)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        sv.render(short, tmp_path / "film.pptx", size=SMALL, panels=["fit"], template=template)
    assert [("macros" in str(each.message)) for each in caught] == [True] * (kind == "macros")
    check_package(tmp_path / "film.pptx")
    found = parts(tmp_path / "film.pptx")
    assert main in found["[Content_Types].xml"]
    assert other not in found["[Content_Types].xml"]
    assert b"vbaProject" not in found["ppt/_rels/presentation.xml.rels"]


def test_new_slides_join_the_last_section(tmp_path, short):
    template = lecture(tmp_path / "mine.pptx", slides=1)
    section = (
        f'<p:extLst><p:ext uri="{{521415D9-36F7-43E2-AB2F-B90AF26B5E84}}"><p14:sectionLst '
        f'xmlns:p14="{NS["p14"]}"><p14:section name="One" id="{{0}}"><p14:sldIdLst>'
        '<p14:sldId id="256"/></p14:sldIdLst></p14:section></p14:sectionLst></p:ext></p:extLst>'
        "</p:presentation>"
    )

    def change(name, content):
        if name != "ppt/presentation.xml":
            return content
        return content.replace(b"</p:presentation>", section.encode())

    changed(template, change)
    sv.render(short, tmp_path / "film.pptx", size=SMALL, panels=["fit"], template=template)
    deck = Presentation(tmp_path / "film.pptx")
    listed = [each.get("id") for each in deck.part._element.iter(f"{{{NS['p14']}}}sldId")]
    assert listed == [str(slide.slide_id) for slide in deck.slides]


def bomb(path):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("[Content_Types].xml", b" " * (archive.LONGEST_LIST + (1 << 26)))


def crowd(path):
    with zipfile.ZipFile(path, "w") as file:
        for number in range(15_000):
            file.writestr(f"{number:050}", b"")


def other_zip(kind):
    def write(path):
        with zipfile.ZipFile(path, "w") as file:
            main = f'<Types><Override PartName="/x" ContentType="{kind}"/></Types>'
            file.writestr("[Content_Types].xml", main)

    return write


def no_layouts(path):
    keep_layouts(lecture(path, slides=0), ())


def no_rels(path):
    changed(lecture(path), lambda name, content: None if name == "_rels/.rels" else content)


BAD = {
    "missing": (lambda _path: None, "no such template"),
    "folder": (lambda path: path.mkdir(), "is a folder"),
    "empty": (lambda path: path.write_bytes(b""), "is empty"),
    "text": (lambda path: path.write_text("Dear all"), "is no deck"),
    "word": (other_zip("x.wordprocessingml.document"), "a text of Word's"),
    "excel": (other_zip("x.spreadsheetml.sheet"), "a workbook of Excel's"),
    "zip": (other_zip("text/plain"), "is no deck"),
    "entities": (other_zip('"/><!DOCTYPE x [<!ENTITY e "e">]><x y="'), "damaged"),
    "truncated": (
        lambda path: path.write_bytes(lecture(path).read_bytes()[:-9000]),
        "damaged",
    ),
    "bomb": (bomb, "unpacks to far more"),
    "crowd": (crowd, "more parts than any deck"),
    "old": (
        lambda path: path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)),
        "password",
    ),
    "no layouts": (no_layouts, "no slide layout"),
    "no relations": (no_rels, "cannot be read"),
}


@pytest.mark.parametrize("name", list(BAD))
def test_a_bad_template_is_refused_in_one_line(run, folder, name):
    write, reason = BAD[name]
    write(folder / "mine.pptx")
    (folder / "film.pptx").write_bytes(OLD)
    code, out, err = run("render", "-o", "film.pptx", "--template", "mine.pptx", *QUICK)
    assert (code, out) == (2, "")
    assert reason in err
    assert err.count("\n") == 1
    assert (folder / "film.pptx").read_bytes() == OLD
    assert sorted(each.name for each in folder.iterdir() if each.name.startswith(".")) == []


def test_without_python_pptx_a_sentence_says_what_to_install(run, folder, monkeypatch):
    monkeypatch.setattr(base, "find_spec", lambda _name: None)
    code, _, err = run("render", "-o", "film.pptx", *QUICK)
    assert code == 2
    assert "pip install 'surfaceviz[slides]'" in err
    assert not (folder / "film.pptx").exists()


@pytest.mark.parametrize("lock", ["~$deck.pptx", ".~lock.deck.pptx#"])
def test_an_open_deck_is_not_replaced(tmp_path, lock):
    deck = tmp_path / "deck.pptx"
    check_file(deck)
    (tmp_path / lock).write_text("somebody")
    with pytest.raises(sv.InputError, match=r"is open in another program: .* delete"):
        check_file(deck)


# Recipes.


def test_a_deck_carries_its_recipe(rendered):
    for path in rendered.values():
        text = carried(path, b"", b"")
        assert text.startswith(MARK)
        notes = list(Presentation(path).slides)[-1 if "templated" in path.name else 0]
        assert text.strip() in notes.notes_slide.notes_text_frame.text


def test_the_notes_tell_the_recipe_if_nothing_else_does(rendered, tmp_path):
    wanted = carried(rendered["light"], b"", b"")
    copy = tmp_path / "copy.pptx"
    copy.write_bytes(rendered["light"].read_bytes())
    changed(copy, lambda name, content: None if name.startswith("customXml") else content)
    assert carried(copy, b"", b"").strip() == wanted.strip()


def test_other_decks_carry_none(tmp_path):
    assert carried(lecture(tmp_path / "mine.pptx"), b"", b"") == ""


@pytest.mark.parametrize("content", [b"<x", b"\xff", b'<!DOCTYPE x [<!ENTITY e "e">]><x>&e;</x>'])
def test_damaged_parts_are_told(tmp_path, content):
    path = tmp_path / "film.pptx"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("customXml/item1.xml", content)
    with pytest.raises(DamagedError):
        carried(path, b"", b"")


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_cut_off_decks_are_told(rendered, tmp_path, share):
    whole = rendered["square"].read_bytes()
    path = tmp_path / "film.pptx"
    path.write_bytes(whole[: int(share * len(whole))])
    with pytest.raises(DamagedError):
        carried(path, b"", b"")


@pytest.mark.parametrize("packing", [zipfile.ZIP_LZMA, zipfile.ZIP_DEFLATED])
def test_hostile_decks_are_not_unpacked(tmp_path, packing):
    path = tmp_path / "film.pptx"
    with zipfile.ZipFile(path, "w", packing) as file:
        file.writestr("customXml/item1.xml", recipes_part([" " * (1 << 23)]))
    with pytest.raises(DamagedError):
        carried(path, b"", b"")


# LibreOffice.


@pytest.fixture(scope="module")
def odp(office, rendered, place):
    names = ("light", "dark", "templated")
    found = convert(office, [rendered[name] for name in names], "odp", place)
    return {
        name: etree.fromstring(parts(path)["content.xml"])
        for name, path in zip(names, found, strict=True)
    }


@pytest.mark.parametrize("name", ["light", "dark", "templated"])
def test_libreoffice_plays_the_film_by_itself(odp, name):
    page = odp[name].findall(".//draw:page", ODF)[2 if name == "templated" else 0]
    (film,) = (
        each
        for each in page.findall("draw:frame", ODF)
        if each.find("draw:plugin", ODF) is not None
    )
    (main,) = page.xpath(".//anim:seq[@presentation:node-type='main-sequence']", namespaces=ODF)
    (play,) = main.iter(f"{{{ODF['anim']}}}command")
    assert play.get(f"{{{ODF['anim']}}}command") == "play"
    assert play.get(f"{{{ODF['smil']}}}targetElement") == film.get(f"{{{ODF['draw']}}}id")
    # Nothing waits for a click.
    begins = main.xpath(".//anim:par/@smil:begin", namespaces=ODF)
    assert set(begins) == {"0s"}
    repeated = page.xpath(".//@smil:repeatCount", namespaces=ODF)
    assert repeated == ["indefinite"]


def test_libreoffice_has_the_words(odp, short):
    story = story_of(short)
    page = odp["light"].find(".//draw:page", ODF)
    (told,) = page.xpath(".//draw:frame/svg:desc/text()", namespaces=ODF)
    assert told == shown_line(alt_text(story, "en"))
    notes = "".join(page.find("presentation:notes", ODF).itertext())
    for sentence in to_say(story, "en"):
        assert sentence in notes


def test_libreoffice_shows_the_poster_where_the_film_is(office, rendered, place, short):
    names = ("light", "square", "templated")
    pdfs = convert(office, [rendered[name] for name in names], "pdf", place)
    for name, pdf in zip(names, pdfs, strict=True):
        pages = page_pictures(pdf, 60)
        deck = Presentation(rendered[name])
        number = 2 if name == "templated" else 0
        film = area(film_on(deck.slides[number]))
        with Image.open(pages[number]) as page:
            scale = page.width / deck.slide_width
            corners = (film.left, film.top, film.right, film.bottom)
            shown = page.convert("RGB").crop([round(each * scale) for each in corners])
        look = {"size": (480, 480), "panels": ["fit"]} if name == "square" else {"size": SMALL}
        first, *_, last = map(Image.fromarray, sv.frames(short, **look))
        # How pixels are drawn at another size differs between programs; what they show does not.
        seen, begin, end = (
            np.asarray(each.resize(COARSE, Image.Resampling.BOX), float)
            for each in (shown, first, last)
        )
        assert np.abs(seen - end).mean() < min(3.0, np.abs(seen - begin).mean()), name


def test_a_title_stands_on_the_slide_and_not_in_the_film_again(tmp_path, short, light):
    sv.render(short, tmp_path / "own.pptx", size=SMALL, title="Downhill", intro=1.0)
    (slide,) = Presentation(tmp_path / "own.pptx").slides
    assert slide.shapes.title.text == "Downhill"
    assert (poster_of(slide) == poster_of(light.slides[0])).all()
    assert 'title = "Downhill"' in slide.notes_slide.notes_text_frame.text


def test_all_titles_are_of_one_size(tmp_path, short):
    sv.render(short, tmp_path / "keys.pptx", size=SMALL, slides="key-frames", title="long " * 30)
    sizes = {
        run.get("sz")
        for slide in Presentation(tmp_path / "keys.pptx").slides
        for run in slide.shapes.title._element.iter(f"{{{NS['a']}}}rPr")
    }
    assert len(sizes) == 1
