"""What is public, what is imported when, and what is shipped."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
import subprocess
import sys
import tomllib
import zipfile
from dataclasses import is_dataclass

import pytest

import surfaceviz as sv
from surfaceviz.draw.panels import PANELS
from surfaceviz.formats import WRITERS
from tests.conftest import ROOT

HEAVY = ("matplotlib", "imageio", "imageio_ffmpeg", "duckdb", "PIL", "contourpy")
MODULES = [
    module.name
    for module in pkgutil.walk_packages(sv.__path__, "surfaceviz.")
    if module.name != "surfaceviz.__main__"
]


@pytest.mark.parametrize(
    "code",
    [
        "import surfaceviz; surfaceviz.__version__",
        "from surfaceviz.cli.exits import run; run(['--help']); run(['render', '--help'])",
        "from surfaceviz.cli.exits import run; run(['list', 'panels']); run(['list', 'formats'])",
        "import surfaceviz as sv; sv.build_scene([1, 2, 3], [1, 2, 4])",
    ],
)
def test_nothing_heavy_is_imported_before_it_is_used(code):
    check = f"import sys; {code}; print([name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize(
    "code", ["import surfaceviz.film.film, surfaceviz.draw.stage", "import surfaceviz.formats.mp4"]
)
def test_pyplot_is_never_imported_for_a_film(code):
    check = f"import sys; {code}; print('matplotlib.pyplot' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


@pytest.mark.parametrize("name", sv.__all__)
def test_every_public_name_is_there_and_documented(name):
    value = getattr(sv, name)
    assert name in dir(sv)
    if callable(value):
        assert inspect.getdoc(value)


@pytest.mark.parametrize("name", MODULES)
def test_every_module_says_what_it_is_and_documents_its_public_parts(name):
    module = importlib.import_module(name)
    assert module.__doc__
    for label, part in vars(module).items():
        if label.startswith("_") or getattr(part, "__module__", None) != name:
            continue
        if inspect.isfunction(part) or inspect.isclass(part):
            assert inspect.getdoc(part), label
        kind = part if inspect.isclass(part) else type(part)
        if is_dataclass(kind):
            assert kind.__dataclass_params__.frozen, label
            told = "".join(base.__doc__ or "" for base in inspect.getmro(kind))
            for field in kind.__dataclass_fields__:
                assert field in told, (label, field)


def test_tables_name_modules_that_exist():
    for panel in PANELS.values():
        assert callable(panel.draw)
    for form in WRITERS.values():
        assert callable(form.writer())


def test_the_wheel_has_all_that_is_in_the_package(tmp_path):
    build = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation"]
    pytest.importorskip("setuptools")
    subprocess.run([*build, "-w", str(tmp_path), str(ROOT)], check=True, capture_output=True)
    (wheel,) = tmp_path.glob("surfaceviz-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        shipped = set(archive.namelist())
    package = ROOT / "surfaceviz"
    wanted = {
        str(path.relative_to(ROOT))
        for path in package.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert wanted <= shipped


PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page):
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    links = re.findall(r"\]\(([^)#\s]+)", text)
    missing = [link for link in links if "://" not in link and not (page.parent / link).exists()]
    assert missing == []


def test_rooms_are_those_that_the_contract_orders():
    contract = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    ordered = {name.removeprefix("surfaceviz.") for name in contract["contracts"][0]["layers"]}
    rooms = {path.parent.name for path in (ROOT / "surfaceviz").glob("*/__init__.py")}
    assert rooms == ordered - {"__main__", "version"}
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    assert rooms == set(re.findall(r"^  (\w+)/ ", text, re.MULTILINE))
