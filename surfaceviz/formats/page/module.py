"""The files of a page: its program is one ES module."""

from __future__ import annotations

import re
from importlib.resources import files

MODULE = "player.js"
# A comment that has its lines to itself.
COMMENT = re.compile(r"^[ \t]*(?:/\*(?:(?!\*/)[\s\S])*\*/|//[^\n]*)[ \t]*\n", re.MULTILINE)


def module_text() -> str:
    """Return the module without the comments that have lines to themselves."""
    return COMMENT.sub("", file_text(MODULE))


def file_text(name: str) -> str:
    """Return the text of a file of the player's."""
    return (files(__package__ or "") / name).read_text(encoding="utf-8")
