"""Imports at a glance: never fewer than there are."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from flask_ls.syntax.import_scan import imported

OWN = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("import os", [("os", ())]),
        ("import os.path as p, re", [("os.path", ()), ("re", ())]),
        ("from a.b import c, d as e  # why", [("a.b", ("c", "d"))]),
        ("from . import views", [(".", ("views",))]),
        ("from ..a import (  # (\n    b,  # )\n    c as d,\n)\n", [("..a", ("b", "c"))]),
        ("from a import *", [("a", ("*",))]),
        ("from a import b, \\\n    c\n", [("a", ("b", "c"))]),
        ("from a.b \\\n    import c", [("a.b", ("c",))]),
        ("from a import(b)", [("a", ("b",))]),
        ("if x: import a; import b", [("a", ()), ("b", ())]),
        ("def f():\r\n    from a import b\r\n    import c\r\n", [("a", ("b",)), ("c", ())]),
        ("try:\n\timport a\nexcept ImportError: pass", [("a", ())]),
        ("importlib.import_module('x')\nreimport = important\n# reimport us", []),
        ("from é.ü import ß", [("é.ü", ("ß",))]),
        ("", []),
    ],
)
def test_imports_at_a_glance(text: str, expected: list[tuple[str, tuple[str, ...]]]) -> None:
    """Every form of the statement, wherever it stands; words that only look like it are left out."""
    assert expected == list(imported(text))


@pytest.mark.parametrize("path", sorted(OWN.glob("server/**/*.py")), ids=lambda path: path.name)
def test_nothing_that_the_parser_sees_is_missed(path: Path) -> None:
    """On real files: all that `ast` finds, and in code without examples in its strings nothing else."""
    text = path.read_text(encoding="utf-8")
    wanted = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            wanted |= {(alias.name, "") for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            wanted |= {("." * node.level + (node.module or ""), alias.name) for alias in node.names}
    found = {(module, name) for module, names in imported(text) for name in names or ("",)}
    assert set() == wanted - found
