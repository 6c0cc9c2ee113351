"""How execution goes through a function's statements: what can be reached, for which request methods, and its end.

Statements are walked with the set of request methods for which they can be reached; a test of `request.method` divides
it. Whoever does not care about methods walks with any set that is not empty.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from flask_ls.project.meaning import Known, Site
from flask_ls.rules.base import Context
from flask_ls.rules.handlers import BODY_METHODS
from flask_ls.syntax.shape import (
    Branches,
    Call,
    Choice,
    Comprehension,
    Const,
    Define,
    Display,
    Evaluate,
    Expr,
    For,
    If,
    Leave,
    Member,
    Operation,
    Ref,
    Return,
    Statement,
    Try,
    While,
    With,
)
from flask_ls.syntax.walk import inside

Methods = frozenset[str]
ANY: Methods = frozenset(("any",))
NONE: Methods = frozenset()
_ENDING = re.compile(
    r"abort|exit|quit|raise|fail|error|halt|throw|reject|deny|unreachable|never|forbid|bail|stop|die|require", re.I
)
_LOGGING = re.compile(r"log|print|flash|warn|capture|report|message|metric", re.I)
_LEAVING = {"flask.abort", "werkzeug.exceptions.abort", "sys.exit", "os._exit", "os.abort", "flask_restful.abort"}
Visit = Callable[[object, Methods], None]


def may_end(body: tuple[Statement, ...], methods: Methods, scope: int, context: Context, depth: int = 0) -> Methods:
    """The methods for which execution can reach the end of a function's body; where it is not sure, it does not."""
    return _Walk(scope, context, None, depth).through(body, methods)


def visit_certain(body: tuple[Statement, ...], methods: Methods, scope: int, context: Context, visit: Visit) -> None:
    """Tell `visit` each expression and simple statement that no undecided test stands before, with its methods."""
    _Walk(scope, context, visit).through(body, methods)


def returns_none(statement: Return) -> bool:
    return statement.value is None or (isinstance(statement.value, Const) and statement.value.value is None)


def is_generator(body: tuple[Statement, ...]) -> bool:
    return any(isinstance(each, Operation) and each.operator.startswith("yield") for each in inside(body))


def evaluated(expr: object) -> list[object]:
    """An expression and those parts of it that are evaluated in any case."""
    if isinstance(expr, (Choice, Comprehension)) or (isinstance(expr, Operation) and expr.operator == "and"):
        return [expr]
    found = [expr]
    if isinstance(expr, tuple):
        for part in expr:
            if isinstance(part, tuple):
                found += evaluated(part)
    return found


class _Walk:
    """One walk. `_doubts`: how many undecided tests stand between the beginning and here."""

    def __init__(self, scope: int, context: Context, visit: Visit | None, depth: int = 0) -> None:
        self._scope = scope
        self._context = context
        self._visit = visit
        self._depth = depth
        self._doubts = 0
        self._broken: list[Methods] = []

    def through(self, statements: tuple[Statement, ...], methods: Methods) -> Methods:
        """The methods for which what follows the statements is reached."""
        for statement in statements:
            if not methods:
                break
            methods = self._statement(statement, methods)
        return methods

    def _statement(self, statement: Any, methods: Methods) -> Methods:  # mypy takes minutes to narrow a `Statement`
        match statement:
            case If():
                return self._if(statement, methods)
            case While():
                return self._loop(
                    statement.body, statement.orelse, methods, forever=_is_true(statement.test), head=statement.test
                )
            case For():
                return self._loop(
                    statement.body, statement.orelse, methods, forever=False, head=statement.iterable
                )  # fmt: skip
            case With():
                self._seen(statement.items, methods)
                return self.through(statement.body, methods)
            case Try():
                return self._try(statement, methods)
            case Branches():
                # What is matched is not known; where every case leaves, there may be no other.
                left = NONE.union(*[self._doubtful(body, methods) for body in statement.bodies])
                self._doubts += left != methods
                return left
            case Return():
                self._seen(statement, methods)
                return NONE
            case Leave():
                if statement.kind == "break" and self._broken:
                    self._broken[-1] |= methods
                return NONE
            case Evaluate():
                self._seen(statement, methods)
                return NONE if may_leave(statement.value, self._scope, self._context, self._depth) else methods
            case Define():
                return methods
            case _:
                self._seen(statement, methods)
                return methods

    def _if(self, statement: If, methods: Methods) -> Methods:
        self._seen(statement.test, methods)
        yes, no, decided = divide(statement.test, methods, self._scope, self._context)
        if decided:
            return self.through(statement.body, yes) | self.through(statement.orelse, no)
        after = self._doubtful(statement.body, yes), self._doubtful(statement.orelse, no)
        self._doubts += after != (yes, no)  # some went away, and which ones is not known
        return after[0] | after[1]

    def _loop(
        self, body: tuple[Statement, ...], orelse: tuple[Statement, ...], methods: Methods, *, forever: bool, head: Expr
    ) -> Methods:
        self._seen(head, methods)
        self._broken.append(NONE)
        after = self._doubtful(body, methods)
        broken = self._broken.pop()
        self._doubts += after != methods
        return broken if forever else broken | self._doubtful(orelse, methods)

    def _try(self, statement: Try, methods: Methods) -> Methods:
        after = (
            self._doubtful(statement.body, methods)
            if statement.handlers
            else self.through(statement.body, methods)
        )  # fmt: skip
        after = self._doubtful(statement.orelse, after)
        handled = NONE.union(*[self._doubtful(body, methods) for body in statement.handlers])
        self._doubts += after != methods or (bool(statement.handlers) and handled != methods)
        final = self.through(statement.final, methods)
        return (after | handled) & final

    def _doubtful(self, statements: tuple[Statement, ...], methods: Methods) -> Methods:
        self._doubts += 1
        after = self.through(statements, methods)
        self._doubts -= 1
        return after

    def _seen(self, thing: object, methods: Methods) -> None:
        if self._visit is not None and not self._doubts:
            for part in evaluated(thing):
                self._visit(part, methods)


