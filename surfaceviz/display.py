"""Files as elements of HTML that need no other file, for the cells of a notebook."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING

from surfaceviz.notebook import page_frame
from surfaceviz.player.page_writer import shown

if TYPE_CHECKING:
    from surfaceviz.outputs import Output

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


def html_of(output: Output) -> str:
    """Return an element of HTML that shows a file; of one that no browser shows, its name.

    Parameters
    ----------
    output : Output
        What was written; what is there now is shown.
    """
    path = output.path
    shows = output.format in {*VIDEOS, *PICTURES, "html"}
    if not shows or not path.is_file() or path.stat().st_size > LARGEST:
        return f"<p><code>{shown(str(path))}</code> ({output.bytes:,} bytes)</p>"
    if output.format == "html":
        page = path.read_text(encoding="utf-8")
        return page_frame(page, path.stem, output.width, output.height)
    kind = (VIDEOS | PICTURES)[output.format]
    data = f"data:{kind};base64,{b64encode(path.read_bytes()).decode('ascii')}"
    alt = shown(output.alt)
    size = f'width="{output.width}" style="{STYLE}"'
    if output.format in PICTURES:
        return f'<img src="{data}" alt="{alt}" {size}>'
    # It has no alt text of its own, and without a sound it may start by itself.
    how = "autoplay loop muted playsinline controls"
    return f'<video src="{data}" aria-label="{alt}" {how} {size}></video>'
