"""The outside of definitions says the same as their whole shapes."""

from __future__ import annotations

import sysconfig
from pathlib import Path

import pytest
from flask_ls.syntax.blocks import split
from flask_ls.syntax.outline import defined, outline
from flask_ls.syntax.parse import parse_block
from flask_ls.syntax.shape import MODULE
from flask_ls.syntax.shaper import shape

OWN = Path(__file__).resolve().parents[2]
LIBRARY = Path(sysconfig.get_paths()["stdlib"])
FILES = sorted([*OWN.glob("server/**/*.py"), *OWN.glob("tests/**/*.py"), *(LIBRARY / "json").glob("*.py")])


def _agree(block: str) -> bool:
    """Whether a block has an outline, after comparing all that it says with the whole shape."""
    whole, only, outside = shape(block, parse_block(block)), defined(block), outline(block)
    if whole.damaged:
        return False
    bound = [binding for each in whole.by_scope.get(MODULE, {}).values() for binding in each]
    if only is not None:
        assert ([only], frozenset()) == (bound, whole.globals)
    if outside is None:
        return False
    assert bound == [binding for each in outside.by_scope.get(MODULE, {}).values() for binding in each]
    number = bound[-1].target
    one, other = outside.scopes[number], whole.scopes[number]
    assert one._replace(span=other.span, body_start=other.body_start, docstring_end=other.docstring_end) == other
    assert whole.bodies[MODULE][0][0] == outside.bodies[MODULE][0][0]
    return True


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_outlines_of_real_files(path: Path) -> None:
    """Names, decorators, parameters and bases are those of the whole shape, in the scopes of the same numbers."""
    for block in split(path.read_text(encoding="utf-8")).texts:
        _agree(block)


@pytest.mark.parametrize(
    ("block", "has"),
    [
        ("def f():\n    pass\n", True),
        ("@a(lambda: 1)\n@b\nasync def f(\n    x: int = 1,  # why:\n    *, y=lambda: 2,\n) -> None:  # so\n    return x\n", True),
        ("class A(B, metaclass=C):\n    x = 1\n\n    def f(self): ...\n", True),
        ("@route('/é', defaults={'a':\n 1})\ndef é():\r\n    '''x:\n'''\n", True),
        ("def f(a=(b := 1)):\n    pass\n", True),
        ("def f():\n    global x\n    x = 1\n", False),
        ("def f(): return 1\n", False),
        ("x = 1\n", False),
        ("if a:\n    def f():\n        pass\n", False),
        ("def f(\n", False),
    ],
)  # fmt: skip
def test_outlines(block: str, has: bool) -> None:
    """Definitions whose body stands on lines of its own have one; `global` in a body binds outside of it."""
    assert has == _agree(block)
