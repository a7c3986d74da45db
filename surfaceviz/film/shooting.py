"""One take: a scene drawn once, and encoded into drafts in all formats at once."""

from __future__ import annotations

import warnings
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from surfaceviz.base.errors import OutputError, SurfaceVizWarning
from surfaceviz.draw.canvas import make_canvas
from surfaceviz.draw.stage import build_stage
from surfaceviz.film.crew import draw_shared
from surfaceviz.film.intro import moment_painter
from surfaceviz.film.relay import relay
from surfaceviz.formats.base import Film
from surfaceviz.formats.subject import Subject
from surfaceviz.settings.recipe import make_recipe
from surfaceviz.settings.timeline import lay_out, opening_of
from surfaceviz.words import alt_text
from surfaceviz.words.figure_words import figure_words
from surfaceviz.words.shown_epochs import with_shown

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
    from concurrent.futures import Executor
    from pathlib import Path

    from surfaceviz.base.arrays import Frame
    from surfaceviz.draw.look import Look
    from surfaceviz.formats.base import Format
    from surfaceviz.scene.scene import Scene
    from surfaceviz.settings.medium import Medium, Quality
    from surfaceviz.settings.pace import Pace
    from surfaceviz.settings.timeline import Timeline

Paint: TypeAlias = "Callable[[float], Frame]"

# Shares of a film at which its key frames are.
KEY_SHARES = (0.0, 0.1, 0.3, 0.6, 1.0)


@dataclass(frozen=True, eq=False)
class Cut:
    """How a scene is shown: what may be lowered for a smaller file, and what not.

    Attributes
    ----------
    look : Look
        How it looks.
    pace : Pace
        Which epochs are shown, and for how long.
    quality : Quality
        How much a format may give up.
    medium : Medium
        What only some formats ask for.
    """

    look: Look
    pace: Pace
    quality: Quality
    medium: Medium


@dataclass(frozen=True, eq=False)
class Take:
    """A draft of a format, complete.

    Attributes
    ----------
    timeline : Timeline
        Its frames in time.
    width, height : int
        Pixels.
    alt : str
        What is seen in it, for those who cannot.
    """

    timeline: Timeline
    width: int
    height: int
    alt: str


def shoot(
    scene: Scene,
    cut: Cut,
    targets: Mapping[Path, tuple[Format, Path]],
    executor: Executor | None,
    report: Callable[[int, int], None],
) -> dict[Path, Take]:
    """Draw a scene and encode it into every draft.

    Parameters
    ----------
    scene, cut : Scene, Cut
        What to show, and how.
    targets : Mapping
        By the path that is asked for, the format and where its draft is written.
    executor, report
        As in ``render``.

    Raises
    ------
    OutputError
        If an encoder fails.
    """
    forms = [form for form, _ in targets.values()]
    # What every format shows by itself need not be in the picture, too.
    titled = all(form.titled for form in forms)
    look = replace(cut.look, title=None) if titled else cut.look
    timeline = lay_out(cut.pace, scene.epochs, opening_of(look))
    timelines = {path: _slowed(timeline, path, form) for path, (form, _) in targets.items()}
    recipe = make_recipe(scene, cut.pace, cut.look, cut.quality, cut.medium)
    if recipe.story is not None and not any(form.keyed for form in forms):
        story = with_shown(recipe.story, scene, cut.medium.epoch or (scene.epochs,))
        recipe = replace(recipe, story=story)
    subject = Subject(scene, look, cut.look.title, cut.pace, cut.medium, recipe)
    total = 1 + (timeline.frames if any(form.framed for form in forms) else 0)
    paint = _painter(scene, look) if any(form.keyed for form in forms) else None
    contents = {path: form.content(subject) for path, (form, _) in targets.items()}
    keys = () if paint is None else _key_frames(paint, timeline, framed=total > 1)
    moments = timeline.epochs if total > 1 else ()
    canvas, text = make_canvas(look.size), recipe.toml()
    pixels = canvas.width, canvas.height
    with closing(_pictures(paint, moments, scene, look, executor)) as pictures:
        encoders = []
        for path, (form, draft) in targets.items():
            film = Film(*pixels, timelines[path], keys, cut.quality, text, contents[path])
            encoders.append(partial(_encode, form, path, draft, film))
        relay(_reported(pictures, report, total), encoders)
    report(total, total)
    return {
        path: Take(timelines[path], *pixels, _alt_text(subject, form))
        for path, (form, _) in targets.items()
    }


def _alt_text(subject: Subject, form: Format) -> str:
    """Return what is seen in a film, or in a figure of it."""
    story = subject.recipe.story
    if not form.keyed:
        return figure_words(story, subject.title, subject.look.lang)[1]
    return "" if story is None else alt_text(story, subject.look.lang)


def _painter(scene: Scene, look: Look) -> Paint:
    return moment_painter(scene, look, build_stage(scene, look))


def _key_frames(paint: Paint, timeline: Timeline, *, framed: bool) -> tuple[Frame, ...]:
    """Return the key frames of a film, or the last frame where there is no film."""
    moments = _key_moments(timeline) if framed else timeline.epochs[-1:]
    return tuple(paint(moment).copy() for moment in moments)


def _pictures(
    paint: Paint | None,
    moments: Sequence[float],
    scene: Scene,
    look: Look,
    executor: Executor | None,
) -> Generator[Frame, None, None]:
    """Return the frames of moments, drawn here or by an executor's workers."""
    if executor is not None and moments:
        return draw_shared(executor, scene, look, moments)
    return (paint(moment) for moment in moments if paint is not None)


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
