"""Folders for LaTeX: their sheets lie above one another as the film's frames, and compile."""

from __future__ import annotations

import re
import subprocess
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from pypdf import PdfReader

import surfaceviz as sv
from surfaceviz.formats.beamer.letters import (
    foreign,
    in_ascii,
    in_comment,
    in_string,
    in_unicode,
    readable,
)
from surfaceviz.formats.beamer.sheets import Sheet, add_sheet, timeline_text
from surfaceviz.settings.timeline import Timeline
from tests.conftest import SMALL, content, require

LARGEST = 3_000_000
HOSTILE = '50% of $x_1$ & #2 {a} ~ ^ \\fi \\end{document} <b> "q" `x` -- é θ² Việt 梯度 😀 \x00'
CAPTIONS = {0: "We begin.", 2: "百 done", 3: ""}
SHOWN = re.compile(r":([0-9.]*):((?:\d+(?:x\d+)?)?(?:,\d+(?:x\d+)?)*)")
CASES = {
    "long": {"every": 25},
    "dark": {"theme": "dark", "captions": CAPTIONS, "lang": "zh"},
    "card": {"title": "Title", "intro": 0.5, "every": 2},
    "glide": {"intro": 0.2, "fps": 10},
    "turning": {"camera": sv.Orbit(90)},
    "grid": {"layout": "grid", "show": ("optimum", "gradient")},
}
# Frames before epoch 0, whose pictures are whole.
WHOLE = {"card": 1, "glide": 2}


@pytest.fixture(scope="module")
def race():
    return sv.build_scene(sv.article_data(), learning_rate=[0.002, 0.01], epochs=4, grid=40)


def shown_sheets(folder: Path) -> list[list[Path]]:
    """Return the files of each frame, the lowest first, as animate reads the timeline."""
    files = sorted(folder.glob("frame-*"))
    lines = (folder / "timeline.txt").read_text().splitlines()
    frames = defaultdict(list)
    for frame, line in enumerate(lines):
        _, entries = SHOWN.fullmatch(line).groups()
        for entry in entries.split(",") if entries else ():
            number, _, stay = entry.partition("x")
            for later in range(frame, min(len(lines), frame + int(stay or 1))):
                frames[later].append(files[int(number)])
    return [frames[frame] for frame in range(len(lines))]


def composed(paths: list[Path], size: tuple[int, int], folder: Path) -> np.ndarray:
    """Return the picture that sheets make above one another."""
    page = Image.new("RGBA", size)
    for path in paths:
        page.alpha_composite(pixels_of(path, size, folder))
    return np.asarray(page)[..., :3]


def pixels_of(path: Path, size: tuple[int, int], folder: Path) -> Image.Image:
    if path.suffix == ".pdf":
        drawn = folder / f"{path.stem}.png"
        if not drawn.exists():
            scaled = ("-scale-to-x", str(size[0]), "-scale-to-y", str(size[1]))
            cairo = [require("pdftocairo"), "-png", "-transp", "-singlefile", *scaled]
            subprocess.run([*cairo, path, drawn.with_suffix("")], check=True, capture_output=True)
        path = drawn
    return Image.open(path).convert("RGBA")


def pictures(path: Path) -> list[np.ndarray]:
    return [np.asarray(Image.open(file).convert("RGB")) for file in sorted(path.iterdir())]


def alike(one: np.ndarray, other: np.ndarray) -> bool:
    """Tell whether two pictures are the same but for how finely edges and letters are drawn."""
    coarse = [np.asarray(Image.fromarray(each).reduce(8)).astype(int) for each in (one, other)]
    differs = np.abs(coarse[0] - coarse[1])
    return differs.mean() < 1.5 and differs.max() < 48


@pytest.mark.parametrize(
    ("kind", "case"),
    [*(("pdf", case) for case in CASES), ("png", "long"), ("png", "card"), ("png", "glide")],
)
def test_sheets_make_the_frames(tmp_path, short, article, race, kind, case):
    scene = {"long": article, "grid": race}.get(case, short)
    folder, film = tmp_path / "f.beamer", tmp_path / "film"
    sv.render(scene, f"{folder}/", f"{film}/", size=SMALL, beamer=kind, **CASES[case])
    files = sorted(file.name for file in folder.glob("frame-*"))
    assert [Path(name).stem for name in files] == [f"frame-{n:04}" for n in range(len(files))]
    whole = WHOLE.get(case, 0)
    pixels = whole if kind == "pdf" else len(files)
    suffixes = [".png"] * pixels + [".pdf"] * (len(files) - pixels)
    assert [Path(name).suffix for name in files] == suffixes
    frames, shown = pictures(film), shown_sheets(folder)
    assert len(shown) == len(frames)
    assert {path.name for paths in shown for path in paths} == set(files)
    for number in sorted({0, whole, len(frames) - 1}):
        found = composed(shown[number], SMALL, tmp_path)
        if kind == "png" or number < whole:
            assert np.array_equal(found, frames[number])
        else:
            assert alike(found, frames[number])


