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

import re
from collections.abc import Iterator

from flask_ls.project.snapshot import Project
from flask_ls.rules.base import Context, Finding, Fix, Report, Rule
from flask_ls.rules.clients import is_response
from flask_ls.syntax.shape import CallSite, Expr, Member, Ref
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
# With one of these, the client or its responses may be others than Flask's.
_OTHERS = re.compile("test_client_class|response_wrapper|response_class")


def check(site: CallSite, context: Context) -> Iterator[Report]:
    call = site.call
    if call.args or call.keywords or call.opaque or not _is_json(call.func, site.scope, context):
        return
    if context.mentions(_OTHERS):
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
        return func.name == "json" and is_response(func.value, scope, context)
    if not isinstance(func, Ref) or len(func.parts) != 2 or func.last != "json":
        return False
    return is_response(Ref(func.parts[:1], func.span), scope, context)


def fix(finding: Finding, project: Project) -> list[Fix]:
    """Take the data without calling it."""
    file = project.python(finding.path)
    if file is None or not file.text[: finding.span.end].endswith("()"):
        return []
    edit = TextEdit(Span(finding.span.end - 2, finding.span.end), "")
    return [Fix(title="Do not call it", edits={finding.path: (edit,)}, safe=True)]
