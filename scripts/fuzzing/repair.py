"""DuckDB's database files: checksums made right again, so that damage is not seen at once."""

from __future__ import annotations

import numpy as np

from fuzzing.originals import BLOCK

HEADER, HEADERS = 4096, 3
START, FACTOR = np.uint64(5381), np.uint64(0xBF58476D1CE4E5B9)


def with_checksums(content: bytes) -> bytes:
    """Return a database whose headers and blocks all have the checksum that they should."""
    fixed = bytearray(content)
    bounds = [*range(0, HEADER * HEADERS, HEADER), *range(HEADER * HEADERS, len(content), BLOCK)]
    for begin, end in zip(bounds, [*bounds[1:], len(content)], strict=True):
        words = np.frombuffer(fixed[begin + 8 : end - (end - begin) % 8], dtype="<u8")
        found = np.bitwise_xor.reduce(words * FACTOR, initial=START)
        fixed[begin : begin + 8] = int(found).to_bytes(8, "little")
    return bytes(fixed)
