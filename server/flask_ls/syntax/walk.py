"""Looking through statements and expressions. It knows no Flask, and does not go into what a function defines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask_ls.text.spans import Span


def inside(thing: object) -> Iterator[Any]:
    """A statement or expression and all that it is made of, from outside to inside, in the order of the text.

    Bodies of functions, classes and lambdas are scopes of their own, and are not looked into.
    """
    if isinstance(thing, Span) or not isinstance(thing, tuple):
        return
    if hasattr(thing, "_fields"):
        yield thing
    for part in thing:
        yield from inside(part)
