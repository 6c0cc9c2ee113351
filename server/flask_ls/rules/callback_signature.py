"""# callback-signature

## What it does
Finds error handlers, request hooks and the like that cannot be called with what Flask gives them: an error handler
without a parameter for the error, an after-request function without one for the response, a before-request function
that wants an argument.

## Why is this bad?
Nothing is noticed until the function is called. Then the request that should have been answered fails with `TypeError:
not_found() takes 0 positional arguments but 1 was given`: every 404 becomes a 500.

## Example
```python
from flask import Flask, abort

app = Flask(__name__)


@app.errorhandler(404)
def not_found():
    return "Page not found", 404


@app.route("/")
def index():
    abort(404)
```

## Use instead
```python
from flask import Flask, abort

app = Flask(__name__)


@app.errorhandler(404)
def not_found(error):
    return "Page not found", 404


@app.route("/")
def index():
    abort(404)
```
"""

from __future__ import annotations

from collections.abc import Iterator

from flask_ls.project.snapshot import Project
from flask_ls.rules.base import Context, Finding, Fix, Function, Report, Rule
from flask_ls.syntax.shape import Call, Expr, Parameter, Ref, Scope, Shape
from flask_ls.text.spans import Span, TextEdit

_GIVEN = {
    "errorhandler": ("error",),
    "app_errorhandler": ("error",),
    "before_request": (),
    "before_app_request": (),
    "after_request": ("response",),
    "after_app_request": ("response",),
    "after_this_request": ("response",),
    "teardown_request": ("error",),
    "teardown_app_request": ("error",),
    "teardown_appcontext": ("error",),
    "context_processor": (),
    "app_context_processor": (),
    "shell_context_processor": (),
    "url_value_preprocessor": ("endpoint", "values"),
    "app_url_value_preprocessor": ("endpoint", "values"),
    "url_defaults": ("endpoint", "values"),
    "app_url_defaults": ("endpoint", "values"),
    "record": ("state",),
    "record_once": ("state",),
    "user_loader": ("user_id",),
    "request_loader": ("request",),
}
_OWNERS = ("flask.Flask", "flask.Blueprint", "flask_login.LoginManager")
RULE = Rule(
    code="FLK205",
    name="callback-signature",
    severity="error",
    summary="A function cannot be called with what Flask gives it",
    docs="https://flask.palletsprojects.com/en/stable/errorhandling/#registering",
    words=tuple(sorted(_GIVEN)),
    fixable=True,
)


def check(function: Function, context: Context) -> Iterator[Report]:
    scope = function.scope
    shape = context.file.shapes[function.block]
    # A decorator below may give it other arguments, or be given others; only the innermost one is certain.
    if not scope.decorators or shape.damaged or shape.scopes[scope.parent].kind == "class":
        return
    taker = _taker(scope.decorators[-1], scope.parent, context)
    if taker not in _GIVEN:
        return
    given = _GIVEN[taker]
    least, most = _range(scope.parameters)
    if least <= len(given) <= most:
        return
    message = (
        f"`{scope.name}` is called with {_words(given)} by `{taker}`, and takes {_takes(least, most)}: "
        f"`{_error(_qualified(scope, shape), scope.parameters, given, least, most)}`"
    )
    empty = scope.name if given and not scope.parameters else ""
    yield Report(span=scope.name_span, message=message, data=(empty, ", ".join(given)))


def _taker(decorator: Expr, scope: int, context: Context) -> str:
    """The name of the method that a decorator is; empty where it is no method of Flask's."""
    func = decorator.func if isinstance(decorator, Call) else decorator
    if not isinstance(func, Ref):
        return ""
    owner, _, last = context.name_of(func, scope).rpartition(".")
    return last if owner in _OWNERS or (owner, last) == ("flask", "after_this_request") else ""


def _range(parameters: tuple[Parameter, ...]) -> tuple[int, float]:
    """How many positional arguments a function can be called with; nothing else is given to it."""
    positional = [each for each in parameters if each.kind in ("", "/")]
    least = sum(each.default is None for each in positional)
    if any(each.kind == "k" and each.default is None for each in parameters):
        return len(positional) + 1, len(positional)  # it cannot be called at all
    return least, float("inf") if any(each.kind == "*" for each in parameters) else len(positional)


def _qualified(scope: Scope, shape: Shape) -> str:
    """A function's name as Python says it."""
    outer = shape.scopes[scope.parent]
    return scope.name if outer.kind == "module" else f"{_qualified(outer, shape)}.<locals>.{scope.name}"


def _words(given: tuple[str, ...]) -> str:
    if not given:
        return "nothing"
    return f"{len(given)} argument{'s' if len(given) > 1 else ''} ({', '.join(given)})"


def _takes(least: int, most: float) -> str:
    if least > most:
        return "one by its name alone"
    count = str(least) if least == most else f"{least} to {most:.0f}" if most < float("inf") else f"at least {least}"
    return count if count != "0" else "none"


def _error(name: str, parameters: tuple[Parameter, ...], given: tuple[str, ...], least: int, most: float) -> str:
    """The beginning of what Python says."""
    if len(given) > most and least <= most:
        count = f"{most:.0f}" if least == most else f"from {least} to {most:.0f}"
        plural = "" if count == "1" else "s"
        return (
            f"TypeError: {name}() takes {count} positional argument{plural} but {len(given)} "
            f"{'was' if len(given) == 1 else 'were'} given"
        )
    keyword = least > most
    missing = [
        f"'{each.name}'"
        for each in parameters
        if each.default is None and (each.kind == "k" if keyword else each.kind in ("", "/"))
    ][0 if keyword else len(given) :]
    kind = "keyword-only" if keyword else "positional"
    plural = "" if len(missing) == 1 else "s"
    names = " and ".join(missing) if len(missing) < 3 else f"{', '.join(missing[:-1])}, and {missing[-1]}"
    return f"TypeError: {name}() missing {len(missing)} required {kind} argument{plural}: {names}"


def fix(finding: Finding, project: Project) -> list[Fix]:
    """Give a function without parameters those that it is called with."""
    file = project.python(finding.path)
    if file is None or len(finding.data) != 2 or not finding.data[0]:
        return []
    at = file.text.find("(", finding.span.end) + 1
    if not at or file.text[finding.span.end : at - 1].strip():
        return []
    edit = TextEdit(Span(at, at), finding.data[1])
    return [Fix(title=f"Add the parameter `{finding.data[1]}`", edits={file.path: (edit,)}, safe=True)]
