"""What a test's names are: the client, the runner of commands, and the responses of the client. No rule itself."""

from __future__ import annotations

import os
from collections.abc import Iterator

from flask_ls.project.pyfile import PyFile
from flask_ls.rules.base import Context
from flask_ls.syntax.shape import Call, Expr, Ref

_REQUESTS = {"get", "post", "put", "patch", "delete", "head", "options", "open"}


def is_response(expr: Expr, scope: int, context: Context) -> bool:
    """Whether an expression is a response that the test client gave, or a name that is bound to such only."""
    if isinstance(expr, Ref) and len(expr.parts) == 1:
        bound = context.file.shapes[context.block].bound(scope, expr.parts[0])
        values = [binding.value for binding in bound if binding.kind == "value" and binding.value is not None]
        return bool(bound) and len(values) == len(bound) and all(_is_asked(each, scope, context) for each in values)
    return _is_asked(expr, scope, context)


def _is_asked(expr: Expr, scope: int, context: Context) -> bool:
    if not isinstance(expr, Call):
        return False
    func = expr.func
    if (
        isinstance(func, Ref)
        and len(func.parts) == 2
        and func.last in _REQUESTS
        and is_fixture(func, ".test_client(", scope, context)
    ):
        return True
    owner, _, method = context.name_of(func, scope).rpartition(".")
    return owner in ("flask.testing.FlaskClient", "werkzeug.test.Client") and method in _REQUESTS


def is_fixture(func: Ref, made_by: str, scope: int, context: Context) -> bool:
    """Whether what a method is called on is a fixture of pytest that calls `made_by` of an application."""
    shape = context.file.shapes[context.block]
    bound = shape.bound(scope, func.parts[0])
    if [binding.kind for binding in bound] != ["parameter"] or bound[0].value is not None:
        return False
    fixture = next((found for file in _near(context) if (found := _fixture(file, func.parts[0])) is not None), "")
    return made_by in fixture and "class" not in fixture


def _near(context: Context) -> Iterator[PyFile]:
    """The files in which pytest looks for a file's fixtures, in its order."""
    yield context.file
    folder = os.path.dirname(context.file.path)  # noqa: PTH120
    while folder and os.path.dirname(folder) != folder:  # noqa: PTH120
        found = context.project.python(os.path.join(folder, "conftest.py"))  # noqa: PTH118
        if found is not None:
            yield found
        folder = os.path.dirname(folder)  # noqa: PTH120


def _fixture(file: PyFile, name: str) -> str | None:
    """The text of a file's fixture of this name; None where it has none."""
    if f"def {name}" not in file.text:
        return None
    for block, _, scope in file.functions():
        called = [each.func if isinstance(each, Call) else each for each in scope.decorators]
        if scope.name == name and any(isinstance(each, Ref) and each.last == "fixture" for each in called):
            return file.blocks[block][scope.span.start : scope.span.end]
    return None
