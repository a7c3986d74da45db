from __future__ import annotations

import io
import re
import subprocess
import time
import warnings
from xml.etree import ElementTree

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from PIL import Image

import surfaceviz as sv
from surfaceviz.draw.canvas import Paper
from surfaceviz.draw.look import Look
from surfaceviz.draw.strip import draw_strip
from surfaceviz.draw.themes.theme import THEMES
from surfaceviz.formats.figure.figures import draw_figure, figure_look
from surfaceviz.formats.poster import poster_png
from surfaceviz.formats.subject import Subject
from surfaceviz.settings.medium import Quality, make_medium
from surfaceviz.settings.pace import make_pace
from surfaceviz.settings.recipe import MARK, make_recipe
from surfaceviz.words.language import LANGUAGES
from tests.conftest import require

SVG = "{http://www.w3.org/2000/svg}"
COLUMN = {"size": Paper(85, 60), "panels": ("contour",)}
STRIP = {"size": Paper(120, 60, 100), "panels": ("contour",)}
SMALL_STRIP = {"size": Paper(100, 60, 150)}
HOSTILE = "<b> & \"x\" 'y' ]]> \\( 损失 😀"
FIGURES = (".png", ".svg", ".pdf")


def poppler(program, path, *options):
    """What one of poppler's programs says of a PDF, without a word of complaint."""
    done = subprocess.run(
        [require(program), *options, str(path), *(["-"] if program == "pdftotext" else [])],
        capture_output=True,
        check=True,
    )
    assert not done.stderr
    return done.stdout.decode()


def points(path):
    width, height = re.findall(r"Page size: +([\d.]+) x ([\d.]+) pts", poppler("pdfinfo", path))[0]
    return float(width), float(height)


def fonts(path):
    return poppler("pdffonts", path).splitlines()[2:]


def pixels_of(path):
    with Image.open(path) as picture:
        return np.asarray(picture.convert("RGB")).astype(int)


def blurred(picture):
    """A picture with a pixel for four by four."""
    return np.asarray(Image.fromarray(picture.astype(np.uint8)).reduce(4)).astype(int)


def subject(scene, epoch=(), **look):
    chosen, pace, medium = Look(**look), make_pace(), make_medium(epoch=epoch)
    recipe = make_recipe(scene, pace, chosen, Quality.GOOD, medium)
    return Subject(scene, chosen, chosen.title, pace, medium, recipe)


@pytest.fixture(scope="module")
def race():
    return sv.build_scene(
        sv.article_data(),
        learning_rate=0.01,
        epochs=6,
        grid=40,
        start=(5.5, -4.0),
        optimizer=["gd", "momentum", "newton"],
    )


@pytest.fixture(scope="module")
def long():
    """As long as the longest strip."""
    return sv.build_scene(sv.article_data(), learning_rate=0.01, epochs=12, grid=40)


@pytest.fixture(scope="module")
def drawn(short, tmp_path_factory):
    """Return the function that renders figures once, and gives their paths."""
    folder, known = tmp_path_factory.mktemp("figures"), {}

    def drawn(name, *suffixes, **options):
        paths = [folder / f"{name}{suffix}" for suffix in suffixes]
        missing = [path for path in paths if path not in known]
        if missing:
            sv.render(short, *missing, **options)
            known.update(dict.fromkeys(missing))
        return paths

    return drawn


def test_a_png_is_the_films_last_frame(short, drawn):
    look = {"size": (1280, 720), "panels": ("surface", "fit")}
    (path,) = drawn("last", ".png", **look)
    *_, last = sv.frames(short, **look)
    assert np.array_equal(pixels_of(path), last)
    with Image.open(path) as picture:
        assert picture.mode == "RGB"
        assert picture.info["dpi"] == pytest.approx((300, 300), abs=0.01)
        assert picture.info["Comment"].startswith(MARK)


def test_a_poster_is_exact_and_small(short):
    *_, last = sv.frames(short, size=(640, 360))
    opaque = np.dstack([last, np.full(last.shape[:2], 255, dtype=np.uint8)])
    data = poster_png(opaque, "# told")
    with Image.open(io.BytesIO(data)) as picture:
        assert np.array_equal(np.asarray(picture), last)
        assert "dpi" not in picture.info
        saved = io.BytesIO()
        picture.save(saved, "PNG", optimize=True)
    assert len(data) < 1.1 * len(saved.getvalue())
    assert data == poster_png(last, "# told")


