"""The shape of expressions and of what they bind: the lower half of the walk over a block's tree."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from flask_ls.syntax.positions import Positions
from flask_ls.syntax.shape import (
    MODULE,
    Binding,
    Call,
    CallSite,
    Choice,
    Const,
    Display,
    Expr,
    Guard,
    Import,
    Item,
    Keyword,
    Member,
    Other,
    Parameter,
    Ref,
    Scope,
    Store,
)
from flask_ls.text.spans import Span

_DISPLAYS = {ast.List: "list", ast.Tuple: "tuple", ast.Set: "set"}


class Expressions:
    """Collects calls, stores and bindings while it turns expressions into their shapes."""

    def __init__(self, text: str) -> None:
        self._positions = Positions(text)
        whole = Span(0, len(text))
        self._scopes: list[Scope] = [Scope("module", "", -1, whole, Span(0, 0))]
        self._bindings: list[Binding] = []
        self._calls: list[CallSite] = []
        self._stores: list[Store] = []
        self._returns: list[tuple[int, Expr]] = []
        self._imports: list[Import] = []
        self._globals: set[tuple[int, str]] = set()
        self._scope = MODULE
        self._guard: Guard = "none"
        self._tries = 0

    def _bind(
        self,
        name: str,
        kind: str,
        span: Span,
        *,
        value: Expr | None = None,
        module: str = "",
        member: str = "",
        target: int = -1,
    ) -> None:
        self._bindings.append(Binding(name, self._scope, kind, span, value, module, member, target))  # type: ignore[arg-type]

    def _target(self, node: ast.expr, value: Expr | None, statement: ast.stmt, kind: str = "value") -> None:
        match node:
            case ast.Name():
                self._bind(node.id, kind if value is not None else "other", self._positions.span(node), value=value)
            case ast.Tuple() | ast.List():
                values: Iterable[Expr | None] = [None] * len(node.elts)
                if (
                    isinstance(value, Display)
                    and value.kind in ("list", "tuple")
                    and len(value.items) == len(node.elts)
                ):
                    values = value.items
                for element, part in zip(node.elts, values, strict=True):
                    self._target(element, part, statement, kind)
            case ast.Starred():
                self._target(node.value, None, statement, kind)
            case _:
                target = self._expr(node)
                if isinstance(target, (Ref, Member, Item)):
                    self._stores.append(Store(target, value, self._scope, self._guard, self._positions.span(statement)))

    def _expr(self, node: ast.expr) -> Expr:
        span = self._positions.span(node)
        match node:
            case ast.Constant():
                return Other(span) if node.value is Ellipsis else Const(node.value, span)
            case ast.Name():
                return Ref((node.id,), span)
            case ast.Attribute():
                value = self._expr(node.value)
                if isinstance(value, Ref):
                    return Ref((*value.parts, node.attr), span)
                return Member(value, node.attr, span)
            case ast.Call():
                return self._call(node, span)
            case ast.Subscript():
                return Item(self._expr(node.value), self._expr(node.slice), span)
            case ast.List() | ast.Tuple() | ast.Set():
                items = tuple(self._expr(element) for element in node.elts)
                return Display(_DISPLAYS[type(node)], items, (), span)  # type: ignore[arg-type]
            case ast.Dict():
                keys = tuple(self._expr(key) if key is not None else None for key in node.keys)
                return Display("dict", tuple(self._expr(item) for item in node.values), keys, span)
            case ast.BoolOp():
                options = tuple(self._expr(option) for option in node.values)
                return Choice(options, span) if isinstance(node.op, ast.Or) else Other(span)
            case ast.IfExp():
                self._expr(node.test)
                return Choice((self._expr(node.body), self._expr(node.orelse)), span)
            case ast.NamedExpr():
                inner = self._expr(node.value)
                self._target(node.target, inner, ast.Pass(lineno=node.lineno, col_offset=node.col_offset))
                return inner
            case ast.Await() | ast.Starred():
                inner = self._expr(node.value)
                return inner if isinstance(node, ast.Await) else Other(span)
            case ast.Lambda():
                self._lambda(node)
                return Other(span)
            case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
                self._inside(node)
                return Display("comprehension", (), (), span)
            case _:
                self._inside(node)
                return Other(span)

    def _call(self, node: ast.Call, span: Span) -> Call:
        func = self._expr(node.func)
        args: list[Expr] = []
        starred = False
        for argument in node.args:
            expr = self._expr(argument)
            starred = starred or isinstance(argument, ast.Starred)
            if not starred:
                args.append(expr)
        keywords = tuple(
            Keyword(keyword.arg, self._expr(keyword.value), self._positions.span(keyword)) for keyword in node.keywords
        )
        call = Call(func, tuple(args), keywords, starred, span)
        self._calls.append(CallSite(call, self._scope, self._guard))
        return call

    def _lambda(self, node: ast.Lambda) -> None:
        """A lambda's body sees its own parameters: a scope without a name."""
        parameters = self._parameters(node.args)
        span = self._positions.span(node)
        index = len(self._scopes)
        self._scopes.append(
            Scope("function", "<lambda>", self._scope, span, Span(span.start, span.start), (), parameters)
        )
        for parameter in parameters:
            self._bindings.append(
                Binding(parameter.name, index, "parameter", parameter.span, value=parameter.annotation)
            )
        outer, self._scope = self._scope, index
        self._expr(node.body)
        self._scope = outer

    def _inside(self, node: ast.AST) -> None:
        """The calls and names inside an expression that has no shape of its own.

        A comprehension's variables are bound in the scope it stands in: too wide, which can only hide a name.
        """
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.expr):
                self._expr(child)
            elif isinstance(child, ast.comprehension):
                for name in ast.walk(child.target):
                    if isinstance(name, ast.Name):
                        self._bind(name.id, "other", self._positions.span(name))
                self._expr(child.iter)
                for test in child.ifs:
                    self._expr(test)

    def _parameters(self, arguments: ast.arguments) -> tuple[Parameter, ...]:
        positional = [*arguments.posonlyargs, *arguments.args]
        defaults: list[ast.expr | None] = [None] * (len(positional) - len(arguments.defaults))
        defaults += arguments.defaults
        pairs = [
            *zip(positional, defaults, strict=False),
            *zip(arguments.kwonlyargs, arguments.kw_defaults, strict=False),
        ]
        stars = [(arg, None) for arg in (arguments.vararg, arguments.kwarg) if arg is not None]
        return tuple(
            Parameter(
                arg.arg,
                self._expr(arg.annotation) if arg.annotation is not None else None,
                self._expr(default) if default is not None else None,
                self._positions.span(arg),
            )
            for arg, default in [*pairs, *stars]
        )
