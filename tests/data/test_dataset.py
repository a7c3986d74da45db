from __future__ import annotations

import numpy as np
import pytest

import surfaceviz as sv
from surfaceviz.data.points import SHOWN_POINTS


def test_the_article_data_are_the_articles():
    state = np.random.get_state()
    data = sv.article_data()
    np.random.seed(0)
    x = np.linspace(0, 10, 100)
    y = 3 * x + np.random.normal(0, 1, 100)
    np.random.set_state(state)
    assert np.array_equal(data.x, x)
    assert np.array_equal(data.y, y)


def test_points_without_a_finite_value_are_left_out_and_counted():
    data = sv.Dataset.of([1, 2, np.nan, 4, 5], [1, np.inf, 3, 4, 6])
    assert data.left_out == 2
    assert data.x.tolist() == [1, 4, 5]
    assert data.moments.n == 3


def test_of_many_points_an_even_share_is_shown_and_all_count(noisy):
    data = sv.Dataset.of(*noisy)
    assert len(data.x) == SHOWN_POINTS
    assert set(zip(data.x, data.y, strict=True)) <= set(zip(*noisy, strict=True))
    assert data.moments == sv.Moments.of(*noisy)
    assert data.x_range == (noisy[0].min(), noisy[0].max())
    assert data.y_range == (noisy[1].min(), noisy[1].max())


def test_all_of_few_points_are_shown_in_their_order():
    data = sv.Dataset.of([3, 1, 2], [1, 2, 3])
    assert data.x.tolist() == [3, 1, 2]


@pytest.mark.parametrize(
    ("x", "y", "says"),
    [
        ([1.0], [2.0], "at least two points .* found 1"),
        ([np.nan, np.nan], [1.0, 2.0], "found 0 .2 more lack"),
        ([1.0, 2.0], [1.0], "equally long, got 2 and 1"),
        (["a", "b"], [1.0, 2.0], "holds text: expected numbers"),
        ([[1.0, 2.0]], [[1.0, 2.0]], "one-dimensional"),
        ([1e200, 2e200], [1.0, 2.0], "exceed what a float64"),
        ([1.0, 2.0], [1e300, -1e300], "exceed what a float64"),
        ([0.0, 1e-200], [1.0, 2.0], "too close"),
        ([0.0, 1.0], [1e-160, 3e-160], "too close"),
        ([1e154, 2e154], [1.0, 2.0], "exceed what a float64"),
        ([1.0, 2.0], [1e154, 1e154], "exceed what a float64"),
    ],
)
def test_unusable_points_are_refused_in_one_sentence(x, y, says):
    with pytest.raises(sv.InputError, match=says) as caught:
        sv.Dataset.of(x, y)
    assert "\n" not in str(caught.value)
