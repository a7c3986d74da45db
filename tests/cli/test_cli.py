from __future__ import annotations

import contextlib
import json
import os
import pty
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest

import surfaceviz as sv
from surfaceviz.cli import INTERRUPTED, console, exits
from surfaceviz.data.readers import SOURCES
from surfaceviz.draw.overlays import SHOWS
from surfaceviz.draw.panels import PANELS
from surfaceviz.draw.themes.colormaps import COLORMAPS
from surfaceviz.draw.themes.theme import THEMES
from surfaceviz.embedding.targets import TARGETS
from surfaceviz.film import film
from surfaceviz.formats import FORMATS, WRITERS
from surfaceviz.losses import OBJECTIVES
from surfaceviz.optimizers import OPTIMIZERS
from surfaceviz.optimizers.schedules import SCHEDULES
from surfaceviz.scene.window import WINDOWS
from surfaceviz.settings.medium import Quality
from surfaceviz.words.language import LANGUAGES
from tests.conftest import ROOT, is_old, place, put_old

QUICK = ["--size", "640x360", "--panels", "fit", "--epochs", "3"]
posix = pytest.mark.skipif(os.name != "posix", reason="signals and limits of POSIX")


def test_without_data_the_articles_case_goes_to_outputs(run, folder):
    code, out, err = run("render", "--size", "640x360", "--json")
    assert (code, err) == (0, "")
    result = json.loads(out)
    assert result["learning_rate"] == 0.01
    assert result["outputs"][0]["path"] == str(Path("outputs", "descent.gif"))
    assert result["outputs"][0]["frames"] == 101
    assert round(result["runs"][0]["m"], 5) == 2.94898
    assert (folder / "outputs" / "descent.gif").exists()


def test_json_has_all_that_was_promised_and_nothing_else(run):
    code, out, err = run("render", "study.csv", "-o", "a.gif", "-o", "b.mp4", "--json", *QUICK)
    assert code == 0
    assert out.count("\n") == 1
    result = json.loads(out)
    assert list(result) == [
        *("outputs", "runs", "optimum", "learning_rate", "stability_limit", "seconds")
    ]
    for output, suffix in zip(result["outputs"], ("gif", "mp4"), strict=True):
        keys = ("path", "format", "frames", "fps", "width", "height", "bytes", "alt")
        assert list(output) == list(keys)
        assert output["format"] == suffix
        assert (output["frames"], output["fps"]) == (4, 20)
        assert output["bytes"] == Path(output["path"]).stat().st_size
    (run_,) = result["runs"]
    keys = ("label", "optimizer", "learning_rate", "epochs", "stopped", "m", "b", "loss")
    assert list(run_) == list(keys)
    assert (run_["epochs"], run_["stopped"]) == (3, "ran all epochs")
    scene = sv.build_scene([1, 2, 3], [50, 57, 60], epochs=3)
    # Least squares by hand: slope 10 / 2, through (2, 167 / 3); residuals -2/3, 4/3, -2/3.
    wanted = {"m": 5.0, "b": 167 / 3 - 10, "loss": 24 / 27}
    assert result["optimum"] == pytest.approx(wanted)
    assert run_["m"] == pytest.approx(scene.runs[0].trajectory.params[-1, 0])
    assert 2 * result["learning_rate"] == pytest.approx(result["stability_limit"])
    assert result["seconds"] > 0
    assert "warning: 1 row without" in err


def test_the_command_says_what_it_chose(run):
    code, out, err = run("render", "study.csv", *QUICK)
    assert code == 0
    assert "columns: x is 'hours', y is 'score'" in err
    assert re.search(r"learning rate: 0\.\d+, half the stability limit 0\.\d+", err)
    assert re.fullmatch(r"outputs.study\.gif  640x360  4 frames  2\.20 s  [\d,]+ bytes\n", out)


def test_quiet_leaves_warnings_alone(run):
    code, out, err = run("render", "study.csv", "--quiet", *QUICK)
    assert (code, out) == (0, "")
    assert err == "warning: 1 row without a finite hours and score left out\n"


def test_a_rate_beyond_the_limit_is_shown_with_a_warning(run):
    code, _, err = run("render", "study.csv", "--lr", "2", *QUICK)
    assert code == 0
    assert "warning: learning rate 2 is above the stability limit" in err


