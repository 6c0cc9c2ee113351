"""# route-decorator-order

## What it does
Finds decorators that stand above `@app.route(…)` and replace the function: `login_required`, caching, a decorator of
the project's own.

## Why is this bad?
Decorators are applied from the bottom up. `route` registers the function as it is at that point, and what stands above
only changes the name that is left in the module. A request never meets it: a page behind `@login_required` above
`@app.route` is open to everybody. Decorators that only mark a function, such as `csrf.exempt`, work in either place.

## Example
```python
from flask import Flask
from flask_login import login_required

app = Flask(__name__)


@login_required
@app.route("/admin")
def admin():
    return "secret"
```

## Use instead
```python
from flask import Flask
from flask_login import login_required

app = Flask(__name__)


@app.route("/admin")
@login_required
def admin():
    return "secret"
```
"""

from __future__ import annotations

from collections.abc import Iterator

from flask_ls.project.snapshot import Project
from flask_ls.rules.base import Context, Finding, Fix, Function, Report, Rule
from flask_ls.rules.decorators import replaces
from flask_ls.rules.views import REGISTERING, overridden
from flask_ls.syntax.shape import Call, Expr, Ref
from flask_ls.text.spans import Span, TextEdit

RULE = Rule(
    code="FLK109",
    name="route-decorator-order",
    severity="error",
    summary="A decorator above `route` never runs for a request",
    docs="https://flask.palletsprojects.com/en/stable/patterns/viewdecorators/",
    words=("route", ".get", ".post", ".put", ".delete", ".patch"),
    fixable=True,
)


def check(function: Function, context: Context) -> Iterator[Report]:
    scope = function.scope
    if len(scope.decorators) < 2 or context.is_test:
        return
    routes = [number for number, each in enumerate(scope.decorators) if _registers(each, scope.parent, context)]
    if not routes or overridden(context.project, context.file.path, "route", "add_url_rule"):
        return
    route = scope.decorators[routes[-1]]
    for number, each in enumerate(scope.decorators[: routes[-1]]):
        if number in routes or not replaces(each, scope.parent, context):
            continue
        yield Report(
            span=Span(each.span.start - 1, each.span.end),  # with its `@`
            message=f"`{_text(each)}` stands above `@{_text(route)}`, which has registered `{scope.name}` by then: it never "
            "runs for a request. Move it below.",
            related=((context.file.path, context.file.absolute(context.block, route.span), "The route is added here"),),
            data=(str(context.file.absolute(context.block, route.span).end),),
        )


def _registers(decorator: Expr, scope: int, context: Context) -> bool:
    if not isinstance(decorator, Call) or not isinstance(decorator.func, Ref):
        return False
    return context.name_of(decorator.func, scope) in REGISTERING


def _text(decorator: Expr) -> str:
    func = decorator.func if isinstance(decorator, Call) else decorator
    return ".".join(func.parts) if isinstance(func, Ref) else "this decorator"


def fix(finding: Finding, project: Project) -> list[Fix]:
    """Move the decorator below the route."""
    file = project.python(finding.path)
    if file is None or not finding.data:
        return []
    lines = file.lines
    first, last = lines.line_of(finding.span.start), lines.line_of(finding.span.end - 1)
    below = lines.line_of(int(finding.data[0]) - 1) + 1
    start, end, target = lines.starts[first], lines.starts[last + 1], lines.starts[below]
    whole = file.text[start:end]
    if whole.strip().partition("#")[0].strip() != file.text[finding.span.start : finding.span.end]:
        return []
    edits = (TextEdit(Span(start, end), ""), TextEdit(Span(target, target), whole))
    return [Fix(title="Move it below the route", edits={finding.path: edits})]
