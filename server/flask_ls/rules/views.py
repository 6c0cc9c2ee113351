"""What rules about routes share: view functions with their routes, and what may change how they are called.

No rule itself. Everything here says yes only to what is sure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from flask_ls.project.components import mentions
from flask_ls.project.meaning import Known, Site
from flask_ls.project.memory import ask
from flask_ls.project.pyfile import PyFile
from flask_ls.project.resolve import resolve
from flask_ls.project.routes import Route
from flask_ls.project.snapshot import Project
from flask_ls.project.url_map import route_map
from flask_ls.rules.base import SHORTCUTS, Context, is_test
from flask_ls.symbols.endpoint import VARIABLE, applications, grouped
from flask_ls.syntax.shape import Call, CallSite, Const, Expr, Ref, Scope, Shape
from flask_ls.text.spans import Span

REGISTERING = frozenset(
    f"flask.{owner}.{name}" for owner in ("Flask", "Blueprint") for name in ("route", "endpoint", *SHORTCUTS)
)
_ADDING = REGISTERING | {"flask.Flask.add_url_rule", "flask.Blueprint.add_url_rule"}
# Decorators that call the view with what they were given, or not at all.
_PASS_ON = frozenset(
    {
        "flask_login.login_required", "flask_login.fresh_login_required", "flask_cors.cross_origin",
        "flask_jwt_extended.jwt_required", "flask_caching.Cache.cached", "flask_limiter.Limiter.limit",
        "flask_limiter.Limiter.exempt", "flask_wtf.CSRFProtect.exempt", "flask_wtf.csrf.CSRFProtect.exempt",
    }
)  # fmt: skip
# What supplies view arguments or URL values from elsewhere, or answers for endpoints that are not there.
VIEW_ARGUMENTS = re.compile(
    r"\burl_value_preprocessor\b|\bensure_sync\b"
    r"|\bview_args\b(?!\.(?:get|items|keys)\(|\[[^\]\n]*\](?!\s*=[^=])|\s+(?:and|else|is)\b|:)"
    r"|\bview_functions\b(?!\.(?:get|keys)\(|\[[^\]\n]*\](?!\s*=[^=]|\()|\s+(?:and|else|is)\b|:)"
)
URL_VALUES = re.compile(r"\b(?:app_)?url_defaults\b|\burl_default_functions\b|\binject_url_defaults\b")
_OTHERWISE = re.compile(r"\bview_functions\b|\brequest_class\b|\bdef (?:add_url_rule|route)\(")
BUILDERS = re.compile(r"build_error_handlers\b|\bhandle_url_build_error\b|\bdef url_for\b")


class View(NamedTuple):
    """A view function with all of its routes, every one of them certain. `number` is its scope's in the block."""

    file: PyFile
    block: int
    number: int
    routes: tuple[Route, ...]

    @property
    def shape(self) -> Shape:
        return self.file.shapes[self.block]

    @property
    def scope(self) -> Scope:
        return self.shape.scopes[self.number]


def views(file: PyFile, block: int, project: Project) -> Iterator[View]:
    """The functions of a block, methods aside, that answer routes."""
    for number, routes in blocks_with_views(project).get(file.path, {}).get(block, {}).items():
        if is_test(project, file.path) or not all(route.certain for route in routes):
            continue
        shape = file.shapes[block]
        scope = shape.scopes[number]
        if scope.kind == "function" and not shape.damaged and shape.scopes[scope.parent].kind != "class":
            yield View(file, block, number, routes)


def blocks_with_views(project: Project) -> Mapping[str, Mapping[int, Mapping[int, tuple[Route, ...]]]]:
    """All routes by the path, block and scope of their views."""
    return ask(project, _by_place)


def _by_place(project: Project) -> dict[str, dict[int, dict[int, tuple[Route, ...]]]]:
    found: dict[str, dict[int, dict[int, tuple[Route, ...]]]] = {}
    for route in (*route_map(project).routes, *route_map(project).loose):
        if route.view is not None:
            here = found.setdefault(route.view.path, {}).setdefault(route.view.block, {})
            here[route.view.scope] = (*here.get(route.view.scope, ()), route)
    return found


def endpoints(project: Project, path: str) -> Mapping[str, tuple[Route, ...]]:
    """The routes that a file can name, by endpoint."""
    return ask(project, _endpoints, *applications(project, path))


def _endpoints(project: Project, *applications: int) -> dict[str, tuple[Route, ...]]:
    found = grouped(route for route in route_map(project).routes if route.app in applications)
    return {each.name: each.routes for each in found}


def is_registration(view: View, decorator: Expr) -> bool:
    """Whether a decorator of the view is what adds one of its routes."""
    return any(
        route.registered is not None
        and (route.registered.path, route.registered.block) == (view.file.path, view.block)
        and route.registered.span == decorator.span
        for route in view.routes
    )


