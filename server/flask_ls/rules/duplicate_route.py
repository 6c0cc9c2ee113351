"""# duplicate-route

## What it does
Finds two views for one URL and the same methods: `/user/<name>` and `/user/<user_id>` in one application.

## Why is this bad?
The names of variables tell no URLs apart. The rule that is added first always answers, and the second view never runs.
Where a URL is built for the second endpoint it may be there for its name alone, and nothing is said.

## Example
```python
from flask import Flask

app = Flask(__name__)


@app.route("/user/<name>")
def by_name(name):
    return "by_name"


@app.route("/user/<user_id>")
def by_id(user_id):
    return "by_id"
```

## Use instead
```python
from flask import Flask

app = Flask(__name__)


@app.route("/user/<name>")
def by_name(name):
    return "by_name"


@app.route("/user/id/<int:user_id>")
def by_id(user_id):
    return "by_id"
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from flask_ls.project.components import relevant, says
from flask_ls.project.routes import Route
from flask_ls.project.snapshot import Project
from flask_ls.project.url_map import route_map
from flask_ls.rules.base import Report, Rule, is_test
from flask_ls.rules.views import absolute, overridden
from flask_ls.symbols.endpoint import VARIABLE
from flask_ls.symbols.uses import uses

RULE = Rule(
    code="FLK116",
    name="duplicate-route",
    severity="warning",
    summary="Another view answers the same URL first",
    docs="https://flask.palletsprojects.com/en/stable/api/#url-route-registrations",
    words=("route", "add_url_rule", ".get(", ".post(", ".put(", ".delete(", ".patch("),
)


def check(project: Project) -> Iterator[Report]:
    by_url: dict[tuple[int, str, str, str], list[Route]] = {}
    for route in route_map(project).routes:
        plain = not route.defaults and not route.build_only and route.methods and route.rule_text is not None
        if route.certain and plain and route.view is not None and not is_test(project, route.view.path):
            url = VARIABLE.sub(_nameless, route.rule)
            by_url.setdefault((route.app, route.host, route.subdomain, url), []).append(route)
    for routes in by_url.values():
        first, *others = sorted(routes, key=_order)
        for route in others:
            if route.endpoint != first.endpoint and route.view != first.view and _shadowed(project, first, route):
                yield _report(project, first, route)


def _nameless(match: re.Match[str]) -> str:
    return f"<{match['converter'] or 'string'}({match['arguments'] or ''})>"


def _order(route: Route) -> tuple[str, int, int]:
    place = route.registered
    assert route.rule_text is not None
    # Decorators are applied from the bottom up.
    return (place.path, place.block, -place.span.start) if place is not None else (route.rule_text.path, 0, 0)


def _shadowed(project: Project, first: Route, route: Route) -> bool:
    """Whether the first is added before the other in any case, and answers all its methods."""
    one, other = first.registered, route.registered
    if one is None or other is None or not set(route.methods) <= set(first.methods):
        return False
    same_owner = first.endpoint.rpartition(".")[0] == route.endpoint.rpartition(".")[0]
    return (
        same_owner
        and (one.path, one.scope) == (other.path, other.scope) == (other.path, 0)
        and one.block < other.block
        and not _is_named(project, route.endpoint.rpartition(".")[2])
        and not overridden(project, other.path, "add_url_rule", "route")
    )


def _is_named(project: Project, endpoint: str) -> bool:
    """Whether anything names an endpoint, in whatever blueprint."""
    written = re.compile(rf"[.\"']{re.escape(endpoint)}[\"']")
    paths = [file.path for file in relevant(project) if says(project, file.path, written)]
    paths += [path for path in project.texts if written.search(project.files[path].text)]
    return any(
        use.symbol == "endpoint" and use.name.rpartition(".")[2] == endpoint
        for path in paths
        for use in uses(project, path)
    )


def _report(project: Project, first: Route, route: Route) -> Report:
    assert first.rule_text is not None
    assert route.rule_text is not None
    path, span = absolute(project, route.rule_text)
    return Report(
        path=path,
        span=span,
        message=f"`{first.view_name}` answers `{first.rule}` first, so `{route.view_name}` never runs for "
        f"{' and '.join(route.methods)}.",
        related=((*absolute(project, first.rule_text), f"`{first.rule}` stands here"),),
    )
