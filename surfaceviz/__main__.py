"""``python -m surfaceviz``, and the console script."""

from __future__ import annotations

from surfaceviz.cli import main

if __name__ == "__main__":
    main()
