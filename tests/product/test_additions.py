"""Who adds an entry to a table, or brings something of their own, meets no trap."""

from __future__ import annotations

import dataclasses
import json
import re
import subprocess

import numpy as np
import pytest

import surfaceviz as sv
from surfaceviz.base.entries import Entry, checked
from surfaceviz.base.errors import InputError, SurfaceVizWarning
from surfaceviz.draw.look import Look
from surfaceviz.draw.panels import PANELS
from surfaceviz.formats import FORMATS
from surfaceviz.formats.page import recomputing
from surfaceviz.formats.page.recomputing import COMPUTED, REASONS
from surfaceviz.losses import OBJECTIVES, Loss
from surfaceviz.optimizers import OPTIMIZERS, Optimizer, Rule
from surfaceviz.optimizers.schedules import SCHEDULES, Schedule
from surfaceviz.scene import defaults
from surfaceviz.settings.recipe_parsing import parse_recipe
from surfaceviz.words import PHRASES, language
from surfaceviz.words.language import ENGLISH, LANGUAGES
from surfaceviz.words.shown_epochs import STRIPS
from surfaceviz.words.words import PAGE_LANGUAGES
from tests.conftest import ROOT, place, require
from tests.formats.test_player_payload import payload_of
from tests.pages import state, visited

X, Y = np.arange(6.0), np.array([1.0, 2.0, 5.0, 6.0, 9.0, 10.0])
SHORT = {"epochs": 3, "grid": 8}
SMALL = {"size": (320, 240), "panels": ("contour",), "fps": 10.0, "hold": 0.0}
# Added by nobody but a test.
ADDED = "xx"

PLAYER = ROOT / "surfaceviz" / "formats" / "page" / "player.js"


@checked
def lion(learning_rate: float | None = 0.01) -> Optimizer:
    """Return an optimizer that takes steps of one length."""
    return Optimizer(
        lambda _objective: Rule(
            lambda _params: (),
            lambda gradient, memory, _params, rate: (-rate * np.sign(gradient), memory),
        ),
        None,
        learning_rate,
    )


@checked
def doubled() -> Loss:
    """Return squares that are called otherwise."""
    return dataclasses.replace(sv.objectives.mse(), label="doubled")


@checked
def halved() -> Schedule:
    """Return the schedule of half the rate."""
    return Schedule(lambda _epoch, _epochs: 0.5)


TABLES = {
    "optimizer": (OPTIMIZERS, lion),
    "loss": (OBJECTIVES, doubled),
    "schedule": (SCHEDULES, halved),
}
all_kinds = pytest.mark.parametrize("kind", TABLES)


def of_own(kind, *, named):
    """What a table's function makes; or the same that knows no name."""
    made = TABLES[kind][1]()
    return made if named else dataclasses.replace(made, spec=type(made).spec)


@pytest.fixture
def named(monkeypatch):
    """Return the scene of an entry that is in its table while the test runs."""

    def build(kind):
        table, make = TABLES[kind]
        monkeypatch.setitem(table, make.__name__, Entry("added", make))
        return sv.build_scene(X, Y, **SHORT, **{kind: make.__name__})

    return build


def test_the_page_computes_what_is_said_to_be_computed():
    told = subprocess.run(
        [
            require("node"),
            "--input-type=module",
            "--eval",
            f"import * as page from {json.dumps(PLAYER.as_uri())};"
            f"const keys = (table) => Object.fromEntries(Object.entries(table).map("
            f"([name, {{ defaults }}]) => [name, Object.keys(defaults).sort()]));"
            f"console.log(JSON.stringify(Object.fromEntries({json.dumps(list(COMPUTED))}.map("
            f"(name) => [name, keys(page[name])]))));",
        ],
        capture_output=True,
        check=True,
    ).stdout
    assert json.loads(told) == {
        table: {make().spec.name: sorted(Entry("", make).keys) for make in known}
        for table, known in COMPUTED.items()
    }


@all_kinds
@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_entry_that_the_page_does_not_know_is_played(kind, lang, named):
    scene = named(kind)
    told = payload_of(scene, Look(lang=lang))
    assert told["recomputes"] is False
    assert f" {TABLES[kind][1].__name__}" in told["why_not"]
    assert told["why_not"].startswith(REASONS[lang].unknown.partition("{")[0])


@all_kinds
def test_its_page_shows_the_run_and_the_reason(kind, named, page_of, tab):
    with visited(tab, page_of(named(kind), f"added-{kind}") + "#epoch=2") as page:
        assert len(state(page)["losses"]) == 4
        assert state(page)["epoch"] == 2
        assert f"it cannot compute {TABLES[kind][1].__name__}" in page.locator("body").inner_text()
        assert inked(page)
        assert page.locator("fieldset:disabled").count() > 0


def test_the_page_of_an_optimizer_without_a_name_shows_it(page_of, tab):
    own = of_own("optimizer", named=False)
    scene = sv.build_scene(X, Y, **SHORT, optimizer=own)
    with visited(tab, page_of(scene, "nameless")) as page:
        assert "known to Python alone" in page.locator("body").inner_text()
        assert inked(page)


def path_of(folder, suffix):
    """Return a path of a format; that for LaTeX is known by the folder's name alone."""
    return f"{folder}/{suffix}" if suffix == "beamer/" else place(folder, suffix)


