from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import surfaceviz as sv
from surfaceviz.base.cues import read_cue, write_cue
from surfaceviz.settings.pace import (
    LOG_FRAMES,
    MOST_PAUSES,
    Spread,
    make_pace,
    make_spread,
    read_spread,
)
from surfaceviz.settings.timeline import Opening, lay_out, make_timeline

PAUSES = st.dictionaries(st.integers(0, 300), st.floats(0, 20), max_size=12)


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


@given(st.integers(0, 1_000_000), st.integers(2, 3000))
def test_a_logarithmic_spread_rises_by_ever_longer_steps_from_the_start_to_the_end(epochs, frames):
    shown = make_timeline(epochs, 20, 2, (frames, "log")).epochs
    assert len(shown) == min(frames, epochs + 1)
    assert (shown[0], shown[-1]) == (0, epochs)
    steps = np.diff(shown)
    assert np.all(steps >= 1)
    # By rounding a step may seem shorter than the one before, never by more.
    assert np.all(np.diff(steps) >= -1)


@pytest.mark.parametrize(("epochs", "frames"), [(10_000, 20), (1_000_000, 60), (100, 60)])
def test_its_steps_are_a_geometric_series_that_begins_with_one(epochs, frames):
    shown = np.array(make_timeline(epochs, 20, 2, (frames, "log")).epochs)
    (ratio,) = [
        float(root.real)
        for root in np.roots([*[1.0] * (frames - 1 - 1), 1.0 - epochs])
        if abs(root.imag) < 1e-9 and root.real > 0
    ]
    wanted = np.concatenate([[0.0], np.cumsum(ratio ** np.arange(frames - 1))])
    assert np.abs(shown - wanted).max() <= 0.5 + 1e-6 * epochs


@given(st.integers(0, 5000), st.integers(1, 6000))
def test_every_so_many_epochs_are_shown_and_the_last(epochs, every):
    shown = lay_out(make_pace(every=every), epochs).epochs
    assert shown == tuple(k for k in range(epochs + 1) if k % every == 0 or k == epochs)


@given(
    st.one_of(
        st.builds(lambda count: {"frames": count}, st.integers(2, 500)),
        st.builds(lambda count: {"frames": (count, "log")}, st.integers(2, 500)),
        st.builds(lambda every: {"every": every}, st.integers(1, 500)),
    ),
    PAUSES,
)
def test_pauses_have_a_frame_and_add_up(chosen, pauses):
    plain, paused = (lay_out(make_pace(**chosen, **more), 300) for more in ({}, {"pauses": pauses}))
    assert paused.epochs == tuple(sorted({*plain.epochs, *pauses}))
    extra = dict(zip(paused.epochs, paused.extra, strict=True))
    for epoch, seconds in {300: 0.0, **pauses}.items():
        assert extra[epoch] == pytest.approx(seconds + (2.0 if epoch == 300 else 0.0))
    assert paused.duration == pytest.approx(paused.frames / 20 + 2 + sum(pauses.values()))
    assert sum(extra.values()) == pytest.approx(2 + sum(pauses.values()))


def test_pauses_come_in_any_order_and_form():
    wanted = ((2, 1.5), (7, 0.25), (30, 4.0))
    assert make_pace(pauses={30: 4, 2: 1.5, 7: 0.25}).pauses == wanted
    assert make_pace(pauses=[(7, 0.25), (2, 1.5), (np.int64(30), 4)]).pauses == wanted


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"frames": 10, "every": 2}, "frames and every"),
        ({"every": 0}, "every must be between 1"),
        ({"every": 2.5}, "every must be a whole number"),
        ({"frames": "lug"}, "frames must be .* got 'lug'"),
        ({"frames": (20, "lin")}, "frames must be .* got"),
        ({"frames": (1, "log")}, "frames must be between 2"),
        ({"frames": (20, "log", 3)}, "frames must be .* got"),
        ({"pauses": {-1: 2}}, "a pause at epoch -1, but the film begins with epoch 0"),
        ({"pauses": {5: -2}}, "the pause at epoch 5 must be between 0 and 600 seconds, got -2"),
        ({"pauses": {5: 601}}, "the pause at epoch 5 must be between"),
        ({"pauses": {5: np.nan}}, "the pause at epoch 5 must be between"),
        ({"pauses": {5: "long"}}, "the pause at epoch 5 must be a number, got 'long'"),
        ({"pauses": [(5, 1), (5, 2)]}, "two pauses at epoch 5"),
        ({"pauses": [5, 6]}, "each pause must be a pair"),
        ({"pauses": 5}, "each pause must be a pair"),
        ({"pauses": {2.5: 1}}, "each pause must be a pair"),
        ({"pauses": dict.fromkeys(range(MOST_PAUSES + 1), 1)}, "at most 1000 pauses, got 1001"),
        ({"intro": -1}, "intro must be between 0 and 60 seconds, got -1"),
        ({"intro": 61}, "intro must be between"),
        ({"intro": np.nan}, "intro must be between"),
    ],
)
def test_what_cannot_be_is_refused_before_the_epochs_are_known(asked, says):
    with pytest.raises(sv.InputError, match=says):
        make_pace(**asked)


