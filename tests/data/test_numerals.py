from __future__ import annotations

import warnings

import duckdb
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import surfaceviz as sv
from surfaceviz.base.errors import InputError, NumbersWarning, SurfaceVizWarning
from surfaceviz.data.numerals import decide, evidence_of, is_missing, stand_of, stand_sql

# separator, cells, their values, and whether only what is usual decided.
COLUMNS = [
    ("\t", ["1,250", "950"], [1250, 950], True),
    (",", ["1,250", "950"], [1250, 950], True),
    (";", ["1,250", "2,300"], [1.25, 2.3], True),
    (",", ["1.250", "3.400"], [1.25, 3.4], True),
    (",", ["0.125", "1.250"], [0.125, 1.25], False),
    (";", ["0,125", "1,250"], [0.125, 1.25], False),
    ("\t", ["1,25", "1,250"], [1.25, 1.25], False),
    (";", ["1.250.000", "2.500"], [1250000, 2500], False),
    (",", ["1,250,000", "2,500"], [1250000, 2500], False),
    (";", ["1.250,5", "2.500"], [1250.5, 2500], False),
    (";", ["1,250.5", "2,500"], [1250.5, 2500], False),
    (";", ["1 250,5", "2\u202f300"], [1250.5, 2300], False),
    (",", ["-1'250.5", "+2"], [-1250.5, 2], False),
]


@pytest.mark.parametrize(("separator", "cells", "values", "said"), COLUMNS)
def test_signs_mean_what_the_cells_tell(tmp_path, separator, cells, values, said):
    path = tmp_path / "data.csv"
    lines = [f'{k}{separator}"{cell}"' for k, cell in enumerate(cells)]
    path.write_text("\n".join([f"a{separator}b", *lines]), encoding="utf-8")
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        data = sv.read_dataset(str(path), "a", "b")
    assert data.y.tolist() == values
    assert [each.category for each in caught] == [NumbersWarning] * said


def test_the_decimal_sign_is_as_asked(tmp_path):
    path = tmp_path / "data.tsv"
    path.write_text("a\tb\n1\t1,250\n2\t2,300\n")
    assert sv.read_dataset(str(path), decimal=",").y.tolist() == [1.25, 2.3]
    assert sv.read_dataset(str(path), decimal=".").y.tolist() == [1250, 2300]
    with pytest.raises(InputError, match="decimal must be"):
        sv.read_dataset(str(path), decimal=";")


def test_cells_that_are_no_numbers_are_counted_and_shown(tmp_path):
    path = tmp_path / "data.csv"
    path.write_text("a,b\n1,2\n3,4\n5,6\noops,7\nNA,8\n")
    with pytest.warns(SurfaceVizWarning, match=r"^1 cell is no number in 'a' \('oops'\)"):
        data = sv.read_dataset(str(path))
    assert (data.moments.n, data.left_out, data.strays) == (3, 2, 1)


@given(st.lists(st.integers(10**5, 10**9), min_size=1, max_size=9), st.booleans())
def test_grouped_numbers_are_read_back(numbers, comma):
    texts = [f"{number / 100:,.2f}" for number in numbers]
    if comma:
        texts = [text.translate(str.maketrans(",.", ".,")) for text in texts]
    (found,) = decide([evidence_of(texts)], "", None)
    assert [found.read(text) for text in texts] == [number / 100 for number in numbers]


@example(["\u00a05", "5\u00a0", "\t5", " 5 ", "n/a ", "1\u2009000"])
@given(st.lists(st.text("0123456789.,eE +-'\u2019\u00a0ainf\u0665", max_size=9), max_size=20))
def test_duckdb_and_python_tell_alike_how_a_text_stands(texts):
    with duckdb.connect() as session:
        for text in texts:
            ((found,),) = session.execute(f"SELECT {stand_sql('$t')}", {"t": text}).fetchall()
            assert (found or "").strip(" ") == ("" if is_missing(text) else stand_of(text)), text
