from __future__ import annotations

import math
import pickle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surfaceviz.base.entries import Spec, made
from surfaceviz.base.errors import InputError
from surfaceviz.base.keys import KEYS
from surfaceviz.losses import OBJECTIVES
from surfaceviz.optimizers import OPTIMIZERS, adam
from surfaceviz.optimizers.schedules import SCHEDULES

TABLES = {"optimizer": OPTIMIZERS, "schedule": SCHEDULES, "loss": OBJECTIVES}
ENTRIES = [(kind, name) for kind, table in TABLES.items() for name in table]
ENTRY_KEYS = [(kind, name, key) for kind, name in ENTRIES for key in TABLES[kind][name].keys]


def values(key):
    """What a key may be, as a strategy."""
    bounds = KEYS[key]
    if bounds.whole:
        return st.integers(int(bounds.least), int(bounds.most))
    return st.floats(
        bounds.least,
        bounds.most if math.isfinite(bounds.most) else 1e300,
        exclude_min=bounds.above,
        exclude_max=bounds.below,
    )


def refusals(key):
    """Values just outside of what a key may be, as they are written."""
    bounds = KEYS[key]
    bad = ["nan", "inf", "-inf", "much", "", "9" * 400]
    bad.append(repr(bounds.least) if bounds.above else repr(bounds.least - 1))
    if math.isfinite(bounds.most):
        bad.append(repr(bounds.most) if bounds.below else repr(bounds.most + 1))
    return [*bad, "2.5"] if bounds.whole else bad


@given(st.sampled_from(ENTRIES), st.data())
def test_what_was_made_is_written_as_it_is_read(entry, data):
    kind, name = entry
    table = TABLES[kind]
    keys = {key: data.draw(values(key), label=key) for key in table[name].keys}
    chosen = {key: value for key, value in keys.items() if data.draw(st.booleans(), label=key)}
    first = made(str(Spec(name, tuple(chosen.items()))), table, kind)
    again = made(str(first.spec), table, kind)
    assert first.spec == again.spec == table[name].make(**chosen).spec
    written = dict(first.spec.keys)
    assert {**table[name].keys, **written} == {**table[name].keys, **chosen}
    assert pickle.loads(pickle.dumps(first)).spec == first.spec


@pytest.mark.parametrize(("kind", "name"), ENTRIES)
def test_every_entry_is_made_by_its_name_alone_and_writes_just_that(kind, name):
    assert str(made(f" {name} ", TABLES[kind], kind).spec) == name
    assert TABLES[kind][name].description


@pytest.mark.parametrize(("kind", "name", "key"), ENTRY_KEYS)
def test_every_key_refuses_what_is_out_of_its_range(kind, name, key):
    for value in refusals(key):
        with pytest.raises(InputError) as error:
            made(f"{name}:{key}={value}", TABLES[kind], kind)
        assert str(error.value).startswith(f"{name}'s {key} must be {KEYS[key].expected}, got ")


@pytest.mark.parametrize(("kind", "name", "key"), ENTRY_KEYS)
def test_every_key_takes_the_ends_of_its_range(kind, name, key):
    bounds = KEYS[key]
    ends = [
        end for end, out in ((bounds.least, bounds.above), (bounds.most, bounds.below)) if not out
    ]
    for end in filter(math.isfinite, ends):
        made(f"{name}:{key}={end}", TABLES[kind], kind)


@pytest.mark.parametrize(
    ("text", "kind", "message"),
    [
        (
            "momentum:momentum=1.5",
            "optimizer",
            "momentum's momentum must be a number at least 0 and less than 1, got 1.5",
        ),
        ("gd:lr=0", "optimizer", "gd's learning_rate must be a number more than 0, got 0"),
        (
            "sgd:batch=2.5",
            "optimizer",
            "sgd's batch must be a whole number at least 1 and at most 1000000000, got '2.5'",
        ),
        (
            "sgd:seed=4294967296",
            "optimizer",
            "sgd's seed must be a whole number at least 0 and at most 4294967295, got 4294967296",
        ),
        ("adam:lr=1,lr=2", "optimizer", "adam's learning_rate is given twice: give it once"),
        (
            "adam:lr=1,learning_rate=1",
            "optimizer",
            "adam's learning_rate is given twice: give it once",
        ),
        (
            "adam:weight_decy=1",
            "optimizer",
            "unknown key of adam 'weight_decy' (did you mean 'weight_decay'?): choose one of "
            "learning_rate, beta1, beta2, eps, weight_decay",
        ),
        ("cg:lr=1", "optimizer", "cg has no keys, got 'learning_rate': write just cg"),
        (
            "cosin",
            "schedule",
            "unknown schedule 'cosin' (did you mean 'cosine'?): choose one of constant, step, "
            "exponential, cosine, inverse, warmup",
        ),
    ],
)
def test_messages_say_what_to_write_instead(text, kind, message):
    with pytest.raises(InputError) as error:
        made(text, TABLES[kind], kind)
    assert str(error.value) == message


@given(st.sampled_from(ENTRIES), st.data())
@settings(max_examples=50)
def test_a_slip_of_the_pen_is_told_the_name_that_was_meant(entry, data):
    kind, name = entry
    at = data.draw(st.integers(0, len(name)))
    slip = name[:at] + "'" + name[at:]
    with pytest.raises(InputError, match="did you mean") as error:
        made(slip, TABLES[kind], kind)
    assert repr(name) in str(error.value)


def test_keys_may_have_spaces_and_lr_is_the_learning_rate():
    assert made("adam: lr = 0.1 , beta1=0.8,", OPTIMIZERS, "optimizer").spec == Spec(
        "adam", (("learning_rate", 0.1), ("beta1", 0.8))
    )


def test_the_order_of_the_keys_and_what_is_the_default_do_not_matter():
    text = "adam:beta2=0.5,beta1=0.9,learning_rate=0.25"
    assert str(made(text, OPTIMIZERS, "optimizer").spec) == "adam:lr=0.25,beta2=0.5"
    assert adam(0.25, beta2=0.5).spec == made(text, OPTIMIZERS, "optimizer").spec


@pytest.mark.parametrize("bad", [1.0, -1, "0.5x", None, math.nan])
def test_a_caller_from_python_is_told_the_same(bad):
    if bad is None:
        assert adam(beta1=0.5, learning_rate=bad).learning_rate is None
        return
    with pytest.raises(
        InputError, match="adam's beta1 must be a number at least 0 and less than 1"
    ):
        adam(beta1=bad)


def test_every_key_has_an_entry_and_every_entry_its_keys():
    used = {key for _, _, key in ENTRY_KEYS}
    assert used <= set(KEYS)
    assert {"learning_rate", "weight_decay", "batch", "warmup"} <= used
