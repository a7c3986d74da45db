"""What was written shows itself in a notebook."""

from __future__ import annotations

import base64
import os
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from IPython.core.interactiveshell import InteractiveShell

import surfaceviz as sv
from surfaceviz.embedding import display
from surfaceviz.formats import FORMATS
from tests.conftest import SMALL, place
from tests.pages import until

SHOWN = {
    ".gif": ("img", "image/gif"),
    ".mp4": ("video", "video/mp4"),
    ".webm": ("video", "video/webm"),
    ".webp": ("img", "image/webp"),
    ".apng": ("img", "image/apng"),
    ".png": ("img", "image/png"),
    ".svg": ("img", "image/svg+xml"),
}
NAMED = [".pdf", ".pptx", "/", "beamer/"]
HOSTILE = 'a "quoted" <b>&amp; 中 🎓'


class Elements(HTMLParser):
    """All elements of a text, each its name and attributes."""

    def __init__(self, text):
        super().__init__()
        self.found, self.said = [], ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.found.append((tag, dict(attributes)))

    def handle_data(self, data):
        self.said += data


@pytest.fixture(scope="module")
def written(tmp_path_factory, short):
    """By suffix, what was written."""
    folder = tmp_path_factory.mktemp("shown")
    paths = [str(folder / "beamer/") + "/" if "/" in s[:-1] else place(folder, s) for s in FORMATS]
    return dict(zip(FORMATS, sv.render(short, *paths, size=SMALL), strict=True))


def test_every_format_is_shown_or_named():
    assert {*SHOWN, *NAMED, ".html"} == set(FORMATS)


@pytest.mark.parametrize("suffix", SHOWN)
def test_films_and_figures_are_shown_whole(written, suffix):
    output, (tag, kind) = written[suffix], SHOWN[suffix]
    ((found, attributes),) = Elements(output._repr_html_()).found
    assert found == tag
    head, _, data = attributes["src"].partition(";base64,")
    assert head == f"data:{kind}"
    assert base64.b64decode(data) == output.path.read_bytes()
    assert attributes["width"] == str(output.width)
    told = attributes["alt"] if tag == "img" else attributes["aria-label"]
    assert told == output.alt
    assert "100 points" in told
    if tag == "video":
        # Without a sound a browser lets it begin.
        assert {"muted", "autoplay", "loop", "playsinline", "controls"} <= attributes.keys()


@pytest.mark.parametrize("suffix", NAMED)
def test_what_no_browser_shows_is_named(written, suffix):
    output = written[suffix]
    told = Elements(output._repr_html_())
    assert [tag for tag, _ in told.found] == ["p", "code"]
    assert str(output.path) in told.said


def test_a_page_is_shown_in_a_frame_of_its_own(written):
    ((tag, attributes),) = Elements(written[".html"]._repr_html_()).found
    assert tag == "iframe"
    assert attributes["srcdoc"] == written[".html"].path.read_text(encoding="utf-8")
    assert "allow-same-origin" not in attributes["sandbox"]


def test_several_are_shown_below_one_another(tmp_path, short):
    outputs = sv.render(
        short, tmp_path / "a.gif", tmp_path / "a.mp4", size=SMALL, panels=("loss",), poster=True
    )
    assert isinstance(outputs, tuple)
    assert [tag for tag, _ in Elements(outputs._repr_html_()).found] == ["img", "video", "img"]


def test_an_output_is_its_path(written):
    for output in written.values():
        assert os.fspath(output) == str(output.path)
        assert Path(output).exists()


def test_names_are_only_text(tmp_path):
    data = sv.Dataset.of([0.0, 1.0, 2.0], [1.0, 2.0, 4.0], name=HOSTILE)
    scene = sv.build_scene(data, epochs=2, grid=40)
    (output,) = sv.render(scene, tmp_path / "a.gif", size=SMALL, panels=("loss",))
    ((_, attributes),) = Elements(output._repr_html_()).found
    assert HOSTILE in attributes["alt"]


def test_what_is_gone_or_too_large_is_named(tmp_path, short, monkeypatch):
    (output,) = sv.render(short, tmp_path / "a.gif", size=SMALL, panels=("loss",))
    with monkeypatch.context() as patch:
        patch.setattr(display, "LARGEST", output.bytes - 1)
        assert Elements(output._repr_html_()).found[0][0] == "p"
    output.path.unlink()
    assert "a.gif" in Elements(output._repr_html_()).said


def test_a_notebook_takes_it_as_html(written):
    formatter = InteractiveShell().display_formatter
    for outputs in (written[".mp4"], sv.Outputs(written.values())):
        data, _ = formatter.format(outputs)
        assert re.search(r"<video src=.data:video/mp4", data["text/html"])


def test_a_browser_plays_it(tab, written):
    tab.set_content(written[".mp4"]._repr_html_())
    video = tab.locator("video")
    until(lambda: video.evaluate("video => video.currentTime > 0"))
    assert video.evaluate("video => [video.videoWidth, video.videoHeight]") == list(SMALL)
    assert video.evaluate("video => video.loop && video.muted && !video.paused")
    for suffix in (".gif", ".svg"):
        tab.set_content(written[suffix]._repr_html_())
        picture = tab.locator("img")
        until(lambda picture=picture: picture.evaluate("picture => picture.naturalWidth > 0"))
