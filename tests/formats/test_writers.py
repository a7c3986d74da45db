"""Films as independent readers see them: Pillow, PyAV, ffprobe."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image, ImageSequence

import surfaceviz as sv
from surfaceviz.draw.themes.theme import THEMES
from surfaceviz.formats import FOLDER, WRITERS, check_paths, format_of
from surfaceviz.formats.base import Film
from surfaceviz.settings.medium import Quality
from surfaceviz.settings.timeline import Timeline, make_timeline
from tests.conftest import SMALL, content, place, require

FILMS = [suffix for suffix in WRITERS if suffix != FOLDER]
# Made of still pictures, with a rectangle of what changed for each frame.
STILLS = (".gif", ".webp", ".apng")
VIDEOS = (".mp4", ".webm")


def films(folder, scene, **options):
    paths = [place(folder, suffix) for suffix in WRITERS]
    return dict(zip(WRITERS, sv.render(scene, *paths, size=SMALL, **options), strict=True))


@pytest.fixture(scope="module")
def written(tmp_path_factory, article):
    return films(tmp_path_factory.mktemp("films"), article)


@pytest.fixture(scope="module")
def truth(article):
    return list(sv.frames(article, size=SMALL))


def decoded(path):
    """Every frame (height, width, 3) and how long it is shown, in seconds; None if that is open."""
    if path.is_dir():
        return [
            (np.asarray(Image.open(file).convert("RGB")), None) for file in sorted(path.iterdir())
        ]
    if path.suffix in STILLS:
        with Image.open(path) as film:
            return [
                (np.asarray(page.convert("RGB")), page.info["duration"] / 1000)
                for page in ImageSequence.Iterator(film)
            ]
    with av.open(str(path)) as film:
        stream = film.streams.video[0]
        frames = list(film.decode(stream))
        base = stream.time_base
        times = [float(frame.pts * base) for frame in frames]
        times.append(film.duration / av.time_base)
        pictures = [
            frame.reformat(format="rgb24", src_colorspace="ITU709").to_ndarray() for frame in frames
        ]
        return list(zip(pictures, np.diff(times), strict=True))


def noise(found, wanted):
    return np.abs(found.astype(float) - wanted).mean()


@pytest.mark.parametrize("suffix", WRITERS)
def test_a_film_has_every_frame_in_its_time(written, truth, suffix):
    pages = decoded(written[suffix].path)
    assert len(pages) == written[suffix].frames == 101
    if suffix in FILMS:
        lengths = [length for _, length in pages]
        assert lengths[:-1] == pytest.approx([0.05] * 100, abs=1e-6)
        assert lengths[-1] == pytest.approx(2.05, abs=1e-6)
        assert written[suffix].seconds == pytest.approx(sum(lengths))
    for (page, _), frame in zip(pages, truth, strict=True):
        assert page.shape == (360, 640, 3)
        assert noise(page, frame) < 3


@pytest.mark.parametrize("suffix", WRITERS)
def test_each_frame_is_nearest_to_its_own_epoch(written, truth, suffix):
    pages = [page for page, _ in decoded(written[suffix].path)]
    for epoch in (0, 1, 2, 50, 99, 100):
        errors = [noise(pages[epoch], frame) for frame in truth]
        assert int(np.argmin(errors)) == epoch


@pytest.mark.parametrize("suffix", WRITERS)
def test_the_output_tells_what_the_file_is(written, suffix):
    output = written[suffix]
    assert (output.format, output.width, output.height) == (suffix[1:] or "png", 640, 360)
    assert output.bytes == len(content(output.path))
    assert output.fps == 20


@pytest.mark.parametrize("suffix", FILMS)
@pytest.mark.parametrize(("fps", "hold"), [(30, 0.0), (12.5, 0.33), (7, 1.5), (50, 0.01)])
def test_the_duration_is_right_at_any_rate(tmp_path, short, suffix, fps, hold):
    (output,) = sv.render(short, tmp_path / f"film{suffix}", fps=fps, hold=hold, size=SMALL)
    lengths = [length for _, length in decoded(output.path)]
    assert len(lengths) == 5
    assert sum(lengths) == pytest.approx(5 / fps + hold, abs=0.0051)
    assert lengths[0] == pytest.approx(1 / fps, abs=0.01)


@pytest.mark.parametrize("suffix", WRITERS)
@pytest.mark.parametrize("theme", THEMES)
def test_the_page_keeps_its_colour(tmp_path, short, suffix, theme):
    (output,) = sv.render(short, place(tmp_path, suffix), theme=theme, size=SMALL)
    wanted = [int(THEMES[theme].background[i : i + 2], 16) for i in (1, 3, 5)]
    for page, _ in decoded(output.path):
        corner = page[-4:, -4:].reshape(-1, 3).astype(int)
        assert np.abs(corner - wanted).max() <= (3 if suffix in VIDEOS else 0)


@pytest.mark.parametrize("suffix", WRITERS)
def test_the_same_scene_makes_the_same_bytes(tmp_path, short, suffix):
    first, second = (
        sv.render(short, place(tmp_path, suffix, name), size=SMALL)[0].path for name in "ab"
    )
    assert content(first) == content(second)


@pytest.mark.parametrize("suffix", WRITERS)
def test_a_film_of_one_epoch_is_written(tmp_path, suffix):
    scene = sv.build_scene([0.0, 1.0, 2.0], [0.0, 2.0, 3.0], epochs=1)
    (output,) = sv.render(scene, place(tmp_path, suffix), size=SMALL)
    lengths = [length for _, length in decoded(output.path)]
    assert len(lengths) == 2
    if suffix in FILMS:
        assert lengths == pytest.approx([0.05, 2.05], abs=1e-6)


def test_a_film_of_a_single_frame_is_written(tmp_path):
    with pytest.warns(sv.SurfaceVizWarning, match="diverges"):
        scene = sv.build_scene([0.0, 1.0, 2.0], [0.0, 2.0, 3.0], learning_rate=1e300)
    assert scene.epochs == 0
    for suffix, output in films(tmp_path, scene).items():
        ((_, length),) = decoded(output.path)
        assert length == (pytest.approx(2.05, abs=1e-6) if suffix in FILMS else None)


def test_a_gif_loops_for_ever_and_has_no_local_palettes(written):
    content = written[".gif"].path.read_bytes()
    assert b"NETSCAPE2.0\x03\x01\x00\x00\x00" in content
    with Image.open(written[".gif"].path) as film:
        assert film.info["loop"] == 0
        assert film.n_frames == 101


@pytest.mark.parametrize("suffix", STILLS)
def test_flat_areas_are_kept_exactly(written, truth, suffix):
    page = decoded(written[suffix].path)[40][0]
    white = (truth[40] == 255).all(axis=-1)
    assert white.mean() > 0.3
    assert (page[white] == 255).all()


@pytest.mark.parametrize("suffix", [".apng", FOLDER])
def test_pngs_are_exact(written, truth, suffix):
    for (page, _), frame in zip(decoded(written[suffix].path), truth, strict=True):
        assert np.array_equal(page, frame)


def test_an_apng_loops_for_ever(written):
    with Image.open(written[".apng"].path) as film:
        assert (film.info["loop"], film.n_frames, film.default_image) == (0, 101, False)


def test_a_webp_loops_for_ever_and_is_closer_to_the_truth_than_a_gif(written, truth):
    with Image.open(written[".webp"].path) as film:
        assert (film.info["loop"], film.n_frames) == (0, 101)
    of_webp, of_gif = (
        noise(decoded(written[suffix].path)[100][0], truth[100]) for suffix in (".webp", ".gif")
    )
    assert of_webp <= of_gif < 0.5
    assert written[".webp"].bytes < written[".gif"].bytes


def test_a_video_plays_everywhere(written):
    """H.264 in yuv420p, no sound, tagged as BT.709, its index at the front."""
    content = written[".mp4"].path.read_bytes()
    assert content.index(b"moov") < content.index(b"mdat")
    with av.open(str(written[".mp4"].path)) as film:
        assert not film.streams.audio
        codec = film.streams.video[0].codec_context
        assert (codec.name, codec.pix_fmt) == ("h264", "yuv420p")
        assert (codec.color_range, codec.colorspace) == (1, 1)
        assert (codec.color_primaries, codec.color_trc) == (1, 1)


def test_ffprobe_agrees(written):
    ffprobe = require("ffprobe")
    entries = "stream=nb_read_frames,width,height,pix_fmt,color_space,color_range,duration"
    for suffix, output in written.items():
        if suffix in (".webp", FOLDER):
            # Of a WebP it reads the first frame at the most.
            continue
        command = [ffprobe, "-v", "error", "-count_frames", "-show_entries", entries, "-of", "json"]
        report = subprocess.run(
            [*command, str(output.path)], capture_output=True, check=True, text=True
        )
        assert not report.stderr
        (stream,) = json.loads(report.stdout)["streams"]
        assert (stream["width"], stream["height"]) == SMALL
        assert int(stream["nb_read_frames"]) == 101
        if suffix == ".mp4":
            assert float(stream["duration"]) == pytest.approx(7.05)
            assert (stream["pix_fmt"], stream["color_space"]) == ("yuv420p", "bt709")


@pytest.mark.parametrize(
    ("suffix", "fps"), [(".gif", 50), (".webp", 90), (".apng", 90), (".mp4", 100)]
)
def test_above_the_fastest_rate_of_a_format_the_film_is_slower_and_says_so(
    tmp_path, short, suffix, fps
):
    path = tmp_path / f"film{suffix}"
    if fps < 100:
        with pytest.warns(sv.SurfaceVizWarning, match=f"plays at most {fps} frames a second"):
            (output,) = sv.render(short, path, fps=100, size=SMALL)
    else:
        (output,) = sv.render(short, path, fps=100, size=SMALL)
    assert output.fps == fps
    assert decoded(path)[0][1] == pytest.approx(1 / fps, abs=1e-3)


def write(path, frames, **options):
    """Write frames by a format's own writer, without any drawing."""
    height, width = frames[0].shape[:2]
    timeline = make_timeline(len(frames) - 1, 10, options.pop("hold", 0))
    film = Film(width, height, timeline, (frames[0], frames[-1]), **options)
    WRITERS[path.suffix or FOLDER].writer()(path, film, iter(frames))
    return decoded(path)


