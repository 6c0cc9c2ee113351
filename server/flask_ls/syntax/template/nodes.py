"""What a template is made of, as plain values: expressions, and what each tag says.

Spans are relative to the first character of the tag, `{{` or `{%`, so that a tag is read once however often it moves.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

from flask_ls.syntax.node import Node
from flask_ls.text.spans import Span


class Const(Node):
    """A literal: `"text"`, `3`, `none`. Strings that stand side by side are one."""

    value: str | int | float | bool | None
    span: Span


class Name(Node):
    """A variable. Of a target, the name that it binds."""

    name: str
    span: Span


class Attribute(Node):
    """`value.name`; the name is empty where it is still to be typed."""

    value: Expr
    name: str
    name_span: Span
    span: Span


class Item(Node):
    """`value[key]`."""

    value: Expr
    key: Expr
    span: Span


class Keyword(Node):
    """`name=value` in a call."""

    name: str
    name_span: Span
    value: Expr
    span: Span


class Arguments(Node):
    """What stands between the brackets of a call; `open`: `*args` or `**kwargs` may pass more."""

    args: tuple[Expr, ...]
    keywords: tuple[Keyword, ...]
    open: bool
    span: Span


class Call(Node):
    func: Expr
    arguments: Arguments
    span: Span


class Filter(Node):
    """`value|name(…)`; in `{% filter name %}` and `{% set x | name %}` there is no value. `arguments`: None without brackets."""

    value: Expr | None
    name: str
    name_span: Span
    arguments: Arguments | None
    span: Span


class Test(Node):
    """`value is name(…)`, also `is name argument` and, within `not`, `is not name`."""

    value: Expr
    name: str
    name_span: Span
    arguments: Arguments | None
    span: Span


class Display(Node):
    """A list, tuple or dictionary: `items` are its values, `keys` its keys."""

    kind: Literal["list", "tuple", "dict"]
    items: tuple[Expr, ...]
    keys: tuple[Expr, ...]
    span: Span


class Choice(Node):
    """`then if test else otherwise`; without `else` it may be undefined."""

    test: Expr
    then: Expr
    otherwise: Expr | None
    span: Span


class Operation(Node):
    """An operator with its operands: `+`, `~`, `==`, `in`, `not in`, `and`, `not`, `slice`, also `*` and `**` in a call."""

    operator: str
    operands: tuple[Expr, ...]
    span: Span


class Missing(Node):
    """An expression that is still to be typed."""

    span: Span


Expr: TypeAlias = "Const | Name | Attribute | Item | Call | Filter | Test | Display | Choice | Operation | Missing"


# What the tags say.


class Parameter(Node):
    name: str
    span: Span
    default: Expr | None


class Print(Node):
    """`{{ value }}`, also `{% print value %}`."""

    value: Expr


class Block(Node):
    name: str
    name_span: Span
    scoped: bool
    required: bool


class Extends(Node):
    template: Expr


class Include(Node):
    template: Expr
    ignore_missing: bool
    with_context: bool


class Import(Node):
    template: Expr
    target: Name
    with_context: bool


class Imported(Node):
    """A name that `from … import` takes, and the one that it is bound to."""

    name: str
    span: Span
    target: Name


class FromImport(Node):
    template: Expr
    names: tuple[Imported, ...]
    with_context: bool


class Macro(Node):
    name: str
    name_span: Span
    parameters: tuple[Parameter, ...]


class CallBlock(Node):
    """`{% call(parameters) macro(…) %}`."""

    call: Expr
    parameters: tuple[Parameter, ...]


class FilterBlock(Node):
    filter: Expr


class Set(Node):
    """`{% set targets = value %}`, or its block form, which has no value and perhaps a filter."""

    target: Expr
    value: Expr | None
    filter: Expr | None


class With(Node):
    """`{% with a = 1, b = 2 %}`, as pairs of target and value."""

    assignments: tuple[tuple[Expr, Expr], ...]


class For(Node):
    target: Expr
    iterable: Expr
    condition: Expr | None
    recursive: bool


class If(Node):
    """`if` and `elif`."""

    test: Expr


class Autoescape(Node):
    value: Expr


class Do(Node):
    value: Expr


class Trans(Node):
    """`variables`: the names, and what is said to be their value."""

    variables: tuple[tuple[Name, Expr | None], ...]


class Plain(Node):
    """A tag that is only a word, and perhaps a name: `else`, `endblock content`, `break`, `raw`."""

    name: str = ""
    name_span: Span = Span(0, 0)


class Unknown(Node):
    """A tag that is not Jinja's own, and may be an extension's: the names in it are not known to be anything."""


class Comment(Node):
    """`{# … #}`."""


Statement: TypeAlias = (
    "Print | Block | Extends | Include | Import | FromImport | Macro | CallBlock | FilterBlock | Set | With | For | If"
    " | Autoescape | Do | Trans | Plain | Unknown | Comment"
)


class Problem(Node):
    """Why Jinja refuses what stands here, in its words."""

    span: Span
    message: str


class Tag(Node):
    """One tag. `keyword` is empty for `{{ … }}` and comments; `inner` is what stands between the delimiters.

    `loads`: the variables that are read where the tag stands, `inner_loads` those read inside of what it opens (a loop's
    condition, defaults). `binds`: the names that it gives a value where it stands, `opens` those inside of what it opens.
    `parts`: all expressions in it, inner ones first.
    """

    keyword: str
    keyword_span: Span
    inner: Span
    length: int
    closed: bool
    statement: Statement
    loads: tuple[Name, ...] = ()
    inner_loads: tuple[Name, ...] = ()
    binds: tuple[Name, ...] = ()
    opens: tuple[Name, ...] = ()
    parts: tuple[Expr, ...] = ()
    problem: Problem | None = None
