"""Write the paths that PyTorch's optimizers take, which the tests compare with.

Run it with a Python that has torch and NumPy; surfaceviz is not needed:

    python scripts/torch_paths.py tests/references/torch_paths.npz
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np
import torch
from torch import optim
from torch.optim import lr_scheduler as schedulers

EPOCHS = 100
START = (4.0, -3.0)
POINTS = 20

Parameters = list[torch.Tensor]
Scheduler = Callable[[optim.Optimizer], schedulers.LRScheduler]


@dataclass(frozen=True)
class Case:
    """An optimizer and perhaps a schedule, as surfaceviz writes them and as PyTorch does.

    Attributes
    ----------
    optimizer : str
        With its keys.
    make : callable
        parameters -> PyTorch's optimizer.
    schedule : str
        With its keys.
    scheduler : callable or None
        PyTorch's optimizer -> its scheduler.
    batch, seed : int
        Points in a batch, 0 for all at once, and the seed of their order.
    """

    optimizer: str
    make: Callable[[Parameters], optim.Optimizer]
    schedule: str = "constant"
    scheduler: Scheduler | None = None
    batch: int = 0
    seed: int = 0


def sgd_cases() -> Iterator[Case]:
    sgd = optim.SGD
    yield Case("gd:learning_rate=0.02", partial(sgd, lr=0.02))
    yield Case("gd:learning_rate=0.05", partial(sgd, lr=0.05))
    yield Case("gd:learning_rate=0.03,weight_decay=0.3", partial(sgd, lr=0.03, weight_decay=0.3))
    for name, nesterov in (("momentum", False), ("nesterov", True)):
        make = partial(sgd, nesterov=nesterov)
        yield Case(f"{name}:learning_rate=0.02", partial(make, lr=0.02, momentum=0.9))
        yield Case(f"{name}:learning_rate=0.03,momentum=0.5", partial(make, lr=0.03, momentum=0.5))
        yield Case(
            f"{name}:learning_rate=0.01,momentum=0.95,weight_decay=0.1",
            partial(make, lr=0.01, momentum=0.95, weight_decay=0.1),
        )
    yield Case("sgd:learning_rate=0.01", partial(sgd, lr=0.01), batch=8)
    yield Case(
        "sgd:learning_rate=0.005,batch=6,seed=3,momentum=0.9",
        partial(sgd, lr=0.005, momentum=0.9),
        batch=6,
        seed=3,
    )
    yield Case(
        "sgd:learning_rate=0.01,batch=1,seed=7,weight_decay=0.2",
        partial(sgd, lr=0.01, weight_decay=0.2),
        batch=1,
        seed=7,
    )


def accumulating_cases() -> Iterator[Case]:
    yield Case("adagrad:learning_rate=0.5", partial(optim.Adagrad, lr=0.5))
    yield Case(
        "adagrad:learning_rate=1,lr_decay=0.1,eps=0.001",
        partial(optim.Adagrad, lr=1.0, lr_decay=0.1, eps=1e-3),
    )
    yield Case(
        "adagrad:learning_rate=2,weight_decay=0.3",
        partial(optim.Adagrad, lr=2.0, weight_decay=0.3),
    )
    yield Case("rmsprop:learning_rate=0.05", partial(optim.RMSprop, lr=0.05))
    yield Case(
        "rmsprop:learning_rate=0.02,alpha=0.9,eps=0.1",
        partial(optim.RMSprop, lr=0.02, alpha=0.9, eps=0.1),
    )
    yield Case(
        "rmsprop:learning_rate=0.01,weight_decay=0.2,momentum=0.8",
        partial(optim.RMSprop, lr=0.01, momentum=0.8, weight_decay=0.2),
    )
    yield Case("adadelta:learning_rate=1", partial(optim.Adadelta, lr=1.0))
    yield Case(
        "adadelta:learning_rate=3,rho=0.95,eps=0.0001",
        partial(optim.Adadelta, lr=3.0, rho=0.95, eps=1e-4),
    )
    yield Case(
        "adadelta:learning_rate=10,rho=0.8,weight_decay=0.2",
        partial(optim.Adadelta, lr=10.0, rho=0.8, weight_decay=0.2),
    )


def adam_cases() -> Iterator[Case]:
    kin = {"adam": optim.Adam, "adamw": optim.AdamW, "nadam": optim.NAdam}
    for name, make in kin.items():
        yield Case(f"{name}:learning_rate=0.1", partial(make, lr=0.1))
        yield Case(
            f"{name}:learning_rate=0.05,beta1=0.5,beta2=0.97",
            partial(make, lr=0.05, betas=(0.5, 0.97)),
        )
        yield Case(
            f"{name}:learning_rate=0.2,beta1=0.8,eps=0.5,weight_decay=0.1",
            partial(make, lr=0.2, betas=(0.8, 0.999), eps=0.5, weight_decay=0.1),
        )
    yield Case(
        "nadam:learning_rate=0.2,momentum_decay=0.5",
        partial(optim.NAdam, lr=0.2, momentum_decay=0.5),
    )


def schedule_cases() -> Iterator[Case]:
    optimizers = {
        "gd:learning_rate=0.03": partial(optim.SGD, lr=0.03),
        "momentum:learning_rate=0.02": partial(optim.SGD, lr=0.02, momentum=0.9),
        "adam:learning_rate=0.2": partial(optim.Adam, lr=0.2),
    }
    for name, make in optimizers.items():
        for schedule, scheduler in SCHEDULERS.items():
            yield Case(name, make, schedule, scheduler)


def warmed(
    optimizer: optim.Optimizer, epochs: int, after: Callable[..., schedulers.LRScheduler]
) -> schedulers.LRScheduler:
    """Return a scheduler that lets the rate rise before another one begins."""
    rise = rising(optimizer, epochs)
    return schedulers.SequentialLR(optimizer, [rise, after(optimizer)], [epochs])


def rising(optimizer: optim.Optimizer, epochs: int) -> schedulers.LRScheduler:
    """Return the scheduler whose epochs have 1 / epochs, 2 / epochs, ... 1 times the rate."""
    return schedulers.LinearLR(optimizer, 1.0 / epochs, 1.0, total_iters=epochs - 1)


def one_over_t(optimizer: optim.Optimizer, decay: float) -> schedulers.LRScheduler:
    """Return the scheduler that divides by 1 + decay * t."""
    return schedulers.LambdaLR(optimizer, lambda epoch: 1.0 / (1.0 + decay * epoch))


SCHEDULERS: dict[str, Scheduler] = {
    "step:every=20,factor=0.4": partial(schedulers.StepLR, step_size=20, gamma=0.4),
    "exponential:factor=0.95": partial(schedulers.ExponentialLR, gamma=0.95),
    "cosine": partial(schedulers.CosineAnnealingLR, T_max=EPOCHS),
    "inverse:decay=0.1": partial(one_over_t, decay=0.1),
    "warmup:epochs=25": partial(rising, epochs=25),
    "cosine:warmup=10": partial(
        warmed, epochs=10, after=partial(schedulers.CosineAnnealingLR, T_max=EPOCHS - 10)
    ),
    "step:every=15,factor=0.5,warmup=5": partial(
        warmed, epochs=5, after=partial(schedulers.StepLR, step_size=15, gamma=0.5)
    ),
    "inverse:decay=0.2,warmup=8": partial(warmed, epochs=8, after=partial(one_over_t, decay=0.2)),
}


def points() -> tuple[np.ndarray, np.ndarray]:
    """Return the points to fit: around 1.5 x - 2."""
    rng = np.random.default_rng(11)
    x = np.sort(rng.uniform(-1.0, 4.0, POINTS))
    return x, 1.5 * x - 2.0 + rng.normal(0.0, 0.7, POINTS)


def path(case: Case, x: torch.Tensor, y: torch.Tensor) -> np.ndarray:
    """Return the parameters (epochs + 1, 2) of a run."""
    params = torch.tensor(START, dtype=torch.float64, requires_grad=True)
    optimizer = case.make([params])
    scheduler = case.scheduler(optimizer) if case.scheduler else None
    size = case.batch or len(x)
    rows = [params.detach().numpy().copy()]
    for epoch in range(EPOCHS):
        order = np.random.default_rng([case.seed, epoch]).permutation(len(x))
        for batch in range(math.ceil(len(x) / size)):
            chosen = torch.from_numpy(order[batch * size : (batch + 1) * size])
            optimizer.zero_grad()
            torch.mean((params[0] * x[chosen] + params[1] - y[chosen]) ** 2).backward()
            optimizer.step()
        if scheduler:
            scheduler.step()
        rows.append(params.detach().numpy().copy())
    return np.array(rows)


def main(target: str) -> None:
    # Some scalars of an optimizer's state are of the default type.
    torch.set_default_dtype(torch.float64)
    x, y = points()
    cases = [*sgd_cases(), *accumulating_cases(), *adam_cases(), *schedule_cases()]
    tensors = torch.from_numpy(x), torch.from_numpy(y)
    np.savez_compressed(
        target,
        torch=np.array(torch.__version__),
        x=x,
        y=y,
        optimizers=np.array([case.optimizer for case in cases]),
        schedules=np.array([case.schedule for case in cases]),
        paths=np.array([path(case, *tensors) for case in cases]),
    )


if __name__ == "__main__":
    main(sys.argv[1])
