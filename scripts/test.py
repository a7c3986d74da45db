"""Run the tests, installing what that takes.

--quick leaves out what takes more than half a second, a browser, an office program, LaTeX, Java
or a cluster; paths such as tests/losses choose a part. All else is handed on to pytest.
"""

import sys

from environment import prepare, run

QUICK = "not (slow or browser or office or latex or java or cluster)"


def main(arguments: list[str]) -> None:
    if "--help" in arguments:
        sys.exit(__doc__)
    rest = [each for each in arguments if each != "--quick"]
    chosen = ["-m", QUICK] if len(rest) < len(arguments) else []
    python = prepare("test")
    run(str(python), "-m", "pytest", "-n", "auto", "--dist", "loadfile", *chosen, *rest)


if __name__ == "__main__":
    main(sys.argv[1:])
