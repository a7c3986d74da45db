"""What the tests share."""

from __future__ import annotations

import os
import shutil
from importlib.util import find_spec
from pathlib import Path
from typing import NoReturn

import hypothesis
import matplotlib as mpl
import numpy as np
import pytest

import surfaceviz as sv
from surfaceviz.cli import exits
from surfaceviz.draw.look import Look
from surfaceviz.formats.page import page_writer
from surfaceviz.formats.page.payload import film_payload
from surfaceviz.settings.pace import Pace
from tests.pages import VIEWPORT, visited

mpl.use("Agg")
# How long an example takes depends on what else the machine does.
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")
ROOT = Path(__file__).resolve().parent.parent
SMALL = (640, 360)
OLD = b"what was there before"
CHROMIUM = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--autoplay-policy=no-user-gesture-required",
]


def require(program: str) -> str:
    """Return the path of a program; without it skip, but never in CI."""
    return shutil.which(program) or missing(f"{program} is not installed")


def missing(reason: str) -> NoReturn:
    """Skip for a reason that only a user's machine may have, not CI."""
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


def place(folder: Path, suffix: str, name: str = "film") -> str:
    """Return a path of a format, with the slash that a folder's path ends with."""
    return f"{folder / name}{suffix}"


def content(path: str | Path) -> bytes:
    """Return the bytes of a film, whether it is a file or a folder."""
    path = Path(path)
    files = sorted(path.iterdir()) if path.is_dir() else [path]
    return b"".join(file.read_bytes() for file in files)


def put_old(target: str) -> None:
    """Put a file, or a folder of frames, where another is going to be written."""
    if target.endswith("/"):
        Path(target).mkdir()
        (Path(target) / "epoch-0007.png").write_bytes(OLD)
    else:
        Path(target).write_bytes(OLD)


def is_old(target: str) -> bool:
    """Tell whether what was put there is there, and nothing else."""
    if target.endswith("/"):
        (file,) = Path(target).iterdir()
        return file.name == "epoch-0007.png" and file.read_bytes() == OLD
    return Path(target).read_bytes() == OLD


def assert_moments(found, wanted):
    """Check that moments are the same but for the order in which they were summed."""
    assert found.n == wanted.n
    for name in ("mean_x", "mean_y", "sxx", "sxy", "syy"):
        assert getattr(found, name) == pytest.approx(getattr(wanted, name), rel=1e-13, abs=0), name
    if wanted.weight is None:
        assert found.weight is None
    else:
        assert found.weight == pytest.approx(wanted.weight, rel=1e-13)


# What only some machines have, by the fixture that stands for it.
MARKS = ("browser", "office", "latex", "java", "cluster")
# Tests that take more than half a second; of parameters the slowest counts.
SLOW = frozenset((ROOT / "tests" / "slow.txt").read_text(encoding="utf-8").split())


def pytest_collection_modifyitems(items):
    """Mark what takes long, or what only some machines have."""
    for item in items:
        for mark in MARKS:
            if mark in item.fixturenames:
                item.add_marker(mark)
        if item.nodeid.partition("[")[0] in SLOW:
            item.add_marker("slow")


@pytest.fixture(scope="session")
def office():
    """LibreOffice."""
    return require("soffice")


@pytest.fixture(scope="session")
def latex():
    """LaTeX: pdflatex, and the others that come with it."""
    return require("pdflatex")


@pytest.fixture(scope="session")
def java():
    """Java, on which Spark runs."""
    return require("java")


@pytest.fixture(scope="session")
def cluster():
    """Workers of Dask, each a process."""
    for library in ("dask", "distributed"):
        if find_spec(library) is None:
            missing(f"{library} is not installed")


@pytest.fixture(scope="session")
def article():
    """The article's own case."""
    return sv.build_scene(sv.article_data(), learning_rate=0.01)


@pytest.fixture(scope="session")
def short():
    """A descent of a few epochs, for what is slow with many."""
    return sv.build_scene(sv.article_data(), learning_rate=0.01, epochs=4, grid=40)


@pytest.fixture(scope="session")
def noisy():
    """A hundred thousand points, more than are shown."""
    rng = np.random.default_rng(5)
    x = rng.normal(3.0, 2.0, 100_000)
    return x, 1.5 * x - 4.0 + rng.normal(0.0, 3.0, x.size)


@pytest.fixture(scope="session")
def browser():
    # Most tests need none, nor the library that drives it.
    from playwright.sync_api import sync_playwright

    path = require("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def tab(browser):
    """A page for one address after another."""
    page = browser.new_page(viewport=VIEWPORT)
    yield page
    page.close()


@pytest.fixture(scope="session")
def page_of(tmp_path_factory):
    """Return the address of a scene's page, which hands out its player."""
    folder, read = tmp_path_factory.mktemp("pages"), page_writer.file_text

    def handing_out(name):
        return f"window.player = {read(name)}" if name == page_writer.OPENING else read(name)

    def page_of(scene, name, **look):
        path = folder / f"{name}.html"
        if not path.exists():
            payload = film_payload(scene, Look(**look), Pace(hold=0.2))
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(page_writer, "file_text", handing_out)
                path.write_text(page_writer.page_text(payload, ""), encoding="utf-8")
        return path.as_uri()

    return page_of


@pytest.fixture(scope="session")
def classic(page_of, article):
    """The address of the classic case's page."""
    return page_of(article, "light")


@pytest.fixture
def page(tab, classic):
    """The classic case, which does not play yet."""
    with visited(tab, f"{classic}#epoch=0"):
        yield tab


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "study.csv").write_text("id,hours,score\nu,1,50\nv,2,57\nw,3,60\nx,,9\n")
    return tmp_path


@pytest.fixture
def run(folder, capsys):
    assert folder.exists()

    def run(*arguments):
        code = exits.run([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        assert "Traceback" not in captured.err
        return code, captured.out, captured.err

    return run
