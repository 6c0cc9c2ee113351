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

from flask_ls.project.meaning import Known, Site
from flask_ls.project.snapshot import Project
from flask_ls.rules.base import Context, Finding, Fix, Function, Report, Rule
from flask_ls.rules.views import REGISTERING, overridden
from flask_ls.syntax.shape import Call, Expr, Ref, Shape
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
# Decorators of libraries that give back another function.
_REPLACING = frozenset(
    {
        "flask_login.login_required", "flask_login.fresh_login_required", "flask_jwt_extended.jwt_required",
        "flask_cors.cross_origin", "flask_caching.Cache.cached", "flask_caching.Cache.memoize",
        "flask_httpauth.HTTPBasicAuth.login_required", "flask_httpauth.HTTPTokenAuth.login_required",
        "flask_httpauth.HTTPDigestAuth.login_required", "flask_httpauth.MultiAuth.login_required",
        "flask_security.auth_required", "flask_security.login_required", "flask_security.roles_required",
        "flask_security.roles_accepted", "flask_security.permissions_required",
    }
)  # fmt: skip


def check(function: Function, context: Context) -> Iterator[Report]:
    scope = function.scope
    if len(scope.decorators) < 2 or context.is_test:
        return
    routes = [number for number, each in enumerate(scope.decorators) if _registers(each, scope.parent, context)]
    if not routes or overridden(context.project, context.file.path, "route", "add_url_rule"):
        return
    route = scope.decorators[routes[-1]]
    for number, each in enumerate(scope.decorators[: routes[-1]]):
        if number in routes or not _replaces(each, scope.parent, context):
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


def _replaces(decorator: Expr, scope: int, context: Context) -> bool:
    """Whether a decorator is sure to give back another function than it was given."""
    called = isinstance(decorator, Call)
    meaning = context.meaning(decorator.func if isinstance(decorator, Call) else decorator, scope)
    if not isinstance(meaning, Known):
        return False
    if meaning.site is None or meaning.module:
        return meaning.name in _REPLACING
    own = context.project.python(meaning.site.path)
    return own is not None and _gives_back_its_own(own.shapes[meaning.site.block], meaning.site, 2 if called else 1)


def _gives_back_its_own(shape: Shape, site: Site, depth: int) -> bool:
    """Whether all that a function returns is one inner function, so many levels deep, that `wraps` was applied to."""
    number = site.scope
    for _ in range(depth):
        returned = [value for at, value in shape.returns if at == number]
        names = {value.parts[0] for value in returned if isinstance(value, Ref) and len(value.parts) == 1}
        bound = [binding for name in names for binding in shape.bound(number, name)]
        if len(returned) == 0 or len(names) != 1 or len(bound) != 1 or bound[0].kind != "function":
            return False
        if not all(isinstance(value, Ref) for value in returned):
            return False
        number = bound[0].target
    decorators = shape.scopes[number].decorators
    return any(
        isinstance(each, Call) and isinstance(each.func, Ref) and each.func.last == "wraps" for each in decorators
    )


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
