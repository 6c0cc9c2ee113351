"""# duplicate-endpoint

## What it does
Finds two view functions that are registered under the same endpoint, most often two functions of the same name.

## Why is this bad?
Flask keeps one view for an endpoint. The second registration raises `AssertionError: View function mapping is
overwriting an existing endpoint function: page` as soon as the module is imported, so the application does not start.
Several routes on one function are fine.

## Example
```python
from flask import Flask

app = Flask(__name__)


@app.route("/a")
def page():
    return "a"


@app.route("/b")
def page():
    return "b"
```

## Use instead
```python
from flask import Flask

app = Flask(__name__)


@app.route("/a")
def page_a():
    return "a"


@app.route("/b")
def page_b():
    return "b"
```
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from flask_ls.project.meaning import Site
from flask_ls.project.routes import Route
from flask_ls.project.snapshot import Project
from flask_ls.project.url_map import route_map
from flask_ls.rules.base import Report, Rule
from flask_ls.rules.views import View, absolute, is_registration, overridden, passes_on, together, views
from flask_ls.text.spans import Span

RULE = Rule(
    code="FLK101",
    name="duplicate-endpoint",
    severity="error",
    summary="Two views are registered under one endpoint",
    docs="https://flask.palletsprojects.com/en/stable/api/#flask.Flask.add_url_rule",
    words=("route", "add_url_rule", ".get(", ".post(", ".put(", ".delete(", ".patch("),
)


def check(project: Project) -> Iterator[Report]:
    by_endpoint: dict[tuple[int, str], dict[Site, Route]] = {}
    for route in route_map(project).routes:
        if route.view is not None:
            by_endpoint.setdefault((route.app, route.endpoint), {})[route.view] = route
    reported = set[tuple[str, Span]]()
    for (_, endpoint), places in by_endpoint.items():
        found = sorted(_found(project, places), key=_order) if len(places) > 1 else []
        if not found or not _named_surely(project, found[0][1], found[0][0]):
            continue
        first_route, first = found[0]
        for route, view in found[1:]:
            if not together(project, first_route, route) or not _named_surely(project, view, route):
                continue
            path, span = _place(project, view, route)
            if (path, span) not in reported:
                reported.add((path, span))
                earlier = _place(project, first, first_route)
                yield Report(
                    path=path,
                    span=span,
                    message=f"`{view.scope.name}` is registered under the endpoint `{endpoint}`, which another view has "
                    "already. The application does not start: `AssertionError: View function mapping is overwriting an "
                    f"existing endpoint function: {endpoint}`. Rename it, or give it an `endpoint=` of its own.",
                    related=((*earlier, f"`{endpoint}` is registered here first"),),
                )


def _found(project: Project, places: Mapping[Site, Route]) -> Iterator[tuple[Route, View]]:
    """The views that stand in these places, each with a route."""
    for site, route in places.items():
        file = project.python(site.path)
        view = (
            next((view for view in views(file, site.block, project) if view.number == site.scope), None)
            if file
            else None
        )
        if view is not None:
            yield route, view


def _order(found: tuple[Route, View]) -> tuple[str, int, int]:
    _, view = found
    return view.file.path, view.block, view.number


def _named_surely(project: Project, view: View, route: Route) -> bool:
    """Whether the endpoint's name is written, or the function's, which no decorator can have changed."""
    if overridden(project, view.file.path, "add_url_rule", "route"):
        return False
    return route.endpoint_text is not None or all(
        is_registration(view, decorator) or passes_on(project, view.file, view.block, view.scope.parent, decorator)
        for decorator in view.scope.decorators
    )


def _place(project: Project, view: View, route: Route) -> tuple[str, Span]:
    """Where the endpoint's name stands."""
    if route.endpoint_text is not None:
        return absolute(project, route.endpoint_text)
    if any(route.registered is not None and route.registered.span == each.span for each in view.scope.decorators):
        return view.file.path, view.file.absolute(view.block, view.scope.name_span)
    assert route.registered is not None
    return absolute(project, route.registered)
