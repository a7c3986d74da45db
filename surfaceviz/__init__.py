"""Show gradient descent: the loss surface of a line, the path on it, the fit and the loss.

The public names are listed in ``__init__.pyi``, which is also what type checkers read. They are
imported from their modules on first use, so that ``import surfaceviz`` stays light.
"""

import lazy_loader

from surfaceviz.version import __version__ as __version__

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
