"""What the names are that Python gives to templates: by the calls that render them, by context processors, by libraries.

Two callers that pass different things under one name make it unknown.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from flask_ls.project.memory import ask
from flask_ls.project.snapshot import Project
from flask_ls.symbols.python_values import is_nothing, value_of
from flask_ls.symbols.template_calls import Passed, Render
from flask_ls.symbols.template_contract import calls, processed
from flask_ls.symbols.user import user_of
from flask_ls.symbols.values import Value, agreed

_GLOBALS = {
    "request": "flask.Request", "session": "flask.sessions.SecureCookieSession", "config": "flask.Config",
    "g": "flask.ctx._AppCtxGlobals", "current_user": "flask_login.UserMixin",
}  # fmt: skip


class Variable(NamedTuple):
    """A name that calls pass to a template."""

    name: str
    calls: tuple[Render, ...]
    value: Value | None


def variables(project: Project, path: str) -> Mapping[str, Variable]:
    """What the calls that render a template, or one that extends or includes it, pass to it."""
    return ask(project, _variables, path)


def of_global(project: Project, name: str) -> Value | None:
    """What a name is that a context processor, Flask or an extension gives to all templates."""
    if name in processed(project):
        return ask(project, _of_processed, name)
    if name == "current_user" and (user := user_of(project)) is not None:
        return user
    library = _GLOBALS.get(name, "")
    return Value(library=library) if library else None


def _of_processed(project: Project, name: str) -> Value | None:
    return agreed(
        _passed(project, each.path, each.block, each.scope, each.passed)
        for each in processed(project).get(name, ())
        if not is_nothing(each.passed.value)
    )


def _variables(project: Project, path: str) -> dict[str, Variable]:
    found: dict[str, dict[Render, None]] = {}
    given: dict[str, set[Value | None]] = {}
    for call in calls(project, path):
        for passed in call.passed:
            found.setdefault(passed.name, {})[call] = None
            if not is_nothing(passed.value):
                value = _passed(project, call.path, call.block, call.scope, passed)
                given.setdefault(passed.name, set()).add(value)
    return {name: Variable(name, tuple(each), agreed(given.get(name, ()))) for name, each in found.items()}


def _passed(project: Project, path: str, block: int, scope: int, passed: Passed) -> Value | None:
    file = project.python(path)
    return value_of(project, file, block, scope, passed.value) if file is not None else None
