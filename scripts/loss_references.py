"""Make tests/references/losses.json: what other packages find for losses on small data.

It needs numpy, scipy, scikit-learn and statsmodels, none of which the package or its tests need.
"""

from __future__ import annotations

import json
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.optimize import linprog, minimize
from sklearn.linear_model import (
    ElasticNet,
    Lasso,
    LinearRegression,
    LogisticRegression,
    QuantileRegressor,
    Ridge,
)
from statsmodels.discrete.discrete_model import Logit
from statsmodels.regression.quantile_regression import QuantReg
from statsmodels.robust.norms import HuberT

if TYPE_CHECKING:
    from numpy.typing import NDArray

TARGET = Path(__file__).resolve().parent.parent / "tests" / "data" / "losses.json"


def main() -> None:
    rng = np.random.default_rng(11)
    x = np.round(rng.normal(3.0, 2.0, 60), 3)
    y = np.round(1.5 * x - 4.0 + 2.0 * rng.standard_t(2, 60), 3)
    weights = np.round(rng.uniform(0.5, 3.0, 60), 2)
    passed = (rng.uniform(size=60) < 1.0 / (1.0 + np.exp(3.0 - x))).astype(float)
    found = [
        *references(x, y, passed, None),
        *references(x, y, passed, weights),
        *without_weights(x, y, passed),
    ]
    columns = {"x": x, "y": y, "passed": passed, "weights": weights}
    table = {name: column.tolist() for name, column in columns.items()}
    lines = ",\n".join(json.dumps(entry) for entry in found)
    TARGET.write_text(f'{{"columns": {json.dumps(table)},\n"references": [\n{lines}\n]}}\n')


def references(
    x: NDArray[Any], y: NDArray[Any], passed: NDArray[Any], weights: NDArray[Any] | None
) -> list[dict[str, Any]]:
    """Return what scikit-learn and SciPy find, weighted or not."""
    table, given = x[:, None], {"sample_weight": weights}
    share = np.full(len(x), 1.0 / len(x)) if weights is None else weights / weights.sum()
    n = len(x) if weights is None else weights.sum()
    exact = {"tol": 1e-15, "max_iter": 1_000_000}
    # scikit-learn adds up the squares for ridge, and halves their mean for lasso.
    fits = [
        ("mse", LinearRegression()),
        ("mse:l2=0.7", Ridge(0.7 * n, tol=1e-15)),
        ("mse:l1=0.7", Lasso(0.35, **exact)),
        ("mse:l1=50", Lasso(25.0, **exact)),
        ("mse:l1=0.4,l2=0.3", ElasticNet(0.5, l1_ratio=0.4, **exact)),
    ]
    found = [
        entry(loss, weights, type(fit).__name__, line(fit.fit(table, y, **given)))
        for loss, fit in fits
    ]
    for loss, q in (("mae", 0.5), ("quantile:q=0.9", 0.9), ("quantile:q=0.25", 0.25)):
        fit = QuantileRegressor(quantile=q, alpha=0.0, solver="highs").fit(table, y, **given)
        found += [
            entry(loss, weights, "QuantileRegressor", line(fit)),
            entry(loss, weights, "linprog", quantile_by_program(x, y, share, q)),
        ]
    for delta in (1.0, 0.3, 6.0):
        norm = HuberT(delta)
        params = smooth(x, y, share, norm.rho, norm.psi)
        found.append(entry(f"huber:delta={delta:g}", weights, "HuberT, minimize", params))
    params = smooth(x, y, share, lambda r: np.logaddexp(r, -r) - np.log(2.0), np.tanh)
    found.append(entry("log-cosh", weights, "minimize", params))
    fit = LogisticRegression(C=np.inf, solver="newton-cholesky", tol=1e-13, max_iter=1000)
    fit.fit(table, passed, **given)
    found.append(entry("logistic", weights, "LogisticRegression", line(fit)))
    return found


def without_weights(x: NDArray[Any], y: NDArray[Any], passed: NDArray[Any]) -> list[dict[str, Any]]:
    """Return what statsmodels finds, which has no such weights for these."""
    columns = np.column_stack([x, np.ones_like(x)])
    fits = [
        ("mae", "QuantReg", QuantReg(y, columns).fit(0.5, p_tol=1e-12, max_iter=10_000)),
        ("logistic", "Logit", Logit(passed, columns).fit(disp=0, method="newton", tol=1e-13)),
    ]
    return [entry(loss, None, name, fit.params.tolist()) for loss, name, fit in fits]


def quantile_by_program(
    x: NDArray[Any], y: NDArray[Any], share: NDArray[Any], q: float
) -> list[float]:
    """Return the quantile line by the linear program that it is."""
    n = len(x)
    costs = np.concatenate([np.zeros(2), q * share, (1.0 - q) * share])
    rows = np.column_stack([x, np.ones(n), np.eye(n), -np.eye(n)])
    bounds = [(None, None)] * 2 + [(0.0, None)] * (2 * n)
    return linprog(costs, A_eq=rows, b_eq=y, bounds=bounds).x[:2].tolist()


def smooth(
    x: NDArray[Any], y: NDArray[Any], share: NDArray[Any], rho: Any, psi: Any
) -> list[float]:
    """Return the best line for the loss ``rho`` of residuals, whose derivative is ``psi``."""

    def value(params: NDArray[Any]) -> float:
        return float(share @ rho(y - params[0] * x - params[1]))

    def gradient(params: NDArray[Any]) -> NDArray[Any]:
        slopes = share * psi(y - params[0] * x - params[1])
        return -np.array([slopes @ x, slopes.sum()])

    return minimize(value, [1.5, -4.0], jac=gradient, method="BFGS", tol=1e-13).x.tolist()


def line(fit: Any) -> list[float]:
    return [float(np.ravel(fit.coef_)[0]), float(np.ravel(fit.intercept_)[0])]


def entry(
    loss: str, weights: NDArray[Any] | None, source: str, params: list[float]
) -> dict[str, Any]:
    return {"loss": loss, "weighted": weights is not None, "source": source, "params": params}


if __name__ == "__main__":
    with warnings.catch_warnings():
        # Asked for more than a float64 has, they say that they could not reach it.
        warnings.simplefilter("ignore")
        main()
