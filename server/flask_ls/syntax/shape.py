"""The shape of a block: what it binds, calls, stores and returns, as plain values without syntax trees.

Spans are relative to the block's first character. Names stay as they are written: what they mean is for the
project to say, since that depends on other blocks and files.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

from flask_ls.syntax.node import Node
from flask_ls.text.spans import Span

MODULE = 0  # the index of a block's outermost scope


class Const(Node):
    """A literal: `"text"`, `3`, `None`."""

    value: str | bytes | int | float | complex | bool | None
    span: Span


class Ref(Node):
    """A name, or names with dots between: `app.config`."""

    parts: tuple[str, ...]
    span: Span

    @property
    def last(self) -> str:
        return self.parts[-1]


class Member(Node):
    """An attribute of something that is not itself a dotted name: `create_app().config`."""

    value: Expr
    name: str
    span: Span


class Item(Node):
    """A subscript: `session["user"]`."""

    value: Expr
    key: Expr
    span: Span


class Keyword(Node):
    """A keyword argument; `name` is None for `**value`."""

    name: str | None
    value: Expr
    span: Span


class Call(Node):
    """A call. `args` ends early at `*star`, and `starred` says so; `rest` is what stands there and behind it."""

    func: Expr
    args: tuple[Expr, ...]
    keywords: tuple[Keyword, ...]
    starred: bool
    span: Span
    rest: tuple[Expr, ...] = ()

    def keyword(self, name: str) -> Keyword | None:
        """The keyword argument of this name."""
        for keyword in self.keywords:
            if keyword.name == name:
                return keyword
        return None

    def argument(self, position: int, name: str) -> Expr | None:
        """The argument that is given in this place, from 0, or by this name."""
        if len(self.args) > position:
            return self.args[position]
        keyword = self.keyword(name)
        return keyword.value if keyword is not None else None

    @property
    def opaque(self) -> bool:
        """Whether `*args` or `**kwargs` may pass what is not written here."""
        return self.starred or any(keyword.name is None for keyword in self.keywords)


class Display(Node):
    """A list, tuple or set, or a dictionary: `items` are its values, `keys` its keys, None for `**value`."""

    kind: Literal["list", "tuple", "set", "dict"]
    items: tuple[Expr, ...]
    keys: tuple[Expr | None, ...]
    span: Span


class Choice(Node):
    """One of several values: `a or b`, or `x if test else y`, which alone has a `test`."""

    options: tuple[Expr, ...]
    span: Span
    test: Expr | None = None


class Clause(Node):
    """One `for target in iterable if condition` of a comprehension."""

    target: Expr
    iterable: Expr
    conditions: tuple[Expr, ...]


class Comprehension(Node):
    """A comprehension or generator expression; `key` is set for a dictionary's."""

    kind: Literal["list", "set", "dict", "generator"]
    element: Expr
    key: Expr | None
    clauses: tuple[Clause, ...]
    span: Span


class Starred(Node):
    """`*value` in a call or a display."""

    value: Expr
    span: Span


class Joined(Node):
    """An f-string: its literal parts and the values between them, as text."""

    parts: tuple[Expr, ...]
    span: Span


class Lambda(Node):
    """A lambda, whose body is the scope `scope`."""

    scope: int
    span: Span


class Operation(Node):
    """An operator with its operands: `+`, `%`, `==`, `in`, `not`, `and` and the like; also `yield`, `yield from` and `slice`."""

    operator: str
    operands: tuple[Expr, ...]
    span: Span


class Other(Node):
    """Any other expression."""

    span: Span


Expr: TypeAlias = "Const | Ref | Member | Item | Call | Display | Choice | Comprehension | Starred | Joined | Lambda | Operation | Other"
Guard = Literal["none", "main", "condition"]


class Parameter(Node):
    """A parameter. `kind`: `/` before the slash, empty, `k` keyword only, `*` and `**` for the collecting ones."""

    name: str
    annotation: Expr | None
    default: Expr | None
    span: Span
    kind: Literal["", "/", "k", "*", "**"] = ""


