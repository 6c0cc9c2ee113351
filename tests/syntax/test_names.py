"""Which names a block reads and binds."""

from __future__ import annotations

import pytest
from flask_ls.syntax.names import names


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a = b.c(d)", ["b", "d"]),
        ("def f(a: b = c) -> d:\n    return e", ["c", "e"]),
        ("x: y = z", ["z"]),
        ("f'{é} {a!r:{b}}'", ["é", "a", "b"]),
        ("lambda a: a", ["a"]),
        ("del a", []),
        ("'a'", []),
        ("def f(:\n", []),
    ],
)
def test_read(text: str, expected: list[str]) -> None:
    """Names in their order; annotations, texts and attributes are none."""
    read = names(text).read
    assert expected == [name for name, _ in read]
    assert expected == [text[span.start : span.end] for _, span in read]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a = b[c] = d", {"a"}),
        ("import a.b, c as d\nfrom e import f as g, h", {"a", "d", "g", "h"}),
        ("def a(b, /, *c, d, **e):\n    global f", {"a", "b", "c", "d", "e", "f"}),
        ("class A(B):\n    c = 1", {"A", "c"}),
        ("for a, *b in c:\n    pass", {"a", "b"}),
        ("[a for a in b if (c := a)]", {"a", "c"}),
        ("try:\n    pass\nexcept E as a:\n    pass", {"a"}),
        ("with a as b, c as (d, e):\n    pass", {"b", "d", "e"}),
        (
            "match a:\n    case [b, *c]:\n        pass\n    case {'k': d, **e} as f:\n        pass",
            {"b", "c", "d", "e", "f"},
        ),
        ("lambda a, *b: a", {"a", "b"}),
        ("del a", {"a"}),
    ],
)
def test_bound(text: str, expected: set[str]) -> None:
    """By whatever statement, in whatever scope."""
    assert expected == names(text).bound - {""}
