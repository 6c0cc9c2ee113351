"""# test-client-unknown-route

## What it does
Finds paths that a test asks for, and that no route answers.

## Why is this bad?
The answer is `404 NOT FOUND`, whatever the view does. Nothing is said of tests that speak of 404, and where an application
may have routes that cannot be seen.

## Example
```python
from flask import Flask

app = Flask(__name__)


@app.route("/api/users")
def users():
    return []


def test_users():
    assert app.test_client().get("/api/user").status_code == 200
```

## Use instead
```python
from flask import Flask

app = Flask(__name__)


@app.route("/api/users")
def users():
    return []


def test_users():
    assert app.test_client().get("/api/users").status_code == 200
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches

from flask_ls.project.snapshot import Project
from flask_ls.project.url_map import route_map
from flask_ls.rules.base import Context, Finding, Fix, Report, Rule
from flask_ls.rules.clients import is_response
from flask_ls.symbols.endpoint import applications, open_reason
from flask_ls.symbols.url_path import matching
from flask_ls.syntax.shape import CallSite, Const
from flask_ls.text.spans import Span, TextEdit

RULE = Rule(
    code="FLK907",
    name="test-client-unknown-route",
    severity="warning",
    summary="A test asks for a path that no route answers",
    docs="https://flask.palletsprojects.com/en/stable/testing/#sending-requests-with-the-test-client",
    words=("client",),
    fixable=True,
    preview=True,
)
_PATH = re.compile(r"/[\w\-./]*\Z")
# It is meant to fail, or something beside the routes answers.
_MEANT = re.compile(
    r"\b4\d\d\b|\b3\d\d\b|NOT_FOUND|NotFound|raises|unknown|missing|invalid|not_found|nonexist", re.IGNORECASE
)
_OTHERWISE = re.compile(
    r"\b(?:DispatcherMiddleware|APPLICATION_ROOT|SCRIPT_NAME|host_matching|subdomain|wsgi_app|test_client_class)\b"
)


def check(site: CallSite, context: Context) -> Iterator[Report]:
    call = site.call
    path = call.args[0] if call.args else None
    if not isinstance(path, Const) or not isinstance(path.value, str) or not _PATH.match(path.value):
        return
    project, file = context.project, context.file
    if not is_response(call, site.scope, context) or not applications(project, file.path):
        return
    if open_reason(project, file.path) or context.mentions(_OTHERWISE) or matching(project, file.path, path.value, ""):
        return
    shape = file.shapes[context.block]
    if _MEANT.search(file.blocks[context.block], *shape.scopes[site.scope].span):
        return
    mine = set(applications(project, file.path))
    routes = [route for route in route_map(project).routes if route.app in mine]
    if any(not route.certain or "…" in route.rule for route in routes):
        return
    near = next(iter(get_close_matches(path.value, [route.rule for route in routes if "<" not in route.rule], n=1)), "")
    message = f"No route answers `{path.value}`: `404 NOT FOUND`."
    yield Report(
        span=Span(path.span.start + 1, path.span.end - 1),
        message=f"{message} Did you mean `{near}`?" if near else message,
        data=(near,) if near else (),
    )


def fix(finding: Finding, project: Project) -> list[Fix]:
    """Ask for the path that was probably meant."""
    if not finding.data:
        return []
    edit = TextEdit(finding.span, finding.data[0])
    return [Fix(title=f"Change to `{finding.data[0]}`", edits={finding.path: (edit,)})]