def test_equal_x_are_shown_if_asked_for_with_a_rate(run, folder):
    (folder / "wall.csv").write_text("a,b\n2,1\n2,3\n2,4\n")
    code, _, err = run("render", "wall.csv", *QUICK)
    assert code == 2
    assert "no unique line fits best" in err
    code, out, err = run("render", "wall.csv", "--lr", "0.05", "--json", *QUICK)
    assert code == 0
    optimum = json.loads(out)["optimum"]
    assert optimum["m"] is optimum["b"] is None
    assert optimum["loss"] == pytest.approx(14 / 9)


def test_standard_input_is_data(folder):
    done = subprocess.run(
        [sys.executable, "-m", "surfaceviz", "render", "-", *QUICK],
        input=b"a,b\n1,2\n2,3\n",
        capture_output=True,
        check=True,
        cwd=folder,
    )
    assert done.stdout.startswith(str(Path("outputs", "stdin.gif")).encode())


STARTS = [word for start in range(4) for word in ("--start", f"0,{start}")]
BOTH = ["--standardize", "--raw", "--lr", "0.01"]
USAGE = {
    "no such file": (["none.csv"], "no such file: 'none.csv'"),
    "a folder": (["."], "is a folder"),
    "unknown column": (["study.csv", "-x", "hour"], "did you mean 'hours'"),
    "one column twice": (["study.csv", "-x", "hours", "-y", "hours"], "two different columns"),
    "columns without data": (["-x", "hours"], "-x chooses from DATA: name a file"),
    "a condition without data": (["--where", "a > 1"], "--where chooses from DATA: name a file"),
    "no pattern's file": (["part-*.csv"], "no file matches 'part-*.csv'"),
    "a wrong condition": (["study.csv", "--where", "hour >"], "--where 'hour >' is no condition"),
    "two conditions": (["study.csv", "--where", "hours > 1; SELECT 1"], "is no condition"),
    "a condition on what is not there": (["study.csv", "--where", "hour > 1"], "is no condition"),
    "a condition that none meets": (["study.csv", "--where", "hours > 99"], "no such rows"),
    "a table of a text": (["study.csv", "--table", "t"], "leave out --table"),
    "a query of a text": (["study.csv", "--sql", "SELECT 1"], "leave out --sql"),
    "unknown weights": (["study.csv", "-w", "hour"], "did you mean 'hours'"),
    "weights in words": (["study.csv", "-w", "id"], "'id' of 'study.csv' holds text: expected"),
    "negative weights": (["minus.csv", "-w", "c"], "must not be negative, 1 of 3 in 'c' are"),
    "no numbers": (["study.csv", "-x", "id", "-y", "score"], "holds text: expected numbers"),
    "epochs 0": (["--epochs", "0"], "epochs must be between 1 and 100000, got 0"),
    "epochs negative": (["--epochs", "-1"], "got -1"),
    "epochs in words": (["--epochs", "ten"], "'ten' is not a valid integer"),
    "rate 0": (["--lr", "0"], "positive finite number, got 0"),
    "rate negative": (["--lr", "-1"], "got -1"),
    "rate nan": (["--lr", "nan"], "got nan"),
    "rate in words": (["--lr", "fast"], "expected a positive number or 'auto', got 'fast'"),
    "odd size": (["--size", "1281x720"], "the nearest is 1282x720"),
    "tiny size": (["--size", "2x2"], "320 to 7680 pixels wide"),
    "absurd size": (["--size", "99999998x2"], "320 to 7680 pixels wide"),
    "no size": (["--size", "large"], "as in 85mmx60mm, got 'large'"),
    "unknown suffix": (["-o", "a.avi"], "one of .gif, .mp4"),
    "no suffix": (["-o", "film"], "end it with / for a folder of PNGs"),
    "output is this folder": (["-o", "."], "holds 'colour.toml'"),
    "a file in a folder of frames": (["-o", "f/", "-o", "f/a.gif"], "replaced whole"),
    "output is a folder": (["-o", "folder.gif"], "is a folder"),
    "one output twice": (["-o", "a.gif", "-o", "./a.gif"], "written twice"),
    "folder is a file": (["-o", "study.csv/a.gif"], "choose another place"),
    "grid 1": (["--grid", "1"], "grid must be between 2 and 2000, got 1"),
    "grid 2001": (["--grid", "2001"], "got 2001"),
    "unknown theme": (["--theme", "drak"], "did you mean 'dark'"),
    "unknown quality": (["--quality", "bests"], "did you mean 'best'"),
    "unknown panel": (["--panels", "fit,contuor"], "did you mean 'contour'"),
    "no panel": (["--panels", ","], "at least one panel"),
    "a panel twice": (["--panels", "fit,fit"], "named more than once"),
    "unknown window": (["--window", "bowel"], "did you mean 'bowl'"),
    "window reversed": (["--window", "5:1,0:1"], "must go from less to more, got 5:1"),
    "window of letters": (["--window", "a:b"], "two ranges as in 0:6,-5:5"),
    "start of one": (["--start", "1"], "expected two numbers, as in 0,1.5, got '1'"),
    "start not finite": (["--start", "1,nan"], "two finite numbers"),
    "start far away": (["--start", "1e200,0"], "start closer to the data"),
    "loss out of range": (["--window", "-1e200:1e200,0:1"], "choose a smaller one"),
    "a suffix in capitals": (["-o", "a.AVI"], "one of .gif, .mp4"),
    "a theme in capitals": (["--theme", "LIGHT"], "did you mean 'light'"),
    "a name too long": (["x" * 5000], "cannot be read"),
    "camera of one": (["--camera", "30"], "expected degrees above and around"),
    "camera below": (["--camera", "-10,0"], "elevation must be between 0 and 90"),
    "fps 0": (["--fps", "0"], "fps must be between"),
    "fps 1000": (["--fps", "1000"], "fps must be between"),
    "hold negative": (["--hold", "-1"], "hold must be between"),
    "unknown option": (["--colour", "red"], "No such option"),
    "unknown optimizer": (["--optimizer", "adm"], "did you mean 'adam'"),
    "unknown key": (["--optimizer", "adam:beta=0.9"], "unknown key of adam 'beta'"),
    "a key out of range": (["--optimizer", "momentum:momentum=1.5"], "less than 1, got 1.5"),
    "a key in words": (["--optimizer", "gd:lr=fast"], "more than 0, got 'fast'"),
    "a key twice": (["--optimizer", "gd:lr=1,lr=2"], "given twice"),
    "unknown loss": (["--loss", "msee"], "did you mean 'mse'"),
    "logistic of numbers": (
        ["study.csv", "--loss", "logistic"],
        "needs 0 or 1 in every row of score",
    ),
    "newton without curvature": (["--loss", "mae", "--optimizer", "newton"], "with curvature"),
    "too long a race": (["--lr", "1", "--lr", "2", "--lr", "3", *STARTS], "at most 8 runs, got 12"),
    "raw alone": (["--raw"], "--raw races against --standardize"),
    "two coordinates on one map": ([*BOTH, "--axes", "own", "--quiet"], "--layout grid"),
    "unknown schedule": (["--schedule", "cosne"], "did you mean 'cosine'"),
    "a schedule that ends at 0": (["--schedule", "exponential:factor=1e-4"], "in epoch 82"),
    "until never": (["--until", "2"], "more than 0 and less than 1"),
    "a caption too late": (["--caption", "120:on"], "the film ends with epoch 100"),
    "two captions at once": (["--caption", "1:a", "--caption", "1:b"], "two captions at epoch 1"),
    "a caption without epoch": (["--caption", "on"], "as in '20:the valley', got 'on'"),
    "a pause too late": (["--pause", "101:1"], "the film ends with epoch 100"),
    "frames twice": (["--frames", "9", "--every", "5"], "give one of them"),
    "unknown show": (["--show", "gradent"], "did you mean 'gradient'"),
    "unknown layout": (["--layout", "gird"], "did you mean 'grid'"),
    "unknown language": (["--lang", "fr"], "choose one of en, zh"),
    "unknown colour map": (["--colormap", "viridi"], "did you mean 'viridis'"),
    "a theme's key": (["--theme", "key.toml"], "key.toml, line 2: unknown key 'bakground'"),
    "a theme's colour": (["--theme", "colour.toml"], "colour.toml, line 1: the theme's points"),
}


