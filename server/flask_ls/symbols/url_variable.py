"""Variables of a URL rule (`/users/<int:id>`) and the parameters of the view that take them: one and the same name."""

from __future__ import annotations

import re
from dataclasses import dataclass

from flask_ls.project.routes import Route
from flask_ls.project.snapshot import Project
from flask_ls.project.url_map import route_map
from flask_ls.symbols.endpoint import VARIABLE, grouped, occurrences
from flask_ls.syntax.cursor import cursor
from flask_ls.text.spans import Span

_KEYWORD_ARGUMENT = re.compile(r"\s*=(?!=)")


@dataclass(frozen=True, slots=True, kw_only=True)
class UrlVariable:
    """A variable of a view's rules. Spans are those of its name: in the rules beside the view, in the view's header and
    in its body. `tangled`: why the places that mean it cannot be told from others, empty where they can.
    """

    name: str
    routes: tuple[Route, ...]
    rules: tuple[Span, ...]
    parameter: Span | None
    uses: tuple[Span, ...]
    tangled: str


def at(project: Project, path: str, offset: int) -> UrlVariable | None:
    """The variable whose name an offset touches, in a rule or as the view's parameter."""
    file = project.python(path)
    if file is None:
        return None
    block = file.block_at(offset)
    by_view: dict[tuple[int, int], list[Route]] = {}
    for route in route_map(project).routes:
        if route.view is not None and (route.view.path, route.view.block) == (path, block):
            by_view.setdefault((route.view.block, route.view.scope), []).append(route)
    for (_, scope), routes in by_view.items():
        for name in {match["name"] for route in routes for match in VARIABLE.finditer(route.rule)}:
            found = _variable(project, path, block, scope, routes, name)
            places = [*found.rules, *([found.parameter] if found.parameter else [])]
            if any(span.contains(offset) for span in places):
                return found
    return None


def _variable(project: Project, path: str, block: int, scope: int, routes: list[Route], name: str) -> UrlVariable:
    file = project.python(path)
    assert file is not None
    text, opened = file.blocks[block], file.shapes[block].scopes[scope]
    rules: dict[Span, None] = {}
    for route in routes:
        site = route.rule_text
        if site is not None and (site.path, site.block) == (path, block):
            written = text[site.span.start : site.span.end]
            for match in VARIABLE.finditer(written):
                if match["name"] == name:
                    rules[file.absolute(block, Span(*match.span("name")).shifted(site.span.start))] = None
    header = next((each.span for each in opened.parameters if each.name == name), None)
    parameter = file.absolute(block, Span(header.start, header.start + len(name))) if header is not None else None
    word = re.compile(rf"(?<![\w.]){re.escape(name)}\b")
    uses = [
        file.absolute(block, Span(*found.span()))
        for found in (word.finditer(text, opened.body_start, opened.span.end) if header is not None else ())
        if cursor(text, found.start() + 1).place not in ("string", "comment")
        and not (_KEYWORD_ARGUMENT.match(text, found.end()) and cursor(text, found.start()).arguments)
    ]
    return UrlVariable(
        name=name, routes=tuple(routes), rules=tuple(rules), parameter=parameter, uses=tuple(uses),
        tangled=_tangled(project, path, block, scope, routes, name),
    )  # fmt: skip


def _tangled(project: Project, path: str, block: int, scope: int, routes: list[Route], name: str) -> str:
    """Why a variable's name cannot be changed safely."""
    file = project.python(path)
    assert file is not None
    shape, text = file.shapes[block], file.blocks[block]
    if not all(_written_here(project, path, block, route, name) for route in routes):
        return f"`{name}` is part of a rule that is written elsewhere"
    if any(name in route.defaults for route in routes):
        return f"`{name}` has a default in `defaults=`"
    span = shape.scopes[scope].span
    bound = [b for b in shape.bindings if b.name == name and span.start <= b.span.start < span.end]
    if [(b.kind, b.scope) for b in bound] != [("parameter", scope)]:
        return f"`{name}` is bound again inside the view, or is no parameter of it"
    if in_formatted_string(text, name, span):
        return f"`{name}` stands in an f-string"
    return ""


def in_formatted_string(text: str, name: str, span: Span) -> bool:
    """Whether a name is a word in an f-string, where a word cannot be told from a value."""
    word = re.compile(rf"(?<![\w.]){re.escape(name)}\b")
    places = (cursor(text, found.start() + 1) for found in word.finditer(text, span.start, span.end))
    return any(each.place == "string" and "f" in each.string_prefix for each in places)


def _written_here(project: Project, path: str, block: int, route: Route, name: str) -> bool:
    """Whether every place in which a route's rule has the variable is in the literal beside the view."""
    site, file = route.rule_text, project.python(path)
    if site is None or file is None or (site.path, site.block) != (path, block):
        return False
    written = file.blocks[block][site.span.start : site.span.end]
    count = [sum(match["name"] == name for match in VARIABLE.finditer(rule)) for rule in (route.rule, written)]
    return bool(count[0] == count[1])


def passed(project: Project, variable: UrlVariable) -> dict[tuple[str, Span], None]:
    """The keyword arguments that pass the variable's value to `url_for`, in Python and templates."""
    found: dict[tuple[str, Span], None] = {}
    word = re.compile(rf"(?<![\w.]){re.escape(variable.name)}(?=\s*=(?!=))")
    for each in grouped(variable.routes):
        for use in occurrences(project, each):
            for match in word.finditer(project.files[use.path].text, use.span.end, use.call.end):
                found[use.path, Span(*match.span())] = None
    return found
