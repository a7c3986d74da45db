"""The recipe: the settings that made a file, as TOML that the file carries."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from importlib import metadata
from typing import TYPE_CHECKING, Any, TypeAlias

from surfaceviz.base.cues import in_order
from surfaceviz.data.columns import Selection
from surfaceviz.draw.themes.own_theme import theme_table
from surfaceviz.draw.themes.theme import THEMES, Theme
from surfaceviz.settings.options import FORMS
from surfaceviz.version import __version__
from surfaceviz.words.story import Story, story_table
from surfaceviz.words.story_making import story_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from surfaceviz.data.dataset import Dataset
    from surfaceviz.data.moments import Moments
    from surfaceviz.draw.look import Look
    from surfaceviz.scene.scene import Scene
    from surfaceviz.settings.medium import Medium, Quality
    from surfaceviz.settings.pace import Pace

# How a recipe in a film begins, for the programs that come across it, and goes on for people.
MARK = "# A surfaceviz recipe"
HEADLINE = f"{MARK}: 'surfaceviz render --recipe FILE' renders it again."
# What pictures depend on. imageio-ffmpeg brings the ffmpeg that bears its version's number; to
# ask the program itself takes 150 ms.
LIBRARIES = ("numpy", "matplotlib", "pillow", "imageio-ffmpeg")
# How a setting is written.
Setting: TypeAlias = "str | int | float | list[str | int | float]"
SURROGATES = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True)
class Source:
    """The data of a recipe, so that they can be found and told from others.

    Attributes
    ----------
    name : str
        What the data set is called.
    file : str
        Name of its file, without the folder; "" for none.
    asked : Selection
        Its columns, and which of its rows.
    moments : Moments or None
        Of all points.
    """

    name: str = ""
    file: str = ""
    asked: Selection = field(default_factory=Selection)
    moments: Moments | None = None


@dataclass(frozen=True)
class Recipe:
    """The settings that made a file.

    Attributes
    ----------
    versions : Mapping
        Of the programs that made it, by their names.
    data : Source or None
        What it shows; None for the classic case.
    settings : Mapping
        The options of ``surfaceviz render`` by their long names, as texts and numbers, and lists
        of these for options that were repeated.
    theme : Theme or None
        A theme of one's own, which has no name.
    story : Story or None
        What happens in the film; None where nobody has told it.
    """

    versions: Mapping[str, str] = field(default_factory=dict)
    data: Source | None = None
    settings: Mapping[str, Setting] = field(default_factory=dict)
    theme: Theme | None = None
    story: Story | None = None

    def toml(self, plain: Callable[[str], bool] = str.isascii) -> str:
        """Return the recipe as TOML.

        Parameters
        ----------
        plain : callable
            character -> whether it is written as it is; others are written by their number.
        """
        import tomli_w

        table: dict[str, Any] = {"versions": dict(self.versions)}
        if self.data is not None:
            table["data"] = _source_table(self.data)
        table["settings"] = dict(self.settings)
        if self.theme is not None:
            table["theme"] = theme_table(self.theme)
        if self.story is not None:
            table["story"] = story_table(self.story)
        text = tomli_w.dumps(_without_surrogates(table))
        return f"{HEADLINE}\n\n" + "".join(
            char if plain(char) or char in "\n\t" else _escaped(char) for char in text
        )


def make_recipe(
    scene: Scene, pace: Pace, look: Look, quality: Quality, medium: Medium | None = None
) -> Recipe:
    """Return the recipe of a film.

    Parameters
    ----------
    scene : Scene
        What it shows, and was asked for.
    pace : Pace
        What was asked of its time.
    look : Look
        The choices that make a picture.
    quality : Quality
        How much to give up for a smaller file.
    medium : Medium, optional
        What only some formats ask for.
    """
    asked = scene.settings
    theme = next((name for name, known in THEMES.items() if look.theme in (name, known)), None)
    special = {} if medium is None else {name: getattr(medium, name) for name in medium.told}
    values: dict[str, Any] = {
        "lr": asked.learning_rate,
        "epochs": asked.epochs,
        "start": asked.start,
        "optimizer": asked.optimizer,
        "schedule": asked.schedule,
        "loss": asked.loss,
        "standardize": True in asked.standardize or None,
        "raw": len(set(asked.standardize)) > 1 or None,
        "axes": asked.axes,
        "until": asked.until,
        "panels": look.panels,
        "size": look.size,
        "fps": pace.fps,
        "hold": pace.hold,
        "frames": pace.frames,
        "every": pace.every,
        "pause": pace.pauses or None,
        "intro": pace.intro or None,
        "window": asked.window,
        "grid": asked.grid,
        "theme": theme,
        "camera": look.camera,
        "quality": quality,
        "title": look.title,
        "caption": in_order("caption", look.captions) or None,
        "layout": look.layout,
        "show": look.show,
        "lang": look.lang,
        **{name: value for name, value in special.items() if name in FORMS},
    }
    return Recipe(
        versions(),
        source_of(scene.data),
        {name: FORMS[name].written(value) for name, value in values.items() if value is not None},
        None if isinstance(look.theme, str) or theme else look.theme,
        story_of(scene),
    )


def source_of(data: Dataset) -> Source:
    """Return what a recipe tells of the data."""
    asked = replace(data.selection, x=data.x_name, y=data.y_name)
    return Source(data.name, data.file, asked, data.moments)


def versions() -> dict[str, str]:
    """Return the versions of what makes the pictures."""
    found = {"surfaceviz": __version__}
    for name in LIBRARIES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            # Frozen into a program of its own, a library may lack what tells its version.
            continue
    return found


def _source_table(source: Source) -> dict[str, Any]:
    """Return the source as a flat table of what is known of it."""
    words = {"name": source.name, "file": source.file, **vars(source.asked)}
    table: dict[str, Any] = {name: word for name, word in words.items() if word is not None}
    moments = source.moments
    if moments is not None:
        # Numbers of NumPy's types are no numbers to TOML.
        known = {name: value for name, value in vars(moments).items() if value is not None}
        table |= {name: float(value) for name, value in known.items()}
        table["n"] = int(moments.n)
    return table


def _without_surrogates(value: Any) -> Any:
    """Return a table without halves of characters, as names of files have them; TOML cannot."""
    if isinstance(value, dict):
        return {name: _without_surrogates(entry) for name, entry in value.items()}
    if isinstance(value, list):
        return [_without_surrogates(entry) for entry in value]
    if isinstance(value, str):
        return SURROGATES.sub("\N{REPLACEMENT CHARACTER}", value)
    return value


def _escaped(char: str) -> str:
    number = ord(char)
    return f"\\u{number:04x}" if number <= 0xFFFF else f"\\U{number:08x}"
