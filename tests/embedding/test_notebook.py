"""In a notebook a scene is a page in a sandbox, and a widget that Python talks with."""

from __future__ import annotations

import json
import pickle
import re
import subprocess
import sys

import nbconvert
import nbformat
import pytest
import traitlets
from IPython.core.formatters import DisplayFormatter

import surfaceviz as sv
from surfaceviz.formats.page.module import file_text, module_text
from tests.conftest import require
from tests.formats.test_page_writer import DATA, Page


@pytest.fixture(scope="module")
def shown(short):
    return short._repr_html_()


@pytest.fixture
def player(short):
    return sv.widget(short)


def frame_in(html):
    ((attrs, _),) = Page(html).all("iframe")
    return attrs


def test_a_scene_shows_itself_as_a_page_in_a_sandbox(short, shown):
    attrs = frame_in(shown)
    assert attrs["sandbox"].split() == ["allow-scripts", "allow-downloads"]
    assert attrs["title"] == "descent"
    assert re.search(r"width: 100%; aspect-ratio: 1280 / \d+", attrs["style"])
    page = Page(attrs["srcdoc"])
    assert json.loads(page.text(DATA))["epochs"] == short.epochs
    assert page.policy["default-src"] == "'none'"
    # It is one element, whatever its page holds.
    assert [tag for tag, *_ in Page(shown).elements] == ["iframe"]


def test_notebooks_find_it(short, shown):
    found, _ = DisplayFormatter().format(short)
    assert found["text/html"] == shown


def test_names_cannot_leave_the_frame():
    evil = "\"'></iframe><script>alert(1)</script>"
    data = sv.Dataset.of([1.0, 2.0], [1.0, 3.0], x_name=evil, name=evil)
    html = sv.build_scene(data, epochs=2, grid=8)._repr_html_()
    attrs = frame_in(html)
    assert [tag for tag, *_ in Page(html).elements] == ["iframe"]
    assert attrs["title"] == evil
    assert json.loads(Page(attrs["srcdoc"]).text(DATA))["data"]["x_name"] == evil


def test_it_survives_in_a_page_made_of_the_notebook(shown):
    output = nbformat.v4.new_output("display_data", {"text/html": shown, "text/plain": "Scene"})
    cell = nbformat.v4.new_code_cell("scene", outputs=[output])
    notebook = nbformat.v4.new_notebook(cells=[cell])
    nbformat.validate(notebook)
    reread = nbformat.reads(nbformat.writes(notebook), as_version=4)
    html, _ = nbconvert.HTMLExporter().from_notebook_node(reread)
    assert frame_in(html[html.index("<iframe") : html.index("</iframe>")]) == frame_in(shown)


def test_a_widget_begins_as_the_scene_is(short, player):
    run = short.runs[0]
    assert (player.start, player.epoch) == ([0.0, 0.0], 0.0)
    assert player.learning_rate == run.learning_rate
    assert player.trajectory == run.trajectory.params.tolist()
    assert player.payload["epochs"] == short.epochs
    assert sv.widget(short, theme="dark").payload["theme"] != player.payload["theme"]


def test_what_is_done_in_the_page_reaches_python(player):
    told = []
    player.observe(told.append, ["start", "epoch", "learning_rate", "trajectory"])
    news = {"start": [1, 2.5], "epoch": 3.5, "learning_rate": 0.2, "trajectory": [[1, 2], [3, 4]]}
    player.set_state(news)
    assert {change.name: change.new for change in told} == news
    assert player.trajectory == [[1.0, 2.0], [3.0, 4.0]]


def test_what_python_sets_goes_to_the_page(player):
    player.start, player.epoch, player.learning_rate = [1.0, 2.0], 2, 0.5
    state = player.get_state()
    assert (state["start"], state["epoch"], state["learning_rate"]) == ([1.0, 2.0], 2, 0.5)
    assert json.loads(json.dumps(state["payload"], allow_nan=False)) == player.payload


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("start", [1.0]),
        ("start", [1.0, "b"]),
        ("epoch", -1.0),
        ("learning_rate", -0.1),
        ("trajectory", [[0.0, 0.0]]),
        ("payload", {}),
    ],
)
def test_what_a_widget_cannot_take_is_refused(player, name, value):
    before = player.get_state([name])
    with pytest.raises(traitlets.TraitError):
        setattr(player, name, value)
    assert player.get_state([name]) == before


def test_a_run_without_a_rate_has_none():
    scene = sv.build_scene(sv.article_data(), optimizer="steepest", epochs=2, grid=8)
    assert sv.widget(scene).learning_rate is None


def test_a_widget_has_the_module_of_the_page(player, tmp_path):
    script = tmp_path / "widget.mjs"
    script.write_text(f"{player._esm}", encoding="utf-8")
    assert module_text() in script.read_text(encoding="utf-8")
    assert str(player._css) == file_text("page.css")
    ask = f"import({json.dumps(str(script))}).then((it) => console.log(typeof it.default.render))"
    done = subprocess.run(
        [require("node"), "-e", ask], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "function"


def test_without_anywidget_the_extra_is_named(short, monkeypatch):
    monkeypatch.setitem(sys.modules, "anywidget", None)
    monkeypatch.delitem(sys.modules, "surfaceviz.formats.page.widget", raising=False)
    with pytest.raises(sv.InputError, match=r"pip install 'surfaceviz\[notebook\]'"):
        sv.widget(short)


def test_nothing_of_it_is_imported_before_it_is_used():
    check = (
        "import sys, surfaceviz as sv; scene = sv.build_scene([1, 2], [1, 3], epochs=2);"
        "html = scene._repr_html_(); assert html;"
        "print([name for name in ('anywidget', 'IPython') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_scene_that_was_shown_is_as_before(short):
    short._repr_html_()
    assert set(vars(short)) == {"data", "objective", "runs", "settings"}
    again = pickle.loads(pickle.dumps(short))
    assert again._repr_html_() == short._repr_html_()
