"""The film by the gif package: a decorated function makes the figure of each frame.

The decorator saves the current figure and closes it, so no figure can be kept.
"""

import gif
from picture import DPI, FPS, arguments, descend, draw_moving, draw_still, empty_axes

asked = arguments(__doc__)
descent = descend(asked.epochs)
gif.options.matplotlib["dpi"] = DPI


@gif.frame
def plot(epoch: int) -> None:
    """Plot an epoch."""
    panels = empty_axes(descent)
    draw_still(descent, panels)
    draw_moving(descent, panels, epoch)


frames = [plot(epoch) for epoch in range(asked.epochs + 1)]
gif.save(frames, asked.path, duration=1000 / FPS)