@pytest.mark.parametrize(
    ("size", "page", "shown", "pixels", "dpi"),
    [
        (Paper(85, 60), (240.945, 170.079), ("85mm", "60mm"), (1004, 709), 300),
        (Paper(90.5, 61.3, 151), (256.535, 173.764), ("90.5mm", "61.3mm"), (538, 364), 151),
        # A frame's type does not shrink below three quarters.
        ((640, 360), (426.667, 240.0), ("640", "360"), (640, 360), 300),
    ],
)
def test_figures_have_the_size_that_is_asked_for(short, tmp_path, size, page, shown, pixels, dpi):
    paths = [tmp_path / f"figure{suffix}" for suffix in FIGURES]
    outputs = sv.render(short, *paths, size=size, panels=("contour",))
    assert {(output.width, output.height) for output in outputs} == {pixels}
    assert points(paths[2]) == pytest.approx(page, abs=0.01)
    root = ElementTree.parse(paths[1]).getroot()
    assert (root.get("width"), root.get("height")) == shown
    *corner, width, height = map(float, root.get("viewBox").split())
    assert corner == [0, 0]
    assert (width, height) == pytest.approx((2 * page[0], 2 * page[1]), abs=0.02)
    with Image.open(paths[0]) as picture:
        assert picture.size == pixels
        assert picture.info["dpi"] == pytest.approx((dpi, dpi), abs=0.02)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("letters", ["outlines", "text"])
def test_letters_are_shapes_or_text(short, tmp_path, lang, letters):
    svg, pdf = tmp_path / "figure.svg", tmp_path / "figure.pdf"
    sv.render(short, svg, pdf, letters=letters, lang=lang, title="A title", **COLUMN)
    texts = {element.text for element in ElementTree.parse(svg).iter(f"{SVG}text")}
    said, embedded = poppler("pdftotext", pdf), fonts(pdf)
    if letters == "outlines":
        assert not texts
        assert not embedded
        assert not said.strip()
        return
    assert {"A title", LANGUAGES[lang].contours, LANGUAGES[lang].slope} <= texts
    assert "A title" in said
    assert embedded
    for line in embedded:
        # A subset's name begins with six letters.
        assert re.match(r"[A-Z]{6}\+.*TrueType +Identity-H +yes yes yes", line)


def test_texts_name_fonts_to_fall_back_on(drawn):
    (path,) = drawn("text", ".svg", letters="text", **COLUMN)
    for element in ElementTree.parse(path).iter(f"{SVG}text"):
        assert re.search(r"'DejaVu Sans', .*'Arial', sans-serif", element.get("style"))


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("last", {"size": (1280, 720), "panels": ("surface", "fit")}),
        ("text", {"letters": "text", **COLUMN}),
        ("dark", {"theme": "dark", "panels": ("surface",), "epoch": (1, 3), **SMALL_STRIP}),
    ],
)
def test_drawings_look_like_the_pixels(drawn, browser, name, options):
    png, svg, pdf = drawn(name, *FIGURES, **options)
    wanted = pixels_of(png)
    height, width = wanted.shape[:2]
    sides = ("-scale-to-x", str(width), "-scale-to-y", str(height))
    printed = subprocess.run(
        [require("pdftoppm"), "-png", *sides, pdf],
        capture_output=True,
        check=True,
    )
    assert not printed.stderr
    page = browser.new_page(viewport={"width": width, "height": height})
    page.goto(svg.as_uri())
    # As large as the picture has pixels, whatever its millimetres.
    page.evaluate(
        """([width, height]) => {
            const svg = document.documentElement;
            svg.setAttribute("width", width);
            svg.setAttribute("height", height);
        }""",
        [width, height],
    )
    shot = page.screenshot()
    page.close()
    for data in (printed.stdout, shot):
        # The edges of letters and lines are everyone's own.
        assert np.abs(blurred(pixels_of(io.BytesIO(data))) - blurred(wanted)).mean() < 2.5


def test_no_picture_in_a_drawing_is_larger_than_needed(article, tmp_path):
    svg, pdf = tmp_path / "figure.svg", tmp_path / "figure.pdf"
    sv.render(article, svg, pdf)
    assert svg.stat().st_size < 500_000
    assert pdf.stat().st_size < 350_000
    listed = poppler("pdfimages", pdf, "-list").splitlines()[2:]
    # The fill of the surface, with how much of it covers what is behind, and of the map.
    assert [line.split()[2] for line in listed] == ["image", "smask", "image"]
    assert all(abs(int(line.split()[12]) - 300) <= 1 for line in listed)


