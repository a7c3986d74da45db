"""Pages to play with, as a browser opens them."""

from __future__ import annotations

import re
import time
from contextlib import contextmanager

import numpy as np

VIEWPORT = {"width": 900, "height": 800}
# What a page may ask for: itself, and what it holds.
WITHIN = ("file:", "data:", "blob:", "about:")
READY = "button[data-playing]"


@contextmanager
def opened(browser, address, **options):
    """Open a page in a window of its own, watched."""
    context = browser.new_context(**{"viewport": VIEWPORT} | options)
    try:
        page = context.new_page()
        with watched(page):
            page.goto(address)
            if options.get("java_script_enabled", True):
                page.locator(f"{READY}, iframe").first.wait_for(state="attached")
            yield page
    finally:
        context.close()


@contextmanager
def visited(tab, address):
    """Open a page where there was another, watched; that is done sooner."""
    try:
        with watched(tab):
            tab.goto(address)
            tab.locator(READY).wait_for()
            yield tab
    finally:
        # One that plays on would slow down others.
        tab.goto("about:blank")


@contextmanager
def watched(page):
    """Check at the end that a page complained of nothing and asked for nothing from outside."""
    complaints, asked = [], []
    listeners = {
        "console": lambda message: complaints.append(message.text),
        "pageerror": lambda error: complaints.append(str(error)),
        "request": lambda request: asked.append(request.url),
    }
    for event, listener in listeners.items():
        page.on(event, listener)
    try:
        yield
    finally:
        for event, listener in listeners.items():
            page.remove_listener(event, listener)
    assert complaints == []
    assert [url for url in asked if not url.startswith(WITHIN)] == []


def state(page):
    """Return what the player says of itself."""
    return page.evaluate("player.state()")


def until(true, seconds=5.0):
    """Wait until something is true, and return it."""
    end = time.monotonic() + seconds
    while not (found := true()) and time.monotonic() < end:
        time.sleep(0.03)
    assert found
    return found


def handle(page, name):
    """Return the button for something in the picture, by how its name begins."""
    return page.get_by_role("button", name=re.compile(f"^{name}"))


def middle(locator):
    """Return the middle of an element, in pixels of the page."""
    box = locator.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def drag(page, begin, end):
    """Drag with the mouse from one place to another."""
    page.mouse.move(*begin)
    page.mouse.down()
    page.mouse.move(*np.add(begin, end) / 2)
    page.mouse.move(*end)
    page.mouse.up()


def slider(page, name):
    return page.get_by_role("slider", name=name)


def field(page, name):
    return page.get_by_role("spinbutton", name=name)


def choice(page, name):
    return page.get_by_role("combobox", name=name)


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()
