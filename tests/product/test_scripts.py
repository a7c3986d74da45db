"""The scripts that set everything up on a fresh machine."""

from __future__ import annotations

import builtins
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.conftest import ROOT

sys.path.insert(0, str(ROOT / "scripts"))
sys.path.insert(0, str(ROOT / "scripts" / "peers"))

import environment
import gallery
import picture
import pythons
from benchmarks import (
    contestants,
    fidelity,
    measure,
    page,
    race,
    readers,
    reading,
    sections,
    summing,
    tables,
    targets,
)
from benchmarks.plan import Plan


@pytest.fixture
def machine(tmp_path, monkeypatch):
    """A folder for the environment, and the commands that were run instead of running them."""
    commands = []

    def run(*command):
        commands.append(command)
        if "venv" in command:
            python = tmp_path / "venv" / "bin" / "python"
            python.parent.mkdir(parents=True)
            python.touch()

    monkeypatch.setattr(environment, "FOLDER", tmp_path / "venv")
    monkeypatch.setattr(environment, "run", run)
    monkeypatch.setattr(environment.os, "name", "posix")
    return commands


def test_an_environment_is_made_once_and_filled_once(machine):
    python = environment.prepare()
    assert [command[1:3] for command in machine] == [("-m", "venv"), ("-m", "pip")]
    assert environment.prepare() == python
    assert len(machine) == 2
    environment.prepare("test")
    assert machine[2][-1].endswith("[test]")
    environment.prepare("test")
    environment.prepare()
    assert len(machine) == 3


def test_changed_requirements_are_installed(machine, monkeypatch):
    environment.prepare("test")
    monkeypatch.setattr(environment, "fingerprint", lambda: "another")
    environment.prepare("test")
    assert len(machine) == 3


@pytest.mark.parametrize("missing", ["venv", "ensurepip"])
def test_a_python_without_its_parts_is_told_how_to_get_them(monkeypatch, missing):
    really_import = builtins.__import__

    def without(name, *more, **rest):
        if name == missing:
            raise ImportError(name)
        return really_import(name, *more, **rest)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(SystemExit, match=rf"parts {missing} are missing(.|\n)*apt install"):
        environment.check_python()


def test_an_old_python_is_told_what_is_needed(monkeypatch):
    monkeypatch.setattr(sys, "version_info", (3, 8, 1))
    with pytest.raises(SystemExit, match=r"3\.11 or newer is needed, this is 3\.8"):
        environment.check_python()


def test_a_command_that_fails_ends_the_script_with_its_code():
    with pytest.raises(SystemExit) as caught:
        environment.run(sys.executable, "-c", "raise SystemExit(7)")
    assert caught.value.code == 7


@pytest.mark.parametrize("script", ["demo", "test", "benchmark"])
def test_scripts_are_plain_python(script):
    source = (ROOT / "scripts" / f"{script}.py").read_text(encoding="utf-8")
    compile(source, script, "exec")
    assert source.startswith('"""')


def test_a_film_of_the_gallery_has_each_option_once():
    words = ["render", "--epochs", "60", "-o", "a.gif"]
    changed = gallery.with_options(words, {"--epochs": "40", "--size": "800x450"})
    assert changed == ["render", "--epochs", "40", "-o", "a.gif", "--size", "800x450"]
    assert all(len(set(each)) == len(each) for each in map(options_of, gallery.commands()))


def options_of(words):
    repeated = ("-o", "--optimizer", "--lr", "--start", "--schedule", "--caption", "--pause")
    return [word for word in words if word.startswith("-") and word not in repeated]


def test_the_oldest_libraries_are_the_least_that_setup_cfg_allows():
    oldest = pythons.oldest_versions()
    assert {"numpy==1.26.*", "matplotlib==3.10.*", "narwhals==2.28.*"} <= set(oldest)
    assert not [line for line in oldest if "[" in line or ">" in line]


def test_the_benchmark_says_what_it_does():
    command = [sys.executable, str(ROOT / "scripts" / "benchmark.py"), "--help"]
    done = subprocess.run(command, capture_output=True, check=True, text=True)
    assert "FuncAnimation" in done.stdout


def test_the_benchmark_refuses_a_section_that_is_not_there():
    command = [sys.executable, str(ROOT / "scripts" / "benchmark.py"), "--only", "speed"]
    done = subprocess.run(command, capture_output=True, check=False, text=True)
    assert done.returncode == 2
    assert "unknown section 'speed'" in done.stderr


