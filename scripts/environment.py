"""The project's own virtual environment, made once and kept up to date."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".venv"
OLDEST = (3, 11)
NO_VENV = """This Python cannot make virtual environments: its parts {missing} are missing.
  Debian, Ubuntu:  apt install python3-venv
  Fedora:          dnf install python3-pip
  elsewhere:       install Python from https://www.python.org/downloads/"""


def prepare(*extras: str) -> Path:
    """Return the Python of an environment in which the package and its extras are installed.

    Nothing is done if that is so already and the package's requirements have not changed.

    Parameters
    ----------
    *extras : str
        Names of groups of optional dependencies in setup.cfg.
    """
    check_python()
    python = FOLDER / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not python.exists():
        print(f"making {FOLDER.name} ...", flush=True)
        run(sys.executable, "-m", "venv", str(FOLDER))
    stamp = FOLDER / "installed.txt"
    installed = stamp.read_text().split() if stamp.exists() else []
    wanted = [f"{extra}:{fingerprint()}" for extra in ("package", *extras)]
    if set(wanted) <= set(installed):
        return python
    what = f"{ROOT}[{','.join(extras)}]" if extras else str(ROOT)
    print("installing what is needed ...", flush=True)
    run(str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check", "-e", what)
    kept = [mark for mark in installed if mark.endswith(fingerprint())]
    stamp.write_text("\n".join(sorted({*kept, *wanted})))
    return python


def check_python() -> None:
    """Stop with a word of advice if this Python is too old or lacks what makes environments."""
    if sys.version_info < OLDEST:
        oldest, found = (".".join(map(str, version[:2])) for version in (OLDEST, sys.version_info))
        sys.exit(f"Python {oldest} or newer is needed, this is {found}: {sys.executable}")
    missing = []
    for module in ("venv", "ensurepip"):
        try:
            __import__(module)
        except ImportError:
            missing.append(module)
    if missing:
        sys.exit(NO_VENV.format(missing=" and ".join(missing)))


def fingerprint() -> str:
    """Return a short text that changes when the package's requirements or this Python do."""
    content = (ROOT / "setup.cfg").read_bytes() + (ROOT / "pyproject.toml").read_bytes()
    return hashlib.sha256(content + sys.version.encode()).hexdigest()[:16]


def run(*command: str, folder: Path = ROOT) -> None:
    """Run a command in a folder, the project's own, and end with its exit code if it fails."""
    finished = subprocess.run(command, cwd=folder, check=False)
    if finished.returncode:
        sys.exit(finished.returncode)
