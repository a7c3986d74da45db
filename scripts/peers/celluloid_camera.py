"""The film by celluloid: everything plotted anew for each frame, and a snap of it.

A snap takes what was plotted since the one before, so what stays has to be plotted again, too;
the camera cannot be turned from frame to frame.
"""

import imageio_ffmpeg
import matplotlib as mpl
from celluloid import Camera
from picture import DPI, FPS, arguments, descend, draw_moving, draw_still, empty_axes

asked = arguments(__doc__)
mpl.rcParams["animation.ffmpeg_path"] = imageio_ffmpeg.get_ffmpeg_exe()
descent = descend(asked.epochs)
panels = empty_axes(descent)
camera = Camera(panels.figure)
for epoch in range(asked.epochs + 1):
    draw_still(descent, panels)
    draw_moving(descent, panels, epoch)
    camera.snap()
writer = "pillow" if asked.path.endswith(".gif") else "ffmpeg"
camera.animate().save(asked.path, writer=writer, fps=FPS, dpi=DPI)
