from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import surfaceviz as sv
from surfaceviz.base.atomic import replacing, replacing_folder
from surfaceviz.draw.look import Look
from surfaceviz.draw.motion import APPROACH, approaching
from surfaceviz.draw.stage import build_stage
from surfaceviz.draw.themes.theme import THEMES
from surfaceviz.film import shooting as module
from surfaceviz.film.intro import moment_painter, opening_of
from surfaceviz.formats import FOLDER, WRITERS, check_paths
from surfaceviz.formats.base import Film
from surfaceviz.settings.pace import MOST_PAUSES, make_pace
from surfaceviz.settings.timeline import Opening, lay_out
from tests.conftest import OLD, SMALL, is_old, place, put_old
from tests.formats.test_writers import decoded

# What is drawn in no time.
PLAIN = {"panels": ("loss",)}


@pytest.fixture(params=WRITERS)
def target(request, tmp_path):
    target = place(tmp_path, request.param)
    put_old(target)
    return target


def left_behind(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_file_is_replaced_when_it_is_whole(target, tmp_path, short):
    (output,) = sv.render(short, target, size=SMALL)
    if target.endswith("/"):
        assert left_behind(output.path) == [f"epoch-000{epoch}.png" for epoch in range(5)]
    else:
        assert not is_old(target)
    assert left_behind(tmp_path) == [output.path.name]


@pytest.mark.parametrize("error", [KeyboardInterrupt, RuntimeError, MemoryError])
def test_whatever_interrupts_leaves_the_old_file_whole(target, tmp_path, short, error):
    def stop(done, _total):
        if done == 3:
            raise error

    with pytest.raises(error):
        sv.render(short, target, size=SMALL, report=stop)
    assert is_old(target)
    assert len(left_behind(tmp_path)) == 1


@pytest.mark.skipif(os.name != "posix", reason="a shell script plays ffmpeg")
@pytest.mark.parametrize("reads", ["cat > /dev/null", "head -c 1000 > /dev/null"])
def test_an_encoder_that_dies_is_quoted(short, tmp_path, monkeypatch, reads):
    fake, folder, target = tmp_path / "ffmpeg", tmp_path / "out", tmp_path / "out" / "film.mp4"
    fake.write_text(f"#!/bin/sh\n{reads}\necho 'first' >&2\necho 'out of paper' >&2\nexit 3\n")
    fake.chmod(0o755)
    monkeypatch.setattr("imageio_ffmpeg.get_ffmpeg_exe", lambda: str(fake))
    folder.mkdir()
    target.write_bytes(OLD)
    with pytest.raises(sv.OutputError, match=r"cannot write '.*film.mp4': out of paper"):
        sv.render(short, target, size=SMALL)
    assert target.read_bytes() == OLD
    assert left_behind(folder) == ["film.mp4"]


def test_an_encoder_that_is_missing_is_named(short, tmp_path, monkeypatch):
    monkeypatch.setattr("imageio_ffmpeg.get_ffmpeg_exe", lambda: "no-such-ffmpeg")
    with pytest.raises(sv.OutputError, match="'no-such-ffmpeg' cannot be started"):
        sv.render(short, tmp_path / "film.mp4", size=SMALL)


def test_files_appear_together_or_not_at_all(short, tmp_path, monkeypatch):
    def fail_at_the_end(_film):
        return ["-v", "error", "-y", "-f", "rawvideo", "-pix_fmt", "rgba", "-s", "640x360", "-i"]

    monkeypatch.setattr("surfaceviz.formats.ffmpeg.arguments", fail_at_the_end)
    for order in (["a.gif", "a.mp4"], ["a.mp4", "a.gif"]):
        with pytest.raises(sv.OutputError, match=r"a\.mp4"):
            sv.render(short, *(tmp_path / name for name in order), size=SMALL)
        assert left_behind(tmp_path) == []


@pytest.mark.skipif(os.name != "posix", reason="POSIX has modes")
def test_a_file_keeps_its_mode(short, tmp_path):
    path = tmp_path / "film.gif"
    path.write_bytes(OLD)
    path.chmod(0o640)
    sv.render(short, path, size=SMALL)
    assert path.stat().st_mode & 0o777 == 0o640


def test_a_name_may_be_as_long_as_the_system_allows(short, tmp_path):
    (output,) = sv.render(short, tmp_path / ("f" * 251 + ".gif"), size=SMALL)
    assert output.path.exists()


def test_a_missing_folder_is_made(short, tmp_path):
    (output,) = sv.render(short, tmp_path / "a" / "b" / "film.gif", size=SMALL)
    assert output.path.exists()


def test_a_link_is_followed_and_kept(short, tmp_path):
    real, link = tmp_path / "real.gif", tmp_path / "link.gif"
    real.write_bytes(OLD)
    link.symlink_to(real)
    sv.render(short, link, size=SMALL)
    assert link.is_symlink()
    assert real.read_bytes().startswith(b"GIF89a")


def test_targets_that_cannot_be_written_are_refused(short, tmp_path):
    (tmp_path / "folder.gif").mkdir()
    (tmp_path / "file").write_bytes(OLD)
    with pytest.raises(sv.InputError, match="is a folder"):
        sv.render(short, tmp_path / "folder.gif", size=SMALL)
    with pytest.raises(sv.InputError, match=r"cannot write .* choose another place"):
        sv.render(short, tmp_path / "file" / "film.gif", size=SMALL)
    with pytest.raises(sv.InputError, match="written twice"):
        sv.render(short, tmp_path / "a.gif", tmp_path / "file" / ".." / "a.gif", size=SMALL)
    (tmp_path / "kept.gif").write_bytes(OLD)
    (tmp_path / "kept.gif").chmod(0o444)
    with pytest.raises(sv.InputError, match="is write-protected"):
        sv.render(short, tmp_path / "kept.gif", size=SMALL)
    assert (tmp_path / "kept.gif").read_bytes() == OLD
    with pytest.raises(sv.InputError, match="cannot write"):
        sv.render(short, tmp_path / ("x" * 300 + ".gif"), size=SMALL)
    with pytest.raises(sv.InputError, match="at least one path"):
        sv.render(short)


@pytest.mark.parametrize("name", ["loop.gif", "loop.gif/", "loop.gif/film.gif", "other.gif"])
def test_a_link_that_leads_to_itself_is_refused_before_anything_is_drawn(short, tmp_path, name):
    (tmp_path / "loop.gif").symlink_to("loop.gif")
    (tmp_path / "other.gif").symlink_to("loop.gif")
    with pytest.raises(sv.InputError, match="cannot write"):
        check_paths([f"{tmp_path}/{name}"])
    with pytest.raises(sv.InputError, match="cannot write"):
        sv.render(short, f"{tmp_path}/{name}", size=SMALL)
    assert left_behind(tmp_path) == ["loop.gif", "other.gif"]


def test_a_folder_is_made_or_replaced_if_it_has_nothing_but_frames(short, tmp_path):
    folder = tmp_path / "frames"
    (output,) = sv.render(short, f"{folder}/", size=SMALL)
    assert (output.path, output.format) == (folder, "png")
    assert output.bytes == sum(file.stat().st_size for file in folder.iterdir())
    (folder / "epoch-99999.png").write_bytes(OLD)
    folder.chmod(0o750)
    # It is there already, so that it needs no slash.
    sv.render(short, folder, size=SMALL)
    assert left_behind(folder) == [f"epoch-000{epoch}.png" for epoch in range(5)]
    assert folder.stat().st_mode & 0o777 == 0o750
    for file in folder.iterdir():
        file.unlink()
    sv.render(short, folder, size=SMALL)
    assert len(left_behind(folder)) == 5
    assert left_behind(tmp_path) == ["frames"]


def test_a_folder_with_anything_else_is_refused_before_anything_is_drawn(
    short, tmp_path, monkeypatch
):
    monkeypatch.setattr(module, "build_stage", None)
    folder = tmp_path / "frames"
    put_old(f"{folder}/")
    for name in ("notes.txt", "epoch-1.png.txt", ".hidden"):
        (folder / name).write_bytes(OLD)
        with pytest.raises(sv.InputError, match=rf"frames' .* holds '{name}': choose a folder"):
            sv.render(short, folder, size=SMALL)
        (folder / name).unlink()
    (tmp_path / "file").write_bytes(OLD)
    with pytest.raises(sv.InputError, match="is a file"):
        sv.render(short, f"{tmp_path / 'file'}/", size=SMALL)
    with pytest.raises(sv.InputError, match="replaced whole"):
        sv.render(short, folder, folder / "film.gif", size=SMALL)
    monkeypatch.chdir(folder)
    with pytest.raises(sv.InputError, match="cannot be replaced from here"):
        sv.render(short, ".", size=SMALL)
    assert is_old(f"{folder}/")


def test_a_folder_that_gets_something_while_drawing_stays_whole(short, tmp_path):
    folder = tmp_path / "frames"
    put_old(f"{folder}/")

    def add(done, _total):
        if done == 3:
            (folder / "notes.txt").write_bytes(OLD)

    with pytest.raises(sv.InputError, match="holds 'notes"):
        sv.render(short, folder, size=SMALL, report=add)
    assert left_behind(folder) == ["epoch-0007.png", "notes.txt"]
    assert left_behind(tmp_path) == ["frames"]


def test_a_folder_that_cannot_be_moved_there_leaves_the_old_one(tmp_path, monkeypatch):
    folder = tmp_path / "frames"
    put_old(f"{folder}/")
    rename = Path.rename

    def stubborn(self, target):
        if target == folder and self.joinpath("new").exists():
            raise PermissionError
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", stubborn)
    with pytest.raises(PermissionError), replacing_folder(folder, WRITERS[FOLDER].names) as draft:
        (draft / "new").touch()
    assert is_old(f"{folder}/")
    assert left_behind(tmp_path) == ["frames"]


def test_the_draft_stands_beside_its_target_with_the_same_suffix(tmp_path):
    with replacing(tmp_path / "film.gif") as draft:
        assert draft.parent == tmp_path
        assert draft.suffix == ".gif"
        assert not (tmp_path / "film.gif").exists()
        draft.write_bytes(b"new")
    assert (tmp_path / "film.gif").read_bytes() == b"new"


def counting(monkeypatch):
    """The list of the moments that a film draws from now on."""
    drawn = []

    def counted(*asked):
        paint = moment_painter(*asked)
        return lambda moment: drawn.append(moment) or paint(moment)

    monkeypatch.setattr(module, "moment_painter", counted)
    return drawn


def test_frames_are_drawn_once_for_all_files(short, tmp_path, monkeypatch):
    drawn = counting(monkeypatch)
    sv.render(short, *(place(tmp_path, suffix) for suffix in WRITERS), size=SMALL)
    # Key frames for palettes, then every frame.
    assert drawn == [0, 1, 2, 4, 0, 1, 2, 3, 4]


def test_the_intro_has_key_frames_of_its_own(short, tmp_path, monkeypatch):
    drawn = counting(monkeypatch)
    sv.render(short, tmp_path / "a.gif", size=SMALL, title="A title", every=3, intro=1, **PLAIN)
    assert drawn == [-1, 0, 3, 4, -1, 0, 3, 4]
    drawn.clear()
    sv.render(short, tmp_path / "a.gif", size=SMALL, fps=10, intro=0.4, panels=("surface",))
    assert drawn[:6] == [-1, -0.5, 0, 1, 2, 4]
    assert drawn[6:] == [-1, -0.75, -0.5, -0.25, 0, 1, 2, 3, 4]


@pytest.mark.parametrize("suffix", WRITERS)
def test_every_frame_is_shown_for_its_time_in_every_format(tmp_path, suffix):
    pace = make_pace(12.5, 0.37, pauses={0: 1.234, 3: 60.001, 5: 0.05, 8: 1.5}, intro=0.7)
    timeline = lay_out(pace, 8, Opening.GLIDE)
    frames = [np.full((16, 24, 4), 255, dtype=np.uint8) for _ in range(timeline.frames)]
    for number, frame in enumerate(frames):
        frame[number % 16, :, :3] = (9 * number, 99, 199)
    path = Path(place(tmp_path, suffix))
    if suffix == FOLDER:
        path.mkdir()
    WRITERS[suffix].writer()(path, Film(24, 16, timeline, (frames[0], frames[-1])), iter(frames))
    pages = decoded(path)
    assert len(pages) == timeline.frames
    if suffix == FOLDER:
        return
    # A GIF counts hundredths of a second; the others are right to a millisecond.
    error = 0.00501 if suffix == ".gif" else 0.0005
    changes = np.cumsum([length for _, length in pages])
    wanted = np.cumsum(1 / timeline.fps + timeline.extra)
    assert np.abs(changes - wanted).max() <= error
    assert changes[-1] == pytest.approx(0.7 + 9 / 12.5 + 0.37 + 1.234 + 60.001 + 1.55, abs=error)


def test_a_video_may_have_a_pause_at_every_epoch(tmp_path):
    pauses = {epoch: 0.013 * (epoch % 3 + 1) for epoch in range(MOST_PAUSES)}
    timeline = lay_out(make_pace(20, 1, pauses=pauses), MOST_PAUSES)
    frame = np.full((16, 16, 4), 255, dtype=np.uint8)
    path = tmp_path / "film.webm"
    WRITERS[".webm"].writer()(path, Film(16, 16, timeline, (frame,)), iter([frame] * 1001))
    lengths = [length for _, length in decoded(path)]
    assert lengths == pytest.approx(1 / 20 + timeline.extra, abs=0.001)


def test_pauses_and_an_intro_are_in_the_file_and_told(short, tmp_path):
    (output,) = sv.render(
        short, tmp_path / "a.webp", size=SMALL, pauses={2: 3}, intro=1.5, title="A title", **PLAIN
    )
    assert (output.frames, output.seconds) == (6, pytest.approx(1.5 + 5 / 20 + 3 + 2))
    lengths = [length for _, length in decoded(output.path)]
    assert lengths == pytest.approx([1.5, 0.05, 0.05, 3.05, 0.05, 2.05])


def test_a_pause_after_the_end_is_refused_before_anything_is_drawn(short, tmp_path, monkeypatch):
    monkeypatch.setattr(module, "build_stage", None)
    with pytest.raises(sv.InputError, match="a pause at epoch 7, but the film ends with epoch 4"):
        sv.render(short, tmp_path / "a.gif", pauses={7: 1})
    with pytest.raises(sv.InputError, match="frames and every"):
        sv.render(short, tmp_path / "a.gif", frames="log", every=2)


def test_the_frames_of_an_intro_come_first_in_a_folder(short, tmp_path):
    folder = tmp_path / "frames"
    for intro, early in ((0.1, 2), (0.0, 0)):
        # One with an intro is replaced by one without.
        sv.render(short, f"{folder}/", size=SMALL, intro=intro, panels=("surface",))
        names = [f"before-000{number}.png" for number in range(early)]
        assert left_behind(folder) == names + [f"epoch-000{epoch}.png" for epoch in range(5)]


@pytest.mark.parametrize(
    ("theme", "title"),
    [("light", "A title"), ("dark", "A long title " * 12), ("light", "$x$ <b>\n%")],
)
def test_a_card_shows_the_title_in_the_middle_of_the_page(tmp_path, short, theme, title):
    look = {"size": SMALL, "theme": theme, "title": title, "panels": ("loss",)}
    (output,) = sv.render(short, tmp_path / "a.gif", intro=1, fps=5, **look)
    card = decoded(output.path)[0][0].astype(int)
    page, ink = (
        [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
        for colour in (THEMES[theme].background, THEMES[theme].text)
    )
    rows, columns = np.nonzero((card != page).any(axis=-1))
    assert abs(rows.min() + rows.max() - SMALL[1]) <= 12
    assert abs(columns.min() + columns.max() - SMALL[0]) <= 12
    assert 30 < columns.min() < columns.max() < SMALL[0] - 30
    # The palette has the colours of the letters.
    assert (card == ink).all(axis=-1).sum() > 100


@pytest.mark.parametrize("camera", [None, sv.Camera(10, -90), sv.Orbit(90)])
def test_a_frame_of_the_approach_depends_on_its_moment_alone(short, camera):
    look = Look(size=SMALL, camera=camera, panels=("surface", "loss"))
    moments = [-0.6, -1.0, 2, 0, -0.125, 4, -0.6]
    paint = moment_painter(short, look, build_stage(short, look))
    first = [paint(moment).copy() for moment in moments]
    again = moment_painter(short, look, build_stage(short, look))
    for moment, frame in reversed(list(zip(moments, first, strict=True))):
        assert np.array_equal(again(moment), frame), moment
    # Only in the surface's panel anything moves.
    changed = np.argwhere((first[0] != first[1]).any(axis=-1))
    assert len(changed) > 1000
    assert changed[:, 1].max() < SMALL[0] // 2
    assert changed[:, 0].min() > 50


@given(st.floats(0, 90), st.floats(-360, 360))
def test_an_approach_leads_down_and_around_to_any_place(elevation, azimuth):
    place = sv.Camera(elevation, azimuth)
    path = approaching(place)
    ways = [path.at(epoch) for epoch in range(-APPROACH, 1, 50)]
    assert path.at(0) == path.at(7) == place
    assert abs(ways[0].azimuth - azimuth) > 60
    assert np.all(np.diff([way.elevation for way in ways]) <= 1e-9)
    # It sets off and arrives gently.
    turns = np.abs(np.diff([way.azimuth for way in ways]))
    assert max(turns[0], turns[-1]) < turns.max() / 4


def test_an_approach_ends_where_the_film_begins(short):
    look = Look(size=SMALL, panels=("surface",))
    paint = moment_painter(short, look, build_stage(short, look))
    begin, nearly, start = (paint(moment).astype(int).copy() for moment in (-1, -0.001, 0))
    # The film draws it a little finer.
    assert np.abs(nearly - start).mean() < 1 < 5 < np.abs(begin - start).mean()


def test_without_a_title_or_a_surface_the_start_is_shown(short, tmp_path):
    (output,) = sv.render(short, tmp_path / "a.gif", size=SMALL, intro=2, **PLAIN)
    lengths = [length for _, length in decoded(output.path)]
    assert lengths == pytest.approx([2.05, 0.05, 0.05, 0.05, 2.05])
    assert opening_of(Look(layout="grid")) is Opening.START
    assert opening_of(Look()) is Opening.GLIDE


@pytest.mark.parametrize("title", [None, "A title"])
def test_an_executor_draws_the_same_intro(short, tmp_path, title):
    look = {"size": SMALL, "panels": ("surface",), "title": title, "captions": [(1, "falls")]}
    sv.render(short, tmp_path / "here.gif", intro=0.5, **look)
    with ThreadPoolExecutor(2) as pool:
        sv.render(short, tmp_path / "there.gif", intro=0.5, executor=pool, **look)
    assert (tmp_path / "here.gif").read_bytes() == (tmp_path / "there.gif").read_bytes()


def test_an_unknown_quality_is_refused(short, tmp_path):
    with pytest.raises(sv.InputError, match=r"unknown quality 'great'.*small, good, best"):
        sv.render(short, tmp_path / "a.gif", quality="great")


def test_progress_is_reported_to_the_end(short, tmp_path):
    steps = []
    sv.render(short, tmp_path / "a.gif", size=SMALL, report=lambda *step: steps.append(step))
    assert steps == [(done, 6) for done in range(1, 7)]
