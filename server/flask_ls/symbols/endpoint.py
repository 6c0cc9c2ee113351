"""Endpoints: the names that `url_for` takes, and the routes that they stand for."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from flask_ls.project.components import component
from flask_ls.project.inline import home
from flask_ls.project.meaning import Site, Unknown
from flask_ls.project.memory import ask
from flask_ls.project.pyfile import PyFile
from flask_ls.project.routes import Application, Route, RouteMap
from flask_ls.project.snapshot import Project
from flask_ls.project.url_map import route_map
from flask_ls.symbols.uses import Use, uses_by_name
from flask_ls.text.spans import Span

VARIABLE = re.compile(r"<(?:(?P<converter>[A-Za-z_]\w*)(?:\((?P<arguments>[^)]*)\))?:)?(?P<name>[A-Za-z_]\w*)>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """An endpoint of the applications that a file belongs to, with the routes that answer to it."""

    name: str
    routes: tuple[Route, ...]

    @property
    def applications(self) -> set[int]:
        return {route.app for route in self.routes}

    @property
    def certain(self) -> bool:
        return all(route.certain for route in self.routes)


def applications(project: Project, path: str) -> list[int]:
    """The numbers, in the route map, of the applications that a file belongs to.

    A Python file belongs to those that imports connect it with, a template to those whose template folder it is in;
    where that says nothing, to the only application there is.
    """
    return ask(project, _applications, path)


def _applications(project: Project, path: str) -> list[int]:
    path = home(path)
    found = route_map(project)
    if isinstance(project.files.get(path), PyFile):
        connected = {file.path for file in component(project, path)}
        mine = [number for number, app in enumerate(found.applications) if app.path in connected]
    else:
        mine = [number for number, _ in enumerate(found.applications) if _holds(found, number, path)]
    if mine:
        return mine
    main = [number for number, app in enumerate(found.applications) if not app.in_tests]
    return main if len(main) == 1 else []


def _holds(found: RouteMap, number: int, path: str) -> bool:
    folders = [found.applications[number].template_folder]
    folders += [mount.template_folder for mount in found.mounts if mount.app == number]
    return any(folder and path.startswith(folder + os.sep) for folder in folders)


def candidates(project: Project, path: str) -> list[Endpoint]:
    """Every endpoint that can be named in a file, by name."""
    mine = set(applications(project, path))
    routes = (route for route in route_map(project).routes if route.app in mine and "…" not in route.endpoint)
    return sorted(grouped(routes), key=lambda each: each.name)


def grouped(routes: Iterable[Route]) -> list[Endpoint]:
    """The endpoints of routes, in their order."""
    by_name: dict[str, list[Route]] = {}
    for route in routes:
        by_name.setdefault(route.endpoint, []).append(route)
    return [Endpoint(name=name, routes=tuple(each)) for name, each in by_name.items()]


def resolve_use(project: Project, use: Use) -> Endpoint | Unknown:
    """The endpoint that a use names; a name that begins with a dot is one of the blueprint that the view belongs to.

    In a template that is the blueprint of the views that are seen to render it.
    """
    name = whole_name(project, use, sure=False)
    if name is None:
        return Unknown("the blueprint that the name is relative to cannot be known")
    return find(project, use.path, name)


def whole_name(project: Project, use: Use, block: int | None = None, *, sure: bool = True) -> str | None:
    """The whole name of the endpoint that a use names; None where it is relative to a blueprint that is not known.

    `block`: what the use's spans are relative to, if that is not the file. `sure`: a template that others may render
    than those which are seen to do so belongs to no blueprint.
    """
    if not use.name.startswith("."):
        return use.name
    if project.python(use.path) is None:
        blueprint = ask(project, blueprint_of_template, use.path, sure)
    elif block is None:
        blueprint = blueprint_at(project, use.path, use.span.start)
    else:
        blueprint = _blueprint(_routes_in(project, use.path, block, use.span.start))
    return None if blueprint is None else f"{blueprint}{use.name}" if blueprint else use.name[1:]


def find(project: Project, path: str, name: str) -> Endpoint | Unknown:
    """The endpoint of this name in the applications of a file."""
    mine = set(applications(project, path))
    if not mine:
        return Unknown("no application is known that this file belongs to")
    routes = tuple(route for route in route_map(project).routes if route.app in mine and route.endpoint == name)
    if routes:
        return Endpoint(name=name, routes=routes)
    reason = open_reason(project, path)
    return Unknown(
        f"there is no endpoint `{name}`" + (f", but there may be more than is known: {reason}" if reason else "")
    )


def open_reason(project: Project, path: str) -> str:
    """Why the applications of a file may have routes that are not known; empty where all are known."""
    found = route_map(project)
    for number in applications(project, path):
        if found.applications[number].open:
            return found.applications[number].open
    uncertain = (route for route in found.routes if route.app in applications(project, path) and not route.certain)
    return next((route.reason for route in uncertain if "…" in route.endpoint), "")


def blueprint_at(project: Project, path: str, offset: int) -> str | None:
    """The dotted name of the blueprint whose view stands around an offset: empty for an application's own view."""
    return _blueprint(routes_at(project, path, offset))


def blueprint_of_template(project: Project, path: str, sure: bool) -> str | None:
    """The dotted name of the blueprint whose views alone are seen to render a template; `sure`: nothing else may do so."""
    from flask_ls.symbols.template_contract import rendering  # which asks for the applications of templates itself

    calls, unsure = ask(project, rendering, path)
    found = {_blueprint(_routes_in(project, call.path, call.block, call.span.start)) for call in calls}
    return found.pop() if len(found) == 1 and not (sure and unsure) else None


