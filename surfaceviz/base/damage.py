"""What is said of files that are not whole."""

CUT_OFF = "it is cut off"


class DamagedError(Exception):
    """A film is not whole; the message says why."""
