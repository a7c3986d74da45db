"""What the figures were measured on."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
from importlib.metadata import version
from pathlib import Path

LIBRARIES = (
    "numpy",
    "duckdb",
    "narwhals",
    "matplotlib",
    "pillow",
    "imageio",
    "imageio-ffmpeg",
    "celluloid",
    "gif",
)


def describe() -> dict[str, str]:
    """Return the machine and the versions that matter, without anyone's names."""
    return {
        "processor": _processor(),
        "cores": str(os.cpu_count()),
        "memory": f"{_memory_bytes() / 2**30:.0f} GiB",
        "system": _system(),
        "Python": platform.python_version(),
        **{name: version(name) for name in LIBRARIES},
        "ffmpeg": _ffmpeg(),
        "gifsicle": _gifsicle(),
    }


def commit() -> str:
    """Return the version of this package that is measured, with the commit if it is known."""
    try:
        number = _git("rev-parse", "--short", "HEAD")
        # The results themselves may have changed, which is no matter here.
        changes = _git("status", "--porcelain", "--", "surfaceviz", "scripts")
    except (OSError, subprocess.CalledProcessError):
        return version("surfaceviz")
    return f"{version('surfaceviz')} ({number}{', changed' if changes else ''})"


def _git(*arguments: str) -> str:
    root = Path(__file__).resolve().parent.parent.parent
    found = subprocess.run(
        ["git", *arguments], cwd=root, capture_output=True, text=True, check=True
    )
    return found.stdout.strip()


def _processor() -> str:
    told = Path("/proc/cpuinfo")
    lines = told.read_text().splitlines() if told.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def _memory_bytes() -> int:
    import psutil

    return int(psutil.virtual_memory().total)


def _system() -> str:
    try:
        return f"{platform.system()}, {platform.freedesktop_os_release()['PRETTY_NAME']}"
    except (OSError, KeyError):
        return platform.system()


def _ffmpeg() -> str:
    import imageio_ffmpeg

    return str(imageio_ffmpeg.get_ffmpeg_version())


def _gifsicle() -> str:
    if not shutil.which("gifsicle"):
        return "not installed"
    said = subprocess.run(["gifsicle", "--version"], capture_output=True, text=True, check=True)
    return said.stdout.splitlines()[0].split()[-1]