@pytest.mark.parametrize(("arguments", "says"), USAGE.values(), ids=USAGE)
def test_wrong_usage_is_told_in_one_line_and_changes_nothing(run, folder, arguments, says):
    (folder / "folder.gif").mkdir()
    (folder / "minus.csv").write_text("a,b,c\n1,2,1\n2,3,-1\n3,4,2\n")
    (folder / "key.toml").write_text('base = "dark"\nbakground = "#123456"\n')
    (folder / "colour.toml").write_text('points = "blurple"\n')
    before = sorted(folder.rglob("*"))
    code, out, err = run("render", *arguments)
    assert code == 2
    assert out == ""
    assert err.startswith("surfaceviz: ")
    assert says in err
    assert err.count("\n") == 1
    assert sorted(folder.rglob("*")) == before


@pytest.mark.parametrize(
    ("what", "table"),
    [
        ("formats", FORMATS),
        ("data", SOURCES),
        ("panels", PANELS),
        ("themes", THEMES),
        ("optimizers", OPTIMIZERS),
        ("schedules", SCHEDULES),
        ("losses", OBJECTIVES),
        ("shows", SHOWS),
        ("colormaps", COLORMAPS),
        ("targets", TARGETS),
        ("languages", LANGUAGES),
    ],
)
def test_list_tells_every_entry(run, what, table):
    code, out, _ = run("list", what)
    assert code == 0
    assert re.findall(r"^\S+", out, flags=re.MULTILINE) == list(table)


