"""# url-for-missing-value

## What it does
Finds `url_for("…")`, in Python and in templates, that does not give a value for a variable which every rule of the endpoint has.

## Why is this bad?
Building the URL raises `BuildError: Could not build url for endpoint 'profile'. Did you forget to specify values
['username']?`, and the request is answered with 500. Nothing is said where `url_defaults` functions or `**values` may
supply it.

## Example
```python
from flask import Flask, url_for

app = Flask(__name__)


@app.route("/")
def index():
    return url_for("profile")


@app.route("/user/<username>")
def profile(username):
    return username
```

## Use instead
```python
from flask import Flask, url_for

app = Flask(__name__)


@app.route("/")
def index():
    return url_for("profile", username="john")


@app.route("/user/<username>")
def profile(username):
    return username
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from flask_ls.project.components import mentions, says
from flask_ls.project.pyfile import PyFile
from flask_ls.project.snapshot import Project, TextFile
from flask_ls.project.url_map import route_map
from flask_ls.rules.base import Context, Finding, Fix, Report, Rule, TemplateFile
from flask_ls.rules.templates import knows_jinja
from flask_ls.rules.views import BUILDERS, URL_VALUES, endpoints, variable_span
from flask_ls.symbols.endpoint import applications, required, whole_name
from flask_ls.symbols.uses import Use, uses
from flask_ls.syntax.shape import MODULE
from flask_ls.syntax.template.names import bound
from flask_ls.text.spans import Span, TextEdit

RULE = Rule(
    code="FLK103",
    name="url-for-missing-value",
    severity="error",
    summary="A URL is built without a value for one of its variables",
    docs="https://flask.palletsprojects.com/en/stable/quickstart/#url-building",
    words=("url_for",),
    fixable=True,
)

TEMPLATE_WORDS = RULE.words

_CAUGHT = re.compile("BuildError")


def check(use: Use, context: Context) -> Iterator[Report]:
    project, file = context.project, context.file
    if context.is_test or use.symbol != "endpoint" or use.open:
        return
    yield from _missing(project, file, use, whole_name(project, use, context.block))


def _missing(project: Project, file: PyFile | TextFile, use: Use, name: str | None) -> Iterator[Report]:
    routes = endpoints(project, file.path).get(name or "", ())
    missing = sorted(required(routes).difference(use.values))
    if not missing or not all(route.certain for route in routes):
        return
    if says(project, file.path, _CAUGHT) or _supplied(project, file):
        return
    route = routes[0]
    place = variable_span(project, route, missing[0])
    names = " and ".join(f"`{name}`" for name in missing)
    yield Report(
        span=use.span,
        message=f"The URL of `{name}` needs {names} (`{route.rule}`): `BuildError: Could not build url for "
        f"endpoint '{name}'. Did you forget to specify values {missing}?`",
        related=((*place, f"`{missing[0]}` stands in the rule here"),) if place is not None else (),
        data=(str(use.call.end - use.span.end), *missing),
    )


def check_template(file: TemplateFile) -> Iterator[Report]:
    source = file.project.text_file(file.path)
    if source is None or not knows_jinja(file) or "url_for" in bound(file.model):
        return
    for use in uses(file.project, file.path):
        if use.symbol == "endpoint" and not use.open and not use.name.startswith("."):
            yield from _missing(file.project, source, use, use.name)


def _supplied(project: Project, file: PyFile | TextFile) -> bool:
    """Whether values may come from elsewhere than the call."""
    found = route_map(project)
    paths = {file.path, *(found.applications[number].path for number in applications(project, file.path))}
    opened = any(found.applications[number].open for number in applications(project, file.path))
    return opened or any(mentions(project, path, each) for path in paths for each in (URL_VALUES, BUILDERS))


def fix(finding: Finding, project: Project) -> list[Fix]:
    """Give the values, where something of the same name is at hand."""
    file = project.python(finding.path)
    if file is None or len(finding.data) < 2:
        return []
    end, names = finding.span.end + int(finding.data[0]) - 1, finding.data[1:]
    if file.text[end : end + 1] != ")" or not all(_at_hand(file, finding.span.start, name) for name in names):
        return []
    before = re.search(r",?\s*\Z", file.text[:end])
    assert before is not None
    given = ", ".join(f"{name}={name}" for name in names)
    edit = TextEdit(Span(before.start(), before.start() + before[0].startswith(",")), f", {given}")
    return [Fix(title=f"Add `{given}`", edits={file.path: (edit,)})]


def _at_hand(file: PyFile, offset: int, name: str) -> bool:
    """Whether a name is bound in a scope around an offset."""
    block, scope = file.scope_at(offset)
    shape = file.shapes[block]
    while scope > MODULE:
        if shape.scopes[scope].kind == "function" and shape.bound(scope, name):
            return True
        scope = shape.scopes[scope].parent
    return name in file.bindings
