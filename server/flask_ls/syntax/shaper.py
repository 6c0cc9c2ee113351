"""From a block's syntax tree to its shape."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from flask_ls.syntax.expressions import Expressions, operator
from flask_ls.syntax.parse import Parsed
from flask_ls.syntax.shape import (
    MODULE,
    Assign,
    Augment,
    Binding,
    Branches,
    Define,
    Evaluate,
    Expr,
    For,
    Guard,
    If,
    Import,
    Leave,
    Parameter,
    Return,
    Scope,
    Shape,
    Statement,
    Try,
    While,
    With,
)
from flask_ls.text.spans import Span


def shape(text: str, parsed: Parsed) -> Shape:
    """The shape of the block `text`, whose tree is `parsed`."""
    shaper = _Shaper(text)
    try:
        shaper.body(parsed.tree.body, MODULE, "none")
    except RecursionError:
        return shaper.result(damaged=True)
    return shaper.result(damaged=parsed.damaged)


class _Shaper(Expressions):
    """Collects the parts of one block's shape on one walk over its tree."""

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
            bodies=tuple(self._bodies.get(scope, ()) for scope in range(len(self._scopes))),
            damaged=damaged,
            globals=frozenset(self._globals),
            by_scope=by_scope,
        )

    # Statements

    def body(self, statements: Sequence[ast.stmt], scope: int, guard: Guard) -> None:
        outer = self._scope, self._guard
        self._scope, self._guard = scope, guard
        self._bodies[scope] = self._same(statements)
        self._scope, self._guard = outer

    def _statement(self, node: ast.stmt) -> Statement | None:
        span = self._positions.span(node)
        match node:
            case ast.Expr():
                return Evaluate(self._expr(node.value), span)
            case ast.Assign():
                value = self._expr(node.value)
                return Assign(tuple(self._target(target, value, node) for target in node.targets), value, span)
            case ast.AnnAssign():
                self._expr(node.annotation)
                assigned = self._expr(node.value) if node.value else None
                target = self._target(node.target, assigned, node)
                return Assign((target,), assigned, span) if assigned is not None else None
            case ast.AugAssign():
                value = self._expr(node.value)
                target = (
                    self._expr(node.target)
                    if isinstance(node.target, ast.Name)
                    else self._target(node.target, None, node)
                )
                return Augment(target, operator(node.op), value, span)
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                return Define(self._function(node), span)
            case ast.ClassDef():
                return Define(self._class(node), span)
            case ast.Return():
                returned = self._expr(node.value) if node.value is not None else None
                if returned is not None:
                    self._returns.append((self._scope, returned))
                return Return(returned, span)
            case ast.Import() | ast.ImportFrom():
                return self._import(node)
            case ast.If():
                return self._if(node, span)
            case ast.Global():
                self._globals.update((self._scope, name) for name in node.names)
                return None
            case ast.For() | ast.AsyncFor():
                iterable = self._expr(node.iter)
                target = self._target(node.target, None, node)
                return For(target, iterable, self._conditional(node.body), self._conditional(node.orelse), span)
            case ast.While():
                test = self._expr(node.test)
                return While(test, self._conditional(node.body), self._conditional(node.orelse), span)
            case ast.With() | ast.AsyncWith():
                items = []
                for item in node.items:
                    value = self._expr(item.context_expr)
                    bound = item.optional_vars
                    items.append((value, None if bound is None else self._target(bound, value, node, kind="other")))
                return With(tuple(items), self._same(node.body), span)
            case ast.Try():
                return self._try(node, span)
            case ast.Raise():
                self._inside(node)
                return Leave("raise", span)
            case ast.Break() | ast.Continue():
                return Leave("break" if isinstance(node, ast.Break) else "continue", span)
            case ast.Delete():
                for each in node.targets:
                    if not isinstance(each, ast.Name):
                        self._target(each, None, node)
                return None
            case _:
                if isinstance(node, getattr(ast, "TryStar", ())):
                    return self._try(node, span)  # type: ignore[arg-type]
                return self._other_statement(node, span)

    def _try(self, node: ast.Try, span: Span) -> Statement:
        self._tries += 1
        body = self._same(node.body)
        handlers = []
        for handler in node.handlers:
            if handler.type is not None:
                self._expr(handler.type)
            if handler.name:
                self._bind(handler.name, "other", span)
            handlers.append(self._conditional(handler.body))
        self._tries -= 1
        return Try(body, tuple(handlers), self._same(node.orelse), self._same(node.finalbody), span)

    def _other_statement(self, node: ast.stmt, span: Span) -> Statement | None:
        """`match`, `type`, `assert` and what later grammars add: its parts, all of them conditional."""
        bodies = []
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.expr):
                self._expr(child)
            elif isinstance(child, ast.match_case):
                for name in ast.walk(child.pattern):
                    if isinstance(name, (ast.MatchAs, ast.MatchStar)) and name.name:
                        self._bind(name.name, "other", span)
                bodies.append(self._conditional(child.body))
        return Branches(tuple(bodies), span) if bodies else None

    def _same(self, statements: Sequence[ast.stmt]) -> tuple[Statement, ...]:
        found: list[Statement] = []
        for each in statements:
            outer, self._named = self._named, []
            statement = self._statement(each)
            found += self._named  # bound where the statement begins: near enough, and before what it is needed for
            self._named = outer
            if statement is not None:
                found.append(statement)
        return tuple(found)

    def _conditional(self, statements: Sequence[ast.stmt]) -> tuple[Statement, ...]:
        outer, self._guard = self._guard, "condition"
        found = self._same(statements)
        self._guard = outer
        return found

    def _if(self, node: ast.If, span: Span) -> Statement:
        test = self._expr(node.test)
        if _is_main_test(node.test):
            outer = self._guard
            self._guard = "main" if outer == "none" else outer
            body = self._same(node.body)
            self._guard = outer
        elif isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            body = self._same(node.body)
        else:
            body = self._conditional(node.body)
        return If(test, body, self._conditional(node.orelse), span)

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
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
        return index

    def _class(self, node: ast.ClassDef) -> int:
        decorators = tuple(self._expr(decorator) for decorator in node.decorator_list)
        bases = tuple(self._expr(base) for base in node.bases)
        for keyword in node.keywords:
            self._expr(keyword.value)
        index = self._open("class", node, decorators, bases=bases)
        self.body(node.body, index, "none")
        return index

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

    def _import(self, node: ast.Import | ast.ImportFrom) -> Import:
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
        found = Import(module, names, self._scope, span, self._tries > 0)
        self._imports.append(found)
        return found


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
