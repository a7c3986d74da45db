"""Frames drawn by an executor's workers."""

from __future__ import annotations

from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context

import numpy as np
import pytest

import surfaceviz as sv
from surfaceviz.draw.look import Look
from surfaceviz.draw.stage import build_stage, draw_frames
from surfaceviz.film.crew import PART, UNDER_WAY, draw_shared
from tests.conftest import SMALL

LOOKS = {
    "still": Look(size=SMALL),
    "orbit": Look(size=SMALL, camera=sv.Orbit(120), theme="dark", panels=("surface", "fit")),
}


class Here(Executor):
    """Does at once what it is given, and remembers how much was waiting."""

    def __init__(self):
        self.waiting, self.most = [], 0

    def submit(self, work, /, *arguments):
        self.waiting = [future for future in self.waiting if not future.read]
        future = Read()
        self.waiting.append(future)
        self.most = max(self.most, len(self.waiting))
        future.set_result(work(*arguments))
        return future


class Read(Future):
    read = False

    def result(self, timeout=None):
        self.read = True
        return super().result(timeout)


@pytest.fixture(scope="module")
def long():
    return sv.build_scene(sv.article_data(), learning_rate=0.005, epochs=70, grid=30)


@pytest.fixture(scope="module", params=["threads", "processes"])
def executor(request):
    if request.param == "threads":
        with ThreadPoolExecutor(3) as pool:
            yield pool
    else:
        with ProcessPoolExecutor(2, get_context("spawn")) as pool:
            yield pool


@pytest.mark.parametrize("look", LOOKS)
def test_shared_drawing_gives_the_same_pixels(long, executor, look):
    epochs = range(long.epochs + 1)
    wanted = draw_frames(build_stage(long, LOOKS[look]), epochs)
    shared = draw_shared(executor, long, LOOKS[look], epochs)
    for epoch, (frame, truth) in enumerate(zip(shared, wanted, strict=True)):
        assert np.array_equal(frame, truth), epoch


def test_a_film_drawn_by_an_executor_is_the_same_file(long, executor, tmp_path):
    look = {"size": SMALL, "camera": sv.Orbit()}
    sv.render(long, tmp_path / "here.gif", **look)
    sv.render(long, tmp_path / "there.gif", executor=executor, **look)
    assert (tmp_path / "here.gif").read_bytes() == (tmp_path / "there.gif").read_bytes()


@pytest.mark.usefixtures("cluster")
def test_a_cluster_draws_the_same_film(long, tmp_path):
    from distributed import Client, LocalCluster

    sv.render(long, tmp_path / "here.gif", size=SMALL, camera=sv.Orbit())
    with (
        LocalCluster(n_workers=2, threads_per_worker=2, dashboard_address=None) as cluster,
        Client(cluster) as client,
        client.get_executor() as executor,
    ):
        sv.render(long, tmp_path / "there.gif", size=SMALL, camera=sv.Orbit(), executor=executor)
        assert len(client.scheduler_info()["workers"]) == 2
    assert (tmp_path / "here.gif").read_bytes() == (tmp_path / "there.gif").read_bytes()


def test_only_so_much_is_drawn_ahead(short):
    epochs, here = [0, 1, 2, 3] * PART * 5, Here()
    frames = draw_shared(here, short, Look(size=SMALL, panels=("loss",)), epochs)
    assert sum(1 for _ in frames) == len(epochs)
    assert here.most == UNDER_WAY


def test_what_goes_wrong_far_away_is_raised_here(short):
    class Breaks(Here):
        def submit(self, *_work):
            future = Read()
            future.set_exception(MemoryError("far away"))
            return future

    with pytest.raises(MemoryError, match="far away"):
        next(draw_shared(Breaks(), short, Look(size=SMALL), range(5)))
