"""The page to play with: what its controls do, in a browser, is what Python computes."""

from __future__ import annotations

import re

import numpy as np
import pytest

import surfaceviz as sv
from tests.pages import choice, drag, field, handle, middle, opened, press, slider, state, until

AGREES = {"rel": 1e-9, "abs": 1e-9}


def computed(**settings):
    scene = sv.build_scene(sv.article_data(), **{"learning_rate": 0.01} | settings)
    return scene.runs[-1].trajectory


def assert_is(run, trajectory):
    """Check that a run in the page is what Python computes."""
    assert np.array(run["trajectory"]) == pytest.approx(trajectory.params, **AGREES)
    assert np.array(run["losses"]) == pytest.approx(trajectory.losses, **AGREES)
    assert run["stopped"] == str(trajectory.stopped)


def epoch(page):
    return state(page)["epoch"]


def test_a_page_opens_from_disk_and_plays(browser, article, tmp_path):
    path = tmp_path / "descent.html"
    sv.render(article, path)
    with opened(browser, path.as_uri()) as page:
        assert page.title() == "descent"
        scrub = slider(page, "Epoch")
        begin = int(scrub.input_value())
        until(lambda: int(scrub.input_value()) > begin + 5)
        press(page, "Pause")
        still = scrub.input_value()
        page.wait_for_timeout(200)
        assert scrub.input_value() == still
        press(page, "Play")
        until(lambda: scrub.input_value() != still)


def test_buttons_and_keys_move_through_the_epochs(page):
    for name, key, reached in (
        ("One epoch on", "ArrowRight", 41),
        ("One epoch back", "ArrowLeft", 39),
        ("First epoch", "Home", 0),
        ("Last epoch", "End", 100),
    ):
        for act in (lambda name=name: press(page, name), lambda key=key: page.keyboard.press(key)):
            page.evaluate("player.set({epoch: 40, playing: true})")
            page.evaluate("player.set({epoch: 40})")
            page.locator(".stage").focus()
            act()
            assert not state(page)["playing"]
            page.evaluate("player.set({epoch: 40})")
            page.locator(".stage").focus()
            act()
            assert epoch(page) == reached


def test_space_plays_and_pauses(page):
    page.locator(".stage").focus()
    page.keyboard.press("Space")
    assert until(lambda: epoch(page) > 2)
    page.keyboard.press("Space")
    assert not state(page)["playing"]


def test_the_slider_and_the_loss_curve_lead_to_an_epoch(page, browser, page_of, short):
    page.mouse.click(*middle(slider(page, "Epoch")))
    assert epoch(page) == pytest.approx(50, abs=2)
    slider(page, "Epoch").fill("30")
    assert epoch(page) == 30
    with opened(browser, page_of(short, "loss", panels=("loss",)) + "#epoch=0") as other:
        other.mouse.click(*middle(other.locator("canvas")))
        assert 1 <= epoch(other) <= 3


def test_without_loop_it_stops_at_the_end(browser, page_of, short):
    with opened(browser, page_of(short, "short") + "#epoch=0") as page:
        choice(page, "Speed").select_option("4×")
        press(page, "Loop")
        page.get_by_role("button", name="Loop", pressed=False).wait_for()
        press(page, "Play")
        until(lambda: not state(page)["playing"])
        assert epoch(page) == 4
        assert state(page)["speed"] == 4
        # At the end there is nothing but to begin again.
        press(page, "Play")
        assert state(page)["playing"]


def test_the_pointer_reads_off_the_map(page, article):
    page.mouse.move(*middle(handle(page, "Reading")))
    text = until(lambda: page.locator(".tip").inner_text()).replace("\N{MINUS SIGN}", "-")
    m, b, loss = map(float, re.fullmatch(r"m (\S+)\s+b (\S+)\s+loss (\S+)", text).groups())
    window = state(page)["window"]
    assert (m, b) == pytest.approx((np.mean(window["m"]), np.mean(window["b"])), abs=0.05)
    assert loss == pytest.approx(article.objective.value(np.array([m, b])), rel=0.02)


def test_dragging_the_start_on_the_map_computes_the_descent_anew(page, article):
    begin, centre = middle(handle(page, "Start of")), middle(handle(page, "Reading"))
    place = begin[0] - 30, begin[1] - 40
    drag(page, begin, place)
    found = state(page)
    assert_is(found, computed(start=tuple(found["start"])))
    # It lies where it was dropped: the old start, (0, 0), and the window's middle give the scales.
    window = article.chart.window
    scales = np.mean([window.m, window.b], axis=1) / np.subtract(centre, begin)
    wanted = scales * np.subtract(place, begin)
    assert np.abs(found["start"] - wanted).max() <= 2 * np.abs(scales).max()


def test_dragging_the_start_on_the_surface_computes_the_descent_anew(browser, page_of, article):
    address = page_of(article, "surface", panels=("surface", "fit"))
    with opened(browser, f"{address}#epoch=0") as page:
        begin = middle(handle(page, "Start of"))
        camera = state(page)["camera"]
        drag(page, begin, (begin[0] + 25, begin[1] + 20))
        found = state(page)
        assert found["start"] != [0, 0]
        assert found["camera"] == camera
        assert_is(found, computed(start=tuple(found["start"])))


def test_the_surface_turns(page):
    begin, camera = middle(handle(page, "Camera")), state(page)["camera"]
    drag(page, begin, (begin[0] + 50, begin[1] + 25))
    turned = state(page)["camera"]
    assert turned["azimuth"] == pytest.approx(camera["azimuth"] - 20)
    assert turned["elevation"] == pytest.approx(camera["elevation"] + 10)
    handle(page, "Camera").focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowDown")
    again = state(page)["camera"]
    assert again["azimuth"] == pytest.approx(turned["azimuth"] + 5)
    assert again["elevation"] == pytest.approx(turned["elevation"] - 5)


