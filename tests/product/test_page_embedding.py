"""The page to play with in a slide, in a notebook, behind a link; and what it hands out."""

from __future__ import annotations

import io
import json

import nbformat
import numpy as np
import pytest
from nbconvert import HTMLExporter
from PIL import Image

import surfaceviz as sv
from tests.pages import (
    READY,
    choice,
    drag,
    field,
    handle,
    middle,
    opened,
    press,
    slider,
    state,
    until,
    visited,
)

DECK = """<!doctype html><title>deck</title><script>
const told = [];
addEventListener("message", event => told.push(event.data));
</script>%s"""


def test_a_link_opens_at_a_moment(tab, classic):
    asked = "start=1.5,-2&optimizer=momentum&momentum=0.5&lr=0.002&epochs=40&epoch=12&camera=40,10"
    with visited(tab, f"{classic}#{asked}&run=2&optimizer=newton") as page:
        found = state(page)
        assert (found["epoch"], found["playing"]) == (12, False)
        assert found["camera"] == {"elevation": 40, "azimuth": 10}
        assert [run["optimizer"] for run in found["runs"]] == ["momentum", "newton"]
        wanted = sv.build_scene(
            sv.article_data(),
            optimizer="momentum:momentum=0.5",
            learning_rate=0.002,
            start=(1.5, -2),
            epochs=40,
        )
        last = wanted.runs[0].trajectory.params[-1]
        assert found["trajectory"][-1] == pytest.approx(last, rel=1e-9)


def test_the_address_follows_and_opens_the_same_state(tab, classic):
    with visited(tab, f"{classic}#epoch=0") as page:
        begin = middle(handle(page, "Start of"))
        drag(page, begin, (begin[0] - 20, begin[1] - 20))
        choice(page, "Optimizer").select_option("adam")
        press(page, "Add a run")
        slider(page, "Epoch").fill("33")
        press(page, "One epoch on")
        until(lambda: page.evaluate("location.hash").endswith("epoch=34"))
        address, before = page.evaluate("location.href"), state(page)
    with visited(tab, address) as page:
        after = state(page)
        assert after["epoch"] == 34
        for one, other in zip(before["runs"], after["runs"], strict=True):
            assert one["trajectory"] == other["trajectory"]


def test_damaged_parts_of_a_link_are_ignored_and_named(tab, classic):
    note = "The link has a part that cannot be read and was ignored: "
    with visited(tab, f"{classic}#start=1&epochs=7") as page:
        # It is read aloud although the film plays.
        until(lambda: f"{note}start=1" in page.get_by_role("status").inner_text())
        for damaged in ("start=a,b", "lr=-1", "optimizer=foo", "epoch=%E0%A4%A", "constructor=1"):
            page.evaluate("hash => { location.hash = hash; }", f"{damaged}&epochs=7")
            page.get_by_text(note + damaged, exact=True).wait_for()
            found = state(page)
            assert (found["start"], found["optimizer"], found["epochs"]) == ([0, 0], "gd", 7)


def test_present_hides_the_controls_and_keeps_the_keys(browser, classic):
    with opened(browser, f"{classic}?present#epoch=5") as page:
        assert page.locator("canvas").is_visible()
        for each in page.locator(".transport button, .controls button").all():
            assert not each.is_visible()
        page.keyboard.press("ArrowRight")
        assert state(page)["epoch"] == 6


