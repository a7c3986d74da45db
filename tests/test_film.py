from __future__ import annotations

import os
from pathlib import Path

import pytest

import surfaceviz as sv
from surfaceviz import film as module
from surfaceviz.atomic import replacing, replacing_folder
from surfaceviz.stage import painter
from surfaceviz.writers import FOLDER, WRITERS
from tests.conftest import OLD, SMALL, is_old, place, put_old


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

    monkeypatch.setattr("surfaceviz.writers.ffmpeg.arguments", fail_at_the_end)
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
    (tmp_path / "loop.gif").symlink_to("loop.gif")
    with pytest.raises(sv.InputError, match="cannot write"):
        sv.render(short, tmp_path / "loop.gif", size=SMALL)
    with pytest.raises(sv.InputError, match="cannot write"):
        sv.render(short, tmp_path / ("x" * 300 + ".gif"), size=SMALL)
    with pytest.raises(sv.InputError, match="at least one path"):
        sv.render(short)


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


def test_frames_are_drawn_once_for_all_files(short, tmp_path, monkeypatch):
    drawn = []

    def counted(stage):
        paint = painter(stage)
        return lambda epoch: drawn.append(epoch) or paint(epoch)

    monkeypatch.setattr(module, "painter", counted)
    sv.render(short, *(place(tmp_path, suffix) for suffix in WRITERS), size=SMALL)
    # Key frames for palettes, then every frame.
    assert drawn == [0, 1, 2, 4, 0, 1, 2, 3, 4]


def test_an_unknown_quality_is_refused(short, tmp_path):
    with pytest.raises(sv.InputError, match=r"unknown quality 'great'.*small, good, best"):
        sv.render(short, tmp_path / "a.gif", quality="great")


def test_progress_is_reported_to_the_end(short, tmp_path):
    steps = []
    sv.render(short, tmp_path / "a.gif", size=SMALL, report=lambda *step: steps.append(step))
    assert steps == [(done, 6) for done in range(1, 7)]
