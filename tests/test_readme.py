"""What the documents say is true."""

from __future__ import annotations

import re
import shlex
import shutil

import pytest
from PIL import Image

from surfaceviz import exits
from tests.conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", README, flags=re.DOTALL)
COMMANDS = [
    line.removeprefix("$ ")
    for kind, block in BLOCKS
    if kind == "console"
    for line in block.splitlines()
    if line.startswith("$ ")
]


@pytest.fixture
def elsewhere(tmp_path, monkeypatch):
    shutil.copytree(ROOT / "docs", tmp_path / "docs")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("command", [line for line in COMMANDS if line.startswith("surfaceviz")])
def test_every_command_works_and_says_what_is_shown(elsewhere, capsys, command):
    block = next(block for kind, block in BLOCKS if f"$ {command}\n" in block)
    for earlier in re.findall(r"^\$ surfaceviz (.*)$", block.partition(f"$ {command}\n")[0], re.M):
        made = re.findall(r"-o (\S+)", earlier)
        if any(path in command for path in made):
            assert exits.run(shlex.split(earlier)) == 0
    capsys.readouterr()
    assert exits.run(shlex.split(command)[1:]) == 0
    captured = capsys.readouterr()
    shown = block.partition(f"$ {command}\n")[2].split("$ ")[0].splitlines()
    said = [without_bytes(line) for line in (captured.err + captured.out).splitlines()]
    for line in shown:
        assert without_bytes(line) in said
    for path in re.findall(r"-o (\S+)", command):
        made = elsewhere / path
        sizes = [file.stat().st_size for file in (made.iterdir() if made.is_dir() else [made])]
        assert min(sizes) > 10_000


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
    for made in ("descent.gif", "descent.mp4", "epoch-40.png", "contours.png", "orbit.gif"):
        assert (elsewhere / made).stat().st_size > 10_000


def test_links_and_pictures_are_there_and_small():
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        path = ROOT / target
        assert path.exists(), target
        if path.suffix in (".gif", ".png"):
            assert path.stat().st_size < 400_000
            with Image.open(path) as picture:
                assert picture.width <= 1280


def test_outputs_holds_nothing_but_its_readme():
    ignored = (ROOT / ".gitignore").read_text().split()
    assert "outputs/*" in ignored
    assert "!outputs/README.md" in ignored
