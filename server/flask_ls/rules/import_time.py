"""What certainly runs while a file is imported, or while a function runs, with no context of Flask's around it.

What stands in a `with`, in a `try` that handles errors or behind a test is left out: it may be guarded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from flask_ls.project.components import component, links
from flask_ls.project.memory import ask
from flask_ls.project.pyfile import PyFile
from flask_ls.project.resolve import import_target
from flask_ls.project.snapshot import Project
from flask_ls.rules.base import Context
from flask_ls.rules.flow import evaluated
from flask_ls.syntax.shape import (
    MODULE,
    Branches,
    Call,
    Const,
    Define,
    For,
    If,
    Import,
    Item,
    Leave,
    Member,
    Operation,
    Ref,
    Shape,
    Statement,
    Try,
    While,
    With,
)
from flask_ls.syntax.walk import inside

_FACTORIES = ("create_app", "make_app")
_WITH = re.compile(r"(?m)^[ \t]*(?:async[ \t]+)?with\b[^\n]*")
_ENTERED = re.compile(r"\b(?:app_context|request_context)\b")


def unguarded(body: tuple[Statement, ...], shape: Shape, scope: int) -> Iterator[tuple[Any, int]]:
    """The expressions that run in any case when these statements do, each with the scope that it stands in."""
    several: tuple[Any, ...] = body  # mypy takes minutes to narrow a `Statement`
    for statement in several:
        match statement:
            case Branches() | Leave() | Import():
                continue
            case If():
                yield from _each(statement.test, scope)
                if _is_main(statement.test):
                    yield from unguarded(statement.body, shape, scope)
            case For():
                yield from _each(statement.iterable, scope)
            case While():
                yield from _each(statement.test, scope)
            case With():
                yield from _each(statement.items[0][0], scope)
            case Try():
                if not statement.handlers:
                    yield from unguarded(statement.body, shape, scope)
            case Define():
                yield from _defined(statement, shape, scope)
            case _:
                yield from _each(statement, scope)


def is_imported_bare(context: Context) -> bool:
    """Whether a file is known to be imported, or run, with no context around it.

    It is not known of a file that nothing imports, and that may be loaded by whom nobody sees, of one that is imported
    inside a function or a `with`, and of one that enters a context without a `with`.
    """
    return not context.is_test and ask(context.project, _imported_bare, context.file.path)


def _imported_bare(project: Project, path: str) -> bool:
    file = project.python(path)
    if file is None or "alembic" in file.text or _ENTERED.search(_WITH.sub("", file.text)):
        return False
    files = component(project, file.path)
    if any(file.path in _late(project, other) for other in files):
        return False
    linked = links(project)
    return "Flask(" in file.text or any(path in linked[other.path] for other in files if other.path != path)


def uses(expr: Any, names: set[str], scope: int, context: Context) -> str:
    """The text of what an expression takes out of one of Flask's proxies, such as `current_app.config`; or empty."""
    if isinstance(expr, Ref):
        for at in range(1, len(expr.parts)):
            if context.name_of(Ref(expr.parts[:at], expr.span), scope) in names:
                return "" if expr.parts[at].startswith("__") else ".".join(expr.parts[: at + 1])
    if isinstance(expr, Item) and isinstance(expr.value, Ref) and context.name_of(expr.value, scope) in names:
        key = repr(expr.key.value).replace("'", '"') if isinstance(expr.key, Const) else "…"
        return f"{'.'.join(expr.value.parts)}[{key}]"
    return ""


def called(expr: Any, names: set[str], scope: int, context: Context) -> str:
    """The text of a call of one of these functions, without arguments; or empty."""
    if isinstance(expr, Call) and isinstance(expr.func, (Ref, Member)) and context.name_of(expr.func, scope) in names:
        return f"{'.'.join(expr.func.parts) if isinstance(expr.func, Ref) else expr.func.name}()"
    return ""


def _each(thing: object, scope: int) -> Iterator[tuple[Any, int]]:
    for part in evaluated(thing):
        yield part, scope


def _defined(statement: Define, shape: Shape, scope: int) -> Iterator[tuple[Any, int]]:
    """What a definition runs: decorators, defaults and bases, and the body of a class."""
    opened = shape.scopes[statement.scope]
    for expr in (*opened.decorators, *opened.bases, *(each.default for each in opened.parameters)):
        yield from _each(expr, scope)
    if opened.kind == "class":
        yield from unguarded(shape.bodies[statement.scope], shape, statement.scope)


def _is_main(test: object) -> bool:
    """Whether a test is `__name__ == "__main__"`."""
    if not isinstance(test, Operation) or test.operator != "==":
        return False
    return any(isinstance(each, Ref) and each.parts == ("__name__",) for each in test.operands)


def _late(project: Project, file: PyFile) -> frozenset[str]:
    """The paths of files that this one may be the first to import, in a context: from a function or a `with`."""
    return ask(project, _late_paths, file.path)


def _late_paths(project: Project, path: str) -> frozenset[str]:
    file = project.python(path)
    return frozenset(_reached(project, set(_imported_late(project, file)))) if file is not None else frozenset()


def _imported_late(project: Project, file: PyFile) -> Iterator[str]:
    for block, text in enumerate(file.blocks):
        if "import" not in text or text.startswith(("import", "from")):
            continue
        shape = file.shapes[block]
        within = {
            each.span
            for body in shape.bodies
            for outer in inside(body)
            if isinstance(outer, With)
            for each in inside(outer.body)
            if isinstance(each, Import)
        }
        for found in shape.imports:
            scope = found.scope
            while scope != MODULE and shape.scopes[scope].parent != MODULE:
                scope = shape.scopes[scope].parent
            plain = scope == MODULE or (shape.scopes[scope].name in _FACTORIES and not _ENTERED.search(text))
            if not plain or found.span in within:
                modules = [name for name, _ in found.names] if found.module is None else [found.module]
                if found.module is not None:
                    dotted = found.module if found.module.endswith(".") else f"{found.module}."
                    modules += [dotted + name for name, _ in found.names]
                for module in modules:
                    target = import_target(project, file, module)
                    if isinstance(target, PyFile):
                        yield target.path


def _reached(project: Project, paths: set[str]) -> set[str]:
    """The paths, and those of all that these files import."""
    linked = links(project)
    pending = list(paths)
    while pending:
        new = [path for path in linked.get(pending.pop(), ()) if path not in paths]
        paths.update(new)
        pending += new
    return paths
