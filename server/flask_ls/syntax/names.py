"""Which names a block reads, and which it binds anywhere, whatever the scope."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from flask_ls.syntax.parse import parse_block
from flask_ls.syntax.positions import Positions
from flask_ls.text.spans import Span


class Names(NamedTuple):
    """`read`: names with their places, annotations aside, in the order of the text. `bound`: by whatever statement."""

    read: tuple[tuple[str, Span], ...]
    bound: frozenset[str]


@lru_cache(maxsize=2_000)
def names(text: str) -> Names:
    """The names of a block's text."""
    tree, positions = parse_block(text).tree, Positions(text)
    unread = {
        id(inner) for each in ast.walk(tree) for annotation in _annotations(each) for inner in ast.walk(annotation)
    }
    read = [
        (each.id, positions.span(each))
        for each in ast.walk(tree)
        if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Load) and id(each) not in unread
    ]
    bound = {name for each in ast.walk(tree) for name in _bound(each)}
    return Names(tuple(sorted(read, key=lambda pair: pair[1])), frozenset(bound))


def _annotations(node: ast.AST) -> Iterator[ast.AST]:
    for name in ("annotation", "returns"):
        if isinstance(found := getattr(node, name, None), ast.AST):
            yield found


def _bound(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Name(ctx=ast.Store() | ast.Del()):
            yield node.id
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            yield node.name
        case ast.arg():
            yield node.arg
        case ast.alias():
            yield node.asname or node.name.partition(".")[0]
        case ast.ExceptHandler() | ast.MatchAs() | ast.MatchStar():
            yield node.name or ""
        case ast.MatchMapping():
            yield node.rest or ""
        case ast.Global() | ast.Nonlocal():
            yield from node.names
        case _ if type(node).__name__ in ("TypeVar", "ParamSpec", "TypeVarTuple"):
            yield str(getattr(node, "name", ""))