def test_list_tells_what_each_quality_means(run):
    out = run("list", "formats")[1]
    for form in WRITERS.values():
        assert list(form.qualities) == list(Quality)
        for quality, means in form.qualities.items():
            assert re.search(rf"^ +--quality {quality} +{re.escape(means)}$", out, re.MULTILINE)


def test_a_quality_makes_a_file_smaller_or_larger(run):
    sizes = []
    for quality in Quality:
        code, out, _ = run("render", "--quality", quality, "-o", "a.mp4", "--json", *QUICK)
        assert code == 0
        sizes.append(json.loads(out)["outputs"][0]["bytes"])
    assert sizes == sorted(set(sizes))


def test_help_tells_every_choice_and_gives_examples(run):
    _, out, _ = run("render", "--help")
    for table in (WRITERS, PANELS, THEMES, WINDOWS):
        for name in table:
            assert name in out
    assert "Examples:" in out
    for arguments in (["--help"], ["list", "--help"]):
        code, out, _ = run(*arguments)
        assert code == 0
        assert "Example" in out


def test_version_and_bare_calls(run):
    assert run("--version")[:2] == (0, f"surfaceviz {sv.__version__}\n")
    code, _, err = run()
    assert code == 2
    assert "render" in err
    assert run("list")[0] == 2
    assert "No such command" in run("rendr")[2]


def test_an_encoder_that_fails_exits_with_1(run, monkeypatch):
    def broken(*_arguments, **_options):
        raise sv.OutputError("cannot write 'a.gif': No space left on device")

    monkeypatch.setattr(film, "render", broken)
    code, _, err = run("render", *QUICK)
    assert code == 1
    assert err.splitlines()[-1] == "surfaceviz: cannot write 'a.gif': No space left on device"


@posix
@pytest.mark.parametrize("suffix", WRITERS)
def test_a_full_disk_exits_with_1_and_keeps_the_old_file(folder, suffix):
    import resource

    def little_room():
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))

    target = place(folder, suffix)
    put_old(target)
    done = subprocess.run(
        [sys.executable, "-m", "surfaceviz", "render", "-o", target],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=little_room,
    )
    assert done.returncode == 1, done.stderr
    assert f"cannot write '{target.rstrip('/')}'" in done.stderr
    assert "Traceback" not in done.stderr
    assert is_old(target)
    assert sorted(path.name for path in folder.iterdir()) == [Path(target).name, "study.csv"]