@pytest.mark.parametrize("kind", ["pdf", "png"])
def test_bytes_and_recipe(run, kind):
    film = ("--epochs", 3, "--size", "640x360", "--beamer", kind)
    for name in "ab":
        assert run("render", *film, "-o", f"{name}.beamer/")[0] == 0
    assert content("a.beamer") == content("b.beamer")
    code, found, _ = run("recipe", "a.beamer")
    assert code == 0
    assert "epochs = 3" in found
    assert "% epochs = 3" in Path("a.beamer/descent.tex").read_text()


def test_folder_of_other_files_stays(run):
    Path("a.beamer").mkdir()
    Path("a.beamer/thesis.tex").write_text("years of work")
    code, _, said = run("render", "--epochs", 3, "-o", "a.beamer/")
    assert code == 2
    assert "thesis.tex" in said
    assert [file.name for file in Path("a.beamer").iterdir()] == ["thesis.tex"]


def test_what_latex_left_is_replaced(run):
    Path("a.beamer").mkdir()
    for suffix in ("aux", "log", "nav", "out", "pdf", "snm", "synctex.gz", "tex", "toc"):
        Path(f"a.beamer/descent.{suffix}").write_text("old")
    assert run("render", "--epochs", 3, "--size", "640x360", "-o", "a.beamer/")[0] == 0
    assert [file.name for file in Path("a.beamer").glob("descent.*")] == ["descent.tex"]


@pytest.mark.parametrize(
    ("timeline", "rates"),
    [
        (Timeline((0, 1, 2), 10.0, 0.0), ["", "", ""]),
        (Timeline((0, 1, 2), 10.0, 1.9), ["", "", "0.5"]),
        (Timeline((0, 1, 2), 10.0, 0.0, ((0, 0.4),)), ["2", "10", ""]),
        (Timeline((0, 1, 2), 20.0, 0.0, ((1, 0.95),)), ["", "1", "20"]),
        (Timeline((0, 1, 2), 25.0, 39.96), ["", "", "0.025"]),
    ],
)
def test_frames_are_shown_for_their_time(timeline, rates):
    sheets = [Sheet(0, 3, b"", ".pdf"), *(Sheet(frame, 1, b"", ".pdf") for frame in range(3))]
    lines = timeline_text(timeline, sheets).splitlines()
    found = [SHOWN.fullmatch(line).groups() for line in lines]
    assert [rate for rate, _ in found] == rates
    assert [shown for _, shown in found] == ["0x3,1", "2", "3"]
    current, seconds = timeline.fps, 0.0
    for rate, _ in found:
        current = float(rate or current)
        seconds += 1 / current
    assert seconds == pytest.approx(timeline.duration, rel=1e-5)


def test_same_sheets_are_one():
    sheets = []
    for frame, data in ((0, b"a"), (1, b"a"), (2, b"b"), (4, b"b")):
        add_sheet(sheets, data, frame, ".pdf")
    assert sheets == [
        Sheet(0, 2, b"a", ".pdf"),
        Sheet(2, 1, b"b", ".pdf"),
        Sheet(4, 1, b"b", ".pdf"),
    ]


@pytest.mark.parametrize(
    ("text", "shown", "known"),
    [
        ("Loss of 5%", r"Loss of 5\%", True),
        ("\\end{x}", r"\textbackslash{}end\{x\}", True),
        ("a--b,, ''", r"a-{}-b,{}, '{}'", True),
        ("é ö ø", r"\'{e} \"{o} \o{}", True),
        ("Việt", r"Vi\^{\d{e}}t", True),
        ("β Α ο −1", r"\ensuremath{\beta} A o \ensuremath{-}1", True),
        ("x² ½ ﬁ", r"x\ensuremath{^{2}} 1/2 fi", True),
        ("why?", "why?", True),
        ("梯度 a", "?? a", False),
        ("😀", "?", False),
        ("", "", True),
    ],
)
def test_letters_for_pdflatex(text, shown, known):
    assert in_ascii(text) == shown
    assert readable(text) is known
    assert in_ascii(text).isascii()


