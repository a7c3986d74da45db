"""Print the milliseconds of drawing the early and the last frames of a long film."""

import json
import sys
import time
from itertools import pairwise
from statistics import median

from benchmarks.held import classic_scene
from surfaceviz.draw.look import Look
from surfaceviz.draw.stage import build_stage, draw_frames

# Frames around the one in question: a single one is too short to time.
WINDOW = 50

few, many = int(sys.argv[1]), int(sys.argv[2])
drawing = draw_frames(build_stage(classic_scene(many), Look()), range(many + 1))
times = [time.perf_counter(), *(time.perf_counter() for _ in drawing)]
costs = [1000 * (end - begin) for begin, end in pairwise(times)]
# The first cost is that of all that stays.
early = costs[max(1, few - WINDOW // 2) : few + WINDOW // 2]
print(json.dumps({"early": median(early), "last": median(costs[-WINDOW:])}))
