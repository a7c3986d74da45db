"""What is taken where nothing is said, on the command line and in Python alike."""

from __future__ import annotations

from surfaceviz.panels import PANELS

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
# All there are, clockwise from the upper left.
SHOWN_PANELS = tuple(PANELS)
LAYOUT = "panels"
AXES = "auto"
SHOW = ("optimum",)
LANG = "en"
