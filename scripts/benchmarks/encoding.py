"""Print the seconds that one of our writers takes for frames that are already in memory."""

import json
import sys
import time
from pathlib import Path

from benchmarks.held import hold
from surfaceviz.formats import WRITERS

text, epochs = sys.argv[1], int(sys.argv[2])
film, frames = hold(epochs)
path = Path(text)
if text.endswith("/"):
    path.mkdir(exist_ok=True)
write = WRITERS[path.suffix or "/"].writer()
began = time.perf_counter()
write(path, film, iter(frames))
print(json.dumps(time.perf_counter() - began))