def test_letters_for_the_other_engines():
    assert in_unicode("é % 梯度。") == "é \\% 梯\\descentbreak{}度。"
    assert in_unicode("\ud800") == "?"
    assert foreign("é β Привет 梯 😀") == "Привет梯"
    assert in_string("(a) \\b") == r"\string\050a\string\051 \string\134b"
    assert in_string("é") == r"\string\376\string\377\string\000\string\351"
    assert in_comment("a\rb\n\nc\ud800") == "% a\n% b\n%\n% c?"


def compiled(folder: Path, engine: str = "pdflatex") -> str:
    """Compile the slide once, and return what LaTeX says."""
    command = [require(engine), "-interaction=nonstopmode", "-halt-on-error", "descent"]
    done = subprocess.run(command, cwd=folder, capture_output=True, timeout=120, check=False)
    log = (folder / "descent.log").read_text(errors="replace")
    assert done.returncode == 0, log[-3000:]
    assert not re.search(r"^!|Overfull|Underfull", log, re.MULTILINE)
    return log


def test_pixels_of_the_article(tmp_path, article):
    folder = tmp_path / "f.beamer"
    sv.render(article, f"{folder}/", beamer="png")
    assert sum(file.stat().st_size for file in folder.iterdir()) <= LARGEST
    assert len(shown_sheets(folder)) == 101


@pytest.mark.usefixtures("latex")
def test_slide_of_the_article(tmp_path, article):
    folder = tmp_path / "f.beamer"
    sv.render(article, f"{folder}/")
    assert sum(file.stat().st_size for file in folder.iterdir()) <= LARGEST
    assert len(shown_sheets(folder)) == 101
    compiled(folder)
    slide = folder / "descent.pdf"
    assert slide.stat().st_size <= LARGEST
    (page,) = PdfReader(slide).pages
    widgets = [note.get_object() for note in page["/Annots"]]
    frames = [each for each in widgets if re.fullmatch(r"0\.\d+", str(each.get("/T")))]
    assert len(frames) == 101
    (film,) = (each for each in widgets if each.get("/T") == "anm0")
    assert "/JavaScript" in str(film["/AA"])
    assert "100" in film["/Contents"]
    # Whoever cannot play it sees the last epoch.
    last = next(each for each in frames if each["/T"] == "0.100")
    assert film["/AP"].raw_get("/N") == last["/AP"].raw_get("/N")
    left, _, right, high = (float(side) for side in film["/Rect"])
    scale = 1280 / (right - left)
    drawn = [require("pdftoppm"), "-r", f"{72 * scale:.4f}", "-png", "-singlefile", slide]
    subprocess.run([*drawn, tmp_path / "page"], check=True, capture_output=True)
    picture = Image.open(tmp_path / "page.png").convert("RGB")
    corner = round(left * scale), round((float(page.mediabox.height) - high) * scale)
    seen = picture.crop((*corner, corner[0] + 1280, corner[1] + 720))
    poster = Image.open(folder / "poster.png").convert("RGB")
    assert alike(np.asarray(seen), np.asarray(poster))


@pytest.mark.usefixtures("latex")
@pytest.mark.filterwarnings("ignore::surfaceviz.SurfaceVizWarning")
def test_hostile_title_compiles(tmp_path, short):
    folder = tmp_path / "f.beamer"
    look = {"title": HOSTILE, "lang": "zh", "theme": "dark", "intro": 0.5}
    sv.render(short, f"{folder}/", size=SMALL, beamer="png", **look)
    compiled(folder, "lualatex")
    assert len(PdfReader(folder / "descent.pdf").pages) == 1


@pytest.mark.parametrize("name", ["beamer", "talk.beamer", "Beamer"])
def test_a_folder_is_for_latex_by_its_name(tmp_path, short, name):
    (output,) = sv.render(short, f"{tmp_path / name}/", size=SMALL, panels=("loss",))
    assert output.format == "beamer"
    assert (output.path / "descent.tex").exists()
    assert sv.read_recipe(output.path).story == sv.story_of(short)