@pytest.mark.parametrize(
    ("options", "title", "seen"),
    [
        ({"epoch": 2}, "Epoch 2", ["epoch 2 of 4"]),
        ({"title": HOSTILE}, HOSTILE, ["epoch 4 of 4"]),
        ({"epoch": (0, 1, 3), **STRIP}, "Gradient descent", ["epoch 0 of 4", "epoch 3 of 4"]),
        ({"lang": "zh", "epoch": 3}, "第 3 轮", ["第 3 轮"]),
    ],
)
def test_drawings_tell_what_is_seen(short, tmp_path, options, title, seen):
    svg, pdf = tmp_path / "figure.svg", tmp_path / "figure.pdf"
    sv.render(short, svg, pdf, **(COLUMN | options))
    root = ElementTree.parse(svg).getroot()
    names = root.get("aria-labelledby").split()
    parts = [root.find(f"{SVG}title"), root.find(f"{SVG}desc")]
    assert [part.get("id") for part in parts] == names
    assert root.get("role") == "img"
    told = dict(re.findall(r"^(Title|Subject): +(.*)$", poppler("pdfinfo", pdf), re.MULTILINE))
    for name, description in ([part.text for part in parts], told.values()):
        assert title in name
        assert all(part in description for part in seen)


@pytest.mark.parametrize(
    ("suffix", "options"),
    [
        (".png", {"epoch": "2"}),
        (".svg", {"epoch": "0,1,4", "letters": "text", "title": HOSTILE}),
        (".pdf", {"epoch": "0,4", "title": HOSTILE}),
    ],
)
def test_a_figure_is_made_again_from_its_recipe(run, folder, suffix, options):
    asked = ["study.csv", "-x", "hours", "-y", "score", "--epochs", "4", "--panels", "contour"]
    for name, text in options.items():
        asked += [f"--{name}", text]
    first, again = folder / f"first{suffix}", folder / f"again{suffix}"
    assert run("render", *asked, "--size", "120mmx60mm@100", "-o", first)[0] == 0
    code, _, said = run("render", "study.csv", "--recipe", first, "-o", again)
    assert code == 0, said
    assert again.read_bytes() == first.read_bytes()


@pytest.mark.parametrize("suffix", FIGURES)
@pytest.mark.parametrize("kept", [0.3, 0.98])
def test_a_damaged_figure_is_told(drawn, tmp_path, suffix, kept):
    (whole,) = drawn("text", suffix, letters="text", **COLUMN)
    data = whole.read_bytes()
    path = tmp_path / f"damaged{suffix}"
    path.write_bytes(data[: int(kept * len(data))])
    with pytest.raises(sv.InputError, match="is damaged"):
        sv.read_recipe(path)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("plain.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/></svg>"),
        ("open.svg", b'<svg><metadata id="surfaceviz-recipe">' + b"<" * 900_000 + b"</svg>"),
        ("prologs.svg", b"<!x> " * 100_000 + b"<svg></svg>"),
        ("plain.pdf", b"%PDF-1.4\n%%EOF\n"),
        ("open.pdf", b"%PDF-1.4 /Recipe (" + b"\\(" * 400_000 + b"%%EOF"),
        ("many.pdf", b"%PDF-1.4 " + b"/Recipe (" * 100_000 + b"%%EOF"),
    ],
)
def test_no_document_keeps_one_waiting_for_a_recipe(tmp_path, name, data):
    path = tmp_path / name
    path.write_bytes(data)
    begun = time.process_time()
    with pytest.raises(sv.InputError, match="no recipe"):
        sv.read_recipe(path)
    assert time.process_time() - begun < 2.0


def test_a_strip_shows_the_epochs_that_are_asked_for(short):
    look, strips = Look(**STRIP), []
    for middle in (1, 2):
        canvas = FigureCanvasAgg(draw_strip(short, look, (0, middle, 4)))
        canvas.draw()
        strips.append(np.asarray(canvas.buffer_rgba()).copy())
    differs = np.flatnonzero((strips[0] != strips[1]).any(axis=(0, 2)))
    third = strips[0].shape[1] / 3
    # Only the picture in the middle is another one.
    assert third < differs.min() < differs.max() < 2.1 * third


def test_a_strip_says_epochs_and_losses(short, drawn):
    (path,) = drawn("strip", ".pdf", epoch=(0, 1, 4), letters="text", **STRIP)
    said = " ".join(poppler("pdftotext", path, "-layout").split())
    losses = short.runs[0].trajectory.losses
    for epoch in (0, 1, 4):
        assert f"epoch {epoch} MSE {losses[epoch]:.2f}" in said


