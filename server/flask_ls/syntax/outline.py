"""The outside of a definition: what a block says without the body of the function or class that it defines.

Most of a program's text stands in bodies, and most questions about a file (what does it bind, which decorators has it)
need none of them.
"""

from __future__ import annotations

import ast
import re
import warnings
from functools import lru_cache

from flask_ls.syntax.parse import Parsed
from flask_ls.syntax.shape import MODULE, Binding, Shape
from flask_ls.syntax.shaper import shape
from flask_ls.text.spans import Span

_DEFINES = re.compile(r"@|def\b|class\b|async\b")
_NAME = re.compile(r"(?m)^(?:(?P<kind>def|class)[ \t]+(?P<name>\w+)|async[ \t]+def\b)")
_BODY = re.compile(r":[ \t]*(?:#[^\r\n]*)?[\r\n]")
_BINDS = re.compile(r"\blambda\b|:=|\bfor\b")  # what in a header opens scopes or binds names of its own
_TRIES = 3


@lru_cache(maxsize=200_000)
def outline(text: str) -> Shape | None:
    """The shape of a block that is one definition, as if `pass` were its body; None for any other block.

    It differs from the block's whole shape in nothing but what is in the body, and in where scopes end.
    """
    for header in _headers(text):
        tree = _parsed(header + ": pass")
        if tree is not None:
            return shape(text, Parsed(tree=tree, damaged=False))
    return None


@lru_cache(maxsize=200_000)
def defined(text: str) -> Binding | None:
    """What a block binds at module level, where that is nothing but the function or class it defines; else None.

    Nothing is parsed for it.
    """
    headers = _headers(text)
    found = _NAME.search(text)
    if not headers or _BINDS.search(headers[0]) or found is None or not found["name"]:
        return None
    place = Span(*found.span("name"))
    return Binding(found["name"], MODULE, "function" if found["kind"] == "def" else "class", place, target=MODULE + 1)


def _headers(text: str) -> list[str]:
    """What may stand before the colon that the body follows, the likelier first."""
    if not _DEFINES.match(text) or "global" in text:
        return []
    found = _NAME.search(text)
    if found is None:
        return []
    ends = _BODY.finditer(text, found.end())
    return [text[: end.start()] for end, _ in zip(ends, range(_TRIES), strict=False)]


def _parsed(text: str) -> ast.Module | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
