"""Walking over all expressions of a block."""

from __future__ import annotations

from flask_ls.syntax.parse import parse_block
from flask_ls.syntax.shape import Ref
from flask_ls.syntax.shaper import shape
from flask_ls.syntax.walk import expressions


def test_every_name_is_found_with_its_scope() -> None:
    """Decorators and defaults belong to the scope around; branches, comprehensions, lambdas and inner functions count."""
    text = """\
@a(b)
def outer(x=c):
    if d and e:
        return [f for y in g if h]
    with i:
        def inner():
            return k.m + (lambda: n)
"""
    found = [
        (scope, ".".join(each.parts))
        for scope, each in expressions(shape(text, parse_block(text)))
        if isinstance(each, Ref)
    ]
    names = {name: scope for scope, name in found}
    assert {"a", "b", "c", "d", "e", "f", "g", "h", "i", "k.m", "n"} <= names.keys()
    assert (0, 0, 0) == (names["a"], names["b"], names["c"])
    assert names["d"] == names["i"] != names["k.m"]
