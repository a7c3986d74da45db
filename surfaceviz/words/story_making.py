"""From a scene to its story."""

from __future__ import annotations

from typing import TYPE_CHECKING

from surfaceviz.scene.scene import check_scene
from surfaceviz.words.courses import run_story
from surfaceviz.words.key_epochs import telling_epochs
from surfaceviz.words.story import KeyEpoch, Story, named, pair

if TYPE_CHECKING:
    from surfaceviz.data.dataset import Dataset
    from surfaceviz.scene.scene import Scene


def story_of(scene: Scene) -> Story:
    """Return what happens in a film of a scene."""
    check_scene(scene)
    data, objective = scene.data, scene.objective
    runs = tuple(run_story(run, objective, named(run.label)) for run in scene.runs)
    return Story(
        named(data.name),
        named(data.x_name),
        named(data.y_name),
        int(data.moments.n),
        data.moments.weight is not None,
        _since(data),
        named(objective.label),
        objective.curved,
        objective.unique,
        float(objective.minimum),
        runs,
        tuple(key_of(scene, *each) for each in telling_epochs(runs)),
        None if objective.optimum is None else pair(objective.optimum),
    )


def key_of(scene: Scene, epoch: int, kind: str, run: int = 0) -> KeyEpoch:
    """Return an epoch of a scene as one to be told of; a run that has ended stays where it is.

    Parameters
    ----------
    scene : Scene
        What happens.
    epoch : int
        Which of its epochs.
    kind : str
        Why it is told, as in ``KeyEpoch``.
    run : int
        Of which run.
    """
    paths = [(each.trajectory, min(epoch, each.epochs)) for each in scene.runs]
    return KeyEpoch(
        epoch,
        kind,
        run,
        tuple(pair(path.params[row]) for path, row in paths),
        tuple(float(path.losses[row]) for path, row in paths),
    )


def _since(data: Dataset) -> str:
    return "" if data.dates is None or data.dates.clock else str(data.dates.at(0.0).date())
