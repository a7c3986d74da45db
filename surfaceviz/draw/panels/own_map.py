"""The map of one run, with its name and its loss above."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.transforms import ScaledTranslation

from surfaceviz.draw.artists.parts import TITLE_RISE, axes_size, dress, name
from surfaceviz.draw.lettering import lettered, shorten
from surfaceviz.draw.outlines import OutlinedText, outlined_width
from surfaceviz.draw.panels.contour import draw_descents, draw_map
from surfaceviz.optimizers.descent import Stopped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

    from surfaceviz.base.arrays import Update
    from surfaceviz.draw.themes.theme import Style
    from surfaceviz.scene.scene import Scene

# Between a run's label and its loss, in points.
APART = 12.0


def draw_own_map(
    told: Sequence[str], named: tuple[str, str], axes: Axes, scene: Scene, style: Style
) -> Update:
    """Draw the map of a scene's one run; return the function that shows an epoch.

    Parameters
    ----------
    told : sequence of str
        Its loss at each epoch.
    named : tuple of str
        Names of the axes.
    axes, scene, style
        As for any panel.
    """
    (run,), theme, words = scene.runs, style.theme, style.words
    ends = {Stopped.DIVERGED: words.diverged, Stopped.CONVERGED: words.converged}
    ending = ends.get(run.trajectory.stopped, "")
    told = [*told[:-1], f"{ending} {told[-1]}".lstrip()]
    look = {"fontsize": theme.title_size, "fontweight": "bold", "color": theme.runs[0]}
    draw_map(axes, scene, theme)
    dress(axes, "", *named, theme)
    widest = max(outlined_width(text, theme, **look) for text in told)
    label = shorten(run.label, axes_size(axes)[0] - widest - APART, theme, **look)
    name(axes, label, theme, color=theme.runs[0], fontweight="bold")
    loss = OutlinedText(1.0, 1.0, ha="right", va="baseline", **lettered(told[0], theme, **look))
    axes.add_artist(loss)
    rise = ScaledTranslation(0.0, TITLE_RISE / 72.0, axes.figure.dpi_scale_trans)
    loss.set_transform(axes.transAxes + rise)
    loss.set_clip_on(False)
    show = draw_descents(axes, scene, style)

    def update(epoch: int) -> Sequence[Artist]:
        reached = min(epoch, run.epochs)
        loss.set_text(told[reached])
        return [*show(reached), loss]

    return update