@pytest.mark.parametrize("suffix", STILLS)
def test_an_unchanged_frame_is_still_a_frame(tmp_path, suffix):
    frame = np.full((4, 6, 4), 255, dtype=np.uint8)
    frame[1, 2, :3] = (9, 99, 199)
    pages = write(tmp_path / f"still{suffix}", [frame] * 4)
    assert len(pages) == 4
    for page, length in pages:
        assert np.array_equal(page, frame[..., :3])
        assert length == pytest.approx(0.1)


@pytest.mark.parametrize("suffix", [".webp", ".apng", FOLDER])
@pytest.mark.parametrize("colours", [2, 5000])
def test_changes_anywhere_are_kept_exactly_at_best(tmp_path, suffix, colours):
    rng = np.random.default_rng(colours)
    table = rng.integers(0, 256, (colours, 3))
    frames = [np.full((62, 70, 4), 255, dtype=np.uint8)]
    for _ in range(30):
        frame = frames[-1].copy()
        top, left = rng.integers(0, 62), rng.integers(0, 70)
        part = frame[top : top + rng.integers(1, 62), left : left + rng.integers(1, 70)]
        part[..., :3] = table[rng.integers(0, colours, part.shape[:2])]
        frames.append(frame)
    path = Path(place(tmp_path, suffix))
    if suffix == FOLDER:
        path.mkdir()
    pages = write(path, frames, quality=Quality.BEST)
    for (page, _), frame in zip(pages, frames, strict=True):
        assert np.array_equal(page, frame[..., :3])


