"""Comparisons of a text with what something has, such as `"Hello" in response.data`, also in what is asserted."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

from flask_ls.syntax.parse import parse_block
from flask_ls.syntax.positions import Positions
from flask_ls.text.spans import Span

_OPERATORS = {ast.In: "in", ast.NotIn: "not in", ast.Eq: "==", ast.NotEq: "!="}


class Comparison(NamedTuple):
    """`text` is the span of the literal, `attribute` that of what it is compared with and `name` the attribute's name;
    `owner` is what has it, with its name where it is one."""

    operator: str
    text: Span
    attribute: Span
    name: str
    owner: Span
    owner_name: str


def comparisons(text: str) -> Iterator[Comparison]:
    """The comparisons of a block's text. A literal may stand on either side, but for `in`, where it is the left one."""
    positions = Positions(text)
    for node in ast.walk(parse_block(text).tree):
        if not isinstance(node, ast.Compare) or len(node.ops) != 1 or type(node.ops[0]) not in _OPERATORS:
            continue
        operator = _OPERATORS[type(node.ops[0])]
        left, right = node.left, node.comparators[0]
        if operator in ("==", "!=") and isinstance(left, ast.Attribute):
            left, right = right, left
        literal = isinstance(left, ast.Constant) and isinstance(left.value, str)
        if literal and isinstance(right, ast.Attribute):
            owner = right.value
            yield Comparison(
                operator=operator,
                text=positions.span(left),
                attribute=positions.span(right),
                name=right.attr,
                owner=positions.span(owner),
                owner_name=owner.id if isinstance(owner, ast.Name) else "",
            )
