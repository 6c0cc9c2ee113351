"""Looking through statements and expressions. It knows no Flask, and does not go into what a function defines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask_ls.syntax.shape import (
    Call,
    Choice,
    Comprehension,
    Const,
    Display,
    Expr,
    Item,
    Joined,
    Lambda,
    Member,
    Operation,
    Other,
    Ref,
    Shape,
    Starred,
)  # fmt: skip
from flask_ls.text.spans import Span

_EXPRESSIONS = (
    Const, Ref, Member, Item, Call, Display, Choice, Comprehension, Starred, Joined, Lambda, Operation, Other,
)  # fmt: skip


_MOST = 5_000  # bodies whose walk is kept: several rules look through each of them, again with every key
_walked: dict[int, tuple[object, tuple[Any, ...]]] = {}


def inside(thing: object) -> Iterator[Any]:
    """A statement or expression and all that it is made of, from outside to inside, in the order of the text.

    Bodies of functions, classes and lambdas are scopes of their own, and are not looked into. The walk through a body
    (a plain tuple of statements) is kept as long as the body itself is one that is asked about.
    """
    if type(thing) is not tuple:
        return _inside(thing)
    known = _walked.get(id(thing))
    if known is None or known[0] is not thing:
        if len(_walked) > _MOST:
            _walked.clear()
        known = _walked[id(thing)] = (thing, tuple(_inside(thing)))
    return iter(known[1])


def _inside(thing: object) -> Iterator[Any]:
    if isinstance(thing, Span) or not isinstance(thing, tuple):
        return
    if hasattr(thing, "_fields"):
        yield thing
    for part in thing:
        yield from _inside(part)


def expressions(shape: Shape) -> Iterator[tuple[int, Expr]]:
    """All expressions of a block, each before those inside of it, with the scope that it stands in.

    What follows `raise` or `assert`, and annotations, are no part of what is done, and left out.
    """
    for number, scope in enumerate(shape.scopes):
        before = (*scope.decorators, *scope.bases, *(parameter.default for parameter in scope.parameters))
        for where, thing in ((scope.parent, before), (number, shape.bodies[number])):
            for found in inside(thing):
                if isinstance(found, _EXPRESSIONS):
                    yield where, found
