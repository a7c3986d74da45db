"""Show gradient descent: the loss surface of a line, the path on it, the fit and the loss.

The public names are listed in ``__init__.pyi``, which is also what type checkers read. They are
imported from their modules on first use, so that ``import surfaceviz`` stays light.
"""

from types import ModuleType
from typing import Any

import lazy_loader

from surfaceviz.version import __version__ as __version__


def _objectives() -> ModuleType:
    from surfaceviz import losses

    return losses


def _panels() -> ModuleType:
    from surfaceviz.draw import panels

    return panels


def _schedules() -> ModuleType:
    from surfaceviz.optimizers import schedules

    return schedules


# Public modules that stand elsewhere, or under another name.
_MODULES = {"objectives": _objectives, "panels": _panels, "schedules": _schedules}
_public, _, _names = lazy_loader.attach_stub(__name__, __file__)
__all__ = sorted({*_names, *_MODULES} - {"losses"})


def __getattr__(name: str) -> Any:
    """Return a public name, imported when it is first used."""
    return _MODULES[name]() if name in _MODULES else _public(name)


def __dir__() -> list[str]:
    return __all__