def test_the_copied_command_makes_the_film_of_this_state(browser, classic, run, folder):
    with opened(browser, f"{classic}#epoch=0", permissions=["clipboard-read"]) as page:
        choice(page, "Optimizer").select_option("momentum")
        field(page, "Learning rate").fill("0.002")
        slider(page, "Momentum").fill("0.8")
        field(page, "Epochs").fill("6")
        begin = middle(handle(page, "Start of"))
        drag(page, begin, (begin[0] - 20, begin[1] - 20))
        found = state(page)
        press(page, "Copy command")
        command = page.get_by_role("textbox", name="Command").input_value()
        said = until(lambda: page.locator(".controls .note").last.inner_text())
        assert said in ("The command is copied.", "The command is selected: copy it.")
        if "copied" in said:
            assert page.evaluate("navigator.clipboard.readText()") == command
    program, *arguments = command.split()
    assert program == "surfaceviz"
    assert run(*arguments, "--size", "640x360", "-o", "again.gif")[0] == 0
    scene = sv.read_recipe(folder / "again.gif").settings
    assert (scene["optimizer"], scene["epochs"]) == ("momentum:momentum=0.8", 6)
    assert scene["lr"] == pytest.approx(0.002)
    assert list(map(float, scene["start"].split(","))) == found["start"]


def test_the_picture_can_be_saved(tab, classic):
    with visited(tab, f"{classic}#epoch=9") as page:
        with page.expect_download() as download:
            press(page, "Save picture")
        assert download.value.suggested_filename == "descent-epoch-9.png"
        with Image.open(download.value.path()) as image:
            assert image.format == "PNG"
            canvas = page.locator("canvas")
            assert list(image.size) == canvas.evaluate("({width, height}) => [width, height]")
            assert np.asarray(image.convert("RGB")).std() > 20


def test_in_a_deck_arrows_step_and_a_clicker_goes_on(browser, classic, tmp_path):
    deck = tmp_path / "deck.html"
    frames = f'<iframe src="{classic}?present#epoch=3"></iframe><iframe src="{classic}"></iframe>'
    deck.write_text(DECK % frames)
    with opened(browser, deck.as_uri()) as page:
        first = page.frames[1]
        for frame in page.frames[1:]:
            frame.locator(READY).wait_for(state="attached")
        first.locator(".stage").focus()
        page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowRight")
        assert first.evaluate("player.state().epoch") == 5
        assert page.evaluate("told") == []
        page.keyboard.press("PageDown")
        until(lambda: page.evaluate("told.length >= 2"))
        # The deck has the keys again.
        page.keyboard.press("ArrowRight")
        first.locator(".stage").focus()
        page.keyboard.press("PageUp")
        told = until(lambda: page.evaluate("told.length >= 4 && told"))
        # In reveal.js's words, and in plain ones.
        texts = [json.loads(each) for each in told if isinstance(each, str)]
        assert texts == [{"method": "next"}, {"method": "prev"}]
        plain = [each for each in told if not isinstance(each, str)]
        assert plain == [{"type": "surfaceviz", "action": way} for way in ("next", "previous")]
        assert first.evaluate("player.state().epoch") == 5
        # The deck can set the page too, and is told when it cannot.
        page.evaluate("frames[0].postMessage({type: 'surfaceviz', set: {epoch: 8}}, '*')")
        until(lambda: first.evaluate("player.state().epoch") == 8)


def test_in_a_notebook_that_became_a_page(browser, short, tmp_path):
    output = nbformat.v4.new_output("display_data", {"text/html": short._repr_html_()})
    cell = nbformat.v4.new_code_cell("scene", outputs=[output])
    notebook = nbformat.v4.new_notebook(cells=[cell])
    # The template without the scripts that others are fetched by.
    text, _ = HTMLExporter(template_name="basic").from_notebook_node(notebook)
    path = tmp_path / "notebook.html"
    path.write_text(f'<!doctype html><meta charset="utf-8">{text}', encoding="utf-8")
    with opened(browser, path.as_uri()) as page:
        inside = page.frame_locator("iframe")
        inside.get_by_role("button", name="Last epoch").click()
        assert inside.get_by_role("slider", name="Epoch").input_value() == "4"
        inside.get_by_role("combobox", name="Optimizer").select_option("newton")
        inside.locator(".facts", has_text="newton").wait_for()
        picture = inside.locator("canvas").screenshot()
        with Image.open(io.BytesIO(picture)) as image:
            assert np.asarray(image.convert("RGB")).std() > 20
