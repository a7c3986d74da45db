"""Print the seconds that one of our writers takes for frames that are already in memory."""

import json
import sys
import time
from pathlib import Path

from benchmarks.held import hold
from surfaceviz.writers import WRITERS

path, epochs = Path(sys.argv[1]), int(sys.argv[2])
film, frames = hold(epochs)
write = WRITERS[path.suffix].writer()
began = time.perf_counter()
write(path, film, iter(frames))
print(json.dumps(time.perf_counter() - began))
