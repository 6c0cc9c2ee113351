"""Splitting and mending: a keystroke costs a block, and a syntax error no more than the block it is in."""

from __future__ import annotations

import ast
import random
from pathlib import Path

import flask
import pytest
from flask_ls.syntax.blocks import resplit, split
from flask_ls.syntax.parse import parse_block
from flask_ls.syntax.shaper import shape

SOURCES = sorted(Path(flask.__file__).parent.rglob("*.py"))
PIECES = [
    "x",
    '"""',
    "'",
    "\n",
    "\n@app.route\n",
    "def f():\n",
    "(",
    " ",
    "",
    "else:\n",
    "'''",
    "\r\n",
    "é😋",
    "\f",
    "\\",
]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_blocks_of_real_files_parse_alone(path: Path) -> None:
    """Blocks joined are the file, each parses by itself, and their statements are the module's."""
    text = path.read_text(encoding="utf-8")
    blocks = split(text).texts
    assert text == "".join(blocks)
    parsed = [parse_block(block) for block in blocks]
    assert not any(each.damaged for each in parsed)
    assert [ast.dump(node) for node in ast.parse(text).body] == [
        ast.dump(node) for each in parsed for node in each.tree.body
    ]


@pytest.mark.parametrize("seed", range(12))
def test_resplit_equals_split(seed: int) -> None:
    """After thousands of random edits in a row the incremental blocks are those of the text split anew."""
    random_ = random.Random(seed)
    text = random_.choice(SOURCES).read_text(encoding="utf-8")[:8000]
    blocks = split(text)
    for step in range(300):
        start = random_.randrange(len(text) + 1)
        end = min(len(text), start + random_.choice([0, 0, 0, 1, 5, 60]))
        new = random_.choice(PIECES)
        text = text[:start] + new + text[end:]
        blocks = resplit(blocks, text, start, end, start + len(new))
        assert split(text) == blocks, f"seed {seed}, step {step}"


@pytest.mark.parametrize(
    "broken",
    [
        "def f(:\n    pass\n",
        "def f()\n    return 1\n",
        "def f():\n    x = (1,\n    return x\n",
        "def f():\n    return app.\n",
        'def f():\n    url_for("in\n    return 1\n',
        "@app.route(\ndef f():\n    pass\n",
        "@app.route('/x', methods=[\ndef f():\n    return 1\n",
        "def f():\n    if x\n        y()\n    return 1\n",
        "def f():\n",
        "def f(a, b=",
    ],
)
def test_a_broken_function_is_still_found(broken: str) -> None:
    """A function that is being typed keeps its name, and the functions around it are untouched."""
    text = f"def before():\n    pass\n\n\n{broken}\n\ndef after():\n    pass\n"
    found = [
        scope.name
        for block in split(text).texts
        for scope in shape(block, parse_block(block)).scopes
        if scope.kind == "function"
    ]
    assert {"before", "f", "after"} <= set(found)


@pytest.mark.parametrize("path", SOURCES[:12], ids=lambda path: path.name)
def test_truncated_files_never_raise(path: Path) -> None:
    """Every prefix of a file has blocks and shapes."""
    text = path.read_text(encoding="utf-8")[:3000]
    for end in range(0, len(text), 17):
        for block in split(text[:end]).texts[-1:]:
            shape(block, parse_block(block))


@pytest.mark.parametrize(
    "text", ["\0", "\ud800", "(" * 5000, "x = " + "-" * 20000 + "1", "\x0c\n", "﻿import os\n", "if 1:\n" * 200]
)
def test_hostile_text_never_raises(text: str) -> None:
    """Null bytes, lone surrogates, deep nesting: blocks and a shape all the same."""
    for block in split(text).texts:
        shape(block, parse_block(block))
