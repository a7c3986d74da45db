"""Make every film of docs/gallery.md anew, by the commands that stand there."""

from __future__ import annotations

import argparse
import re
import shlex
import shutil
import sys
import tempfile
import time
from pathlib import Path

from environment import ROOT, prepare, run

PAGE = ROOT / "docs" / "gallery.md"
FILMS = ROOT / "docs" / "gallery"
COMMAND = re.compile(r"^\$ surfaceviz (render .*)$", re.MULTILINE)
PICTURE = re.compile(r"!\[[^]]+\]\(gallery/([^)]+)\)")
# So that the page loads fast; what it says of itself at its head.
SMALLER = {"--size": "800x450", "--quality": "small"}
# Enough to see that a command runs.
BRIEFLY = {**SMALLER, "--epochs": "40"}


def commands() -> list[list[str]]:
    """Return the words of every command of the page."""
    return [shlex.split(found) for found in COMMAND.findall(PAGE.read_text(encoding="utf-8"))]


def with_options(words: list[str], options: dict[str, str]) -> list[str]:
    """Return a command's words, with these options instead of its own."""
    words = words.copy()
    for option, value in options.items():
        if option in words:
            words[words.index(option) + 1] = value
        else:
            words += [option, value]
    return words


def main() -> None:
    """Make all films, or those whose names are given; or check that all can be made."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="films to make, such as classic; all if none")
    parser.add_argument(
        "--check", action="store_true", help="make them small and short, and throw them away"
    )
    asked = parser.parse_args()
    python = prepare()
    chosen = [
        words for words in commands() if not asked.names or Path(words[-1]).stem in asked.names
    ]
    if not chosen:
        sys.exit(f"no such film: choose among {', '.join(Path(c[-1]).stem for c in commands())}")
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as scratch:
        folder = FILMS
        if asked.check:
            # Data are where the commands look for them, and films fall into the same place.
            folder = Path(scratch) / "docs" / "gallery"
            shutil.copytree(ROOT / "docs", folder.parent)
        for words in chosen:
            words = with_options(words, BRIEFLY if asked.check else SMALLER)
            run(str(python), "-m", "surfaceviz", *words, folder=folder)
    print(f"{len(chosen)} films in {time.perf_counter() - began:.0f} s")


if __name__ == "__main__":
    main()
