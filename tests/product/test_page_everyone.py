"""The page to play with is for everyone: by keyboard, read aloud, small, dark, printed, still."""

from __future__ import annotations

import io
import re

import numpy as np
import pytest
from PIL import Image

import surfaceviz as sv
from surfaceviz.draw.look import Look
from surfaceviz.draw.stage import build_stage, draw_frames
from surfaceviz.words.words import CHINESE, ENGLISH
from tests.pages import READY, choice, field, handle, middle, opened, press, slider, state, until

FULL = {"width": 1280, "height": 1000}
BUTTONS = (
    *("first", "back", "play", "forward", "last", "loop", "auto", "add_run"),
    *("edit_points", "fit_window", "reset", "copy_command", "save_picture"),
)
# What has the focus, its ring, and whether anything can be seen of it.
FOCUSED = """() => {
    const at = document.activeElement, style = getComputedStyle(at);
    const box = at.getBoundingClientRect();
    return [at.getAttribute("aria-label") ?? at.textContent, style.outlineStyle,
            parseFloat(style.outlineWidth), box.width * box.height];
}"""
REACHABLE = "button:enabled, select:enabled, input:enabled"
# The colours of all text there is and of what is behind it.
COLOURS = """() => {
    const found = [];
    for (const each of document.querySelectorAll("main *")) {
        const own = [...each.childNodes].some(node => node.nodeType === 3 && node.data.trim());
        if (!own || !each.checkVisibility() || each.matches(":disabled, option")) continue;
        let behind = each;
        while (getComputedStyle(behind).backgroundColor === "rgba(0, 0, 0, 0)")
            behind = behind.parentElement;
        const colours = [getComputedStyle(each).color, getComputedStyle(behind).backgroundColor];
        found.push([each.textContent, ...colours.map(text => text.match(/[\\d.]+/g).map(Number))]);
    }
    return found;
}"""


def status(page):
    return page.get_by_role("status").inner_text()


def picture(page):
    """Return the canvas as it is seen, (height, width, 3)."""
    with Image.open(io.BytesIO(page.locator("canvas").screenshot())) as image:
        return np.asarray(image.convert("RGB")).astype(float)


def test_with_reduced_motion_it_starts_still(browser, classic):
    with opened(browser, classic, reduced_motion="reduce") as page:
        page.wait_for_timeout(300)
        assert (state(page)["epoch"], state(page)["playing"]) == (0, False)
        press(page, "Play")
        until(lambda: state(page)["epoch"] > 2)


def test_controls_have_roles_and_names(page):
    def once(role, name):
        assert page.get_by_role(role, name=name, exact=True).count() == 1, name

    for word in BUTTONS:
        once("button", getattr(ENGLISH, word))
    for role, words in {
        "slider": ("epoch", "learning_rate"),
        "spinbutton": ("learning_rate", "epochs"),
        "combobox": ("speed", "optimizer", "schedule"),
        "group": ("controls", "descent"),
    }.items():
        for word in words:
            once(role, getattr(ENGLISH, word))
    assert page.get_by_role("img", name=ENGLISH.picture).count() == 1
    assert handle(page, "Start of gd: m 0, b 0").count() == 1
    # Nothing that can be used is without a name.
    for role in ("button", "slider", "spinbutton", "combobox", "textbox"):
        assert page.get_by_role(role, name=re.compile("^$")).count() == 0


def test_what_is_read_aloud_follows_the_state_also_by_code(page):
    until(lambda: status(page).startswith("Epoch 0 of 100. gd: loss"))
    page.evaluate("player.set({epoch: 7})")
    until(lambda: status(page).startswith("Epoch 7 of 100."))
    assert slider(page, "Epoch").get_attribute("aria-valuetext") == "epoch 7 of 100"
    page.evaluate("player.set({learningRate: 0.03, epochs: 50})")
    until(lambda: "of 50." in status(page) and "diverges" in status(page))
    assert field(page, "Learning rate").input_value() == "0.03"
    page.evaluate("player.set({optimizer: 'newton'})")
    until(lambda: status(page).startswith("Epoch 7 of") and "newton: loss" in status(page))
    assert choice(page, "Optimizer").input_value() == "newton"
    assert page.get_by_role("img").get_attribute("aria-label").startswith(ENGLISH.picture)