@posix
@pytest.mark.parametrize("suffix", WRITERS)
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_an_interrupted_command_keeps_the_old_file(folder, suffix, number):
    target = place(folder, suffix)
    put_old(target)
    command = [sys.executable, "-m", "surfaceviz", "render", "--epochs", "3000", "-o", target]
    process = subprocess.Popen(
        command, cwd=folder, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    deadline = time.monotonic() + 60
    while not list(folder.glob(".surfaceviz-*")) and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(0.5)
    os.killpg(process.pid, number)
    _, err = process.communicate(timeout=60)
    assert is_old(target)
    if number == signal.SIGINT:
        assert process.returncode == 130, err
        assert err.splitlines()[-1] == "surfaceviz: interrupted: no file was written or changed"
        assert "Traceback" not in err
        assert sorted(path.name for path in folder.iterdir()) == [Path(target).name, "study.csv"]


def test_what_nobody_foresaw_is_told_in_one_line_and_shown_on_request(run, monkeypatch):
    def broken(*_arguments, **_options):
        raise ZeroDivisionError("by nothing")

    monkeypatch.setattr(film, "render", broken)
    code, _, err = run("render", *QUICK)
    assert code == 1
    assert "unexpected ZeroDivisionError: by nothing" in err.splitlines()[-1]
    monkeypatch.setenv(exits.DEBUG, "1")
    with pytest.raises(ZeroDivisionError):
        exits.run(["render", *QUICK])


@posix
def test_a_polite_request_to_end_leaves_nothing_behind(folder):
    command = [sys.executable, "-m", "surfaceviz", "render", "--epochs", "3000", "-o", "film.gif"]
    process = subprocess.Popen(command, cwd=folder, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 60
    while not list(folder.glob(".surfaceviz-*")) and time.monotonic() < deadline:
        time.sleep(0.05)
    process.terminate()
    _, err = process.communicate(timeout=60)
    assert process.returncode == 128 + signal.SIGTERM
    assert "Traceback" not in err
    assert [path.name for path in folder.iterdir()] == ["study.csv"]


@posix
@pytest.mark.parametrize("stream", ["1", "2"])
def test_a_closed_stream_is_borne(folder, stream):
    line = f"{sys.executable} -m surfaceviz render study.csv {' '.join(QUICK)} {stream}>&-"
    done = subprocess.run(line, shell=True, cwd=folder, capture_output=True, check=False)
    assert b"Traceback" not in done.stderr
    assert (folder / "outputs" / "study.gif").exists()


@posix
def test_nothing_but_our_own_lines_on_standard_error(folder):
    environment = os.environ | {"HOME": "/proc/none", "MPLCONFIGDIR": "", "XDG_CACHE_HOME": ""}
    done = subprocess.run(
        [sys.executable, "-m", "surfaceviz", "render", "--lr", "1e-320", "--quiet", *QUICK],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""


@posix
def test_a_terminal_gets_a_progress_bar_to_the_end(folder):
    """Standard error is a terminal here, standard output is not."""
    leader, follower = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "surfaceviz", "render", *QUICK],
        cwd=folder,
        stderr=follower,
        stdout=subprocess.PIPE,
    )
    out, _ = process.communicate(timeout=60)
    os.close(follower)
    seen = b""
    while True:
        try:
            more = os.read(leader, 4096)
        except OSError:
            break
        if not more:
            break
        seen += more
    os.close(leader)
    assert b"rendering" in seen
    assert b"100%" in seen
    assert b"rendering" not in out


def test_a_lost_interrupt_is_noticed_at_the_next_frame():
    usual = signal.getsignal(signal.SIGINT)
    with console.interruptible() as check:
        check()
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
        with pytest.raises(KeyboardInterrupt):
            check()
    assert signal.getsignal(signal.SIGINT) is usual


def test_an_interrupt_that_surfaces_as_another_error_is_an_interrupt():
    with pytest.raises(KeyboardInterrupt), console.interruptible():
        with contextlib.suppress(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
        raise SystemError("returned a result with an exception set")
    with pytest.raises(SystemError), console.interruptible():
        raise SystemError("not interrupted")


def test_a_warning_is_said_once(run, folder):
    name = "\U0001f9ff"
    (folder / "odd.csv").write_text(f"{name},{name}{name}\n1,2\n2,3\n", encoding="utf-8")
    code, _, err = run("render", "odd.csv", "-o", "odd.gif", "--title", name, *QUICK)
    assert code == 0
    assert err.count("no installed font") == 1


def test_rows_and_weights_are_chosen(run):
    asked = ["-x", "hours", "-y", "score", "-w", "hours", "--where", "id <> 'x'"]
    code, out, err = run("render", "study.csv", *asked, "--json", *QUICK)
    assert code == 0
    assert "warning" not in err
    # Weighted least squares by hand: weights 1, 2, 3 of points (1, 50), (2, 57), (3, 60).
    mean_x, mean_y = 14 / 6, (50 + 114 + 180) / 6
    sxx = 1 * (1 - mean_x) ** 2 + 2 * (2 - mean_x) ** 2 + 3 * (3 - mean_x) ** 2
    sxy = (1 - mean_x) * (50 - mean_y) + 2 * (2 - mean_x) * (57 - mean_y)
    sxy += 3 * (3 - mean_x) * (60 - mean_y)
    optimum = json.loads(out)["optimum"]
    assert optimum["m"] == pytest.approx(sxy / sxx)
    assert optimum["b"] == pytest.approx(mean_y - sxy / sxx * mean_x)


def test_a_recipe_keeps_the_choice_of_rows(run, folder):
    for part in "ab":
        (folder / f"part-{part}.csv").write_text("u,v,k\n1,2,1\n2,4,2\n3,5,3\n9,9,0\n")
    asked = ["--where", "u < 5", "-w", "k"]
    assert run("render", "part-*.csv", *asked, "-o", "one.gif", *QUICK)[0] == 0
    recipe = run("recipe", "one.gif")[1]
    assert 'file = "part-*.csv"' in recipe
    assert 'where = "u < 5"' in recipe
    code, _, err = run("render", "--recipe", "one.gif", "-o", "two.gif")
    assert (code, "warning" in err) == (0, False)
    assert (folder / "one.gif").read_bytes() == (folder / "two.gif").read_bytes()
    code, _, err = run("render", "--recipe", "one.gif", "--where", "u < 3", "-o", "two.gif")
    assert code == 0
    assert "4 points instead of 6" in err


@pytest.fixture(scope="session")
def large(tmp_path_factory):
    """A CSV file that takes a second to read."""
    path = tmp_path_factory.mktemp("large") / "large.csv"
    with duckdb.connect() as connection:
        connection.execute(
            f"COPY (SELECT range AS a, range % 97 AS b FROM range(15000000)) TO '{path}'"
        )
    yield path
    path.unlink()


@posix
def test_a_terminal_sees_how_far_a_long_reading_is(folder, large):
    leader, follower = pty.openpty()
    command = [sys.executable, "-m", "surfaceviz", "render", str(large), *QUICK]
    process = subprocess.Popen(command, cwd=folder, stderr=follower, stdout=subprocess.DEVNULL)
    os.close(follower)
    seen = b""
    with contextlib.suppress(OSError):
        while more := os.read(leader, 4096):
            seen += more
    assert process.wait(timeout=60) == 0
    os.close(leader)
    shown = [int(percent) for percent in re.findall(rb"reading[^%]* (\d+)%", seen)]
    assert max(shown) > 0
    assert max(shown) <= 100


@posix
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_long_reading_can_be_ended(folder, large, tmp_path_factory, number):
    temporary = tmp_path_factory.mktemp("temporary")
    process = subprocess.Popen(
        [sys.executable, "-m", "surfaceviz", "render", str(large), *QUICK],
        cwd=folder,
        env=os.environ | {"TMPDIR": str(temporary)},
        stderr=subprocess.PIPE,
        text=True,
    )
    deadline = time.monotonic() + 60
    while not list(temporary.iterdir()) and time.monotonic() < deadline:
        time.sleep(0.02)
    time.sleep(0.4)
    process.send_signal(number)
    _, err = process.communicate(timeout=60)
    assert process.returncode == (130 if number == signal.SIGINT else 128 + number), err
    assert "Traceback" not in err
    assert "unexpected" not in err
    assert list(temporary.iterdir()) == []
    assert [path.name for path in folder.iterdir()] == ["study.csv"]


ENDED = """
from surfaceviz.__main__ import main
from surfaceviz.cli import INTERRUPTED, exits

def run():
    try:
        exec("raise KeyboardInterrupt")
    except KeyboardInterrupt:
        return INTERRUPTED

exits.run = run
main()
"""


def test_ctrl_c_in_code_made_of_a_text_is_told_by_the_same_exit_code(tmp_path):
    (tmp_path / "ended.py").write_text(ENDED)
    place = os.environ | {"PYTHONPATH": os.pathsep.join([str(tmp_path), str(ROOT)])}
    done = subprocess.run([sys.executable, "-m", "ended"], env=place, check=False)
    assert done.returncode == INTERRUPTED


def test_no_terminal_gets_no_progress_bar(run):
    assert "rendering" not in run("render", *QUICK)[2]