def test_the_pictures_of_a_strip_share_their_scales(race):
    look = Look(size=Paper(180, 110), panels=("contour", "fit", "loss"), title="A race")
    figure = draw_strip(race, look, (0, 2, 6))
    columns = [figure.axes[start : start + 3] for start in (0, 3, 6)]
    for axes in zip(*columns, strict=True):
        assert len({(each.get_xlim(), each.get_ylim()) for each in axes}) == 1
        for each in axes[1:]:
            assert each.get_position().bounds[1:] == pytest.approx(
                axes[0].get_position().bounds[1:]
            )
        assert [bool(each.get_ylabel()) for each in axes[1:]] == [False, False]
        assert [text.get_text() for each in axes[1:] for text in each.texts] in ([], ["", ""])
        first, *others = (each.yaxis.get_tick_params()["labelleft"] for each in axes)
        assert first
        assert not any(others)
    said = {text.get_text() for text in figure.texts} | {
        each.get_text() for each in figure.get_children() if hasattr(each, "get_text")
    }
    assert {"A race", "gd", "momentum", "newton", "0", "2", "6"} <= said


@pytest.mark.parametrize(
    ("count", "panels"),
    [(2, None), (3, ("surface", "loss")), (5, ("contour",)), (6, None), (12, ("loss",))],
)
def test_the_usual_size_of_a_strip_suits_it(long, count, panels):
    epochs = tuple(range(count))
    look = figure_look(epochs, {} if panels is None else {"panels": panels})
    assert look["size"].width == 180
    assert tuple(look["panels"]) == (panels or ("contour", "fit"))
    figure = draw_figure(subject(long, epochs, **look))
    boxes = [axes.get_window_extent() for axes in figure.axes]
    assert len(boxes) == count * len(look["panels"])
    assert all(0.9 < box.width / box.height < 2.2 for box in boxes)
    inside = figure.bbox
    for axes in figure.axes:
        drawn = axes.get_tightbbox()
        assert drawn.x0 > 0
        assert drawn.y0 > 0
        assert drawn.x1 < inside.x1
        assert drawn.y1 < inside.y1


@pytest.mark.parametrize(
    ("look", "says"),
    [
        ({"size": Paper(70, 50)}, "a figure of 70x50 mm is too small for pictures of 4 epochs"),
        ({"size": (400, 240)}, "a figure of 400x240 pixels is too small for pictures of 4 epochs"),
        ({"layout": "grid"}, "shows all runs together"),
        ({"layout": "gird"}, "unknown layout 'gird'"),
    ],
)
def test_a_strip_that_cannot_be_is_refused(short, look, says):
    with pytest.raises(sv.InputError, match=says):
        draw_strip(short, Look(**({"panels": ("contour", "fit")} | look)), (0, 1, 2, 4))


def test_there_is_no_figure_of_an_epoch_that_was_not_run(short, tmp_path):
    with pytest.raises(sv.InputError, match="no epoch 5 in this run: its last is 4"):
        sv.render(short, tmp_path / "strip.svg", epoch=(0, 5))
    assert not any(tmp_path.iterdir())


@pytest.mark.parametrize("panels", [("contour",), ("contour", "fit"), ("surface", "loss")])
def test_the_size_that_a_strip_needs_is_enough(short, panels):
    with pytest.raises(sv.InputError) as caught:
        draw_strip(short, Look(size=Paper(60, 43), panels=panels), (0, 1, 2, 4))
    width, height = map(int, re.search(r"size (\d+)mmx(\d+)mm", str(caught.value)).groups())
    draw_strip(short, Look(size=Paper(width, height), panels=panels), (0, 1, 2, 4))


@pytest.mark.parametrize("theme", THEMES)
def test_in_a_column_the_picture_has_most_of_the_room(short, theme):
    figure = draw_figure(subject(short, theme=theme, **COLUMN))
    (axes,) = figure.axes
    assert axes.get_position().height > 0.52
    film = draw_figure(subject(short, theme=theme, size=(1280, 720), panels=("contour",)))
    sizes = [text.get_fontsize() for text in film.get_children() if hasattr(text, "get_fontsize")]
    assert max(sizes) == THEMES[theme].headline_size


def test_of_a_race_in_print_the_legend_can_be_read(race):
    figure = draw_figure(subject(race, **COLUMN))
    sizes = [text.get_fontsize() for text in figure.get_children() if hasattr(text, "get_fontsize")]
    assert min(sizes) > 0.8 * THEMES["light"].text_size


def test_figures_are_told_of_missing_characters_once(short, tmp_path):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        sv.render(short, tmp_path / "figure.svg", title="\ufffe", **COLUMN)
    assert len(caught) == 1
    ElementTree.parse(tmp_path / "figure.svg")
