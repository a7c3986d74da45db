"""Run a quick part of the tests on every other Python found here, and on the oldest libraries."""

import configparser
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from environment import OLDEST, ROOT

LIBRARIES = ("av", "hypothesis", "pandas", "polars", "pytest", "pytest-xdist")
TESTS = [
    f"tests/test_{part}.py"
    for part in ("frames", "film", "dataset", "reading", "scene", "optimizers")
]
# Frames of an approaching camera take long to draw.
BUT = "not approach and not executor"


def version_of(python: str) -> tuple[int, int] | None:
    """Return the version of a Python; None if it does not run, as a shim may not."""
    tell = "import sys, venv, ensurepip; print(*sys.version_info[:2])"
    done = subprocess.run([python, "-c", tell], capture_output=True, text=True, check=False)
    if done.returncode:
        return None
    major, minor = done.stdout.split()
    return int(major), int(minor)


def found_pythons() -> dict[tuple[int, int], str]:
    """Return the Pythons on PATH, and beside this one as pyenv keeps them, by version."""
    names = ["python3", *(f"python3.{minor}" for minor in range(OLDEST[1], 40))]
    places = [which for name in names if (which := shutil.which(name))]
    beside = Path(sys.base_prefix).parent.glob("*/bin/python3")
    found: dict[tuple[int, int], str] = {}
    for python in (sys.executable, *places, *map(str, sorted(beside))):
        version = version_of(python)
        if version and version >= OLDEST:
            found.setdefault(version, python)
    return dict(sorted(found.items()))


def minimums() -> list[str]:
    """Return what the package requires, each at the oldest version that setup.cfg allows."""
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg")
    lines = config["options"]["install_requires"].strip().splitlines()
    return [re.sub(r">=([\d.]+)(,<[\d.]+)?", r"==\1.*", line) for line in lines]


def check(python: str, label: str, pins: list[str]) -> int:
    """Run the quick part in an environment of its own, and return pytest's exit code."""
    print(f"-- {label}", flush=True)
    with tempfile.TemporaryDirectory() as scratch:
        subprocess.run([python, "-m", "venv", scratch], check=True)
        inside = str(Path(scratch) / ("Scripts/python.exe" if os.name == "nt" else "bin/python"))
        install = [inside, "-m", "pip", "install", "-q", "--disable-pip-version-check"]
        subprocess.run([*install, "-e", str(ROOT), *LIBRARIES, *pins], check=True)
        tests = [inside, "-m", "pytest", "-q", "-n", "2", "-p", "no:cacheprovider", "-k", BUT]
        return subprocess.run([*tests, *TESTS], cwd=ROOT, check=False).returncode


def main() -> None:
    found = found_pythons()
    failed = 0
    for version, python in found.items():
        if version != OLDEST:
            failed |= check(python, f"Python {version[0]}.{version[1]}, newest libraries", [])
    if OLDEST in found:
        failed |= check(found[OLDEST], "Python 3.11, the oldest libraries allowed", minimums())
    else:
        print("the oldest libraries are skipped: no Python 3.11 is found")
    sys.exit(bool(failed))


if __name__ == "__main__":
    main()
