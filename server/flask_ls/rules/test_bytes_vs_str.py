"""# test-bytes-vs-str

## What it does
Finds `"Hello" in response.data` and `response.data == "Hello"` in tests.

## Why is this bad?
`data` are bytes. `in` raises `TypeError: a bytes-like object is required, not 'str'`, and `==` is never true. Compare with
bytes, or look at `response.text`.

## Example
```python
from flask import Flask

app = Flask(__name__)


@app.route("/")
def index():
    return "Hello"


def test_index():
    response = app.test_client().get("/")
    assert "Hello" in response.data
```

## Use instead
```python
from flask import Flask

app = Flask(__name__)


@app.route("/")
def index():
    return "Hello"


def test_index():
    response = app.test_client().get("/")
    assert b"Hello" in response.data
```
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from flask_ls.project.snapshot import Project
from flask_ls.rules.base import Context, Finding, Fix, Report, Rule
from flask_ls.rules.clients import is_response
from flask_ls.syntax.comparisons import Comparison, comparisons
from flask_ls.syntax.shape import Expr, Ref, Shape
from flask_ls.text.spans import Span, TextEdit

RULE = Rule(
    code="FLK903",
    name="test-bytes-vs-str",
    severity="error",
    summary="A test compares a text with the bytes of a response",
    docs="https://flask.palletsprojects.com/en/stable/testing/#sending-requests-with-the-test-client",
    words=(".data",),
    fixable=True,
)


# Looks like a comparison of data with a text, in which case the block is parsed again for it.
_COMPARED = re.compile(r"[\"']\s+(?:not\s+)?in\s[^\n]*\.data\b|\.data\s*[!=]=|[!=]=[^\n]*\.data\b")


def check(shape: Shape, context: Context) -> Iterator[Report]:
    if shape.damaged or not _COMPARED.search(context.file.blocks[context.block]):
        return
    start = context.file.starts[context.block]
    for each in comparisons(context.file.blocks[context.block]):
        if each.name != "data":
            continue
        _, scope = context.file.scope_at(start + each.text.start)
        owner = _owner(each, shape)
        if owner is not None and is_response(owner, scope, context):
            harm = (
                "`TypeError: a bytes-like object is required, not 'str'`"
                if each.operator in ("in", "not in")
                else f"`{each.operator}` is always {'false' if each.operator == '==' else 'true'}"
            )
            after = context.file.absolute(context.block, each.attribute).end
            yield Report(
                span=each.text,
                message=f"`data` are bytes, and this is a text: {harm}. Put a `b` before it, or look at `text`.",
                data=(str(after - len("data")), str(after)),
            )


def _owner(each: Comparison, shape: Shape) -> Expr | None:
    if each.owner_name:
        return Ref((each.owner_name,), each.owner)
    return next((site.call for site in shape.calls if site.call.span == each.owner), None)


def fix(finding: Finding, project: Project) -> list[Fix]:
    """Compare bytes with bytes, or a text with a text where it has letters that bytes cannot have."""
    file = project.python(finding.path)
    if file is None:
        return []
    written = file.text[finding.span.start : finding.span.end]
    if written.isascii():
        try:
            ast.literal_eval(f"b{written}")
        except (SyntaxError, ValueError):
            return []
        edit = TextEdit(Span(finding.span.start, finding.span.start), "b")
        return [Fix(title="Compare with bytes", edits={file.path: (edit,)}, safe=True)]
    start, end = map(int, finding.data)
    return [Fix(title="Look at `text`", edits={file.path: (TextEdit(Span(start, end), "text"),)}, safe=True)]
