"""The page as a widget of notebooks (``surfaceviz[notebook]``)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import anywidget
import traitlets

from surfaceviz.formats.page.module import file_text, module_text

if TYPE_CHECKING:
    from surfaceviz.scene.scene import Scene


class Player(anywidget.AnyWidget):
    """A page within a notebook; what is done in it and what Python sets follow one another."""

    _esm = f"{module_text()}\n{file_text('widget.js')}"
    _css = file_text("page.css")
    payload = traitlets.Dict(read_only=True).tag(sync=True)
    start = traitlets.List(traitlets.Float(), minlen=2, maxlen=2).tag(sync=True)
    epoch = traitlets.Float(min=0.0).tag(sync=True)
    learning_rate = traitlets.Float(min=0.0, allow_none=True).tag(sync=True)
    trajectory = traitlets.List(traitlets.List(traitlets.Float()), read_only=True).tag(sync=True)


def make_widget(scene: Scene, payload: dict[str, Any]) -> Player:
    """Return the widget of a scene, as it is before anything is done in it."""
    run = scene.runs[0]
    params = run.trajectory.params.tolist()
    player = Player(start=params[0], epoch=0.0, learning_rate=run.learning_rate)
    player.set_trait("payload", payload)
    player.set_trait("trajectory", params)
    return player
