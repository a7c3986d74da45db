from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import surfaceviz as sv
from surfaceviz.data.dates import MICROSECONDS, Dates

MOMENTS = st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1))


@given(MOMENTS, MOMENTS)
def test_a_number_of_days_is_the_date_it_was_made_from(first, later):
    assume(first != later)
    data = sv.Dataset.of([first, later, first], [1.0, 2.0, 4.0])
    assert data.dates.at(0.0) == min(first, later)
    # A century of days in float64 ends within a microsecond.
    assert abs(data.dates.at(data.x_range[1]) - max(first, later)) <= timedelta(microseconds=1)
    assert data.x_range[0] == 0.0


def test_a_later_first_date_is_so_many_days_away():
    dates = Dates(5 * MICROSECONDS, zoned=True)
    later = dates.later(1.5)
    assert later == Dates(6 * MICROSECONDS + MICROSECONDS // 2, zoned=True)
    assert dates.days_to(later) == 1.5


def test_dates_beyond_the_calendar_are_an_overflow():
    with pytest.raises(OverflowError):
        Dates(0).at(1e9)


def test_regression_is_on_days():
    when = np.datetime64("2024-02-28", "D") + np.arange(4)
    data = sv.Dataset.of(when, [10.0, 13.0, 16.0, 19.0], x_name="day")
    assert data.x.tolist() == [0, 1, 2, 3]
    assert data.moments.optimum == pytest.approx([3.0, 10.0])
    assert data.dates.at(1.0) == datetime(2024, 2, 29)
