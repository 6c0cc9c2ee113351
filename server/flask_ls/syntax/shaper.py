"""From a block's syntax tree to its shape."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from flask_ls.syntax.expressions import Expressions
from flask_ls.syntax.parse import Parsed
from flask_ls.syntax.shape import (
    MODULE,
    Binding,
    Expr,
    Guard,
    Import,
    Parameter,
    Scope,
    Shape,
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
