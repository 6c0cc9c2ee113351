"""From a block's syntax tree to its shape."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence

from flask_ls.syntax.parse import Parsed
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
    Shape,
    Store,
)
from flask_ls.text.spans import Span

_DISPLAYS = {ast.List: "list", ast.Tuple: "tuple", ast.Set: "set"}


def shape(text: str, parsed: Parsed) -> Shape:
    """The shape of the block `text`, whose tree is `parsed`."""
    shaper = _Shaper(text)
    try:
        shaper.body(parsed.tree.body, MODULE, "none")
    except RecursionError:
        return shaper.result(damaged=True)
    return shaper.result(damaged=parsed.damaged)


class _Shaper:
    """Collects the parts of one block's shape on one walk over its tree."""

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

    def result(self, *, damaged: bool) -> Shape:
        by_scope: dict[int, dict[str, list[Binding]]] = {}
        for binding in self._bindings:
            by_scope.setdefault(binding.scope, {}).setdefault(binding.name, []).append(binding)
        return Shape(
            scopes=tuple(self._scopes),
            bindings=tuple(self._bindings),
            calls=tuple(self._calls),
            stores=tuple(self._stores),
            returns=tuple(self._returns),
            imports=tuple(self._imports),
            damaged=damaged,
            globals=frozenset(self._globals),
            by_scope=by_scope,
        )

    # Statements

    def body(self, statements: Sequence[ast.stmt], scope: int, guard: Guard) -> None:
        outer = self._scope, self._guard
        self._scope, self._guard = scope, guard
        for statement in statements:
            self._statement(statement)
        self._scope, self._guard = outer

    def _statement(self, node: ast.stmt) -> None:
        match node:
            case ast.Expr():
                self._expr(node.value)
            case ast.Assign():
                value = self._expr(node.value)
                for target in node.targets:
                    self._target(target, value, node)
            case ast.AnnAssign():
                self._expr(node.annotation)
                self._target(node.target, self._expr(node.value) if node.value else None, node)
            case ast.AugAssign():
                value = self._expr(node.value)
                if not isinstance(node.target, ast.Name):
                    self._target(node.target, None, node)
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                self._function(node)
            case ast.ClassDef():
                self._class(node)
            case ast.Return():
                if node.value is not None:
                    self._returns.append((self._scope, self._expr(node.value)))
            case ast.Import() | ast.ImportFrom():
                self._import(node)
            case ast.If():
                self._if(node)
            case ast.Global():
                self._globals.update((self._scope, name) for name in node.names)
            case ast.For() | ast.AsyncFor():
                self._expr(node.iter)
                self._target(node.target, None, node)
                self._conditional(node.body)
                self._conditional(node.orelse)
            case ast.While():
                self._expr(node.test)
                self._conditional(node.body)
                self._conditional(node.orelse)
            case ast.With() | ast.AsyncWith():
                for item in node.items:
                    value = self._expr(item.context_expr)
                    if item.optional_vars is not None:
                        self._target(item.optional_vars, value, node, kind="other")
                self._same(node.body)
            case ast.Try():
                self._try(node)
            case ast.Delete():
                for target in node.targets:
                    if not isinstance(target, ast.Name):
                        self._target(target, None, node)
            case _:
                if isinstance(node, getattr(ast, "TryStar", ())):
                    self._try(node)  # type: ignore[arg-type]
                else:
                    self._other_statement(node)

    def _try(self, node: ast.Try) -> None:
        self._tries += 1
        self._same(node.body)
        for handler in node.handlers:
            if handler.type is not None:
                self._expr(handler.type)
            if handler.name:
                self._bind(handler.name, "other", self._positions.span(node))
            self._conditional(handler.body)
        self._tries -= 1
        self._same(node.orelse)
        self._same(node.finalbody)

    def _other_statement(self, node: ast.stmt) -> None:
        """`match`, `type`, `raise`, `assert` and what later grammars add: its parts, all of them conditional."""
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.expr):
                self._expr(child)
            elif isinstance(child, ast.match_case):
                for name in ast.walk(child.pattern):
                    if isinstance(name, (ast.MatchAs, ast.MatchStar)) and name.name:
                        self._bind(name.name, "other", self._positions.span(node))
                self._conditional(child.body)

    def _same(self, statements: Sequence[ast.stmt]) -> None:
        for statement in statements:
            self._statement(statement)

    def _conditional(self, statements: Sequence[ast.stmt]) -> None:
        outer, self._guard = self._guard, "condition"
        self._same(statements)
        self._guard = outer

    def _if(self, node: ast.If) -> None:
        self._expr(node.test)
        if _is_main_test(node.test):
            outer = self._guard
            self._guard = "main" if outer == "none" else outer
            self._same(node.body)
            self._guard = outer
        elif isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            self._same(node.body)
        else:
            self._conditional(node.body)
        self._conditional(node.orelse)

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        decorators = tuple(self._expr(decorator) for decorator in node.decorator_list)
        parameters = self._parameters(node.args)
        if node.returns is not None:
            self._expr(node.returns)
        index = self._open("function", node, decorators, parameters=parameters)
        for parameter in parameters:
            self._bindings.append(
                Binding(parameter.name, index, "parameter", parameter.span, value=parameter.annotation)
            )
        self.body(node.body, index, "none")

    def _class(self, node: ast.ClassDef) -> None:
        decorators = tuple(self._expr(decorator) for decorator in node.decorator_list)
        bases = tuple(self._expr(base) for base in node.bases)
        for keyword in node.keywords:
            self._expr(keyword.value)
        index = self._open("class", node, decorators, bases=bases)
        self.body(node.body, index, "none")

    def _open(
        self,
        kind: str,
        node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef,
        decorators: tuple[Expr, ...],
        *,
        parameters: tuple[Parameter, ...] = (),
        bases: tuple[Expr, ...] = (),
    ) -> int:
        span = self._positions.span(node)
        if node.decorator_list:
            # From the `@`, which stands before the decorator's expression.
            span = Span(max(self._positions.span(node.decorator_list[0]).start - 1, 0), span.end)
        name_at = self._name_at(node)
        index = len(self._scopes)
        first = node.body[0] if node.body else None
        self._scopes.append(
            Scope(
                "function" if kind == "function" else "class",
                node.name,
                self._scope,
                span,
                Span(name_at, name_at + len(node.name)),
                decorators,
                parameters,
                bases,
                self._guard,
                self._positions.span(first).start if first is not None else span.end,
                self._positions.span(first).end if first is not None and _is_docstring(first) else -1,
            )
        )
        self._bind(
            node.name, "function" if kind == "function" else "class", self._scopes[index].name_span, target=index
        )
        return index

    def _name_at(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> int:
        start = self._positions.offset(node.lineno, node.col_offset)
        found = self._positions.text.find(
            node.name, start + len("def" if not isinstance(node, ast.ClassDef) else "class")
        )
        return found if found >= 0 else start

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

    def _import(self, node: ast.Import | ast.ImportFrom) -> None:
        span = self._positions.span(node)
        if isinstance(node, ast.Import):
            module = None
            for alias in node.names:
                place = self._positions.span(alias)
                if alias.asname:
                    self._bind(alias.asname, "import", place, module=alias.name)
                else:
                    first = alias.name.partition(".")[0]
                    self._bind(first, "import", place, module=first)
        else:
            module = "." * node.level + (node.module or "")
            for alias in node.names:
                place = self._positions.span(alias)
                self._bind(alias.asname or alias.name, "from", place, module=module, member=alias.name)
        names = tuple((alias.name, alias.asname or alias.name) for alias in node.names)
        self._imports.append(Import(module, names, self._scope, span, self._tries > 0))

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

    # Expressions

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


def _is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def _is_main_test(node: ast.expr) -> bool:
    """Whether the test is `__name__ == "__main__"`, either way round."""
    if not isinstance(node, ast.Compare) or len(node.ops) != 1 or not isinstance(node.ops[0], ast.Eq):
        return False
    sides = (node.left, node.comparators[0])
    return any(isinstance(side, ast.Name) and side.id == "__name__" for side in sides) and any(
        isinstance(side, ast.Constant) and side.value == "__main__" for side in sides
    )
