"""Files as elements of HTML that need no other file, for the cells of a notebook."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING

from surfaceviz.embedding.notebook import page_frame
from surfaceviz.formats.page.page_writer import shown

if TYPE_CHECKING:
    from pathlib import Path

VIDEOS = {"mp4": "video/mp4", "webm": "video/webm"}
PICTURES = {
    "gif": "image/gif",
    "webp": "image/webp",
    "apng": "image/apng",
    "png": "image/png",
    "svg": "image/svg+xml",
}
# Bytes; a notebook of larger files could not be opened any more.
LARGEST = 25_000_000
STYLE = "max-width: 100%; height: auto"


def html_of(path: Path, form: str, size: tuple[int, int], written: int, alt: str) -> str:
    """Return an element of HTML that shows a file; of one that no browser shows, its name.

    Parameters
    ----------
    path : Path
        What was written; what is there now is shown.
    form : str
        What it is: "gif", "mp4", "png".
    size : tuple of int
        Width and height, in pixels.
    written : int
        Bytes that were written.
    alt : str
        What is seen in it, for those who cannot.
    """
    shows = form in {*VIDEOS, *PICTURES, "html"}
    if not shows or not path.is_file() or path.stat().st_size > LARGEST:
        return f"<p><code>{shown(str(path))}</code> ({written:,} bytes)</p>"
    if form == "html":
        page = path.read_text(encoding="utf-8")
        return page_frame(page, path.stem, *size)
    kind = (VIDEOS | PICTURES)[form]
    data = f"data:{kind};base64,{b64encode(path.read_bytes()).decode('ascii')}"
    told = shown(alt)
    how_wide = f'width="{size[0]}" style="{STYLE}"'
    if form in PICTURES:
        return f'<img src="{data}" alt="{told}" {how_wide}>'
    # It has no alt text of its own, and without a sound it may start by itself.
    how = "autoplay loop muted playsinline controls"
    return f'<video src="{data}" aria-label="{told}" {how} {how_wide}></video>'
