"""Frames on their way to several consumers at once."""

from __future__ import annotations

import threading
import time

import numpy as np
import pytest

from surfaceviz.film.relay import AHEAD, AbandonedError, relay


def numbered(count):
    """Frames that say which they are, all in the same memory, as a canvas gives them."""
    frame = np.zeros((2, 2, 4), dtype=np.uint8)
    for number in range(count):
        frame[:] = number
        yield frame


def test_every_consumer_gets_every_frame_in_order():
    seen = {}

    def consumer(name):
        return lambda frames: seen.update({name: [int(frame[0, 0, 0]) for frame in frames]})

    relay(numbered(50), [consumer("a"), consumer("b"), consumer("c")])
    assert seen == {name: list(range(50)) for name in "abc"}


def test_the_drawing_goes_ahead_only_so_far():
    drawn, gate = [], threading.Event()

    def frames():
        for number, frame in enumerate(numbered(40)):
            drawn.append(number)
            if number == AHEAD:
                gate.set()
            yield frame

    def slow(frames):
        assert gate.wait(10)
        for number, _ in enumerate(frames):
            assert len(drawn) <= number + AHEAD + 2

    relay(frames(), [slow])
    assert len(drawn) == 40


@pytest.mark.parametrize("after", [0, 1, AHEAD, 30])
def test_a_consumer_that_fails_ends_it_for_all(after):
    ends = []

    def fails(frames):
        for number, _ in enumerate(frames):
            if number == after:
                raise OSError("full")

    def works(frames):
        try:
            for _ in frames:
                pass
        except AbandonedError:
            ends.append("abandoned")
            raise

    with pytest.raises(OSError, match="full"):
        relay(numbered(100), [works, fails])
    assert ends == ["abandoned"]


def test_a_consumer_that_fails_after_the_last_frame_is_heard():
    def fails_late(frames):
        list(frames)
        raise OSError("disk full at the very end")

    with pytest.raises(OSError, match="at the very end"):
        relay(numbered(3), [fails_late])


def test_frames_that_fail_reach_no_end():
    ends = []

    def frames():
        yield from numbered(3)
        raise KeyboardInterrupt

    def consumer(frames):
        with pytest.raises(AbandonedError):
            list(frames)
        ends.append("abandoned")

    with pytest.raises(KeyboardInterrupt):
        relay(frames(), [consumer])
    assert ends == ["abandoned"]
    assert not any(thread.name.startswith("encoder") for thread in threading.enumerate())


def test_an_interrupt_after_the_last_frame_waits_for_the_encoders(monkeypatch):
    """Drafts are deleted by whoever called; nobody may still be writing to them then."""
    finished, has_all = [], threading.Event()

    def slow(frames):
        list(frames)
        has_all.set()
        time.sleep(0.3)
        finished.append(True)

    def pressed(*_future):
        assert has_all.wait(10)
        raise KeyboardInterrupt

    monkeypatch.setattr("concurrent.futures.Future.result", pressed)
    with pytest.raises(KeyboardInterrupt):
        relay(numbered(3), [slow])
    assert finished
