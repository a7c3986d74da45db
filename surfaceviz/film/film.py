"""From a scene to files: one drawing pass, every format at once."""

from __future__ import annotations

from contextlib import ExitStack
from threading import Thread
from typing import TYPE_CHECKING

from surfaceviz.base import checks
from surfaceviz.base.atomic import replacing, replacing_folder, spare
from surfaceviz.base.errors import InputError
from surfaceviz.draw.canvas import Paper
from surfaceviz.draw.look import Look, LookOptions
from surfaceviz.draw.look_making import read_looks
from surfaceviz.film.fitting import check_most, shoot_within
from surfaceviz.film.outputs import Output, Outputs
from surfaceviz.film.shooting import Cut
from surfaceviz.formats import check_paths, posters_of
from surfaceviz.scene import defaults
from surfaceviz.scene.scene import check_scene
from surfaceviz.settings.medium import (
    MediumOptions,
    check_epochs_of,
    choose_quality,
    make_medium,
    warn_of_unheard,
)
from surfaceviz.settings.pace import make_pace
from surfaceviz.settings.timeline import lay_out, opening_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from concurrent.futures import Executor
    from os import PathLike
    from pathlib import Path
    from typing import Any, Unpack

    from surfaceviz.film.shooting import Take
    from surfaceviz.formats import Format
    from surfaceviz.scene.scene import Scene
    from surfaceviz.settings.pace import FramesGiven


_MEDIUM = tuple(MediumOptions.__annotations__)


class RenderOptions(LookOptions, MediumOptions, total=False):
    """How a film looks, and what only some formats ask for."""


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
    poster: bool = False,
    max_bytes: int | None = None,
    executor: Executor | None = None,
    report: Callable[[int, int], None] = lambda _done, _total: None,
    **options: Unpack[RenderOptions],
) -> Outputs:
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
    poster : bool
        Whether to write the last frame, too, as a PNG beside each film.
    max_bytes : int, optional
        No file, nor folder, may be larger. Of one that would be first the quality is lowered, then
        the number of frames, then the size; a warning says what was given up.
    executor : Executor, optional
        Whose workers draw the frames, such as a pool of processes or a cluster's. It pays where
        a frame takes long to draw, as under a moving camera, and there are cores to spare; what
        is drawn here keeps one core busy and leaves the others to the encoders.
    report : callable, optional
        Called with (steps done, all steps) as the film comes along.
    **options
        How it looks, as in ``frames``; and what only some formats ask for: ``epoch``, ``letters``,
        ``slides``, ``template`` and ``beamer``, as in ``Medium``.

    Returns
    -------
    Outputs
        What was written, a tuple of ``Output`` in the order of ``paths``; posters come last. It
        shows itself in a notebook.

    Raises
    ------
    InputError
        If an argument is out of its range, a path cannot be written, or no film is small enough.
    OutputError
        If an encoder fails.

    Warns
    -----
    SurfaceVizWarning
        If a format cannot play as fast as asked, or something was given up for its size.
    """
    check_scene(scene)
    checks.function("report", report)
    if not paths:
        raise InputError("expected at least one path to write to")
    asked: dict[str, Any] = {**options}
    medium = make_medium(**{name: asked.pop(name) for name in _MEDIUM if name in asked})
    targets = check_paths(paths)
    if poster:
        targets |= posters_of(targets)
    spare(targets, scene.data.paths)
    check_epochs_of(medium, scene.epochs)
    warn_of_unheard(medium, [form.heeds for form in targets.values()])
    pace = make_pace(fps, hold, frames, every, pauses, intro)
    cuts = [
        (Cut(look, pace, choose_quality(quality), medium), group)
        for look, group in _looks(targets, medium.epoch, asked)
    ]
    for cut, _ in cuts:
        lay_out(pace, scene.epochs, opening_of(cut.look))
    most = check_most(max_bytes)
    for form in targets.values():
        # Meanwhile the stage is built here.
        Thread(target=form.prepare, daemon=True).start()
    # All encoders finish before the first file appears.
    with ExitStack() as drafts:
        places = {}
        for path, form in targets.items():
            folder = form.names and replacing_folder(path, form.names)
            places[path] = (form, drafts.enter_context(folder or replacing(path)))
        takes: dict[Path, Take] = {}
        for cut, group in cuts:
            shot = {path: places[path] for path in group}
            # Figures are drawn in no time beside films.
            told = report if group is cuts[-1][1] else lambda _done, _total: None
            takes |= shoot_within(most, scene, cut, shot, executor, told)
    return Outputs(_describe(path, form, takes[path]) for path, form in targets.items())


def _looks(
    targets: Mapping[Path, Format], epochs: tuple[int, ...], asked: Mapping[str, Any]
) -> list[tuple[Look, list[Path]]]:
    """Return looks and what has them: figures are as is usual in print, films as on screens."""
    figures = [path for path, form in targets.items() if not form.keyed]
    films = [path for path in targets if path not in figures]
    asked = read_looks(asked, _MEDIUM)
    look = Look(**asked)
    if films and isinstance(look.size, Paper):
        raise InputError(
            f"a size in millimetres is for figures; {str(films[0])!r} needs one in pixels, as in "
            "1280x720"
        )
    if not figures:
        return [(look, films)]
    from surfaceviz.formats.figure.figures import figure_look

    printed = Look(**{**figure_look(epochs, asked), **asked})
    return [(printed, figures), *([(look, films)] if films else [])]


def _describe(path: Path, form: Format, take: Take) -> Output:
    files = path.iterdir() if form.names else [path]
    timeline = take.timeline
    return Output(
        path,
        form.name.lower(),
        1 if form.still else timeline.frames,
        timeline.fps,
        take.width,
        take.height,
        0.0 if form.still else timeline.duration,
        sum(file.stat().st_size for file in files),
        take.alt,
    )
