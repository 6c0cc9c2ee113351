"""Every public name of the installed Flask and Werkzeug, and every parameter, is explained."""

from __future__ import annotations

from functools import cache

import pytest
from flask_ls.knowledge import api
from public_names import public_names

CALLED = ("class", "exception", "function", "method")


@cache
def names() -> dict[str, list[str]]:
    return public_names()


def test_there_is_much_to_explain() -> None:
    """The introspection finds names; it would find none if it looked in the wrong place."""
    assert 1_500 < len(names())


def test_every_name_has_an_entry() -> None:
    """Each name leads to an entry: its own, or that of the class whose member it inherits."""
    assert [] == [name for name in names() if api.lookup(name) is None]


def test_every_parameter_is_described() -> None:
    """What a function, a method or a class takes is said for each parameter."""
    missing = []
    for name, parameters in names().items():
        entry = api.lookup(name)
        if entry is None or entry.kind not in CALLED or parameters == ["args", "kwargs"]:
            continue
        missing += [f"{name}({each})" for each in parameters if each not in entry.parameters]
    assert [] == missing


@pytest.mark.parametrize("entry", [each for each in api.entries() if each.parameters], ids=lambda each: each.name)
def test_described_parameters_exist(entry: api.ApiEntry) -> None:
    """What is described is a parameter, by the signature that is shown."""
    assert entry.signature is not None
    assert [] == [name for name in entry.parameters if name not in entry.signature]
