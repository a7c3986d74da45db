"""One damaged file: made, read and judged."""

from __future__ import annotations

import math
import warnings
from contextlib import suppress
from dataclasses import astuple, dataclass
from importlib import import_module
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, NamedTuple

import duckdb

from fuzzing.mutations import damaged
from fuzzing.truths import ANYTHING, Truth, truth_of
from surfaceviz.base.errors import InputError, SurfaceVizWarning
from surfaceviz.data.columns import Selection, choose
from surfaceviz.data.readers import delimited
from surfaceviz.data.readers.looking import HEAD_BYTES
from surfaceviz.data.readers.protocol import Files, IncompleteError
from surfaceviz.data.readers.session import locked
from surfaceviz.data.reading import read_dataset

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from fuzzing.originals import Original
    from surfaceviz.data.dataset import Dataset

    Reader = Callable[..., Dataset]

# Of so many files one is not damaged at all.
WHOLE_EVERY = 20
# Such a share of texts is read in all ways there are.
THOROUGH = 0.25
# It may name what a file names, and that may be long.
LONGEST_SENTENCE = 10_000
DELIMITED = ("csv", "tsv")
SIGNATURES = (
    b"PAR1",
    b"\x93NUMPY\x01\0",
    b"PK\x03\x04",
    b"SQLite format 3\0",
    b"{",
    b"[",
    b"x,y\n",
)


class Verdict(NamedTuple):
    """What came of a file: "read", "refused" or "failed", and what was said or went wrong."""

    outcome: str
    said: str = ""


@dataclass(frozen=True)
class Case:
    """A damaged file.

    Attributes
    ----------
    kind, suffix : str
        What it is, and how its name ends.
    content : bytes
        What is in it.
    original : Original or None
        What it was before.
    named : bool
        Whether its columns are chosen by name.
    thorough : bool
        Whether to count its rows in more than one way.
    """

    kind: str
    suffix: str
    content: bytes
    original: Original | None
    named: bool
    thorough: bool = False


def make(seed: str, number: int, by_kind: Mapping[str, Sequence[Original]]) -> Case:
    """Return the damaged file that a seed and a number stand for."""
    random = Random(f"{seed}:{number}")
    kinds = list(by_kind)
    kind = kinds[number % len(kinds)]
    named = random.random() < 0.5
    if not by_kind[kind]:
        content = random.choice(SIGNATURES) + random.randbytes(random.choice((0, 20, 3000)))
        return Case(kind, random.choice((".csv", ".json", ".parquet")), content, None, named)
    original = random.choice(by_kind[kind])
    if random.randrange(WHOLE_EVERY) == 0:
        return Case(kind, original.suffix, original.content, original, named)
    content = damaged(random, original, random.choice(by_kind[kind]))
    return Case(kind, original.suffix, content, original, named, random.random() < THOROUGH)


def reader_called(name: str) -> Reader:
    """Return a function by ``module:function``."""
    module, function = name.split(":")
    found: Any = getattr(import_module(module), function)
    return found


def judge(case: Case, path: Path, reader: Reader) -> Verdict:
    """Read a file and return whether that ended as it should."""
    names = ("x", "y") if case.named else ()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            verdict = _read(case, path, reader, names)
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            said = (str(error).splitlines() or [""])[0]
            return Verdict("failed", f"{type(error).__name__}: {said}")
    for warning in caught:
        if not issubclass(warning.category, SurfaceVizWarning):
            return Verdict("failed", f"{warning.category.__name__}: {warning.message}")
    return verdict


def _read(case: Case, path: Path, reader: Reader, names: Sequence[str]) -> Verdict:
    try:
        data = reader(str(path), *names)
    except InputError as error:
        if case.original is not None and case.content == case.original.content:
            return Verdict("failed", f"whole, but refused: {error}")
        return _sentence(str(error))
    verdict = _data(data, _truth(case, path))
    if (
        verdict.outcome == "read"
        and reader is read_dataset
        and case.kind in DELIMITED
        and case.thorough
    ):
        return _both_ways(data, path)
    return verdict


def _truth(case: Case, path: Path) -> Truth:
    return (
        ANYTHING
        if case.original is None
        else truth_of(path, case.content, case.original, named=case.named)
    )


def _sentence(said: str) -> Verdict:
    """Judge what is said of a file that is refused."""
    if len(said.splitlines()) != 1 or not said.isprintable():
        return Verdict("failed", f"not one line: {said!r}")
    if len(said) > LONGEST_SENTENCE:
        return Verdict("failed", f"{len(said)} characters long: {said[:200]}")
    return Verdict("refused", said)


def _data(data: Dataset, truth: Truth) -> Verdict:
    """Judge a data set."""
    figures = [each for each in astuple(data.moments) if each is not None]
    if data.moments.n < 2 or not all(map(math.isfinite, figures)):
        return Verdict("failed", f"no usable moments: {data.moments}")
    broken = truth.broken_by(data.moments.n, data.left_out)
    return Verdict("failed", broken) if broken else Verdict("read")


def _both_ways(data: Dataset, path: Path) -> Verdict:
    """Count the rows of separated values by every way to read them that works."""
    wanted = Selection(data.x_name, data.y_name)
    counts = set()
    with TemporaryDirectory() as folder, locked([path], Path(folder)) as session:
        head = path.read_bytes()[:HEAD_BYTES]
        files = Files((path,), repr(str(path)), head, "", Path(folder))
        table = delimited.open_table(files, session, wanted)
        for way in table.ways(choose(table.columns, wanted, files.label)):
            with suppress(duckdb.Error, IncompleteError, InputError):
                ((read,),) = way.relation.aggregate("count(*)").fetchall()
                counts.add(read + way.lost(read))
    if counts != {data.moments.n + data.left_out}:
        return Verdict("failed", f"{sorted(counts)} rows, counted by each way to read them")
    return Verdict("read")