def divide(test: Expr, methods: Methods, scope: int, context: Context) -> tuple[Methods, Methods, bool]:
    """The methods for which a test may be true, and may be false; whether nothing else decides."""
    if isinstance(test, Const):
        return (methods, NONE, True) if test.value else (NONE, methods, True)
    if isinstance(test, Operation):
        if test.operator == "not":
            yes, no, decided = divide(test.operands[0], methods, scope, context)
            return no, yes, decided
        if test.operator == "and":
            yes, decided = methods, True
            for operand in test.operands:
                yes, _, each = divide(operand, yes, scope, context)
                decided = decided and each
            return yes, methods - yes if decided else methods, decided
        named = _tested(test, scope, context)
        if named is not None:
            equal = methods & named if methods != ANY else methods
            rest = methods - named if methods != ANY else methods
            return (equal, rest, True) if test.operator in ("==", "in") else (rest, equal, True)
    if _is_submission(test):
        return methods & BODY_METHODS if methods != ANY else methods, methods, False
    return methods, methods, False


def _tested(test: Operation, scope: int, context: Context) -> Methods | None:
    """The methods that `request.method == "POST"` or `request.method in (…)` names."""
    if test.operator not in ("==", "!=", "in", "not in") or len(test.operands) != 2:
        return None
    left, right = test.operands
    if isinstance(left, Const):
        left, right = right, left
    values = right.items if isinstance(right, Display) else (right,)
    names = [each.value for each in values if isinstance(each, Const) and isinstance(each.value, str)]
    if not isinstance(left, Ref) or left.last != "method" or len(names) < len(values):
        return None
    return frozenset(names) if context.name_of(left, scope) == "flask.Request.method" else None


def _is_submission(test: Expr) -> bool:
    """Whether the test is Flask-WTF's `form.validate_on_submit()` or `form.is_submitted()`."""
    func = test.func if isinstance(test, Call) else None
    return isinstance(func, Ref) and func.last in ("validate_on_submit", "is_submitted")


def _is_true(test: Expr) -> bool:
    return isinstance(test, Const) and bool(test.value)


def may_leave(expr: Expr, scope: int, context: Context, depth: int = 0) -> bool:
    """Whether a call that stands as a statement may never come back, as `abort(404)` and `sys.exit()` do not."""
    if not isinstance(expr, Call):
        return False
    func = expr.func
    meaning = context.meaning(func, scope)
    if isinstance(meaning, Known) and meaning.site is not None:
        return depth > 3 or _leaves(meaning.site, context, depth)
    if isinstance(meaning, Known) and meaning.name in _LEAVING:
        return True
    parts = func.parts if isinstance(func, Ref) else (func.name,) if isinstance(func, Member) else ("exit",)
    return bool(_ENDING.search(parts[-1])) and not any(_LOGGING.search(part) for part in parts)


def _leaves(site: Site, context: Context, depth: int) -> bool:
    """Whether a function of the project does not come back, or may be one that does not."""
    file = context.project.python(site.path)
    if file is None or site.block >= len(file.shapes):
        return True
    shape = file.shapes[site.block]
    scope = shape.scopes[site.scope]
    if scope.kind != "function":
        return False
    body = shape.bodies[site.scope]
    if scope.decorators or "assert" in file.blocks[site.block] or is_generator(body):
        return bool(_ENDING.search(scope.name))
    if any(isinstance(each, Return) for each in inside(body)):
        return False
    there = Context(project=context.project, file=file, block=site.block)
    return not may_end(body, ANY, site.scope, there, depth + 1)
