"""Render some twenty recipes from another commit and from this tree, and compare their bytes.

Both trees are run by one Python, with the same libraries, in folders that hold the same data; what
the commands say is compared, too.
"""

from __future__ import annotations

import argparse
import os
import shlex
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from environment import ROOT, prepare

DATA = ("docs/study.csv", "docs/gallery/exam.csv", "docs/gallery/outliers.csv")
# Small and short: a difference shows at any size.
SMALL = "--size 640x360 --epochs 4"
STUDY = "render study.csv -x hours -y score"
REFUSED = "explain study.csv -x nothing"
COMMANDS = f"""
render {SMALL} --poster -o film.gif -o film.mp4 -o film.webm -o film.webp -o film.apng -o frames/
render {SMALL} --quality best -o best.gif -o best.webp
{STUDY} --epochs 4 -o page.html
{STUDY} {SMALL} --title "A descent" --caption 2:here -o deck.pptx -o beamer/
{STUDY} {SMALL} --theme dark --intro 0.5 --pause 2:1 -o dark.gif
{STUDY} {SMALL} --theme paper --layout grid --lr 0.01 --lr 0.03 -o paper.gif
{STUDY} {SMALL} --theme high-contrast --colormap magma --show none -o contrast.gif
{STUDY} {SMALL} --theme own.toml --title own --panels contour,fit --standardize --raw -o own.gif
{STUDY} {SMALL} --optimizer gd --optimizer momentum --optimizer adam:lr=5 -o race.gif
{STUDY} {SMALL} --optimizer newton --optimizer bfgs --optimizer cg --start 14,30 -o curved.gif
{STUDY} {SMALL} --optimizer sgd:batch=4 --schedule cosine --window path -o batches.gif
{STUDY} {SMALL} --camera orbit:90 --panels surface --start 14,30 --lr 0.03 -o orbit.gif
{STUDY} {SMALL} --lr 0.04 --window bowl --axes standardized -o explodes.gif
{STUDY} {SMALL} --lang zh --title 下山 -o chinese.gif
{STUDY} --epochs 4 --lang zh --optimizer gd --optimizer adam -o chinese.html
render exam.csv --loss logistic {SMALL} -o logistic.gif
render outliers.csv --loss huber {SMALL} --show optimum,gradient,next,level,squares -o huber.gif
render outliers.csv --loss mae --schedule inverse {SMALL} --until 0.1 -o absolute.gif
render many.csv -w weight {SMALL} -o density.gif
render days.csv {SMALL} --panels fit,loss -o days.gif
{STUDY} --epochs 4 --epoch 0,2,4 -o strip.svg -o strip.pdf -o strip.png
{STUDY} --epochs 4 --size 85mmx60mm --panels contour,fit --letters text -o figure.svg -o figure.pdf
render --recipe race.gif --theme dark -o again.gif
recipe film.mp4
recipe deck.pptx
describe race.gif
describe chinese.html --lang zh
embed film.gif --for html
explain study.csv -x hours -y score --optimizer gd --optimizer adam
explain study.csv -x hours -y score --json
{REFUSED}
list formats
list optimizers
list losses
render --help
embed --help
""".strip().splitlines()
OWN_THEME = 'base = "dark"\noptimum = "#ff8800"\n'


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("base", help="the other commit")
    parser.add_argument("--keep", metavar="FOLDER", help="leave what was rendered there")
    asked = parser.parse_args()
    python = prepare("test", "slides")
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as scratch:
        tree = Path(scratch) / "tree"
        git = ["git", "-C", str(ROOT), "worktree"]
        subprocess.run([*git, "add", "-q", "--detach", str(tree), asked.base], check=True)
        try:
            places = [Path(asked.keep or scratch) / name for name in ("base", "here")]
            with ThreadPoolExecutor() as pool:
                found = list(pool.map(rendered, [tree, ROOT], places, [python] * 2))
        finally:
            subprocess.run([*git, "remove", "--force", str(tree)], check=True)
    base, here = found
    differing = sorted(name for name in {*base, *here} if base.get(name) != here.get(name))
    for name in differing:
        print(f"differs: {name}")
    failing = [line for line in COMMANDS if here[line][:1] != b"0" and line != REFUSED]
    for line in failing:
        print(f"fails: {line}: {here[line].decode()}")
    took = time.perf_counter() - began
    print(f"{len(here)} files and answers, {len(differing)} differ, {took:.0f} s")
    sys.exit(bool(differing or failing))


def rendered(tree: Path, folder: Path, python: Path) -> dict[str, bytes]:
    """Return what a tree makes of all commands: the files by name, and what each command says."""
    folder.mkdir(parents=True)
    for name in DATA:
        (folder / Path(name).name).write_bytes((ROOT / name).read_bytes())
    (folder / "own.toml").write_text(OWN_THEME)
    many = (f"{k % 97},{k % 97 * 3 + k * 7919 % 101},{1 + k % 3}\n" for k in range(9000))
    (folder / "many.csv").write_text("".join(["x,y,weight\n", *many]))
    days = (f"2024-{1 + k // 28:02}-{1 + k % 28:02},{20 + k % 13 + k / 9:.4g}\n" for k in range(90))
    (folder / "days.csv").write_text("".join(["day,visitors\n", *days]))
    environment = os.environ | {"PYTHONPATH": str(tree), "COLUMNS": "80"}
    answers = {}
    for line in COMMANDS:
        done = subprocess.run(
            [str(python), "-m", "surfaceviz", *shlex.split(line)],
            cwd=folder,
            env=environment,
            capture_output=True,
            check=False,
        )
        answers[line] = b"%d\n%s\n%s" % (done.returncode, done.stdout, done.stderr)
    files = {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    return files | answers


if __name__ == "__main__":
    main()
