"""# decorator-without-wraps

## What it does
Finds decorators of views whose inner function does not have `functools.wraps`.

## Why is this bad?
A view's endpoint is the name of the function that `route` gets: below a decorator that is the inner function, and every
view that is decorated with it has the same name. From the second one on the application does not start: `AssertionError:
View function mapping is overwriting an existing endpoint function: wrapper`. With a single one `url_for` has to name the
inner function, which is said as a hint.

## Example
```python
from flask import Flask

app = Flask(__name__)


def admin_only(f):
    def wrapper(*args, **kwargs):
        return f(*args, **kwargs)

    return wrapper


@app.route("/a")
@admin_only
def a():
    return "a"


@app.route("/b")
@admin_only
def b():
    return "b"
```

## Use instead
```python
from functools import wraps

from flask import Flask

app = Flask(__name__)


def admin_only(f):
    @wraps(f)
    def wrapper(*args, **kwargs):
        return f(*args, **kwargs)

    return wrapper


@app.route("/a")
@admin_only
def a():
    return "a"


@app.route("/b")
@admin_only
def b():
    return "b"
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from flask_ls.project.imports import import_edits
from flask_ls.project.routes import Route
from flask_ls.project.snapshot import Project
from flask_ls.rules.base import Context, Finding, Fix, Report, Rule
from flask_ls.rules.views import View, overridden, together
from flask_ls.syntax.shape import Scope
from flask_ls.text.spans import Span, TextEdit

RULE = Rule(
    code="FLK119",
    name="decorator-without-wraps",
    severity="error",
    summary="A decorator gives all its views the same endpoint",
    docs="https://flask.palletsprojects.com/en/stable/patterns/viewdecorators/",
    words=("def ",),
    fixable=True,
)


class _Decorated(NamedTuple):
    """A route whose view is an inner function of a decorator, and the function that was decorated with it."""

    route: Route
    path: str
    block: int
    function: Scope


def check(view: View, context: Context) -> Iterator[Report]:
    project, parent = context.project, view.shape.scopes[view.scope.parent]
    if parent.kind != "function":
        return
    found = [each for route in view.routes if (each := _decorated(project, route, view.scope.name)) is not None]
    if len(found) < len(view.routes) or overridden(project, view.file.path, "add_url_rule", "route"):
        return
    pairs = ((one, other) for one in found for other in found if one.function is not other.function)
    clash = next((pair for pair in pairs if _clash(project, *pair)), None)
    name, shown = view.scope.name, clash or found[:1]
    message = f"Views that `{parent.name}` decorates get the endpoint `{name}`, the name of this function: "
    if clash:
        message += f"`AssertionError: View function mapping is overwriting an existing endpoint function: {name}`."
    else:
        message += f"`url_for` has to name `{name}`, not `{found[0].function.name}`."
    taken = [each.name for each in parent.parameters]
    yield Report(
        span=view.scope.name_span,
        message=f"{message} It needs `functools.wraps`.",
        severity=None if clash else "hint",
        related=tuple((*_place(project, each), f"`{each.function.name}` is decorated with it") for each in shown),
        data=("safe" if clash else "", *(taken if len(taken) == 1 else ())),
    )


def _decorated(project: Project, route: Route, name: str) -> _Decorated | None:
    """What a decorator registers under the name of its inner function; None where the endpoint has another name."""
    site = route.registered
    file = project.python(site.path) if site is not None else None
    if site is None or file is None or route.endpoint_text is not None:
        return None
    if route.endpoint.rpartition(".")[2] != name:
        return None
    for scope in file.shapes[site.block].scopes:
        if scope.kind == "function" and any(each.span == site.span for each in scope.decorators):
            return _Decorated(route, site.path, site.block, scope) if scope.name != name else None
    return None


def _clash(project: Project, one: _Decorated, other: _Decorated) -> bool:
    """Whether one application gets both under one endpoint."""
    same = (one.route.app, one.route.endpoint) == (other.route.app, other.route.endpoint)
    return same and together(project, one.route, other.route)


def _place(project: Project, found: _Decorated) -> tuple[str, Span]:
    file = project.python(found.path)
    span = found.function.name_span
    return found.path, file.absolute(found.block, span) if file is not None else span


def fix(finding: Finding, project: Project) -> list[Fix]:
    """Decorate the inner function with `wraps`."""
    file = project.python(finding.path)
    if file is None or len(finding.data) != 2:
        return []
    safe, wrapped = finding.data
    line = file.lines.line_of(finding.span.start)
    at, written = file.lines.starts[line], file.lines.line(line)
    if not written.lstrip().startswith(("def ", "async def ")):
        return []
    indent = written[: len(written) - len(written.lstrip())]
    newline = "\r\n" if "\r\n" in file.text else "\n"
    whole = "functools" in file.bindings
    imported = [] if whole else import_edits(file, ["from functools import wraps"])
    name = "functools.wraps" if whole else "wraps"
    edits = (*imported, TextEdit(Span(at, at), f"{indent}@{name}({wrapped}){newline}"))
    return [Fix(title=f"Decorate it with `{name}`", edits={file.path: edits}, safe=bool(safe))]
