"""The loss as colour and as level lines, the same in every panel that shows the surface."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from matplotlib import colormaps
from matplotlib.colors import to_rgba_array

if TYPE_CHECKING:
    from surfaceviz.base.arrays import FloatArray
    from surfaceviz.draw.themes.theme import Theme
    from surfaceviz.scene.scene import Scene

# The loss spans orders of magnitude; this many of them, from the highest down, are told apart.
DECADES = 3.2
LEVELS = 13
# Level lines are a lighter tone of what they run on: this much further along the colour map at
# its dark end, and that much at its light end. Blends of the two stay colours of the map, which
# keeps the picture calm and lets a GIF's few colours show it well.
LIGHTER = (0.24, 0.11)
# Shares of red, green and blue in a colour's luminance (Rec. 709), the screen's gamma, and the
# light that falls on it.
LUMINANCE, SCREEN_GAMMA, GLARE = np.array([0.2126, 0.7152, 0.0722]), 2.2, 0.05


@dataclass(frozen=True, eq=False)
class Relief:
    """Colours and levels of a scene's surface, logarithmic above the least loss.

    Attributes
    ----------
    colours : ndarray, shape (B, M, 4)
        Red, green, blue and opacity of every grid point, 0 to 1.
    levels : ndarray, shape (L,)
        Losses at which level lines run, ascending.
    level_colours : ndarray, shape (L, 4)
        Red, green, blue and opacity of each.
    """

    colours: FloatArray
    levels: FloatArray
    level_colours: FloatArray


def make_relief(scene: Scene, theme: Theme) -> Relief:
    """Return the relief of the scene's surface in the theme's colour map."""
    loss = scene.surface.loss
    least = scene.objective.minimum
    highest = float(loss.max()) - least
    lowest = max(float(loss.min()) - least, highest * 10**-DECADES)
    colormap = colormaps[theme.colormap]
    if not lowest < highest:
        flat = np.asarray(colormap(np.zeros_like(loss)))
        return Relief(flat, np.array([]), np.empty((0, 4)))
    span = np.log(highest / lowest)
    share = np.log(np.maximum(loss - least, lowest) / lowest) / span
    steps = np.arange(1, LEVELS + 1) / (LEVELS + 1)
    return Relief(
        np.asarray(colormap(share)),
        least + lowest * np.exp(steps * span),
        _level_colours(steps, theme),
    )


def _level_colours(steps: FloatArray, theme: Theme) -> FloatArray:
    """Return the colours (L, 4) of level lines at shares (L,) of the colour map."""
    colormap = colormaps[theme.colormap]
    if not theme.levels:
        lighter = np.minimum(1.0, steps + np.interp(steps, (0.0, 1.0), LIGHTER))
        return np.asarray(colormap(lighter))
    inks = to_rgba_array(theme.levels)
    ground = np.asarray(colormap(steps))
    apart = np.abs(_brightness(ground)[:, None] - _brightness(inks))
    return np.asarray(inks[np.argmax(apart, axis=1)])


def _brightness(colours: FloatArray) -> FloatArray:
    """Return the numbers (n,) by whose differences colours (n, 4) stand out from one another.

    A difference is the logarithm of the contrast ratio of WCAG 2.2.
    """
    return np.asarray(np.log(colours[:, :3] ** SCREEN_GAMMA @ LUMINANCE + GLARE))
