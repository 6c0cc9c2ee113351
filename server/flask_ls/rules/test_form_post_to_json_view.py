"""# test-form-post-to-json-view

## What it does
Finds tests that send a form to a view that reads JSON.

## Why is this bad?
The answer is `415 UNSUPPORTED MEDIA TYPE`. Send `json=` instead of `data=`. Nothing is said of tests that speak of such a
status.

## Example
```python
from flask import Flask, request

app = Flask(__name__)


@app.route("/api", methods=["POST"])
def api():
    return request.get_json()["a"]


def test_api():
    assert app.test_client().post("/api", data={"a": "1"}).text == "1"
```

## Use instead
```python
from flask import Flask, request

app = Flask(__name__)


@app.route("/api", methods=["POST"])
def api():
    return request.get_json()["a"]


def test_api():
    assert app.test_client().post("/api", json={"a": "1"}).text == "1"
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from flask_ls.project.meaning import Site
from flask_ls.project.snapshot import Project
from flask_ls.rules.base import Context, Finding, Fix, Report, Rule
from flask_ls.rules.clients import is_response
from flask_ls.rules.flow import Methods, visit_certain
from flask_ls.rules.request_text import BAD_TYPE, error_without
from flask_ls.symbols.endpoint import applications
from flask_ls.symbols.url_path import matching
from flask_ls.syntax.shape import Call, CallSite, Const, Display, Item, Ref, last_name
from flask_ls.text.spans import Span, TextEdit

RULE = Rule(
    code="FLK908",
    name="test-form-post-to-json-view",
    severity="information",
    summary="A test sends a form to a view that reads JSON",
    docs="https://flask.palletsprojects.com/en/stable/testing/#json-data",
    words=("data=",),
    fixable=True,
    preview=True,
)
_METHODS = {"post": "POST", "put": "PUT", "patch": "PATCH"}
_MEANT = re.compile(r"\b4\d\d\b|UNSUPPORTED|raises|invalid|wrong", re.IGNORECASE)


def check(site: CallSite, context: Context) -> Iterator[Report]:
    call = site.call
    data, path = call.keyword("data"), call.args[0] if call.args else None
    func = call.func
    last = last_name(func)
    method = _METHODS.get(last, "")
    if data is None or not isinstance(data.value, Display) or data.value.kind != "dict" or not method:
        return
    if not isinstance(path, Const) or not isinstance(path.value, str) or len(call.keywords) > 1 or call.opaque:
        return
    file, project = context.file, context.project
    shape = file.shapes[context.block]
    if not is_response(call, site.scope, context) or not applications(project, file.path):
        return
    if _MEANT.search(file.blocks[context.block], *shape.scopes[site.scope].span):
        return
    routes = matching(project, file.path, path.value.partition("?")[0], method)
    view = routes[0].view if routes and routes[0].certain else None
    if view is not None and _reads_json(view, method, project):
        start = data.span.start
        yield Report(
            span=Span(start, start + len("data")),
            message=f"`{routes[0].view_name}` reads JSON, and this is a form: {BAD_TYPE}. Send `json=`.",
        )


def _reads_json(view: Site, method: str, project: Project) -> bool:
    """Whether a view reads JSON in any case."""
    file = project.python(view.path)
    if file is None or file.shapes[view.block].scopes[view.scope].kind != "function":
        return False
    there = Context(project=project, file=file, block=view.block)
    found: list[str] = []

    def visit(thing: object, reached: Methods) -> None:
        if isinstance(thing, (Item, Ref, Call)) and method in reached:
            found.append(error_without(thing, view.scope, there))

    visit_certain(file.shapes[view.block].bodies[view.scope], frozenset((method,)), view.scope, there, visit)
    return BAD_TYPE in found


def fix(finding: Finding, project: Project) -> list[Fix]:
    """Send JSON."""
    return [Fix(title="Send `json=`", edits={finding.path: (TextEdit(finding.span, "json"),)})]
