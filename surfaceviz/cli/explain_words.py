"""An explanation as text to read, and as JSON for a script."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from surfaceviz.base.errors import printable
from surfaceviz.scene.stability import quadratic

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from surfaceviz.scene.analysis import Analysis
    from surfaceviz.scene.explaining import Explanation, Prospect

WIDTH = 24
ROUNDING = 1e-12


def as_json(told: Explanation) -> dict[str, Any]:
    """Return all numbers by name; null for what is not finite or does not exist."""
    scene, optimum = told.scene, told.scene.objective.optimum
    moments, analysis = scene.data.moments, scene.analysis
    numbers: dict[str, Any] = _plain(
        {
            "data": {
                "name": scene.data.name,
                "x": scene.data.x_name,
                "y": scene.data.y_name,
                "n": moments.n,
                "mean_x": told.mean_x,
                "mean_y": told.mean_y,
                "correlation": told.correlation,
            },
            "loss": str(scene.settings.loss.spec),
            "optimum": None
            if optimum is None
            else {
                "m": optimum[0],
                "b": optimum[1],
                "loss": scene.objective.minimum,
                "mse": told.mse,
                "r_squared": told.r_squared,
                "unique": scene.objective.unique,
            },
            "curvature": None if analysis is None else _curvature(analysis),
            "runs": [vars(each) for each in told.prospects],
            "advice": told.advice,
        }
    )
    return numbers


def _curvature(analysis: Analysis) -> dict[str, Any]:
    return {
        "hessian": analysis.hessian,
        "eigenvalues": analysis.eigenvalues,
        "directions": analysis.directions,
        "condition_number": analysis.condition,
        "stability_limit": analysis.stability_limit,
        "best_fixed_rate": analysis.best_rate,
    }


def _plain(value: Any) -> Any:
    """Return a value as JSON can hold it."""
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    if hasattr(value, "tolist"):
        return _plain(value.tolist())
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def as_text(told: Explanation) -> str:
    """Return the explanation as paragraphs of lines."""
    parts = [_about_data(told), _about_optimum(told), _about_curvature(told), _about_runs(told)]
    if told.advice:
        parts.append([f"advice: {sentence}" for sentence in told.advice])
    return "\n\n".join("\n".join(part) for part in parts)


def _about_data(told: Explanation) -> list[str]:
    data = told.scene.data
    weighted = "" if data.moments.weight is None else ", weighted"
    return _rows(
        {
            "data": printable(f"{data.name}: y is {data.y_name!r}, x is {data.x_name!r}"),
            "points": f"{data.moments.n:,}{weighted}",
            "means": f"x {told.mean_x:.6g}, y {told.mean_y:.6g}",
            "correlation": _number(told.correlation),
        }
    )


def _about_optimum(told: Explanation) -> list[str]:
    objective = told.scene.objective
    rows = {"loss": f"{objective.label} ({told.scene.settings.loss.spec})"}
    if objective.optimum is None:
        return _rows(rows | {"optimum": "none: the loss falls for ever"})
    m, b = objective.optimum
    many = "" if objective.unique else " (one of many)"
    rows["optimum"] = f"m {m:.6g}, b {b:.6g}{many}"
    rows["loss there"] = f"{objective.minimum:.6g}"
    if told.scene.settings.loss.spec.name != "logistic":
        rows["MSE and R2 there"] = f"{_number(told.mse)}, {_number(told.r_squared)}"
    return _rows(rows)


def _about_curvature(told: Explanation) -> list[str]:
    analysis, scaling = told.scene.analysis, told.scene.runs[0].scaling
    where = "" if scaling.plain else ", in z-scored coordinates"
    if analysis is None:
        return _rows({"curvature": "none: no stability limit can be told"})
    (mm, mb), (_, bb) = analysis.hessian
    small, large = analysis.eigenvalues
    along, across = analysis.directions
    return _rows(
        {
            "Hessian": f"[[{mm:.6g}, {mb:.6g}], [{mb:.6g}, {bb:.6g}]]{where}",
            "along the valley": f"eigenvalue {small:.6g}, direction {along[0]:.4f}, {along[1]:.4f}",
            "across it": f"eigenvalue {large:.6g}, direction {across[0]:.4f}, {across[1]:.4f}",
            "condition number": f"{analysis.condition:,.4g}",
            "stability limit": f"{analysis.stability_limit:.6g} (2 / largest eigenvalue)",
            "best fixed rate": f"{analysis.best_rate:.6g} (2 / sum of both), which leaves "
            f"{_share(analysis.contraction(analysis.best_rate))} of the distance in each epoch",
        }
    )


def _about_runs(told: Explanation) -> list[str]:
    everywhere = quadratic(told.scene.settings.loss)
    where = "in the long run" if everywhere else "close to the optimum"
    return [line for each in told.prospects for line in _about_run(each, where)]


def _about_run(run: Prospect, where: str) -> Iterator[str]:
    rate = "" if run.learning_rate is None else f" with learning rate {run.learning_rate:.6g}"
    limit = "" if run.stability_limit is None else f", stable up to {run.stability_limit:.6g}"
    yield f"{run.label}{rate}{limit}:"
    if run.diverges:
        yield "  diverges: its loss grows"
        return
    if run.contraction is not None:
        yield f"  each epoch leaves {_share(run.contraction)} of the slowest distance, {where}"
    for share, epochs in (("1 %", run.epochs_near), ("a millionth", run.epochs_there)):
        yield f"  {share} of the way down: {_when(epochs, run.tried)}"


def _share(value: float) -> str:
    """Return a share; one that rounds to 1 as what it lacks, one of rounding errors as none."""
    if value < ROUNDING:
        return "nothing"
    text = f"{value:.6g}"
    return text if text != "1" or value == 1.0 else f"all but {1.0 - value:.3g}"


def _when(epochs: int | None, tried: int) -> str:
    if epochs is None:
        return f"not within {tried:,} epochs"
    return f"after {epochs:,} epoch{'' if epochs == 1 else 's'}"


def _number(value: float) -> str:
    return "none" if math.isnan(value) else f"{value:.6g}"


def _rows(table: Mapping[str, str]) -> list[str]:
    return [f"{name:{WIDTH}}{words}" for name, words in table.items()]
