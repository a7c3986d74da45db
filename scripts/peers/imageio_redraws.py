"""The film by imageio: the kept figure fully redrawn for each frame, and appended."""

import imageio.v2 as imageio
import numpy as np
from picture import FPS, arguments, descend, kept

asked = arguments(__doc__)
figure, update = kept(descend(asked.epochs), asked.orbit)
# A GIF's frames last so many milliseconds; video has a rate.
rate = {"duration": 1000 / FPS, "loop": 0} if asked.path.endswith(".gif") else {"fps": FPS}
with imageio.get_writer(asked.path, **rate) as writer:
    for epoch in range(asked.epochs + 1):
        update(epoch)
        figure.canvas.draw()
        writer.append_data(np.asarray(figure.canvas.buffer_rgba())[..., :3])
