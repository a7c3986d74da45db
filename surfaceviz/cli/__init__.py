"""The command line: its options, what it says, and how it ends."""

# The exit code of a program that Ctrl-C has ended.
INTERRUPTED = 130
