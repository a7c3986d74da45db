from __future__ import annotations

import numpy as np
import pytest

from surfaceviz.base.arrays import raw
from surfaceviz.formats.palette import RGB, make_palette


@pytest.mark.parametrize("colours", [1, 2, 255, 256, 5000])
def test_a_palette_has_the_nearest_colour(colours):
    rng = np.random.default_rng(colours)
    table = rng.integers(0, 256, (colours, 3))
    frame = np.full((80, 100, 4), 255, dtype=np.uint8)
    frame[..., :3] = table[rng.integers(0, colours, (80, 100))]
    palette = make_palette([frame])
    assert len(palette.colours) <= 255
    packed = (raw(frame) & RGB).ravel()
    found = palette.colours[palette.indices(packed)].astype(int)
    pixels = frame[..., :3].reshape(-1, 3).astype(int)
    distance = ((pixels[:, None] - palette.colours.astype(int)) ** 2).sum(axis=-1).min(axis=1)
    assert ((pixels - found) ** 2).sum(axis=-1) == pytest.approx(distance)
    if colours <= 255:
        assert np.array_equal(found, pixels)


def test_a_colour_that_no_key_frame_had_gets_its_nearest():
    palette = make_palette([np.full((2, 2, 4), 255, dtype=np.uint8), np.zeros((2, 2, 4), np.uint8)])
    assert palette.colours[palette.indices(np.array([0x101010, 0xF0F0F0], np.uint32))].tolist() == [
        [0, 0, 0],
        [255, 255, 255],
    ]
