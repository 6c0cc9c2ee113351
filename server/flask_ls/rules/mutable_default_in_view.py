"""# mutable-default-in-view

## What it does
Finds views, request hooks and error handlers with a parameter whose default is a list, a dictionary or a set.

## Why is this bad?
Python makes a default once, when the function is defined. What one request puts into it, every later request of the
same process sees: data leaks between users, and differs from worker to worker. For data of one request use `g`, for a
cache that is meant to last use one that expires, such as Flask-Caching.

## Example
```python
from flask import Flask

app = Flask(__name__)


@app.route("/data")
def get_data(cache={}):
    cache["hits"] = cache.get("hits", 0) + 1
    return cache
```

## Use instead
```python
from flask import Flask, g

app = Flask(__name__)


@app.route("/data")
def get_data():
    if "data" not in g:
        g.data = {"hits": 1}
    return g.data
```
"""

from __future__ import annotations

from collections.abc import Iterator

from flask_ls.project.meaning import Known
from flask_ls.project.snapshot import Project
from flask_ls.rules.base import Context, Finding, Fix, Function, Report, Rule
from flask_ls.syntax.shape import Call, Comprehension, Display, Expr, Ref
from flask_ls.text.spans import Span, TextEdit

RULE = Rule(
    code="FLK201",
    name="mutable-default-in-view",
    severity="warning",
    summary="A view keeps a mutable default between requests",
    docs="https://flask.palletsprojects.com/en/stable/appcontext/#storing-data",
    words=("route", ".get", ".post", ".put", ".delete", ".patch", "request", "errorhandler", "processor"),
    fixable=True,
)
_VIEW = {"route", "get", "post", "put", "delete", "patch"}
_HOOK = {
    "before_request", "after_request", "teardown_request", "teardown_appcontext", "errorhandler", "context_processor",
    "url_value_preprocessor", "url_defaults", "before_app_request", "after_app_request", "teardown_app_request",
    "app_errorhandler", "app_context_processor",
}  # fmt: skip
_APPLICATIONS = ("flask.Flask", "flask.Blueprint")
_MAKERS = {"list", "dict", "set", "bytearray", "defaultdict", "OrderedDict", "Counter", "deque"}


def check(function: Function, context: Context) -> Iterator[Report]:
    scope = function.scope
    mutable = [parameter for parameter in scope.parameters if _is_mutable(parameter.default)]
    if not mutable or not any(_registers(decorator, scope.parent, context) for decorator in scope.decorators):
        return
    for parameter in mutable:
        assert parameter.default is not None
        yield Report(
            span=parameter.default.span,
            message=f"The default of `{parameter.name}` is made once and shared by every request that `{scope.name}` "
            "answers: what one user's request puts into it, the next one sees. Use `g`, or a cache if it is meant as one.",
            data=(parameter.name, str(scope.body_start), str(scope.docstring_end), str(function.block)),
        )


def _registers(decorator: Expr, scope: int, context: Context) -> bool:
    """Whether a decorator hands the function to Flask, to be called for requests."""
    func = decorator.func if isinstance(decorator, Call) else decorator
    if not isinstance(func, Ref) or len(func.parts) < 2:
        return False
    if func.last not in (_VIEW if isinstance(decorator, Call) else _HOOK) | _HOOK:
        return False
    meaning = context.meaning(Ref(func.parts[:-1], func.span), scope)
    return isinstance(meaning, Known) and meaning.type in _APPLICATIONS


def _is_mutable(default: Expr | None) -> bool:
    if isinstance(default, (Comprehension, Display)):
        return default.kind != "tuple"
    return isinstance(default, Call) and isinstance(default.func, Ref) and default.func.last in _MAKERS


def fix(finding: Finding, project: Project) -> list[Fix]:
    """Make the value anew in each call."""
    file = project.python(finding.path)
    if file is None or len(finding.data) != 4:
        return []
    name, first, docstring_end, block = finding.data[0], *(int(number) for number in finding.data[1:])
    start = file.starts[block] + first
    if docstring_end >= 0:
        start = file.starts[block] + docstring_end
    line = file.lines.line_of(start)
    header_line = file.lines.line_of(finding.span.start)
    if line == header_line:
        return []
    content = file.lines.line(file.lines.line_of(file.starts[block] + first))
    indent = content[: len(content) - len(content.lstrip())]
    newline = "\r\n" if "\r\n" in file.text else "\n"
    value = file.text[finding.span.start : finding.span.end]
    statement = f"{indent}if {name} is None:{newline}{indent}    {name} = {value}{newline}"
    if docstring_end >= 0:
        if line + 1 >= len(file.lines):
            return []
        line += 1
    at = file.lines.starts[line]
    edits = (TextEdit(finding.span, "None"), TextEdit(Span(at, at), statement))
    return [Fix(title=f"Make `{name}` anew in each request", edits={finding.path: edits})]
