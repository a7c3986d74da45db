"""Where descents are shown: on charts of the coordinates that were asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from surfaceviz.losses.scaled import in_coordinates
from surfaceviz.losses.scaling import PLAIN, z_scored
from surfaceviz.scene.racing import labels
from surfaceviz.scene.runs import Chart, Run, thinned_track
from surfaceviz.scene.surface import sample_surface
from surfaceviz.scene.trace import trace_steps
from surfaceviz.scene.window import choose_window, squared

if TYPE_CHECKING:
    from collections.abc import Sequence

    from surfaceviz.data.dataset import Dataset
    from surfaceviz.losses.protocol import Objective
    from surfaceviz.losses.scaling import Scaling
    from surfaceviz.scene.running import Descent
    from surfaceviz.scene.settings import Settings


def show_runs(
    descents: Sequence[Descent], data: Dataset, objective: Objective, asked: Settings
) -> tuple[Run, ...]:
    """Return the runs, each on the chart of the coordinates it is shown in."""
    scalings = [_axes_of(descent, descents, data, asked.axes) for descent in descents]
    charts = {
        scaling: _draw_chart(
            scaling,
            [each for each, own in zip(descents, scalings, strict=True) if own == scaling],
            objective,
            asked,
        )
        for scaling in dict.fromkeys(scalings)
    }
    names = labels([each.plan for each in descents], [each.rate for each in descents])
    return tuple(
        _place(descent, charts[scaling], name)
        for descent, scaling, name in zip(descents, scalings, names, strict=True)
    )


def _axes_of(descent: Descent, descents: Sequence[Descent], data: Dataset, axes: str) -> Scaling:
    """Return the coordinates in which a run is shown."""
    alike = all(each.scaling == descent.scaling for each in descents)
    if axes == "own" or (axes == "auto" and alike):
        return descent.scaling
    return z_scored(data) if axes == "standardized" else PLAIN


def _draw_chart(
    scaling: Scaling, descents: Sequence[Descent], objective: Objective, asked: Settings
) -> Chart:
    seen = in_coordinates(objective, scaling)
    paths = [(scaling.to(each.trajectory.params), each.trajectory.losses) for each in descents]
    window = choose_window(asked.window, seen, paths)
    if not scaling.plain and isinstance(asked.window, str):
        # Both params have the units of y here: one scale for both shows that the bowl is round.
        window = squared(window)
    return Chart(scaling, seen, sample_surface(seen, window, asked.grid))


def _place(descent: Descent, chart: Chart, label: str) -> Run:
    trajectory, scaling = descent.trajectory, chart.scaling
    track = scaling.to(thinned_track(trajectory))
    return Run(
        label,
        descent.plan,
        descent.rate,
        descent.scaling,
        descent.analysis,
        trajectory,
        chart,
        scaling.to(trajectory.params),
        track,
        trace_steps(chart.objective, track, chart.surface),
    )
