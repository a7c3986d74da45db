"""The epochs that a figure shows, as part of its story and in words."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from surfaceviz.words import key_alt_text
from surfaceviz.words.language import told_in
from surfaceviz.words.story_making import key_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from surfaceviz.scene.scene import Scene
    from surfaceviz.words.story import Story

# Of epochs that were asked for, the kind is no reason to tell.
CHOSEN = "chosen"
# What is said of several pictures, and what stands between their epochs.
STRIPS: Mapping[str, tuple[str, str]] = {
    "en": ("A strip of pictures, of epochs {epochs}.", ", "),
    "zh": ("几幅图排成一列，依次为第 {epochs} 轮。", "、"),
}


def with_shown(story: Story, scene: Scene, epochs: Sequence[int]) -> Story:
    """Return a story that knows which epochs of its scene are shown."""
    known = {key.epoch: key for key in story.keys}
    keys = (known.get(epoch) or key_of(scene, epoch, CHOSEN) for epoch in epochs)
    return replace(story, shown=tuple(keys))


def figure_alt_text(story: Story, lang: str) -> str:
    """Return what is seen in a figure, of a strip at its two ends.

    Parameters
    ----------
    story : Story
        Where it does not tell which epochs are shown, it is the last.
    lang : str
        A code in ``LANGUAGES``.
    """
    shown = story.shown or story.keys[-1:]
    ends = [key_alt_text(story, key, lang) for key in dict.fromkeys((shown[0], shown[-1]))]
    if len(shown) == 1:
        return ends[0]
    sentence, comma = told_in(lang, STRIPS)
    epochs = comma.join(str(key.epoch) for key in shown)
    return " ".join([sentence.format(epochs=epochs), *ends])
