"""LibreOffice, which converts decks for the tests."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

from tests.conftest import require

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

PATIENCE = 120


def convert(office: str, paths: Sequence[Path], form: str, folder: Path) -> list[Path]:
    """Convert files in one start of LibreOffice, and return where the results are."""
    profile = (folder / "profile").absolute().as_uri()
    subprocess.run(
        [
            *(office, f"-env:UserInstallation={profile}", "--headless"),
            *("--convert-to", form, "--outdir", str(folder), *map(str, paths)),
        ],
        check=True,
        capture_output=True,
        timeout=PATIENCE,
    )
    results = [folder / f"{path.stem}.{form}" for path in paths]
    assert all(result.stat().st_size for result in results)
    return results


def page_pictures(pdf: Path, dots: int) -> list[Path]:
    """Return the pages of a PDF as PNGs."""
    command = [require("pdftoppm"), "-r", str(dots), "-png", str(pdf), str(pdf.with_suffix(""))]
    subprocess.run(command, check=True, timeout=PATIENCE)
    return sorted(pdf.parent.glob(f"{pdf.stem}-*.png"))
