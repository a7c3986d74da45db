from __future__ import annotations

import threading
import time

import pytest

from surfaceviz.formats.pool import AHEAD, in_order


def test_results_come_in_the_order_of_the_items():
    def work(item):
        time.sleep(0.002 * (item % 3))
        return item * item

    assert list(in_order(work, range(50))) == [item * item for item in range(50)]
    assert list(in_order(work, [])) == []


def test_items_are_taken_only_a_few_ahead():
    taken = 0

    def items():
        nonlocal taken
        while taken < 100:
            taken += 1
            yield taken

    for result in in_order(lambda item: item, items()):
        assert taken <= result + AHEAD


@pytest.mark.parametrize("where", ["work", "items", "consumer"])
def test_an_error_anywhere_ends_everything(where):
    def check(place, item):
        if place == where and item == 7:
            raise RuntimeError(place)
        return item

    def consume():
        items = (check("items", item) for item in range(1000))
        results = in_order(lambda item: check("work", item), items)
        try:
            for result in results:
                check("consumer", result)
        finally:
            results.close()

    with pytest.raises(RuntimeError, match=where):
        consume()
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("compressor")]