def test_peers_that_plot_anew_draw_the_picture_of_those_that_keep_it():
    descent = picture.descend(6)
    figure, update = picture.kept(descent, orbit=False)
    update(6)
    update(4)
    anew = picture.empty_axes(descent)
    picture.draw_still(descent, anew)
    picture.draw_moving(descent, anew, 4)
    pictures = []
    for drawn in (figure, anew.figure):
        drawn.canvas.draw()
        pictures.append(np.asarray(drawn.canvas.buffer_rgba()).copy())
    picture.plt.close("all")
    assert pictures[0].shape == (720, 1280, 4)
    assert np.array_equal(*pictures)


def test_peers_show_our_descent(article):
    descent = picture.descend(article.epochs)
    trajectory = article.runs[0].trajectory
    np.testing.assert_allclose(descent.path, trajectory.params, rtol=1e-12)
    np.testing.assert_allclose(descent.losses, trajectory.losses, rtol=1e-12)


def test_a_race_tells_slopes_and_ratios_and_keeps_those_that_fail(tmp_path, monkeypatch):
    costs = {"ours": 0.002, "peer": 0.1, "short": 0.1}

    def seconds(command):
        name, _, epochs, path = command
        if name == "broken":
            raise measure.FailedError("no such thing")
        Path(path).write_bytes(bytes(int(epochs)))
        return 1 + costs[name] * int(epochs)

    monkeypatch.setattr(race, "seconds", seconds)
    monkeypatch.setattr(race, "peak_memory", lambda _command: 10**8)
    racing = [
        contestants.Contestant(name, ".gif", (name,), (), name == "ours", name != "short")
        for name in ("ours", "peer", "short", "broken")
    ]
    own, peer, short, broken = race.race(racing, Plan(tmp_path, epochs=(100, 500)))
    assert (own["ms_a_frame"], own["seconds"], own["times_ours_a_frame"]) == (2.0, 1.2, 1.0)
    assert (peer["ms_a_frame"], peer["seconds"], peer["times_ours_a_frame"]) == (100.0, 11.0, 50.0)
    assert (own["bytes"], own["peak_memory"]) == (100, 10**8)
    assert len(own["all_longer_seconds"]) == 3
    assert len(peer["all_longer_seconds"]) == 1
    assert (short["ms_a_frame"], short["all_longer_seconds"]) == (100.0, [])
    assert broken["failed"] == "no such thing"


def test_what_is_lost_in_noise_is_no_ratio():
    assert race.ratio(3.0, 2.0) == 1.5
    assert race.ratio(-0.1, 2.0) is race.ratio(2.0, 0.0) is race.ratio(None, 1.0) is None


def test_everyone_reads_the_same_points(tmp_path, monkeypatch):
    plan = Plan(tmp_path, parquet_rows=500, csv_rows=500, table_rows=500)
    monkeypatch.chdir(tmp_path)
    for table in reading.tables(plan):
        table.write(tmp_path / table.file)
        own = readers.READERS["ours"](table.file)().moments
        assert own.n == table.rows
        (theirs,) = _six(readers.READERS[table.peer[1]](table.file)())
        np.testing.assert_allclose(
            theirs,
            [own.n, own.mean_x, own.mean_y, own.sxx, own.sxy, own.syy],
            rtol=1e-9,
            err_msg=table.format,
        )
        assert table.readers.keys() >= {contestants.OURS, table.peer[0]}


def _six(found):
    """Return what DuckDB or pandas found as a row of six numbers."""
    if isinstance(found, list):
        return found
    n, means, spreads = found
    return [
        [n, means["x"], means["y"], spreads["x"]["x"], spreads["x"]["y"], spreads["y"]["y"]],
    ]


def test_readers_are_raced_and_weighed_and_one_that_fails_is_out(tmp_path, monkeypatch):
    alone = {"ours": [9.0, 0.3, 0.5, 0.4], "peer": [9.0, 0.1, 0.2, 0.3]}

    def answer(module, reader, path):
        assert (module, Path(path).read_text()) == ("readers", "points")
        if reader == "ours_with_density":
            raise measure.FailedError("no such thing")
        return alone[reader].pop(0)

    monkeypatch.setattr(reading, "answer", answer)
    monkeypatch.setattr(reading, "peak_memory", lambda command: len(command[3]) * 10**6)
    table = reading.Table(
        "CSV", "points.csv", 7, lambda path: path.write_text("points"), ("Peer", "peer"), large=True
    )
    own, peer, failed = reading.race_readers(table, Plan(tmp_path))
    assert (own["name"], own["rows"], own["bytes"]) == (contestants.OURS, 7, 6)
    assert (own["alone_seconds"], peer["alone_seconds"]) == (0.4, 0.2)
    assert (own["times_peer_alone"], peer["times_peer_alone"]) == (2.0, 1.0)
    assert own["all_alone_seconds"] == [0.3, 0.5, 0.4]
    assert (own["peak_memory"], peer["peak_memory"]) == (4 * 10**6, 4 * 10**6)
    assert (failed["failed"], failed["times_peer_whole"]) == ("no such thing", None)
    assert not (tmp_path / "points.csv").exists()


