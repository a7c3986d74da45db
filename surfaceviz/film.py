"""From a scene to files: one drawing pass, every format at once."""

from __future__ import annotations

import warnings
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from functools import partial
from threading import Thread
from typing import TYPE_CHECKING

from surfaceviz import defaults
from surfaceviz.atomic import replacing, replacing_folder
from surfaceviz.crew import draw_shared
from surfaceviz.errors import InputError, OutputError, SurfaceVizWarning
from surfaceviz.intro import moment_painter, opening_of
from surfaceviz.look import Look
from surfaceviz.pace import make_pace
from surfaceviz.player.payload import film_payload
from surfaceviz.recipe import make_recipe
from surfaceviz.relay import relay
from surfaceviz.stage import build_stage
from surfaceviz.timeline import lay_out
from surfaceviz.writers import check_paths, choose_quality
from surfaceviz.writers.base import Film

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from concurrent.futures import Executor
    from os import PathLike
    from pathlib import Path
    from typing import Unpack

    from surfaceviz.arrays import Frame
    from surfaceviz.look import LookOptions
    from surfaceviz.pace import FramesGiven
    from surfaceviz.scene import Scene
    from surfaceviz.timeline import Timeline
    from surfaceviz.writers import Format

# Shares of a film at which its key frames are.
KEY_SHARES = (0.0, 0.1, 0.3, 0.6, 1.0)


@dataclass(frozen=True)
class Output:
    """A file, or a folder of them, that was written.

    Attributes
    ----------
    path : Path
        Where it is.
    format : str
        "gif", "mp4", "png": what it is.
    frames : int
        Number of frames.
    fps : float
        Frames a second, as the file has them.
    width, height : int
        Pixels.
    seconds : float
        Playing time.
    bytes : int
        Size of the file, or of all files in the folder.
    """

    path: Path
    format: str
    frames: int
    fps: float
    width: int
    height: int
    seconds: float
    bytes: int


