"""What Flask, or an extension, calls a function for: a view, a hook, an error handler, a command.

It is read off the decorators that a function has.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from flask_ls.project.meaning import Known, Site
from flask_ls.rules.base import SHORTCUTS, Context, Function
from flask_ls.syntax.shape import Call, Const, Display, Expr, Ref, Return
from flask_ls.syntax.walk import inside

VIEW, COMMAND, ERROR, AFTER, BEFORE = "view", "command", "error handler", "after-request hook", "before-request hook"
BODY_METHODS = frozenset(("POST", "PUT", "PATCH", "DELETE"))
_ROLES = {
    "errorhandler": ERROR, "app_errorhandler": ERROR, "after_request": AFTER, "after_app_request": AFTER,
    "after_this_request": AFTER, "before_request": BEFORE, "before_app_request": BEFORE,
    "before_first_request": BEFORE, "before_app_first_request": BEFORE,
}  # fmt: skip
_OWNERS = {"flask.Flask", "flask.Blueprint"}
# Decorators of libraries that give what the function gives.
_TRANSPARENT = {
    "flask_login.login_required", "flask_login.fresh_login_required", "flask_cors.cross_origin",
    "flask_jwt_extended.jwt_required", "flask_principal.Permission.require", "flask_limiter.Limiter.limit",
    "flask_limiter.Limiter.exempt", "flask_wtf.csrf.CSRFProtect.exempt", "flask_wtf.CSRFProtect.exempt",
    "flask_security.login_required", "flask_security.auth_required", "flask_security.roles_required",
    "flask_security.roles_accepted",
}  # fmt: skip


class Handler(NamedTuple):
    """A function that is handed over. `method` is the qualified name of what takes it: `flask.Flask.route`.

    `call` is the decorator's call, None where it has none; `direct`: what the function returns is what Flask gets.
    """

    role: str
    method: str
    call: Call | None
    direct: bool

    @property
    def methods(self) -> frozenset[str] | None:
        """The request methods of a view, `HEAD` and `OPTIONS` aside; None where they cannot be known."""
        last = self.method.rpartition(".")[2]
        if last in SHORTCUTS:
            return frozenset((last.upper(),))
        if self.call is None or self.call.opaque or last == "endpoint":
            return None
        given = self.call.keyword("methods")
        if given is None:
            return frozenset(("GET",))
        if not isinstance(given.value, Display):
            return None
        names = [each.value for each in given.value.items if isinstance(each, Const) and isinstance(each.value, str)]
        if len(names) < len(given.value.items):
            return None
        return frozenset(name.upper() for name in names) - {"HEAD", "OPTIONS"}


# An application with this overrides what makes responses of views' values, and may make one of anything.
MAKES_RESPONSES = re.compile(r"\bdef make_response\b")


def handlers(function: Function, context: Context) -> list[Handler]:
    """What a function is handed over for; empty where that is nothing, or not known."""
    scope = function.scope
    if scope.name == "<lambda>" or context.file.shapes[function.block].scopes[scope.parent].kind == "class":
        return []
    found = []
    direct = True
    for decorator in reversed(scope.decorators):
        handler = _handler(decorator, scope.parent, context, direct=direct)
        if handler is not None:
            found.append(handler)
        else:
            direct = direct and _is_transparent(decorator, scope.parent, context)
    return found


def role(name: str) -> str:
    """What the method of this qualified name takes a function for; empty where that is not known."""
    owner, _, last = name.rpartition(".")
    if name == "flask.after_this_request":
        return AFTER
    if owner in _OWNERS:
        return VIEW if last in SHORTCUTS or last in ("route", "endpoint") else _ROLES.get(last, "")
    return COMMAND if owner.removesuffix(".cli") in _OWNERS and owner.endswith(".cli") and last == "command" else ""


def view_methods(found: list[Handler]) -> frozenset[str] | None:
    """The request methods that a function answers as a view; None where it is none, or they cannot be known."""
    views = [handler.methods for handler in found if handler.role == VIEW]
    known = [methods for methods in views if methods is not None]
    return frozenset().union(*known) if views and len(known) == len(views) else None


def _handler(decorator: Expr, scope: int, context: Context, *, direct: bool) -> Handler | None:
    call = decorator if isinstance(decorator, Call) else None
    func = call.func if call is not None else decorator
    name = context.name_of(func, scope) if isinstance(func, Ref) else ""
    found = role(name)
    return Handler(found, name, call, direct) if found else None


def _is_transparent(decorator: Expr, scope: int, context: Context) -> bool:
    """Whether a decorator is known to give what the function gives, and nothing else where it gives None."""
    meaning = context.meaning(decorator.func if isinstance(decorator, Call) else decorator, scope)
    if not isinstance(meaning, Known):
        return False
    return meaning.name in _TRANSPARENT if meaning.site is None else _passes_on(meaning.site, context)


def _passes_on(site: Site, context: Context) -> bool:
    """Whether a decorator of the project returns what it called: every call of the function it was given is returned."""
    file = context.project.python(site.path)
    if file is None or site.block >= len(file.shapes):
        return False
    shape = file.shapes[site.block]
    parameters = {binding.name for binding in shape.bindings if binding.kind == "parameter"}
    called = [
        each.call for each in shape.calls if isinstance(each.call.func, Ref) and _wrapped(each.call.func, parameters)
    ]
    returned = [each.value for body in shape.bodies for each in inside(body) if isinstance(each, Return)]
    return bool(called) and all(call in returned for call in called)


def _wrapped(func: Ref, parameters: set[str]) -> bool:
    return len(func.parts) == 1 and func.parts[0] in parameters
