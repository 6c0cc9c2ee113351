"""What decorators make of what they are given. No rule itself; it says yes only to what is sure."""

from __future__ import annotations

from flask_ls.project.meaning import Known, Site
from flask_ls.rules.base import Context
from flask_ls.syntax.shape import Call, Expr, Ref, Shape

# Decorators of libraries that give back another function.
_REPLACING = frozenset(
    {
        "flask_login.login_required", "flask_login.fresh_login_required", "flask_jwt_extended.jwt_required",
        "flask_cors.cross_origin", "flask_caching.Cache.cached", "flask_caching.Cache.memoize",
        "flask_httpauth.HTTPBasicAuth.login_required", "flask_httpauth.HTTPTokenAuth.login_required",
        "flask_httpauth.HTTPDigestAuth.login_required", "flask_httpauth.MultiAuth.login_required",
        "flask_security.auth_required", "flask_security.login_required", "flask_security.roles_required",
        "flask_security.roles_accepted", "flask_security.permissions_required",
    }
)  # fmt: skip


def replaces(decorator: Expr, scope: int, context: Context) -> bool:
    """Whether a decorator is sure to give back another function than it was given."""
    called = isinstance(decorator, Call)
    meaning = context.meaning(decorator.func if isinstance(decorator, Call) else decorator, scope)
    if not isinstance(meaning, Known):
        return False
    if meaning.site is None or meaning.module:
        return meaning.name in _REPLACING
    own = context.project.python(meaning.site.path)
    return own is not None and _gives_back_its_own(own.shapes[meaning.site.block], meaning.site, 2 if called else 1)


def _gives_back_its_own(shape: Shape, site: Site, depth: int) -> bool:
    """Whether all that a function returns is one inner function, so many levels deep, that `wraps` was applied to."""
    number = site.scope
    for _ in range(depth):
        returned = [value for at, value in shape.returns if at == number]
        names = {value.parts[0] for value in returned if isinstance(value, Ref) and len(value.parts) == 1}
        bound = [binding for name in names for binding in shape.bound(number, name)]
        if len(returned) == 0 or len(names) != 1 or len(bound) != 1 or bound[0].kind != "function":
            return False
        if not all(isinstance(value, Ref) for value in returned):
            return False
        number = bound[0].target
    decorators = shape.scopes[number].decorators
    return any(
        isinstance(each, Call) and isinstance(each.func, Ref) and each.func.last == "wraps" for each in decorators
    )
