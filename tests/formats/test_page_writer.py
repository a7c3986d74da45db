"""A page is one file that fetches nothing, takes no text for markup, and carries its recipe."""

from __future__ import annotations

import json
import re
from base64 import b64decode, b64encode
from gzip import decompress
from hashlib import sha256
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from PIL import Image

import surfaceviz as sv
from surfaceviz.base.errors import InputError
from surfaceviz.draw.look import Look
from surfaceviz.film import shooting
from surfaceviz.formats.page import page_writer
from surfaceviz.formats.page.module import module_text
from surfaceviz.formats.page.page_writer import page_text
from surfaceviz.formats.page.payload import film_payload
from surfaceviz.formats.page.still import LARGEST, still_of
from surfaceviz.settings import recipe
from surfaceviz.settings.pace import Pace
from tests.conftest import OLD, SMALL, content

DATA, PROGRAM, RECIPE = "surfaceviz-data", "surfaceviz-program", "surfaceviz-recipe"


class Page(HTMLParser):
    """The elements of a page with their attributes and texts, as a browser reads them."""

    def __init__(self, text):
        super().__init__()
        self.elements, self.within = [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.within = []
        self.elements.append((tag, dict(attrs), self.within))

    def handle_endtag(self, _tag):
        self.within = []

    def handle_data(self, data):
        self.within.append(data)

    def all(self, tag):
        return [(attrs, "".join(texts)) for name, attrs, texts in self.elements if name == tag]

    def text(self, name):
        (found,) = [text for attrs, text in self.all("script") if attrs.get("id") == name]
        return found

    @property
    def policy(self):
        (policy,) = [
            attrs["content"]
            for attrs, _ in self.all("meta")
            if attrs.get("http-equiv") == "Content-Security-Policy"
        ]
        return dict(rule.split(" ", 1) for rule in policy.split("; "))


def read(path):
    return Page(Path(path).read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def payload(article):
    return film_payload(article, Look(), Pace())


@pytest.fixture(scope="module")
def plain(payload):
    return Page(page_text(payload, "no <recipe>"))


@pytest.fixture(scope="module")
def classic(article, tmp_path_factory):
    path = tmp_path_factory.mktemp("page") / "classic.html"
    return path, sv.render(article, path)[0]


NASTY = st.one_of(
    st.sampled_from(
        [
            "</script>",
            "</SCRIPT ><script>alert(1)</script>",
            "<!--",
            "<!--<script>",
            "]]>",
            "\"' onload=alert(1) x='",
            "{{7*7}}${1}",
            "%%DATA%%",
            "%%SCRIPT%%%%",
            "&lt;&amp;&#0;",
            "学习时间",
            "📈",
            "\u2028\u2029",
            "\ud800",
            "\0\r\n\x0b\x7f",
            "\\u003c\\",
        ]
    ),
    st.text(max_size=30),
    st.text(st.characters(codec=None), max_size=10),
)


@given(st.lists(NASTY, min_size=6, max_size=6))
@example(["</script>"] * 6)
@example(["%%TITLE%%"] * 6)
def test_texts_are_texts_whatever_they_hold(payload, plain, texts):
    title, x_name, y_name, name, label, caption = texts
    told = payload | {
        "title": title,
        "captions": [[0, caption]],
        "data": payload["data"] | {"x_name": x_name, "y_name": y_name, "name": name},
        "runs": [payload["runs"][0] | {"label": label}],
        "numbers": [label],
    }
    page = Page(page_text(told, "no <recipe>"))
    assert json.loads(page.text(DATA)) == told
    # Not an element more, nor an attribute, than a page of harmless texts has.
    assert shape(page) == shape(plain)
    assert page.policy == plain.policy
    ((_, written),) = page.all("title")
    shown = page_writer.UNSHOWN.sub("\N{REPLACEMENT CHARACTER}", title or name)
    assert written == shown


def shape(page):
    return [(tag, sorted(attrs)) for tag, attrs, _ in page.elements]


def test_the_recipe_is_there_as_it_was(payload):
    text = recipe.HEADLINE + '\ntitle = "</script><!--&amp;\\\\<"\n'
    found = Page(page_text(payload, text)).text(RECIPE)
    assert "<" not in found
    assert found.replace("\\u003c", "<").replace("\\u003e", ">").replace("\\u0026", "&") == text


def test_the_policy_allows_what_is_in_the_page_and_nothing_else(classic):
    page = read(classic[0])
    assert page.policy["default-src"] == "'none'"
    for rule, tag in (("script-src", "script"), ("style-src", "style")):
        running = [text for attrs, text in page.all(tag) if attrs.get("type", "module") == "module"]
        if tag == "script":
            running.append(decompress(b64decode(page.text(PROGRAM))).decode())
            assert running[-1].startswith(module_text())
        hashes = [b64encode(sha256(text.encode()).digest()).decode() for text in running]
        assert page.policy[rule].split() == [f"'sha256-{each}'" for each in hashes]
        assert running
    for _, attrs, _ in page.elements:
        for name in ("src", "href", "action", "srcset", "data", "background", "poster"):
            assert (attrs.get(name) or "data:").startswith(("data:", "#")), attrs
        assert not [name for name in attrs if name.startswith("on") or name == "style"]


def test_the_page_of_the_classic_case_is_small(classic):
    path, output = classic
    size = path.stat().st_size
    points = sum(len(json.loads(read(path).text(DATA))["data"][axis]) for axis in "xy")
    assert size - points < 150_000
    assert output.bytes == size
    assert (output.format, output.frames, output.fps) == ("html", 101, 20.0)
    assert output.seconds == pytest.approx(101 / 20 + 2)
    assert (output.width, output.height) == (1280, 720)


def test_without_script_there_is_a_picture_of_the_end_and_the_numbers(classic, article):
    text = classic[0].read_text(encoding="utf-8")
    (inside,) = re.findall(r"<noscript>(.*?)</noscript>", text, re.DOTALL)
    page = Page(inside)
    ((attrs, _),) = page.all("img")
    png = b64decode(attrs["src"].removeprefix("data:image/png;base64,"))
    assert len(png) < LARGEST
    assert attrs["alt"] == "descent"
    with Image.open(BytesIO(png)) as picture:
        assert picture.size == (640, 360)
        small = np.asarray(picture.convert("RGB"), dtype=float)
    *_, last = sv.frames(article)
    halved = last.reshape(360, 2, 640, 2, 3).mean(axis=(1, 3))
    # Scaled down and of few colours, but the same picture.
    assert np.abs(small - halved).mean() < 5
    assert "m = 2.94898, b = 0.350051, MSE = 1.0134" in inside


@pytest.mark.parametrize("size", [(64, 64), (640, 2), (1920, 1080)])
def test_even_noise_makes_a_small_still(size):
    noise = np.random.default_rng(0).integers(0, 256, (size[1], size[0], 4), dtype=np.uint8)
    png = still_of(noise)
    assert len(png) <= LARGEST
    with Image.open(BytesIO(png)) as picture:
        assert picture.width in (320, min(640, size[0]))


def test_a_page_and_films_are_made_in_one_go(short, tmp_path):
    told = []
    paths = [tmp_path / name for name in ("a.html", "a.gif", "alone.gif", "alone.html")]
    sv.render(short, *paths[:2], size=SMALL, report=lambda done, total: told.append((done, total)))
    assert told[-1] == (6, 6)
    sv.render(short, paths[2], size=SMALL)
    sv.render(short, paths[3], size=SMALL)
    assert content(paths[1]) == content(paths[2])
    assert content(paths[0]) == content(paths[3])


def test_for_a_page_alone_a_single_frame_is_drawn(short, tmp_path, monkeypatch):
    drawn, told, make = [], [], shooting.moment_painter

    def counting(*arguments):
        paint = make(*arguments)
        return lambda moment: drawn.append(moment) or paint(moment)

    monkeypatch.setattr(shooting, "moment_painter", counting)
    options = {"size": SMALL, "intro": 1.0, "report": lambda *done: told.append(done)}
    sv.render(short, tmp_path / "a.html", tmp_path / "b.html", **options)
    assert drawn == [short.epochs]
    assert told == [(1, 1)]


def test_the_recipe_of_a_page_makes_its_film(run, folder):
    made = ["render", "study.csv", "--epochs", "3", "--size", "640x360", "--title", "a </script> &"]
    assert run(*made, "-o", "a.html", "-o", "a.gif")[0] == 0
    _, printed, _ = run("recipe", "a.html")
    assert printed == run("recipe", "a.gif")[1]
    assert sv.read_recipe("a.html").settings["title"] == "a </script> &"
    assert run("render", "--recipe", "a.html", "-o", "b.gif", "-o", "b.html")[0] == 0
    assert content(folder / "b.gif") == content(folder / "a.gif")
    assert content(folder / "b.html") == content(folder / "a.html")


def test_damaged_and_foreign_pages_are_refused(classic, tmp_path):
    path, whole = tmp_path / "a.html", classic[0].read_text(encoding="utf-8")
    for length in (30, len(whole) // 2, len(whole) - 3):
        path.write_text(whole[:length], encoding="utf-8")
        with pytest.raises(InputError, match=r"damaged: it is cut off"):
            sv.read_recipe(path)
    path.write_text("<!DOCTYPE HTML><title>x</title></html>")
    with pytest.raises(InputError, match="carries no recipe"):
        sv.read_recipe(path)


def no_room(*_given):
    raise OSError(28, "No space left on device")


def interrupted(*_given):
    raise KeyboardInterrupt


@pytest.mark.parametrize(
    ("part", "fails", "error"),
    [
        ("still_of", no_room, sv.OutputError),
        ("module_text", interrupted, KeyboardInterrupt),
        ("report", interrupted, KeyboardInterrupt),
    ],
)
def test_a_page_that_fails_leaves_what_was_there(short, tmp_path, monkeypatch, part, fails, error):
    path = tmp_path / "a.html"
    path.write_bytes(OLD)
    if part != "report":
        monkeypatch.setattr(page_writer, part, fails)
    options = {"report": fails} if part == "report" else {}
    with pytest.raises(error):
        sv.render(short, path, tmp_path / "b.html", size=SMALL, **options)
    assert [each.name for each in tmp_path.iterdir()] == ["a.html"]
    assert path.read_bytes() == OLD