class Scope(Node):
    """A module (scope 0 of every block), function or class. `span` is the whole of it, decorators included."""

    kind: Literal["module", "function", "class"]
    name: str
    parent: int
    span: Span
    name_span: Span
    decorators: tuple[Expr, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    bases: tuple[Expr, ...] = ()
    guard: Guard = "none"
    body_start: int = 0  # where its first statement begins
    docstring_end: int = -1  # the end of its docstring, -1 where it has none


class Binding(Node):
    """A name given a meaning in a scope.

    `module` and `member` belong to imports: `import a.b` binds `a` (module `a`), `import a.b as c` module `a.b`,
    `from ..a import b as c` module `..a`, member `b`. `target` is the scope that a definition opens.
    """

    name: str
    scope: int
    kind: Literal["import", "from", "value", "function", "class", "parameter", "other"]
    span: Span
    value: Expr | None = None
    module: str = ""
    member: str = ""
    target: int = -1


class CallSite(Node):
    call: Call
    scope: int
    guard: Guard


class Store(Node):
    """An assignment to an attribute or a subscript: `app.debug = True`, `session["user"] = name`, also `+=` and `del`."""

    target: Ref | Member | Item
    value: Expr | None
    scope: int
    guard: Guard
    span: Span


class Import(Node):
    """One import statement. `names` are pairs of imported name and the name it is bound to; `*` is a name."""

    module: str | None  # None: `import a, b`
    names: tuple[tuple[str, str], ...]
    scope: int
    span: Span
    in_try: bool


# Statements: what a scope does, in its order.


class Evaluate(Node):
    value: Expr
    span: Span


class Assign(Node):
    """`a = b = value`; a target is a name, an attribute, a subscript or a tuple of such."""

    targets: tuple[Expr, ...]
    value: Expr
    span: Span


class Augment(Node):
    """`target += value`."""

    target: Expr
    operator: str
    value: Expr
    span: Span


class Define(Node):
    """`def` or `class`; `scope` is the one that it opens."""

    scope: int
    span: Span


class Return(Node):
    value: Expr | None
    span: Span


class Leave(Node):
    """`raise`, `break` or `continue`."""

    kind: Literal["raise", "break", "continue"]
    span: Span


class If(Node):
    test: Expr
    body: tuple[Statement, ...]
    orelse: tuple[Statement, ...]
    span: Span


class For(Node):
    target: Expr
    iterable: Expr
    body: tuple[Statement, ...]
    orelse: tuple[Statement, ...]
    span: Span


class While(Node):
    test: Expr
    body: tuple[Statement, ...]
    orelse: tuple[Statement, ...]
    span: Span


class With(Node):
    items: tuple[tuple[Expr, Expr | None], ...]
    body: tuple[Statement, ...]
    span: Span


class Try(Node):
    body: tuple[Statement, ...]
    handlers: tuple[tuple[Statement, ...], ...]
    orelse: tuple[Statement, ...]
    final: tuple[Statement, ...]
    span: Span


class Branches(Node):
    """`match` and what later grammars add: of these bodies one runs, or none."""

    bodies: tuple[tuple[Statement, ...], ...]
    span: Span


Statement: TypeAlias = (
    "Evaluate | Assign | Augment | Define | Return | Leave | If | For | While | With | Try | Branches | Import"
)


def last_name(expr: Expr) -> str:
    """The last of an expression's dotted names: `c` of `a.b.c` and of `f().c`; empty where it has none."""
    return expr.last if isinstance(expr, Ref) else expr.name if isinstance(expr, Member) else ""


class Shape(Node):
    """All of a block. `bodies` are the statements of each scope, in the order of `scopes`."""

    scopes: tuple[Scope, ...]
    bindings: tuple[Binding, ...]
    calls: tuple[CallSite, ...]
    stores: tuple[Store, ...]
    returns: tuple[tuple[int, Expr], ...]
    imports: tuple[Import, ...]
    bodies: tuple[tuple[Statement, ...], ...]
    damaged: bool
    globals: frozenset[tuple[int, str]]
    by_scope: dict[int, dict[str, list[Binding]]]

    def scope_at(self, offset: int) -> int:
        """The number of the innermost scope around an offset of the block."""
        best = MODULE
        for number, scope in enumerate(self.scopes):
            if number and scope.span.start <= offset <= scope.span.end and offset > scope.name_span.end:
                best = number
        return best

    def bound(self, scope: int, name: str) -> list[Binding]:
        """The bindings of a name in one scope of this block."""
        return self.by_scope.get(scope, {}).get(name, [])