def test_every_control_of_a_descent(page):
    choice(page, "Optimizer").select_option("momentum")
    field(page, "Learning rate").fill("0.002")
    slider(page, "Momentum").fill("0.5")
    field(page, "Epochs").fill("30")
    choice(page, "Schedule").select_option("cosine")
    wanted = {"optimizer": "momentum:momentum=0.5", "schedule": "cosine", "epochs": 30}
    assert_is(state(page), computed(learning_rate=0.002, **wanted))
    slider(page, "Learning rate").fill("-2.5")
    assert state(page)["learningRate"] == pytest.approx(10**-2.5, rel=1e-2)
    assert_is(state(page), computed(learning_rate=state(page)["learningRate"], **wanted))


def test_an_optimizer_comes_with_the_rate_that_suits_it(page):
    for name in ("adam", "newton", "bfgs", "rmsprop", "steepest"):
        choice(page, "Optimizer").select_option(name)
        assert_is(state(page), computed(optimizer=name, learning_rate="auto"))
    # Between methods to which a rate means the same it stays.
    choice(page, "Optimizer").select_option("gd")
    field(page, "Learning rate").fill("0.003")
    choice(page, "Optimizer").select_option("nesterov")
    assert_is(state(page), computed(optimizer="nesterov", learning_rate=0.003))


def test_above_the_limit_it_says_that_it_diverges(page):
    facts = page.locator(".facts")
    assert "stability limit 0.02919" in facts.inner_text()
    field(page, "Learning rate").fill("0.03")
    until(lambda: "diverges" in facts.inner_text())
    spoken = slider(page, "Learning rate").get_attribute("aria-valuetext")
    assert spoken == "0.03, above the stability limit 0.02919"
    field(page, "Learning rate").fill("1e9")
    with pytest.warns(sv.SurfaceVizWarning, match="diverges"):
        gone = computed(learning_rate=1e9)
    assert_is(state(page), gone)
    until(lambda: f"diverges at epoch {len(gone.losses) - 1}" in facts.inner_text())


@pytest.mark.filterwarnings("ignore:learning rate .* changes nothing")
def test_a_second_run_races_and_goes_again(page):
    place = np.add(middle(handle(page, "Reading")), (60, -30))
    page.mouse.click(*place)
    runs = state(page)["runs"]
    assert len(runs) == 2
    assert_is(runs[1], computed(start=tuple(runs[1]["start"])))
    choice(page, "Optimizer").select_option("newton")
    assert_is(state(page)["runs"][0], computed())
    assert_is(state(page)["runs"][1], computed(start=tuple(runs[1]["start"]), optimizer="newton"))
    choice(page, "Run").select_option(index=0)
    press(page, "Remove run")
    (left,) = state(page)["runs"]
    assert left["optimizer"] == "newton"
    assert page.get_by_role("button", name="Remove run").is_hidden()
    press(page, "Add a run")
    assert len(state(page)["runs"]) == 2


def assert_ends_at_best_line(page):
    """Check that Newton's method, which needs one epoch, finds the points' own line."""
    found = state(page)
    points = found["points"]
    best = np.polyfit(points["x"], points["y"], 1)
    assert found["trajectory"][-1] == pytest.approx(best, rel=1e-9)


def test_points_can_be_moved_added_and_removed(page):
    choice(page, "Optimizer").select_option("newton")
    press(page, "Edit points")
    begin, before = middle(handle(page, "Point 1 of")), state(page)["points"]
    drag(page, begin, (begin[0] + 40, begin[1] - 60))
    after = state(page)["points"]
    assert after["x"][0] > before["x"][0]
    assert after["y"][0] > before["y"][0]
    assert after["y"][1:] == before["y"][1:]
    assert_ends_at_best_line(page)
    page.mouse.dblclick(begin[0] + 200, begin[1] - 5)
    assert len(state(page)["points"]["x"]) > 100
    assert_ends_at_best_line(page)
    count = len(state(page)["points"]["x"])
    press(page, "Remove point")
    assert len(state(page)["points"]["x"]) == count - 1
    press(page, "Add a point")
    handle(page, "Point").focus()
    page.keyboard.press("ArrowUp")
    assert_ends_at_best_line(page)
    press(page, "Reset")
    assert state(page)["points"] == before


def test_reset_brings_back_what_was_rendered(page, article):
    rendered = state(page)
    field(page, "Learning rate").fill("0.005")
    choice(page, "Optimizer").select_option("adam")
    handle(page, "Camera").press("ArrowLeft")
    press(page, "Add a run")
    until(lambda: len(state(page)["runs"]) == 2)
    press(page, "Reset")
    assert state(page) == rendered
    assert_is(rendered, article.runs[0].trajectory)


def test_a_finger_drags_and_taps(browser, classic):
    with opened(browser, f"{classic}#epoch=0", has_touch=True) as page:
        page.touchscreen.tap(*middle(page.get_by_role("button", name="One epoch on")))
        assert epoch(page) == 1
        begin = middle(handle(page, "Start of"))
        send = page.context.new_cdp_session(page).send
        for kind, offset in (("touchStart", 0), ("touchMove", 15), ("touchMove", 30)):
            points = [{"x": begin[0] + offset, "y": begin[1] - offset}]
            send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
        send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        found = state(page)
        assert found["start"][0] > 0.2
        assert found["start"][1] > 0.2
        assert_is(found, computed(start=tuple(found["start"])))
        page.touchscreen.tap(*np.add(middle(handle(page, "Reading")), (60, -20)))
        until(lambda: len(state(page)["runs"]) == 2)
