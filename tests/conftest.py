"""What the tests share."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import NoReturn

import matplotlib as mpl
import numpy as np
import pytest

import surfaceviz as sv

mpl.use("Agg")
ROOT = Path(__file__).resolve().parent.parent
SMALL = (640, 360)


def require(program: str) -> str:
    """Return the path of a program; without it skip, but never in CI."""
    return shutil.which(program) or missing(f"{program} is not installed")


def missing(reason: str) -> NoReturn:
    """Skip for a reason that only a user's machine may have, not CI."""
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def article():
    """The article's own case."""
    return sv.build_scene(sv.article_data(), learning_rate=0.01)


@pytest.fixture(scope="session")
def short():
    """A descent of a few epochs, for what is slow with many."""
    return sv.build_scene(sv.article_data(), learning_rate=0.01, epochs=4, grid=40)


@pytest.fixture(scope="session")
def noisy():
    """A hundred thousand points, more than are shown."""
    rng = np.random.default_rng(5)
    x = rng.normal(3.0, 2.0, 100_000)
    return x, 1.5 * x - 4.0 + rng.normal(0.0, 3.0, x.size)
