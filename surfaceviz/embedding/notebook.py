"""A scene in a notebook: as a page in a frame, or as a widget that Python talks with."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from surfaceviz.base.errors import InputError
from surfaceviz.draw.canvas import make_canvas
from surfaceviz.draw.look_making import make_look
from surfaceviz.draw.motion import choose_view
from surfaceviz.formats.page.page_writer import page_text, shown
from surfaceviz.formats.page.payload import make_payload
from surfaceviz.scene.scene import check_scene
from surfaceviz.settings.medium import Quality
from surfaceviz.settings.pace import Pace
from surfaceviz.settings.recipe import make_recipe

if TYPE_CHECKING:
    from typing import Any, Unpack

    from surfaceviz.draw.look import Look, LookOptions
    from surfaceviz.formats.page.widget import Player
    from surfaceviz.scene.scene import Scene

# The page may run its script and save a picture, and reaches nothing of the notebook's.
ALLOWED = "allow-scripts allow-downloads"
# Pixels that the controls below the picture take of the frame's height at its usual width.
CONTROLS = 220


def frame_html(scene: Scene, **look: Unpack[LookOptions]) -> str:
    """Return the page of a scene in an element of HTML that needs no other file.

    Parameters
    ----------
    scene : Scene
        What to show.
    **look
        As in ``frames``.
    """
    looks = make_look(look)
    payload = _payload(scene, looks)
    page = page_text(payload, make_recipe(scene, Pace(), looks, Quality.GOOD).toml())
    canvas = make_canvas(looks.size)
    title = payload["title"] or payload["data"]["name"]
    return page_frame(page, title, canvas.width, canvas.height)


def page_frame(page: str, title: str, width: int, height: int) -> str:
    """Return a page in a frame, as an element of HTML.

    Parameters
    ----------
    page : str
        HTML of the page.
    title : str
        What it is called, for those who do not see it.
    width, height : int
        Pixels of the picture in it.
    """
    style = f"width: 100%; aspect-ratio: {width} / {height + CONTROLS}; border: 0"
    return (
        f'<iframe sandbox="{ALLOWED}" title="{shown(title)}" style="{style}" '
        f'srcdoc="{escape(page)}"></iframe>'
    )


def widget(scene: Scene, **look: Unpack[LookOptions]) -> Player:
    """Return the page as a widget of a notebook, whose state Python can read and set.

    Its traits are ``epoch``, and of the run that is chosen in it, at first the first, ``start``
    (slope and intercept), ``learning_rate``, and ``trajectory``, slope and intercept after each
    epoch, which only the page sets.

    Parameters
    ----------
    scene : Scene
        What to show.
    **look
        As in ``frames``.

    Raises
    ------
    InputError
        If anywidget is not installed.
    """
    try:
        from surfaceviz.formats.page.widget import make_widget
    except ImportError as error:
        raise InputError(
            "a widget needs anywidget: install it with pip install 'surfaceviz[notebook]'"
        ) from error
    check_scene(scene)
    return make_widget(scene, _payload(scene, make_look(look)))


def _payload(scene: Scene, look: Look) -> dict[str, Any]:
    return make_payload(scene, look, Pace(), choose_view(look.camera, scene))