def test_tab_reaches_everything_and_shows_where_it_is(page):
    press(page, "Edit points")
    page.locator(".stage").focus()
    usable = [each for each in page.locator(REACHABLE).all() if each.is_visible()]
    found = []
    for _ in usable:
        page.keyboard.press("Tab")
        found.append(page.evaluate(FOCUSED))
    assert len({name for name, *_ in found}) >= len(usable) - 1  # Two are called Learning rate.
    for name, style, width, area in found:
        assert style != "none", name
        assert width >= 2, name
        assert area > 200, name
    page.keyboard.press("Tab")
    # What comes after the last one, the browser decides; only a trap would hold it there.
    assert page.evaluate(FOCUSED)[0] != found[-1][0]


def test_the_keyboard_alone_moves_what_the_mouse_moves(page):
    handle(page, "Start of").focus()
    for key in ("ArrowRight", "ArrowUp", "Shift+ArrowUp"):
        page.keyboard.press(key)
    found = state(page)
    window = found["window"]
    wide, high = np.ptp(window["m"]), np.ptp(window["b"])
    assert found["start"] == pytest.approx([wide / 50, high * 11 / 500], rel=0.05)
    scene = sv.build_scene(sv.article_data(), learning_rate=0.01, start=tuple(found["start"]))
    wanted = scene.runs[0].trajectory.params
    assert np.array(found["trajectory"]) == pytest.approx(wanted, rel=1e-9, abs=1e-9)
    handle(page, "Reading").focus()
    page.keyboard.press("ArrowLeft")
    assert page.locator(".tip").is_visible()
    page.keyboard.press("Enter")
    assert len(state(page)["runs"]) == 2


# Left, right, width and height of what can be used.
BOXES = """selector => [...document.querySelectorAll(selector)]
    .filter(each => each.checkVisibility() && !each.matches(".handle"))
    .map(each => each.getBoundingClientRect())
    .map(({left, right, width, height}) => [left, right, width, height])"""


@pytest.fixture(scope="module")
def films(article):
    """Frames of the film by theme and epoch."""
    epochs = (0, 20, 100)
    return {
        (theme, epoch): frame[..., :3].astype(float)
        for theme in ("light", "dark")
        for epoch, frame in zip(
            epochs, draw_frames(build_stage(article, Look(theme=theme)), epochs), strict=True
        )
    }


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_looks_like_the_film(browser, page_of, article, films, theme):
    with opened(browser, page_of(article, theme, theme=theme) + "#epoch=0", viewport=FULL) as page:
        for epoch in (0, 20, 100):
            page.evaluate(f"player.set({{epoch: {epoch}}})")
            page.wait_for_timeout(60)
            seen = picture(page)
            assert seen.shape == (720, 1280, 3)
            far = {key: np.abs(seen - frame).mean() for key, frame in films.items()}
            assert far[theme, epoch] < 6
            assert far[theme, epoch] == min(far.values())


def luminance(colour):
    share = np.array(colour[:3]) / 255
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    return linear @ [0.2126, 0.7152, 0.0722]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_all_text_has_contrast(browser, page_of, article, theme):
    with opened(browser, page_of(article, theme, theme=theme) + "#epoch=0") as page:
        press(page, "Edit points")
        press(page, "Copy command")
        texts = page.evaluate(COLOURS)
        assert len(texts) > 15
        for text, colour, behind in texts:
            dark, light = sorted((luminance(colour), luminance(behind)))
            assert (light + 0.05) / (dark + 0.05) >= 4.5, text


@pytest.mark.parametrize(("width", "height"), [(360, 740), (768, 1024), (1366, 768), (3840, 2160)])
def test_it_fits_any_screen(browser, classic, width, height):
    size = {"width": width, "height": height}
    with opened(browser, f"{classic}#epoch=0", viewport=size) as page:
        # Nothing to scroll where there is room for all.
        if width > 1000:
            assert page.evaluate("document.documentElement.scrollHeight") <= height
        press(page, "Edit points")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        boxes = np.array(page.evaluate(BOXES, REACHABLE))
        assert len(boxes) > 20
        assert boxes[:, 0].min() >= 0
        assert boxes[:, 1].max() <= width
        assert boxes[:, 2:].min() >= 24


