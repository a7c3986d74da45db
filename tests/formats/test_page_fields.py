"""The page to play with: its fields show what is in force."""

from __future__ import annotations

import pytest

from tests.pages import field, state, until

# What is typed into a field, and what it holds after: what is too much is the most there may be.
TYPED = [
    ("Epochs", "3000", 2000, "whole number from 1 to 2000; now 2000"),
    ("Epochs", "2.5", 100, "whole number"),
    ("Epochs", "0", 100, "whole number"),
    ("Epochs", "-5", 100, "whole number"),
    ("Epochs", "", 100, "whole number"),
    ("Learning rate", "0", 0.01, "a number from"),
    ("Learning rate", "-1", 0.01, "a number from"),
    ("Learning rate", "", 0.01, "a number from"),
    ("Learning rate", "1e200", 1e150, "now 1e+150"),
]


@pytest.mark.parametrize("leaves", ["Enter", "Tab"])
@pytest.mark.parametrize(("name", "text", "held", "says"), TYPED)
def test_a_field_shows_what_is_in_force(page, name, text, held, says, leaves):
    control = field(page, name)
    control.fill(text)
    beyond = held in (2000, 1e150)
    assert control.get_attribute("aria-invalid") == ("false" if beyond else "true")
    control.press(leaves)
    assert float(control.input_value()) == held
    assert control.get_attribute("aria-invalid") == "false"
    found = state(page)
    assert (found["epochs"] if name == "Epochs" else found["learningRate"]) == held
    until(lambda: says in page.locator(".controls > .note").last.inner_text())


def test_what_is_typed_letter_by_letter_is_in_force_or_said_to_be_none(page):
    control = field(page, "Epochs")
    control.fill("")
    control.press_sequentially("2.5")
    assert control.get_attribute("aria-invalid") == "true"
    control.press("Tab")
    assert int(control.input_value()) == state(page)["epochs"]
