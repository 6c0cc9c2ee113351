"""# error-handler-missing-status

## What it does
Finds error handlers for a status code, or for one of Werkzeug's exceptions, that return a page without saying the
status.

## Why is this bad?
A view's value without a status is sent as `200 OK`, and an error handler's value is no exception: browsers, crawlers,
monitors and `fetch()` see success.

## Example
```python
from flask import Flask

app = Flask(__name__)


@app.errorhandler(404)
def not_found(error):
    return "Page not found"
```

## Use instead
```python
from flask import Flask

app = Flask(__name__)


@app.errorhandler(404)
def not_found(error):
    return "Page not found", 404
```
"""

from __future__ import annotations

from collections.abc import Iterator

from flask_ls.project.snapshot import Project
from flask_ls.rules.base import Context, Finding, Fix, Function, Report, Rule
from flask_ls.rules.handlers import ERROR, Handler, handlers
from flask_ls.syntax.shape import Call, Const, Display, Expr, Joined, Ref, Return
from flask_ls.syntax.walk import inside
from flask_ls.text.spans import Span, TextEdit

RULE = Rule(
    code="FLK206",
    name="error-handler-missing-status",
    severity="warning",
    summary="An error page is sent as 200 OK",
    docs="https://flask.palletsprojects.com/en/stable/errorhandling/#custom-error-pages",
    words=("errorhandler",),
    fixable=True,
)
_PAGES = {
    "flask.render_template", "flask.render_template_string", "flask.jsonify", "flask.json.jsonify",
    "flask.templating.render_template",
}  # fmt: skip
_CODES = {
    "BadRequest": 400, "Unauthorized": 401, "Forbidden": 403, "NotFound": 404, "MethodNotAllowed": 405,
    "NotAcceptable": 406, "RequestTimeout": 408, "Conflict": 409, "Gone": 410, "RequestEntityTooLarge": 413,
    "UnsupportedMediaType": 415, "UnprocessableEntity": 422, "TooManyRequests": 429, "InternalServerError": 500,
    "NotImplemented": 501, "BadGateway": 502, "ServiceUnavailable": 503, "GatewayTimeout": 504,
}  # fmt: skip


def check(function: Function, context: Context) -> Iterator[Report]:
    scope = function.scope
    shape = context.file.shapes[function.block]
    found = handlers(function, context)
    codes = [_code(handler, scope.parent, context) for handler in found]
    if not found or None in codes or not all(handler.role == ERROR and handler.direct for handler in found):
        return
    if shape.damaged or context.is_test:
        return
    code = codes[0] if len(set(codes)) == 1 else None
    for statement in inside(shape.bodies[function.number]):
        if isinstance(statement, Return) and statement.value is not None:
            if not _is_page(statement.value, function.number, context) or _is_front_page(statement.value):
                continue
            yield Report(
                span=statement.value.span,
                message=f"`{scope.name}` returns a page without a status, so that it is sent as `200 OK`: who asks sees "
                f"success{f' instead of {code}' if code else ''}.",
                data=(str(code),) if code else (),
            )


def _code(handler: Handler, scope: int, context: Context) -> int | None:
    """The status that an error handler is for; None where that is not one alone, or not known."""
    if handler.call is None or len(handler.call.args) != 1:
        return None
    wanted = handler.call.args[0]
    if isinstance(wanted, Const):
        return wanted.value if isinstance(wanted.value, int) and wanted.value >= 400 else None
    module, _, name = context.name_of(wanted, scope).rpartition(".")
    return _CODES.get(name) if module == "werkzeug.exceptions" else None


def _is_page(value: Expr, scope: int, context: Context) -> bool:
    """Whether a returned value is a body and nothing else."""
    if isinstance(value, Const):
        return isinstance(value.value, str)
    if isinstance(value, Display):
        return value.kind in ("dict", "list")
    if isinstance(value, Call) and isinstance(value.func, Ref):
        return context.name_of(value.func, scope) in _PAGES
    return isinstance(value, Joined)


def _is_front_page(value: Expr) -> bool:
    """Whether a page is the one of an application that routes in the browser, for which 200 is meant."""
    name = value.args[0] if isinstance(value, Call) and value.args else None
    return isinstance(name, Const) and isinstance(name.value, str) and name.value.rpartition("/")[2] == "index.html"


def fix(finding: Finding, project: Project) -> list[Fix]:
    """Say the status."""
    if not finding.data:
        return []
    at = finding.span.end
    edit = TextEdit(Span(at, at), f", {finding.data[0]}")
    return [Fix(title=f"Answer with status {finding.data[0]}", edits={finding.path: (edit,)})]
