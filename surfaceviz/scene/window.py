"""Which part of the (m, b) plane is shown."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from surfaceviz.base import checks
from surfaceviz.base.errors import InputError, lookup, shown
from surfaceviz.base.texts import numbers, write_numbers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from typing import TypeAlias

    from surfaceviz.base.arrays import BoolArray, FloatArray
    from surfaceviz.losses.protocol import Objective

    # Params (E + 1, 2) and their losses (E + 1,).
    Path: TypeAlias = tuple[FloatArray, FloatArray]

PATH_MARGIN = 1.25
# The difference of two ends must be a number, too.
LARGEST = sys.float_info.max / 2
# Along one axis at least, the automatic window is at most this many times as wide as the path's.
ROOMIEST = 1.6
# Of a diverging path only the part that has not climbed beyond this many times the start's
# height is framed: the first swings stay large enough to see, the rest leaves the picture.
CLIMB = 10.0
# A path that moves by less than this share of the bowl along an axis does not move along it.
STILL = 1e-6


@dataclass(frozen=True)
class Window:
    """A rectangle of the (m, b) plane.

    Attributes
    ----------
    m : tuple of float
        Least and greatest slope.
    b : tuple of float
        Least and greatest intercept.
    """

    m: tuple[float, float]
    b: tuple[float, float]

    def __post_init__(self) -> None:
        """Refuse an empty, reversed or infinite rectangle."""
        for axis, ends in (("m", self.m), ("b", self.b)):
            name = f"the window's {axis} range"
            try:
                low, high = ends
            except (TypeError, ValueError):
                raise InputError(f"{name} must be two numbers, got {shown(ends)}") from None
            if not max(abs(checks.number(name, low)), abs(checks.number(name, high))) <= LARGEST:
                raise InputError(f"{name} must be finite, got {shown(low)}:{shown(high)}")
            if not low < high:
                raise InputError(
                    f"the window's {axis} range must go from less to more, got {low:g}:{high:g}"
                )

    def contains(self, params: FloatArray) -> BoolArray:
        """Return which of the params (..., 2) lie inside, shape (...)."""
        low, high = np.array([self.m, self.b]).T
        return np.asarray(np.all((params >= low) & (params <= high), axis=-1))


def choose_window(choice: str | Window, objective: Objective, paths: Sequence[Path]) -> Window:
    """Return the window that ``choice`` names, around the optimum and the paths.

    Parameters
    ----------
    choice : str or Window
        A name in ``WINDOWS``, or the window itself.
    objective : Objective
        Gives the optimum and the loss.
    paths : sequence of (ndarray of shape (E + 1, 2), ndarray of shape (E + 1,))
        The params and losses to frame.

    Raises
    ------
    InputError
        If there is no such name.
    """
    if isinstance(choice, Window):
        return choice
    half_widths = lookup(WINDOWS, choice, "window")
    centre = _centre(objective, paths)
    half = half_widths(objective, paths, centre)
    # A window must have a width even where the path has none, as when it starts at the optimum.
    half = np.maximum(half, 1e-9 * np.abs(centre))
    half = np.where(half > 0, half, 1.0)
    (m_low, b_low), (m_high, b_high) = (centre - half).tolist(), (centre + half).tolist()
    return Window((m_low, m_high), (b_low, b_high))


def squared(window: Window) -> Window:
    """Return the window made as wide as high, about its middle."""
    sides = np.array([window.m, window.b])
    middle, half = sides.mean(axis=1), np.ptp(sides, axis=1).max() / 2
    (m_low, b_low), (m_high, b_high) = (middle - half).tolist(), (middle + half).tolist()
    return Window((m_low, m_high), (b_low, b_high))


def path_half_widths(objective: Objective, paths: Sequence[Path], centre: FloatArray) -> FloatArray:
    """Return the half-widths (2,) that frame the paths."""
    reach = np.zeros(2)
    for framed in _framed(objective, paths):
        if len(framed):
            reach = np.maximum(reach, np.abs(framed - centre).max(axis=0))
    bowl = bowl_half_widths(objective, paths, centre)
    # An axis along which nothing moves is shown as wide as the bowl is, or a unit where it is flat.
    fallback = np.where(bowl > 0, bowl, np.maximum(1.0, reach.max()))
    return np.where(reach > STILL * bowl, PATH_MARGIN * reach, fallback)


def bowl_half_widths(objective: Objective, paths: Sequence[Path], centre: FloatArray) -> FloatArray:
    """Return the half-widths (2,) of all lines that are no worse than the worst start.

    Where that set is unbounded, because the optimum is not unique, the starts are framed.
    """
    floor = objective.minimum
    height = max(float(losses[0]) for _, losses in paths) - floor
    if height <= 0:
        # Every run starts at the optimum: show the lines of up to twice its loss.
        height = floor or 1.0
    reach = objective.reach(height)
    start = max(float(np.abs(params[0] - centre).max()) for params, _ in paths)
    return np.where(np.isfinite(reach), reach, PATH_MARGIN * (start or 1.0))


def auto_half_widths(objective: Objective, paths: Sequence[Path], centre: FloatArray) -> FloatArray:
    """Return half-widths (2,) between the path's, which hide the bowl, and the bowl's.

    Along each axis it is their geometric mean, but never so wide that the path is small in both.
    """
    path = path_half_widths(objective, paths, centre)
    bowl = bowl_half_widths(objective, paths, centre)
    between = np.sqrt(path / PATH_MARGIN) * np.sqrt(bowl)
    too_wide = max(1.0, float(np.min(between / path)) / ROOMIEST)
    return np.maximum(path, between / too_wide)


WINDOWS: Mapping[str, Callable[[Objective, Sequence[Path], FloatArray], FloatArray]] = {
    "auto": auto_half_widths,
    "path": path_half_widths,
    "bowl": bowl_half_widths,
}


def _framed(objective: Objective, paths: Sequence[Path]) -> Iterator[FloatArray]:
    """Yield the part (k, 2) of each path that has not climbed out of the picture."""
    for params, losses in paths:
        climb = losses - objective.minimum
        yield params[climb <= CLIMB * max(climb[0], 0.0)]


def _centre(objective: Objective, paths: Sequence[Path]) -> FloatArray:
    """Return the optimum (2,); of many, the one nearest to the first start.

    Without an optimum it is the middle of the paths.
    """
    if objective.optimum is None:
        framed = np.concatenate(list(_framed(objective, paths)))
        return np.asarray((framed.min(axis=0) + framed.max(axis=0)) / 2)
    if objective.unique or objective.hessian is None:
        return objective.optimum
    start = paths[0][0][0]
    valley = np.linalg.eigh(objective.hessian(objective.optimum))[1][:, 0]
    return np.asarray(objective.optimum + valley * float(valley @ (start - objective.optimum)))


def read_window(text: str) -> str | Window:
    """Return the name of a window, or the window in a text such as "0:6,-5:5"."""
    if ":" not in text:
        return text
    m, b = text.split(",")
    return Window(numbers(m, ":"), numbers(b, ":"))


def write_window(window: str | Window) -> str:
    """Return the text of a window."""
    if isinstance(window, str):
        return window
    return ",".join(write_numbers(side, ":") for side in (window.m, window.b))
