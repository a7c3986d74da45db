from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import surfaceviz as sv
from surfaceviz.timeline import make_timeline


def test_there_is_a_frame_for_the_start_and_one_for_each_epoch():
    timeline = make_timeline(100, 20, 2)
    assert timeline.epochs == tuple(range(101))
    assert timeline.duration == pytest.approx(101 / 20 + 2)


@pytest.mark.parametrize(
    ("fps", "hold"), [(0, 1), (-5, 1), (1000, 1), (np.nan, 1), (20, -1), (20, 1e6), (20, np.inf)]
)
def test_a_rate_or_hold_out_of_range_is_refused(fps, hold):
    with pytest.raises(sv.InputError, match="must be between"):
        make_timeline(10, fps, hold)


@given(st.integers(0, 5000), st.integers(2, 6000))
def test_fewer_frames_are_spread_evenly_from_the_start_to_the_end(epochs, frames):
    shown = make_timeline(epochs, 20, 2, frames).epochs
    assert len(shown) == min(frames, epochs + 1)
    assert (shown[0], shown[-1]) == (0, epochs)
    steps = np.diff(shown)
    assert not steps.size or 1 <= steps.min() >= steps.max() - 1


@pytest.mark.parametrize("frames", [1, 0, -3, 10**9, 2.5, "many"])
def test_an_impossible_number_of_frames_is_refused(frames):
    with pytest.raises(sv.InputError, match="frames must be"):
        make_timeline(10, 20, 2, frames)


@given(st.integers(0, 400), st.floats(0.5, 50), st.floats(0, 10))
def test_delays_add_up_to_the_duration_within_a_hundredth(epochs, fps, hold):
    timeline = make_timeline(epochs, fps, hold)
    delays = timeline.ticks(100, 2, 0xFFFF)
    assert len(delays) == epochs + 1
    assert min(delays) >= 2
    assert abs(sum(delays) - 100 * timeline.duration) <= 1 + 1e-6
    # No frame is more than a hundredth longer or shorter than its share.
    assert all(abs(delay - 100 / fps) <= 1 for delay in delays[:-1])