def test_a_pause_after_the_last_epoch_is_refused():
    pace = make_pace(pauses={100: 1, 120: 1})
    with pytest.raises(
        sv.InputError, match="a pause at epoch 120, but the film ends with epoch 100"
    ):
        lay_out(pace, 100)
    assert lay_out(pace, 120).duration == pytest.approx(121 / 20 + 4)


def test_no_frame_is_shown_for_longer_than_any_format_can_say():
    with pytest.raises(sv.InputError, match="epoch 10 would be shown for 601 seconds longer"):
        lay_out(make_pace(hold=300, pauses={10: 301}), 10)
    with pytest.raises(sv.InputError, match="epoch 0 would be shown for 620 seconds longer"):
        lay_out(make_pace(pauses={0: 590}, intro=30), 10)


@pytest.mark.parametrize("frames", [1, 0, -3, 10**9, 2.5])
def test_an_impossible_number_of_frames_is_refused(frames):
    with pytest.raises(sv.InputError, match="frames must be"):
        make_timeline(10, 20, 2, frames)


@pytest.mark.parametrize(
    ("text", "spread"),
    [
        ("60", Spread(60)),
        ("60:log", Spread(60, log=True)),
        ("log", Spread(LOG_FRAMES, log=True)),
    ],
)
def test_a_spread_is_read_as_it_is_written(text, spread):
    assert read_spread(text) == spread
    assert read_spread(str(spread)) == spread
    assert make_spread(spread) is spread


@pytest.mark.parametrize("text", ["", "many", "log:60", "60:", "60:lin", "6.5", "1", "-3:log"])
def test_no_other_text_is_a_spread(text):
    with pytest.raises(ValueError):
        read_spread(text)


@pytest.mark.parametrize("cue", [(20, "The loss falls"), (0, "at 3:1, a:b"), (7, "")])
def test_a_cue_is_read_as_it_is_written(cue):
    assert read_cue(write_cue(cue)) == cue


@pytest.mark.parametrize("text", ["20", "", "x:y", "2.5:y", ":y"])
def test_no_other_text_is_a_cue(text):
    with pytest.raises(ValueError):
        read_cue(text)


@given(st.floats(0.001, 60), st.floats(0.5, 240))
def test_an_approach_takes_the_intros_seconds_in_frames_of_its_own(intro, fps):
    timeline = lay_out(make_pace(fps, 0, intro=intro), 5, Opening.GLIDE)
    early = [moment for moment in timeline.epochs if moment < 0]
    assert timeline.epochs == (*early, 0, 1, 2, 3, 4, 5)
    assert early[0] == -1
    assert np.all(np.diff([*early, 0]) == pytest.approx(1 / len(early)))
    # What is shorter than a frame takes a frame.
    assert timeline.duration == pytest.approx(max(intro, 1 / fps) + 6 / fps)


@given(st.floats(0.1, 60), st.floats(10, 240))
def test_a_card_is_one_frame_and_a_start_none(intro, fps):
    card, start = (
        lay_out(make_pace(fps, 1, pauses={0: 3}, intro=intro), 5, opening)
        for opening in (Opening.CARD, Opening.START)
    )
    assert card.epochs == (-1, 0, 1, 2, 3, 4, 5)
    assert start.epochs == (0, 1, 2, 3, 4, 5)
    assert card.duration == pytest.approx(intro + 6 / fps + 4)
    assert start.duration == pytest.approx(card.duration)


@pytest.mark.parametrize("opening", Opening)
def test_without_an_intro_nothing_comes_before_the_start(opening):
    assert lay_out(make_pace(), 5, opening) == make_timeline(5, 20, 2)


@given(st.integers(0, 400), st.floats(0.5, 50), st.floats(0, 10))
def test_delays_add_up_to_the_duration_within_a_hundredth(epochs, fps, hold):
    timeline = make_timeline(epochs, fps, hold)
    delays = timeline.ticks(100, 2, 0xFFFF)
    assert len(delays) == epochs + 1
    assert min(delays) >= 2
    assert abs(sum(delays) - 100 * timeline.duration) <= 1 + 1e-6
    # No frame is more than a hundredth longer or shorter than its share.
    assert all(abs(delay - 100 / fps) <= 1 for delay in delays[:-1])


@given(PAUSES, st.floats(0.5, 50), st.floats(0, 5), st.sampled_from(Opening))
def test_every_frame_changes_at_its_moment_to_a_tick(pauses, fps, intro, opening):
    timeline = lay_out(make_pace(fps, 1.5, pauses=pauses, intro=intro), 300, opening)
    changes = np.cumsum(timeline.ticks(100, 1, 0xFFFF))
    begin = Fraction(0)
    for frame, extra in enumerate(timeline.extra):
        begin += 1 / Fraction(fps) + Fraction(float(extra))
        assert abs(changes[frame] - 100 * begin) <= Fraction(51, 100)