def inked(page):
    """Return whether a canvas has more colours than a blank one."""
    return page.evaluate(
        """Array.from(document.querySelectorAll("canvas")).some((canvas) => {
            const { width, height } = canvas;
            const all = canvas.getContext("2d").getImageData(0, 0, width, height).data;
            return new Set(new Uint32Array(all.buffer)).size > 50;
        })"""
    )


@pytest.mark.parametrize("with_name", [True, False], ids=["named", "nameless"])
@pytest.mark.parametrize("suffix", FORMATS)
def test_a_film_of_ones_own_is_described_and_embedded(with_name, suffix, tmp_path):
    scene = sv.build_scene(
        X, Y, **SHORT, **{kind: of_own(kind, named=with_name) for kind in TABLES}
    )
    path = path_of(tmp_path, suffix)
    sv.render(scene, path, **SMALL)
    told = sv.describe(path)
    assert "6 points" in told
    assert re.search("[\u4e00-\u9fff]", sv.describe(path, "zh", short=True))
    target = "beamer" if suffix in ("beamer/", ".pdf", ".pptx") else "html"
    if suffix not in ("/", ".pptx"):
        assert sv.embed(path, target)


@all_kinds
@pytest.mark.parametrize("with_name", [True, False], ids=["named", "nameless"])
def test_it_is_not_rendered_again_without_its_program(kind, with_name, run, folder):
    scene = sv.build_scene(X, Y, **SHORT, **{kind: of_own(kind, named=with_name)})
    sv.render(scene, folder / "film.svg", **SMALL)
    (folder / "data.csv").write_text("x,y\n0,1\n1,2\n")
    code, _, complaint = run("render", "data.csv", "--recipe", "film.svg", "-o", "again.svg")
    assert code == 2
    assert (TABLES[kind][1].__name__ if with_name else "its maker's own") in complaint
    instead = {"optimizer": "gd", "loss": "mse", "schedule": "constant"}[kind]
    given = ("--recipe", "film.svg", f"--{kind}", instead, "-o", "again.svg")
    assert run("render", "data.csv", *given)[0] == 0


def test_a_recipe_without_a_story_names_what_there_is():
    with pytest.raises(InputError, match="did you mean 'adam'"):
        parse_recipe('[settings]\noptimizer = "adm"\n', "it")


def test_an_added_panel_is_in_nobodys_picture_but_his_who_names_it(monkeypatch, tmp_path):
    monkeypatch.setitem(PANELS, "again", dataclasses.replace(PANELS["loss"], description="again"))
    assert Look().panels == defaults.SHOWN_PANELS == ("surface", "contour", "fit", "loss")
    scene = sv.build_scene(X, Y, **SHORT)
    sv.render(
        scene, tmp_path / "film.png", **SMALL | {"panels": ("contour", "again"), "size": (640, 480)}
    )
    with pytest.warns(SurfaceVizWarning, match="cannot draw the panel again"):
        assert payload_of(scene, Look(panels=("contour", "again")))["panels"] == ["contour"]
    with pytest.raises(InputError, match="a page cannot draw the panel again"):
        payload_of(scene, Look(panels=("again",)))


@pytest.mark.parametrize(
    "table", [PHRASES, PAGE_LANGUAGES, REASONS, STRIPS], ids=["phrases", "page", "why", "strips"]
)
def test_every_table_of_words_has_every_language(table):
    assert table.keys() == LANGUAGES.keys()


@pytest.mark.parametrize("suffix", FORMATS)
def test_what_an_added_language_does_not_say_is_said_in_english(suffix, monkeypatch, tmp_path):
    words = dataclasses.replace(ENGLISH, name="Added", fit="The line")
    monkeypatch.setitem(language.LANGUAGES, ADDED, words)
    scene = sv.build_scene(X, Y, **SHORT)
    path = path_of(tmp_path, suffix)
    sv.render(scene, path, lang=ADDED, **SMALL)
    assert sv.describe(scene, ADDED) == sv.describe(scene, "en")
    assert sv.describe(scene, ADDED, short=True) == sv.describe(scene, "en", short=True)


def test_an_added_language_says_in_english_why_and_which_epochs(monkeypatch, tmp_path):
    monkeypatch.setitem(language.LANGUAGES, ADDED, dataclasses.replace(ENGLISH, name="Added"))
    own = sv.build_scene(X, Y, **SHORT, optimizer=of_own("optimizer", named=False))
    assert payload_of(own, Look(lang=ADDED))["why_not"] == recomputing.REASONS["en"].own
    strip = tmp_path / "strip.svg"
    sv.render(own, strip, lang=ADDED, size=(900, 480), panels=("contour",), epoch=(0, 3))
    assert "A strip of pictures, of epochs 0, 3." in strip.read_text(encoding="utf-8")


def test_a_language_that_has_begun_says_the_rest_in_english(monkeypatch):
    scene = sv.build_scene(X, Y, **SHORT)
    monkeypatch.setitem(language.LANGUAGES, ADDED, dataclasses.replace(ENGLISH, name="Added"))
    monkeypatch.setitem(PHRASES, ADDED, {"epochs": "{n} rounds"})
    assert "3 rounds" in sv.describe(scene, ADDED)
