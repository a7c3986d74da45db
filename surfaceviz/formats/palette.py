"""A palette for a whole film, and the fast way from true colours to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

from surfaceviz.base.arrays import raw

if TYPE_CHECKING:
    from collections.abc import Sequence

    from surfaceviz.base.arrays import Frame, Packed

Indices: TypeAlias = NDArray[np.uint8]

# One of a byte's 256 values is kept for "as before".
COLOURS = 255
# Colours that fill this share of the pixels, such as paper and type, are kept exactly.
FLAT_SHARE = 5e-3
MOST_FLAT = 16
# What a packed colour has beside its opacity.
RGB = np.uint32(0xFFFFFF)


@dataclass(frozen=True, eq=False)
class Palette:
    """Colours, and the nearest of them to every colour met so far.

    Attributes
    ----------
    colours : ndarray, shape (p, 3), uint8
        Red, green and blue; at most 255 of them.
    nearest : ndarray, shape (2^24,), uint8
        To every packed colour the index of the nearest palette colour, plus one; 0 where it has
        not been looked up yet.
    """

    colours: NDArray[np.uint8]
    nearest: NDArray[np.uint8]

    def indices(self, packed: Packed) -> Indices:
        """Return the index of the nearest colour to each of ``packed`` (n,), shape (n,)."""
        found = self.nearest[packed]
        if not found.all():
            new = np.unique(packed[found == 0])
            self.nearest[new] = closest(unpacked(new), self.colours.astype(np.float32)) + 1
            found = self.nearest[packed]
        return found - np.uint8(1)


def unpacked(packed: Packed) -> NDArray[np.float32]:
    """Return red, green and blue of packed colours (n,), shape (n, 3)."""
    return np.stack([packed >> shift & 255 for shift in (0, 8, 16)], axis=-1).astype(np.float32)


def make_palette(key_frames: Sequence[Frame], most: int = COLOURS, rounds: int = 10) -> Palette:
    """Return the palette for a film of which ``key_frames`` show every colour.

    Parameters
    ----------
    key_frames : sequence of ndarray, each of shape (height, width, 4)
        What to show.
    most : int
        Number of colours, at most 255.
    rounds : int
        How often the colours are fitted anew to those that they stand for.
    """
    packed, counts = np.unique(
        np.concatenate([raw(frame).ravel() & RGB for frame in key_frames]), return_counts=True
    )
    by_count = np.argsort(-counts, kind="stable")
    frequent = by_count[:MOST_FLAT]
    flat = frequent[counts[frequent] >= FLAT_SHARE * counts.sum()]
    rest = np.setdiff1d(np.arange(packed.size), flat)
    colours = [unpacked(packed[flat])]
    if rest.size:
        room = most - flat.size
        colours.append(_representatives(unpacked(packed[rest]), counts[rest], room, rounds))
    chosen = np.concatenate(colours).round().astype(np.uint8)
    return Palette(chosen, np.zeros(1 << 24, dtype=np.uint8))


def closest(colours: NDArray[np.float32], centres: NDArray[np.float32]) -> NDArray[np.intp]:
    """Return which of ``centres`` (p, 3) is nearest to each of ``colours`` (n, 3), shape (n,)."""
    # |c - p|^2 = |c|^2 - 2 c.p + |p|^2, and |c|^2 is the same for all p.
    half_squares = (centres**2).sum(axis=1) / 2
    found = np.empty(len(colours), dtype=np.intp)
    for first in range(0, len(colours), 1 << 14):
        part = slice(first, first + (1 << 14))
        found[part] = np.argmax(colours[part] @ centres.T - half_squares, axis=1)
    return found


def _representatives(
    colours: NDArray[np.float32], counts: NDArray[np.intp], room: int, rounds: int
) -> NDArray[np.float32]:
    """Return at most ``room`` colours that stand for ``colours`` (n, 3), which come so often."""
    if len(colours) <= room:
        return colours
    weights = counts.astype(np.float64)
    centres = _cut(colours, weights, room)
    for _ in range(rounds):
        nearest = closest(colours, centres)
        mass = np.bincount(nearest, weights, len(centres))
        sums = [np.bincount(nearest, weights * channel, len(centres)) for channel in colours.T]
        used = mass > 0
        centres[used] = np.stack(sums, axis=-1)[used] / mass[used, None]
    return centres


def _cut(
    colours: NDArray[np.float32], weights: NDArray[np.float64], room: int
) -> NDArray[np.float32]:
    """Return the means of ``room`` boxes, each cut at its mean across its longest side.

    The box whose colours stray most from their mean is cut next (Wan, Wong and Prusinkiewicz,
    1988).
    """
    boxes = [_measure(np.arange(len(colours)), colours, weights)]
    while len(boxes) < room:
        worst = max(range(len(boxes)), key=lambda place: float(boxes[place].stray.sum()))
        box = boxes[worst]
        side = int(np.argmax(box.stray))
        below = colours[box.members, side] <= box.mean[side]
        if below.all():
            break
        boxes[worst] = _measure(box.members[below], colours, weights)
        boxes.append(_measure(box.members[~below], colours, weights))
    return np.array([box.mean for box in boxes], dtype=np.float32)


@dataclass(frozen=True, eq=False)
class _Box:
    """Colours that one will stand for.

    Attributes
    ----------
    members : ndarray, shape (k,)
        Which they are.
    mean : ndarray, shape (3,)
        Their weighted mean.
    stray : ndarray, shape (3,)
        Weighted squares of their distances from it, by channel.
    """

    members: NDArray[np.intp]
    mean: NDArray[np.float64]
    stray: NDArray[np.float64]


def _measure(
    members: NDArray[np.intp], colours: NDArray[np.float32], weights: NDArray[np.float64]
) -> _Box:
    inside, share = colours[members], weights[members]
    mean = share @ inside / share.sum()
    return _Box(members, mean, share @ (inside - mean) ** 2)