def test_a_reader_says_how_long_it_takes_alone(tmp_path):
    tables.write_decimals(tmp_path / "points.csv", 100, tables.CSV)
    assert 0 < measure.answer("readers", "duckdb_csv", tmp_path / "points.csv") < 60


def test_sums_of_arrays_are_timed_in_turn(tmp_path, monkeypatch):
    found = measure.answer("summing", 5000, 2)
    assert [len(times) for times in found.values()] == [2] * 5
    times = {summing.NUMPY: [0.002, 0.001, 0.003], summing.MOMENTS: [0.005, 0.004, 0.007]}
    monkeypatch.setattr(reading, "answer", lambda *_: times)
    least, own = sections.arrays(Plan(tmp_path))
    assert (least["ms"], least["best_ms"], least["times_numpy"]) == (2.0, 1.0, 1.0)
    assert (own["ms"], own["times_numpy"]) == (5.0, 2.5)


def test_every_section_has_its_table_and_every_target_its_section():
    assert page.COLUMNS.keys() == sections.SECTIONS.keys()
    assert {target.section for target in targets.TARGETS} <= sections.SECTIONS.keys()


def test_the_page_says_what_holds_what_does_not_and_what_failed():
    known = {"version": "1", "quick": False, "runs": 3, "long_runs": 1, "epochs": [100, 500]}
    own = {"format": "GIF", "name": contestants.OURS, "ms_a_frame": 8.0, "seconds": 2.0}
    peer = {"format": "GIF", "name": contestants.PILLOW_WRITER, "times_ours_a_frame": 41.0}
    failed = {"format": "GIF", "name": "gif", "failed": "out of memory"}
    rows = [own, {**peer, "times_ours_whole": 14.0}, failed]
    floor = [{"format": "GIF", "times_encoding": None}]
    read = [
        {"format": form, "name": contestants.OURS, "rows": 9, "times_peer_whole": times}
        for form, times in (("Parquet", 1.25), ("CSV", 1.4))
    ]
    read[0]["peak_memory"] = 123_000_000
    sums = [{"name": summing.MOMENTS, "points": 9, "times_numpy": 2.5}]
    found = {
        name: {**known, "rows": rows}
        for name, rows in (("peers", rows), ("floor", floor), ("reading", read), ("arrays", sums))
    }
    text = page.write_page({"machine": {"cores": "2"}, "sections": found})
    assert "| at least 40 | 41.00 | yes |" in text
    assert "| at least 15 | 14.00 | **no** |" in text
    assert "| at most 1.4 | not measured |  |" in text
    assert "| at most 1.5 | 1.25 | yes |" in text
    assert "| at most 1.3 | 1.40 | **no** |" in text
    assert "| at most 600 | 123.00 | yes |" in text
    assert "| at most 3 | 2.50 | yes |" in text
    assert "GIF gif: failed, out of memory" in text
    assert "| GIF | surfaceviz | 8.0 | 2.00 |" in text


def test_a_command_that_fails_is_told_by_its_last_words():
    with pytest.raises(measure.FailedError, match=r"^sorry$"):
        measure.seconds([sys.executable, "-c", "import sys; sys.exit('oh\\nsorry')"])


def test_peak_memory_adds_up_parent_and_child():
    pytest.importorskip("psutil")
    wait = "import time; held = bytes(b'1') * 50_000_000; time.sleep(0.5)"
    both = f"import subprocess, sys; child = subprocess.Popen([sys.executable, '-c', {wait!r}])"
    alone = measure.peak_memory([sys.executable, "-c", wait])
    together = measure.peak_memory([sys.executable, "-c", f"{both}; {wait}; child.wait()"])
    assert 50e6 < alone < 80e6
    assert 100e6 < together < 160e6


def test_a_film_is_read_back_at_the_times_of_its_frames(tmp_path):
    grey = np.repeat(np.array([0, 0, 255, 99], dtype=np.uint8), 16 * 16 * 3).reshape(4, 16, 16, 3)
    first, *rest = map(Image.fromarray, grey)
    # Pillow joins the two equal ones.
    first.save(tmp_path / "film.gif", save_all=True, append_images=rest, duration=50)
    row = fidelity._row("film", tmp_path / "film.gif", grey)
    assert row["psnr"] > 100
    assert row["white_kept"] == 1.0
