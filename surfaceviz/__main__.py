"""``python -m surfaceviz``, and the console script."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line and exit: 0 done, 1 failed, 2 wrong input, 130 interrupted."""
    try:
        # Importing takes long enough for Ctrl-C to fall into it.
        from surfaceviz.cli.exits import run

        sys.exit(run())
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
