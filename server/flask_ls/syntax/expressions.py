"""The shape of expressions and of what they bind: the lower half of the walk over a block's tree."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from flask_ls.syntax.positions import Positions
from flask_ls.syntax.shape import (
    MODULE,
    Assign,
    Binding,
    Call,
    CallSite,
    Choice,
    Clause,
    Comprehension,
    Const,
    Display,
    Expr,
    Guard,
    Import,
    Item,
    Joined,
    Keyword,
    Lambda,
    Member,
    Operation,
    Other,
    Parameter,
    Ref,
    Return,
    Scope,
    Starred,
    Statement,
    Store,
)
from flask_ls.text.spans import Span

_DISPLAYS = {ast.List: "list", ast.Tuple: "tuple", ast.Set: "set"}
_COMPREHENSIONS = {ast.ListComp: "list", ast.SetComp: "set", ast.DictComp: "dict", ast.GeneratorExp: "generator"}
_OPERATORS = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Mod: "%", ast.BitOr: "|", ast.BitAnd: "&",
    ast.Eq: "==", ast.NotEq: "!=", ast.Is: "is", ast.IsNot: "is not", ast.In: "in", ast.NotIn: "not in",
    ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Not: "not", ast.USub: "-",
}  # fmt: skip


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
        self._bodies: dict[int, tuple[Statement, ...]] = {}
        self._globals: set[tuple[int, str]] = set()
        self._scope = MODULE
        self._guard: Guard = "none"
        self._tries = 0
        self._named: list[Statement] = []  # what `:=` binds in the statement that is being looked at

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

    def _target(self, node: ast.expr, value: Expr | None, statement: ast.stmt, kind: str = "value") -> Expr:
        """Bind or store what an assignment's target names, and give its shape."""
        span = self._positions.span(node)
        match node:
            case ast.Name():
                self._bind(node.id, kind if value is not None else "other", span, value=value)
                return Ref((node.id,), span)
            case ast.Tuple() | ast.List():
                values: Iterable[Expr | None] = [None] * len(node.elts)
                if (
                    isinstance(value, Display)
                    and value.kind in ("list", "tuple")
                    and len(value.items) == len(node.elts)
                ):
                    values = value.items
                return Display(
                    "tuple",
                    tuple(
                        self._target(element, part, statement, kind)
                        for element, part in zip(node.elts, values, strict=True)
                    ),
                    (),
                    span,
                )
            case ast.Starred():
                return Starred(self._target(node.value, None, statement, kind), span)
            case _:
                target = self._expr(node)
                if isinstance(target, (Ref, Member, Item)):
                    self._stores.append(Store(target, value, self._scope, self._guard, self._positions.span(statement)))
                return target

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
                return Choice(options, span) if isinstance(node.op, ast.Or) else Operation("and", options, span)
            case ast.IfExp():
                test = self._expr(node.test)
                return Choice((self._expr(node.body), self._expr(node.orelse)), span, test)
            case ast.JoinedStr():
                return Joined(tuple(self._expr(part) for part in node.values), span)
            case ast.FormattedValue() if node.conversion == -1 and node.format_spec is None:
                return self._expr(node.value)
            case ast.BinOp():
                return Operation(operator(node.op), (self._expr(node.left), self._expr(node.right)), span)
            case ast.UnaryOp():
                return Operation(operator(node.op), (self._expr(node.operand),), span)
            case ast.Compare():
                operands = (self._expr(node.left), *(self._expr(each) for each in node.comparators))
                return Operation(operator(node.ops[0]), operands, span) if len(node.ops) == 1 else Other(span)
            case ast.NamedExpr():
                inner = self._expr(node.value)
                target = self._target(node.target, inner, ast.Pass(lineno=node.lineno, col_offset=node.col_offset))
                self._named.append(Assign((target,), inner, span))
                return inner
            case ast.Yield() | ast.YieldFrom():
                yielded = self._expr(node.value) if node.value is not None else Const(None, span)
                return Operation("yield from" if isinstance(node, ast.YieldFrom) else "yield", (yielded,), span)
            case ast.Slice():
                bounds = (node.lower, node.upper, node.step)
                return Operation(
                    "slice", tuple(self._expr(each) if each else Const(None, span) for each in bounds), span
                )
            case ast.Await():
                return self._expr(node.value)
            case ast.Starred():
                return Starred(self._expr(node.value), span)
            case ast.Lambda():
                return self._lambda(node)
            case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
                return self._comprehension(node, span)
            case _:
                self._inside(node)
                return Other(span)

    def _call(self, node: ast.Call, span: Span) -> Call:
        func = self._expr(node.func)
        args = [self._expr(argument) for argument in node.args]
        star = next((at for at, each in enumerate(node.args) if isinstance(each, ast.Starred)), len(args))
        keywords = tuple(
            Keyword(keyword.arg, self._expr(keyword.value), self._positions.span(keyword)) for keyword in node.keywords
        )
        call = Call(func, tuple(args[:star]), keywords, star < len(args), span, tuple(args[star:]))
        self._calls.append(CallSite(call, self._scope, self._guard))
        return call

    def _lambda(self, node: ast.Lambda) -> Lambda:
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
        body = self._expr(node.body)
        self._scope = outer
        self._bodies[index] = (Return(body, body.span),)
        return Lambda(index, span)

    def _comprehension(
        self, node: ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp, span: Span
    ) -> Comprehension:
        """Its variables are bound in the scope it stands in: too wide, which can only hide a name."""
        clauses = []
        for part in node.generators:
            iterable = self._expr(part.iter)
            target = self._target(part.target, None, ast.Pass(lineno=node.lineno, col_offset=node.col_offset))
            clauses.append(Clause(target, iterable, tuple(self._expr(test) for test in part.ifs)))
        key = self._expr(node.key) if isinstance(node, ast.DictComp) else None
        element = self._expr(node.value if isinstance(node, ast.DictComp) else node.elt)
        return Comprehension(_COMPREHENSIONS[type(node)], element, key, tuple(clauses), span)  # type: ignore[arg-type]

    def _inside(self, node: ast.AST) -> None:
        """The calls and names inside an expression that has no shape of its own."""
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.expr):
                self._expr(child)

    def _parameters(self, arguments: ast.arguments) -> tuple[Parameter, ...]:
        positional = [*arguments.posonlyargs, *arguments.args]
        defaults: list[ast.expr | None] = [None] * (len(positional) - len(arguments.defaults))
        defaults += arguments.defaults
        found = [
            self._parameter(arg, default, "/" if at < len(arguments.posonlyargs) else "")
            for at, (arg, default) in enumerate(zip(positional, defaults, strict=False))
        ]
        for arg, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=False):
            found.append(self._parameter(arg, default, "k"))
        if arguments.vararg is not None:
            found.append(self._parameter(arguments.vararg, None, "*"))
        if arguments.kwarg is not None:
            found.append(self._parameter(arguments.kwarg, None, "**"))
        return tuple(found)

    def _parameter(self, arg: ast.arg, default: ast.expr | None, kind: str) -> Parameter:
        return Parameter(
            arg.arg,
            self._expr(arg.annotation) if arg.annotation is not None else None,
            self._expr(default) if default is not None else None,
            self._positions.span(arg),
            kind,  # type: ignore[arg-type]
        )


def operator(node: ast.AST) -> str:
    return _OPERATORS.get(type(node), "?")