@pytest.mark.parametrize("suffix", [".webp", ".apng"])
@pytest.mark.parametrize("hold", [0, 0.333, 60.001, 65.5, 123.457, 600])
def test_a_hold_of_any_length_fits(tmp_path, suffix, hold):
    frame = np.full((4, 6, 4), 255, dtype=np.uint8)
    lengths = [length for _, length in write(tmp_path / f"long{suffix}", [frame] * 3, hold=hold)]
    assert lengths[:2] == pytest.approx([0.1, 0.1])
    # Beyond 65.5 s an APNG cannot say every millisecond.
    error = 0.005 if suffix == ".apng" and hold > 65 else 0.0005
    assert lengths[2] == pytest.approx(0.1 + hold, abs=error)


def recipe_in(path):
    if path.suffix in VIDEOS:
        with av.open(str(path)) as film:
            return {name.lower(): text for name, text in film.metadata.items()}["comment"]
    with Image.open(path) as film:
        if path.suffix == ".webp":
            return film.getexif()[0x010E]
        return film.info["comment"].decode() if path.suffix == ".gif" else film.text["Comment"]


@pytest.mark.parametrize("suffix", WRITERS)
def test_a_film_carries_its_recipe(tmp_path, suffix):
    recipe = 'surfaceviz {"epochs": 3, "title": "\\u00e9"} ' + "x" * 1000
    path = Path(place(tmp_path, suffix))
    if suffix == FOLDER:
        path.mkdir()
    write(path, [np.full((64, 64, 4), 255, dtype=np.uint8)] * 2, recipe=recipe)
    for file in path.iterdir() if suffix == FOLDER else [path]:
        assert recipe_in(file) == recipe