def test_print_has_the_picture_and_no_controls(page):
    page.emulate_media(media="print")
    assert page.locator("canvas").is_visible()
    assert not page.locator(".transport, .controls").first.is_visible()
    assert not page.get_by_role("button", name="Reset").is_visible()
    page.emulate_media(media="screen", forced_colors="active")
    press(page, "One epoch on")
    assert picture(page).std() > 20
    page.emulate_media(forced_colors="none")


def test_without_javascript_there_is_a_picture_and_the_numbers(browser, article, tmp_path):
    path = tmp_path / "still.html"
    sv.render(article, path)
    with opened(browser, path.as_uri(), java_script_enabled=False) as page:
        still = page.locator("img")
        assert still.is_visible()
        assert still.evaluate("image => image.naturalWidth", timeout=2000) == 640
        (m, b) = article.runs[0].trajectory.params[-1]
        assert f"m = {m:.6g}, b = {b:.6g}" in page.locator("body").inner_text()
        assert page.locator(READY).count() == 0
        assert not page.locator("main").is_visible() or page.locator("main").inner_text() == ""


EVIL = "</script><script>window.hacked = 1</script><img src=x onerror=window.hacked=1>\"'{{7*7}}"


def test_names_are_text_and_nothing_runs(browser, page_of):
    data = sv.Dataset.of(
        [1.0, 2.0, 4.0], [1.0, 3.0, 2.0], x_name=EVIL, y_name=f"学习时间{EVIL}", name=EVIL
    )
    scene = sv.build_scene(data, epochs=5, grid=20)
    address = page_of(scene, "evil", title=EVIL, captions=((0, EVIL),))
    with opened(browser, f"{address}#epoch=0&start={EVIL}&{EVIL}=1") as page:
        assert page.title() == EVIL
        assert page.evaluate("window.hacked") is None
        press(page, "Copy command")
        assert page.evaluate("document.querySelectorAll('img, main script').length") == 0
        assert "{{7*7}}" in page.get_by_role("textbox", name="Command").input_value()


def test_it_speaks_chinese(browser, page_of, short):
    with opened(browser, page_of(short, "chinese", lang="zh") + "#epoch=0") as page:
        assert page.locator("html").get_attribute("lang") == "zh"
        press(page, CHINESE.forward)
        until(lambda: "第 1 轮" in status(page))


def test_equal_x_make_a_valley_that_is_drawn_and_told(browser, page_of):
    data = sv.Dataset.of([2.0, 2.0, 2.0], [1.0, 3.0, 2.0])
    with pytest.warns(sv.SurfaceVizWarning):
        scene = sv.build_scene(data, learning_rate=0.01, epochs=20)
    with opened(browser, page_of(scene, "valley") + "#epoch=20") as page:
        assert "no unique line fits best" in page.locator(".facts").inner_text()
        assert picture(page).std() > 20
        assert state(page)["trajectory"][-1] == pytest.approx(scene.runs[0].trajectory.params[-1])


def test_a_diverging_run_is_clipped_and_told(browser, page_of):
    with pytest.warns(sv.SurfaceVizWarning):
        scene = sv.build_scene(sv.article_data(), learning_rate=5.0, epochs=200)
    with opened(browser, page_of(scene, "gone") + "#epoch=200") as page:
        assert re.search(r"gd.* diverges at epoch \d+", page.locator(".facts").inner_text())
        window = state(page)["window"]
        assert np.isfinite([*window["m"], *window["b"]]).all()
        assert picture(page).std() > 20
        press(page, "Fit window")
        assert state(page)["epoch"] == scene.epochs


def test_of_many_points_it_shows_how_dense_they_are_and_says_so(browser, page_of, noisy):
    scene = sv.build_scene(sv.Dataset.of(*noisy), epochs=20)
    with opened(browser, page_of(scene, "many") + "#epoch=0") as page:
        assert len(state(page)["points"]["x"]) <= 2_000
        begin = middle(handle(page, "Start of"))
        page.mouse.move(*begin)
        page.mouse.down()
        page.mouse.move(begin[0] + 30, begin[1] - 20)
        page.mouse.up()
        found = state(page)
        wanted = sv.build_scene(sv.Dataset.of(*noisy), epochs=20, start=tuple(found["start"]))
        last = wanted.runs[0].trajectory.params[-1]
        assert found["trajectory"][-1] == pytest.approx(last, rel=1e-9)
        press(page, "Edit points")
        note = "Only part of the points is shown, so they cannot be changed."
        assert page.get_by_text(note, exact=True).is_visible()
