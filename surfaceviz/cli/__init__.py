"""The command line, in parts: options by what they are about, and what they ask for."""
