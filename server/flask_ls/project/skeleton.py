"""What of a block's shape was followed: its shape without places and without the bodies of functions not followed.

Two versions of a block with equal skeletons mean the same to whoever followed the first one.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from flask_ls.syntax.shape import Define, Lambda, Shape
from flask_ls.text.spans import Span


class Skeleton(NamedTuple):
    """`form` is what is compared; `spans` and `scopes` are the places and scope numbers left out of it, in order.

    `followed`: for each scope in `scopes`, whether its body is part of the form.
    """

    form: object
    spans: list[Span]
    scopes: list[int]
    followed: list[bool]


def skeleton(shape: Shape, entered: frozenset[int] | None, like: Skeleton | None = None) -> Skeleton:
    """The skeleton of a shape of which the scopes `entered` were followed, or those that were in the skeleton `like`."""
    spans: list[Span] = []
    scopes: list[int] = []
    followed: list[bool] = []

    def opened(number: int) -> object:
        scope = shape.scopes[number]
        at = len(scopes)
        scopes.append(number)
        if like is not None:
            inside = at < len(like.followed) and like.followed[at]
        else:
            inside = number == 0 or (entered is not None and number in entered)
        followed.append(inside)
        spans.append(scope.name_span)
        head = form((scope.kind, scope.name, scope.decorators, scope.parameters, scope.bases))
        named = frozenset(name for at, name in shape.globals if at == number) if inside else None
        return (head, named, form(shape.bodies[number]) if inside else None)

    def form(thing: Any) -> object:
        if isinstance(thing, Span):
            spans.append(thing)
            return None
        if isinstance(thing, (Define, Lambda)):
            spans.append(thing.span)
            return (type(thing).__name__, opened(thing.scope))
        if isinstance(thing, tuple):
            name = type(thing).__name__
            if name == "Import":
                return (name, *map(form, thing[:2]), form(thing.span), thing.in_try)  # type: ignore[attr-defined]
            return (name, *map(form, thing))
        return thing if not isinstance(thing, (bool, float)) else (type(thing).__name__, thing)

    whole = opened(0)
    return Skeleton(whole, spans, scopes, followed)
