"""The shape of a block: what it binds, calls, stores and returns, as plain values without syntax trees.

Spans are relative to the block's first character. Names stay as they are written: what they mean is for the
project to say, since that depends on other blocks and files.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from flask_ls.text.spans import Span

MODULE = 0  # the index of a block's outermost scope


@dataclass(frozen=True, slots=True)
class Const:
    """A literal: `"text"`, `3`, `None`."""

    value: str | bytes | int | float | complex | bool | None
    span: Span


@dataclass(frozen=True, slots=True)
class Ref:
    """A name, or names with dots between: `app.config`."""

    parts: tuple[str, ...]
    span: Span

    @property
    def last(self) -> str:
        return self.parts[-1]


@dataclass(frozen=True, slots=True)
class Member:
    """An attribute of something that is not itself a dotted name: `create_app().config`."""

    value: Expr
    name: str
    span: Span


@dataclass(frozen=True, slots=True)
class Item:
    """A subscript: `session["user"]`."""

    value: Expr
    index: Expr
    span: Span


@dataclass(frozen=True, slots=True)
class Keyword:
    """A keyword argument; `name` is None for `**value`."""

    name: str | None
    value: Expr
    span: Span


@dataclass(frozen=True, slots=True)
class Call:
    """A call. `args` ends early at `*star`, and `starred` says so."""

    func: Expr
    args: tuple[Expr, ...]
    keywords: tuple[Keyword, ...]
    starred: bool
    span: Span

    def keyword(self, name: str) -> Keyword | None:
        """The keyword argument of this name."""
        for keyword in self.keywords:
            if keyword.name == name:
                return keyword
        return None

    @property
    def opaque(self) -> bool:
        """Whether `*args` or `**kwargs` may pass what is not written here."""
        return self.starred or any(keyword.name is None for keyword in self.keywords)


@dataclass(frozen=True, slots=True)
class Display:
    """A list, tuple or set, a dictionary (`items` are its values, `keys` its keys) or a comprehension."""

    kind: Literal["list", "tuple", "set", "dict", "comprehension"]
    items: tuple[Expr, ...]
    keys: tuple[Expr | None, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several values: `a or b`, `x if test else y`."""

    options: tuple[Expr, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Other:
    """Any other expression."""

    span: Span


Expr: TypeAlias = Const | Ref | Member | Item | Call | Display | Choice | Other
Guard = Literal["none", "main", "condition"]


@dataclass(frozen=True, slots=True)
class Parameter:
    name: str
    annotation: Expr | None
    default: Expr | None
    span: Span


@dataclass(frozen=True, slots=True)
class Scope:
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


@dataclass(frozen=True, slots=True)
class Binding:
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


@dataclass(frozen=True, slots=True)
class CallSite:
    call: Call
    scope: int
    guard: Guard


@dataclass(frozen=True, slots=True)
class Store:
    """An assignment to an attribute or a subscript: `app.debug = True`, `session["user"] = name`, also `+=` and `del`."""

    target: Ref | Member | Item
    value: Expr | None
    scope: int
    guard: Guard
    span: Span


@dataclass(frozen=True, slots=True)
class Import:
    """One import statement. `names` are pairs of imported name and the name it is bound to; `*` is a name."""

    module: str | None  # None: `import a, b`
    names: tuple[tuple[str, str], ...]
    scope: int
    span: Span
    in_try: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """All of a block."""

    scopes: tuple[Scope, ...]
    bindings: tuple[Binding, ...]
    calls: tuple[CallSite, ...]
    stores: tuple[Store, ...]
    returns: tuple[tuple[int, Expr], ...]
    imports: tuple[Import, ...]
    damaged: bool
    globals: frozenset[tuple[int, str]] = field(default_factory=frozenset)
    by_scope: dict[int, dict[str, list[Binding]]] = field(default_factory=dict)

    def bound(self, scope: int, name: str) -> list[Binding]:
        """The bindings of a name in one scope of this block."""
        return self.by_scope.get(scope, {}).get(name, [])
