"""Run the tests, installing what that takes; arguments are handed on to pytest."""

import sys

from environment import prepare, run

if __name__ == "__main__":
    python = prepare("test")
    run(str(python), "-m", "pytest", "-n", "auto", "--dist", "worksteal", *sys.argv[1:])
