"""# hardcoded-url

## What it does
Finds attributes of a page (`href`, `src`, `action`, `hx-get` and the like) whose value is the path of one of the
application's routes, written out.

## Why is this bad?
The link breaks where the route gets another path, a blueprint another prefix, or the application another root. `url_for`
follows all of these. Nothing is said where the path may belong to several routes, or where the application may be reached
under another path.

## Example
```text
-- app.py --
from flask import Flask, render_template

app = Flask(__name__)


@app.route("/")
def index():
    return render_template("index.html")
-- templates/index.html --
<link rel="stylesheet" href="/static/shop.css">
<a href="/">Home</a>
```

## Use instead
```text
-- app.py --
from flask import Flask, render_template

app = Flask(__name__)


@app.route("/")
def index():
    return render_template("index.html")
-- templates/index.html --
<link rel="stylesheet" href="{{ url_for('static', filename='shop.css') }}">
<a href="{{ url_for('index') }}">Home</a>
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from flask_ls.project.components import speaks_of
from flask_ls.project.routes import Route
from flask_ls.project.snapshot import Project
from flask_ls.project.url_map import route_map
from flask_ls.rules.base import Finding, Fix, Report, Rule, TemplateFile
from flask_ls.rules.templates import knows_jinja
from flask_ls.rules.views import BUILDERS, URL_VALUES
from flask_ls.symbols.endpoint import VARIABLE, applications, open_reason
from flask_ls.symbols.url_path import answers
from flask_ls.syntax.template.elements import Element
from flask_ls.syntax.template.names import bound
from flask_ls.text.spans import TextEdit

RULE = Rule(
    code="FLK619",
    name="hardcoded-url",
    severity="information",
    summary="A page has the path of a route written out",
    docs="https://flask.palletsprojects.com/en/stable/quickstart/#url-building",
    words=("href", "src", "action", "hx-"),
    fixable=True,
    preview=True,
)
_METHODS = {
    "href": "GET", "src": "GET", "action": "", "formaction": "", "hx-get": "GET", "hx-post": "POST", "hx-put": "PUT",
    "hx-patch": "PATCH", "hx-delete": "DELETE",
}  # fmt: skip
# What is written in a URL as it is.
_PATH = re.compile(r"/(?:[\w~.-]+(?:/[\w~.-]+)*/?)?", re.ASCII)
# What gives an application another path than its routes have, or answers before them.
_ELSEWHERE = re.compile(
    r"\b(?:DispatcherMiddleware|APPLICATION_ROOT|SCRIPT_NAME|host_matching|subdomain(?:_matching)?|wsgi_app|create_url_adapter)\b"
)
_WRITTEN = {"int": r"(0|[1-9]\d*)", "string": r"([^/]+)", "path": r"([^/].*)"}


def check(file: TemplateFile) -> Iterator[Report]:
    routes: list[Route] | None = None
    for element in file.model.elements:
        for attribute in element.attributes if element.name != "base" and not element.closing else ():
            method = _METHODS.get(attribute.name.lower())
            if method is None or not attribute.quote or not _PATH.fullmatch(attribute.value):
                continue
            if routes is None:
                routes = _sure_routes(file)
            if not routes:
                return
            route = _route(routes, attribute.value, method or _sent_with(element))
            written = _written(route, attribute.value, "'" if attribute.quote == '"' else '"') if route else ""
            if route is not None and written:
                yield Report(
                    span=attribute.value_span,
                    message=f"`{attribute.value}` is the path of `{route.endpoint}`, which `url_for` would follow.",
                    data=(written,),
                )


def fix(finding: Finding, project: Project) -> list[Fix]:
    """Build the URL."""
    edits = {finding.path: (TextEdit(finding.span, finding.data[0]),)}
    return [Fix(title=f"Change to `{finding.data[0]}`", edits=edits)]


def _sure_routes(file: TemplateFile) -> list[Route]:
    """The routes of the application that shows the page; none unless it is the only one, and all that it answers is known."""
    project, numbers = file.project, applications(file.project, file.path)
    if len(numbers) != 1:
        return []
    routes = [route for route in route_map(project).routes if route.app == numbers[0]]
    is_sure = (
        not open_reason(project, file.path)
        and not any("…" in route.rule for route in routes)
        and not any(speaks_of(project, each, tests=False) for each in (_ELSEWHERE, URL_VALUES, BUILDERS))
        and knows_jinja(file)
        and "url_for" not in bound(file.model)
    )
    return routes if is_sure else []


def _sent_with(element: Element) -> str:
    """The method of a form; empty where it is not written out."""
    given = element.attribute("method")
    method = given.value.strip().upper() if given is not None else "GET"
    return method if method in ("GET", "POST") else ""


def _route(routes: list[Route], path: str, method: str) -> Route | None:
    """The only route that answers a path, which is also the only one of its endpoint."""
    found = [route for route in routes if route.rule == path and (not method or method in route.methods)]
    if not any(route.rule == path for route in routes):
        found = [route for route in routes if answers(route.rule, path)]
    endpoints = {route.endpoint for route in found}
    if len(endpoints) != 1 or any(route.endpoint in endpoints and route.rule != found[0].rule for route in routes):
        return None
    is_plain = all(
        route.certain and not (route.build_only or route.host or route.subdomain or route.defaults) for route in found
    )
    return found[0] if is_plain and (not method or method in found[0].methods) else None


def _written(route: Route, path: str, quote: str) -> str:
    """The call that builds a path; empty where that is not sure to build this one."""
    values = _values(route.rule, path)
    if values is None or quote in route.endpoint:
        return ""
    given = "".join(
        f", {name}={value}" if converter == "int" else f", {name}={quote}{value}{quote}"
        for name, converter, value in values
    )
    return f"{{{{ url_for({quote}{route.endpoint}{quote}{given}) }}}}"


def _values(rule: str, path: str) -> list[tuple[str, str, str]] | None:
    """Name, converter and text of each variable in a path; None where a rule has others, or begins with one."""
    parts, last = [], 0
    variables = [*VARIABLE.finditer(rule)]
    for match in variables:
        kind = _WRITTEN.get(match["converter"] or "string")
        if kind is None or match["arguments"] or match.start() == 1:
            return None
        parts += [re.escape(rule[last : match.start()]), kind]
        last = match.end()
    found = re.fullmatch("".join([*parts, re.escape(rule[last:])]), path)
    if found is None:
        return None
    return [
        (each["name"], each["converter"] or "string", value)
        for each, value in zip(variables, found.groups(), strict=True)
    ]
