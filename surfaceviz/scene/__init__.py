"""Data and settings become runs, a window, a surface: all that a film shows, computed."""
