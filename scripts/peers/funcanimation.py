"""The film by matplotlib's FuncAnimation: PillowWriter for .gif, FFMpegWriter for .mp4."""

import imageio_ffmpeg
import matplotlib as mpl
from matplotlib.animation import FFMpegWriter, FuncAnimation, PillowWriter
from picture import DPI, FPS, arguments, descend, kept

asked = arguments(__doc__)
# The same ffmpeg for all.
mpl.rcParams["animation.ffmpeg_path"] = imageio_ffmpeg.get_ffmpeg_exe()
figure, update = kept(descend(asked.epochs), asked.orbit)
writer = PillowWriter(fps=FPS) if asked.path.endswith(".gif") else FFMpegWriter(fps=FPS)
FuncAnimation(figure, update, frames=asked.epochs + 1).save(asked.path, writer=writer, dpi=DPI)
