"""# factory-missing-return

## What it does
Finds a `create_app` or `make_app` that makes an application and does not return it.

## Why is this bad?
`flask run` raises `NoAppException: A valid Flask application was not obtained from 'main:create_app'`, and a WSGI server
is given `None`.

## Example
```python
from flask import Flask


def create_app():
    app = Flask(__name__)
```

## Use instead
```python
from flask import Flask


def create_app():
    app = Flask(__name__)
    return app
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from flask_ls.project.snapshot import Project
from flask_ls.rules.base import Context, Finding, Fix, Function, Report, Rule
from flask_ls.syntax.shape import Call
from flask_ls.text.spans import Span, TextEdit

RULE = Rule(
    code="FLK505",
    name="factory-missing-return",
    severity="error",
    summary="A factory does not return the application that it makes",
    docs="https://flask.palletsprojects.com/en/stable/patterns/appfactories/",
    words=("create_app", "make_app"),
    fixable=True,
)
# Then the application goes somewhere else.
_ELSEWHERE = re.compile(
    r"\b(?:return|yield|global|nonlocal|run|serve|serve_forever|run_simple|raise|NotImplemented)\b|\.\.\."
)


def check(function: Function, context: Context) -> Iterator[Report]:
    scope, shape = function.scope, context.file.shapes[function.block]
    if scope.name not in ("create_app", "make_app") or scope.parent != 0 or scope.decorators or shape.damaged:
        return
    text = context.file.blocks[function.block][scope.span.start : scope.span.end]
    body = text[scope.body_start - scope.span.start :]
    own = [statement.span for statement in shape.bodies[function.number]]
    inner = [each.span for each in shape.scopes if each.parent == function.number]
    for span in sorted(inner, reverse=True):
        body = body[: span.start - scope.body_start] + body[span.end - scope.body_start :]
    if _ELSEWHERE.search(body) or not own:
        return
    made = [
        binding
        for name, bindings in shape.by_scope.get(function.number, {}).items()
        for binding in bindings
        if binding.kind == "value" and isinstance(binding.value, Call) and len(bindings) == 1 and name
        if context.type_of(binding.value, function.number) == "flask.Flask"
    ]
    if len(made) == 1:
        yield Report(
            span=scope.name_span,
            message=f"`{scope.name}` makes an application and does not return it: `NoAppException: A valid Flask application "
            "was not obtained`.",
            data=(made[0].name, str(context.file.absolute(function.block, Span(scope.body_start, own[-1].end)).start),
                  str(context.file.absolute(function.block, own[-1]).end)),
        )  # fmt: skip


def fix(finding: Finding, project: Project) -> list[Fix]:
    """Return the application at the end."""
    file = project.python(finding.path)
    if file is None:
        return []
    name, start, end = finding.data[0], int(finding.data[1]), int(finding.data[2])
    line = file.lines.line_of(start)
    indent = file.text[file.lines.starts[line] : start]
    if indent.strip():
        return []
    newline = "\r\n" if "\r\n" in file.text else "\n"
    edit = TextEdit(Span(end, end), f"{newline}{indent}return {name}")
    return [Fix(title=f"Return `{name}`", edits={finding.path: (edit,)})]
