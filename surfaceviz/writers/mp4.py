"""MP4: H.264 as PowerPoint, QuickTime and every browser play it, encoded by ffmpeg."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

import imageio.v2 as imageio

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from surfaceviz.timeline import Timeline
    from surfaceviz.writers.base import Film, Sink

# Convert to BT.709 and say so: untagged video is shown with the wrong matrix, and colours shift.
COLOURS = (
    "scale=out_color_matrix=bt709:out_range=tv,format=yuv420p,"
    "setparams=range=tv:colorspace=bt709:color_primaries=bt709:color_trc=bt709"
)


@contextmanager
def write(path: Path, film: Film) -> Iterator[Sink]:
    """Write an MP4 to ``path``; see ``Writer``."""
    timeline = film.timeline
    encoder = imageio.get_writer(
        path,
        format="FFMPEG",
        mode="I",
        fps=timeline.fps,
        codec="libx264",
        quality=None,
        pixelformat="yuv420p",
        macro_block_size=2,
        ffmpeg_log_level="error",
        output_params=[
            *("-preset", "veryfast", "-crf", "18"),
            # Without B-frames the last frame is also the last packet, whose duration is set below.
            *("-bf", "0", "-bsf:v", hold_last(timeline)),
            *("-vf", COLOURS),
            *("-movflags", "+faststart"),
        ],
    )

    try:
        yield encoder.append_data
        encoder.close()
    finally:
        # A broken encoder complains again when closed; its first complaint is the one to tell.
        with suppress(OSError):
            encoder.close()


def hold_last(timeline: Timeline) -> str:
    """Return the bitstream filter that lengthens the last frame by the timeline's hold."""
    longer = f"DURATION+{timeline.hold}/TB"
    return f"setts=duration=if(eq(N\\,{timeline.frames - 1})\\,{longer}\\,DURATION)"
