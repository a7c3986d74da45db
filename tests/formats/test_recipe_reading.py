"""What holds no recipe is refused in one line, whatever it is."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, PngImagePlugin

import surfaceviz as sv
from surfaceviz.formats import WRITERS, video_reading
from surfaceviz.formats.base import Film
from surfaceviz.settings.medium import Quality
from surfaceviz.settings.recipe import MARK
from surfaceviz.settings.timeline import make_timeline
from tests.conftest import SMALL

RECIPE = f"{MARK}\n\n[settings]\nepochs = 3\n"


def as_png(path):
    about = PngImagePlugin.PngInfo()
    about.add_text("Comment", RECIPE)
    Image.new("RGB", (8, 8)).save(path, pnginfo=about)


def as_webp(path):
    about = Image.Exif()
    about[0x010E] = RECIPE
    Image.new("RGB", (8, 8)).save(path, exif=about)


def as_apng(path):
    about = PngImagePlugin.PngInfo()
    about.add_text("Comment", RECIPE)
    pages = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue")]
    pages[0].save(path, pnginfo=about, save_all=True, append_images=pages[1:])


@pytest.mark.parametrize("save", [as_png, as_webp, as_apng])
def test_pictures_are_read_and_refused_when_cut_off(tmp_path, save):
    path = tmp_path / {as_png: "a.png", as_webp: "a.webp", as_apng: "b.png"}[save]
    save(path)
    assert sv.read_recipe(path).settings == {"epochs": 3}
    whole = path.read_bytes()
    for length in (12, len(whole) // 2, len(whole) - 1):
        path.write_bytes(whole[:length])
        with pytest.raises(sv.InputError, match="damaged"):
            sv.read_recipe(path)


def test_a_folder_of_pictures_is_read_by_its_first(tmp_path):
    (tmp_path / "film").mkdir()
    as_png(tmp_path / "film" / "film-000.png")
    Image.new("RGB", (8, 8)).save(tmp_path / "film" / "film-001.png")
    (tmp_path / "film" / "a note.txt").write_text("-")
    assert sv.read_recipe(tmp_path / "film").settings == {"epochs": 3}


@pytest.mark.parametrize("name", ["x" * 5000, "\\u202e", "学"])
def test_a_name_that_no_file_has_is_not_found(run, folder, name):
    (folder / "a.toml").write_text(f'[data]\nfile = "{name}"\n')
    refused(run, folder, ["render", "--recipe", "a.toml"], "neither in this folder nor beside")


TOML = {
    "empty": ("", "is empty"),
    "only a remark": ("# nothing\n", "it holds no settings"),
    "no TOML": ("[settings\n", "is not valid TOML"),
    "no settings": ("[versions]\nsurfaceviz = '0.1.0'\n", "it holds no settings"),
    "unknown table": ("[setings]\nlr = 1\n", "did you mean 'settings'"),
    "foreign": ("[build-system]\nrequires = []\n", "unknown table 'build-system'"),
    "outside of its table": ("lr = 0.1\n", "'lr' must stand below a line [settings]"),
    "unknown setting": ("[settings]\nepochz = 3\n", "did you mean 'epoch'"),
    "underscores": ("[settings]\nlearning_rate = 3\n", "unknown setting 'learning_rate'"),
    "a word for a number": ("[settings]\nepochs = 'ten'\n", "epochs must be a whole number"),
    "a fraction": ("[settings]\nepochs = 1.5\n", "epochs must be a whole number, got 1.5"),
    "a truth": ("[settings]\nepochs = true\n", "epochs must be a whole number, got True"),
    "a list": (
        "[settings]\nstart = [0, 1]\n",
        "start must be two numbers, as in 0,1.5, got 0",
    ),
    "a date": ("[settings]\ntitle = 2024-01-01\n", "title must be a text"),
    "a table": ("[settings.size]\nwidth = 3\n", "size must be two whole numbers"),
    "settings are a list": ("settings = [1]\n", "'settings' must be a table"),
    "repeated tables": ("[[settings]]\nlr = 1\n", "'settings' must be a table"),
    "unknown theme": ("[settings]\ntheme = 'drak'\n", "did you mean 'dark'"),
    "unknown quality": ("[settings]\nquality = 'goof'\n", "did you mean 'good'"),
    "unknown panel": ("[settings]\npanels = 'fit,los'\n", "did you mean 'loss'"),
    "camera below": ("[settings]\ncamera = '-1,0'\n", "camera: the camera's elevation"),
    "window reversed": ("[settings]\nwindow = '2:1,0:1'\n", "must go from less to more"),
    "too many digits": (f"[settings]\nepochs = 0x{'f' * 5000}\n", "epochs must be a whole number"),
    "too large": ("[settings]\nepochs = 9223372036854775808\n", "epochs must be a whole number"),
    "a number of 5000 digits": (f"[settings]\nepochs = {'9' * 5000}\n", "is not valid TOML"),
    "unknown data": ("[data]\nfiles = 'a.csv'\n", "did you mean 'file'"),
    "a path": ("[data]\nfile = '../a.csv'\n", "a file's name without its folder"),
    "an absolute path": ("[data]\nfile = '/etc/passwd'\n", "a file's name without its folder"),
    "a number for a name": ("[data]\nx = 1\n", "data.x must be a text"),
    "some moments": ("[data]\nn = 1\n", "[data] lacks 'mean_x'"),
    "half a point": (
        "[data]\nn=1.5\nmean_x=0\nmean_y=0\nsxx=0\nsxy=0\nsyy=0\n",
        "data.n must be a whole number",
    ),
    "moments in words": (
        "[data]\nn=1\nmean_x='a'\nmean_y=0\nsxx=0\nsxy=0\nsyy=0\n",
        "data.mean_x must be a number",
    ),
    "version a number": ("[versions]\nsurfaceviz = 1\n[settings]\n", "versions.surfaceviz must be"),
    "unknown field": ("[theme]\nbackgrund = 'red'\n", "did you mean 'background'"),
    "no colour": ("[theme]\nbackground = 'reddish'\n", "must be a colour, got 'reddish'"),
    "no accent": ("[theme]\nruns = []\n", "runs must hold at least one"),
    "no colour map": ("[theme]\ncolormap = 'viridian'\n", "must be one that matplotlib has"),
    "giant type": ("[theme]\ntext_size = 1e9\n", "text_size must be between"),
    "size in words": ("[theme]\ntext_size = 'large'\n", "text_size must be a number"),
    "accents in one text": ("[theme]\nruns = 'red'\n", "runs must be a list of texts"),
    "colour a number": ("[theme]\ntext = 3\n", "text must be a text"),
    "deep": ("a = " + "[" * 10_000, "too deeply nested"),
    "deep by dots": ("a." * 60_000 + "b = 1", "more than 1000 dots"),
}


@pytest.mark.parametrize(("text", "says"), TOML.values(), ids=TOML)
@pytest.mark.parametrize("command", [["recipe"], ["render", "study.csv", "--recipe"]])
def test_toml_that_is_no_recipe_is_refused_in_one_line(run, folder, command, text, says):
    (folder / "study.csv").unlink()
    (folder / "a.toml").write_text(text, encoding="utf-8")
    refused(run, folder, [*command, "a.toml"], says)


def refused(run, folder, arguments, says):
    before = sorted(folder.rglob("*"))
    began = time.monotonic()
    code, out, err = run(*arguments)
    assert time.monotonic() - began < 10
    assert (code, out) == (2, "")
    assert err.startswith("surfaceviz: ")
    assert says in err
    assert err.count("\n") == 1
    assert len(err) < 600
    assert sorted(folder.rglob("*")) == before


RANGES = {"epochs": 0, "grid": 1, "fps": 0, "hold": -1, "lr": -1, "size": "3x3", "window": "bowel"}


@pytest.mark.parametrize("name", RANGES)
def test_a_setting_out_of_its_range_is_refused_before_data_are_read(run, folder, name):
    (folder / "study.csv").write_bytes(b"\0 no table")
    (folder / "a.toml").write_text(f"[settings]\n{name} = {RANGES[name]!r}\n")
    arguments = ["render", "study.csv", "--recipe", "a.toml"]
    says = {"lr": "learning rate", "size": "3x3"}.get(name, name)
    refused(run, folder, arguments, says)


def bomb(width, height):
    """A GIF that says that it is large, and no more."""
    size = width.to_bytes(2, "little") + height.to_bytes(2, "little")
    return b"GIF89a" + size + b"\0\0\0" + b"!\xfe\x03abc\0," + bytes(4) + size + b"\0\x08\x00;"


FOREIGN = {
    "empty.gif": (b"", "is empty"),
    "noise.gif": (bytes(range(256)) * 40, "holds no recipe"),
    "zeros.mp4": (bytes(5000), "holds no recipe"),
    "prose.txt": (b"Dear reader,\nhello.\n", "holds no recipe"),
    "table.csv": (b"a,b\n1,2\n", "holds no recipe"),
    "page.html": (b"<p class='a'>x</p>", "is not valid TOML"),
    "latin.toml": ("[settings]\ntitle = 'é'\n".encode("latin-1"), "byte 21 is 0xe9"),
    "wide.toml": ("[settings]\nlr = 1\n".encode("utf-16"), "is not UTF-8 text"),
    "letters.gif": (b"GIF89a", "is damaged"),
    "bomb.gif": (bomb(65535, 65535), "is damaged"),
    "plain.gif": (bomb(4, 4), "carries no recipe"),
    "head.png": (b"\x89PNG\r\n\x1a\n", "is damaged"),
    "head.webp": (b"RIFF\x10\0\0\0WEBPVP8L", "is damaged"),
    "head.webm": (b"\x1aE\xdf\xa3", "is damaged"),
    "head.mp4": (b"\0\0\0\x18ftypisom", "is damaged"),
    "list.mp4": (b"ffconcat version 1.0\nfile study.csv\n", "holds no recipe"),
    "list.m3u8": (b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n", "holds no recipe"),
    "disguised.mp4": (b"#EXTftyp\nfile=/etc/passwd\n", "is damaged"),
    "archive.zip": (b"PK\x03\x04" + bytes(100), "is damaged: it cannot be unpacked"),
    "broken recipe.gif": (
        bomb(4, 4).replace(b"\x03abc", b"%c%s\n[x" % (len(MARK) + 3, MARK.encode())),
        "the recipe in 'broken recipe.gif' is not valid TOML",
    ),
}


@pytest.mark.parametrize("name", FOREIGN)
@pytest.mark.parametrize("command", [["recipe"], ["render", "--recipe"]])
def test_foreign_and_damaged_files_are_refused_in_one_line(run, folder, command, name):
    what, says = FOREIGN[name]
    (folder / name).write_bytes(what)
    refused(run, folder, [*command, name], says)


@pytest.mark.parametrize("suffix", [".gif", ".mp4", ".webm", ".webp", ".apng"])
def test_a_film_that_is_cut_off_is_refused(run, folder, short, suffix):
    whole = sv.render(short, f"whole{suffix}", size=SMALL)[0].path.read_bytes()
    for length in (20, 2000, len(whole) // 2, len(whole) - 1):
        (folder / f"film{suffix}").write_bytes(whole[:length])
        refused(run, folder, ["recipe", f"film{suffix}"], "is damaged")


def test_films_of_others_carry_no_recipe(run, folder):
    frame = np.full((16, 16, 4), 255, dtype=np.uint8)
    for suffix in (".gif", ".mp4", ".webm", ".webp", ".apng"):
        film = Film(16, 16, make_timeline(1, 20, 0), (frame,), Quality.GOOD, "made by = hand")
        path = folder / f"film{suffix}"
        WRITERS[suffix].writer()(path, film, iter([frame, frame]))
        refused(run, folder, ["recipe", path.name], "carries no recipe")
    Image.new("RGB", (8, 8)).save("plain.png")
    Image.new("RGB", (8, 8)).save("plain.webp")
    for name in ("plain.png", "plain.webp"):
        refused(run, folder, ["recipe", name], "carries no recipe")


def test_places_that_hold_no_file_are_refused(run, folder):
    (folder / "folder").mkdir()
    refused(run, folder, ["recipe", "folder"], "is a folder without PNG pictures")
    refused(run, folder, ["recipe", "none.gif"], "no such file: 'none.gif'")
    refused(run, folder, ["recipe", "x" * 300], "cannot be read")
    refused(run, folder, ["recipe"], "Missing argument")
    if os.name == "posix":
        os.mkfifo("pipe")
        refused(run, folder, ["recipe", "pipe"], "is no regular file")
        refused(run, folder, ["recipe", "/dev/zero"], "is no regular file")
        (folder / "loop.gif").symlink_to("loop.gif")
        refused(run, folder, ["recipe", "loop.gif"], "loop.gif")


def test_a_huge_file_is_refused_unread(run, folder):
    for name in ("a.toml", "a.webp"):
        with Path(name).open("wb") as file:
            file.write(b"RIFF....WEBP" if name == "a.webp" else b"[settings]\n")
            file.truncate(1 << 33)
        refused(run, folder, ["recipe", name], "larg")


@pytest.mark.skipif(os.name != "posix", reason="a shell script plays ffmpeg")
def test_a_video_that_never_ends_is_given_up(run, folder, short, monkeypatch):
    sv.render(short, "film.mp4", size=SMALL)
    fake = folder / "ffmpeg"
    fake.write_text("#!/bin/sh\nexec sleep 60\n")
    fake.chmod(0o755)
    monkeypatch.setattr("imageio_ffmpeg.get_ffmpeg_exe", lambda: str(fake))
    monkeypatch.setattr(video_reading, "PATIENCE", 0.2)
    refused(run, folder, ["recipe", "film.mp4"], "does not come to its end")


def test_of_a_newer_recipe_what_is_unknown_is_left_out_with_a_warning(run, folder):
    (folder / "a.toml").write_text(
        "[versions]\nsurfaceviz = '99.0'\n[settings]\nepochs = 2\nsound = 'loud'\n[extra]\na = 1\n"
    )
    code, out, err = run("recipe", "a.toml")
    assert code == 0
    assert "epochs = 2" in out
    assert "sound" not in out
    assert err.startswith("warning: 'a.toml' was made by surfaceviz 99.0, newer than this")
    assert "left out: table 'extra', setting 'sound'" in err
    (folder / "a.toml").write_text("[versions]\nsurfaceviz = '0.0.1'\n[settings]\nsound = 1\n")
    refused(run, folder, ["recipe", "a.toml"], "unknown setting 'sound'")


@pytest.mark.parametrize(
    "name",
    [
        *("/etc/x.toml", "../x.toml", "~/.x.toml", "a/x.toml", "./x.toml"),
        *("\\\\host\\share\\x.toml", "C:x.toml", "C:\\x.toml", "\\x.toml", "x.toml:y.toml"),
        *("x\0.toml", "x\n.TOML"),
    ],
)
def test_a_recipe_names_its_theme_by_name_alone(tmp_path, monkeypatch, name):
    opened = []
    monkeypatch.setattr("surfaceviz.settings.recipe_parsing.read_theme", opened.append)
    recipe = tmp_path / "r.toml"
    recipe.write_text(f"[settings]\ntheme = {json.dumps(name)}\n")
    with pytest.raises(sv.InputError, match="theme must be a file's name without its folder"):
        sv.read_recipe(recipe)
    assert not opened


@pytest.mark.parametrize("name", ["/etc/x.csv", "../x.csv", "a/x.csv", "..", "**", "x\0.csv"])
def test_a_recipe_names_its_data_by_name_alone(tmp_path, name):
    recipe = tmp_path / "r.toml"
    recipe.write_text(f"[data]\nfile = {json.dumps(name)}\n[settings]\nepochs = 3\n")
    with pytest.raises(sv.InputError, match=r"data\.file must be a file's name without its fold"):
        sv.read_recipe(recipe)


def test_the_theme_that_a_recipe_names_is_beside_it(tmp_path, monkeypatch):
    (tmp_path / "there").mkdir()
    (tmp_path / "own.toml").write_text("accnt = 'red'\n")
    (tmp_path / "there" / "own.toml").write_text("background = 'teal'\n")
    (tmp_path / "there" / "r.toml").write_text("[settings]\ntheme = 'own.toml'\n")
    monkeypatch.chdir(tmp_path)
    assert sv.read_recipe(Path("there", "r.toml")).theme.background == "teal"
