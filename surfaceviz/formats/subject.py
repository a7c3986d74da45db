"""What a film is of, for formats that tell more of it than its frames do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from surfaceviz.draw.look import Look
    from surfaceviz.scene.scene import Scene
    from surfaceviz.settings.medium import Medium
    from surfaceviz.settings.pace import Pace
    from surfaceviz.settings.recipe import Recipe


@dataclass(frozen=True, eq=False)
class Subject:
    """What a film is of.

    Attributes
    ----------
    scene : Scene
        What it shows.
    look : Look
        How it looks; without a title where every format shows that itself.
    title : str or None
        A line of one's own.
    pace : Pace
        What was asked of its time.
    medium : Medium
        What only some formats ask for.
    recipe : Recipe
        The settings that make it, and its story.
    """

    scene: Scene
    look: Look
    title: str | None
    pace: Pace
    medium: Medium
    recipe: Recipe