def render(
    scene: Scene,
    *paths: str | PathLike[str],
    fps: float = defaults.FPS,
    hold: float = defaults.HOLD,
    frames: FramesGiven | None = None,
    every: int | None = None,
    pauses: Mapping[int, float] | Iterable[tuple[int, float]] = (),
    intro: float = 0.0,
    quality: str = defaults.QUALITY,
    executor: Executor | None = None,
    report: Callable[[int, int], None] = lambda _done, _total: None,
    **look: Unpack[LookOptions],
) -> tuple[Output, ...]:
    """Draw a film of a scene, a frame for the start and one for each epoch, and write it.

    Every frame is drawn once, whatever the number of files. Each file appears only when it is
    complete; until then, and if anything fails, a file of that name stays as it was. It carries its
    recipe: the settings and what is needed to know the data again, for ``read_recipe``.

    Parameters
    ----------
    scene : Scene
        What to show.
    *paths : path-like
        Files to write; the suffix chooses the format. A text that ends with a slash, or a folder
        that is there, becomes a folder of PNGs, and loses what frames it had.
    fps : float
        Frames a second.
    hold : float
        Seconds by which the last frame is shown longer.
    frames : int, str, tuple of (int, str) or Spread, optional
        Show at most so many, of evenly spread epochs; or "log", or (so many, "log"), for most of
        them near the start, where most happens. One for each epoch if not given.
    every : int, optional
        Show each so many epochs, and the last, instead.
    pauses : Mapping or iterable of (int, float), optional
        Epochs, and the seconds by which each is shown longer. They have a frame in any case.
    intro : float
        Seconds before epoch 0: they show the title on a page of its own; without a title, the
        camera coming to its place above the surface; without a surface, epoch 0.
    quality : str
        How much a format may give up for a smaller file: "small", "good" or "best".
    executor : Executor, optional
        Whose workers draw the frames, such as a pool of processes or a cluster's. It pays where
        a frame takes long to draw, as under a moving camera, and there are cores to spare; what
        is drawn here keeps one core busy and leaves the others to the encoders.
    report : callable, optional
        Called with (steps done, all steps) as the film comes along.
    **look
        As in ``frames``.

    Returns
    -------
    tuple of Output
        What was written, in the order of ``paths``.

    Raises
    ------
    InputError
        If an argument is out of its range or a path cannot be written.
    OutputError
        If an encoder fails.

    Warns
    -----
    SurfaceVizWarning
        If a format cannot play as fast as asked.
    """
    if not paths:
        raise InputError("expected at least one path to write to")
    looks = Look(**look)
    pace = make_pace(fps, hold, frames, every, pauses, intro)
    timeline = lay_out(pace, scene.epochs, opening_of(looks))
    chosen = choose_quality(quality)
    targets = check_paths(paths)
    for form in targets.values():
        # Meanwhile the stage is built here.
        Thread(target=form.prepare, daemon=True).start()
    timelines = {}
    for path, form in targets.items():
        timelines[path] = _slowed(timeline, path, form)
    stage = build_stage(scene, looks)
    recipe = make_recipe(scene, pace, looks, chosen).toml()
    paint = moment_painter(scene, looks, stage)
    framed = any(form.framed for form in targets.values())
    paged = not all(form.framed for form in targets.values())
    payload = film_payload(scene, looks, pace) if paged else {}
    keys = tuple(
        paint(moment).copy()
        for moment in (_key_moments(timeline) if framed else timeline.epochs[-1:])
    )
    moments = timeline.epochs if framed else ()
    pictures = (
        draw_shared(executor, scene, looks, moments)
        if executor and moments
        else (paint(moment) for moment in moments)
    )
    total = len(moments) + 1
    pixels = stage.canvas.get_width_height()
    # All encoders finish before the first file appears.
    with closing(pictures), ExitStack() as drafts:
        encoders = []
        for path, form in targets.items():
            draft = drafts.enter_context(
                replacing_folder(path, form.names) if form.names else replacing(path)
            )
            film = Film(*pixels, timelines[path], keys, chosen, recipe, payload)
            encoders.append(partial(_encode, form, path, draft, film))
        relay(_reported(pictures, report, total), encoders)
        report(total, total)
    return tuple(_describe(path, form, timelines[path], pixels) for path, form in targets.items())


def _reported(
    frames: Iterator[Frame], report: Callable[[int, int], None], total: int
) -> Iterator[Frame]:
    """Yield the frames, and report each when it has been handed on."""
    for done, frame in enumerate(frames, start=1):
        yield frame
        report(done, total)


def _encode(form: Format, path: Path, draft: Path, film: Film, frames: Iterator[Frame]) -> None:
    """Write a film to a draft, and say with the path what hinders it."""
    try:
        form.writer()(draft, film, frames)
    except OSError as error:
        raise OutputError(f"cannot write {str(path)!r}: {error.strerror or error}") from error


def _slowed(timeline: Timeline, path: Path, form: Format) -> Timeline:
    """Return the timeline at a rate that the format can play, and say so if that is less."""
    if timeline.fps <= form.most_fps:
        return timeline
    warnings.warn(
        f"{form.name} plays at most {form.most_fps:g} frames a second: {str(path)!r} gets that "
        f"instead of {timeline.fps:g}",
        SurfaceVizWarning,
        stacklevel=3,
    )
    return replace(timeline, fps=form.most_fps)


def _key_moments(timeline: Timeline) -> list[float]:
    """Return moments that between them show every colour: the first, the last, some in between.

    The intro comes on top: its pictures are unlike the others.
    """
    epochs = [moment for moment in timeline.epochs if moment >= 0]
    early = timeline.epochs[: timeline.frames - len(epochs)]
    begun = {epochs[round(share * (len(epochs) - 1))] for share in KEY_SHARES}
    return sorted({*early[:: max(1, len(early) // 2)], *begun})


def _describe(path: Path, form: Format, timeline: Timeline, size: tuple[int, int]) -> Output:
    files = path.iterdir() if form.names else [path]
    return Output(
        path,
        form.name.lower(),
        timeline.frames,
        timeline.fps,
        *size,
        timeline.duration,
        sum(file.stat().st_size for file in files),
    )
