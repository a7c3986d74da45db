"""What is printed to show a film plays in a browser, and in the slides of real programs."""

from __future__ import annotations

import shutil
import subprocess

import lxml.html
import mistune
import pytest

import surfaceviz as sv
from surfaceviz.embedding import embed
from surfaceviz.embedding.companions import write_companions
from surfaceviz.embedding.probing import look_at
from tests.conftest import SMALL, missing, require
from tests.pages import VIEWPORT, until, watched

NAME = "a b#c?d%25 é 中&'(1)"
PAGE = "<!doctype html><meta charset=utf-8><title>t</title><link rel=icon href='data:,'>"
PROGRAMS = {"reveal.js": "6", "@marp-team/marp-cli": "4"}
# What a video says of itself.
VIDEO = """video => ({
    time: video.currentTime, paused: video.paused, ready: video.readyState,
    loop: video.loop, muted: video.muted, inline: video.playsInline,
    natural: [video.videoWidth, video.videoHeight], size: [video.width, video.height],
})"""
# Pictures report no error when they are not found: another one is asked for.
FOUND = """address => new Promise(done => {
    const picture = new Image();
    picture.onload = () => done(true);
    picture.onerror = () => done(false);
    picture.src = address;
})"""
DECK = """<!doctype html><meta charset=utf-8><title>t</title><link rel=icon href='data:,'>
<link rel=stylesheet href=dist/reveal.css><link rel=stylesheet href=dist/theme/white.css>
<div class=reveal><div class=slides>
<section><h2>First</h2></section>
%s
<section><h2>Last</h2></section>
</div></div>
<script src=dist/reveal.js></script><script>Reveal.initialize({transition: "none"})</script>"""


@pytest.fixture(scope="module")
def films(tmp_path_factory, short):
    """A folder with films of a hostile name, and what goes with them."""
    folder = tmp_path_factory.mktemp("embedded")
    paths = [folder / f"{NAME}{suffix}" for suffix in (".mp4", ".gif", ".html")]
    sv.render(short, *paths, size=SMALL, hold=0.2)
    write_companions(look_at(paths[0]))
    return folder


@pytest.fixture(scope="session")
def installed(tmp_path_factory):
    """Return the function that installs a program from npm, into a folder of its own."""
    require("npm")

    def installed(program):
        folder = tmp_path_factory.mktemp("npm")
        wanted = f"{program}@{PROGRAMS[program]}"
        flags = ["--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"]
        done = subprocess.run(
            ["npm", "install", *flags, wanted],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            missing(f"npm cannot install {wanted}: {done.stderr[-200:]}")
        return folder / "node_modules"

    return installed


@pytest.fixture
def view(browser):
    """A page in a window of its own, watched."""
    context = browser.new_context(viewport=VIEWPORT)
    page = context.new_page()
    with watched(page):
        yield page
    context.close()


def opened(page, folder, name, content):
    """Write a page beside the films, and open it."""
    path = folder / name
    path.write_text(content, encoding="utf-8")
    page.goto(path.as_uri())


def playing(page, selector="video"):
    """Return what a video says of itself once it has gone on."""
    video = page.locator(selector)
    until(lambda: video.evaluate(VIDEO)["time"] > 0)
    return video.evaluate(VIDEO)


def assert_as_meant(page, state):
    assert (state["loop"], state["muted"], state["inline"]) == (True, True, True)
    assert state["natural"] == list(SMALL)
    assert state["ready"] >= 2
    assert page.evaluate(FOUND, page.locator("video").get_attribute("poster"))


def test_a_page_plays_the_film(view, films):
    opened(view, films, "page.html", PAGE + embed(films / f"{NAME}.mp4", "html"))
    state = playing(view)
    assert_as_meant(view, state)
    assert state["size"] == list(SMALL)
    assert view.get_by_label("Animation of gradient descent").count() == 1


def test_a_page_keeps_still_for_those_who_want_that(view, films):
    view.emulate_media(reduced_motion="reduce")
    for suffix in (".mp4", ".gif"):
        opened(view, films, "calm.html", PAGE + embed(films / f"{NAME}{suffix}", "html"))
        if suffix == ".mp4":
            until(lambda: view.locator("video").evaluate(VIDEO)["ready"] >= 2)
            assert view.locator("video").evaluate(VIDEO)["paused"]
        else:
            until(lambda: view.locator("img").evaluate("img => img.naturalWidth"))
            chosen = view.locator("img").evaluate("img => img.currentSrc")
            assert chosen.endswith("-poster.png")


def test_markdown_and_pictures_are_found(view, films):
    texts = [embed(films / f"{NAME}{suffix}", "markdown") for suffix in (".mp4", ".gif")]
    texts = [mistune.html(text) for text in texts]
    texts += [embed(films / f"{NAME}.gif", target) for target in ("marp", "html")]
    opened(view, films, "pictures.html", PAGE + "".join(texts))
    count = view.locator("img").count()
    assert count == 4
    for image in view.locator("img").all():
        assert until(lambda image=image: image.evaluate("img => img.naturalWidth")) == SMALL[0]


def test_a_slide_of_reveal_plays_while_it_is_shown(view, films, installed):
    shutil.copytree(installed("reveal.js") / "reveal.js" / "dist", films / "dist")
    slides = [embed(films / f"{NAME}{suffix}", "reveal") for suffix in (".mp4", ".html", ".gif")]
    opened(view, films, "deck.html", DECK % "\n".join(slides))
    until(lambda: view.evaluate("Reveal.isReady()"))
    assert view.locator("video").evaluate(VIDEO)["paused"]
    view.keyboard.press("ArrowRight")
    state = playing(view)
    assert not state["paused"]
    assert_as_meant(view, state)
    view.keyboard.press("ArrowRight")
    until(lambda: view.locator("video").evaluate(VIDEO)["paused"])
    # The page is shown without its controls, and goes to the next slide itself.
    view.frame_locator("iframe").locator("canvas").wait_for()
    view.evaluate("Reveal.next()")
    until(lambda: view.locator("img").evaluate("img => img.naturalWidth") == SMALL[0])
    view.evaluate("Reveal.slide(1)")
    until(lambda: not view.locator("video").evaluate(VIDEO)["paused"])


def test_a_slide_of_marp_plays(view, films, installed):
    marp = installed("@marp-team/marp-cli") / ".bin" / "marp"
    snippets = [embed(films / f"{NAME}{suffix}", "marp") for suffix in (".mp4", ".gif", ".html")]
    slides = [f"# A slide\n\n{snippet}\n" for snippet in snippets]
    deck = films / "deck.md"
    deck.write_text("---\nmarp: true\n---\n\n" + "\n---\n\n".join(slides), encoding="utf-8")
    command = [marp, "--html", "--no-stdin", deck, "-o", films / "marp.html"]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    made = lxml.html.parse(str(films / "marp.html"))
    for snippet in snippets:
        (wanted,) = lxml.html.fragment_fromstring(snippet, create_parent=True)
        (kept,) = made.xpath(f"//section//{wanted.tag}")
        assert dict(kept.attrib) == dict(wanted.attrib)
    view.goto((films / "marp.html").as_uri())
    assert_as_meant(view, playing(view))