def _blueprint(routes: Iterable[Route]) -> str | None:
    names = {route.endpoint.rpartition(".")[0] for route in routes}
    return names.pop() if len(names) == 1 else None


def routes_at(project: Project, path: str, offset: int) -> list[Route]:
    """The routes whose view function, or class, an offset is in."""
    file = project.python(path)
    if file is None or not file.blocks:
        return []
    block = file.block_at(offset)
    return _routes_in(project, path, block, offset - file.starts[block])


def _routes_in(project: Project, path: str, block: int, inside: int) -> list[Route]:
    """The routes whose view an offset in a block is in."""
    file = project.python(path)
    if file is None:
        return []
    scopes = {
        number for number, scope in enumerate(file.shapes[block].scopes) if number and scope.span.contains(inside)
    }
    here = ask(project, _by_block).get((path, block), ())
    return [route for route in here if route.view is not None and route.view.scope in scopes]


def _by_block(project: Project) -> dict[tuple[str, int], list[Route]]:
    """The routes by the path and block of their views."""
    found: dict[tuple[str, int], list[Route]] = {}
    for route in route_map(project).routes:
        if route.view is not None:
            found.setdefault((route.view.path, route.view.block), []).append(route)
    return found


def routes_named_at(project: Project, path: str, offset: int) -> list[Route]:
    """The routes whose view's name, in its `def` or `class`, an offset touches."""
    return [
        route
        for route in routes_at(project, path, offset)
        if route.view is not None and (span := span_of(project, route.view)) is not None and span.contains(offset)
    ]


def span_of(project: Project, site: Site) -> Span | None:
    """A site's span as offsets of its file."""
    file = project.python(site.path)
    return file.absolute(site.block, site.span) if file is not None else None


def occurrences(project: Project, endpoint: Endpoint) -> Iterator[Use]:
    """Every use of an endpoint, in Python and in templates."""
    apps = endpoint.applications
    last = endpoint.name.rpartition(".")[2]
    for use in uses_by_name(project).get(("endpoint", last), ()):
        if use.name in (endpoint.name, f".{last}"):
            found = resolve_use(project, use)
            if isinstance(found, Endpoint) and found.name == endpoint.name and apps & found.applications:
                yield use


def variables(routes: tuple[Route, ...]) -> dict[str, str]:
    """The URL values of an endpoint, each with its converter's name; those of all its rules."""
    found: dict[str, str] = {}
    for route in routes:
        for match in VARIABLE.finditer(f"{route.host}/{route.subdomain}/{route.rule}"):
            found.setdefault(match["name"], match["converter"] or "string")
    return found


def required(routes: tuple[Route, ...]) -> set[str]:
    """The URL values without which none of the rules can be built."""
    needed: set[str] | None = None
    for route in routes:
        names = {match["name"] for match in VARIABLE.finditer(route.rule)} - set(route.defaults)
        needed = names if needed is None else needed & names
    return needed or set()


def describe(project: Project, endpoint: Endpoint) -> str:
    """Markdown: the rules with their methods, the view with its documentation, and where it is registered."""
    parts = []
    rules = [f"{', '.join(route.methods) or '?'} {route.rule}" for route in endpoint.routes]
    parts.append("```http\n" + "\n".join(dict.fromkeys(rules)) + "\n```")
    first = endpoint.routes[0]
    signature, documentation = _view(project, first)
    if signature:
        parts.append(f"```python\n{signature}\n```")
    if documentation:
        parts.append(documentation)
    app: Application | None = None
    found = route_map(project)
    if 0 <= first.app < len(found.applications):
        app = found.applications[first.app]
    about = [f"Endpoint `{endpoint.name}`" + (f" of `{app.name}`" if app is not None else "")]
    blueprint = endpoint.name.rpartition(".")[0]
    for mount in found.mounts:
        if mount.app == first.app and mount.name == blueprint:
            prefix = f" under `{mount.prefix}`" if mount.prefix else ""
            about.append(f"blueprint `{mount.name}`{prefix}, registered in {where(project, mount.registered)}")
    parts.append("; ".join(about) + ".")
    types = variables(endpoint.routes)
    if types:
        parts.append("Values: " + ", ".join(f"`{name}` ({kind})" for name, kind in types.items()) + ".")
    reason = next((route.reason for route in endpoint.routes if not route.certain), "")
    if reason:
        parts.append(f"*Not certain: {reason}.*")
    return "\n\n".join(parts)


def _view(project: Project, route: Route) -> tuple[str, str]:
    """The header of a view, and the first paragraph of its documentation."""
    file = project.python(route.view.path) if route.view is not None else None
    if route.view is None or file is None:
        return "", ""
    scope = file.shapes[route.view.block].scopes[route.view.scope]
    text = file.blocks[route.view.block]
    names = ", ".join(parameter.kind.strip("/k") + parameter.name for parameter in scope.parameters)
    header = f"def {scope.name}({names})" if scope.kind == "function" else f"class {scope.name}"
    if scope.docstring_end < 0:
        return header, ""
    written = text[scope.body_start : scope.docstring_end].strip().lstrip("rRuU").strip("\"'").strip()
    return header, re.sub(r"\s+", " ", re.split(r"\n\s*\n|\n---", written)[0])


def where(project: Project, site: Site | None) -> str:
    """A site as `file:line`, for people."""
    file = project.python(site.path) if site is not None else None
    if site is None or file is None:
        return "a library"
    line = file.lines.line_of(file.absolute(site.block, site.span).start) + 1
    return f"`{os.path.basename(site.path)}:{line}`"  # noqa: PTH119
