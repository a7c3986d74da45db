"""Without python-pptx there are no decks to look at; in CI it must be there."""

from __future__ import annotations

import os
from importlib.util import find_spec

if find_spec("pptx") is None and os.environ.get("CI") != "true":
    collect_ignore = ["test_deck.py"]


def pytest_report_header():
    """Say so."""
    return "" if find_spec("pptx") else "tests/formats/test_deck.py is left out: no python-pptx"
