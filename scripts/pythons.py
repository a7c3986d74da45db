"""Run a quick part of the tests on every other Python found here, and on the oldest libraries."""

from __future__ import annotations

import configparser
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from environment import OLDEST, ROOT

LIBRARIES = (
    *("av", "dask[dataframe]", "hypothesis", "openpyxl", "pandas", "polars", "pyarrow"),
    *("pytest", "pytest-xdist"),
)
TESTS = [
    *("tests/data/test_dataset.py", "tests/data/test_frames.py", "tests/data/test_reading.py"),
    *("tests/base", "tests/optimizers", "tests/scene/test_scene.py", "tests/film/test_film.py"),
]
# Frames of an approaching camera take long to draw.
BUT = "not approach and not executor"
# A Python without these makes no environment, and a shim may not run at all.
TELL = "import sys, venv, ensurepip; print(*sys.version_info[:2])"


@dataclass(frozen=True)
class Trial:
    """A Python and the libraries that the tests are to pass with.

    Attributes
    ----------
    label : str
        How it is told.
    python : str
        The Python's path.
    limits : tuple of str
        What the libraries' versions are limited to, as pip takes it.
    """

    label: str
    python: str
    limits: tuple[str, ...] = ()


def version_of(python: str) -> tuple[int, int] | None:
    """Return the version of a Python, None if it cannot make environments."""
    done = subprocess.run([python, "-c", TELL], capture_output=True, text=True, check=False)
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


def requirements() -> tuple[list[str], list[str]]:
    """Return what setup.cfg says that the package requires, and what its extras do."""
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg")
    extras = "\n".join(config["options.extras_require"].values())
    return config["options"]["install_requires"].split("\n")[1:], re.findall(".+>=.+", extras)


def oldest_versions() -> tuple[str, ...]:
    """Return the oldest version that setup.cfg allows of each library, as pip's constraints."""
    lines = [line for group in requirements() for line in group]
    return tuple(re.sub(r"(\[\w+\])?>=([\d.]+)(,<[\d.]+)?", r"==\2.*", line) for line in lines)


def trials() -> list[Trial]:
    """Return what is to be tried: the newest libraries on each Python, the oldest on the oldest."""
    found = found_pythons()
    asked = [
        Trial(f"Python {version[0]}.{version[1]}, the newest libraries", python)
        for version, python in found.items()
        # The whole suite runs on this one.
        if version != sys.version_info[:2]
    ]
    if OLDEST in found:
        label = f"Python {OLDEST[0]}.{OLDEST[1]}, the oldest libraries"
        return [*asked, Trial(label, found[OLDEST], oldest_versions())]
    print(f"the oldest libraries are skipped: no Python {OLDEST[0]}.{OLDEST[1]} is found")
    return asked


def install(trial: Trial, folder: Path) -> Path:
    """Return the Python of a new environment in a folder, with what a trial needs.

    Raises
    ------
    subprocess.CalledProcessError
        If it cannot be made; its output tells why.
    """
    environment = folder / "environment"
    tell = {"capture_output": True, "text": True, "check": True}
    subprocess.run([trial.python, "-m", "venv", str(environment)], **tell)
    inside = environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    limits = folder / "limits.txt"
    limits.write_text("\n".join(trial.limits))
    pip = [str(inside), "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    subprocess.run([*pip, "-c", str(limits), *requirements()[0], *LIBRARIES], **tell)
    return inside


def main() -> None:
    failed = []
    asked = trials()
    with tempfile.TemporaryDirectory() as scratch, ThreadPoolExecutor() as pool:
        folders = [Path(scratch) / str(number) for number in range(len(asked))]
        for folder in folders:
            folder.mkdir()
        ready = list(map(pool.submit, [install] * len(asked), asked, folders))
        for trial, making in zip(asked, ready, strict=True):
            print(f"-- {trial.label}", flush=True)
            began = time.perf_counter()
            try:
                python = making.result()
            except subprocess.CalledProcessError as error:
                print(error.output, error.stderr)
                failed.append(trial.label)
                continue
            tests = [str(python), "-m", "pytest", "-q", "-n", "2", "-p", "no:cacheprovider"]
            here = os.environ | {"PYTHONPATH": str(ROOT)}
            if subprocess.run([*tests, "-k", BUT, *TESTS], cwd=ROOT, env=here).returncode:
                failed.append(trial.label)
            print(f"{time.perf_counter() - began:.0f} s", flush=True)
    if failed:
        sys.exit(f"failed on {'; '.join(failed)}")


if __name__ == "__main__":
    main()
