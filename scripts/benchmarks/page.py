"""The results as a page of Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from benchmarks.race import ratio
from benchmarks.sections import SECTIONS
from benchmarks.targets import TARGETS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from benchmarks.race import Row

HEAD = """# Benchmarks

Written by `scripts/benchmark.py`; the same figures are in [benchmarks.json](benchmarks.json).

The classic case, unless a table says otherwise: 1280 x 720 pixels, four panels, a frame for the
start and one for each epoch. Everyone draws the same picture of the same descent ("peers" means
the scripts in [scripts/peers](../scripts/peers)), each as its own documentation says. Whoever is
compared runs in turn, each film in a process of its own, and of repeated runs the median counts.

- **whole, s**: from the start of the process to its end, with all imports.
- **a frame, ms**: the slope of that between a shorter and a longer film.
- **memory, MB**: the most that the process and its children hold together, by proportional share
  of what they have in common (PSS, else the sum of RSS), sampled every 10 ms in a run of its own.
- **times ours**: how many times as long as ours. Less than 1 is where we lose.
"""
AGAIN = """## How to repeat it

```console
$ pip install -e '.[bench]'
$ python scripts/benchmark.py
```

That takes long, most of it for the peers; leave the machine alone meanwhile. `--only floor,sizes`
runs some sections and keeps the figures of the others, and `--quick` shows sooner that everything
works. GIFs are compared with what gifsicle makes of them where it is installed.
"""
Cell = tuple[str, "Callable[[Row], str]"]


def write_page(results: Mapping[str, Any]) -> str:
    """Return the page."""
    machine = [[name, text] for name, text in results["machine"].items()]
    sections = results["sections"]
    verdicts = [target.line(sections) for target in TARGETS]
    parts = [
        HEAD,
        "## What it is to show\n",
        _table(["figure", "bound", "measured", "holds"], verdicts),
        AGAIN,
        "## The machine\n",
        _table(["", ""], machine),
    ]
    for name, section in SECTIONS.items():
        if name in sections:
            parts += [f"## {section.title}\n", *_section(name, sections[name], sections)]
    return "\n".join(parts).rstrip() + "\n"


def _section(name: str, found: Mapping[str, Any], sections: Mapping[str, Any]) -> list[str]:
    columns = COLUMNS[name]
    rows = [*found["rows"]]
    if name == "peers" and "floor" in sections:
        rows += [
            _as_row(row) for row in sections["floor"]["rows"] if row["format"] in ("GIF", "MP4")
        ]
        rows.sort(key=lambda row: str(row["format"]))
    lines = [[_cell(read, row) for _, read in columns] for row in rows]
    failures = [
        f"{row.get('format', '')} {row.get('name', '')}: failed, {row['failed']}\n"
        for row in rows
        if "failed" in row
    ]
    return [_told(name, found), _table([head for head, _ in columns], lines), *failures]


def _as_row(row: Row) -> Row:
    """Return a row of the floor as one beside the contestants."""
    return {
        "name": "our encoder alone, frames from memory",
        "format": row["format"],
        "ms_a_frame": row.get("encoding_ms_a_frame"),
        "times_ours_a_frame": ratio(row.get("encoding_ms_a_frame"), row.get("ms_a_frame")),
    }


def _told(name: str, found: Mapping[str, Any]) -> str:
    """Return what a reader must know of how a section was measured."""
    short, long = (epochs + 1 for epochs in found["epochs"])
    rarely = (
        f"With a resting camera FuncAnimation makes the film of {long} frames in "
        f"{found['long_runs']} of the runs; the slopes of the other peers, which would take "
        f"hours, are those between 3 and {short} frames."
    )
    texts = {
        "peers": f"Whole films have {short} frames; slopes are between {short} and {long}. "
        f"{rarely} FuncAnimation draws each frame twice, once for a window that is not there; "
        "celluloid and gif have what stays plotted anew for each frame.",
        "orbit": f"Slopes between {short} and {long} frames; the camera turns in every one, so "
        f"that all of the surface moves. {rarely}",
        "floor": f"Slopes between {short} and {long} frames: of whole processes, and of our own "
        "writers fed with the same frames from memory, where nothing is drawn.",
        "sizes": f"The {short} frames that `surfaceviz render` draws, written by different hands, "
        "read back and compared with what was drawn. PSNR over all channels: of the whole film, "
        "and of its worst frame. Video halves the resolution of colour, which thin coloured "
        "lines show.",
        "drawing": "Within one process: the median of 50 frames around the early one, and of the "
        "last 50. Encoding apart.",
        "frames": "A further frame is one of those between this row and the one above it.",
        "points": "Read from a CSV file.",
        "reading": "Files of x, y and a column of small whole numbers. DuckDB computes its own six "
        "numbers of a regression as it scans, with its defaults; pandas reads the columns and sums "
        "them. We find out what the file is, check each row, sum without cancellation and draw a "
        "sample; for films also the density, which takes another pass. Whole processes with all "
        "imports, and the reading alone within them; ratios above 1 are where we are slower.",
        "arrays": "Within one process, all in turn: the median and the least of several repeats.",
    }
    text = texts.get(name, "")
    runs = f"Runs: {found['runs']}. surfaceviz {found['version']}."
    if found["quick"]:
        runs += " **From `--quick`: this shows that it works, not what it costs.**"
    return f"{text} {runs}\n".lstrip()


def _cell(read: Callable[[Row], str], row: Row) -> str:
    try:
        return read(row)
    except (KeyError, TypeError):
        return ""


def _table(heads: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    """Return a table; numbers go to the right."""
    rules = [
        "---:" if all(line[at][:1].isdigit() or not line[at] for line in lines) else "---"
        for at in range(len(heads))
    ]
    rows = [heads, rules, *lines]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows) + "\n"


def _number(head: str, key: str, form: str, unit: float = 1.0) -> Cell:
    return head, lambda row: format(row[key] / unit, form)


def _ends(what: str, key: str, form: str, unit: float = 1.0) -> tuple[Cell, Cell]:
    """Return two columns for a pair of values."""
    return (
        (f"few: {what}", lambda row: format(row[key][0] / unit, form)),
        (f"many: {what}", lambda row: format(row[key][1] / unit, form)),
    )


NAME: Cell = ("", lambda row: str(row["name"]))
FORMAT: Cell = ("format", lambda row: str(row["format"]))
COSTS = (
    _number("a frame, ms", "ms_a_frame", ".1f"),
    _number("whole, s", "seconds", ".2f"),
    _number("memory, MB", "peak_memory", ".0f", 1e6),
    _number("bytes", "bytes", ",.0f"),
)
RACE = (
    FORMAT,
    NAME,
    *COSTS,
    _number("times ours, a frame", "times_ours_a_frame", ".2f"),
    _number("times ours, whole", "times_ours_whole", ".2f"),
)
GROWTH = (FORMAT, NAME, *COSTS)
COLUMNS: Mapping[str, Sequence[Cell]] = {
    "peers": RACE,
    "orbit": RACE,
    "floor": (
        FORMAT,
        _number("a frame, ms", "ms_a_frame", ".2f"),
        _number("encoding alone, ms", "encoding_ms_a_frame", ".2f"),
        _number("ratio", "times_encoding", ".2f"),
    ),
    "sizes": (
        FORMAT,
        NAME,
        _number("bytes", "bytes", ",.0f"),
        _number("PSNR, dB", "psnr", ".1f"),
        _number("worst frame, dB", "worst_psnr", ".1f"),
        _number("white kept", "white_kept", ".1%"),
    ),
    "memory": (
        FORMAT,
        *_ends("frames", "frames", ",.0f"),
        *_ends("MB", "peak_memory", ".1f", 1e6),
        _number("ratio", "times_few", ".3f"),
    ),
    "drawing": (
        *_ends("epoch", "frames", ",.0f"),
        *_ends("ms", "ms", ".2f"),
        _number("ratio", "times_early", ".2f"),
    ),
    "frames": (
        FORMAT,
        _number("frames", "frames", ",.0f"),
        _number("whole, s", "seconds", ".2f"),
        _number("a further frame, ms", "ms_a_further_frame", ".1f"),
        _number("bytes", "bytes", ",.0f"),
    ),
    "size": GROWTH,
    "grid": GROWTH,
    "points": GROWTH,
    "reading": (
        FORMAT,
        NAME,
        _number("rows", "rows", ",.0f"),
        _number("bytes", "bytes", ",.0f"),
        _number("whole, s", "seconds", ".2f"),
        _number("alone, s", "alone_seconds", ".2f"),
        _number("memory, MB", "peak_memory", ".0f", 1e6),
        _number("times the peer's, whole", "times_peer_whole", ".2f"),
        _number("times the peer's, alone", "times_peer_alone", ".2f"),
    ),
    "arrays": (
        NAME,
        _number("points", "points", ",.0f"),
        _number("median, ms", "ms", ".2f"),
        _number("least, ms", "best_ms", ".2f"),
        _number("times NumPy's", "times_numpy", ".2f"),
    ),
}
