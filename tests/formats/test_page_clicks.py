"""The page to play with: what a click changes, and what it does not."""

from __future__ import annotations

import numpy as np

from surfaceviz.words.words import page_words_of
from tests.pages import READY, choice, handle, middle, opened, press, state, until, visited

FRAME = '<!doctype html><title>deck</title><iframe src="%s" width="900" height="600"></iframe>'


def test_runs_are_added_up_to_eight_each_from_its_own_start(page):
    for count in range(2, 9):
        press(page, "Add a run")
        until(lambda count=count: len(state(page)["runs"]) == count)
    assert len({tuple(run["start"]) for run in state(page)["runs"]}) == 8
    add = page.get_by_role("button", name="Add a run")
    until(lambda: add.get_attribute("aria-disabled") == "true")
    add.click(force=True)
    assert page.get_by_text("No more than 8 runs").is_visible()
    assert len(state(page)["runs"]) == 8


def test_runs_that_would_be_the_same_are_refused_in_the_page_s_language(tab, page_of, article):
    with visited(tab, page_of(article, "chinese", lang="zh") + "#runs=2") as page:
        note = until(lambda: page.locator(".controls > .note").last.inner_text())
        assert page_words_of("zh").twin_runs.split("{")[0] in note
        assert len(state(page)["runs"]) == 1


def test_a_click_that_brings_the_keys_changes_nothing_else(browser, classic, tmp_path):
    deck = tmp_path / "deck.html"
    deck.write_text(FRAME % f"{classic}?present#epoch=3")
    with opened(browser, deck.as_uri()) as page:
        frame = page.frames[1]
        frame.locator(READY).wait_for(state="attached")
        before, address = state(frame), frame.evaluate("location.href")
        place = np.add(middle(handle(frame, "Reading")), (40, -20))
        page.mouse.click(*place)
        assert frame.evaluate("document.hasFocus()")
        page.keyboard.press("ArrowRight")
        until(lambda: state(frame)["epoch"] == 4)
        # Nor do later clicks bring what no control takes away.
        page.mouse.dblclick(*place)
        assert state(frame) == before | {"epoch": 4}
        page.wait_for_timeout(500)
        assert frame.evaluate("location.href") == address.replace("epoch=3", "epoch=4")


def test_a_click_in_a_frame_without_present_first_brings_the_keys(browser, classic, tmp_path):
    deck = tmp_path / "deck.html"
    deck.write_text(FRAME % f"{classic}#epoch=3")
    with opened(browser, deck.as_uri()) as page:
        frame = page.frames[1]
        frame.locator(READY).wait_for(state="attached")
        place = np.add(middle(handle(frame, "Reading")), (40, -20))
        page.mouse.click(*place)
        assert len(state(frame)["runs"]) == 1
        page.mouse.click(*place)
        until(lambda: len(state(frame)["runs"]) == 2)


def test_a_click_on_a_run_chooses_it(page):
    page.evaluate("player.set({epoch: 30})")
    press(page, "Add a run")
    until(lambda: state(page)["run"] == 1)
    found = state(page)
    at = found["runs"][0]["trajectory"][30]
    window, begin = found["window"], middle(handle(page, "Reading"))
    # The reading rests in the window's middle, and the start of the first run at (0, 0).
    start = middle(page.get_by_role("button", name="Start of from 0, 0"))
    centre = np.mean([window["m"], window["b"]], axis=1)
    scale = np.subtract(begin, start) / centre
    page.mouse.click(*(np.array(start) + scale * at))
    assert len(state(page)["runs"]) == 2
    assert state(page)["run"] == 0


def test_points_come_by_a_double_click_while_editing_only(page):
    choice(page, "Optimizer").select_option("newton")
    press(page, "Edit points")
    place = np.add(middle(handle(page, "Point 1 of")), (200, -5))
    press(page, "Edit points")
    page.mouse.dblclick(*place)
    assert len(state(page)["points"]["x"]) == 100
    press(page, "Edit points")
    page.mouse.click(*place)
    assert len(state(page)["points"]["x"]) == 100
    page.mouse.dblclick(*place)
    assert len(state(page)["points"]["x"]) == 101
