from __future__ import annotations

import math
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surfaceviz.base.entries import made
from surfaceviz.base.errors import InputError
from surfaceviz.optimizers.schedules import (
    SCHEDULES,
    check_schedule,
    constant,
    cosine,
    exponential,
    inverse,
    step,
    warmup,
)


def factors(schedule, epochs):
    return [schedule.factor(epoch, epochs) for epoch in range(epochs)]


@pytest.mark.parametrize(
    ("schedule", "expected"),
    [
        (constant(), [1, 1, 1, 1, 1, 1]),
        (step(every=2, factor=0.5), [1, 1, 0.5, 0.5, 0.25, 0.25]),
        (exponential(factor=0.5), [1, 0.5, 0.25, 0.125, 0.0625, 0.03125]),
        (cosine(), [1, (2 + math.sqrt(3)) / 4, 0.75, 0.5, 0.25, (2 - math.sqrt(3)) / 4]),
        (
            cosine(floor=0.5),
            [1, (6 + math.sqrt(3)) / 8, 0.875, 0.75, 0.625, (6 - math.sqrt(3)) / 8],
        ),
        (inverse(decay=1), [1, 1 / 2, 1 / 3, 1 / 4, 1 / 5, 1 / 6]),
        (warmup(epochs=4), [0.25, 0.5, 0.75, 1, 1, 1]),
        (constant(warmup=4), [0.25, 0.5, 0.75, 1, 1, 1]),
        (step(every=1, factor=0.5, warmup=3), [1 / 3, 2 / 3, 1, 1, 0.5, 0.25]),
        (cosine(warmup=3), [1 / 3, 2 / 3, 1, 1, 0.75, 0.25]),
        (inverse(decay=1, warmup=9), [1 / 9, 2 / 9, 3 / 9, 4 / 9, 5 / 9, 6 / 9]),
    ],
    ids=lambda value: str(value.spec) if hasattr(value, "spec") else "",
)
def test_the_formulas(schedule, expected):
    assert factors(schedule, 6) == pytest.approx(expected, rel=1e-14)


@pytest.mark.parametrize("name", SCHEDULES)
@given(epochs=st.integers(1, 300), rise=st.integers(1, 50))
@settings(max_examples=40)
def test_a_rate_rises_to_its_full_size_and_never_rises_again(name, epochs, rise):
    key = "epochs" if name == "warmup" else "warmup"
    schedule = made(f"{name}:{key}={rise}", SCHEDULES, "schedule")
    found = factors(schedule, epochs)
    assert found[:rise] == pytest.approx([(t + 1) / rise for t in range(min(rise, epochs))])
    assert all(
        before >= after for before, after in zip(found[rise:], found[rise + 1 :], strict=False)
    )
    assert all(0 < factor <= 1 for factor in found)
    check_schedule(schedule, epochs)


@pytest.mark.parametrize("name", [name for name in SCHEDULES if name != "warmup"])
@given(epochs=st.integers(1, 200), rise=st.integers(0, 60))
@settings(max_examples=40)
def test_after_the_rise_comes_the_schedule_itself(name, epochs, rise):
    plain = SCHEDULES[name].make()
    warmed = SCHEDULES[name].make(warmup=rise)
    assert factors(warmed, epochs + rise)[rise:] == factors(plain, epochs)


@pytest.mark.parametrize(
    ("schedule", "epochs"),
    [
        (exponential(factor=0.001), 200),
        (step(every=1, factor=0.01), 300),
        (inverse(decay=1e308), 50),
        (exponential(factor=1e-200, warmup=5), 30),
    ],
)
def test_a_schedule_that_leaves_nothing_is_refused_with_the_epoch(schedule, epochs):
    first = factors(schedule, epochs).index(0.0)
    check_schedule(schedule, first)
    with pytest.raises(
        InputError, match=re.escape(f"{schedule.spec} multiplies it by 0 in epoch {first + 1}:")
    ):
        check_schedule(schedule, epochs)


def test_the_refusal_is_one_sentence():
    with pytest.raises(InputError) as error:
        check_schedule(exponential(factor=0.001), 200)
    assert str(error.value) == (
        "expected a schedule with a rate above 0 in all 200 epochs, but exponential:factor=0.001 "
        "multiplies it by 0 in epoch 109: choose a slower one, or fewer epochs"
    )


def test_a_wave_has_some_rate_left_in_the_last_of_many_epochs():
    check_schedule(cosine(), 100_000)
