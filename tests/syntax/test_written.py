"""How string literals are written: their values, and where each character stands."""

from __future__ import annotations

import ast
import random
import warnings

import pytest
from flask_ls.syntax.written import written
from flask_ls.text.spans import Span


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ('"a"', "a"),
        ('r"\\n"', "\\n"),
        ("'\\n\\'\\\\\\t'", "\n'\\\t"),
        ('"""a\r\nb"""', "a\nb"),
        ('"{{ a }}\\\n{{ b }}"', "{{ a }}{{ b }}"),
        ('"a "  # why\n  "b"', "a b"),
        ('"\\u00e9\\x20"', "é "),
        ('""', ""),
    ],
)
def test_values(source: str, text: str) -> None:
    """Escapes, raw strings, line ends and literals side by side are read as Python reads them."""
    found = written(source)
    assert text == (found.text if found is not None else None)


@pytest.mark.parametrize(
    "source", ['f"a"', 'b"a"', '"a', "a", "", '"\\x61"', '"us" "er"', '"\\N{BULLET}"', '"a" + "b"']
)
def test_silence(source: str) -> None:
    """What is no plain string, and words that are not written as they are, give nothing."""
    assert written(source) is None


def test_places() -> None:
    """Each place of the value is one of the source, and back; inside of an escape there is none."""
    source = '"\\n{{ a }}" "x"'
    found = written(source)
    assert found is not None
    assert "{{ a }}" == source[slice(*found.outside(Span(1, 8)))]
    assert (0, None, 1, 8, 8, None) == tuple(map(found.inside, (1, 2, 3, 10, 13, 0)))
    assert Span(14, 14) == found.outside(Span(9, 9))


def test_any_literal_is_read_as_python_reads_it() -> None:
    """Of strings that are put together at random, the value is Python's or none, and cursors find their way back."""
    chance = random.Random(5)
    pieces = ["{{ user }}", "\\n", "\\\\", "\\x20", "\\u00e9", "\\{", "\\\n", "\n", "\r\n", "\\'", "é", " ", "\\12", "#", "'", "\\8"]  # fmt: skip
    read = 0
    for _ in range(2000):
        literals = []
        for _ in range(chance.randrange(1, 3)):
            quotes = chance.choice(['"', "'", '"""', "'''"])
            inside = "".join(chance.choice(pieces) for _ in range(chance.randrange(5)))
            literals.append(f"{chance.choice(['', 'r', 'u', 'R'])}{quotes}{inside}{quotes}")
        source = chance.choice([" ", "\n", "", " # x\n"]).join(literals)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                value = ast.literal_eval(f"({source}\n)")
        except (SyntaxError, ValueError):
            continue
        found = written(source)
        if found is not None and isinstance(value, str):
            read += 1
            assert value == found.text, source
            assert [*range(len(value) + 1)] == [found.inside(at) for at in found.starts], source
    assert read > 1000
