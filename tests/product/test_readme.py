"""What the documents say is true."""

from __future__ import annotations

import re
import shlex
import shutil
import sqlite3
import sys
from contextlib import closing

import duckdb
import pytest
from PIL import Image

import surfaceviz as sv
from surfaceviz.cli import exits
from surfaceviz.data.readers import SOURCES
from surfaceviz.draw.overlays import SHOWS
from surfaceviz.losses import OBJECTIVES
from surfaceviz.optimizers import OPTIMIZERS
from surfaceviz.optimizers.schedules import SCHEDULES
from tests.conftest import ROOT

sys.path.insert(0, str(ROOT / "scripts"))

import gallery

README, DATA, SLIDES = (
    (ROOT / name).read_text(encoding="utf-8")
    for name in ("README.md", "docs/data.md", "docs/slides.md")
)
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", README + SLIDES, flags=re.DOTALL)
COMMANDS = list(
    dict.fromkeys(
        line.removeprefix("$ ")
        for kind, block in BLOCKS
        if kind == "console"
        for line in block.splitlines()
        if line.startswith("$ ")
    )
)

SMALLER = ["--size", "800x450"]
FEWER = ["--frames", "15"]
# What says itself which frames there are.
TIMED = ("--frames", "--every", "--until", "--epoch ", "--max-bytes")


@pytest.fixture
def elsewhere(tmp_path, monkeypatch):
    shutil.copytree(ROOT / "docs", tmp_path / "docs", ignore=shutil.ignore_patterns("*.gif"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def school(elsewhere):
    """The files that the examples read, made of the one that is there."""
    with duckdb.connect("school.duckdb") as database:
        database.execute(
            "CREATE TABLE exams AS SELECT *, 1 + row_number() OVER () % 3 AS pupils, "
            "DATE '2024-03-01' + CAST(row_number() OVER () AS INTEGER) AS day, "
            "CASE WHEN hours > 3 THEN 'Oslo' ELSE 'Rome' END AS city FROM 'docs/study.csv'"
        )
        database.execute("CREATE TABLE others (a INTEGER)")
        for part in range(2):
            rows = f"FROM exams LIMIT 20 OFFSET {20 * part}"
            database.execute(f"COPY ({rows}) TO 'part-{part}.parquet'")
        rows = database.execute("SELECT hours, score, CAST(day AS VARCHAR) FROM exams").fetchall()
    with closing(sqlite3.connect("school.sqlite")) as database, database:
        database.execute("CREATE TABLE exams (hours REAL, score REAL, day TEXT)")
        database.executemany("INSERT INTO exams VALUES (?, ?, ?)", rows)
    return elsewhere


@pytest.mark.parametrize("command", [line for line in COMMANDS if line.startswith("surfaceviz")])
@pytest.mark.usefixtures("school")
def test_every_command_works_and_says_what_is_shown(elsewhere, capsys, command):
    block = next(block for kind, block in BLOCKS if f"$ {command}\n" in block)
    for earlier in re.findall(r"^\$ surfaceviz (.*)$", block.partition(f"$ {command}\n")[0], re.M):
        made = re.findall(r"-o (\S+)", earlier)
        if any(path in command for path in made):
            assert exits.run(shlex.split(earlier)) == 0
    capsys.readouterr()
    shown = block.partition(f"$ {command}\n")[2].split("$ ")[0].splitlines()
    # Where nothing is said of the film, a small one proves as much.
    smaller = [] if shown or "--size" in command or "render" not in command else SMALLER
    fewer = FEWER if smaller and not any(option in command for option in TIMED) else []
    assert exits.run([*shlex.split(command)[1:], *smaller, *fewer]) == 0
    captured = capsys.readouterr()
    said = [without_bytes(line) for line in (captured.err + captured.out).splitlines()]
    for line in shown:
        assert without_bytes(line) in said
    for path in re.findall(r"-o (\S+)", command):
        made = elsewhere / path
        files = made.iterdir() if made.is_dir() else [made]
        assert sum(file.stat().st_size for file in files) > 5_000


def without_bytes(line):
    """Sizes differ a little between versions of the libraries; the rest does not."""
    return re.sub(r"[\d,]+ bytes", "N bytes", line)


def test_the_scripts_it_names_exist():
    scripts = [line.split()[1] for line in COMMANDS if line.startswith("python3")]
    assert scripts == ["scripts/demo.py", "scripts/test.py"]
    for script in scripts:
        assert (ROOT / script).exists()


def test_the_python_examples_run(elsewhere):
    names = {}
    for kind, block in BLOCKS:
        if kind == "python":
            exec(compile(block, "README.md", "exec"), names)
    assert names["scene"].runs[0].trajectory.params.shape == (101, 2)
    assert names["streamed"].data.moments.n == 40
    for made in ("descent.gif", "descent.mp4", "epoch-40.png", "contours.png", "orbit.gif"):
        assert (elsewhere / made).stat().st_size > 10_000


@pytest.mark.usefixtures("elsewhere")
def test_the_examples_of_the_page_on_data_run():
    names = {}
    for block in re.findall(r"```python\n(.*?)```", DATA, flags=re.DOTALL):
        exec(compile(block, "data.md", "exec"), names)
    assert names["data"].moments.n == 40
    assert names["scene"].data is names["data"]


@pytest.mark.parametrize("kind", SOURCES)
def test_the_page_on_data_names_every_kind_of_file(kind):
    assert kind in DATA.casefold()


def test_links_and_pictures_are_there_and_small():
    pages = ((README, ROOT), (SLIDES, ROOT / "docs"))
    for path in (
        folder / target for page, folder in pages for target in re.findall(r"\]\(([^)#]+)\)", page)
    ):
        target = path.name
        assert path.exists(), target
        if path.suffix in (".gif", ".png"):
            assert path.stat().st_size < 400_000
            with Image.open(path) as picture:
                assert picture.width <= 1280


def test_outputs_holds_nothing_but_its_readme():
    ignored = (ROOT / ".gitignore").read_text().split()
    assert "outputs/*" in ignored
    assert "!outputs/README.md" in ignored


def test_the_gallery_shows_what_its_commands_make():
    made = [words[-1] for words in gallery.commands()]
    assert gallery.PICTURE.findall(gallery.PAGE.read_text(encoding="utf-8")) == made
    for name in made:
        assert (gallery.FILMS / name).stat().st_size < 700_000
        recipe = sv.read_recipe(gallery.FILMS / name)
        assert recipe.settings["size"] == "800x450"


def test_the_page_on_teaching_names_every_entry():
    page = (ROOT / "docs" / "teaching.md").read_text(encoding="utf-8")
    for name in (*OPTIMIZERS, *SCHEDULES, *OBJECTIVES, *SHOWS):
        assert re.search(rf"\b{name}\b", page), name


def test_the_theme_of_the_page_on_teaching_is_one(tmp_path):
    page = (ROOT / "docs" / "teaching.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"```toml\n(.*?)```", page, flags=re.DOTALL)
    path = tmp_path / "lecture.toml"
    path.write_text(block.replace('"Noto Sans", ', ""), encoding="utf-8")
    assert sv.read_theme(path).colormap == "magma"