def called_as_is(project: Project, view: View) -> bool:
    """Whether the view is called with the values of its URL, no more and no fewer."""
    if mentions(project, view.file.path, VIEW_ARGUMENTS) or any(
        route.registered is None or not _names_function(view, route.registered) for route in view.routes
    ):
        return False
    return all(
        is_registration(view, decorator) or passes_on(project, view.file, view.block, view.scope.parent, decorator)
        for decorator in view.scope.decorators
    )


def _names_function(view: View, registered: Site) -> bool:
    """Whether a route is added by a decorator of the function, or by a call that hands over the function itself."""
    if any(registered.span == decorator.span for decorator in view.scope.decorators):
        return True
    shape = view.file.shapes[registered.block] if registered.path == view.file.path else None
    for site in shape.calls if shape is not None else ():
        if site.call.span == registered.span:
            value = site.call.argument(2, "view_func")
            return isinstance(value, Ref) and value.parts == (view.scope.name,)
    return False


def passes_on(project: Project, file: PyFile, block: int, scope: int, decorator: Expr) -> bool:
    """Whether what a decorator makes of a function calls it with the same arguments, and has its name."""
    func = decorator.func if isinstance(decorator, Call) else decorator
    meaning = resolve(project, file, block, scope, func)
    if not isinstance(meaning, Known):
        return False
    if meaning.site is None or meaning.module:
        return meaning.name in _PASS_ON
    return ask(project, _hands_on, meaning.site)


def _hands_on(project: Project, site: Site) -> bool:
    """Whether a decorator of the project has one `inner(*args, **kwargs)` that does nothing with these but hand them on."""
    file = project.python(site.path)
    if file is None:
        return False
    shape = file.shapes[site.block]
    whole = shape.scopes[site.scope]
    inner = [
        scope
        for scope in shape.scopes
        if scope.kind == "function"
        and whole.span.start <= scope.span.start < whole.span.end
        and any(parameter.kind == "**" for parameter in scope.parameters)
    ]
    if whole.kind != "function" or len(inner) != 1:
        return False
    names = [parameter.name for parameter in inner[0].parameters]
    if any(parameter.kind not in ("*", "**") for parameter in inner[0].parameters):
        return False
    handed = ", ".join(parameter.kind + parameter.name for parameter in inner[0].parameters)
    text = file.blocks[site.block][inner[0].span.start : inner[0].span.end]
    wrapped = any(
        isinstance(each, Call) and isinstance(each.func, Ref) and each.func.last == "wraps"
        for each in inner[0].decorators
    )
    calls = text.count(f"({handed})") - 1  # its own header
    return wrapped and calls > 0 and all(len(re.findall(rf"\b{name}\b", text)) == calls + 1 for name in names)


def overridden(project: Project, path: str, *names: str) -> bool:
    """Whether a class connected with this file defines a method of Flask's itself, so that Flask's own is not meant."""
    return mentions(project, path, re.compile(rf"\bdef (?:{'|'.join(names)})\(\s*self\b"))


def together(project: Project, one: Route, other: Route) -> bool:
    """Whether both are registered whenever one is: by the same function, or by modules on an application of a module."""
    if one.registered is None or other.registered is None:
        return False
    if one.registered.path == other.registered.path:
        if one.registered.scope == other.registered.scope == 0:
            return True
        return (one.registered.block, one.registered.scope) == (other.registered.block, other.registered.scope)
    made = route_map(project).applications[one.app].made
    return made is not None and made.scope == one.registered.scope == other.registered.scope == 0


def also_called(project: Project, view: View) -> bool:
    """Whether the view may run for requests that its routes do not take."""
    if mentions(project, view.file.path, _OTHERWISE):
        return True
    called = re.compile(rf"(?<![\w\"'])(?<!def ){re.escape(view.scope.name)}\s*[(,)]")
    return mentions(project, view.file.path, called)


def literal_rule(site: CallSite, context: Context) -> Const | None:
    """The literal of a route's rule, where a call adds a route."""
    call = site.call
    given = call.args[0] if call.args else None
    if not isinstance(given, Const) or not isinstance(given.value, str) or not isinstance(call.func, Ref):
        return None
    last = call.func.last
    if last not in SHORTCUTS and last not in ("route", "add_url_rule"):
        return None
    return given if context.name_of(call.func, site.scope) in _ADDING else None


def variables_of(route: Route) -> set[str]:
    """The names of the values that a route's URL gives."""
    return {match["name"] for match in VARIABLE.finditer(f"{route.host}/{route.subdomain}/{route.rule}")}


def variable_span(project: Project, route: Route, name: str) -> tuple[str, Span] | None:
    """Where the rule's literal names a variable, as path and span of the file."""
    site = route.rule_text
    file = project.python(site.path) if site is not None else None
    if site is None or file is None:
        return None
    written = file.blocks[site.block][site.span.start : site.span.end]
    for match in VARIABLE.finditer(written):
        if match["name"] == name:
            return site.path, file.absolute(site.block, Span(*match.span("name")).shifted(site.span.start))
    return None


def absolute(project: Project, site: Site) -> tuple[str, Span]:
    """A site's path and its span as offsets of the file."""
    file = project.python(site.path)
    return site.path, file.absolute(site.block, site.span) if file is not None else site.span
