"""# request-header-subscript

## What it does
Finds `request.headers["X-Api-Key"]`.

## Why is this bad?
Unlike `request.form["name"]` it does not answer with 400 where the header is missing, but with 500: `KeyError:
'HTTP_X_API_KEY'`. Use `request.headers.get("X-Api-Key")`.

## Example
```python
from flask import Flask, request

app = Flask(__name__)


@app.route("/")
def index():
    return request.headers["X-Api-Key"]
```

## Use instead
```python
from flask import Flask, request

app = Flask(__name__)


@app.route("/")
def index():
    return request.headers.get("X-Api-Key", "")
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from flask_ls.project.snapshot import Project
from flask_ls.rules.base import Context, Finding, Fix, Function, Report, Rule
from flask_ls.rules.flow import ANY, Methods, visit_certain
from flask_ls.syntax.shape import Const, Item, Ref
from flask_ls.text.spans import TextEdit

RULE = Rule(
    code="FLK227",
    name="request-header-subscript",
    severity="information",
    summary="A header that may be missing is answered with 500",
    docs="https://flask.palletsprojects.com/en/stable/api/#flask.Request.headers",
    words=("headers[",),
    fixable=True,
    preview=True,
)
# Browsers send them always; what has no type and no length is not common.
_ALWAYS = {"host", "content-type", "content-length", "user-agent"}
_HANDLED = re.compile(
    r"errorhandler\(\s*(?:KeyError|LookupError|Exception)\b|register_error_handler\(\s*(?:KeyError|Exception)\b"
)
_ASKED = re.compile(r"\bin\s+(?:flask\.)?request\.headers\b|\bhas_key\b")


def check(function: Function, context: Context) -> Iterator[Report]:
    shape = context.file.shapes[function.block]
    scope = function.scope
    text = context.file.blocks[function.block]
    if shape.damaged or context.is_test or "headers[" not in text[scope.span.start : scope.span.end]:
        return
    found: list[tuple[Item, str]] = []

    def visit(thing: object, reached: Methods) -> None:
        key = thing.key if isinstance(thing, Item) else None
        if not isinstance(thing, Item) or not isinstance(key, Const) or not isinstance(key.value, str):
            return
        owner = thing.value
        if not isinstance(owner, Ref) or owner.last != "headers" or key.value.lower() in _ALWAYS:
            return
        if context.name_of(owner, function.number) == "flask.Request.headers":
            found.append((thing, key.value))

    visit_certain(shape.bodies[function.number], ANY, function.number, context, visit)
    if not found or _ASKED.search(text) or context.mentions(_HANDLED):
        return
    for item, name in found:
        yield Report(
            span=item.span,
            message=f"Where `{name}` is missing, the request is answered with 500: `KeyError: "
            f"'HTTP_{name.upper().replace('-', '_')}'`. Use `headers.get`.",
        )


def fix(finding: Finding, project: Project) -> list[Fix]:
    """Take the header if it is there."""
    file = project.python(finding.path)
    if file is None:
        return []
    written = file.text[finding.span.start : finding.span.end]
    owner, bracket, key = written.partition("[")
    edit = TextEdit(finding.span, f"{owner}.get({key.removesuffix(']')})")
    return [Fix(title="Change to `headers.get`", edits={file.path: (edit,)})] if bracket else []
