"""What figures say of themselves: a title, and what is seen for those who cannot see it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from surfaceviz.story import key_of, named
from surfaceviz.telling import headline, key_alt_text, key_headline

if TYPE_CHECKING:
    from surfaceviz.subject import Subject

# Of epochs that were asked for, the kind is no reason to tell.
CHOSEN = "chosen"
# Characters that no XML can hold, in no way.
UNWRITABLE = re.compile("[\ufffe\uffff]")


def figure_words(subject: Subject) -> tuple[str, str]:
    """Return the title of a figure and what is seen in it; of a strip at its two ends.

    Neither has characters that a PDF or an SVG cannot hold.
    """
    look, scene, story = subject.look, subject.scene, subject.recipe.story
    asked = named(subject.title or "")
    if story is None:
        return _plain(asked), ""
    shown = subject.medium.epoch or (scene.epochs,)
    known = {key.epoch: key for key in story.keys}
    ends = [
        known.get(epoch) or key_of(scene, epoch, CHOSEN)
        for epoch in dict.fromkeys((shown[0], shown[-1]))
    ]
    one = len(ends) == 1
    own = key_headline(story, ends[0], look.lang) if one else headline(story, look.lang)
    seen = (key_alt_text(story, key, look.lang) for key in ends)
    return _plain(asked or own), _plain(" ".join(seen))


def _plain(text: str) -> str:
    return UNWRITABLE.sub("\N{REPLACEMENT CHARACTER}", text)
