"""What is taken where nothing is said, on the command line and in Python alike."""

from __future__ import annotations

EPOCHS = 100
START = (0.0, 0.0)
WINDOW = "auto"
GRID = 120
OPTIMIZER = "gd"
LOSS = "mse"
SCHEDULE = "constant"
SIZE = (1280, 720)
THEME = "light"
FPS = 20.0
HOLD = 2.0
QUALITY = "good"
# Clockwise from the upper left. They are named, so that one more in the table changes no picture.
SHOWN_PANELS = ("surface", "contour", "fit", "loss")
LAYOUT = "panels"
AXES = "auto"
SHOW = ("optimum",)
LANG = "en"
