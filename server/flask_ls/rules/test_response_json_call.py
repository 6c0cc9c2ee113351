"""# test-response-json-call

## What it does
Finds `response.json()` on what Flask's test client gives.

## Why is this bad?
There `json` is no method, as it is with Requests and HTTPX, but the data itself, and a dictionary cannot be called.

## Example
```python
from flask import Flask

app = Flask(__name__)


@app.route("/")
def index():
    return {"a": 1}


def test_index():
    assert app.test_client().get("/").json()["a"] == 1
```

## Use instead
```python
from flask import Flask

app = Flask(__name__)


@app.route("/")
def index():
    return {"a": 1}


def test_index():
    assert app.test_client().get("/").json["a"] == 1
```
"""

from __future__ import annotations

import os
from collections.abc import Iterator

from flask_ls.project.components import component
from flask_ls.project.pyfile import PyFile
from flask_ls.project.snapshot import Project
from flask_ls.rules.base import Context, Finding, Fix, Report, Rule
from flask_ls.syntax.shape import Call, CallSite, Expr, Member, Ref
from flask_ls.text.spans import Span, TextEdit

RULE = Rule(
    code="FLK901",
    name="test-response-json-call",
    severity="error",
    summary="The JSON of a test's response is called",
    docs="https://flask.palletsprojects.com/en/stable/testing/#sending-requests-with-the-test-client",
    words=(".json()",),
    fixable=True,
)
_REQUESTS = {"get", "post", "put", "patch", "delete", "head", "options", "open"}
# With one of these, the client or its responses may be others than Flask's.
_OTHERS = ("test_client_class", "response_wrapper", "response_class")


def check(site: CallSite, context: Context) -> Iterator[Report]:
    call = site.call
    if call.args or call.keywords or call.opaque or not _is_json(call.func, site.scope, context):
        return
    if any(word in file.text for file in component(context.project, context.file.path) for word in _OTHERS):
        return
    start = context.file.starts[context.block]
    text = context.file.text[start + call.span.start : start + call.span.end]
    yield Report(
        span=call.span,
        message=f"`{text}` calls the data itself: with Flask's test client, `json` is no method. `TypeError: 'dict' "
        "object is not callable`.",
    )


def _is_json(func: Expr, scope: int, context: Context) -> bool:
    """Whether an expression is `json` of a response that the test client gave."""
    if isinstance(func, Member):
        return func.name == "json" and _is_response(func.value, scope, context)
    if not isinstance(func, Ref) or len(func.parts) != 2 or func.last != "json":
        return False
    bound = context.file.shapes[context.block].bound(scope, func.parts[0])
    values = [binding.value for binding in bound if binding.kind == "value" and binding.value is not None]
    return bool(bound) and len(values) == len(bound) and all(_is_response(each, scope, context) for each in values)


def _is_response(expr: Expr, scope: int, context: Context) -> bool:
    if not isinstance(expr, Call):
        return False
    func = expr.func
    if isinstance(func, Ref) and len(func.parts) == 2 and func.last in _REQUESTS and _is_fixture(func, scope, context):
        return True
    owner, _, method = context.name_of(func, scope).rpartition(".")
    return owner in ("flask.testing.FlaskClient", "werkzeug.test.Client") and method in _REQUESTS


def _is_fixture(func: Ref, scope: int, context: Context) -> bool:
    """Whether a parameter is a fixture of pytest that gives the test client of an application."""
    shape = context.file.shapes[context.block]
    bound = shape.bound(scope, func.parts[0])
    if [binding.kind for binding in bound] != ["parameter"] or bound[0].value is not None:
        return False
    fixture = next((found for file in _near(context) if (found := _fixture(file, func.parts[0])) is not None), "")
    return ".test_client(" in fixture and "class" not in fixture


def _near(context: Context) -> Iterator[PyFile]:
    """The files in which pytest looks for a file's fixtures, in its order."""
    yield context.file
    folder = os.path.dirname(context.file.path)  # noqa: PTH120
    while folder and os.path.dirname(folder) != folder:  # noqa: PTH120
        found = context.project.python(os.path.join(folder, "conftest.py"))  # noqa: PTH118
        if found is not None:
            yield found
        folder = os.path.dirname(folder)  # noqa: PTH120


def _fixture(file: PyFile, name: str) -> str | None:
    """The text of a file's fixture of this name; None where it has none."""
    if f"def {name}" not in file.text:
        return None
    for block, _, scope in file.functions():
        called = [each.func if isinstance(each, Call) else each for each in scope.decorators]
        if scope.name == name and any(isinstance(each, Ref) and each.last == "fixture" for each in called):
            return file.blocks[block][scope.span.start : scope.span.end]
    return None


def fix(finding: Finding, project: Project) -> list[Fix]:
    """Take the data without calling it."""
    file = project.python(finding.path)
    if file is None or not file.text[: finding.span.end].endswith("()"):
        return []
    edit = TextEdit(Span(finding.span.end - 2, finding.span.end), "")
    return [Fix(title="Do not call it", edits={finding.path: (edit,)}, safe=True)]
