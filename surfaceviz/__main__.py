"""``python -m surfaceviz``, and the console script."""

from __future__ import annotations

import sys

from surfaceviz.cli import INTERRUPTED


def main() -> None:
    """Run the command line and exit: 0 done, 1 failed, 2 wrong input, 130 interrupted."""
    try:
        # Importing takes long enough for Ctrl-C to fall into it.
        from surfaceviz.cli.exits import run

        code = run()
    except KeyboardInterrupt:
        code = INTERRUPTED
    if code == INTERRUPTED:
        # If Ctrl-C fell into code that is made of a text, such as a dataclass's methods, Python
        # means to end by the signal, whatever we say, until it has run other such code.
        exec("")
    sys.exit(code)


if __name__ == "__main__":
    main()
