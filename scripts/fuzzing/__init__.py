"""Files that are damaged on purpose, and what must be true of what is read from them."""
