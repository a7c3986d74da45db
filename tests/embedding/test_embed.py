"""What is printed to show a film elsewhere: read as those read it, and true of the file."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import unquote

import av
import imageio_ffmpeg
import lxml.html
import mistune
import numpy as np
import pytest
from IPython.core.interactiveshell import InteractiveShell
from PIL import Image

import surfaceviz as sv
from surfaceviz.embedding import TARGETS, embed
from surfaceviz.embedding.probing import look_at
from surfaceviz.embedding.words import PLACEHOLDER
from surfaceviz.words import alt_text, key_alt_text
from tests.conftest import OLD, SMALL

HOSTILE = "a b#c?d%25 é 中&'(1)"
VIDEOS, PICTURES = (".mp4", ".webm"), (".gif", ".webp", ".apng")
# What carries several signs in its name, and is read back from it.
BY_HTML = ("reveal", "slidev", "marp", "html", "quarto")
EVERYWHERE = [target for target in TARGETS if target != "beamer"]
# Of slides, the pixels that a film may take.
MOST = {"reveal": (960, 700), "slidev": (980, 552), "marp": (1280, 720), "quarto": (1050, 700)}


@pytest.fixture(scope="module")
def films(tmp_path_factory, short):
    """A folder with a film in every format, none of which has a poster beside it."""
    folder = tmp_path_factory.mktemp("films")
    names = [f"film{suffix}" for suffix in (*VIDEOS, *PICTURES, ".html")]
    more = ["film/", "film.beamer/", "figure.svg", "figure.pdf", "figure.png"]
    paths = [f"{folder}/{name}" for name in (*names, *more)]
    outputs = {each.path.name: each for each in sv.render(short, *paths, size=SMALL)}
    (folder / "deck.pptx").write_bytes(b"PK\x03\x04" + bytes(26) + b"ppt/presentation.xml")
    return SimpleNamespace(folder=folder, outputs=outputs)


@pytest.fixture
def here(films, folder):
    """The current folder, with a copy of each film."""
    shutil.copytree(films.folder, folder, dirs_exist_ok=True)
    return folder


@pytest.fixture
def foreign(folder):
    """A film of another program, 64 x 48 pixels and of two seconds, and a GIF of it."""
    ffmpeg = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-f", "lavfi"]
    source = [*ffmpeg, "-i", "testsrc=size=64x48:rate=5:duration=2"]
    for name in ("foreign.mp4", "foreign.gif"):
        subprocess.run([*source, "-pix_fmt", "yuv420p", folder / name], check=True)
    return folder


def element(text):
    """Return the element that shows the file, of a snippet of HTML."""
    text = text.removeprefix("```{=html}\n").removesuffix("\n```")
    root = lxml.html.fragment_fromstring(text, create_parent="body")
    (found,) = root.xpath(".//video|.//slidevvideo|.//img|.//iframe")
    return found


def output(cell):
    """Return the element that a cell of a notebook shows."""
    result = InteractiveShell.instance().run_cell(cell, store_history=False)
    assert result.success, result.error_in_exec
    return element(result.result._repr_html_())


def attributes(text, target):
    """Return the attributes of the element that a program makes of a snippet."""
    if target == "jupyter":
        return dict(output(text).attrib)
    if target == "markdown":
        return dict(
            lxml.html.fragment_fromstring(mistune.html(text), create_parent=True)[0][0].attrib
        )
    if target == "quarto" and text.startswith("!"):
        inside = re.fullmatch(r'!\[\]\((.*)\)\{fig-alt="(.*)" width=(\d+) height=(\d+)\}', text)
        return dict(zip(("src", "alt", "width", "height"), inside.groups(), strict=True))
    found = element(text)
    named = found.xpath("source/@src") or found.xpath("@data-src|@src")
    return {**found.attrib, "src": named[0]}


def truth(path):
    """Return width and height of a film, as other programs see it."""
    if path.suffix not in VIDEOS:
        with Image.open(path) as picture:
            return picture.size
    with av.open(str(path)) as film:
        stream = film.streams.video[0]
        return stream.width, stream.height


@pytest.mark.parametrize("suffix", [*VIDEOS, *PICTURES])
@pytest.mark.parametrize("target", [each for each in EVERYWHERE if each != "markdown"])
@pytest.mark.usefixtures("here")
def test_snippets_are_true_of_the_film(target, suffix):
    name = f"film{suffix}"
    found = attributes(embed(name, target), target)
    width, height = int(found["width"]), int(found["height"])
    true_width, true_height = truth(Path(name))
    assert width / height == pytest.approx(true_width / true_height, rel=0.01)
    most = MOST.get(target, (true_width, true_height))
    assert (width, height) <= most
    if target not in MOST:
        assert (width, height) == (true_width, true_height)
    seen = alt_text(sv.read_recipe(name).story, "en")
    if suffix in PICTURES:
        assert found["alt"] == seen
    else:
        assert found["aria-label"] == seen
        assert {"loop", "muted", "playsinline"} <= found.keys()
        assert {"autoplay", "data-autoplay"} & found.keys()
        assert "poster" not in found
    if target != "jupyter":
        assert unquote(found["src"]).lstrip("/") == name


@pytest.mark.parametrize("target", ["reveal", "slidev", "marp", "quarto", "html", "jupyter"])
@pytest.mark.usefixtures("here")
def test_pages_are_shown_in_frames(target):
    found = attributes(embed("film.html", target), target)
    present = target in MOST
    assert found["src"].lstrip("/") == ("film.html?present" if present else "film.html")
    assert found["title"].startswith("Animation of gradient descent")
    if present:
        assert int(found["width"]) / int(found["height"]) == pytest.approx(16 / 9, rel=0.01)


@pytest.mark.usefixtures("here")
def test_a_poster_is_named_when_it_is_there(run):
    for target in TARGETS:
        code, text, said = run("embed", "film.mp4", "--for", target)
        assert code == 0
        assert "poster" not in text
        assert ("no poster is beside it" in said) == (target != "jupyter")
    code, written, said = run("embed", "film.mp4", "--for", "html", "--write")
    assert code == 0
    assert "wrote film-poster.png\nwrote film-alt.txt\n" in said
    assert written == f"{embed('film.mp4', 'html')}\n"
    for target in TARGETS:
        text, said = run("embed", "film.mp4", "--for", target)[1:]
        assert ("film-poster.png" in text) == (target != "jupyter")
        assert "no poster" not in said


def test_companions_are_what_they_should_be(here, short, run):
    sv.render(short, here / "other.mp4", size=SMALL, poster=True)
    for name in ("film.mp4", "film.gif"):
        assert run("embed", name, "--for", "html", "--write")[0] == 0
        with Image.open("film-poster.png") as ours, Image.open("other-poster.png") as drawn:
            shown, true = (np.asarray(each.convert("RGB"), dtype=float) for each in (ours, drawn))
        assert np.abs(shown - true).mean() < 2.0
        assert sv.read_recipe("film-poster.png") == sv.read_recipe("film.mp4")
        text = Path("film-alt.txt").read_text(encoding="utf-8")
        assert text == f"{alt_text(sv.read_recipe('film.mp4').story, 'en')}\n"
        Path("film-poster.png").unlink()


def test_a_finer_poster_stays(here, short, run):
    sv.render(short, here / "film.mp4", size=SMALL, poster=True)
    before = Path("film-poster.png").read_bytes()
    said = run("embed", "film.mp4", "--for", "html", "--write")[2]
    assert "wrote film-poster.png" not in said
    assert Path("film-poster.png").read_bytes() == before
    # That of another film by the same name goes.
    sv.render(short, here / "film.mp4", size=SMALL, theme="dark")
    assert "wrote film-poster.png" in run("embed", "film.mp4", "--for", "html", "--write")[2]
    assert sv.read_recipe("film-poster.png").settings["theme"] == "dark"


@pytest.mark.parametrize("name", ["film-poster.png", "film-alt.txt"])
def test_files_of_others_are_not_overwritten(here, run, name):
    Path(name).write_bytes(OLD)
    before = sorted(each.name for each in here.iterdir())
    code, text, said = run("embed", "film.mp4", "--for", "html", "--write")
    assert (code, text) == (2, "")
    assert said.count("\n") == 1
    assert name in said
    assert "move or delete it first" in said
    assert Path(name).read_bytes() == OLD
    assert sorted(each.name for each in here.iterdir()) == before


def test_figures_have_no_poster_and_tell_their_epoch(here, short, run):
    last = sv.read_recipe("figure.png").story
    for name in ("figure.png", "figure.svg"):
        assert element(embed(name, "html")).get("alt") == key_alt_text(last, last.keys[-1], "en")
    assert r"{figure.pdf}" in embed("figure.pdf", "beamer")
    said = run("embed", "figure.svg", "--for", "html", "--write")[2]
    assert "poster" not in said
    assert not Path("figure-poster.png").exists()
    sv.render(short, here / "strip.png", epoch=(1, 3), size=SMALL)
    seen = element(embed("strip.png", "html")).get("alt")
    assert "epoch 1 " in seen
    assert "epoch 3 " in seen


@pytest.mark.parametrize("target", BY_HTML)
@pytest.mark.parametrize("suffix", [".mp4", ".gif", ".html"])
@pytest.mark.usefixtures("here")
def test_any_name_is_found_again(target, suffix):
    name = f"{HOSTILE}{suffix}" if target != "slidev" else f"a b%25 é 中&(1){suffix}"
    Path(f"film{suffix}").rename(name)
    found = attributes(embed(name, target), target)
    address, _, rest = found["src"].partition("?")
    assert unquote(address).removeprefix("/") == name
    assert rest in ("", "present")


@pytest.mark.usefixtures("here")
def test_any_name_is_found_again_elsewhere(run):
    for suffix in (".mp4", ".gif", ".html"):
        Path(f"film{suffix}").rename(f"{HOSTILE}{suffix}")
    run("embed", f"{HOSTILE}.mp4", "--for", "markdown", "--write")
    link = lxml.html.fragment_fromstring(mistune.html(embed(f"{HOSTILE}.mp4", "markdown")))[0]
    assert unquote(link.get("href")) == f"{HOSTILE}.mp4"
    assert unquote(link[0].get("src")) == f"{HOSTILE}-poster.png"
    assert link[0].get("alt").startswith("Animation of gradient descent")
    assert unquote(output(embed(f"{HOSTILE}.html", "jupyter")).get("src")) == f"{HOSTILE}.html"
    # A cell that reads the file.
    for suffix, kind in ((".mp4", "video/mp4"), (".gif", "image/gif")):
        shown = output(embed(f"{HOSTILE}{suffix}", "jupyter"))
        (address,) = shown.xpath("source/@src") or shown.xpath("@src")
        assert address.startswith(f"data:{kind};base64,")
        assert len(address) > Path(f"{HOSTILE}{suffix}").stat().st_size


@pytest.mark.parametrize(
    ("target", "sign"), [*(("beamer", each) for each in "#%{}"), ("slidev", "#")]
)
@pytest.mark.usefixtures("here")
def test_names_that_a_program_cannot_bear_are_refused(run, target, sign):
    Path("film.mp4").rename(f"fi{sign}lm.mp4")
    code, text, said = run("embed", f"fi{sign}lm.mp4", "--for", target)
    assert (code, text) == (2, "")
    assert f"cannot bear {sign} in a name: rename fi{sign}lm.mp4" in said


@pytest.mark.usefixtures("folder")
def test_hostile_words_stay_words():
    name, column = '<b>"x"</b> {{1}} $m$ & `d`', "%#_~^*a*[b](c)\\"
    data = sv.Dataset.of([0.0, 1.0, 2.0], [1.0, 2.0, 4.0], y_name=column, name=name)
    sv.render(sv.build_scene(data, epochs=3, grid=40), "odd.gif", size=SMALL)
    seen = " ".join(alt_text(sv.read_recipe("odd.gif").story, "en").split())
    assert name in seen
    assert column in seen
    for target in EVERYWHERE:
        found = attributes(embed("odd.gif", target), target)
        if target == "quarto":
            found["alt"] = re.sub(r"\\(.)", r"\1", found["alt"])
        assert found["alt"] == seen, target
    words = embed("odd.gif", "beamer")
    assert r"\%\#\_\textasciitilde{}\textasciicircum{}" in words
    assert r"\{\{1\}\} \$m\$" in words


@pytest.mark.parametrize(
    ("name", "target", "instead"),
    [
        *(("film", target, "film.mp4") for target in ("reveal", "slidev", "html", "jupyter")),
        ("film", "markdown", "film.gif"),
        ("film", "beamer", "beamer/"),
        ("film.beamer", "marp", "film.mp4"),
        ("figure.pdf", "html", "figure.svg"),
        ("figure.svg", "beamer", "figure.pdf"),
        ("deck.pptx", "reveal", ".mp4"),
        ("deck.pptx", "beamer", "beamer/"),
    ],
)
@pytest.mark.usefixtures("here")
def test_what_cannot_work_names_what_would(run, name, target, instead):
    code, text, said = run("embed", name, "--for", target)
    assert (code, text) == (2, "")
    assert said.count("\n") == 1
    assert instead in said


@pytest.mark.usefixtures("here")
def test_a_film_for_latex_is_linked_and_its_folder_plays(run):
    _, text, said = run("embed", "film.mp4", "--for", "beamer", "--write")
    assert text.startswith(r"\href{run:film.mp4}{\includegraphics[")
    assert text.endswith("]{film-poster.png}}\n")
    assert "surfaceviz render --recipe film.mp4 -o beamer/" in said
    _, text, said = run("embed", "film.beamer/", "--for", "beamer")
    last = max(Path("film.beamer").glob("frame-*")).stem[-4:]
    assert text.startswith(r"\animategraphics[")
    assert "timeline=film.beamer/timeline.txt," in text
    assert f"{{film.beamer/frame-}}{{0000}}{{{last}}}" in text
    assert r"\usepackage{animate}" in said


@pytest.mark.parametrize("name", ["foreign.mp4", "foreign.gif"])
@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.usefixtures("foreign")
def test_films_of_others_work_but_for_words(run, name, target):
    code, text, said = run("embed", name, "--for", target)
    assert code == 0
    assert PLACEHOLDER in text
    assert "carries no recipe" in said
    assert "64x48, 10 frames, 2.00 s" in said
    assert "--recipe" not in said


@pytest.mark.parametrize("name", ["foreign.mp4", "foreign.gif"])
@pytest.mark.usefixtures("foreign")
def test_films_of_others_get_a_poster(run, name):
    for wrote in (True, False):
        code, _, said = run("embed", name, "--for", "html", "--write")
        assert code == 0
        assert ("wrote foreign-poster.png" in said) == wrote
    assert not Path("foreign-alt.txt").exists()
    with av.open(name) as film:
        *_, last = film.decode(video=0)
    true = last.to_ndarray(format="rgb24").astype(float)
    with Image.open("foreign-poster.png") as poster:
        assert np.abs(np.asarray(poster, dtype=float) - true).mean() < 6.0


@pytest.mark.usefixtures("foreign")
def test_a_turned_film_is_measured_as_it_is_shown():
    ffmpeg = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-display_rotation", "90"]
    subprocess.run([*ffmpeg, "-i", "foreign.mp4", "-c", "copy", "turned.mp4"], check=True)
    found = look_at("turned.mp4")
    assert (found.width, found.height, found.frames) == (48, 64, 10)


@pytest.mark.parametrize("suffix", [*VIDEOS, *PICTURES])
def test_times_are_those_of_the_timeline(films, suffix):
    found, true = look_at(films.folder / f"film{suffix}"), films.outputs[f"film{suffix}"]
    assert found.frames == true.frames
    assert found.seconds == pytest.approx(true.seconds, abs=0.011)


@pytest.mark.parametrize("suffix", [*VIDEOS, *PICTURES, ".html", ".svg", ".pdf", ".png"])
@pytest.mark.parametrize("share", [0.5, 0.98])
@pytest.mark.usefixtures("here")
def test_damaged_files_are_refused_in_a_sentence(run, suffix, share):
    name = f"{'figure' if suffix in ('.svg', '.pdf', '.png') else 'film'}{suffix}"
    whole = Path(name).read_bytes()
    Path(name).write_bytes(whole[: int(len(whole) * share)])
    target = "beamer" if suffix == ".pdf" else "reveal"
    code, text, said = run("embed", name, "--for", target, "--write")
    assert (code, text) == (2, "")
    assert said.count("\n") == 1
    assert "damaged" in said


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"", "is empty"), (b"hello", "none that can be embedded"), (None, "no such file")],
)
@pytest.mark.usefixtures("folder")
def test_what_is_no_film_is_refused(run, content, sentence):
    if content is not None:
        Path("a.mp4").write_bytes(content)
    code, text, said = run("embed", "a.mp4", "--for", "html")
    assert (code, text) == (2, "")
    assert said.count("\n") == 1
    assert sentence in said
    Path("empty").mkdir()
    assert "without PNG pictures" in run("embed", "empty", "--for", "html")[2]


def test_paths_are_those_from_here(here):
    for sub in ("media", "public"):
        Path(sub).mkdir()
        shutil.copy("film.mp4", sub)
    wanted = {
        "media/film.mp4": ("media/film.mp4", "/media/film.mp4"),
        "public/film.mp4": ("public/film.mp4", "/film.mp4"),
        str(here / "media" / "film.mp4"): ("film.mp4", "/film.mp4"),
        f"../{here.name}/film.mp4": ("film.mp4", "/film.mp4"),
    }
    for path, (usual, root) in wanted.items():
        assert attributes(embed(path, "reveal"), "reveal")["src"] == usual
        assert attributes(embed(path, "slidev"), "slidev")["src"] == root


def test_words_are_in_the_language_asked_for(here, short, run):
    story = sv.read_recipe("film.mp4").story
    assert element(run("embed", "film.gif", "--for", "html", "--lang", "zh")[1]).get(
        "alt"
    ) == alt_text(story, "zh")
    sv.render(short, here / "中.gif", size=SMALL, lang="zh")
    assert element(embed("中.gif", "html")).get("alt") == alt_text(story, "zh")
    assert run("embed", "film.gif", "--for", "html", "--lang", "xx")[0] == 2


@pytest.mark.parametrize("target", ["html", "markdown", "jupyter"])
@pytest.mark.usefixtures("here")
def test_output_that_takes_only_ascii_loses_nothing(monkeypatch, target):
    from surfaceviz.cli import exits

    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", stream)
    assert exits.run(["embed", "film.gif", "--for", target, "--lang", "zh"]) == 0
    stream.flush()
    text = stream.buffer.getvalue().decode("ascii").rstrip("\n")
    assert attributes(text, target)["alt"] == alt_text(sv.read_recipe("film.gif").story, "zh")


@pytest.mark.usefixtures("here")
def test_every_target_is_offered(run):
    code, text, _ = run("embed", "--help")
    assert code == 0
    assert all(target in text for target in TARGETS)
    listed = run("list", "targets")[1].splitlines()
    assert [line.split()[0] for line in listed] == list(TARGETS)
    with pytest.raises(sv.InputError, match="did you mean 'reveal'"):
        embed("film.gif", "revael")


@pytest.mark.usefixtures("here")
def test_a_target_is_a_function_and_a_line(monkeypatch):
    from surfaceviz.embedding import targets
    from surfaceviz.embedding.exhibit import Snippet

    mine = SimpleNamespace(
        snippet=lambda exhibit: Snippet(f"[[{exhibit.place}]]"),
        place="anywhere",
        unencodable="replace",
    )
    monkeypatch.setitem(targets.TARGETS, "mine", mine)
    assert embed("film.gif", "mine") == "[[film.gif]]"