def test_a_webp_of_64_colours_is_smaller_and_one_of_all_larger(tmp_path, truth):
    opaque = [np.dstack([frame, np.full(frame.shape[:2], 255, np.uint8)]) for frame in truth[:20]]
    sizes = []
    for quality in Quality:
        path = tmp_path / f"{quality}.webp"
        write(path, opaque, quality=quality)
        sizes.append(path.stat().st_size)
    assert sizes == sorted(sizes)


@pytest.mark.parametrize("name", ["film.avi", "film", "film.", ".gif"])
def test_an_unknown_suffix_is_refused_with_those_there_are(name, tmp_path):
    with pytest.raises(sv.InputError, match=r"one of \.gif, \.mp4"):
        format_of(tmp_path / name)


def test_a_suffix_may_be_written_large(tmp_path, short):
    (output,) = sv.render(short, tmp_path / "FILM.GIF", size=SMALL)
    assert output.format == "gif"
    assert len(decoded(output.path.rename(tmp_path / "film.gif"))) == 5


def test_a_folder_is_chosen_by_a_slash_or_by_being_there(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "frames").mkdir()
    (tmp_path / "film.gif").mkdir()
    for text in ("new/", "frames", "frames/", "film.gif/", "a.b/"):
        assert format_of(text) is WRITERS[FOLDER]
    assert format_of(f"new{os.sep}") is WRITERS[FOLDER]
    assert format_of(Path("frames")) is WRITERS[FOLDER]
    assert format_of("film.gif") is WRITERS[".gif"]
    assert list(check_paths(["new/", "new.gif"])) == [Path("new"), Path("new.gif")]
    with pytest.raises(sv.InputError, match=r"'film\.gif' is a folder"):
        check_paths(["film.gif"])
    with pytest.raises(sv.InputError, match="end it with / for a folder of PNGs"):
        format_of("new")
    with pytest.raises(sv.InputError, match="written twice"):
        check_paths(["frames/", "frames"])


def test_frames_are_named_by_their_epochs(written, tmp_path):
    names = [path.name for path in sorted(written[FOLDER].path.iterdir())]
    assert names == [f"epoch-{epoch:04}.png" for epoch in range(101)]
    frame = np.full((4, 6, 4), 255, dtype=np.uint8)
    film = Film(6, 4, Timeline((3, 12345), 10, 0), (frame,))
    WRITERS[FOLDER].writer()(tmp_path, film, iter([frame, frame]))
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "epoch-00003.png",
        "epoch-12345.png",
    ]
